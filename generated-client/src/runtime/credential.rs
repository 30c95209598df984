//! Credentials: chooses the one for an operation, and adds it to the request.

use std::sync::Arc;

use base64::Engine;
use bytes::Bytes;
use reqwest::header::{AUTHORIZATION, COOKIE, HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use super::{
    Error, Result,
    api::{Api, ApiKeyLocation, SecurityScheme, SecuritySchemeKind},
    call::documented_name,
    compact::{CollectList, contains, has_char, joined},
    cookie,
    encode::{Keep, encoded},
    error::{hide, secrets_of_header, secrets_of_pair},
    provider::{CredentialProvider, Live},
};

/// A credential for one security scheme. `Debug` does not show it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Credential {
    /// An API key.
    Key(SecretString),
    /// A token, sent as `Authorization: Bearer`, or under the HTTP scheme that the document names.
    Token(SecretString),
    /// A user and a password, sent as `Authorization: Basic`.
    Basic {
        /// The name of the user, without `:` and control characters.
        user: String,
        /// The password, without control characters.
        password: SecretString,
    },
}

/// All credentials of a client.
#[derive(Clone, Debug, Default)]
pub(crate) struct Credentials {
    /// By the name of the security scheme. An API has few.
    by_scheme: Vec<(&'static str, Sent)>,
    /// A token that is sent instead of keys, for an API that documents no scheme for tokens.
    instead_of_key: Option<Sent>,
    /// Whether a call is sent without the credential that it needs.
    pub(crate) may_be_missing: bool,
}

/// The parts that a credential adds to a request.
#[derive(Clone, Debug)]
pub(crate) enum Sent {
    Header(HeaderName, HeaderValue),
    /// An encoded pair.
    Query(SecretString),
    /// A pair.
    Cookie(SecretString),
    /// A header whose value expires.
    Issued(Arc<Live>),
}

/// The parts of a call that may have a credential of the caller's own.
#[derive(Clone, Copy)]
pub(crate) struct Given<'g> {
    pub(crate) headers: &'g HeaderMap,
    /// The names of query parameters, and their encoded pairs.
    pub(crate) query: &'g [&'g (String, String)],
    /// The same of cookies.
    pub(crate) cookies: &'g [(String, String)],
}

impl Given<'_> {
    /// Whether the caller sets the credential of a scheme of this kind.
    fn has(self, kind: SecuritySchemeKind) -> bool {
        match kind {
            SecuritySchemeKind::ApiKey { location: ApiKeyLocation::Query, name } => {
                self.query.iter().any(|(other, _)| other == name)
            }
            SecuritySchemeKind::ApiKey { location: ApiKeyLocation::Cookie, name } => {
                let is_named = |pair: &str| pair.split_once('=').is_some_and(|(other, _)| other.trim() == name);
                let has_pair = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).split(';').any(is_named);
                self.cookies.iter().any(|(other, _)| other == name)
                    || self.headers.get_all(COOKIE).into_iter().any(has_pair)
            }
            _ => header_of(kind).is_some_and(|header| self.headers.contains_key(header)),
        }
    }
}

impl Credentials {
    pub(crate) fn is_empty(&self) -> bool {
        self.by_scheme.is_empty() && self.instead_of_key.is_none()
    }

