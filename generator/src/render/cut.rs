//! Cuts a long file into several, by the names of its items.
//!
//! The file of an item depends only on its own key and on the length of its groups. So a new item moves no others, and a pull
//! request shows only the addition.

use std::collections::BTreeMap;

use crate::names::{self, FILE_NAMES, Scope};

/// The most lines of items in one file. The rest of its 3,000 lines is for its head, and for the declarations of the
/// files below it.
const MOST_LINES: usize = 2500;

/// The most files below one. If there would be more, the items are divided by letters instead of words, since there are
/// fewer letters.
const MOST_FILES: usize = 200;

/// The modules that emitted files import.
const IMPORTED: [&str; 2] = ["runtime", "types"];

/// The content of a file.
#[derive(Clone, Debug)]
pub struct Piece<T> {
    /// The item.
    pub item: T,
    /// The words that it is sorted by.
    pub key: Vec<String>,
    /// Its name, which no other piece has.
    pub name: String,
    /// Its lines.
    pub lines: usize,
}

/// A file, and the files in the folder next to it, by their modules.
#[derive(Debug, PartialEq, Eq)]
pub struct Branch<T> {
    /// Pieces in the file.
    pub items: Vec<T>,
    /// Groups in the folder.
    pub below: BTreeMap<String, Branch<T>>,
}

/// A way to divide pieces.
#[derive(Clone, Copy, Debug)]
enum By {
    /// The words of their keys, from this one on.
    Words(usize),
    /// The letters of their names, from this one on.
    Letters(usize),
}

/// Pieces that stay in a file, and groups of others by their labels.
struct Divided<T> {
    rest: Vec<Piece<T>>,
    groups: BTreeMap<String, Vec<Piece<T>>>,
    /// The way to divide the groups, should they be too long.
    next: By,
}

/// Cuts the items of one file.
pub fn cut<T: Clone>(pieces: Vec<Piece<T>>) -> Branch<T> {
    branch(pieces, By::Words(0))
}

fn branch<T: Clone>(pieces: Vec<Piece<T>>, by: By) -> Branch<T> {
    let mut rest = pieces;
    let mut below = BTreeMap::new();
    let mut scope = Scope::new(FILE_NAMES);
    for name in IMPORTED {
        scope.reserve(name);
    }
    for by in [Some(by), by.or_by_letters()].into_iter().flatten() {
        if rest.len() < 2 || lines(&rest) <= MOST_LINES {
            break;
        }
        let divided = divide(rest.clone(), by);
        if matches!(by, By::Words(_)) && divided.groups.len() > MOST_FILES {
            continue;
        }
        rest = divided.rest;
        for (label, group) in divided.groups {
            below.insert(scope.claim(&names::module_name(&label)), branch(group, divided.next));
        }
    }
    Branch { items: rest.into_iter().map(|piece| piece.item).collect(), below }
}

/// Divides pieces at the first difference of their keys.
fn divide<T>(mut pieces: Vec<Piece<T>>, mut by: By) -> Divided<T> {
    let mut label = String::new();
    loop {
        let mut rest = Vec::new();
        let mut groups: BTreeMap<String, Vec<Piece<T>>> = BTreeMap::new();
        for piece in pieces {
            match by.part(&piece) {
                Some(part) => groups.entry(part).or_default().push(piece),
                None => rest.push(piece),
            }
        }
        let next = by.next();
        if !rest.is_empty() || groups.len() != 1 {
            let labelled = |part: String| if label.is_empty() { part } else { format!("{label}_{part}") };
            let groups = groups.into_iter().map(|(part, group)| (labelled(part), group)).collect();
            return Divided { rest, groups, next };
        }
        // All have the same part. At the beginning of the key, this has no meaning.
        if let (By::Words(1..), Some(part)) = (by, groups.keys().next()) {
            label = if label.is_empty() { part.clone() } else { format!("{label}_{part}") };
        }
        pieces = groups.into_values().flatten().collect();
        by = next;
    }
}

impl By {
    /// The part of a piece's key or name that determines its file; none if the key or name ends before it.
    fn part<T>(self, piece: &Piece<T>) -> Option<String> {
        match self {
            Self::Words(at) => piece.key.get(at).cloned(),
            // A single letter would be a bad name.
            Self::Letters(at) => {
                let length = piece.name.char_indices().nth(at).map(|(start, letter)| start + letter.len_utf8())?;
                piece.name.get(..length).map(str::to_owned)
            }
        }
    }

