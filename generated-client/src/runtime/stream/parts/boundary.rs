//! The boundary that a media type names.

use crate::runtime::header_text::parameter;

/// The parameter `boundary` of a media type (RFC 2046, 5.1.1).
pub(super) fn boundary(media_type: &str) -> Option<String> {
    parameter(media_type, "boundary").filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::boundary;

    #[test]
    fn a_boundary_is_a_token_or_quoted() {
        for (media_type, expected) in [
            ("multipart/mixed; boundary=abc", Some("abc")),
            ("multipart/mixed;BOUNDARY=abc ;charset=utf-8", Some("abc")),
            (r#"multipart/mixed; type="a;boundary=x"; boundary="gc0p4Jq0M:2 'x' \"y""#, Some("gc0p4Jq0M:2 'x' \"y")),
            ("multipart/mixed; flag; boundary=a=b", Some("a=b")),
            ("multipart/mixed; boundary=", None),
            (r#"multipart/mixed; boundary="abc; charset=utf-8"#, Some("abc")),
            ("multipart/mixed; charset=utf-8", None),
            ("multipart/mixed", None),
        ] {
            assert_eq!(boundary(media_type).as_deref(), expected, "{media_type}");
        }
    }
}
