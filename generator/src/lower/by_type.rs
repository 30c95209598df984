//! Makes a type of schemas that all apply, by their alternatives or by their `type`.

use crate::{
    diagnostic::catalog::lower as findings,
    model::{Docs, TypeRef},
};

use super::{
    Context,
    conjunction::{self, Subschema},
    formats,
    keywords::SchemaType,
    numbers, object,
    place::Place,
    schema::{self, LoweredSchema},
    text_numbers, tuple, union,
};

impl<'a> Context<'a, '_> {
    /// The type of schemas that all apply.
    pub(super) fn type_of_parts(&mut self, parts: Vec<Subschema<'a>>, docs: &Docs, place: &Place) -> TypeRef {
        if let Some(ty) = text_numbers::lower(self, &parts, place) {
            return ty;
        }
        match union::lower(self, parts, docs, place) {
            union::Outcome::Union(ty) => ty,
            union::Outcome::NoUnion(parts) => by_type(self, &parts, docs, place),
        }
    }
}

fn by_type<'a>(context: &mut Context<'a, '_>, parts: &[Subschema<'a>], docs: &Docs, place: &Place) -> TypeRef {
    match schema_type(context, parts, place) {
        None => TypeRef::Any,
        Some(SchemaType::Object) => object::lower(context, parts, docs, place),
        Some(SchemaType::Array) => {
            tuple::lower(context, parts, docs, place).unwrap_or_else(|| array(context, parts, place))
        }
        Some(SchemaType::String) => formats::string(context, parts, place),
        Some(SchemaType::Integer) => numbers::integer(parts),
        Some(SchemaType::Number) => numbers::number(parts),
        Some(SchemaType::Boolean) => TypeRef::Boolean,
    }
}

/// The common `type` of all parts. If no part has one, the type that their other keywords imply.
fn schema_type(context: &mut Context<'_, '_>, parts: &[Subschema<'_>], place: &Place) -> Option<SchemaType> {
    let mut stated = parts.iter().filter_map(|part| part.keywords.schema_type);
    let Some(first) = stated.next() else { return conjunction::implied_type(parts) };
    let mut ty = first;
    for other in stated {
        if !ty.overlaps(other) {
            context
                .diagnostics
                .push(findings::all_of_type_conflict(&place.pointer, [first, other].map(SchemaType::as_str)));
            return None;
        }
        if ty != other {
            ty = SchemaType::Integer;
        }
    }
    Some(ty)
}

fn array<'a>(context: &mut Context<'a, '_>, parts: &[Subschema<'a>], place: &Place) -> TypeRef {
    let items = parts.iter().filter_map(|part| Some((part.keywords.items()?, part.pointer.child("items")))).collect();
    let item = schema::lower_all(context, items, |pointer| place.item(pointer));
    TypeRef::Array(Box::new(item.map_or(TypeRef::Any, LoweredSchema::with_null)))
}
