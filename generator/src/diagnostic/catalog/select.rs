//! What is wanted of a document and is not in it.

use super::quoted;
use crate::{
    diagnostic::{Diagnostic, code::codes},
    pointer::Pointer,
};

codes! {
    NOTHING_SELECTED, Error, "nothing-selected", "No operation has the tag, path or id that is asked for.";
}

/// No operation has `wanted` as its tag, path or id.
pub fn nothing_selected(what: &str, wanted: &str, similar: Option<&str>) -> Diagnostic {
    let finding = NOTHING_SELECTED
        .at(&Pointer::root().child("paths"), format!("there is no operation with the {what} {}", quoted(wanted)));
    match similar {
        Some(similar) => finding.help(format!("did you mean {}?", quoted(similar))),
        None => finding.help("tags, paths and ids are written as in the document"),
    }
}
