//! The encoding of a body that the HTTP client has not removed.

use reqwest::header::{CONTENT_ENCODING, HeaderMap};

use crate::runtime::error::one_line;

/// The content codings of IANA's registry. Servers also send other words, such as `utf-8`, although the content is not
/// encoded.
const CODINGS: &[&str] =
    &["br", "compress", "dcb", "dcz", "deflate", "exi", "gzip", "pack200-gzip", "x-compress", "x-gzip", "zstd"];

/// The header `content-encoding`, if it names a coding of the content.
pub(crate) fn hiding_encoding(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(CONTENT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    values.find(|value| value.split(',').any(|coding| CODINGS.iter().any(|it| coding.trim().eq_ignore_ascii_case(it))))
}

/// The message for a body of this encoding.
pub(crate) fn unasked(encoding: &str) -> String {
    let hint = if cfg!(feature = "gzip") || !encoding.to_ascii_lowercase().contains("gzip") {
        ""
    } else {
        "; the feature `gzip` of this crate reads it"
    };
    format!("the body is encoded as `{}`, which the client did not request{hint}", one_line(encoding, 40))
}