    /// Whether there is a credential for the scheme called `name`.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.of_scheme(name).is_some()
    }

    fn of_scheme(&self, name: &str) -> Option<&Sent> {
        self.by_scheme.iter().find(|(scheme, _)| *scheme == name).map(|(_, sent)| sent)
    }

    /// Keeps a credential for the scheme called `name`.
    pub(crate) fn insert(&mut self, api: &Api, name: &str, credential: &Credential) -> Result<()> {
        let scheme = known_scheme(api, name)?;
        let Some(sent) = Sent::new(scheme.kind, credential)? else {
            return Err(Error::build(format!("the security scheme `{name}` takes another kind of credential")));
        };
        self.keep(scheme, sent)
    }

    /// Keeps a provider of credentials for the scheme called `name`.
    pub(crate) fn insert_provider(
        &mut self,
        api: &Api,
        name: &str,
        provider: Arc<dyn CredentialProvider>,
    ) -> Result<()> {
        let scheme = known_scheme(api, name)?;
        if header_of(scheme.kind).is_none_or(|header| header == "cookie") {
            return Err(Error::build(format!(
                "the security scheme `{name}` is not sent in a header of its own: it takes no provider of credentials"
            )));
        }
        self.keep(scheme, Sent::Issued(Arc::new(Live::new(scheme.name, scheme.kind, provider))))
    }

    fn keep(&mut self, scheme: &SecurityScheme, sent: Sent) -> Result<()> {
        if self.has(scheme.name) {
            return Err(Error::build(format!(
                "two credentials are set for the security scheme `{}`: set one",
                scheme.name
            )));
        }
        self.by_scheme.push((scheme.name, sent));
        Ok(())
    }

    /// Keeps a key: for the API's first scheme with a key, or else for its first one with a token.
    pub(crate) fn insert_key(&mut self, api: &Api, key: SecretString) -> Result<()> {
        let Some(scheme) = scheme_of_key(api) else {
            return Err(Error::build(format!("{} takes no API key", api.title)));
        };
        self.insert(api, scheme.name, &Credential::Key(key))
    }

    /// Keeps a token: for the API's first scheme with a token, or else to be sent instead of the key.
    pub(crate) fn insert_token(&mut self, api: &Api, token: SecretString) -> Result<()> {
        match scheme_of_token(api) {
            Some(scheme) => self.insert(api, scheme.name, &Credential::Token(token)),
            None => self.keep_instead_of_key(Sent::authorization("Bearer", token.expose_secret())?),
        }
    }

    /// Keeps a provider of tokens, for the scheme that a token is kept for.
    pub(crate) fn insert_token_provider(&mut self, api: &Api, provider: Arc<dyn CredentialProvider>) -> Result<()> {
        match scheme_of_token(api) {
            Some(scheme) => self.insert_provider(api, scheme.name, provider),
            None => {
                let live = Live::new("Authorization: Bearer", SecuritySchemeKind::Bearer, provider);
                self.keep_instead_of_key(Sent::Issued(Arc::new(live)))
            }
        }
    }

    fn keep_instead_of_key(&mut self, sent: Sent) -> Result<()> {
        match self.instead_of_key.replace(sent) {
            None => Ok(()),
            Some(_) => Err(Error::build("two bearer tokens are set: set one")),
        }
    }

    /// Keeps a name and password for the API's first scheme that takes them.
    pub(crate) fn insert_basic(&mut self, api: &Api, user: String, password: SecretString) -> Result<()> {
        match scheme_of_basic(api) {
            Some(scheme) => self.insert(api, scheme.name, &Credential::Basic { user, password }),
            None => Err(Error::build(format!("{} takes no name and password", api.title))),
        }
    }

    /// Refuses a token that would be sent instead of a key, if the key is set too.
    pub(crate) fn refuse_token_instead_of_key(&self, api: &Api) -> Result<()> {
        if self.instead_of_key.is_some() && scheme_of_key(api).is_some_and(|scheme| self.has(scheme.name)) {
            return Err(both_key_and_token());
        }
        Ok(())
    }

    /// A text of the server, without the credentials that the text repeats.
    pub(crate) fn hide_in(&self, mut text: String) -> String {
        for (_, sent) in &self.by_scheme {
            text = sent.hide_in(text);
        }
        match &self.instead_of_key {
            Some(sent) => sent.hide_in(text),
            None => text,
        }
    }

    /// Chooses the first of `alternatives` that is complete: each of its schemes has a credential, or a header,
    /// query parameter or cookie that the caller has set. "No credential needed" is the last choice, at any place in the list: a caller with a credential
    /// wants it to be sent.
    pub(crate) fn authorize(&self, api: &Api, alternatives: &[&[&str]], given: Given<'_>) -> Result<Vec<&Sent>> {
        if alternatives.is_empty() {
            return Ok(Vec::new());
        }
        let closed = alternatives.iter().filter(|names| !names.is_empty());
        let open = alternatives.iter().filter(|names| names.is_empty());
        let satisfied = closed.chain(open).find_map(|names| self.satisfy(api, names, given));
        if satisfied.is_none() && self.may_be_missing {
            return Ok(self.part_of(api, alternatives, given));
        }
        satisfied.ok_or_else(|| Error::build(self.missing(api, alternatives, given)))
    }

    /// Chooses the first credential that is set, if there is one.
    pub(crate) fn authorize_any(&self, api: &Api, given: Given<'_>) -> Result<Vec<&Sent>> {
        let names: Vec<[&str; 1]> = api.security_schemes.iter().map(|scheme| [scheme.name]).collect_list();
        let alternatives: Vec<&[&str]> = names.iter().map(|name| &name[..]).chain([&[][..]]).collect_list();
        self.authorize(api, &alternatives, given)
    }

    /// The credentials of the first alternative that has any.
    fn part_of(&self, api: &Api, alternatives: &[&[&str]], given: Given<'_>) -> Vec<&Sent> {
        let parts = alternatives.iter().map(|names| {
            let schemes = names.iter().filter_map(|name| api.security_scheme(name));
            let found = schemes.filter_map(|scheme| match self.find(api, scheme, given) {
                Found::Own(own) => Some(own),
                Found::NotNeeded | Found::Missing => None,
            });
            found.collect_list()
        });
        parts.into_iter().find(|part| !part.is_empty()).unwrap_or_default()
    }

    fn satisfy(&self, api: &Api, names: &[&str], given: Given<'_>) -> Option<Vec<&Sent>> {
        let mut sent = Vec::new();
        for name in names {
            match self.find(api, api.security_scheme(name)?, given) {
                Found::Own(own) => sent.push(own),
                Found::NotNeeded => {}
                Found::Missing => return None,
            }
        }
        Some(sent)
    }

    /// The credential that is sent for a scheme.
    fn find(&self, api: &Api, scheme: &SecurityScheme, given: Given<'_>) -> Found<'_> {
        let own = self.of_scheme(scheme.name);
        let is_set = match own {
            // Its name needs no parsing.
            Some(Sent::Header(name, _)) => given.headers.contains_key(name),
            _ => given.has(scheme.kind),
        };
        if scheme.kind == SecuritySchemeKind::MutualTls || is_set {
            return Found::NotNeeded;
        }
        if let Some(own) = own {
            return Found::Own(own);
        }
        let is_key = matches!(scheme.kind, SecuritySchemeKind::ApiKey { .. });
        let is_authorized = given.headers.contains_key(AUTHORIZATION);
        match &self.instead_of_key {
            Some(_) if is_key && is_authorized => Found::NotNeeded,
            Some(token) if is_key => Found::Own(token),
            None if is_key
                && is_authorized
                && scheme_with(api, |kind| kind == SecuritySchemeKind::Bearer).is_none() =>
            {
                Found::NotNeeded
            }
            Some(_) | None => Found::Missing,
        }
    }

    /// The message that lists the missing settings of each alternative.
    fn missing(&self, api: &Api, alternatives: &[&[&str]], given: Given<'_>) -> String {
        let mut ways: Vec<String> = Vec::new();
        for names in alternatives {
            let schemes: Option<Vec<_>> = names.iter().map(|name| api.security_scheme(name)).collect();
            let lacking = schemes.into_iter().flatten();
            let lacking = lacking.filter(|scheme| matches!(self.find(api, scheme, given), Found::Missing));
            let lacking: Vec<String> = lacking.map(|scheme| way_to_set(api, scheme)).collect_list();
            let way = match lacking.as_slice() {
                [] => continue,
                [only] => only.clone(),
                several => {
                    let several =
                        several.iter().map(|way| if contains(way, " or ") { format!("({way})") } else { way.clone() });
                    joined(&several.collect_list(), " and ")
                }
            };
            if !ways.contains(&way) {
                ways.push(way);
            }
        }
        format!(
            "there is no credential for this operation: set {}; or `ClientBuilder::allow_missing_credentials`, if the server asks \
             for none",
            joined(&ways, "; or ")
        )
    }
}

