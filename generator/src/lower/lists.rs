//! Whether the response of an operation is a list, as far as the document says what it is.

use openapiv3::{OpenAPI, Operation, ReferenceOr, Response, Schema, SchemaKind, StatusCode, Type};

use crate::media_type;

/// How deep a list is looked for: behind references, `allOf`, and one envelope.
const DEEPEST: usize = 8;

/// `None` where no success has a schema.
pub(super) fn lists(openapi: &OpenAPI, operation: &Operation) -> Option<bool> {
    let is_success = |status: &StatusCode| match status {
        StatusCode::Code(code) => (200..300).contains(code),
        StatusCode::Range(class) => *class == 2,
    };
    let responses = &operation.responses;
    let success = responses.responses.iter().find(|(status, _)| is_success(status)).map(|(_, response)| response);
    let response = resolved_response(openapi, success.or(responses.default.as_ref())?)?;
    let mut contents = response.content.iter();
    let (_, content) = contents.find(|(media_type, _)| media_type::essence(media_type).contains("json"))?;
    let schema = content.schema.as_ref()?;
    Some(is_array(openapi, schema, DEEPEST) || has_array(openapi, schema, DEEPEST))
}

fn resolved_response<'a>(openapi: &'a OpenAPI, response: &'a ReferenceOr<Response>) -> Option<&'a Response> {
    match response {
        ReferenceOr::Item(response) => Some(response),
        ReferenceOr::Reference { reference } => {
            let name = reference.strip_prefix("#/components/responses/")?;
            openapi.components.as_ref()?.responses.get(name)?.as_item()
        }
    }
}

fn is_array(openapi: &OpenAPI, schema: &ReferenceOr<Schema>, depth: usize) -> bool {
    any_part(openapi, schema, depth, &|kind, _| matches!(kind, SchemaKind::Type(Type::Array(_))))
}

/// Whether it is an object with a list among its properties, or of its only property.
fn has_array(openapi: &OpenAPI, schema: &ReferenceOr<Schema>, depth: usize) -> bool {
    any_part(openapi, schema, depth, &|kind, depth| {
        let properties = match kind {
            SchemaKind::Type(Type::Object(object)) => &object.properties,
            SchemaKind::Any(any) => &any.properties,
            _ => return false,
        };
        let mut values = properties.values().map(|schema| match schema {
            ReferenceOr::Item(schema) => ReferenceOr::Item(schema.as_ref().clone()),
            ReferenceOr::Reference { reference } => ReferenceOr::Reference { reference: reference.clone() },
        });
        values.any(|value| {
            is_array(openapi, &value, depth) || (properties.len() <= 2 && has_array(openapi, &value, depth / 2))
        })
    })
}

/// Whether it holds for a schema, or for one that it is put together from.
fn any_part(
    openapi: &OpenAPI,
    schema: &ReferenceOr<Schema>,
    depth: usize,
    holds: &dyn Fn(&SchemaKind, usize) -> bool,
) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    match schema {
        ReferenceOr::Reference { reference } => {
            let name = reference.strip_prefix("#/components/schemas/");
            let schemas = openapi.components.as_ref().map(|components| &components.schemas);
            let target = name.zip(schemas).and_then(|(name, schemas)| schemas.get(name));
            target.is_some_and(|schema| any_part(openapi, schema, depth, holds))
        }
        ReferenceOr::Item(schema) => {
            let parts: &[ReferenceOr<Schema>] = match &schema.schema_kind {
                SchemaKind::AllOf { all_of } => all_of,
                SchemaKind::OneOf { one_of } => one_of,
                SchemaKind::AnyOf { any_of } => any_of,
                SchemaKind::Any(any) => &any.all_of,
                SchemaKind::Type(_) | SchemaKind::Not { .. } => &[],
            };
            holds(&schema.schema_kind, depth) || parts.iter().any(|part| any_part(openapi, part, depth, holds))
        }
    }
}
