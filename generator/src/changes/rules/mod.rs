//! All rules, with one file for each subject. A rule has the kind of change, its effect on users of the crate, and the
//! change that their code needs. A test compares `docs/semver.md` with this table.

pub mod client;
pub mod operations;
pub mod surface;
pub mod types;

/// The effect of a change on users of the crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Existing code does not compile any more, or behaves differently.
    Breaking,
    /// There is something new. Code does not have to change.
    Added,
    /// Code does not have to change, but requests, responses or compiler warnings differ.
    Changed,
    /// Only documentation differs.
    DocsOnly,
}

impl Effect {
    /// All severities, the most severe first.
    pub const ALL: [Self; 4] = [Self::Breaking, Self::Added, Self::Changed, Self::DocsOnly];

    /// The name in tables, in JSON and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Added => "added",
            Self::Changed => "changed",
            Self::DocsOnly => "docs-only",
        }
    }
}

/// The direction of a change: who sends the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// The caller.
    Request,
    /// The server.
    Response,
    /// Both, or neither.
    Both,
}

impl Direction {
    /// The name in tables and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
            Self::Both => "both",
        }
    }
}

/// The rule for all changes of one kind.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The name; never changed.
    pub code: &'static str,
    /// The effect of such a change on users.
    pub severity: Effect,
    /// The direction in which the rule applies.
    pub direction: Direction,
    /// The reason for the severity.
    pub why: &'static str,
    /// The change that a user's code needs.
    pub remedy: &'static str,
}

/// All rules, by subject.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    [types::RULES, operations::RULES, client::RULES, surface::RULES].into_iter().flatten().copied()
}

/// Declares the rules of a subject: the name of the constant, the code, severity and direction, the reason, and the
/// remedy.
macro_rules! rules {
    ($($name:ident, $code:literal, $severity:ident, $direction:ident, $why:literal, $remedy:literal;)*) => {
        $(
            pub(in crate::changes) const $name: &$crate::changes::rules::Rule = &$crate::changes::rules::Rule {
                code: $code,
                severity: $crate::changes::rules::Effect::$severity,
                direction: $crate::changes::rules::Direction::$direction,
                why: $why,
                remedy: $remedy,
            };
        )*
        /// The rules of this file.
        pub(super) const RULES: &[&$crate::changes::rules::Rule] = &[$($name),*];
    };
}
use rules;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::all;

    #[test]
    fn codes_are_unique_kebab_case_names_and_all_is_said_in_sentences() {
        let mut seen = BTreeSet::new();
        for rule in all() {
            assert!(seen.insert(rule.code), "{} is there twice", rule.code);
            assert!(rule.code.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", rule.code);
            assert!(rule.why.ends_with('.') && rule.remedy.ends_with('.'), "{}", rule.code);
            assert!(!rule.why.contains(['|', '\n']) && !rule.remedy.contains(['|', '\n']), "{}", rule.code);
        }
    }
}