/// The credential that was found for a scheme.
enum Found<'a> {
    Own(&'a Sent),
    /// The caller sets it, or the HTTP client presents it.
    NotNeeded,
    Missing,
}

impl Sent {
    /// Encodes a credential for a scheme of `kind`; `None` if the scheme takes another kind of credential.
    pub(crate) fn new(kind: SecuritySchemeKind, credential: &Credential) -> Result<Option<Self>> {
        let sent = match (kind, credential) {
            (SecuritySchemeKind::ApiKey { location, name }, Credential::Key(key)) => {
                let key = key.expose_secret().trim();
                match location {
                    ApiKeyLocation::Header => {
                        Self::Header(documented_name(name).map_err(Error::build)?, sensitive(key)?)
                    }
                    ApiKeyLocation::Query => Self::Query(pair(name, key)),
                    ApiKeyLocation::Cookie => {
                        cookie::check_value(name, key).map_err(Error::build)?;
                        Self::Cookie(cookie_pair(name, key))
                    }
                }
            }
            (SecuritySchemeKind::Bearer, Credential::Key(token) | Credential::Token(token)) => {
                Self::authorization("Bearer", token.expose_secret())?
            }
            (SecuritySchemeKind::Http(scheme), Credential::Key(token) | Credential::Token(token)) => {
                Self::authorization(scheme, token.expose_secret())?
            }
            (SecuritySchemeKind::Basic, Credential::Basic { user, password }) => {
                check_basic(user, password.expose_secret())?;
                let both = format!("{user}:{}", password.expose_secret());
                Self::authorization("Basic", &base64::engine::general_purpose::STANDARD.encode(both))?
            }
            _ => return Ok(None),
        };
        Ok(Some(sent))
    }

