//! Text that is not UTF-8.

use reqwest::header::{CONTENT_TYPE, HeaderMap};

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

/// The text of a body that is not UTF-8, if its media type names another encoding that is known.
pub(crate) fn transcoded(headers: &HeaderMap, body: &[u8]) -> Option<String> {
    let content_type = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let mut parameters = content_type.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let (_, charset) = parameters.find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?;
    let charset = charset.trim().trim_matches('"');
    let is_latin = LATIN.iter().any(|name| charset.eq_ignore_ascii_case(name));
    (is_latin && std::str::from_utf8(body).is_err()).then(|| body.iter().copied().map(character).collect())
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
        for content_type in ["text/plain;charset=ISO-8859-1", "application/json; a=b; Charset=\"latin1\""] {
            assert_eq!(read(content_type, b"caf\xE9 \x80\x9F").as_deref(), Some("café €Ÿ"));
            assert_eq!(read(content_type, "café".as_bytes()), None, "UTF-8 under a wrong name");
        }
        for content_type in ["text/plain", "text/plain;charset=utf-8", "text/plain;charset=big5"] {
            assert_eq!(read(content_type, b"caf\xE9"), None);
        }
        assert_eq!(transcoded(&HeaderMap::new(), b"\xE9"), None);
    }
}
