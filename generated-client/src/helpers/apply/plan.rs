//! [`Plan`]: the steps that make the API match the files.

use std::fmt;

use super::{diff::Change, kind::Key, remote::Remote};

/// The steps that make the API match the files, in their order. `Display` shows them for people.
#[derive(Clone, Debug)]
pub struct Plan {
    pub(super) steps: Vec<Step>,
    /// The resources that are neither in the files nor in the API.
    pub(super) gone: Vec<Key>,
}

/// A step of a plan.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Step {
    /// Resource.
    pub resource: Key,
    /// Action.
    pub action: Action,
    /// Differences, in the order of their paths.
    pub changes: Vec<Change>,
    /// Reason for the action, if the differences do not show it.
    pub note: Option<&'static str>,
    /// The ID in the lock file.
    pub(super) id: Option<String>,
    /// The resource as it was when the plan was made.
    pub(super) seen: Option<Remote>,
}

/// The action of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Action {
    /// No action: the resource is as in the files.
    NoChange,
    /// Creates it.
    Create,
    /// Changes it. A skill gets a new version.
    Update,
    /// Deletes it and creates it again, since the API cannot change it: a credential for another server.
    Replace,
    /// Archives it, since it is not in the files.
    Archive,
    /// Deletes it, since it is not in the files.
    Delete,
    /// No action: the resource is not in the files, and [`Prune`](super::Prune) keeps it.
    Keep,
}

impl Action {
    /// Whether it sends requests that change the resource.
    pub fn is_change(self) -> bool {
        !matches!(self, Self::NoChange | Self::Keep)
    }

    fn mark(self) -> &'static str {
        match self {
            Self::NoChange => " ",
            Self::Create => "+",
            Self::Update => "~",
            Self::Replace => "!",
            Self::Archive | Self::Delete => "-",
            Self::Keep => "?",
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::NoChange => "no change",
            Self::Create => "create",
            Self::Update => "update",
            Self::Replace => "replace",
            Self::Archive => "archive",
            Self::Delete => "delete",
            Self::Keep => "not in the files, and kept",
        }
    }
}

impl Plan {
    /// The steps, also those that change nothing.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Whether no step changes anything.
    pub fn is_empty(&self) -> bool {
        !self.steps.iter().any(|step| step.action.is_change())
    }

    fn count(&self, is_counted: impl Fn(Action) -> bool) -> usize {
        self.steps.iter().filter(|step| is_counted(step.action)).count()
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in self.steps.iter().filter(|step| step.action != Action::NoChange) {
            write!(formatter, "{} {}: {}", step.action.mark(), step.resource, step.action.as_str())?;
            match step.note {
                Some(note) => writeln!(formatter, " ({note})")?,
                None => writeln!(formatter)?,
            }
            for change in &step.changes {
                writeln!(formatter, "    {change}")?;
            }
        }
        let [created, updated, removed, same] = [
            self.count(|action| action == Action::Create),
            self.count(|action| matches!(action, Action::Update | Action::Replace)),
            self.count(|action| matches!(action, Action::Archive | Action::Delete)),
            self.count(|action| !action.is_change()),
        ];
        writeln!(formatter, "{created} to create, {updated} to change, {removed} to remove, {same} without a change")
    }
}
