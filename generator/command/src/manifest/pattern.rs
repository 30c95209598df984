//! Patterns of paths in a manifest, like `crates/*`.

use std::path::Path;

use super::workspace::lexical;

/// Whether a pattern of members, like `crates/*`, matches the folder.
pub(super) fn is_match(root: &Path, pattern: &str, folder: &Path) -> bool {
    let names = |path: &Path| -> Vec<String> {
        path.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect()
    };
    // The root is a path, not a pattern.
    let (mut base, mut rest) = (root.to_owned(), Vec::new());
    for part in Path::new(pattern).components() {
        let name = part.as_os_str().to_string_lossy();
        if rest.is_empty() && !name.contains(['*', '?', '[']) {
            base.push(part);
        } else {
            rest.push(name.into_owned());
        }
    }
    folder.strip_prefix(lexical(&base)).is_ok_and(|below| are_names(&rest, &names(below)))
}

fn are_names(patterns: &[String], names: &[String]) -> bool {
    match (patterns, names) {
        ([], []) => true,
        ([first, rest @ ..], names) if first == "**" => {
            (0..=names.len()).any(|skipped| names.get(skipped..).is_some_and(|names| are_names(rest, names)))
        }
        ([pattern, patterns @ ..], [name, names @ ..]) => {
            let [pattern, name] = [pattern, name].map(|text| text.chars().collect::<Vec<char>>());
            is_name(&pattern, &name) && are_names(patterns, names)
        }
        _ => false,
    }
}

/// Whether a pattern of characters matches a name: `*` is any text, `?` is one character, `[a-z]` and `[!a]` are one
/// character in or not in the set.
fn is_name(pattern: &[char], name: &[char]) -> bool {
    match (pattern, name) {
        ([], []) => true,
        (['*', rest @ ..], name) => {
            (0..=name.len()).any(|skipped| name.get(skipped..).is_some_and(|name| is_name(rest, name)))
        }
        (['?', rest @ ..], [_, name @ ..]) => is_name(rest, name),
        (['[', rest @ ..], [first, name @ ..]) => {
            // A bracket at the first position is one of the characters.
            let skipped = usize::from(rest.first() == Some(&'!')) + 1;
            let end = rest.iter().skip(skipped).position(|character| *character == ']').map(|end| end + skipped);
            let Some((class, rest)) = end.and_then(|end| rest.split_at_checked(end)) else { return false };
            is_of(class, *first) && rest.get(1..).is_some_and(|rest| is_name(rest, name))
        }
        ([character, rest @ ..], [first, name @ ..]) => character == first && is_name(rest, name),
        _ => false,
    }
}

fn is_of(class: &[char], character: char) -> bool {
    match class {
        ['!', others @ ..] => !is_of(others, character),
        [from, '-', to, rest @ ..] => (*from..=*to).contains(&character) || is_of(rest, character),
        [one, rest @ ..] => *one == character || is_of(rest, character),
        [] => false,
    }
}
