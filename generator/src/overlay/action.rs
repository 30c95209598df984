//! One action of an overlay, checked.

use serde_json::Value;
use serde_json_path::JsonPath;

use crate::pointer::Pointer;

/// One action.
#[derive(Clone, Debug)]
pub(super) struct Action {
    /// Where it stands in the overlay.
    pub(super) pointer: Pointer,
    /// `target` as written.
    pub(super) target_text: String,
    /// The nodes that it is about.
    pub(super) target: JsonPath,
    /// What happens to them.
    pub(super) change: Change,
    /// Whether a target that selects nothing is no mistake.
    pub(super) no_match: NoMatch,
}

/// What happens to the nodes of a target.
#[derive(Clone, Debug)]
pub(super) enum Change {
    /// They go.
    Remove,
    /// This is merged into them.
    Update(Value),
    /// The one node that this selects is merged into them.
    Copy(JsonPath),
}

/// What a target that selects nothing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoMatch {
    /// A mistake: the document is not what the overlay was written for.
    Mistake,
    /// Foreseen: the action says so.
    Foreseen,
}
