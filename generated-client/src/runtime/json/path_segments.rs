//! Segments of paths, as RFC 9535 (JSONPath) has them: `.name` if the name allows it, otherwise `['odd name']` with the escapes of a
//! normalized path.

use std::fmt::Write as _;

/// The segment of a member.
pub(crate) fn member(name: &str) -> String {
    if name.chars().next().is_some_and(|first| !first.is_ascii_digit()) && name.chars().all(is_name_char) {
        return format!(".{name}");
    }
    let mut segment = String::from("['");
    for char in name.chars() {
        match char {
            '\'' | '\\' => segment.extend(['\\', char]),
            '\u{8}' => segment.push_str("\\b"),
            '\t' => segment.push_str("\\t"),
            '\n' => segment.push_str("\\n"),
            '\u{c}' => segment.push_str("\\f"),
            '\r' => segment.push_str("\\r"),
            control if control < ' ' => {
                // Writing to a string cannot fail.
                let _ = write!(segment, "\\u{:04x}", u32::from(control));
            }
            other => segment.push(other),
        }
    }
    segment + "']"
}

/// `name-char` of RFC 9535.
fn is_name_char(char: char) -> bool {
    char.is_ascii_alphanumeric() || char == '_' || !char.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_is_a_name_where_the_name_allows_it_and_quoted_elsewhere() {
        assert_eq!(member("id"), ".id");
        assert_eq!(member("naïve_1"), ".naïve_1");
        assert_eq!(member("odd name"), "['odd name']");
        assert_eq!(member("1st"), "['1st']");
        assert_eq!(member(""), "['']");
        assert_eq!(member("it's\\\n\u{1}"), "['it\\'s\\\\\\n\\u0001']");
    }
}
