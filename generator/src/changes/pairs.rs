//! Types and operations that both versions have.

use super::{
    claims::{Claim, items},
    comparison::{About, direction},
    matching::MatchedOperation,
    report::{DocumentVersion, Subject, SubjectKind},
    rules::Direction,
};
use crate::{
    model::{Operation, Resource, TypeDef},
    names,
    render::item_paths,
};

/// A type in both versions.
#[derive(Clone, Copy, Debug)]
pub(super) struct TypePair<'a> {
    pub(super) old: &'a TypeDef,
    pub(super) new: &'a TypeDef,
}

impl TypePair<'_> {
    /// The subject of an entry on the type.
    pub(super) fn about(&self) -> About {
        About { direction: direction(self.old.usage, self.new.usage), ..of_type(self.new, DocumentVersion::New) }
    }

    /// A claim of a member of the type, by its names before and now.
    pub(super) fn members(&self, old: &str, new: &str) -> Vec<Claim> {
        items([item_paths::of_member(self.old, old), item_paths::of_member(self.new, new)])
    }
}

/// The subject of an entry on a type.
pub(super) fn of_type(def: &TypeDef, document: DocumentVersion) -> About {
    About {
        subject: Subject { kind: SubjectKind::Schema, name: def.rust_name.clone(), part: None },
        direction: direction(def.usage, def.usage),
        document,
        pointer: def.pointer.clone(),
    }
}

/// An operation in both versions.
#[derive(Clone, Copy, Debug)]
pub(super) struct OperationPair<'a> {
    pub(super) old: MatchedOperation<'a>,
    pub(super) new: MatchedOperation<'a>,
}

impl OperationPair<'_> {
    /// The subject of an entry on the operation.
    pub(super) fn about(&self, direction: Direction) -> About {
        About { direction, ..of_operation(self.new, DocumentVersion::New) }
    }

    /// A claim of the method that starts the request.
    pub(super) fn method(&self) -> Vec<Claim> {
        items(self.paths(item_paths::of_method))
    }

    /// A claim of the docs of the operation in its type.
    pub(super) fn said(&self, name: &str) -> Vec<Claim> {
        items(self.paths(item_paths::of_operation).map(|path| format!("{path}::{name}")))
    }

    /// A claim of a trait of its type.
    pub(super) fn implemented(&self, name: &str) -> Vec<Claim> {
        items(self.paths(item_paths::of_operation).map(|path| format!("{path}: {name}")))
    }

    /// A claim of a setter of the request.
    pub(super) fn setter(&self, old: &str, new: &str) -> Vec<Claim> {
        let [before, now] = self.paths(item_paths::of_request);
        items([format!("{before}::{old}"), format!("{now}::{new}")])
    }

    /// A claim of a parameter in the server for tests.
    pub(super) fn fake_parameter(&self, name: &str) -> Vec<Claim> {
        let [before, now] = [self.old.1, self.new.1].map(item_paths::of_fake_parameters);
        items([format!("{before}::{name}"), format!("{now}::{name}")])
    }

    /// The paths of an item in both versions.
    fn paths(&self, path: fn(&Resource, &Operation) -> String) -> [String; 2] {
        [self.old, self.new].map(|(resource, operation)| path(resource, operation))
    }
}

/// The subject of an entry on an operation.
pub(super) fn of_operation((_, operation): MatchedOperation<'_>, document: DocumentVersion) -> About {
    // Two operations may have one id; the names of their types are always different.
    let Operation { operation_id, type_name, .. } = operation;
    let name = if names::type_name(operation_id) == *type_name { operation_id } else { type_name };
    About {
        subject: Subject { kind: SubjectKind::Operation, name: name.clone(), part: None },
        direction: Direction::Both,
        document,
        pointer: operation.pointer.clone(),
    }
}

/// The subject of an entry on a setting or a resource.
pub(super) fn of_setting(name: &str, document: DocumentVersion, pointer: &str) -> About {
    About {
        subject: Subject { kind: SubjectKind::Client, name: name.to_owned(), part: None },
        direction: Direction::Both,
        document,
        pointer: pointer.to_owned(),
    }
}
