//! The names around an operation: of its method, its types, and the methods of its request.

use crate::names::Scope;

/// The scopes for the names of an operation's items.
pub(super) struct OperationNames<'n> {
    /// The methods of the resource.
    pub(super) methods: &'n mut Scope,
    /// The types of the resource's file.
    pub(super) types: &'n mut Scope,
    /// The operation's method.
    pub(super) rust_name: String,
    /// The operation's type.
    pub(super) type_name: String,
    /// The beginning of the names of its other types. It has no number if only a resource has the same name.
    pub(super) base: String,
    /// The methods of its request.
    pub(super) setters: Scope,
}

impl OperationNames<'_> {
    /// A method that starts the operation in another way.
    pub(super) fn other_method(&mut self, word: &str) -> String {
        self.methods.claim(&format!("{}_with_{word}", self.rust_name.trim_end_matches('_')))
    }

    /// A method of the operation's request.
    pub(super) fn setter(&mut self, wanted: &str) -> String {
        self.setters.claim(wanted)
    }

    /// Another type of the operation.
    pub(super) fn own_type(&mut self, ending: &str) -> String {
        self.types.claim(&format!("{}{ending}", self.base))
    }
}
