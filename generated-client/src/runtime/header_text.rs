//! The text of headers, and its parameters, such as `charset` of `content-type` (RFC 9110, 5.6.6).

use reqwest::header::{AsHeaderName, HeaderMap};

/// The text of a header, up to the first byte that is not UTF-8.
pub(crate) fn text(headers: &HeaderMap, name: impl AsHeaderName) -> Option<&str> {
    Some(headers.get(name)?.as_bytes().utf8_chunks().next().map_or("", |chunk| chunk.valid()))
}

/// Bytes of a header as ISO-8859-1, as older servers read and write headers.
pub(crate) fn latin(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

/// A parameter of a header. Its value may be quoted. A value whose last quote is missing ends as one without quotes.
pub(crate) fn parameter(header: &str, wanted: &str) -> Option<String> {
    let (_, mut rest) = header.split_once(';')?;
    loop {
        let (name, after) = rest.split_once('=')?;
        let (value, next) = value(after.trim_start())?;
        // A parameter without a value may be before it.
        let name = name.rsplit(';').next().unwrap_or_default().trim();
        if name.eq_ignore_ascii_case(wanted) {
            return Some(value);
        }
        rest = next;
    }
}

/// The value at the beginning of a text, and the text after it.
fn value(text: &str) -> Option<(String, &str)> {
    let Some(text) = text.strip_prefix('"') else { return plain_value(text) };
    quoted_value(text).or_else(|| plain_value(text))
}

fn plain_value(text: &str) -> Option<(String, &str)> {
    let (value, rest) = text.split_at_checked(text.find(';').unwrap_or(text.len()))?;
    Some((value.trim_end().to_owned(), rest))
}

/// The value after the first quote.
fn quoted_value(text: &str) -> Option<(String, &str)> {
    let (mut value, mut chars) = (String::new(), text.chars());
    loop {
        match chars.next()? {
            '"' => return Some((value, chars.as_str())),
            '\\' => value.push(chars.next()?),
            other => value.push(other),
        }
    }
}
