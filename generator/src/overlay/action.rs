//! One action of an overlay, checked.

use serde_json::Value;
use serde_json_path::JsonPath;

use crate::pointer::Pointer;

/// One action.
#[derive(Clone, Debug)]
pub(super) struct Action {
    /// Its place in the overlay.
    pub(super) pointer: Pointer,
    /// `target` as written.
    pub(super) target_text: String,
    /// The nodes that it changes.
    pub(super) target: JsonPath,
    /// The change of the targets.
    pub(super) change: Change,
    /// Whether a target that selects nothing is not a mistake.
    pub(super) no_match: NoMatch,
}

/// The change of the nodes of a target.
#[derive(Clone, Debug)]
pub(super) enum Change {
    /// They are removed.
    Remove,
    /// This is merged into them.
    Update(Value),
    /// The one node that this selects is merged into them.
    Copy(JsonPath),
}

/// The treatment of a target that selects nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoMatch {
    /// A mistake: the document is not what the overlay was written for.
    Mistake,
    /// Allowed by the action.
    Foreseen,
}
