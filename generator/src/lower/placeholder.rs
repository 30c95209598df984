//! Placeholders: schemas with nothing but `type: object` or `type: array`, next to a schema of another type.
//!
//! Generators write them for the type parameters of generic classes. For example, `PageDto` has `data: {type: array, items: {type:
//! array}}`, and each response is `allOf: [PageDto, {properties: {data: {type: array, items: Pet}}}]`.

use crate::{diagnostic::catalog::lower as findings, read::SchemaType};

use super::{
    Context,
    conjunction::{self, Conjunction, Subschema},
};

/// Removes the types of placeholders from schemas that all apply, so that only their annotations are left.
pub(super) fn ignore<'a>(context: &mut Context<'a, '_>, schemas: &mut [Conjunction<'a>]) {
    let mut others = schemas.iter().filter(|schema| placeholder_type(schema).is_none());
    let Some(used) = others.find_map(|schema| known_type(context, &schema.parts)) else { return };
    for schema in schemas {
        let Some(ignored) = placeholder_type(schema) else { continue };
        for part in &mut schema.parts {
            part.keywords.schema_type = None;
            if ignored != used {
                context.diagnostics.push_counted(findings::all_of_type_ignored(&part.pointer, ignored.as_str()));
            }
        }
    }
}

/// Removes the types of placeholders from a schema with an `allOf`. If a component is all that it contains, the type of the component
/// is used, so any other type is ignored.
pub(super) fn ignore_within<'a>(context: &mut Context<'a, '_>, schema: &mut Conjunction<'a>) {
    let has_component = schema.sole_reference.is_some();
    let is_placeholder = |part: &Subschema<'_>| {
        let is_ignored = |ty: SchemaType| has_component || is_vague(ty);
        !part.referenced && part.keywords.is_bare() && part.keywords.schema_type.is_some_and(is_ignored)
    };
    if schema.parts.len() < 2 || !schema.parts.iter().any(is_placeholder) {
        return;
    }
    let others: Vec<Subschema<'a>> = schema.parts.iter().filter(|part| !is_placeholder(part)).cloned().collect();
    let Some(used) = conjunction::known_type(&others) else { return };
    for part in schema.parts.iter_mut().filter(|part| is_placeholder(part)) {
        let Some(ignored) = part.keywords.schema_type.filter(|ty| !ty.overlaps(used)) else { continue };
        part.keywords.schema_type = None;
        context.diagnostics.push_counted(findings::all_of_type_ignored(&part.pointer, ignored.as_str()));
    }
}

/// Removes the types of the placeholders among `parts` that exclude alternatives, if no other part excludes any. Returns whether it
/// has.
pub(super) fn ignore_excluding<'a>(
    context: &mut Context<'a, '_>,
    parts: &mut [Subschema<'a>],
    excludes: impl Fn(&Subschema<'a>) -> bool,
) -> bool {
    let vague = |part: &Subschema<'_>| part.keywords.schema_type.filter(|ty| is_vague(*ty) && part.keywords.is_bare());
    if parts.iter().any(|part| vague(part).is_none() && excludes(part)) {
        return false;
    }
    for part in parts {
        let Some(ignored) = vague(part).filter(|_| excludes(part)) else { continue };
        part.keywords.schema_type = None;
        context.diagnostics.push_counted(findings::all_of_type_ignored(&part.pointer, ignored.as_str()));
    }
    true
}

/// The type of a placeholder; `None` if the schema says more.
fn placeholder_type(schema: &Conjunction<'_>) -> Option<SchemaType> {
    let [part] = schema.parts.as_slice() else { return None };
    let is_bare = schema.sole_reference.is_none() && part.keywords.is_bare();
    part.keywords.schema_type.filter(|ty| is_bare && is_vague(*ty))
}

fn is_vague(ty: SchemaType) -> bool {
    matches!(ty, SchemaType::Array | SchemaType::Object)
}

/// The type that a schema or its first alternative has.
fn known_type<'a>(context: &mut Context<'a, '_>, parts: &[Subschema<'a>]) -> Option<SchemaType> {
    conjunction::known_type(parts).or_else(|| {
        let mut alternatives =
            parts.iter().map(|part| (part, part.keywords.one_of.first().or(part.keywords.any_of.first())));
        let (part, first) = alternatives.find_map(|(part, first)| Some((part, first?)))?;
        conjunction::known_type(&conjunction::conjunction(context, first.into(), &part.pointer).parts)
    })
}
