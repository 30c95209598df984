//! The public surface as lines that are equal if no code breaks. A type and each of its traits are separate lines,
//! functions have no names of arguments, and nothing is marked as deprecated.

use std::collections::BTreeMap;

use crate::surface::{Item, Surface};

/// One line.
#[derive(Clone, Debug)]
pub(super) struct SurfaceLine {
    /// The line without the parts that do not affect code.
    pub(super) meaning: String,
    /// As it is shown.
    pub(super) shown: String,
    /// The owner, by its name before and, if that changed, its name now.
    pub(super) owners: [String; 2],
    /// Its path, likewise.
    pub(super) paths: [String; 2],
    /// The item that it declares.
    pub(super) kind: SurfaceLineKind,
}

impl SurfaceLine {
    /// The path by the names of the new version.
    pub(super) fn path(&self) -> &str {
        &self.paths[1]
    }

    /// The owner by the names of the new version.
    pub(super) fn owner(&self) -> &str {
        &self.owners[1]
    }

    /// The path by the names of both versions.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.paths.iter().map(String::as_str)
    }
}

/// The item that a line declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SurfaceLineKind {
    /// That a type implements a trait.
    Trait,
    /// That a type is made from another one.
    Conversion,
    /// The constants of an operation in a trait of the runtime. No signature depends on them.
    Constant,
    /// Anything else.
    Other,
}

/// The lines of a surface; types that were renamed have the names that they have now.
pub(super) fn lines(surface: &Surface, renamed: &BTreeMap<&str, &str>, aliases: &Aliases) -> Vec<SurfaceLine> {
    surface.items.iter().flat_map(|item| apart(item, renamed, aliases)).collect()
}

/// Splits the line of an item into the item and each of its traits.
fn apart(item: &Item, renamed: &BTreeMap<&str, &str>, aliases: &Aliases) -> Vec<SurfaceLine> {
    let Item { owner, name, line: written } = item;
    // A conversion out of a type belongs to it: `From<types::Length> for i64`.
    let converted = name.strip_prefix("From<").and_then(|name| name.strip_suffix('>'));
    let owner = converted.filter(|_| !owner.contains("::")).unwrap_or(owner);
    let written = written.strip_prefix("#[deprecated] ").unwrap_or(written);
    let is_head = ["pub struct ", "pub enum "].iter().any(|start| written.contains(start));
    let (head, traits) = match written.split_once(": ") {
        Some((head, traits)) if is_head => (head, traits.split(" + ").collect()),
        _ => (written, Vec::new()),
    };
    let line = |shown: &str, path: String, kind: SurfaceLineKind| SurfaceLine {
        meaning: with_targets_of_line(&without_case(&without_argument_names(&with_new_names(shown, renamed))), aliases),
        shown: shown.to_owned(),
        owners: [owner.to_owned(), with_new_names(owner, renamed)],
        paths: [path.clone(), with_new_names(&path, renamed)],
        kind,
    };
    let kind = if head.starts_with("impl From<") {
        SurfaceLineKind::Conversion
    } else if head.starts_with("pub const ") {
        SurfaceLineKind::Constant
    } else {
        SurfaceLineKind::Other
    };
    let mut lines = vec![line(head, item.path(), kind)];
    lines.extend(
        traits
            .iter()
            .map(|name| line(&format!("impl {name} for {owner}"), format!("{owner}: {name}"), SurfaceLineKind::Trait)),
    );
    lines
}

/// The targets of aliases, by the names that the aliases have now.
pub(super) type Aliases = BTreeMap<String, String>;

/// The text with the new names of types, each of which is after `types::`.
fn with_new_names(text: &str, renamed: &BTreeMap<&str, &str>) -> String {
    with_types(text, |name| Some(format!("{PATH}{}", renamed.get(name)?)))
}

/// The text with the targets of aliases in place of the aliases.
pub(super) fn with_targets(text: String, aliases: &Aliases) -> String {
    // An alias can be the target of another one.
    const MOST: usize = 16;
    let mut written = text;
    for _ in 0..MOST {
        let next = with_types(&written, |name| aliases.get(name).cloned());
        if next == written {
            break;
        }
        written = next;
    }
    written
}

/// The same for a line. The line of an alias keeps its name.
fn with_targets_of_line(line: &str, aliases: &Aliases) -> String {
    match line.split_once(" = ") {
        Some((head, target)) if head.starts_with("pub type types::") => {
            format!("{head} = {}", with_targets(target.to_owned(), aliases))
        }
        _ => with_targets(line.to_owned(), aliases),
    }
}

const PATH: &str = "types::";

/// The text with other texts in place of some types.
fn with_types(text: &str, other: impl Fn(&str) -> Option<String>) -> String {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(PATH) {
        let end = after.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(after.len());
        let (name, tail) = after.split_at(end);
        written.push_str(before);
        written.push_str(&other(name).unwrap_or_else(|| format!("{PATH}{name}")));
        rest = tail;
    }
    written.push_str(rest);
    written
}

/// The declaration of a response header with its name in lower case: the case has no effect.
fn without_case(line: &str) -> String {
    const READ: &str = "::Header::";
    match line.split_once(READ) {
        Some((constant, read)) => format!("{constant}{READ}{}", read.to_ascii_lowercase()),
        None => line.to_owned(),
    }
}

/// The declaration of a function without the names of its arguments, which callers do not write.
fn without_argument_names(line: &str) -> String {
    if !line.starts_with("pub fn") {
        return line.to_owned();
    }
    let Some(open) = line.find('(') else { return line.to_owned() };
    let (head, arguments) = line.split_at(open + 1);
    let mut written = head.to_owned();
    // The depth of parentheses and brackets, and whether a name may begin here.
    let (mut depth, mut is_start, mut previous) = (0_usize, true, ' ');
    let mut rest = arguments;
    while let Some(letter) = rest.chars().next() {
        if is_start && letter != ' ' {
            is_start = false;
            if let Some((name, ty)) = rest.split_once(": ")
                && name.chars().all(|letter| letter.is_alphanumeric() || "_#".contains(letter))
            {
                rest = ty;
                continue;
            }
        }
        match letter {
            '(' | '<' | '[' => depth += 1,
            ')' if depth == 0 => break,
            '>' if previous == '-' || previous == '=' => {}
            ')' | '>' | ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => is_start = true,
            _ => {}
        }
        written.push(letter);
        previous = letter;
        rest = &rest[letter.len_utf8()..];
    }
    written.push_str(rest);
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_arguments_do_not_matter_and_all_else_does() {
        for (line, expected) in [
            ("pub fn A::f(self) -> Self", "pub fn A::f(self) -> Self"),
            (
                "pub fn A<'_>::get(&self, id: &str) -> runtime::Request<a::Get>",
                "pub fn A<'_>::get(&self, &str) -> runtime::Request<a::Get>",
            ),
            (
                "pub fn types::A::new(a: impl IntoIterator<Item = (impl Into<String>, i64)>, r#type: bool) -> Self",
                "pub fn types::A::new(impl IntoIterator<Item = (impl Into<String>, i64)>, bool) -> Self",
            ),
            ("pub types::A::f: String", "pub types::A::f: String"),
        ] {
            assert_eq!(without_argument_names(line), expected);
        }
    }

    #[test]
    fn renamed_types_have_their_new_names_wherever_they_stand_whole() {
        let renamed = BTreeMap::from([("Old", "New")]);
        let line = "pub fn types::Old::x(types::OldOther, Vec<types::Old>)";
        assert_eq!(with_new_names(line, &renamed), "pub fn types::New::x(types::OldOther, Vec<types::New>)");
    }
}
