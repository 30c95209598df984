//! Webhooks: requests that the API sends. They are checked and read here, with any web framework.
//!
//! Input: the headers and the raw body of a request. Output: an event of the type that the API documents, or a [`WebhookError`].
//! The code works with any signature scheme: [`VerifyWebhook`] is the interface, and [`StandardWebhooks`] is the built-in scheme.

mod error;
mod event;
mod headers;
#[cfg(feature = "webhooks")]
mod standard;
mod surrogates;
#[cfg(test)]
mod tests;

use std::{fmt, marker::PhantomData, sync::Arc};

use super::{
    error::Mismatch,
    json::{Fault, from_slice},
};
pub use error::WebhookError;
pub(crate) use event::webhook_event;
pub use event::{NamedWebhookEvent, WebhookEvent};
use headers::Borrowed;
pub use headers::WebhookHeaders;
#[cfg(feature = "webhooks")]
pub use standard::StandardWebhooks;

/// The most bytes of a body by default: payloads of webhooks are small.
const BODY_LIMIT: usize = 1 << 20;

/// Verifies that a request is from the API. A closure with the same arguments implements it too.
///
/// Implement it for a signature scheme that is not built in. Compare signatures in constant time, and do not put the expected one
/// into an error.
///
/// [`WebhookHeaders::values`] finds headers. The body is the raw body as received.
pub trait VerifyWebhook: Send + Sync {
    /// Verifies a request.
    ///
    /// # Errors
    ///
    /// The request is not from the API, or somebody sends it again.
    fn verify(&self, headers: &dyn WebhookHeaders, body: &[u8]) -> Result<(), WebhookError>;
}

impl<F> VerifyWebhook for F
where
    F: Fn(&dyn WebhookHeaders, &[u8]) -> Result<(), WebhookError> + Send + Sync,
{
    fn verify(&self, headers: &dyn WebhookHeaders, body: &[u8]) -> Result<(), WebhookError> {
        self(headers, body)
    }
}

/// A receiver of webhooks with payloads of the type `E`.
///
/// It checks the size of a body, verifies the request, and only then decodes the body. Clones share the verifier.
pub struct WebhookReceiver<E> {
    verifier: Arc<dyn VerifyWebhook>,
    body_limit: usize,
    event: PhantomData<fn() -> E>,
}

impl<E> WebhookReceiver<E> {
    /// Makes a receiver that verifies requests by `verifier`.
    pub fn new(verifier: impl VerifyWebhook + 'static) -> Self {
        Self { verifier: Arc::new(verifier), body_limit: BODY_LIMIT, event: PhantomData }
    }

    /// Sets the largest size of a body in bytes: 1 MiB by default. A larger body is refused before anything else is
    /// checked.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Verifies a request without decoding it.
    ///
    /// # Errors
    ///
    /// The body is too large, or the request is not from the API.
    pub fn verify<H: WebhookHeaders + ?Sized>(&self, headers: &H, body: &[u8]) -> Result<(), WebhookError> {
        if body.len() > self.body_limit {
            return Err(WebhookError::BodyTooLarge { bytes: body.len(), limit: self.body_limit });
        }
        self.verifier.verify(&Borrowed(headers), body)
    }
}

impl<E: WebhookEvent> WebhookReceiver<E> {
    /// Verifies a request, and decodes its event.
    ///
    /// `body` is the raw body as received: JSON that was decoded and encoded again has another signature.
    ///
    /// # Errors
    ///
    /// Any [`WebhookError`].
    pub fn parse<H: WebhookHeaders + ?Sized>(&self, headers: &H, body: &[u8]) -> Result<E, WebhookError> {
        self.verify(headers, body)?;
        Self::parse_unverified(body)
    }

    /// Decodes an event without verification, for tests, or if you have verified the request in another way.
    ///
    /// # Errors
    ///
    /// The body is not JSON, or differs from the document.
    pub fn parse_unverified(body: &[u8]) -> Result<E, WebhookError> {
        read(body, from_slice)
    }
}

impl<E: NamedWebhookEvent> WebhookReceiver<E> {
    /// Verifies a request, and decodes it as the payload of the webhook that the document calls `name`. The payload
    /// does not contain this name: a header or the path of the request has it. A payload with an unknown name is kept
    /// as it is.
    ///
    /// # Errors
    ///
    /// Any [`WebhookError`].
    pub fn parse_named<H: WebhookHeaders + ?Sized>(
        &self,
        name: &str,
        headers: &H,
        body: &[u8],
    ) -> Result<E, WebhookError> {
        self.verify(headers, body)?;
        Self::parse_named_unverified(name, body)
    }

    /// Decodes the payload of the webhook that the document calls `name`, without verification.
    ///
    /// # Errors
    ///
    /// The body is not JSON, or differs from the document.
    pub fn parse_named_unverified(name: &str, body: &[u8]) -> Result<E, WebhookError> {
        read(body, |text| event::read_named(name, text))
    }
}

/// Reads a body, and distinguishes text that is not JSON from JSON that differs from the document.
fn read<E>(body: &[u8], read: impl Fn(&[u8]) -> Result<E, Fault>) -> Result<E, WebhookError> {
    let text = surrogates::replaced(body);
    read(&text).map_err(|fault| {
        let mismatch = Mismatch::of_fault(&fault);
        match serde_json::from_slice::<serde::de::IgnoredAny>(&text) {
            Ok(_) => WebhookError::InvalidPayload(mismatch),
            Err(_) => WebhookError::InvalidJson(mismatch),
        }
    })
}

impl<E> Clone for WebhookReceiver<E> {
    fn clone(&self) -> Self {
        Self { verifier: Arc::clone(&self.verifier), body_limit: self.body_limit, event: PhantomData }
    }
}

impl<E> fmt::Debug for WebhookReceiver<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("WebhookReceiver").field("body_limit", &self.body_limit).finish_non_exhaustive()
    }
}
