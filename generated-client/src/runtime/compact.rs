//! Functions of the standard library that compile to hundreds of lines of LLVM IR for each use, in less code.

use memchr::memmem;

/// Collects the items of an iterator.
pub(crate) trait CollectList: Iterator + Sized {
    /// The items, as a list. It is for short lists: unlike `collect`, it does not reserve memory by the length that the iterator states.
    fn collect_list(self) -> Vec<Self::Item> {
        let mut list = Vec::new();
        for item in self {
            list.push(item);
        }
        list
    }
}

impl<I: Iterator> CollectList for I {}

/// Keeps the elements of a short list for which `is_kept` is true.
pub(crate) fn retain<T>(list: &mut Vec<T>, is_kept: &mut dyn FnMut(&T) -> bool) {
    let mut at = 0;
    while let Some(element) = list.get(at) {
        if is_kept(element) {
            at += 1;
        } else {
            list.remove(at);
        }
    }
}

/// Texts, one after the other, with a separator between them.
pub(crate) fn joined(texts: &[impl AsRef<str>], separator: &str) -> String {
    let mut joined = String::new();
    for (index, text) in texts.iter().enumerate() {
        if index > 0 {
            joined.push_str(separator);
        }
        joined.push_str(text.as_ref());
    }
    joined
}

/// Whether a text has this part.
pub(crate) fn contains(text: &str, part: &str) -> bool {
    split_once(text, part).is_some()
}

/// Whether a text has this character.
pub(crate) fn has_char(text: &str, character: char) -> bool {
    text.chars().any(|own| own == character)
}

/// The text before the first place with this part, and the text behind it.
pub(crate) fn split_once<'t>(text: &'t str, part: &str) -> Option<(&'t str, &'t str)> {
    let at = memmem::find(text.as_bytes(), part.as_bytes())?;
    Some((text.get(..at)?, text.get(at + part.len()..)?))
}

/// The text before the last place with this part, which does not overlap itself, and the text behind it.
pub(crate) fn rsplit_once<'t>(text: &'t str, part: &str) -> Option<(&'t str, &'t str)> {
    let (_, mut last) = split_once(text, part)?;
    while let Some((_, behind)) = split_once(last, part) {
        last = behind;
    }
    Some((text.get(..text.len() - last.len() - part.len())?, last))
}

/// A text with another text in each place with this part, which is not empty.
pub(crate) fn replaced(text: &str, part: &str, other: &str) -> String {
    let (mut replaced, mut rest) = (String::new(), text);
    while let Some((before, after)) = split_once(rest, part) {
        replaced.push_str(before);
        replaced.push_str(other);
        rest = after;
    }
    replaced.push_str(rest);
    replaced
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_do_the_same_as_the_standard_library() {
        for text in ["", "a", "ü, ab, aab", "aaaa", ", ", "a\u{301}, , b"] {
            for part in ["a", "aa", ", ", "ü", "ab, a"] {
                assert_eq!(split_once(text, part), text.split_once(part), "{text} {part}");
                assert_eq!(contains(text, part), text.contains(part), "{text} {part}");
                assert_eq!(replaced(text, part, "…a"), text.replace(part, "…a"), "{text} {part}");
            }
            assert_eq!(rsplit_once(text, ", "), text.rsplit_once(", "), "{text}");
            assert_eq!(has_char(text, 'ü'), text.contains('ü'), "{text}");
            let parts: Vec<&str> = text.split('a').collect();
            assert_eq!(text.split('a').collect_list(), parts);
            let (mut ours, mut theirs) = (parts.clone(), parts.clone());
            retain(&mut ours, &mut |part| part.is_empty());
            theirs.retain(|part| part.is_empty());
            assert_eq!(ours, theirs);
            assert_eq!(joined(&parts, "; "), parts.join("; "));
        }
    }
}
