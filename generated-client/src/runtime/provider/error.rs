//! Errors of providers.

use std::{error::Error as StdError, fmt, sync::Arc, time::Duration};

/// The reason why a provider issued no credential. All calls that wait for the credential return it as
/// [`Error::Credential`](crate::Error::Credential).
///
/// Its message and source are shown and logged: they must not have secrets.
#[derive(Clone, Debug)]
pub struct ProviderError {
    message: String,
    source: Option<Arc<dyn StdError + Send + Sync>>,
    kind: Kind,
    retry_after: Option<Duration>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Lasting,
    Temporary,
    Timeout,
}

impl ProviderError {
    /// Makes a permanent error: another attempt would fail too.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), source: None, kind: Kind::Lasting, retry_after: None }
    }

    /// Makes a temporary error: the client tries again.
    pub fn temporary(message: impl Into<String>) -> Self {
        Self { kind: Kind::Temporary, ..Self::new(message) }
    }

    /// There was no credential within the allowed time.
    pub(super) fn timeout(allowed: Duration) -> Self {
        Self { kind: Kind::Timeout, ..Self::new(format!("no credential was issued within {allowed:?}")) }
    }

    /// Adds the error that led to this one.
    #[must_use]
    pub fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.source = Some(Arc::new(source));
        self
    }

    /// Sets the pause that the server of the provider requests before another attempt.
    pub(crate) fn with_retry_after(self, retry_after: Option<Duration>) -> Self {
        Self { retry_after, ..self }
    }

    pub(crate) fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// The description of the error.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Whether another attempt may succeed.
    pub fn is_temporary(&self) -> bool {
        self.kind != Kind::Lasting
    }

    /// Whether the client tries again at once. After a timeout, it does not.
    pub(super) fn is_tried_again(&self) -> bool {
        self.kind == Kind::Temporary
    }

    pub(crate) fn is_timeout(&self) -> bool {
        self.kind == Kind::Timeout
    }
}

impl fmt::Display for ProviderError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl StdError for ProviderError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