    /// A text without the secret parts of it.
    pub(crate) fn hide_in(&self, text: String) -> String {
        match self {
            Self::Issued(live) => live.hide_in(text),
            Self::Header(_, value) => hide(&secrets_of_header(value), text),
            Self::Query(pair) | Self::Cookie(pair) => hide(&secrets_of_pair(pair.expose_secret()), text),
        }
    }

    fn authorization(scheme: &str, secret: &str) -> Result<Self> {
        Ok(Self::Header(AUTHORIZATION, sensitive(&format!("{scheme} {}", secret.trim()))?))
    }
}

/// Refuses characters that RFC 7617, section 2, does not allow: the server would read another user and password.
fn check_basic(user: &str, password: &str) -> Result<()> {
    if has_char(user, ':') {
        return Err(Error::build("the name of the user has a colon, and the password would begin there"));
    }
    if user.chars().chain(password.chars()).any(char::is_control) {
        return Err(Error::build("the name of the user or the password has a control character"));
    }
    Ok(())
}

fn pair(name: &str, secret: &str) -> SecretString {
    format!("{}={}", encoded(name, Keep::Unreserved), encoded(secret, Keep::Unreserved)).into()
}

/// The value is sent as the caller gave it, since servers make such values, and read them unchanged.
fn cookie_pair(name: &str, secret: &str) -> SecretString {
    let name = if cookie::is_name(name) { name.to_owned() } else { encoded(name, Keep::Unreserved) };
    format!("{name}={secret}").into()
}

/// The value of a header, which is not shown. All requests share this copy, and the last one wipes it from memory.
fn sensitive(secret: &str) -> Result<HeaderValue> {
    let refuse = || Error::build("the credential has characters that a header cannot contain");
    // A header value could otherwise contain bytes that are not ASCII.
    if !secret.is_ascii() {
        return Err(refuse());
    }
    let shared = Bytes::from_owner(Wiped(SecretString::from(secret)));
    let mut value = HeaderValue::from_maybe_shared(shared).map_err(|_| refuse())?;
    value.set_sensitive(true);
    Ok(value)
}

/// The bytes of a secret.
struct Wiped(SecretString);

impl AsRef<[u8]> for Wiped {
    fn as_ref(&self) -> &[u8] {
        self.0.expose_secret().as_bytes()
    }
}

/// The name of the header that carries credentials of this kind.
pub(crate) fn header_of(kind: SecuritySchemeKind) -> Option<&'static str> {
    match kind {
        SecuritySchemeKind::ApiKey { location: ApiKeyLocation::Header, name } => Some(name),
        SecuritySchemeKind::ApiKey { location: ApiKeyLocation::Query, .. } | SecuritySchemeKind::MutualTls => None,
        SecuritySchemeKind::ApiKey { location: ApiKeyLocation::Cookie, .. } => Some("cookie"),
        SecuritySchemeKind::Basic | SecuritySchemeKind::Bearer | SecuritySchemeKind::Http(_) => Some("authorization"),
    }
}

