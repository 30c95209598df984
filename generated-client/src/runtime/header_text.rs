//! The text of headers, and its parameters, such as `charset` of `content-type` (RFC 9110, 5.6.6).

use reqwest::header::{HeaderMap, HeaderName};

/// The text of a header. It may be more than ASCII, such as the name of a file.
pub(crate) fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    std::str::from_utf8(headers.get(name)?.as_bytes()).ok()
}

/// A parameter of a header. Its value may be quoted.
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
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(';').unwrap_or(text.len());
        let (value, rest) = text.split_at_checked(end)?;
        return Some((value.trim_end().to_owned(), rest));
    };
    let (mut value, mut chars) = (String::new(), quoted.chars());
    loop {
        match chars.next()? {
            '"' => return Some((value, chars.as_str())),
            '\\' => value.push(chars.next()?),
            other => value.push(other),
        }
    }
}
