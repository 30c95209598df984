//! Text that is not UTF-8.

use reqwest::header::{CONTENT_TYPE, HeaderMap};

use crate::runtime::header_text::{parameter, text};

/// Names of windows-1252 (WHATWG Encoding). ISO-8859-1 is the default of servlets.
const LATIN: &[&str] = &[
    "iso-8859-1",
    "iso8859-1",
    "iso_8859-1",
    "iso88591",
    "latin1",
    "l1",
    "windows-1252",
    "cp1252",
    "x-cp1252",
    "cp819",
    "us-ascii",
    "ascii",
];

/// The characters of the bytes from 0x80 to 0x9F.
const SPECIAL: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

/// Names of UTF-16 (WHATWG Encoding), each with whether the higher byte comes first.
const UTF_16: &[(&str, bool)] = &[
    ("utf-16", false),
    ("utf-16le", false),
    ("utf-16be", true),
    ("unicode", false),
    ("ucs-2", false),
    ("iso-10646-ucs-2", false),
    ("csunicode", false),
    ("unicodefeff", false),
    ("unicodefffe", true),
];

/// The text of a body that is not UTF-8, if its media type names another encoding that is known.
pub(crate) fn transcoded(headers: &HeaderMap, body: &[u8]) -> Option<String> {
    transcoded_from(text(headers, CONTENT_TYPE)?, body)
}

/// The same, for this content type.
pub(crate) fn transcoded_from(content_type: &str, body: &[u8]) -> Option<String> {
    let charset = parameter(content_type, "charset")?;
    // Some servers send UTF-8 under a wrong name. ASCII in UTF-16 is also valid UTF-8, but half of its bytes are zero.
    let is_utf_8 = std::str::from_utf8(body).is_ok();
    if let Some((_, is_big)) = UTF_16.iter().find(|(name, _)| charset.eq_ignore_ascii_case(name)) {
        return if is_utf_8 && !body.contains(&0) { None } else { of_utf_16(body, *is_big) };
    }
    let is_latin = LATIN.iter().any(|name| charset.eq_ignore_ascii_case(name));
    (is_latin && !is_utf_8).then(|| body.iter().copied().map(character).collect())
}

/// The text of UTF-16. A byte order mark at its beginning says whether the higher byte comes first.
fn of_utf_16(body: &[u8], is_big: bool) -> Option<String> {
    let (is_big, body) = match body {
        [0xFE, 0xFF, text @ ..] => (true, text),
        [0xFF, 0xFE, text @ ..] => (false, text),
        text => (is_big, text),
    };
    if body.len() % 2 != 0 {
        return None;
    }
    let unit = |pair: &[u8]| match pair {
        [first, second] if is_big => u16::from_be_bytes([*first, *second]),
        [first, second] => u16::from_le_bytes([*first, *second]),
        _ => 0,
    };
    char::decode_utf16(body.chunks_exact(2).map(unit)).collect::<Result<String, _>>().ok()
}

fn character(byte: u8) -> char {
    let special = byte.checked_sub(0x80).and_then(|index| SPECIAL.get(usize::from(index)));
    special.copied().unwrap_or(char::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_decoded_by_its_charset_if_it_is_not_utf_8() {
        let read = |content_type: &'static str, body: &[u8]| {
            transcoded(&HeaderMap::from_iter([(CONTENT_TYPE, content_type.parse().expect("a header"))]), body)
        };
        for content_type in [
            "text/plain;charset=ISO-8859-1",
            "application/json; a=b; Charset=\"latin1\"",
            "text/plain; name=\"é;charset=utf-8\"; charset=\"l\\atin1\"",
            "text/plain; charset=\"latin1",
            "text/plain; name=\"a; charset=latin1; b=c",
        ] {
            assert_eq!(read(content_type, b"caf\xE9 \x80\x9F").as_deref(), Some("café €Ÿ"));
            assert_eq!(read(content_type, "café".as_bytes()), None, "UTF-8 under a wrong name");
        }
        for content_type in ["text/plain", "text/plain;charset=utf-8", "text/plain;charset=big5"] {
            assert_eq!(read(content_type, b"caf\xE9"), None);
        }
        assert_eq!(transcoded(&HeaderMap::new(), b"\xE9"), None);
    }

    #[test]
    fn utf_16_is_decoded_by_its_mark_or_its_name() {
        let read = |charset: &str, body: &[u8]| {
            let content_type = format!("text/plain; charset={charset}").parse().expect("a header");
            transcoded(&HeaderMap::from_iter([(CONTENT_TYPE, content_type)]), body)
        };
        let little: Vec<u8> = "hi 😀".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = "hi 😀".encode_utf16().flat_map(u16::to_be_bytes).collect();
        for (charset, body) in [
            ("utf-16", little.clone()),
            ("UTF-16LE", little.clone()),
            ("utf-16be", big.clone()),
            ("utf-16", [&[0xFF, 0xFE], &little[..]].concat()),
            ("utf-16le", [&[0xFE, 0xFF], &big[..]].concat()),
        ] {
            assert_eq!(read(charset, &body).as_deref(), Some("hi 😀"), "{charset} {body:?}");
        }
        assert_eq!(read("utf-16", b"h\0i\0").as_deref(), Some("hi"), "valid UTF-8, too");
        assert_eq!(read("utf-16", "hé".as_bytes()), None, "UTF-8 under a wrong name");
        assert_eq!(read("utf-16", b"h\0i"), None, "half a character");
        assert_eq!(read("utf-16", b"\0\xD8\0\0"), None, "a lone surrogate");
    }
}
