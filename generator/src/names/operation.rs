//! Names of operations and of the resources they belong to.

use super::{value_name, words, words::plural_matches};

/// The method of an operation in its resource: the operation id less the nouns that the resource and the path's fixed
/// segments above a parameter say already. The first word, the verb, stays: `listAgentVersions` in `agents` → `list_versions`.
pub fn method_name(operation_id: &str, resource: &str, path: &str) -> String {
    let mut nouns: Vec<String> = words(resource);
    nouns.extend(ancestors(path).flat_map(words));
    let all = words(operation_id);
    let kept: Vec<&str> = all
        .iter()
        .enumerate()
        .filter(|(index, word)| *index == 0 || !nouns.iter().any(|noun| plural_matches(noun, word)))
        .map(|(_, word)| word.as_str())
        .collect();
    value_name(&kept.join("_"))
}

/// An operation id for an operation that has none: `GET /pets/{id}` → `get_pets_by_id`.
pub fn operation_id(method: &str, path: &str) -> String {
    let mut parts = vec![method.to_ascii_lowercase()];
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        match segment.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) => parts.push(format!("by_{}", words(name).join("_"))),
            None => parts.extend(words(segment)),
        }
    }
    parts.join("_")
}

/// The resource of an operation without a tag: the first fixed segment of its path that is no version and no `api`.
pub fn resource_of_path(path: &str) -> String {
    let mut segments = path.split('/').filter(|segment| !segment.is_empty() && !segment.contains('{'));
    segments.find(|segment| !is_prefix(segment)).unwrap_or("root").to_owned()
}

fn is_prefix(segment: &str) -> bool {
    let version = segment.strip_prefix(['v', 'V']).unwrap_or_default();
    segment.eq_ignore_ascii_case("api")
        || (!version.is_empty() && version.chars().all(|digit| digit.is_ascii_digit() || digit == '.'))
}

/// The fixed segments that stand right before a parameter.
fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    let segments: Vec<&str> = path.split('/').collect();
    let pairs: Vec<&str> = segments
        .windows(2)
        .filter_map(|pair| match pair {
            [fixed, parameter] if !fixed.contains('{') && parameter.contains('{') => Some(*fixed),
            _ => None,
        })
        .collect();
    pairs.into_iter()
}
