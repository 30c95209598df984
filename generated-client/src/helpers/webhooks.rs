//! [`Webhooks`]: events that the API sends.

use std::time::Duration;

use crate::{
    runtime::{Clock, SecretString, StandardWebhooks, WebhookError, WebhookHeaders, WebhookReceiver},
    types::WebhookEvent,
};

/// The environment variable that has the secret, as in the official SDKs.
const VARIABLE: &str = "ANTHROPIC_WEBHOOK_SIGNING_KEY";

/// Receives webhooks: verifies that a request is from the API, and decodes its event.
///
/// The [guide](crate::guide::webhooks) has an example. `Debug` does not show the secret.
#[derive(Clone, Debug)]
pub struct Webhooks(StandardWebhooks);

impl Webhooks {
    /// Makes a receiver from the secret (`whsec_…`) that the Console shows once, when the endpoint is created.
    ///
    /// # Errors
    ///
    /// [`WebhookError::InvalidSecret`] if the secret is empty or is not base64.
    pub fn new(secret: impl Into<SecretString>) -> Result<Self, WebhookError> {
        StandardWebhooks::new(secret).map(Self)
    }

    /// Makes a receiver from the secret in the environment variable `ANTHROPIC_WEBHOOK_SIGNING_KEY`.
    ///
    /// # Errors
    ///
    /// [`WebhookError::InvalidSecret`] if the variable is absent or empty, or is not base64.
    pub fn from_env() -> Result<Self, WebhookError> {
        match std::env::var(VARIABLE) {
            Ok(secret) => Self::new(secret),
            Err(_) => Err(WebhookError::InvalidSecret("the variable ANTHROPIC_WEBHOOK_SIGNING_KEY is not set")),
        }
    }

    /// Also accepts another secret. Use this while you replace the old secret by a new one.
    ///
    /// # Errors
    ///
    /// [`WebhookError::InvalidSecret`] if the secret is empty or is not base64.
    pub fn secret(self, secret: impl Into<SecretString>) -> Result<Self, WebhookError> {
        self.0.secret(secret).map(Self)
    }

    /// Sets the largest difference between the time of a delivery and the clock, in both directions: 300 s by default.
    pub fn tolerance(self, tolerance: Duration) -> Self {
        Self(self.0.tolerance(tolerance))
    }

    /// Sets the clock, for tests.
    pub fn clock(self, clock: impl Clock) -> Self {
        Self(self.0.clock(clock))
    }

    /// Verifies a request, and decodes its event. `body` is the raw body as received.
    ///
    /// # Errors
    ///
    /// Any [`WebhookError`].
    pub fn unwrap<H: WebhookHeaders + ?Sized>(&self, headers: &H, body: &[u8]) -> Result<WebhookEvent, WebhookError> {
        self.receiver().parse(headers, body)
    }

    /// Decodes an event without verification, for tests, or if you have verified the request in another way.
    ///
    /// # Errors
    ///
    /// The body is not JSON, or not an event.
    pub fn parse_unverified(body: &[u8]) -> Result<WebhookEvent, WebhookError> {
        WebhookReceiver::parse_unverified(body)
    }

    /// The general receiver, which can also limit the size of a body.
    pub fn receiver(&self) -> WebhookReceiver<WebhookEvent> {
        WebhookReceiver::new(self.0.clone())
    }
}
