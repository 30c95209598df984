//! Determines whether the response of an operation is a list.

use openapiv3::{Operation, StatusCode};

use crate::{
    media_type,
    pointer::Pointer,
    read::{Document, Schema, SchemaRef, SchemaType},
};

use super::{Context, components::component_name, reference};

/// The maximum depth of the search for a list: through references, `allOf`, and one envelope.
const DEEPEST: usize = 8;

/// Whether it is a list, or an object with a list. `None` if no success has a schema.
pub(super) fn lists(context: &Context<'_, '_>, operation: &Operation) -> Option<bool> {
    let schema = success(context, operation)?;
    Some(is_array(context.document, schema, DEEPEST) || has_array(context.document, schema, DEEPEST))
}

/// Whether it is a list itself.
pub(super) fn is_list(context: &Context<'_, '_>, operation: &Operation) -> bool {
    success(context, operation).is_some_and(|schema| is_array(context.document, schema, DEEPEST))
}

/// The schema of the first success.
fn success<'d>(context: &'d Context<'_, '_>, operation: &'d Operation) -> Option<SchemaRef<'d>> {
    let is_success = |status: &StatusCode| match status {
        StatusCode::Code(code) => (200..300).contains(code),
        StatusCode::Range(class) => *class == 2,
    };
    let responses = &operation.responses;
    let success = responses.responses.iter().find(|(status, _)| is_success(status)).map(|(_, response)| response);
    let components = context.document.openapi.components.as_ref().map(|components| &components.responses);
    let (response, _) =
        reference::resolve(success.or(responses.default.as_ref())?, &Pointer::root(), "responses", components)?;
    let mut contents = response.content.iter();
    let (_, content) = contents.find(|(media_type, _)| media_type::essence(media_type).contains("json"))?;
    Some(context.document.schema(content.schema.as_ref()?))
}

fn is_array(document: &Document<'_>, schema: SchemaRef<'_>, depth: usize) -> bool {
    any_part(document, schema, depth, &|schema, _| schema.schema_type == Some(SchemaType::Array))
}

/// Whether it is an object with a list among its properties, or of its only property.
fn has_array(document: &Document<'_>, schema: SchemaRef<'_>, depth: usize) -> bool {
    any_part(document, schema, depth, &|Schema { properties, .. }, depth| {
        properties.iter().map(|(_, value)| SchemaRef::from(value)).any(|value| {
            is_array(document, value, depth) || (properties.len() <= 2 && has_array(document, value, depth / 2))
        })
    })
}

/// Whether it is an object with declared properties, or a list of such objects.
pub(super) fn has_properties(document: &Document<'_>, schema: SchemaRef<'_>) -> bool {
    has_fields(document, schema, DEEPEST)
}

fn has_fields(document: &Document<'_>, schema: SchemaRef<'_>, depth: usize) -> bool {
    any_part(document, schema, depth, &|Schema { properties, items, .. }, depth| {
        !properties.is_empty() || items.as_deref().is_some_and(|items| has_fields(document, items.into(), depth))
    })
}

/// Whether a condition is true for a schema, or for one of its parts.
fn any_part(
    document: &Document<'_>,
    schema: SchemaRef<'_>,
    depth: usize,
    holds: &dyn Fn(&Schema, usize) -> bool,
) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    match schema {
        SchemaRef::Reference(reference) => {
            let target = component_name(reference).and_then(|name| document.components.get(name.as_ref()));
            target.is_some_and(|target| any_part(document, target.into(), depth, holds))
        }
        SchemaRef::Item(schema) => {
            let Schema { all_of, one_of, any_of, properties, schema_type, .. } = schema;
            let is_union = all_of.is_empty() && properties.is_empty() && schema_type.is_none();
            let alternatives = one_of.iter().chain(any_of).filter(|_| is_union);
            holds(schema, depth)
                || all_of.iter().chain(alternatives).any(|part| any_part(document, part.into(), depth, holds))
        }
    }
}
