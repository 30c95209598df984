//! Puts values into a path template: never a path that leaves its route.

use super::encode::{Keep, encode};

/// Puts `values`, encoded already, into the braces of `template`.
///
/// Refused are a brace without value, and a path of which a segment becomes empty, `.` or `..` by its values:
/// servers and proxies would take it for another route. `;` and what follows do not count, as in `..;x`.
pub(crate) fn expand(template: &str, values: &[(&'static str, String)]) -> Result<String, String> {
    // A fragment is never sent (RFC 9110, 7.1).
    let template = template.split('#').next().unwrap_or_default();
    let (template, query) = template.split_once('?').map_or((template, None), |(path, query)| (path, Some(query)));
    let mut path = String::with_capacity(template.len() + 32);
    for segment in template.trim_start_matches('/').split('/') {
        path.push('/');
        let start = path.len();
        let substituted = expand_segment(&mut path, segment, values)?;
        if substituted {
            check_segment(&path[start..], segment)?;
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

fn check_segment(segment: &str, template: &str) -> Result<(), String> {
    let route = segment.split(';').next().unwrap_or_default();
    match route {
        "." | ".." => Err(format!("the path segment `{template}` would become `{route}`, another route")),
        // A matrix parameter begins with the semicolon that it is told by.
        "" if !segment.starts_with(';') || segment.len() == 1 => {
            Err(format!("the path segment `{template}` would be empty, another route"))
        }
        _ => Ok(()),
    }
}

/// Refuses a value that alone would make its segment another one.
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
        assert!(one("/v1/{id}{id}", ".").is_err());
        assert!(one("/v1/{id}", ";").is_err());
        assert!(one("/v1/{other}", "x").is_err());
    }

    #[test]
    fn label_and_matrix_segments_are_kept() {
        assert_eq!(one("/v1/{id}", ".blue").as_deref(), Ok("/v1/.blue"));
        assert_eq!(one("/v1/{id}", ";color=blue").as_deref(), Ok("/v1/;color=blue"));
    }
}
