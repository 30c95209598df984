//! Every rule there is, one file a subject: what kind of change it is about, what the change is to users of the crate, and
//! what they must do. `docs/semver.md` is held to this table by a test.

pub mod client;
pub mod operations;
pub mod surface;
pub mod types;

/// The effect of a change on users of the crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Code that compiled does not compile any more, or does something else than it said.
    Breaking,
    /// There is something new; code stays as it is.
    Added,
    /// Code stays as it is, but what is sent or read, or what the compiler warns of, is not the same.
    Changed,
    /// Only documentation differs.
    DocsOnly,
}

impl Effect {
    /// All of them, the gravest first.
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

/// Who sends what a change is about.
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
    /// Where the rule holds.
    pub direction: Direction,
    /// Why it is that.
    pub why: &'static str,
    /// The change that a user's code needs.
    pub remedy: &'static str,
}

/// All rules, by subject.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    [types::RULES, operations::RULES, client::RULES, surface::RULES].into_iter().flatten().copied()
}

/// Declares the rules of a subject: the name of the constant, the code, severity and direction, why, and what to do.
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
