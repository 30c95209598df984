//! Makes a type of any schema.

use crate::{
    diagnostic::catalog::lower as findings,
    model::{Docs, TypeRef},
    pointer::Pointer,
    read::Schema,
};

use super::{
    Context,
    conjunction::{self, Conjunction, Subschema},
    enumeration, equal,
    keywords::SchemaRef,
    place::Place,
    placeholder, ranges, recursion,
};

/// The type of a schema.
#[derive(Clone, Debug)]
pub(super) struct LoweredSchema {
    /// The type of its values, without `null`.
    pub(super) ty: TypeRef,
    /// Whether `null` is a value too.
    pub(super) nullable: bool,
    /// Its annotations.
    pub(super) docs: Docs,
}

impl LoweredSchema {
    /// The type of all its values.
    pub(super) fn with_null(self) -> TypeRef {
        if self.nullable { nullable(self.ty) } else { self.ty }
    }
}

/// Lowers a schema at `place`.
pub(super) fn lower<'a>(context: &mut Context<'a, '_>, schema: SchemaRef<'a>, place: &Place) -> LoweredSchema {
    let item = match schema {
        SchemaRef::Reference(reference) => {
            let (ty, nullable) = context.reference(reference).unwrap_or((TypeRef::Any, false));
            return LoweredSchema { ty, nullable, docs: Docs::default() };
        }
        SchemaRef::Item(item) => item,
    };
    let conjunction = conjunction::conjunction(context, schema, &place.pointer);
    lower_divided(context, item, conjunction, place)
}

/// Lowers an inline schema that is already divided into its parts. They have their own places, so the type may be at the place of
/// a schema around it.
pub(super) fn lower_divided<'a>(
    context: &mut Context<'a, '_>,
    item: &'a Schema,
    mut conjunction: Conjunction<'a>,
    place: &Place,
) -> LoweredSchema {
    placeholder::ignore_within(context, &mut conjunction);
    let keys = equal::keys(context, item, place);
    if let Some(ty) = equal::known(context, &keys) {
        return LoweredSchema { ty, nullable: conjunction.nullable, docs: conjunction.docs };
    }
    let first = context.types.len();
    // The values of an enum may be null.
    let is_enum = enumeration::values(&conjunction.parts).is_some();
    let lowered = lower_conjunction(context, conjunction, place);
    if let TypeRef::Named(id) = lowered.ty
        && id.index() >= first
        && !is_enum
    {
        equal::note(context, &keys, id);
    }
    lowered
}

/// Lowers schemas that all apply and are at different places. `place` makes the place of the result from the first
/// pointer. `None` if there are none.
pub(super) fn lower_all<'a>(
    context: &mut Context<'a, '_>,
    schemas: Vec<(SchemaRef<'a>, Pointer)>,
    place: impl FnOnce(Pointer) -> Place,
) -> Option<LoweredSchema> {
    let (first, pointer) = schemas.first()?;
    let place = place(pointer.clone());
    if schemas.len() == 1 {
        return Some(lower(context, *first, &place));
    }
    let divide = |(schema, pointer): (_, Pointer)| conjunction::conjunction(context, schema, &pointer);
    let mut conjunctions: Vec<_> = schemas.into_iter().map(divide).collect();
    placeholder::ignore(context, &mut conjunctions);
    let whole = conjunctions.into_iter().reduce(Conjunction::and)?;
    Some(lower_conjunction(context, whole, &place))
}

/// Lowers schemas that all apply.
pub(super) fn lower_conjunction<'a>(
    context: &mut Context<'a, '_>,
    conjunction: Conjunction<'a>,
    place: &Place,
) -> LoweredSchema {
    let Conjunction { parts, sole_reference, nullable, docs } = conjunction;
    if let Some((ty, inner)) = sole_reference.and_then(|reference| context.reference(reference)) {
        return LoweredSchema { ty, nullable: nullable || inner, docs };
    }
    let parts = without_null(context, parts, place);
    ranges::report(context, &parts, &place.pointer);
    let values = enumeration::values(&parts);
    let nullable = nullable || values.as_ref().is_some_and(|values| values.iter().any(serde_json::Value::is_null));
    let ty = match values {
        Some(values) => {
            enumeration::report(context, &parts, &place.pointer);
            enumeration::lower(context, &values, &parts, &docs, place)
        }
        None => {
            let lower = |context: &mut Context<'a, '_>, parts| context.type_of_parts(parts, &docs, place);
            recursion::guarded(context, parts, &docs, place, lower)
        }
    };
    LoweredSchema { ty, nullable, docs }
}

/// The schemas without those that allow only null, if another one does not allow it.
fn without_null<'a>(context: &mut Context<'a, '_>, mut parts: Vec<Subschema<'a>>, place: &Place) -> Vec<Subschema<'a>> {
    let is_null = |part: &Subschema<'_>| matches!(part.keywords.enumeration, [serde_json::Value::Null]);
    let forbids = |part: &Subschema<'_>| part.keywords.schema_type.is_some() && !part.keywords.schema.nullable;
    if parts.iter().any(is_null) && parts.iter().any(forbids) {
        context.diagnostics.push(findings::all_of_impossible(&place.pointer, "one of them allows only null"));
        parts.retain(|part| !is_null(part));
    }
    parts
}

/// The type and `null`.
pub(super) fn nullable(ty: TypeRef) -> TypeRef {
    match ty {
        TypeRef::Nullable(_) | TypeRef::Any | TypeRef::Null => ty,
        other => TypeRef::Nullable(Box::new(other)),
    }
}
