//! [`Secrets`]: the credentials of a call, which no error shows.

use std::fmt;

use reqwest::header::{HeaderMap, HeaderValue};

use crate::runtime::{
    Client,
    api::{Api, ApiKeyLocation},
    credential::{Credentials, is_credential, is_key},
    draft::Draft,
};

/// The credentials of a call, which no error shows, even if the server repeats them.
#[derive(Clone, Default)]
pub(crate) struct Secrets {
    client: Option<Client>,
    /// The credentials of the call itself, in place of the client's.
    own: Option<Box<Credentials>>,
    /// The credentials that the call has as headers, query parameters or cookies.
    given: Vec<String>,
}

impl Secrets {
    pub(crate) fn of(draft: &Draft) -> Self {
        let (client, call) = (&draft.client, &draft.call);
        let mut given = Vec::new();
        given_in(client.inner().api, &call.headers, &call.query, &call.cookies, &mut |secret| {
            given.push(secret.to_owned());
        });
        Self { client: Some(client.clone()), own: call.credentials.clone().map(Box::new), given }
    }

    /// A text of the server, without the credentials that the text repeats.
    pub(crate) fn hide_in(&self, mut text: String) -> String {
        for secret in &self.given {
            text = hide(secret, text);
        }
        let Some(client) = self.client.as_ref().map(Client::inner) else { return text };
        given_in(client.api, &client.headers, &client.query, &[], &mut |secret| {
            text = hide(secret, std::mem::take(&mut text));
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
    pass_on: &mut dyn FnMut(&str),
) {
    for (name, value) in headers {
        if is_credential(api, name) {
            secret_of_header(value).into_iter().for_each(&mut *pass_on);
        }
    }
    for (place, pairs) in [(ApiKeyLocation::Query, query), (ApiKeyLocation::Cookie, cookies)] {
        let of_keys = pairs.iter().filter(|(name, _)| is_key(api, place, name));
        of_keys.filter_map(|(_, pair)| Some(pair.split_once('=')?.1)).for_each(&mut *pass_on);
    }
}

/// The secret part of a header: all of it, or what follows the authentication scheme.
pub(crate) fn secret_of_header(value: &HeaderValue) -> Option<&str> {
    value.to_str().ok()?.rsplit(' ').next()
}

/// A text without a secret.
pub(crate) fn hide(secret: &str, text: String) -> String {
    /// A shorter one may be a word of the text.
    const SHORTEST: usize = 6;
    if secret.len() >= SHORTEST && text.contains(secret) { text.replace(secret, "…") } else { text }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secrets")
    }
}
