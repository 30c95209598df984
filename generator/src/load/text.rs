//! Converts bytes to text, and refuses text that cannot be a document.

use crate::diagnostic::{Diagnostic, catalog};

/// The number of bytes at the start of the file that are examined.
const START: usize = 1024;

/// The text, or a finding that says what the file is. The diagnostic is boxed because it is large and rare.
pub(super) fn decode(bytes: &[u8]) -> Result<&str, Box<Diagnostic>> {
    let start = bytes.get(..START).unwrap_or(bytes);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let offset = error.valid_up_to();
            let nul = start.iter().position(|byte| *byte == 0);
            return Err(Box::new(match (nul, bytes.get(offset)) {
                _ if is_utf_16(bytes) => catalog::load::utf_16(),
                (Some(_), _) => catalog::load::binary_file(offset),
                (None, byte) => catalog::load::not_utf8(offset, byte.copied().unwrap_or_default()),
            }));
        }
    };
    if let Some(offset) = start.iter().position(|byte| *byte == 0) {
        let is_text = is_utf_16(bytes);
        return Err(Box::new(if is_text { catalog::load::utf_16() } else { catalog::load::binary_file(offset) }));
    }
    let content = text.strip_prefix('\u{feff}').unwrap_or(text).trim_start();
    if content.starts_with('<') {
        return Err(Box::new(catalog::load::html_page(text.len() - content.len())));
    }
    let says_something = |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    if content.lines().any(says_something) { Ok(text) } else { Err(Box::new(catalog::load::empty_document())) }
}

/// Whether a file begins with the byte order mark of UTF-16, or with two ASCII characters in UTF-16.
fn is_utf_16(bytes: &[u8]) -> bool {
    let is_ascii = |byte: &u8| byte.is_ascii_graphic() || byte.is_ascii_whitespace();
    match bytes {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => true,
        [0, first, 0, second, ..] | [first, 0, second, 0, ..] => is_ascii(first) && is_ascii(second),
        _ => false,
    }
}
