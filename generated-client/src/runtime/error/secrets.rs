//! [`Secrets`]: the credentials of a call, which no error shows.

use std::fmt;

use base64::Engine;
use reqwest::{
    Url,
    header::{COOKIE, HeaderMap, HeaderValue},
};

use crate::runtime::{
    Client,
    api::{Api, ApiKeyLocation},
    compact::{CollectList, contains, replaced},
    credential::{Credentials, is_credential, is_key},
    draft::Draft,
    encode::{Keep, encoded},
    header_text::latin,
};

/// The credentials of a call, which no error shows, even if the server repeats them.
#[derive(Clone, Default)]
pub(crate) struct Secrets {
    client: Option<Client>,
    /// The credentials of the call itself, in place of the client's.
    own: Option<Box<Credentials>>,
    /// The credentials that the call has as headers, query parameters or cookies, and the secret values in its path.
    given: Vec<String>,
}

impl Secrets {
    pub(crate) fn of(draft: &Draft) -> Self {
        let (client, call) = (&draft.client, &draft.call);
        let mut given = Vec::new();
        given_in(client.inner().api, &call.headers, &call.query, &call.cookies, &mut |secrets| given.extend(secrets));
        let of_path = call.path.iter().filter(|(name, _)| call.secret_path.contains(name));
        given.extend(of_path.flat_map(|(_, value)| secrets_of_value(value)));
        Self { client: Some(client.clone()), own: call.credentials.clone().map(Box::new), given }
    }

    /// A text of the server, without the credentials that the text repeats.
    pub(crate) fn hide_in(&self, mut text: String) -> String {
        text = hide(&self.given, text);
        let Some(client) = self.client.as_ref().map(Client::inner) else { return text };
        given_in(client.api, &client.headers, &client.query, &[], &mut |secrets| {
            text = hide(&secrets, std::mem::take(&mut text));
        });
        self.own.as_deref().unwrap_or(&client.credentials).hide_in(text)
    }
}

/// Passes on the credentials among headers, query parameters and cookies. Each pair has the name of its parameter.
fn given_in(
    api: &Api,
    headers: &HeaderMap,
    query: &[(String, String)],
    cookies: &[(String, String)],
    pass_on: &mut dyn FnMut(Vec<String>),
) {
    for (name, value) in headers {
        if name == COOKIE && is_credential(api, name) {
            // A header of the caller's may have more than ASCII.
            let value = String::from_utf8_lossy(value.as_bytes());
            let pairs = value.split(';');
            pass_on(pairs.flat_map(|pair| secrets_of_pair(pair.trim())).collect_list());
        } else if is_credential(api, name) {
            pass_on(secrets_of_header(value));
        }
    }
    for (place, pairs) in [(ApiKeyLocation::Query, query), (ApiKeyLocation::Cookie, cookies)] {
        let of_keys = pairs.iter().filter(|(name, _)| is_key(api, place, name));
        of_keys.for_each(|(_, pair)| pass_on(secrets_of_pair(pair)));
    }
}

/// The secrets in a header, in the forms that a server may repeat: the whole header, the text after the authentication scheme, and
/// the parameters in this text with their values. Of a name and password, this includes the password.
pub(crate) fn secrets_of_header(value: &HeaderValue) -> Vec<String> {
    let value = String::from_utf8_lossy(value.as_bytes());
    let (scheme, secret) = value.split_once(' ').unwrap_or(("", &value));
    let secret = secret.trim();
    let mut secrets = vec![value.to_string(), secret.to_owned()];
    for parameter in secret.split([' ', ',', ';', '&']) {
        let value = parameter.split_once('=').map_or(parameter, |(_, value)| value);
        secrets.extend([parameter, value].map(|text| text.trim_matches(['"', '=']).to_owned()));
    }
    if scheme.eq_ignore_ascii_case("Basic") {
        let both = base64::engine::general_purpose::STANDARD.decode(secret).unwrap_or_default();
        let both = String::from_utf8_lossy(&both);
        secrets.extend(both.split_once(':').map(|(_, password)| password.to_owned()));
    }
    secrets
}

/// The secret in the encoded pair of a query parameter or a cookie, in the forms that a server may repeat.
pub(crate) fn secrets_of_pair(pair: &str) -> Vec<String> {
    pair.split_once('=').map(|(_, value)| secrets_of_value(value)).unwrap_or_default()
}

/// A secret that may be percent-encoded, in the forms that a server may repeat.
fn secrets_of_value(value: &str) -> Vec<String> {
    let decoded = Url::parse(&format!("form:?{value}")).ok();
    let decoded = decoded.as_ref().and_then(|url| url.query_pairs().next()).map(|(decoded, _)| decoded.into_owned());
    [Some(value.to_owned()), decoded].into_iter().flatten().collect_list()
}

/// A text without secrets: as they are, percent-encoded with digits in upper and lower case, and as a server repeats them that
/// reads UTF-8 as ISO-8859-1.
pub(crate) fn hide(secrets: &[String], mut text: String) -> String {
    /// A shorter one may be a word of the text.
    const SHORTEST: usize = 6;
    for secret in secrets.iter().filter(|secret| secret.len() >= SHORTEST) {
        let encoded = encoded(secret, Keep::Unreserved);
        for form in [secret, &encoded, &small_digits(&encoded), &latin(secret.as_bytes())] {
            if contains(&text, form) {
                text = replaced(&text, form, "…");
            }
        }
    }
    text
}

/// A percent-encoded text with the digits `a` to `f` in lower case.
fn small_digits(encoded: &str) -> String {
    let mut digits = 0;
    let small = |character: char| match character {
        '%' => {
            digits = 2;
            character
        }
        _ if digits > 0 => {
            digits -= 1;
            character.to_ascii_lowercase()
        }
        _ => character,
    };
    encoded.chars().map(small).collect()
}

impl fmt::Debug for Secrets {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secrets")
    }
}
