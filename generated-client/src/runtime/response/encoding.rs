//! The encoding of a body.

#[cfg(feature = "gzip")]
use reqwest::header::CONTENT_LENGTH;
use reqwest::header::{CONTENT_ENCODING, HeaderMap};

use crate::runtime::{compact::contains, error::one_line};

/// The content codings of IANA's registry. Servers also send other words, such as `utf-8`, although the content is not
/// encoded.
const CODINGS: &[&str] =
    &["br", "compress", "dcb", "dcz", "deflate", "exi", "gzip", "pack200-gzip", "x-compress", "x-gzip", "zstd"];

/// The header `content-encoding`, if it names a coding of the content.
pub(crate) fn hiding_encoding(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(CONTENT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    values.find(|value| value.split(',').any(|coding| CODINGS.iter().any(|it| coding.trim().eq_ignore_ascii_case(it))))
}

/// If the only coding of a body is `gzip`, removes `content-encoding` and `content-length`, and returns true.
#[cfg(feature = "gzip")]
pub(crate) fn remove_gzip(headers: &mut HeaderMap) -> bool {
    let values = headers.get_all(CONTENT_ENCODING).iter().map(|value| value.to_str().unwrap_or("?"));
    let codings = values.flat_map(|value| value.split(',')).map(str::trim);
    let mut codings = codings.filter(|coding| !coding.is_empty() && !coding.eq_ignore_ascii_case("identity"));
    // RFC 9110, 8.4.1.3: `x-gzip` is the same.
    let is_gzip = |coding: &str| ["gzip", "x-gzip"].iter().any(|it| coding.eq_ignore_ascii_case(it));
    let is_packed = codings.next().is_some_and(is_gzip) && codings.next().is_none();
    if is_packed {
        headers.remove(CONTENT_ENCODING);
        headers.remove(CONTENT_LENGTH);
    }
    is_packed
}

/// The message for a body of this encoding.
pub(crate) fn unasked(encoding: &str) -> String {
    let hint = if cfg!(feature = "gzip") || !contains(&encoding.to_ascii_lowercase(), "gzip") {
        ""
    } else {
        "; the feature `gzip` of this crate reads it"
    };
    format!("the body is encoded as `{}`, which the client does not decode{hint}", one_line(encoding, 40))
}
