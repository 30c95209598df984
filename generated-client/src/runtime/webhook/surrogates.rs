//! Escapes of lone surrogates, such as `\ud83d`: JSON allows them, but a Rust string cannot contain them.

use std::borrow::Cow;

/// The length of `\ud83d`.
const ESCAPE: usize = 6;

/// A JSON text in which U+FFFD takes the place of lone surrogates, as in texts of JavaScript that are written as UTF-8.
pub(super) fn replaced(text: &[u8]) -> Cow<'_, [u8]> {
    let mut made: Option<Vec<u8>> = None;
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == b'\\')) {
        at += found;
        match (unit(text, at), unit(text, at + ESCAPE)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => at += 2 * ESCAPE,
            (Some(0xD800..=0xDFFF), _) => {
                let made = made.get_or_insert_with(|| text.to_vec());
                if let Some(escape) = made.get_mut(at..at + ESCAPE) {
                    escape.copy_from_slice(br"\ufffd");
                }
                at += ESCAPE;
            }
            // An escaped backslash escapes nothing.
            _ => at += 2,
        }
    }
    made.map_or(Cow::Borrowed(text), Cow::Owned)
}

/// The code unit of the escape `\u…` at a place.
fn unit(text: &[u8], at: usize) -> Option<u16> {
    let digits = text.get(at..at + ESCAPE)?.strip_prefix(br"\u")?;
    let digits = std::str::from_utf8(digits).ok().filter(|digits| digits.bytes().all(|it| it.is_ascii_hexdigit()))?;
    u16::from_str_radix(digits, 16).ok()
}
