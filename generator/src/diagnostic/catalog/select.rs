//! Selected items that are not in the document.

use super::quoted;
use crate::{
    diagnostic::{Diagnostic, code::codes},
    pointer::Pointer,
};

codes! {
    NOTHING_SELECTED, Error, "nothing-selected", "No operation has the given tag, path or id, or no schema has the given name.";
}

/// No operation has `wanted` as its tag, path or id.
pub fn nothing_selected(what: &str, wanted: &str, similar: Option<&str>) -> Diagnostic {
    let finding = NOTHING_SELECTED
        .at(&Pointer::root().child("paths"), format!("there is no operation with the {what} {}", quoted(wanted)));
    match similar {
        Some(similar) => finding.help(format!("did you mean {}?", quoted(similar))),
        None => finding.help("write tags, paths and ids as in the document"),
    }
}

/// No component schema is called `wanted`.
pub fn no_such_schema(wanted: &str, similar: Option<&str>) -> Diagnostic {
    let at = Pointer::from_tokens(["components", "schemas"]);
    let finding = NOTHING_SELECTED.at(&at, format!("there is no schema with the name {}", quoted(wanted)));
    match similar {
        Some(similar) => finding.help(format!("did you mean {}?", quoted(similar))),
        None => finding.help("the names are the keys of `components.schemas`, written as in the document"),
    }
}
