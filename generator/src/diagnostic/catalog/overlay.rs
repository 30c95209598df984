//! Findings of `overlay`: an overlay that cannot be applied, or has no effect any more. They point into the overlay, and
//! name the place in the document if there is one.

use serde_json::Value;

use super::quoted;
use crate::{
    diagnostic::{Diagnostic, code::codes},
    pointer::Pointer,
};

codes! {
    OVERLAY_STRUCTURE, Error, "overlay-structure", "An overlay does not have the form that the Overlay Specification requires.";
    OVERLAY_VERSION, Error, "unsupported-overlay-version", "An overlay names no version of the Overlay Specification, or an unsupported one.";
    OVERLAY_UNKNOWN_MEMBER, Error, "overlay-unknown-member", "An overlay has an unknown member, which would be ignored.";
    OVERLAY_EXTENDS_OTHER, Warning, "overlay-extends-other", "The `extends` of an overlay names another document.";
    OVERLAY_TARGET, Error, "overlay-target", "A `target` or `copy` is not a JSONPath (RFC 9535), or its brackets or filters are nested too deeply.";
    OVERLAY_NO_MATCH, Error, "overlay-no-match", "The target of an action selects nothing.";
    OVERLAY_COPY, Error, "overlay-copy", "A `copy` does not select exactly one node.";
    OVERLAY_INCOMPATIBLE, Error, "overlay-incompatible", "An update and its target are of different kinds: object, list or scalar.";
    OVERLAY_WITHOUT_EFFECT, Warning, "overlay-without-effect", "An action changes nothing: the document already has this value.";
}

/// The root is a list or a single value.
pub fn not_an_overlay(at: &Pointer) -> Diagnostic {
    OVERLAY_STRUCTURE
        .at(at, "an overlay is an object with `overlay`, `info` and `actions`")
        .help("give a file that begins with `overlay: 1.1.0`")
}

/// The structure of the overlay is invalid.
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
    .help("the supported versions are 1.0.x and 1.1.x")
}

/// The member would be ignored.
pub fn unknown_member(at: &Pointer, name: &str) -> Diagnostic {
    OVERLAY_UNKNOWN_MEMBER
        .at(at, format!("{} is not a known member of this object", quoted(name)))
        .help("correct the name, or begin it with `x-` if it is an extension")
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
        .help("if a name has characters other than letters, digits and `_`, write it as `['name']`")
}

/// Brackets or filters are nested too deeply.
pub fn path_too_deep(at: &Pointer, path: &str, what: &str, deepest: usize) -> Diagnostic {
    OVERLAY_TARGET
        .at(at, format!("{} has {what} nested more than {deepest} levels deep", quoted(path)))
        .help("remove unneeded brackets, or split the action into several with simpler targets")
}

/// Nothing is selected.
pub fn no_match(at: &Pointer, target: &str) -> Diagnostic {
    OVERLAY_NO_MATCH
        .at(at, format!("{} selects nothing in the document", quoted(target)))
        .help("correct the target, remove the action, or add `x-rust-may-match-nothing: true` to it")
}

/// `copy` selects none or several.
pub fn copy_of_several(at: &Pointer, count: usize) -> Diagnostic {
    OVERLAY_COPY
        .at(at, format!("`copy` selects {count} nodes, but must select one"))
        .help("select one node; earlier actions are already applied to the document")
}

/// An update and its target have different kinds.
pub fn incompatible(at: &Pointer, place: &Pointer, is: &str, becomes: &str) -> Diagnostic {
    OVERLAY_INCOMPATIBLE
        .at(at, format!("the update has {becomes} where the document has {is}"))
        .about(place)
        .help("to replace the node, remove it by an earlier action")
}

/// The action removes the root.
pub fn removes_everything(at: &Pointer) -> Diagnostic {
    OVERLAY_STRUCTURE.at(at, "the action removes the whole document").help("name a part of the document as `target`")
}

/// Nothing changes.
pub fn without_effect(at: &Pointer, place: &Pointer) -> Diagnostic {
    OVERLAY_WITHOUT_EFFECT
        .at(at, "this action changes nothing: the document already has this value")
        .about(place)
        .help("remove the action")
}
