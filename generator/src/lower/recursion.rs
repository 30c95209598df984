//! Schemas that lead back to themselves through `allOf`: a property of `Node` that is `allOf: [{$ref: Node}, {…}]`.
//!
//! A reference alone is the name of a type, but schemas that all apply are merged again at each place. This module notes
//! the schemas that are being merged, so that the same schemas inside them are the same type.

use std::collections::BTreeSet;

use crate::{
    diagnostic::catalog::lower as findings,
    model::{Docs, TypeId, TypeKind, TypeRef},
    pointer::Pointer,
};

use super::{Context, conjunction::Subschema, place::Place};

/// The maximum depth of nested merges. Deeper merges grow with each level.
const DEEPEST: usize = 32;

/// Schemas that are being merged.
#[derive(Debug)]
pub(super) struct OpenSchema {
    /// Their places.
    parts: BTreeSet<Pointer>,
    /// The type that they become, once it has an id.
    id: Option<TypeId>,
    docs: Docs,
    place: Place,
}

/// Makes the type of `parts`, which all apply, by `lower`, or finds that it is already being made.
pub(super) fn guarded<'a, 'd>(
    context: &mut Context<'a, 'd>,
    parts: Vec<Subschema<'a>>,
    docs: &Docs,
    place: &Place,
    lower: impl FnOnce(&mut Context<'a, 'd>, Vec<Subschema<'a>>) -> TypeRef,
) -> TypeRef {
    // One schema alone contains itself only by a reference to its type.
    if parts.len() < 2 {
        return lower(context, parts);
    }
    let key: BTreeSet<Pointer> = parts.iter().map(|part| part.pointer.clone()).collect();
    if let Some(index) = context.open.iter().position(|open| open.parts == key) {
        return TypeRef::Named(context.id_of_open(index));
    }
    if context.open.len() >= DEEPEST {
        context.diagnostics.push(findings::all_of_too_deep(&place.pointer));
        return TypeRef::Any;
    }
    context.open.push(OpenSchema { parts: key, id: place.reserved, docs: docs.clone(), place: place.clone() });
    let ty = lower(context, parts);
    let id = context.open.pop().and_then(|open| open.id);
    match id.filter(|id| place.reserved != Some(*id) && ty != TypeRef::Named(*id)) {
        Some(id) => {
            context.types.define(id, TypeKind::Alias(ty));
            TypeRef::Named(id)
        }
        None => ty,
    }
}

impl Context<'_, '_> {
    /// Notes that the type that is being made at `place` has this `id`.
    pub(super) fn note_open(&mut self, place: &Place, id: TypeId) {
        if let Some(open) = self.open.last_mut().filter(|open| open.place.pointer == place.pointer) {
            open.id.get_or_insert(id);
        }
    }

    /// The id of the type that is being made. If it has none, it gets one.
    fn id_of_open(&mut self, index: usize) -> TypeId {
        let OpenSchema { id, docs, place, .. } = &self.open[index];
        if let Some(id) = id {
            return *id;
        }
        let (docs, place) = (docs.clone(), place.clone());
        let id = self.new_type(&docs, &place);
        self.open[index].id = Some(id);
        id
    }
}
