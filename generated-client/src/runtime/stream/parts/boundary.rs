//! The boundary that a media type names.

/// The parameter `boundary` of a media type (RFC 2046, 5.1.1).
pub(super) fn boundary(media_type: &str) -> Option<String> {
    parameter(media_type, "boundary").filter(|value| !value.is_empty())
}

/// A parameter of a header. Its value may be quoted.
pub(super) fn parameter(header: &str, wanted: &str) -> Option<String> {
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
            (r#"multipart/mixed; boundary="abc"#, None),
            ("multipart/mixed; charset=utf-8", None),
            ("multipart/mixed", None),
        ] {
            assert_eq!(boundary(media_type).as_deref(), expected, "{media_type}");
        }
    }
}
