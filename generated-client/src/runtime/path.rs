//! Inserts values into a path template. The result never leaves its route.

use super::encode::{Keep, encode};

/// Inserts `values`, which are already encoded, into the braces of `template`.
///
/// It is an error if a brace has no value, if a segment becomes empty by its values, or if a segment is `.` or `..` in any
/// encoding: clients, proxies and servers would read another route. `;` and the text after it do not count, as in `..;x`.
pub(crate) fn expand(template: &str, values: &[(&'static str, String)]) -> Result<String, String> {
    // A fragment is never sent (RFC 9110, 7.1).
    let template = template.split('#').next().unwrap_or_default();
    let (template, query) = template.split_once('?').map_or((template, None), |(path, query)| (path, Some(query)));
    let mut path = String::with_capacity(template.len() + 32);
    for segment in template.trim_start_matches('/').split('/') {
        path.push('/');
        let start = path.len();
        let substituted = expand_segment(&mut path, segment, values)?;
        let expanded = path.get(start..).unwrap_or_default();
        // Only a value can be several segments.
        let dots = if substituted { expanded.split('/').find_map(dots_of) } else { dots_of(expanded) };
        if let Some(dots) = dots {
            return Err(format!("the path segment `{segment}` is or would become `{dots}`, another route"));
        }
        if substituted && expanded.split('/').any(is_empty) {
            return Err(format!("the path segment `{segment}` would be empty, another route"));
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
    while let Some((literal, (name, tail))) = rest
        .split_once('{')
        .and_then(|(literal, tail)| tail.split_once('}').map(|name_and_tail| (literal, name_and_tail)))
    {
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

/// Whether a segment leads to itself or upwards (WHATWG URL, 4.1): `.`, `..`, or either with `%2e` for a dot.
fn dots_of(segment: &str) -> Option<&'static str> {
    let route = segment.split(';').next().unwrap_or_default();
    // A longer segment is neither.
    if route.len() > "%2e%2e".len() || !route.starts_with(['.', '%']) {
        return None;
    }
    match route.to_ascii_lowercase().replace("%2e", ".").as_str() {
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
    match value.split(';').next().unwrap_or_default() {
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