    fn next(self) -> Self {
        match self {
            Self::Words(at) => Self::Words(at + 1),
            Self::Letters(at) => Self::Letters(at + 1),
        }
    }

    /// The letters, for pieces that words do not divide.
    fn or_by_letters(self) -> Option<Self> {
        match self {
            Self::Words(_) => Some(Self::Letters(0)),
            Self::Letters(_) => None,
        }
    }
}

fn lines<T>(pieces: &[Piece<T>]) -> usize {
    pieces.iter().map(|piece| piece.lines).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pieces of 1,000 lines each, unless stated otherwise.
    fn pieces(keys: &[&str]) -> Vec<Piece<String>> {
        keys.iter()
            .map(|key| {
                let (key, lines) = key.split_once(':').unwrap_or((key, "1000"));
                Piece {
                    item: key.to_owned(),
                    key: key.split('_').map(str::to_owned).collect(),
                    name: key.to_owned(),
                    lines: lines.parse().expect("a number"),
                }
            })
            .collect()
    }

    /// `branches.rs: protect, list` for each file.
    fn files(branch: &Branch<String>) -> Vec<String> {
        fn add(branch: &Branch<String>, path: &str, files: &mut Vec<String>) {
            files.push(format!("{path}.rs: {}", branch.items.join(", ")));
            for (name, below) in &branch.below {
                add(below, &format!("{path}/{name}"), files);
            }
        }
        let mut files_of_it = Vec::new();
        add(branch, "repos", &mut files_of_it);
        files_of_it
    }

    fn cut_of(keys: &[&str]) -> Vec<String> {
        files(&cut(pieces(keys)))
    }

    #[test]
    fn what_is_short_stays_one_file() {
        assert_eq!(cut_of(&["hooks_ping", "branches_list"]), ["repos.rs: hooks_ping, branches_list"]);
    }

    #[test]
    fn what_is_long_is_divided_where_keys_differ_first() {
        assert_eq!(
            cut_of(&["v1_hooks_ping", "v1_branches_protect", "v1", "v1_branches_list"]),
            [
                "repos.rs: v1",
                "repos/branches.rs: v1_branches_protect, v1_branches_list",
                "repos/hooks.rs: v1_hooks_ping",
            ]
        );
    }

    #[test]
    fn a_group_that_is_long_is_divided_again() {
        assert_eq!(
            cut_of(&["a_x_y_one", "a_x_y_two", "a_x_z", "b"]),
            [
                "repos.rs: ",
                "repos/a.rs: ",
                "repos/a/x_y.rs: a_x_y_one, a_x_y_two",
                "repos/a/x_z.rs: a_x_z",
                "repos/b.rs: b"
            ]
        );
    }

    #[test]
    fn an_item_that_is_added_elsewhere_moves_nothing() {
        let keys = ["a_x_one", "a_x_two", "a_y", "b", "c_z"];
        let before = cut_of(&keys);
        let after = cut_of(&[&keys[..], &["d_new:10"]].concat());
        assert!(before.iter().all(|file| after.contains(file)), "{before:#?} {after:#?}");
    }

    #[test]
    fn keys_that_are_the_same_are_divided_by_letters_of_the_names() {
        let mut pieces = pieces(&["list", "last", "get"]);
        for piece in &mut pieces {
            piece.key.clear();
        }
        assert_eq!(files(&cut(pieces)), ["repos.rs: ", "repos/g.rs: get", "repos/l.rs: list, last"]);
    }

    #[test]
    fn many_words_are_divided_by_letters() {
        let keys: Vec<String> = (0..1000).map(|number| format!("call{number:03}:20")).collect();
        let files = cut_of(&keys.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(files.len(), 11, "{files:#?}");
        assert!(files[1].starts_with("repos/call0.rs: call000, call001, "), "{}", files[1]);
    }

    #[test]
    fn one_item_is_not_divided() {
        assert_eq!(cut_of(&["a:9000"]), ["repos.rs: a"]);
        assert_eq!(cut_of(&["a:9000", "a_b:9000"]), ["repos.rs: a", "repos/b.rs: a_b"]);
    }

    #[test]
    fn no_module_is_called_like_an_import_or_a_keyword() {
        assert_eq!(
            cut_of(&["types", "runtime", "in", "con"]),
            [
                "repos.rs: ",
                "repos/con_.rs: con",
                "repos/in_.rs: in",
                "repos/runtime_.rs: runtime",
                "repos/types_.rs: types"
            ]
        );
    }
}
