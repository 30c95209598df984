//! Variables of path templates in the notations of servers, which also say what the variable matches: `{path:.*}`.

use std::{borrow::Cow, collections::BTreeSet};

/// The name of a variable: `name=projects/*` → `name`, `id:[0-9]+` → `id`.
pub fn name(variable: &str) -> &str {
    let end = variable.find(['=', ':']).unwrap_or(variable.len());
    let name = variable.get(..end).unwrap_or_default();
    if name.is_empty() { variable } else { name }
}

/// The template with only the names of its variables: `/{name=things/*}` → `/{name}`. If two variables would have the same
/// name, the template is not changed.
pub fn plain(template: &str) -> Cow<'_, str> {
    let mut plain = String::with_capacity(template.len());
    let mut names = BTreeSet::new();
    let mut rest = template;
    while let Some((before, variable, after)) = next(rest) {
        if !names.insert(name(variable)) {
            return template.into();
        }
        plain.push_str(before);
        plain.push('{');
        plain.push_str(name(variable));
        plain.push('}');
        rest = after;
    }
    plain.push_str(rest);
    plain.into()
}

/// The text before the next variable, the variable, and the text after it.
fn next(text: &str) -> Option<(&str, &str, &str)> {
    let (before, behind) = text.split_once('{')?;
    let (variable, after) = behind.split_once('}')?;
    Some((before, variable, after))
}

/// Whether the value of a variable can have several segments, so that its slashes are sent unchanged.
///
/// These are the notations of RFC 6570 (`+path`), Google APIs (`name=projects/*`, `name=**`), AWS (`path+`), hapi
/// (`path*`), axum and ASP.NET (`*path`, `**path`), Go (`path...`), Flask (`path:path`), and regular expressions
/// (`path:.*`, `path:.+`).
pub fn has_segments(variable: &str) -> bool {
    if let Some((_, pattern)) = variable.split_once('=') {
        return pattern.contains('/') || pattern.contains("**");
    }
    if let Some((_, pattern)) = variable.split_once(':') {
        return matches!(pattern, "path" | ".*" | ".+");
    }
    variable.starts_with(['+', '*']) || variable.ends_with(['+', '*']) || variable.ends_with("...")
}

/// Whether a variable has this name, apart from the notation for several segments: `path+`, `*path` and `path...` have the name
/// `path`.
pub fn has_name(variable: &str, name: &str) -> bool {
    let signs = ['+', '*'];
    let bare = variable.strip_suffix("...").unwrap_or(variable);
    bare == name || bare.trim_start_matches(signs) == name || bare.trim_end_matches(signs) == name
}

#[cfg(test)]
mod tests {
    use super::{has_name, has_segments, name, plain};

    #[test]
    fn notations_for_several_segments_are_not_in_the_name() {
        for variable in ["path", "+path", "path+", "*path", "**path", "path*", "path..."] {
            assert!(has_name(variable, "path"), "{variable}");
        }
        for variable in ["Path", "path_", "path:path", "..path"] {
            assert!(!has_name(variable, "path"), "{variable}");
        }
    }

    #[test]
    fn a_plain_template_has_only_names() {
        assert_eq!(plain("/v1/{name=things/*/parts/*}:run/{id:[^/]+?}/x"), "/v1/{name}:run/{id}/x");
        assert_eq!(plain("/v1/{id:a}/{id:b}"), "/v1/{id:a}/{id:b}");
        assert_eq!(plain("/v1/{id}/{"), "/v1/{id}/{");
    }

    #[test]
    fn notations_of_servers_are_read() {
        for (variable, of_name, of_segments) in [
            ("name", "name", false),
            ("+name", "+name", true),
            ("name+", "name+", true),
            ("*name", "*name", true),
            ("name*", "name*", true),
            ("name...", "name...", true),
            ("name:path", "name", true),
            ("name:.*", "name", true),
            ("name:[0-9]+", "name", false),
            ("name=projects/*/things/*", "name", true),
            ("name=**", "name", true),
            ("name=*", "name", false),
            (":name", ":name", false),
            ("", "", false),
        ] {
            assert_eq!(name(variable), of_name, "{variable}");
            assert_eq!(has_segments(variable), of_segments, "{variable}");
        }
    }
}
