//! Inserts values into a path template. The result never leaves its route.

use super::{
    compact::replaced,
    encode::{Keep, encode},
};

/// Inserts `values`, which are already encoded, into the braces of `template`.
///
/// It is an error if a brace has no value, if a segment becomes empty by its values, or if a segment is `.` or `..` in any
/// encoding: clients, proxies and servers would read another route. `;` and the text after it do not count, as in `..;x`.
pub(crate) fn expand(template: &str, values: &[(&'static str, String)]) -> Result<String, String> {
    // A fragment is never sent (RFC 9110, 7.1).
    let (template, _) = cut(template, b'#');
    let (template, query) = cut(template, b'?');
    let mut path = String::with_capacity(template.len() + 32);
    let mut template = template;
    while let Some(relative) = template.strip_prefix('/') {
        template = relative;
    }
    let mut rest = Some(template);
    while let Some(segments) = rest {
        let (segment, behind) = cut(segments, b'/');
        rest = behind;
        path.push('/');
        let start = path.len();
        let substituted = expand_segment(&mut path, segment, values)?;
        let expanded = path.get(start..).unwrap_or_default();
        // Only a value can be several segments.
        let mut left = Some(expanded);
        while let Some(parts) = left {
            let (part, behind) = cut(parts, b'/');
            left = behind;
            if let Some(dots) = dots_of(part) {
                return Err(format!("the path segment `{segment}` is or would become `{dots}`, another route"));
            }
            if substituted && is_empty(part) {
                return Err(format!("the path segment `{segment}` would be empty, another route"));
            }
        }
    }
    if let Some(query) = query {
        path.push('?');
        path.push_str(query);
    }
    Ok(path)
}

/// Appends one segment; says whether it had a value in it.
fn expand_segment(path: &mut String, segment: &str, values: &[(&'static str, String)]) -> Result<bool, String> {
    let mut rest = segment;
    let mut substituted = false;
    while let (literal, Some(behind)) = cut(rest, b'{') {
        let (name, Some(tail)) = cut(behind, b'}') else { break };
        encode(path, literal, Keep::PathSegment);
        let value = values.iter().find(|(candidate, _)| *candidate == name);
        let Some((_, value)) = value else { return Err(format!("the path parameter `{name}` has no value")) };
        path.push_str(value);
        substituted = true;
        rest = tail;
    }
    encode(path, rest, Keep::PathSegment);
    Ok(substituted)
}

/// The text before the first byte of this value, which is ASCII, and the text behind it. Paths are short: this is faster than a
/// search for a character.
fn cut(text: &str, byte: u8) -> (&str, Option<&str>) {
    match text.bytes().position(|other| other == byte) {
        Some(at) => (text.get(..at).unwrap_or_default(), text.get(at + 1..)),
        None => (text, None),
    }
}

/// Whether a segment leads to itself or upwards (WHATWG URL, 4.1): `.`, `..`, or either with `%2e` for a dot.
fn dots_of(segment: &str) -> Option<&'static str> {
    if !matches!(segment.as_bytes(), [b'.' | b'%', ..]) {
        return None;
    }
    let (route, _) = cut(segment, b';');
    // A longer segment is neither.
    if route.len() > "%2e%2e".len() {
        return None;
    }
    match replaced(&route.to_ascii_lowercase(), "%2e", ".").as_str() {
        "." => Some("."),
        ".." => Some(".."),
        _ => None,
    }
}

/// Whether a segment has no value. A matrix parameter begins with a semicolon.
fn is_empty(segment: &str) -> bool {
    segment.is_empty() || segment == ";"
}

/// Refuses a value that alone would change the route.
pub(crate) fn check_value(name: &str, value: &str) -> Result<(), String> {
    // Most values are names or identifiers.
    if !matches!(value.as_bytes(), [] | [b'.' | b';', ..]) {
        return Ok(());
    }
    match cut(value, b';').0 {
        "" => Err(format!("the path parameter `{name}` is empty")),
        route @ ("." | "..") => Err(format!("the path parameter `{name}` is `{route}`, another route")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(template: &str, value: &str) -> Result<String, String> {
        expand(template, &[("id", value.to_owned())])
    }

    #[test]
    fn values_stand_where_their_names_stood() {
        assert_eq!(one("/v1/agents/{id}/archive", "a1").as_deref(), Ok("/v1/agents/a1/archive"));
        assert_eq!(one("/v1/{id}:run", "a1").as_deref(), Ok("/v1/a1:run"));
        assert_eq!(one("v1/{id}?x=1#y", "a1").as_deref(), Ok("/v1/a1?x=1"));
        assert_eq!(one("/a b/{/{id}", "1").as_deref(), Ok("/a%20b/%7B/1"));
        assert_eq!(one("/a%20b/%zz//{id}/", "1").as_deref(), Ok("/a%20b/%25zz//1/"));
    }

    #[test]
    fn a_value_of_several_segments_leaves_the_route_by_none() {
        assert_eq!(one("/v1/{id}:run", "projects/p").as_deref(), Ok("/v1/projects/p:run"));
        for value in ["a/../b", "a//b", "/a", "a/", "a/%2e/b"] {
            assert!(one("/v1/{id}", value).is_err(), "{value:?}");
        }
        assert!(one("/v1/{id}:run", "a/").is_ok());
    }

    #[test]
    fn a_value_that_leaves_the_route_is_refused() {
        for value in ["", ".", "..", "..;x", ";x", ".;"] {
            assert!(check_value("id", value).is_err(), "{value:?}");
        }
        assert!(check_value("id", "...").is_ok());
    }

    #[test]
    fn a_segment_that_leaves_the_route_only_by_substitution_is_refused() {
        assert!(one("/v1/.{id}", ".").is_err());
        assert!(one("/v1/%2e{id}", ".").is_err());
        assert!(one("/v1/{id}{id}", ".").is_err());
        assert!(one("/v1/{id}", ";").is_err());
        assert!(one("/v1/{other}", "x").is_err());
    }

    #[test]
    fn a_documented_segment_that_leaves_the_route_is_refused() {
        for path in ["/..", "/.", "/a/./b", "/a/../b", "/a/.%2E", "/%2e%2E/a", "/%2e", "/..;x/a", "/a/.."] {
            assert!(one(path, "1").is_err(), "{path}");
        }
        for path in ["/...", "/.well-known/a", "/a/b..", "/%2e%2e%2e", "/a..b"] {
            assert_eq!(one(path, "1").as_deref(), Ok(path));
        }
    }

    #[test]
    fn label_and_matrix_segments_are_kept() {
        assert_eq!(one("/v1/{id}", ".blue").as_deref(), Ok("/v1/.blue"));
        assert_eq!(one("/v1/{id}", ";color=blue").as_deref(), Ok("/v1/;color=blue"));
    }
}
