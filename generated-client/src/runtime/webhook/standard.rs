//! [Standard Webhooks](https://www.standardwebhooks.com): HMAC-SHA256 over the id, the timestamp and the body.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, SystemTime},
};

use base64::{
    Engine,
    alphabet::STANDARD as ALPHABET,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD},
};
use hmac::{Hmac, KeyInit, Mac, digest::CtOutput};
use secrecy::{ExposeSecret, SecretSlice, SecretString};
use sha2::Sha256;

use super::{VerifyWebhook, WebhookError, WebhookHeaders};
use crate::runtime::{Clock, SystemClock, compact::CollectList};

const ID: &str = "webhook-id";
const TIMESTAMP: &str = "webhook-timestamp";
const SIGNATURE: &str = "webhook-signature";
/// The version of signatures that are HMAC-SHA256.
const VERSION: &str = "v1";
/// The beginning of secrets.
const PREFIX: &str = "whsec_";
/// The largest difference between the timestamp and the clock, in both directions.
const TOLERANCE: Duration = Duration::from_secs(300);

/// Base64 with or without padding, as secrets are written.
const SECRETS: GeneralPurpose = GeneralPurpose::new(
    &ALPHABET,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Verifies webhooks by the scheme of [Standard Webhooks](https://www.standardwebhooks.com) with symmetric keys.
///
/// A request must have each of the headers `webhook-id`, `webhook-timestamp` and `webhook-signature` once. One entry of
/// `webhook-signature` must be `v1,` and the signature of id, timestamp and body, made with one of the secrets. Other
/// entries are ignored. The comparison takes constant time.
///
/// `Debug` does not show the secrets.
#[derive(Clone)]
pub struct StandardWebhooks {
    keys: Vec<Hmac<Sha256>>,
    tolerance: Duration,
    clock: Arc<dyn Clock>,
}

impl StandardWebhooks {
    /// Makes a verifier from a secret: base64, usually after `whsec_`.
    ///
    /// # Errors
    ///
    /// [`WebhookError::InvalidSecret`] if the secret is empty or is not base64.
    pub fn new(secret: impl Into<SecretString>) -> Result<Self, WebhookError> {
        let keys = vec![key(&secret.into())?];
        Ok(Self { keys, tolerance: TOLERANCE, clock: Arc::new(SystemClock) })
    }

    /// Also accepts another secret. Use this while you replace the old secret by a new one.
    ///
    /// # Errors
    ///
    /// [`WebhookError::InvalidSecret`] if the secret is empty or is not base64.
    pub fn secret(mut self, secret: impl Into<SecretString>) -> Result<Self, WebhookError> {
        self.keys.push(key(&secret.into())?);
        Ok(self)
    }

    /// Sets the largest difference between the timestamp and the clock, in whole seconds and in both directions: 300 s
    /// by default.
    pub fn tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// Sets the clock, for tests.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Checks that a request was sent now, not long ago.
    fn check_time(&self, timestamp: &[u8]) -> Result<(), WebhookError> {
        let digits = std::str::from_utf8(timestamp).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
        let sent: u64 = digits.and_then(|digits| digits.parse().ok()).ok_or(WebhookError::InvalidTimestamp)?;
        let now = self.clock.now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        let allowed = self.tolerance.as_secs();
        let (age, ahead) = (now.saturating_sub(sent), sent.saturating_sub(now));
        if age > allowed {
            return Err(WebhookError::TooOld { age: Duration::from_secs(age) });
        }
        if ahead > allowed {
            return Err(WebhookError::TooNew { ahead: Duration::from_secs(ahead) });
        }
        Ok(())
    }
}

impl VerifyWebhook for StandardWebhooks {
    fn verify(&self, headers: &dyn WebhookHeaders, body: &[u8]) -> Result<(), WebhookError> {
        let [id, timestamp, signatures] = [ID, TIMESTAMP, SIGNATURE].map(|name| only(headers, name));
        let (id, timestamp, signatures) = (id?, timestamp?, signatures?);
        self.check_time(&timestamp)?;
        let signatures: Vec<_> = signatures.split(|byte| *byte == b' ').filter_map(signature).collect_list();
        let is_signed = |key: &Hmac<Sha256>| {
            let mut mac = key.clone();
            for part in [&id, b".".as_slice(), &timestamp, b".".as_slice(), body] {
                mac.update(part);
            }
            let expected = mac.finalize();
            // This comparison takes the same time for all signatures.
            signatures.contains(&expected)
        };
        if self.keys.iter().any(is_signed) { Ok(()) } else { Err(WebhookError::NoMatch) }
    }
}

/// The value of a header that must occur exactly once.
fn only(headers: &dyn WebhookHeaders, name: &'static str) -> Result<Vec<u8>, WebhookError> {
    let mut values = headers.values(name).into_iter();
    match (values.next(), values.next()) {
        (Some(value), None) if !value.is_empty() => Ok(value.into_owned()),
        (Some(_), Some(_)) => Err(WebhookError::RepeatedHeader(name)),
        (Some(_) | None, None) | (None, Some(_)) => Err(WebhookError::MissingHeader(name)),
    }
}

/// The signature of an entry `v1,BASE64`. Other versions, and malformed entries, have none.
fn signature(entry: &[u8]) -> Option<CtOutput<Hmac<Sha256>>> {
    let (version, signature) = std::str::from_utf8(entry).ok()?.split_once(',')?;
    let bytes: [u8; 32] = STANDARD.decode(signature).ok().filter(|_| version == VERSION)?.try_into().ok()?;
    Some(CtOutput::new(bytes.into()))
}

/// The key of a secret.
fn key(secret: &SecretString) -> Result<Hmac<Sha256>, WebhookError> {
    let text = secret.expose_secret().trim();
    let text = text.strip_prefix(PREFIX).unwrap_or(text);
    let bytes = SECRETS.decode(text).map_err(|_| WebhookError::InvalidSecret("it is not base64"))?;
    let bytes = SecretSlice::from(bytes);
    if bytes.expose_secret().is_empty() {
        return Err(WebhookError::InvalidSecret("it is empty"));
    }
    Hmac::new_from_slice(bytes.expose_secret()).map_err(|_| WebhookError::InvalidSecret("its length is not allowed"))
}

impl fmt::Debug for StandardWebhooks {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("StandardWebhooks")
            .field("secrets", &self.keys.len())
            .field("tolerance", &self.tolerance)
            .finish_non_exhaustive()
    }
}
