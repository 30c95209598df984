//! Records of responses that differ from the document: lines of JSON. `openapi-crate suggest-overlay` makes an overlay
//! from them.

use serde_json::json;

use super::{DecodeError, Mismatch, Secrets};
use crate::runtime::{Response, compact::rsplit_once, json::json_of};

/// One line for each mismatch: `{"operation":"getUser","status":200,"path":"$.avatar","expected":"a string","found":"null"}`.
fn lines<'m>(
    operation: &str,
    status: u16,
    mismatches: impl Iterator<Item = &'m Mismatch>,
    secrets: &Secrets,
) -> String {
    let mut text = String::new();
    for mismatch in mismatches {
        let (expected, found) = sides(mismatch.message());
        // A name of a property can repeat a credential.
        let path = secrets.hide_in(mismatch.path().to_owned());
        let line = json!({
            "operation": operation, "status": status, "path": path, "expected": expected, "found": found,
        });
        text.push_str(&json_of(&line));
        text.push('\n');
    }
    text
}

/// The expected value and the one that was found, as a message says it.
fn sides(message: &str) -> (&str, &str) {
    match message.strip_prefix("expected ").and_then(|rest| rsplit_once(rest, ", found ")) {
        Some(sides) => sides,
        None if message.starts_with("missing ") => (message.trim_start_matches("missing "), "nothing"),
        None => (message, "another value"),
    }
}

impl DecodeError {
    /// The mismatches as lines of JSON, without values: operation, status, path, the expected and the found kind of
    /// value. `openapi-crate suggest-overlay` reads a file of such lines, and proposes corrections of the document.
    pub fn record(&self) -> String {
        lines(self.operation(), self.status().as_u16(), self.mismatches(), &self.secrets)
    }
}

impl<T> Response<T> {
    /// The mismatches as lines of JSON; see [`DecodeError::record`].
    pub fn record(&self) -> String {
        lines(self.operation(), self.status().as_u16(), self.mismatches().iter(), self.secrets())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_has_two_sides() {
        assert_eq!(sides("expected a string, found null"), ("a string", "null"));
        assert_eq!(sides("missing property `id`"), ("property `id`", "nothing"));
        assert_eq!(sides("expected an object with one of the documented tags").1, "another value");
    }
}
