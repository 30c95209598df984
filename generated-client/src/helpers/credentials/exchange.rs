//! [`exchange`]: a request to the token URL.

use std::time::Duration;

use reqwest::{
    Method, StatusCode, Url,
    header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue, USER_AGENT},
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

use super::store::seconds;
use crate::runtime::{
    IssueContext, ProviderError,
    oauth2::request::{self, Received},
    one_line,
};

const PATH: &str = "/v1/oauth/token";
/// The longest text of the server that an error shows, in characters.
const LONGEST: usize = 256;

/// A grant: the members of its body, and the features of the API that it needs.
pub(super) struct Grant<'a> {
    pub(super) features: &'static str,
    pub(super) members: Vec<(&'static str, &'a str)>,
    /// The secret among them.
    pub(super) secret: &'a SecretString,
    pub(super) secret_member: &'static str,
}

/// The content of a successful response.
pub(super) struct Exchanged {
    /// The access token, or the reason why it cannot be used. The refresh token is valid in both cases.
    pub(super) token: Result<Token, ProviderError>,
    pub(super) refresh_token: Option<SecretString>,
}

/// An access token, and its lifetime.
pub(super) struct Token {
    pub(super) access_token: SecretString,
    pub(super) expires_in: Option<Duration>,
}

/// An error, and whether the server refuses the grant.
pub(super) struct Refused {
    pub(super) error: ProviderError,
    pub(super) is_unauthorized: bool,
}

impl From<ProviderError> for Refused {
    fn from(error: ProviderError) -> Self {
        Self { error, is_unauthorized: false }
    }
}

/// Sends a grant to the token URL of `base_url`, or of the client's base URL.
pub(super) async fn exchange(
    context: &IssueContext,
    base_url: Option<&str>,
    grant: Grant<'_>,
) -> Result<Exchanged, Refused> {
    let mut body: Map<String, Value> =
        grant.members.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect();
    body.insert(grant.secret_member.to_owned(), grant.secret.expose_secret().into());
    let mut request = reqwest::Request::new(Method::POST, endpoint(context, base_url)?);
    let headers = request.headers_mut();
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(HeaderName::from_static("anthropic-beta"), HeaderValue::from_static(grant.features));
    headers.extend(context.client().headers.get(USER_AGENT).map(|value| (USER_AGENT, value.clone())));
    *request.body_mut() = Some(Value::Object(body).to_string().into());
    let Received { status, body, retry_after } = request::send(context, request).await?;
    read(status, &body, grant.secret).map_err(|Refused { error, is_unauthorized }| Refused {
        error: error.with_retry_after(retry_after),
        is_unauthorized,
    })
}

fn endpoint(context: &IssueContext, base_url: Option<&str>) -> Result<Url, ProviderError> {
    let unusable = || ProviderError::new("the token URL is not a URL");
    let url = match base_url {
        Some(base_url) => Url::parse(&format!("{base_url}{PATH}")).map_err(|_| unusable())?,
        None => context.client().base_url.join(PATH).map_err(|_| unusable())?,
    };
    if context.takes_credentials(&url) {
        return Ok(url);
    }
    Err(ProviderError::new("the token URL is neither encrypted nor on this machine: use https"))
}

fn read(status: StatusCode, body: &[u8], secret: &SecretString) -> Result<Exchanged, Refused> {
    let members = match serde_json::from_slice(body) {
        Ok(Value::Object(members)) => members,
        _ if status.is_success() => {
            return Err(ProviderError::new("the response of the token URL is not an object of JSON").into());
        }
        _ => Map::new(),
    };
    if !status.is_success() {
        return Err(refused(status, &members, secret));
    }
    let text = |name: &str| members.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let is_bearer = text("token_type").is_none_or(|kind| kind.eq_ignore_ascii_case("bearer"));
    let token = text("access_token").filter(|_| is_bearer).map(|access_token| Token {
        access_token: access_token.into(),
        expires_in: members.get("expires_in").and_then(seconds).map(Duration::from_secs),
    });
    Ok(Exchanged {
        token: token.ok_or_else(|| ProviderError::new("the response of the token URL has no bearer token")),
        refresh_token: text("refresh_token").map(SecretString::from),
    })
}

/// The error of a refusal. It shows only the members that OAuth defines for errors, since a body can repeat secrets of
/// the request.
fn refused(status: StatusCode, members: &Map<String, Value>, secret: &SecretString) -> Refused {
    let text = |name: &str| {
        let value = members.get(name)?;
        let text = value.as_str().or_else(|| value["message"].as_str())?;
        Some(one_line(&text.replace(secret.expose_secret(), "…"), LONGEST))
    };
    let reasons: Vec<String> = ["error", "error_description"].iter().filter_map(|name| text(name)).collect();
    let mut message = format!("the token URL responded with {}", status.as_u16());
    if !reasons.is_empty() {
        message = format!("{message}: {}", reasons.join(": "));
    }
    let is_temporary = status.is_server_error() || matches!(status.as_u16(), 408 | 429);
    let error = if is_temporary { ProviderError::temporary(message) } else { ProviderError::new(message) };
    Refused { error, is_unauthorized: status == StatusCode::UNAUTHORIZED }
}
