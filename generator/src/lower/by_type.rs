//! Makes a type of schemas that all apply, by their alternatives or by their `type`.

use crate::{
    diagnostic::catalog::lower as findings,
    model::{Docs, IntegerWidth, TypeRef},
};

use super::{
    Context,
    conjunction::Subschema,
    formats,
    keywords::SchemaType,
    object,
    place::Place,
    schema::{self, LoweredSchema},
    tuple, union,
};

impl<'a> Context<'a, '_> {
    /// The type of schemas that all apply.
    pub(super) fn type_of_parts(&mut self, parts: Vec<Subschema<'a>>, docs: &Docs, place: &Place) -> TypeRef {
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
        Some(SchemaType::Integer) => integer(parts),
        Some(SchemaType::Number) => number(parts),
        Some(SchemaType::Boolean) => TypeRef::Boolean,
    }
}

/// The common `type` of all parts. If no part has one, the type that their other keywords imply.
fn schema_type(context: &mut Context<'_, '_>, parts: &[Subschema<'_>], place: &Place) -> Option<SchemaType> {
    let mut stated = parts.iter().filter_map(|part| part.keywords.schema_type);
    let Some(first) = stated.next() else { return implied_type(parts) };
    let mut ty = first;
    for other in stated {
        if !ty.overlaps(other) {
            context.diagnostics.push(findings::all_of_type_conflict(&place.pointer));
            return None;
        }
        if ty != other {
            ty = SchemaType::Integer;
        }
    }
    Some(ty)
}

fn implied_type(parts: &[Subschema<'_>]) -> Option<SchemaType> {
    let keywords = || parts.iter().map(|part| &part.keywords);
    if keywords().any(|part| !part.properties.is_empty() || !part.required.is_empty() || part.additional().is_some()) {
        Some(SchemaType::Object)
    } else if keywords().any(|part| part.items().is_some()) {
        Some(SchemaType::Array)
    } else {
        None
    }
}

fn array<'a>(context: &mut Context<'a, '_>, parts: &[Subschema<'a>], place: &Place) -> TypeRef {
    let items = parts.iter().filter_map(|part| Some((part.keywords.items()?, part.pointer.child("items")))).collect();
    let item = schema::lower_all(context, items, |pointer| place.item(pointer));
    TypeRef::Array(Box::new(item.map_or(TypeRef::Any, LoweredSchema::with_null)))
}

fn format<'p>(parts: &'p [Subschema<'_>]) -> Option<&'p str> {
    parts.iter().find_map(|part| part.keywords.format())
}

/// The type of numbers without listed values; `None` if the parts have another `type`, or none.
pub(super) fn number_or_integer(parts: &[Subschema<'_>]) -> Option<TypeRef> {
    let types: Vec<SchemaType> = parts.iter().filter_map(|part| part.keywords.schema_type).collect();
    match types.as_slice() {
        [] => None,
        types if types.contains(&SchemaType::Integer) => Some(integer(parts)),
        types if types.contains(&SchemaType::Number) => Some(number(parts)),
        _ => None,
    }
}

/// Floats if the format says so. Other numbers may have any precision.
fn number(parts: &[Subschema<'_>]) -> TypeRef {
    match format(parts) {
        // Servers write more digits than a float of 32 bits has.
        Some("float" | "double") => TypeRef::Float,
        _ => TypeRef::Number,
    }
}

/// The narrowest type for all integers that the format and the bounds allow.
fn integer(parts: &[Subschema<'_>]) -> TypeRef {
    // The greatest integers of 63 and 64 bits, plus one: their values as floats.
    const END_OF_I64: f64 = 9_223_372_036_854_775_808.0;
    const END_OF_U64: f64 = 18_446_744_073_709_551_616.0;
    match format(parts) {
        // The second and third are its names in other languages.
        Some("uint64" | "uint" | "ulong") => return TypeRef::Integer(IntegerWidth::U64),
        Some("int128" | "uint128") => return TypeRef::Number,
        _ => {}
    }
    let bounds = || parts.iter().map(|part| part.keywords.schema.integer_bounds());
    let least = bounds().filter_map(|bounds| bounds.least).reduce(f64::max);
    let most = bounds().filter_map(|bounds| bounds.most).reduce(f64::min);
    let reaches = |end: f64| most.is_some_and(|most| most > end) || least.is_some_and(|least| least >= end);
    if reaches(END_OF_U64) || least.is_some_and(|least| least < -END_OF_I64) {
        TypeRef::Number
    } else if reaches(END_OF_I64) {
        if least.is_some_and(|least| least >= 0.0) { TypeRef::Integer(IntegerWidth::U64) } else { TypeRef::Number }
    } else {
        TypeRef::Integer(IntegerWidth::I64)
    }
}
