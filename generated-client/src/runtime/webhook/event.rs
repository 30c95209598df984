//! The types of payloads: which webhook a payload belongs to.

use crate::runtime::json::{Fault, FromJson, Reader, Union, read_arm, read_other};

/// A payload that says by itself which webhook it belongs to. Generated code implements it.
pub trait WebhookEvent: FromJson {}

/// A payload that does not say which webhook it belongs to, so that the caller says it. Generated code implements it.
pub trait NamedWebhookEvent: FromJson + Union {
    /// The webhooks as the document calls them, in the order of the arms.
    const NAMES: &'static [&'static str];
}

/// Reads the payload of the webhook called `name`.
pub(super) fn read_named<E: NamedWebhookEvent>(name: &str, text: &[u8]) -> Result<E, Fault> {
    let text = std::str::from_utf8(text).map_err(|error| Fault::new(format!("invalid JSON: {error}")))?;
    let mut event = E::empty();
    let mut reader = Reader::new(text);
    match E::NAMES.iter().position(|known| *known == name) {
        Some(arm) => read_arm(&mut event, arm, &mut reader)?,
        None if read_other(&mut event, &mut reader)? => {}
        None => return Err(Fault::new("expected the payload of a documented webhook")),
    }
    reader.end()?;
    Ok(event)
}

/// Makes a type the payload of webhooks: one that says which of them it belongs to, or by a list of names, one for each arm.
#[allow(unused_macros, reason = "an API may have no webhooks")]
macro_rules! webhook_event {
    ($name:ident) => {
        impl $crate::runtime::WebhookEvent for $name {}
    };
    ($name:ident { $($webhook:literal,)* }) => {
        impl $crate::runtime::NamedWebhookEvent for $name {
            const NAMES: &'static [&'static str] = &[$($webhook),*];
        }
    };
}

#[allow(unused_imports, reason = "an API may have no webhooks")]
pub(crate) use webhook_event;
