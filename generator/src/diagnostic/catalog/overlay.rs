//! Findings of `overlay`: an overlay that cannot be applied, or need not be any more. They point into the overlay, and name
//! the place in the document if there is one.

use serde_json::Value;

use super::quoted;
use crate::{
    diagnostic::{Diagnostic, code::codes},
    pointer::Pointer,
};

codes! {
    OVERLAY_STRUCTURE, Error, "overlay-structure", "An overlay is not of the form that the Overlay Specification requires.";
    OVERLAY_VERSION, Error, "unsupported-overlay-version", "The file names no version of the Overlay Specification that is read.";
    OVERLAY_UNKNOWN_MEMBER, Error, "overlay-unknown-member", "An overlay has a member that would be ignored.";
    OVERLAY_EXTENDS_OTHER, Warning, "overlay-extends-other", "An overlay says that it is meant for another document.";
    OVERLAY_TARGET, Error, "overlay-target", "A `target` or `copy` is not a JSONPath (RFC 9535), or its brackets or filters are too deep in each other.";
    OVERLAY_NO_MATCH, Error, "overlay-no-match", "The target of an action selects nothing.";
    OVERLAY_COPY, Error, "overlay-copy", "A `copy` does not select exactly one node.";
    OVERLAY_INCOMPATIBLE, Error, "overlay-incompatible", "An update would turn an object, a list or a single value into another of the three.";
    OVERLAY_WITHOUT_EFFECT, Warning, "overlay-without-effect", "An action changes nothing: the document says so itself.";
}

/// The root is a list or a single value.
pub fn not_an_overlay(at: &Pointer) -> Diagnostic {
    OVERLAY_STRUCTURE
        .at(at, "an overlay is an object with `overlay`, `info` and `actions`")
        .help("give a file that begins with `overlay: 1.1.0`")
}

/// `what` is not as it must be.
pub fn structure(at: &Pointer, what: &str) -> Diagnostic {
    OVERLAY_STRUCTURE.at(at, what).help("see https://spec.openapis.org/overlay/v1.1.0.html")
}

/// No version, or another one.
pub fn version(root: &Pointer, version: Option<&Value>) -> Diagnostic {
    match version {
        Some(version) => OVERLAY_VERSION
            .at(&root.child("overlay"), format!("overlay version {} is not supported", quoted(&version.to_string()))),
        None => OVERLAY_VERSION.at(root, "this is not an overlay: it has no member `overlay`"),
    }
    .help("1.0.x and 1.1.x are read")
}

/// The member says nothing to anybody.
pub fn unknown_member(at: &Pointer, name: &str) -> Diagnostic {
    OVERLAY_UNKNOWN_MEMBER
        .at(at, format!("{} is not a member that is read here", quoted(name)))
        .help("correct the name; members that are meant for other tools begin with `x-`")
}

/// `extends` names another file.
pub fn extends_other(at: &Pointer, extends: &str, document: &str) -> Diagnostic {
    OVERLAY_EXTENDS_OTHER
        .at(at, format!("the overlay is meant for {}, not for {}", quoted(extends), quoted(document)))
        .help("apply it to its own document, or correct `extends`")
}

/// The path cannot be read.
pub fn bad_path(at: &Pointer, path: &str, error: &str) -> Diagnostic {
    OVERLAY_TARGET
        .at(at, format!("{} is not a JSONPath: {}", quoted(path), quoted(error)))
        .help("names with other characters than letters, digits and `_` are written `['name']`")
}

/// Brackets within brackets, too many of them.
pub fn path_too_deep(at: &Pointer, path: &str, what: &str, deepest: usize) -> Diagnostic {
    OVERLAY_TARGET
        .at(at, format!("{} has {what} more than {deepest} deep in each other", quoted(path)))
        .help("take out brackets that say nothing, or split the action into several with simpler targets")
}

/// Nothing is selected.
pub fn no_match(at: &Pointer, target: &str) -> Diagnostic {
    OVERLAY_NO_MATCH
        .at(at, format!("{} selects nothing in the document", quoted(target)))
        .help("correct the target, remove the action, or say `x-rust-may-match-nothing: true` in it")
}

/// `copy` selects none or several.
pub fn copy_of_several(at: &Pointer, count: usize) -> Diagnostic {
    OVERLAY_COPY
        .at(at, format!("`copy` selects {count} nodes; it must be one"))
        .help("select one node of the document as it is after the actions before this one")
}

/// The kinds do not go together.
pub fn incompatible(at: &Pointer, place: &Pointer, is: &str, becomes: &str) -> Diagnostic {
    OVERLAY_INCOMPATIBLE
        .at(at, format!("the update has {becomes} where the document has {is}"))
        .about(place)
        .help("remove the node by an action before this one")
}

/// The root is to be removed.
pub fn removes_everything(at: &Pointer) -> Diagnostic {
    OVERLAY_STRUCTURE.at(at, "the action removes the whole document").help("name a part of the document as `target`")
}

/// Nothing changes.
pub fn without_effect(at: &Pointer, place: &Pointer) -> Diagnostic {
    OVERLAY_WITHOUT_EFFECT
        .at(at, "this action changes nothing: the document says so itself now")
        .about(place)
        .help("remove the action")
}
