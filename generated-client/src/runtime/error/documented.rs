//! Message and kind of an error body, of a response or an event: in the documented places, or else in the usual ones.

use super::usual;
use crate::runtime::{api::ErrorBody, json};

/// The longest text that is used as a message, in bytes.
const LONGEST_TEXT: usize = 4096;

/// Message and kind of an error body; nothing, if its shape is unknown.
#[derive(Debug)]
pub(super) struct Documented {
    pub(super) kind: Option<String>,
    pub(super) message: Option<String>,
    pub(super) request_id: Option<String>,
}

impl Documented {
    pub(super) fn read(body: &[u8], places: &ErrorBody) -> Self {
        let Ok(json) = json::value_of_body(body) else {
            return Self { kind: None, message: plain_text(body), request_id: None };
        };
        let text_at = |pointers: &[&str]| {
            let mut texts = pointers.iter().filter_map(|pointer| json.pointer(pointer)?.as_str());
            texts.find(|text| !text.is_empty()).map(str::to_owned)
        };
        Self {
            kind: text_at(places.kind)
                .filter(|kind| !usual::is_no_kind(kind))
                .or_else(|| usual::kind(&json).map(str::to_owned)),
            message: text_at(places.message).or_else(|| usual::message(&json)),
            request_id: text_at(places.request_id),
        }
    }
}

/// A body that is a text, and not a page.
fn plain_text(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok().filter(|text| text.len() <= LONGEST_TEXT)?.trim();
    let is_text = |character: char| !character.is_control() || character.is_ascii_whitespace();
    // A text that begins like JSON but is not JSON was truncated.
    (!text.is_empty() && !text.starts_with(['<', '{', '[']) && text.chars().all(is_text)).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Documented, ErrorBody};

    #[test]
    fn a_documented_kind_that_says_nothing_is_not_one() {
        let places = ErrorBody { kind: &["/type"], message: &["/detail"], request_id: &[] };
        let kind = |body: &str| Documented::read(body.as_bytes(), &places).kind;
        // RFC 9457, 4.2.1: `about:blank` says no more than the status.
        assert_eq!(kind(r#"{"type":"about:blank","title":"Conflict","status":409}"#), None);
        assert_eq!(kind(r#"{"type":"about:blank","code":"exists"}"#).as_deref(), Some("exists"));
        assert_eq!(kind(r#"{"type":"tag:exists"}"#).as_deref(), Some("tag:exists"));
    }
}
