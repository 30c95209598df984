//! Responses with tokens or errors.

use std::{error::Error as StdError, fmt, time::Duration};

use reqwest::StatusCode;
use secrecy::SecretString;
use serde_json::{Map, Value};

use super::request::Secrets;
use crate::runtime::{ProviderError, error::one_line, json};

/// The longest text of the server that an error shows, in characters.
const LONGEST: usize = 200;

/// The content of a successful response (RFC 6749, section 5.1).
pub(super) struct TokenResponse {
    /// The access token, or the reason why it cannot be used. The refresh token is valid in both cases.
    pub(super) access_token: Result<SecretString, ProviderError>,
    pub(super) lifetime: Option<Duration>,
    pub(super) refresh_token: Option<SecretString>,
}

/// An error that the token URL returns (RFC 6749, section 5.2). It is the source of the [`ProviderError`].
///
/// ```
/// use managed_agents::{Error, runtime::OAuth2Error};
///
/// /// Whether a person has to allow the application again.
/// fn is_revoked(error: &Error) -> bool {
///     let source = std::error::Error::source(error).and_then(|source| source.downcast_ref::<OAuth2Error>());
///     source.is_some_and(|source| source.code() == "invalid_grant")
/// }
/// ```
#[derive(Clone, Debug)]
pub struct OAuth2Error {
    code: String,
    description: Option<String>,
}

impl OAuth2Error {
    /// The error code, such as `invalid_client` or `invalid_grant`.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The text for developers: one line, at most 200 characters.
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }
}

impl fmt::Display for OAuth2Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.code)?;
        self.description.as_ref().map_or(Ok(()), |description| write!(formatter, ": {description}"))
    }
}

impl StdError for OAuth2Error {}

/// Reads a response.
pub(super) fn read(status: StatusCode, body: &[u8], secrets: &Secrets) -> Result<TokenResponse, ProviderError> {
    let Ok(Value::Object(members)) = json::value_of_body(body) else { return Err(unreadable(status)) };
    // Some servers report errors with the status 200.
    if let Some(error) = reported(&members, secrets) {
        return Err(refused(status, error));
    }
    if !status.is_success() {
        return Err(unreadable(status));
    }
    Ok(TokenResponse {
        access_token: access_token(&members, secrets),
        lifetime: members.get("expires_in").and_then(seconds),
        refresh_token: text(&members, "refresh_token").map(SecretString::from),
    })
}

/// The text of a member that is not empty.
fn text<'a>(members: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    members.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
}

fn access_token(members: &Map<String, Value>, secrets: &Secrets) -> Result<SecretString, ProviderError> {
    let Some(access_token) = text(members, "access_token") else {
        return Err(ProviderError::new("the response of the token URL has no `access_token`"));
    };
    // A server that leaves out the type, although it is required, means the usual one.
    let kind = text(members, "token_type").unwrap_or("Bearer");
    if !kind.eq_ignore_ascii_case("bearer") {
        let kind = one_line(&secrets.hide_in(kind), LONGEST);
        return Err(ProviderError::new(format!("the token is of the type `{kind}`, and only bearer tokens are sent")));
    }
    Ok(access_token.into())
}

/// A number of seconds. Some servers send it as text.
fn seconds(value: &Value) -> Option<Duration> {
    let seconds = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    // A time too far in the future to be represented counts as none.
    seconds.and_then(|seconds: f64| Duration::try_from_secs_f64(seconds.max(0.0)).ok())
}

/// The error that a response reports. Some servers send an empty one with each token.
fn reported(members: &Map<String, Value>, secrets: &Secrets) -> Option<OAuth2Error> {
    let shown = |name: &str| text(members, name).map(|text| one_line(&secrets.hide_in(text), LONGEST));
    Some(OAuth2Error { code: shown("error")?, description: shown("error_description") })
}

fn refused(status: StatusCode, error: OAuth2Error) -> ProviderError {
    let is_temporary =
        is_temporary(status) || matches!(error.code.as_str(), "server_error" | "temporarily_unavailable");
    let message = format!("the token URL responded with {}: {error}", status.as_u16());
    let refused = if is_temporary { ProviderError::temporary(message) } else { ProviderError::new(message) };
    refused.with_source(error)
}

/// A response that cannot be read. Its body may contain secrets, so it is not shown.
fn unreadable(status: StatusCode) -> ProviderError {
    if status.is_success() {
        return ProviderError::new("the response of the token URL is not an object of JSON");
    }
    let message = format!("the token URL responded with {}, and does not say why", status.as_u16());
    if is_temporary(status) { ProviderError::temporary(message) } else { ProviderError::new(message) }
}

fn is_temporary(status: StatusCode) -> bool {
    status.is_server_error() || matches!(status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS)
}
