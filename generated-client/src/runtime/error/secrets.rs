//! [`Secrets`]: the credentials of a call, which no error shows.

use std::fmt;

use crate::runtime::{Client, credential::Credentials, draft::Draft};

/// The credentials of a call, which no error shows, even if the server repeats them.
#[derive(Clone, Default)]
pub(crate) struct Secrets {
    client: Option<Client>,
    /// The credentials of the call itself, in place of the client's.
    own: Option<Box<Credentials>>,
}

impl Secrets {
    pub(crate) fn of(draft: &Draft) -> Self {
        Self { client: Some(draft.client.clone()), own: draft.call.credentials.clone().map(Box::new) }
    }

    /// A text of the server, without the credentials that the text repeats.
    pub(crate) fn hide_in(&self, text: String) -> String {
        let of_client = || self.client.as_ref().map(|client| &client.inner().credentials);
        match self.own.as_deref().or_else(of_client) {
            Some(credentials) => credentials.hide_in(text),
            None => text,
        }
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secrets")
    }
}