/// Whether a header has credentials, according to the API's document or to HTTP.
pub(crate) fn is_credential(api: &Api, name: &HeaderName) -> bool {
    let is_of =
        |scheme: &SecurityScheme| header_of(scheme.kind).is_some_and(|own| name.as_str().eq_ignore_ascii_case(own));
    name == AUTHORIZATION || api.security_schemes.iter().any(is_of)
}

/// Whether a query parameter is a credential, according to the API's document.
pub(crate) fn is_query_credential(api: &Api, name: &str) -> bool {
    is_key(api, ApiKeyLocation::Query, name)
}

/// Whether a key of this name is sent at this place.
pub(crate) fn is_key(api: &Api, place: ApiKeyLocation, name: &str) -> bool {
    let is_of =
        |kind| matches!(kind, SecuritySchemeKind::ApiKey { location, name: own } if location == place && own == name);
    api.security_schemes.iter().any(|scheme| is_of(scheme.kind))
}

fn scheme_with(api: &Api, fits: impl Fn(SecuritySchemeKind) -> bool) -> Option<&'static SecurityScheme> {
    api.security_schemes.iter().find(|scheme| fits(scheme.kind))
}

/// The scheme that a key is for.
fn scheme_of_key(api: &Api) -> Option<&'static SecurityScheme> {
    scheme_with(api, |kind| matches!(kind, SecuritySchemeKind::ApiKey { .. }))
        .or_else(|| scheme_with(api, |kind| kind == SecuritySchemeKind::Bearer))
}

/// The scheme called `name`.
fn known_scheme(api: &Api, name: &str) -> Result<&'static SecurityScheme> {
    api.security_scheme(name).ok_or_else(|| {
        let known: Vec<_> = api.security_schemes.iter().map(|scheme| scheme.name).collect_list();
        Error::build(format!("the API has no security scheme `{name}`; it has: {}", joined(&known, ", ")))
    })
}

/// The scheme that a token is for.
fn scheme_of_token(api: &Api) -> Option<&'static SecurityScheme> {
    scheme_with(api, |kind| kind == SecuritySchemeKind::Bearer)
        .or_else(|| scheme_with(api, |kind| matches!(kind, SecuritySchemeKind::Http(_))))
}

/// The scheme that a name and password are for.
fn scheme_of_basic(api: &Api) -> Option<&'static SecurityScheme> {
    scheme_with(api, |kind| kind == SecuritySchemeKind::Basic)
}

/// Refuses a key and a token at the same time, if the API accepts only one of them, and neither was set for a scheme by
/// its name: it would be unclear which one is sent.
pub(crate) fn refuse_key_beside_token(api: &Api) -> Result<()> {
    let is_alone = |scheme: Option<&'static SecurityScheme>| {
        scheme.is_some_and(|scheme| api.security.iter().any(|alternative| **alternative == [scheme.name]))
    };
    if is_alone(scheme_of_key(api)) && is_alone(scheme_of_token(api)) {
        return Err(Error::build(
            "an API key and a bearer token are set, and the API takes the one or the other: set one, or each for its security \
             scheme by `ClientBuilder::credential`",
        ));
    }
    Ok(())
}

fn both_key_and_token() -> Error {
    Error::build("an API key and a bearer token are set, and only one of them can be sent: set one")
}

/// The setting for the credential of a scheme, for messages.
fn way_to_set(api: &Api, scheme: &SecurityScheme) -> String {
    let prefix = api.environment_prefix;
    let is = |found: Option<&SecurityScheme>| found.is_some_and(|found| found.name == scheme.name);
    if is(scheme_of_token(api)) {
        format!("`ClientBuilder::bearer_token` or the environment variable `{prefix}_AUTH_TOKEN`")
    } else if is(scheme_of_key(api)) {
        format!("`ClientBuilder::api_key` or the environment variable `{prefix}_API_KEY`")
    } else if is(scheme_of_basic(api)) {
        format!("`ClientBuilder::basic_auth` or the environment variables `{prefix}_USERNAME` and `{prefix}_PASSWORD`")
    } else {
        let variable = scheme.variable.map(|name| format!(" or the environment variable `{name}`"));
        format!("`ClientBuilder::credential` for `{}`{}", scheme.name, variable.unwrap_or_default())
    }
}
