//! Errors of providers of credentials.

use std::{error::Error as StdError, fmt, sync::Arc};

use super::Error;
use crate::runtime::provider::ProviderError;

/// A provider issued no credential, or did not issue it in time.
#[derive(Debug)]
pub struct CredentialError {
    operation: &'static str,
    scheme: &'static str,
    attempts: u32,
    pub(super) sent: u32,
    error: ProviderError,
}

impl CredentialError {
    pub(crate) fn new(scheme: &'static str, attempts: u32, error: ProviderError) -> Self {
        Self { operation: "", scheme, attempts, sent: 0, error }
    }

    /// The error of a call, with the number of times that it was sent before.
    pub(crate) fn of_call(mut self, operation: &'static str, sent: u32) -> Error {
        (self.operation, self.sent) = (operation, sent);
        Error::Credential(Arc::new(self))
    }

    /// The id of the operation.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// The name of the security scheme, as in the API's document.
    pub fn scheme(&self) -> &'static str {
        self.scheme
    }

    /// The number of requests to the provider; 0 if the timeout of the call passed before the provider was finished.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The error of the provider.
    pub fn provider_error(&self) -> &ProviderError {
        &self.error
    }
}

impl fmt::Display for CredentialError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: no credential for `{}`", self.operation, self.scheme)?;
        match self.attempts {
            0 => {}
            1 => write!(formatter, " after 1 attempt")?,
            several => write!(formatter, " after {several} attempts")?,
        }
        write!(formatter, ": {}", self.error)
    }
}

impl StdError for CredentialError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.error.source()
    }
}
