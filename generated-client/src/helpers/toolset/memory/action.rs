//! [`Action`]: the step that makes one memory equal in a folder and in its store.

/// A step for one memory. The steps are executed in the order of the variants: earlier ones free the paths of later
/// ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Action {
    /// Nothing to do: both sides are equal, or both have none.
    Note,
    /// The store has no such memory any more: removes the file.
    RemoveFile,
    /// Writes the memory of the store to the file.
    Fetch,
    /// As `Fetch`, but the file was changed too: the change of the file is lost.
    Overwrite,
    /// Sends the file as the new content of the memory.
    Update,
    /// Sends the file as a new memory.
    Create,
    /// The file was removed: deletes the memory.
    Delete,
}

/// Compares the hashes of the file, of the last state that both sides had, and of the store.
pub(super) fn action(file: Option<&str>, last: Option<&str>, stored: Option<&str>) -> Action {
    match (file, stored) {
        (Some(file), Some(stored)) if file == stored => Action::Note,
        (Some(file), Some(_)) if last == Some(file) => Action::Fetch,
        (Some(_), Some(stored)) if last == Some(stored) => Action::Update,
        (Some(_), Some(_)) => Action::Overwrite,
        (Some(file), None) if last == Some(file) => Action::RemoveFile,
        (Some(_), None) => Action::Create,
        (None, Some(stored)) if last == Some(stored) => Action::Delete,
        (None, Some(_)) => Action::Fetch,
        (None, None) => Action::Note,
    }
}

impl Action {
    /// The step for a store that the session may only read; `None` if a change of the file is kept, and not sent.
    pub(super) fn read_only(self) -> Option<Self> {
        match self {
            Self::Update | Self::Create => None,
            Self::Delete => Some(Self::Fetch),
            other => Some(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_side_that_has_changed_wins_and_the_store_if_both_have() {
        let [a, b, c] = [Some("a"), Some("b"), Some("c")];
        for (file, last, stored, expected) in [
            (a, a, a, Action::Note),
            (a, a, b, Action::Fetch),
            (b, a, a, Action::Update),
            (a, None, None, Action::Create),
            (b, a, c, Action::Overwrite),
            (a, None, b, Action::Overwrite),
            (None, a, a, Action::Delete),
            (None, a, b, Action::Fetch),
            (None, None, a, Action::Fetch),
            (a, a, None, Action::RemoveFile),
            (b, a, None, Action::Create),
            (b, a, b, Action::Note),
            (None, a, None, Action::Note),
        ] {
            assert_eq!(action(file, last, stored), expected, "{file:?} {last:?} {stored:?}");
        }
    }

    #[test]
    fn a_store_that_may_only_be_read_is_never_changed() {
        assert_eq!(Action::Update.read_only(), None);
        assert_eq!(Action::Create.read_only(), None);
        assert_eq!(Action::Delete.read_only(), Some(Action::Fetch));
        assert_eq!(Action::Overwrite.read_only(), Some(Action::Overwrite));
    }
}
