//! Requests for tokens.

use std::{sync::PoisonError, time::Duration};

use base64::Engine;
use reqwest::{
    Method, StatusCode, Url,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, USER_AGENT},
};
use secrecy::{ExposeSecret, SecretString};

use super::{
    Grant, IssueContext, OAuth2,
    response::{TokenResponse, read},
};
use crate::runtime::{
    ProviderError, TransportError,
    compact::{CollectList, joined, retain},
    error::hide,
    form,
    retry::retry_after,
};

/// The most bytes of a response.
const MOST_BYTES: usize = 1 << 20;

/// A request for a token, and the secrets in it.
pub(super) struct TokenRequest {
    request: reqwest::Request,
    secrets: Secrets,
}

/// Texts that no error shows.
pub(super) struct Secrets(Vec<SecretString>);

impl Secrets {
    /// `text` without the secrets that it repeats.
    pub(super) fn hide_in(&self, text: &str) -> String {
        // A server can repeat the form, too.
        let in_form = |secret: &str| {
            let mut encoded = String::new();
            form::encode(&mut encoded, secret);
            encoded
        };
        let secrets = self.0.iter().map(ExposeSecret::expose_secret);
        let secrets: Vec<String> = secrets.flat_map(|secret| [secret.to_owned(), in_form(secret)]).collect_list();
        hide(&secrets, text.to_owned())
    }
}

impl TokenRequest {
    pub(super) fn new(flow: &OAuth2, context: &IssueContext) -> Result<Self, ProviderError> {
        let mut request = reqwest::Request::new(Method::POST, endpoint(&flow.token_url, context)?);
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        headers.extend(context.client().headers.get(USER_AGENT).map(|value| (USER_AGENT, value.clone())));
        let mut fields = Fields::default();
        match &flow.grant {
            Grant::ClientCredentials => fields.set("grant_type", "client_credentials".into()),
            Grant::RefreshToken(token) => {
                fields.set("grant_type", "refresh_token".into());
                fields.set("refresh_token", token.lock().unwrap_or_else(PoisonError::into_inner).clone());
            }
        }
        if !flow.scopes.is_empty() {
            fields.set("scope", joined(&flow.scopes, " ").into());
        }
        let mut secrets = Vec::new();
        match &flow.client_secret {
            Some(secret) if !flow.is_secret_in_body => {
                let basic = basic(&flow.client_id, secret);
                let mut value = HeaderValue::from_str(&format!("Basic {}", basic.expose_secret()))
                    .map_err(|_| ProviderError::new("the id or secret of the application cannot be sent"))?;
                value.set_sensitive(true);
                headers.insert(AUTHORIZATION, value);
                secrets.extend([basic, secret.clone()]);
            }
            secret => {
                fields.set("client_id", flow.client_id.clone().into());
                if let Some(secret) = secret {
                    fields.set("client_secret", secret.clone());
                }
            }
        }
        for (name, value) in &flow.parameters {
            fields.set(name, value.clone());
        }
        *request.body_mut() = Some(fields.body().into());
        secrets.extend(fields.secrets());
        Ok(Self { request, secrets: Secrets(secrets) })
    }

    /// Sends it, and reads the response.
    pub(super) async fn send(self, context: &IssueContext) -> Result<TokenResponse, ProviderError> {
        let Received { status, body, retry_after } = send(context, self.request).await?;
        read(status, &body, &self.secrets).map_err(|error| error.with_retry_after(retry_after))
    }
}

/// A response with a token or an error.
pub(crate) struct Received {
    pub(crate) status: StatusCode,
    pub(crate) body: Vec<u8>,
    /// The pause that an error requests.
    pub(crate) retry_after: Option<Duration>,
}

/// Sends a request for a token.
pub(crate) async fn send(context: &IssueContext, request: reqwest::Request) -> Result<Received, ProviderError> {
    let failed = |error: TransportError| {
        let message = "the token URL cannot be reached, or its response broke off";
        let is_final = error.is_final();
        if is_final { ProviderError::new(message) } else { ProviderError::temporary(message) }.with_source(error)
    };
    let redirected = || ProviderError::new("the token URL leads to another one by a redirect, which is not followed");
    let sent = context.send(request).await;
    let mut response = sent.map_err(|error| if error.is_redirected() { redirected() } else { failed(error) })?;
    let status = response.status();
    if status.is_redirection() {
        return Err(redirected());
    }
    let is_error = status.is_client_error() || status.is_server_error();
    let retry_after = if is_error { retry_after(response.headers(), context.client().clock.now()) } else { None };
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(|error| failed(error.into()))? {
        if piece.len() > MOST_BYTES - body.len() {
            return Err(ProviderError::new(format!("the response with a token has more than {MOST_BYTES} bytes")));
        }
        body.extend_from_slice(&piece);
    }
    Ok(Received { status, body, retry_after })
}

/// The URL to which a request for a token is sent.
fn endpoint(token_url: &str, context: &IssueContext) -> Result<Url, ProviderError> {
    // The URL is not repeated: it may hold a password.
    let url = context.client().base_url.resolve(token_url).map_err(|error| {
        ProviderError::new(format!("the token URL is not a URL ({error}): set `OAuth2::token_url`"))
    })?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(ProviderError::new(
            "the token URL contains a user or password: set `OAuth2::client_secret` instead",
        ));
    }
    if !context.takes_credentials(&url) {
        return Err(ProviderError::new(
            "the token URL is not encrypted and not of this machine: use https, or `ClientBuilder::allow_http`",
        ));
    }
    Ok(url)
}

/// Id and secret as `Authorization: Basic` has them: each is encoded as in a form before they are joined (RFC 6749, section 2.3.1).
fn basic(id: &str, secret: &SecretString) -> SecretString {
    let mut both = String::new();
    form::encode(&mut both, id);
    both.push(':');
    form::encode(&mut both, secret.expose_secret());
    base64::engine::general_purpose::STANDARD.encode(both).into()
}

/// The fields of a form.
#[derive(Default)]
struct Fields(Vec<(String, SecretString)>);

impl Fields {
    /// Sets a field, and replaces another one with this name: a name may occur only once (RFC 6749, section 3.2).
    fn set(&mut self, name: &str, value: SecretString) {
        retain(&mut self.0, &mut |(other, _)| other != name);
        self.0.push((name.to_owned(), value));
    }

    fn body(&self) -> String {
        let mut body = String::new();
        for (name, value) in &self.0 {
            if !body.is_empty() {
                body.push('&');
            }
            form::encode(&mut body, name);
            body.push('=');
            form::encode(&mut body, value.expose_secret());
        }
        body
    }

    /// The values of all fields that may be secret.
    fn secrets(self) -> impl Iterator<Item = SecretString> {
        let is_secret = |name: &str| !matches!(name, "grant_type" | "scope" | "client_id");
        self.0.into_iter().filter(move |(name, _)| is_secret(name)).map(|(_, value)| value)
    }
}
