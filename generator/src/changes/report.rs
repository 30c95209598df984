//! The result of a comparison.

use std::collections::BTreeSet;

use super::{
    claims::Claim,
    coverage::Coverage,
    rules::{Direction, Effect, Rule},
};

/// All differences between two versions.
#[derive(Clone, Debug)]
pub struct Report {
    /// Title and version of the old and the new document.
    pub titles: [String; 2],
    /// The differences, the most severe first.
    pub entries: Vec<Entry>,
    /// The content of each document, and the part of it that the crate has.
    pub coverage: [Coverage; 2],
    /// The version of the crate before the change, if it is known.
    pub crate_version: Option<String>,
}

/// One difference.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The rule for all differences of its kind.
    pub rule: &'static Rule,
    /// The subject.
    pub subject: Subject,
    /// The other operations or types with the same difference.
    pub also: Vec<String>,
    /// The direction: who sends the data.
    pub direction: Direction,
    /// The document that `pointer` leads into: the new one, unless the subject was removed.
    pub document: DocumentVersion,
    /// The place, as a JSON pointer in URI fragment form; `#` if the difference has no place.
    pub pointer: String,
    /// The other places, if the same edit is at several places. After [`Report::locate`], a pointer into another file than the
    /// one of `pointer` begins with its name: `pets/Pet.yaml#/properties/id`.
    pub other_pointers: BTreeSet<String>,
    /// The place in a text, after [`Report::locate`].
    pub place: Option<FilePosition>,
    /// The difference, in a sentence.
    pub message: String,
    /// The Rust items that it is about, by path below the crate.
    pub items: Vec<String>,
    /// The effect on the public surface.
    pub lines: SurfaceDiff,
    /// The items whose lines it explains.
    pub(super) claims: Vec<Claim>,
    /// The edit of the document, if other subjects can have the same edit at other places: `v1` of paths became `v2`.
    pub(super) edit: Option<String>,
}

/// A place in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilePosition {
    /// The file: the name of a document or an overlay without its folder, or the path from the folder of the document.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
}

/// Lines of the public surface.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SurfaceDiff {
    /// Those that only the old crate has.
    pub removed: Vec<String>,
    /// Those that only the new crate has.
    pub added: Vec<String>,
}

/// The operation or schema that a difference is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// The kind.
    pub kind: SubjectKind,
    /// The operation's id (or type, where another has that id), the type of the schema, the accessor, or the name of the setting.
    pub name: String,
    /// The property, parameter or value in it, if it is not about the whole.
    pub part: Option<String>,
}

/// The possible subjects of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum SubjectKind {
    Client,
    Operation,
    Schema,
    Item,
}

/// One of the two documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum DocumentVersion {
    Old,
    New,
}

/// The required change of the crate's version (Semantic Versioning 2.0.0).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Nothing differs.
    None,
    /// Only documentation differs.
    Patch,
    /// Existing code compiles, and has the same meaning.
    Minor,
    /// Code may have to change.
    Major,
}

impl Report {
    /// The required change of the version.
    pub fn verdict(&self) -> Verdict {
        let verdicts = self.entries.iter().map(|entry| match entry.rule.severity {
            Effect::Breaking => Verdict::Major,
            Effect::Added | Effect::Changed => Verdict::Minor,
            Effect::DocsOnly => Verdict::Patch,
        });
        verdicts.max().unwrap_or(Verdict::None)
    }

    /// The version of the crate before the change, and the next one; `None` if the version is unknown, or not of the form 1.2.3.
    pub fn versions(&self) -> Option<[String; 2]> {
        let version = self.crate_version.as_ref()?;
        Some([version.clone(), self.verdict().next(version)?])
    }

    /// The entries of one severity.
    pub fn of(&self, severity: Effect) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.rule.severity == severity)
    }
}

impl Entry {
    /// A hash of the rule, the subject, and the other operations or types with the same difference (FNV-1a, 64 bits). It does
    /// not depend on other parts of the documents or on their formatting.
    pub fn fingerprint(&self) -> String {
        const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
        const PRIME: u64 = 0x0000_0100_0000_01b3;
        let Subject { kind, name, part } = &self.subject;
        let words = [self.rule.code, kind.as_str(), name, part.as_deref().unwrap_or_default()];
        let words = words.into_iter().chain(self.also.iter().map(String::as_str));
        let bytes = words.flat_map(|word| word.bytes().chain([0]));
        format!("{:016x}", bytes.fold(OFFSET, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME)))
    }

    pub(super) fn order(&self) -> (Effect, &Subject, &str) {
        (self.rule.severity, &self.subject, self.rule.code)
    }
}

impl SubjectKind {
    /// The name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Operation => "operation",
            Self::Schema => "schema",
            Self::Item => "item",
        }
    }
}

impl DocumentVersion {
    /// The name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Old => "old",
            Self::New => "new",
        }
    }
}

impl Verdict {
    /// The name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    /// The least version that may follow `version`; `None` if `version` is invalid. Below 1.0.0, Cargo treats the second number
    /// as the major version: an incompatible change increases it, and any other change increases the third number.
    pub fn next(self, version: &str) -> Option<String> {
        let core = version.split(['-', '+']).next().unwrap_or_default();
        let numbers: Vec<u64> = core.split('.').map(str::parse).collect::<Result<_, _>>().ok()?;
        let [major, minor, patch] = numbers.as_slice() else { return None };
        let (major, minor, patch) = match (self, major, minor) {
            (Self::None, ..) => (*major, *minor, *patch),
            (Self::Major, 0, 0) | (Self::Minor | Self::Patch, 0, _) | (Self::Patch, ..) => {
                (*major, *minor, patch.checked_add(1)?)
            }
            (Self::Major, 0, _) | (Self::Minor, ..) => (*major, minor.checked_add(1)?, 0),
            (Self::Major, ..) => (major.checked_add(1)?, 0, 0),
        };
        Some(format!("{major}.{minor}.{patch}"))
    }
}

#[cfg(test)]
mod tests {
    use super::Verdict;

    #[test]
    fn the_next_version_is_that_of_cargo() {
        let next = |verdict: Verdict, version: &str| verdict.next(version);
        for (verdict, version, expected) in [
            (Verdict::Major, "1.2.3", "2.0.0"),
            (Verdict::Minor, "1.2.3", "1.3.0"),
            (Verdict::Patch, "1.2.3-rc.1", "1.2.4"),
            (Verdict::Major, "0.2.3", "0.3.0"),
            (Verdict::Minor, "0.2.3", "0.2.4"),
            (Verdict::Patch, "0.2.3", "0.2.4"),
            (Verdict::Major, "0.0.3", "0.0.4"),
            (Verdict::None, "0.2.3", "0.2.3"),
        ] {
            assert_eq!(next(verdict, version).as_deref(), Some(expected), "{verdict:?} after {version}");
        }
        assert_eq!(next(Verdict::Major, "one"), None);
        assert_eq!(next(Verdict::Major, "18446744073709551615.0.0"), None);
    }
}
