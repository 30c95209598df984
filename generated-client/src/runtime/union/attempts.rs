//! [`Attempts`]: arms that nothing tells apart, tried in order.

use std::fmt::Write as _;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error};

use super::content::Content;
use crate::runtime::decode::Decode;

/// A JSON value read ahead, the union `U` that an arm made of it, and why the arms before did not take it.
///
/// `E` is the error of the deserializer that the value came from.
#[derive(Debug)]
pub struct Attempts<'de, E, U> {
    content: Content<'de>,
    chosen: Option<U>,
    failures: String,
    error: PhantomData<fn() -> E>,
}

impl<'de, E: Error, U> Attempts<'de, E, U> {
    /// Reads the whole value.
    pub fn read<D: Deserializer<'de, Error = E>>(deserializer: D) -> Result<Self, E> {
        let content = Content::deserialize(deserializer)?;
        Ok(Self { content, chosen: None, failures: String::new(), error: PhantomData })
    }

    /// Reads the arm `name`, if no arm before took the value.
    #[must_use]
    pub fn attempt<T, C: Decode<'de, T>>(mut self, name: &str, arm: fn(T) -> U) -> Self {
        if self.chosen.is_none() {
            // A copy, so that the types in unions are compiled for one deserializer of contents and not for two.
            match C::decode(self.content.clone().deserializer::<E>()) {
                Ok(value) => self.chosen = Some(arm(value)),
                Err(error) => note(&mut self.failures, name, &error),
            }
        }
        self
    }

    /// The union, or the error of a value that no arm took.
    pub fn or_no_arm(self, expected: &str) -> Result<U, E> {
        self.chosen.ok_or_else(|| no_arm(expected, &self.failures))
    }
}

#[cold]
fn note<E: Error>(failures: &mut String, name: &str, error: &E) {
    let separator = if failures.is_empty() { "" } else { "; " };
    // Writing to a string cannot fail.
    let _ = write!(failures, "{separator}not {name} ({error})");
}

#[cold]
fn no_arm<E: Error>(expected: &str, failures: &str) -> E {
    E::custom(format_args!("invalid value, expected {expected}: {failures}"))
}
