//! A cursor or a number in a JSON body. All other text of the body stays as it is.

use std::ops::Range;

use crate::runtime::json::{Reader, quoted};

/// The body with `value`, which is JSON, as the member at the path `names`. `None` if the body is not an object.
pub(super) fn with_member(body: &[u8], names: &[&str], value: &str) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(body).ok()?;
    let start = skip_blanks(body, 0);
    if *body.get(start)? != b'{' {
        return None;
    }
    let (range, text) = replacement(text, start, names, value)?;
    Some([body.get(..range.start)?, text.as_bytes(), body.get(range.end..)?].concat())
}

/// The text of the value at the path `names`. `None` if the body has no such member, or if the member is null.
pub(super) fn member(body: &[u8], names: &[&str]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?;
    let mut at = skip_blanks(body, 0);
    for name in names {
        if *body.get(at)? != b'{' {
            return None;
        }
        at = find_member(text, at, name)?;
    }
    let value = text.get(at..end_of_value(text, at)?)?;
    (value != "null").then(|| value.to_owned())
}

/// A part to replace, and its new text.
fn replacement(body: &str, at: usize, names: &[&str], value: &str) -> Option<(Range<usize>, String)> {
    let Some((name, rest)) = names.split_first() else {
        return Some((at..end_of_value(body, at)?, value.to_owned()));
    };
    if *body.as_bytes().get(at)? != b'{' {
        return Some((at..end_of_value(body, at)?, nested(names, value)));
    }
    if let Some(member) = find_member(body, at, name) {
        return replacement(body, member, rest, value);
    }
    let is_empty = *body.as_bytes().get(skip_blanks(body.as_bytes(), at + 1))? == b'}';
    let comma = if is_empty { "" } else { "," };
    Some((at + 1..at + 1, format!("{}:{}{comma}", quoted(name), nested(rest, value))))
}

fn nested(names: &[&str], value: &str) -> String {
    names.iter().rev().fold(value.to_owned(), |inner, name| format!("{{{}:{inner}}}", quoted(name)))
}

/// The place of the value of a member, in the object that begins at `at`.
fn find_member(text: &str, at: usize, wanted: &str) -> Option<usize> {
    let mut reader = Reader::new(text.get(at..)?);
    let mut is_first = true;
    reader.begin_object().ok()?;
    while let Some(name) = reader.next_name(&mut is_first).ok()? {
        if name == wanted {
            return Some(skip_blanks(text.as_bytes(), at + reader.at()));
        }
        reader.skip().ok()?;
    }
    None
}

fn end_of_value(text: &str, at: usize) -> Option<usize> {
    let mut reader = Reader::new(text.get(at..)?);
    reader.skip().ok()?;
    Some(at + reader.at())
}

fn skip_blanks(text: &[u8], at: usize) -> usize {
    at + text.get(at..).unwrap_or_default().iter().take_while(|byte| b" \t\r\n".contains(byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_added_or_replaced_and_the_rest_stays() {
        for (body, names, expected) in [
            ("{}", &["cursor"][..], r#"{"cursor":7}"#),
            (r#" { "q" : 1.0 }"#, &["cursor"], r#" {"cursor":7, "q" : 1.0 }"#),
            (r#"{"cursor":"a","q":1e400}"#, &["cursor"], r#"{"cursor":7,"q":1e400}"#),
            (r#"{"q":{"cursor":"a"}}"#, &["cursor"], r#"{"cursor":7,"q":{"cursor":"a"}}"#),
            (r#"{"page":{"size":2}}"#, &["page", "after"], r#"{"page":{"after":7,"size":2}}"#),
            (r#"{"page":null}"#, &["page", "after"], r#"{"page":{"after":7}}"#),
            (r#"{"a":1}"#, &["page", "x\"y"], r#"{"page":{"x\"y":7},"a":1}"#),
        ] {
            let changed = with_member(body.as_bytes(), names, "7").expect("an object");
            assert_eq!(String::from_utf8_lossy(&changed), expected, "{body}");
        }
    }

    #[test]
    fn a_member_is_found_by_its_path() {
        let body = br#" { "q": 1, "page": {"number" : 7, "size": null} } "#;
        assert_eq!(member(body, &["page", "number"]).as_deref(), Some("7"));
        for names in [&["page", "size"][..], &["page", "other"], &["q", "number"], &["other"]] {
            assert_eq!(member(body, names), None, "{names:?}");
        }
        assert_eq!(member(b"{}", &["page"]), None);
    }

    #[test]
    fn what_is_not_an_object_has_no_members() {
        for body in ["", "[]", "7", " null"] {
            assert_eq!(with_member(body.as_bytes(), &["cursor"], "7"), None, "{body}");
        }
    }
}
