//! Paths in the texts of decoding errors: `$.data[3].id: expected a string, found null`.
//!
//! The segments are those of RFC 9535 (JSONPath): `.name` if the name allows it, otherwise `['odd name']` with the escapes of a
//! normalized path.

use std::fmt::Write as _;

/// The path and the message of an error text; `None` where it begins with no path, since the root itself failed.
pub(crate) fn split(text: &str) -> Option<(&str, &str)> {
    let length = path_length(text)?;
    Some((text.get(..length)?, text.get(length..)?.strip_prefix(": ")?))
}

/// The length of the path that `text` begins with, if a message follows it.
fn path_length(text: &str) -> Option<usize> {
    let mut rest = text.strip_prefix('$')?;
    loop {
        rest = if let Some(name) = rest.strip_prefix('.') {
            name.trim_start_matches(is_name_char)
        } else if rest.starts_with('[') {
            after_bracket(rest)?
        } else {
            return rest.starts_with(':').then(|| text.len() - rest.len());
        };
    }
}

fn after_bracket(segment: &str) -> Option<&str> {
    let Some(mut name) = segment.strip_prefix("['") else {
        return segment.split_once(']').map(|(_, rest)| rest);
    };
    loop {
        let end = name.find(['\'', '\\'])?;
        let rest = name.get(end + 1..)?;
        if name.as_bytes().get(end) == Some(&b'\'') {
            return rest.strip_prefix(']');
        }
        // The character after a backslash is never the end of the name.
        let mut after_escape = rest.chars();
        after_escape.next()?;
        name = after_escape.as_str();
    }
}

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

    #[test]
    fn a_text_splits_into_path_and_message() {
        assert_eq!(split("$.data[3].id: wrong: x"), Some(("$.data[3].id", "wrong: x")));
        assert_eq!(split("$['a: b\\'] c'].d: wrong"), Some(("$['a: b\\'] c'].d", "wrong")));
        assert_eq!(split("wrong: x"), None);
        assert_eq!(split("$"), None);
        assert_eq!(split("$['\\"), None);
    }
}
