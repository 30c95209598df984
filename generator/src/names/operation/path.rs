//! The structure of a path: fixed segments and parameters, and the prefix without meaning.

use super::super::words;

/// A segment of a path, as words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Segment {
    Fixed(Vec<String>),
    Parameter(Vec<String>),
}

impl Segment {
    pub(super) fn fixed(&self) -> Option<&[String]> {
        match self {
            Self::Fixed(words) => Some(words),
            Self::Parameter(_) => None,
        }
    }
}

/// The number of leading segments that all paths share. After them, each path has a fixed segment, and these segments
/// differ: a segment that all paths have is not useful in a name.
pub fn shared_prefix<'p>(paths: impl IntoIterator<Item = &'p str>) -> usize {
    let paths: Vec<Vec<&str>> = paths.into_iter().map(|path| raw_segments(path).collect()).collect();
    let Some(first) = paths.first() else { return 0 };
    let is_shared = |index: usize, segment: &str| paths.iter().all(|path| path.get(index) == Some(&segment));
    let shared =
        first.iter().enumerate().take_while(|(index, segment)| is_fixed(segment) && is_shared(*index, segment));
    let shared = shared.count();
    let is_named_behind = |path: &Vec<&str>| path.get(shared).is_some_and(|segment| is_fixed(segment));
    let differ = paths.iter().any(|path| path.get(shared) != first.get(shared));
    if differ && paths.iter().all(is_named_behind) { shared } else { 0 }
}

/// The segments of a path after its prefix: the shared segments, `api`, and a version.
pub(super) fn segments(path: &str, shared: usize) -> Vec<Segment> {
    let raw: Vec<&str> = raw_segments(path).collect();
    raw.iter().skip(prefix(&raw, shared)).flat_map(|segment| segments_of(segment)).collect()
}

/// The resource of an operation without a tag: the first fixed segment after the prefix.
pub fn resource_of_path(path: &str, shared: usize) -> String {
    let raw: Vec<&str> = raw_segments(path).collect();
    let named = raw.iter().skip(prefix(&raw, shared)).find(|segment| is_fixed(segment));
    named.map_or("root", |segment| without_extension(segment)).to_owned()
}

fn prefix(raw: &[&str], shared: usize) -> usize {
    let fixed = raw.iter().take_while(|segment| is_fixed(segment)).count();
    let version = raw.iter().take(fixed.min(3)).position(|segment| is_version(segment)).map(|index| index + 1);
    let api = usize::from(raw.first().is_some_and(|segment| segment.eq_ignore_ascii_case("api")));
    let prefix = shared.max(version.unwrap_or(api));
    // A path always has a name.
    if raw.iter().skip(prefix).any(|segment| is_fixed(segment)) { prefix } else { 0 }
}

fn raw_segments(path: &str) -> impl Iterator<Item = &str> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    path.split('/').filter(|segment| !segment.is_empty())
}

fn is_fixed(segment: &str) -> bool {
    !segment.contains('{')
}

/// `v1`, `2`, `1.0`, `v1beta1`
fn is_version(segment: &str) -> bool {
    let number = segment.strip_prefix(['v', 'V']).unwrap_or(segment);
    let end = number.find(|character: char| !character.is_ascii_digit() && character != '.').unwrap_or(number.len());
    let (digits, stage) = number.split_at(end);
    let stage = stage.trim_end_matches(|character: char| character.is_ascii_digit());
    digits.starts_with(|first: char| first.is_ascii_digit()) && matches!(stage, "" | "alpha" | "beta" | "rc")
}

/// Units of code that groups of operations are named after: `user-controller`, `UserService`.
const UNITS: &[&str] = &["api", "controller", "endpoint", "resource", "service"];

/// The words, and the same words without a version or a unit of code at the end: `limits v2`, `user controller`.
pub(super) fn names_of_resource(words: &[String]) -> Vec<Vec<String>> {
    let mut names = vec![words.to_vec()];
    let is_version = |word: &str| word.starts_with('v') && is_version(word);
    for is_extra in [&is_version as &dyn Fn(&str) -> bool, &|word| UNITS.contains(&word)] {
        let shorter = names.last().and_then(|name| name.split_last()).filter(|(last, _)| is_extra(last));
        let shorter = shorter.map(|(_, rest)| rest.to_vec()).filter(|rest| !rest.is_empty());
        names.extend(shorter);
    }
    names
}

/// A segment may have more than a parameter: `{name}:cancel` is a parameter and a fixed segment, and `{id}.json` is a
/// parameter.
fn segments_of(segment: &str) -> Vec<Segment> {
    let Some((_, end)) = segment.rsplit_once('}') else {
        return vec![Segment::Fixed(words(without_extension(segment)))];
    };
    let inside = segment.split(['{', '}']).filter(|part| part.chars().any(char::is_alphanumeric));
    let inside = inside.take(segment.matches('{').count().max(1)).flat_map(words).collect();
    let mut segments = vec![Segment::Parameter(inside)];
    if let Some(custom) = end.strip_prefix(':').filter(|custom| !custom.is_empty()) {
        segments.push(Segment::Fixed(words(custom)));
    }
    segments
}

fn without_extension(segment: &str) -> &str {
    [".json", ".xml"].iter().find_map(|extension| segment.strip_suffix(extension)).unwrap_or(segment)
}
