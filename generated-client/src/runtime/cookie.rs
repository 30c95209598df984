//! Cookies of requests (RFC 6265, 4.1.1 and 4.2.1). Text that a cookie cannot contain is an error.

/// Checks the value of a cookie. The message names the cookie and never the value.
pub(crate) fn check_value(name: &str, value: &str) -> Result<(), String> {
    let quoted = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    if quoted.unwrap_or(value).bytes().all(is_octet) {
        return Ok(());
    }
    Err(format!(
        "the value of the cookie `{name}` has a space, a control character, one beyond ASCII, or one of `\",;\\`, which no cookie can \
         hold: encode it as the server expects"
    ))
}

/// Checks a value of `style: cookie`. It may have spaces inside, as in an example of OpenAPI 3.2, but not at its
/// beginning or end.
pub(crate) fn check_with_spaces(name: &str, value: &str) -> Result<(), String> {
    if value.trim() == value { check_value(name, &value.replace(' ', "")) } else { check_value(name, value) }
}

/// Checks a value in which reserved characters are not encoded.
pub(crate) fn check_reserved(name: &str, value: &str) -> Result<(), String> {
    if value.contains([';', ',']) { check_value(name, value) } else { Ok(()) }
}

/// `cookie-octet`.
fn is_octet(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b';' | b'\\')
}

/// Whether a text can be the name of a cookie: a token of HTTP.
pub(crate) fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_what_cookies_can_hold() {
        for value in ["", "a+b/c=d", "%20", "\"quoted\"", "!#$&'()*:<>?@[]^_`{|}~"] {
            assert_eq!(check_value("sid", value), Ok(()), "{value}");
        }
        for value in ["a b", "a;b", "a,b", "a\"b", "\"", "a\\b", "a\r\nb", "é", "\0", "\u{7f}"] {
            let said = check_value("sid", value).expect_err(value);
            assert!(said.contains("`sid`") && !said.contains("a\"b"), "{said}");
        }
    }

    #[test]
    fn spaces_are_within_values_only() {
        assert_eq!(check_with_spaces("sid", "Hello%2C world!"), Ok(()));
        for value in [" a", "a ", "a, b", "a; b", "a\t", "a\n b"] {
            assert!(check_with_spaces("sid", value).is_err(), "{value:?}");
        }
    }
}
