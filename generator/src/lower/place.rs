//! The place of a type, and its possible name.

use crate::{model::TypeId, names, pointer::Pointer};

/// The place of a schema in the document and in the emitted crate.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// Its place in the document.
    pub(super) pointer: Pointer,
    /// The name of a separate type.
    pub(super) type_name: String,
    /// The wire name of the property or parameter that contains it; empty if there is none.
    pub(super) wire_name: String,
    /// The file that it belongs to.
    pub(super) module: String,
    /// The reserved id: components have theirs before they are lowered.
    pub(super) reserved: Option<TypeId>,
    /// Whether a number here may also be read from a string.
    pub(super) takes_text_numbers: bool,
}

impl Place {
    /// The place of the property or arm `wire_name`.
    pub(super) fn child(&self, pointer: Pointer, wire_name: &str) -> Self {
        let part = names::type_part(wire_name);
        // `Error.error` is `ErrorDetails`, since `ErrorError` has no meaning.
        let part = if part == self.type_name { "Details" } else { &part };
        Self {
            pointer,
            type_name: format!("{}{part}", self.type_name),
            wire_name: wire_name.to_owned(),
            module: self.module.clone(),
            reserved: None,
            takes_text_numbers: false,
        }
    }

    /// The place of the items of the array that is here: `events` → `event`.
    pub(super) fn item(&self, pointer: Pointer) -> Self {
        let type_name = match singular_name(&self.type_name) {
            Some(singular) => singular,
            None => format!("{}Item", self.type_name),
        };
        Self { pointer, type_name, reserved: None, ..self.clone() }
    }

    /// The place of the values of the map that is here.
    pub(super) fn value(&self, pointer: Pointer) -> Self {
        Self { pointer, type_name: format!("{}Value", self.type_name), reserved: None, ..self.clone() }
    }
}

fn singular_name(type_name: &str) -> Option<String> {
    let singular = names::singular(type_name);
    (singular != type_name).then_some(singular)
}
