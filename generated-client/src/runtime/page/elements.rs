//! Finds the elements of a list in JSON text.
//!
//! Input: text that is known to be JSON, and the path of an element as the error of a decoder tells it. Output: where the
//! list is, and where each of its elements is. Nothing is decoded and nothing is copied.

use std::ops::Range;

use serde::de::{Deserialize, IgnoredAny};

/// The path of a list, from the path of something in one of its elements: of `$.data[3].id` it is `$.data`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ListPath {
    /// As the path says it.
    pub(super) text: String,
    /// The names of the members that lead to the list.
    pub(super) names: Vec<String>,
}

impl ListPath {
    /// `None` where nothing in a list is meant.
    pub(super) fn of_element(path: &str) -> Option<Self> {
        let mut rest = path.strip_prefix('$')?;
        let mut names = Vec::new();
        loop {
            if let Some(name) = rest.strip_prefix('.') {
                let end = name.find(['.', '[']).unwrap_or(name.len());
                let (name, behind) = name.split_at_checked(end)?;
                names.push(name.to_owned());
                rest = behind;
            } else if let Some(quoted) = rest.strip_prefix("['") {
                let (name, behind) = unquoted(quoted)?;
                names.push(name);
                rest = behind;
            } else {
                let length = path.len().checked_sub(rest.len())?;
                return rest.starts_with('[').then(|| Self { text: path.split_at(length).0.to_owned(), names });
            }
        }
    }
}

/// A name in a normalized path (RFC 9535, 2.7) up to its closing quote and bracket, and what follows.
fn unquoted(text: &str) -> Option<(String, &str)> {
    let mut name = String::new();
    let mut characters = text.chars();
    loop {
        match characters.next()? {
            '\'' => return Some((name, characters.as_str().strip_prefix(']')?)),
            '\\' => name.push(match characters.next()? {
                'b' => '\u{8}',
                't' => '\t',
                'n' => '\n',
                'f' => '\u{c}',
                'r' => '\r',
                'u' => {
                    let (digits, behind) = characters.as_str().split_at_checked(4)?;
                    characters = behind.chars();
                    char::from_u32(u32::from_str_radix(digits, 16).ok()?)?
                }
                other => other,
            }),
            other => name.push(other),
        }
    }
}

/// Whether `text` is one JSON value.
pub(super) fn is_json(text: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(text).is_ok()
}

/// Where the elements of the list begin that these members lead to: behind its bracket.
pub(super) fn find_list(text: &[u8], names: &[String]) -> Option<usize> {
    let mut at = skip_blanks(text, 0);
    for name in names {
        at = find_member(text, at, name)?;
    }
    (*text.get(at)? == b'[').then_some(at + 1)
}

/// The next element of a list, from a place behind its bracket or behind an element; `None` at the end of the list.
pub(super) fn next_element(text: &[u8], at: usize) -> Option<Range<usize>> {
    let mut start = skip_blanks(text, at);
    if *text.get(start)? == b',' {
        start = skip_blanks(text, start + 1);
    }
    match *text.get(start)? {
        b']' => None,
        _ => Some(start..value::<IgnoredAny>(text, start)?.1),
    }
}

/// Where the value of a member begins, of the object that begins at `at`.
fn find_member(text: &[u8], at: usize, wanted: &str) -> Option<usize> {
    if *text.get(at)? != b'{' {
        return None;
    }
    let mut at = skip_blanks(text, at + 1);
    loop {
        let (name, end) = value::<String>(text, at)?;
        // Behind the colon.
        let start = skip_blanks(text, skip_blanks(text, end) + 1);
        if name == wanted {
            return Some(start);
        }
        let end = skip_blanks(text, value::<IgnoredAny>(text, start)?.1);
        if *text.get(end)? != b',' {
            return None;
        }
        at = skip_blanks(text, end + 1);
    }
}

/// The value that begins at `at`, and its end.
fn value<'a, T: Deserialize<'a>>(text: &'a [u8], at: usize) -> Option<(T, usize)> {
    let mut values = serde_json::Deserializer::from_slice(text.get(at..)?).into_iter::<T>();
    let value = values.next()?.ok()?;
    Some((value, at + values.byte_offset()))
}

fn skip_blanks(text: &[u8], at: usize) -> usize {
    let blanks = text.get(at..).unwrap_or_default().iter().take_while(|byte| b" \t\r\n".contains(byte)).count();
    at + blanks
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The texts of the elements of the list that the path of an element leads to.
    fn elements<'a>(text: &'a str, path: &str) -> Option<Vec<&'a str>> {
        let list = ListPath::of_element(path)?;
        let mut at = find_list(text.as_bytes(), &list.names)?;
        let mut found = Vec::new();
        while let Some(range) = next_element(text.as_bytes(), at) {
            at = range.end;
            found.push(&text[range]);
        }
        Some(found)
    }

    #[test]
    fn the_outermost_list_of_a_path_is_found() {
        let list = |path| ListPath::of_element(path).map(|list| (list.text, list.names.join("|")));
        let found = |text: &str, names: &str| Some((text.to_owned(), names.to_owned()));
        assert_eq!(list("$.data[3].tags[1]"), found("$.data", "data"));
        assert_eq!(list("$[3].id"), found("$", ""));
        assert_eq!(list("$.a.b[0]"), found("$.a.b", "a|b"));
        assert_eq!(list(r"$['it\'s [0]\\\n\u0001'].x[2]"), found(r"$['it\'s [0]\\\n\u0001'].x", "it's [0]\\\n\u{1}|x"));
        for none in ["$", "$.a", "$.a.b", "a[0]", "", "$['a", r"$['\", r"$['\u00'][0]"] {
            assert_eq!(list(none), None, "{none}");
        }
    }

    #[test]
    fn elements_are_found_whatever_is_around_and_in_them() {
        let text = " { \"x\" : [1, 2] ,\"\\u0064ata\":\n[ 1 ,-2.5e3,\"]\\\",\", {\"a\":[\"}\"]},[ [ ] ],null,true ] , \"y\":0}";
        let expected = ["1", "-2.5e3", "\"]\\\",\"", "{\"a\":[\"}\"]}", "[ [ ] ]", "null", "true"];
        assert_eq!(elements(text, "$.data[0]").as_deref(), Some(&expected[..]));
        assert_eq!(elements(text, "$.x[0]").as_deref(), Some(&["1", "2"][..]));
        assert_eq!(elements("[]", "$[0]").as_deref(), Some(&[][..]));
        assert_eq!(elements(r#"{"a":{"b":[7]}}"#, "$.a.b[0]").as_deref(), Some(&["7"][..]));
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        for text in ["", "{}", "[]", "7", r#"{"data":7}"#, r#"{"other":[1]}"#, r#"{"data"#, r#"{"data":"#] {
            assert_eq!(elements(text, "$.data[0]"), None, "{text}");
        }
    }
}
