//! The types that are being made.
//!
//! A type takes its id and its name before the schemas inside it are lowered, and gets its form afterwards. Until then its form
//! is unknown, and no code may assume one.

use crate::{
    diagnostic::{Diagnostics, catalog::structure},
    model::{Docs, TypeDef, TypeId, TypeKind, TypeRef, Usage, follow},
    names,
    pointer::Pointer,
};

use super::{Context, place::Place};

/// All types; those of components come first, in their order.
#[derive(Debug, Default)]
pub(super) struct Types(Vec<Unfinished>);

/// A type that has a name.
#[derive(Debug)]
struct Unfinished {
    pointer: Pointer,
    rust_name: String,
    module: String,
    docs: Docs,
    /// `None` while it is not known.
    kind: Option<TypeKind>,
}

impl Types {
    /// The number of types.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Adds a type whose form is not known yet.
    pub(super) fn add(&mut self, pointer: Pointer, rust_name: String, module: String) -> TypeId {
        self.0.push(Unfinished { pointer, rust_name, module, docs: Docs::default(), kind: None });
        TypeId::new(self.0.len() - 1)
    }

    /// Gives a type its name and module.
    pub(super) fn rename(&mut self, id: TypeId, rust_name: String, module: String) {
        let ty = &mut self.0[id.index()];
        (ty.rust_name, ty.module) = (rust_name, module);
    }

    pub(super) fn name(&self, id: TypeId) -> &str {
        &self.0[id.index()].rust_name
    }

    pub(super) fn module(&self, id: TypeId) -> &str {
        &self.0[id.index()].module
    }

    /// Gives a type its docs.
    pub(super) fn describe(&mut self, id: TypeId, docs: Docs) {
        self.0[id.index()].docs = docs;
    }

    /// Gives a type its form.
    pub(super) fn define(&mut self, id: TypeId, kind: TypeKind) {
        self.0[id.index()].kind = Some(kind);
    }

    /// The form of a type, if it is known.
    pub(super) fn kind(&self, id: TypeId) -> Option<&TypeKind> {
        self.0[id.index()].kind.as_ref()
    }

    /// The type behind all aliases that are known.
    pub(super) fn resolved<'t>(&'t self, ty: &'t TypeRef) -> &'t TypeRef {
        follow(self.0.len(), ty, |ty| match ty {
            TypeRef::Named(id) => self.0[id.index()].kind.as_ref()?.alias(),
            _ => None,
        })
    }

    /// The finished types. One that never got its form is a fault of this stage, which is reported.
    pub(super) fn finish(mut self, diagnostics: &mut Diagnostics) -> Vec<TypeDef> {
        // The memory use is highest here, and a list that has grown has unused capacity.
        self.0.shrink_to_fit();
        let finished = |Unfinished { pointer, rust_name, module, docs, kind }| {
            let kind = kind.unwrap_or_else(|| {
                diagnostics.push(structure::not_read(&pointer, "this Schema Object", "nothing defines its type"));
                TypeKind::Alias(TypeRef::Any)
            });
            TypeDef { pointer: pointer.to_string(), rust_name, module, docs, usage: Usage::default(), kind }
        };
        self.0.into_iter().map(finished).collect()
    }
}

impl Context<'_, '_> {
    /// Defines the type of the schema at `place`.
    pub(super) fn define(&mut self, kind: TypeKind, docs: &Docs, place: &Place) -> TypeRef {
        let id = place.reserved.unwrap_or_else(|| self.new_type(docs, place));
        self.types.define(id, kind);
        TypeRef::Named(id)
    }

    /// Adds a separate type for the schema at `place`, even if an id is reserved for it.
    pub(super) fn new_type(&mut self, docs: &Docs, place: &Place) -> TypeId {
        let rust_name = self.type_names.claim(&names::type_name(&place.type_name));
        let id = self.types.add(place.pointer.clone(), rust_name, place.module.clone());
        self.types.describe(id, docs.clone());
        id
    }

    /// Takes an id for the schema at `place` before it is lowered, so that the types inside it come after it.
    pub(super) fn reserve(&mut self, docs: &Docs, place: &Place) -> Place {
        let id = place.reserved.unwrap_or_else(|| self.new_type(docs, place));
        self.note_open(place, id);
        // If an id is reserved, the name for inline types is already set.
        let type_name = if place.reserved.is_some() { &place.type_name } else { self.types.name(id) };
        Place { reserved: Some(id), type_name: type_name.to_owned(), ..place.clone() }
    }
}
