//! Parameters.

use indexmap::IndexMap;
use openapiv3::{Parameter, ParameterData, ParameterSchemaOrContent, ReferenceOr};
use serde_json::Value;

use crate::{
    extensions,
    model::{self, Docs, ParameterLocation, ParameterStyle, TypeRef},
    names, path_variable,
    pointer::Pointer,
};

use super::{
    Context, body, given_names, header, header_list,
    keywords::SchemaRef,
    media::{self, MediaKind, Offer},
    place::Place,
    reference, shared,
    style::{style, text_style},
};

/// A parameter before it is lowered, and its place.
pub(super) type WrittenParameter<'a> = (&'a Parameter, Pointer);

/// The parameters of an operation: its own, and those of its path that it does not override.
pub(super) fn collect<'a>(
    context: &Context<'a, '_>,
    shared: &'a [ReferenceOr<Parameter>],
    own: &'a [ReferenceOr<Parameter>],
    path: &Pointer,
    operation: &Pointer,
) -> Vec<WrittenParameter<'a>> {
    let found = |parameters: &'a [ReferenceOr<Parameter>], at: Pointer| {
        let resolve = move |(index, parameter)| context.parameter(parameter, &at.child(index));
        parameters.iter().enumerate().filter_map(resolve).collect::<Vec<_>>()
    };
    let all = found(shared, path.child("parameters")).into_iter().chain(found(own, operation.child("parameters")));
    let by_key: IndexMap<_, WrittenParameter<'a>> =
        all.map(|(parameter, at)| (key(parameter), (parameter, at))).collect();
    by_key.into_values().collect()
}

/// The identity of a parameter: its location and its name (RFC 9110 §5.1: header names ignore case).
pub(super) fn key(parameter: &Parameter) -> (ParameterLocation, String) {
    let name = &parameter.parameter_data_ref().name;
    match parameter {
        Parameter::Path { .. } => (ParameterLocation::Path, name.clone()),
        Parameter::Query { .. } => (ParameterLocation::Query, name.clone()),
        Parameter::Header { .. } => (ParameterLocation::Header, name.to_ascii_lowercase()),
        Parameter::Cookie { .. } => (ParameterLocation::Cookie, name.clone()),
    }
}

/// Lowers a parameter, with its preferred Rust name. Types in it are named after `place`. `None` if it is a header that
/// clients cannot set.
pub(super) fn lower<'a>(
    context: &mut Context<'a, '_>,
    found: WrittenParameter<'a>,
    place: &Place,
) -> Option<model::Parameter> {
    let (parameter, pointer) = found;
    let (location, _) = key(parameter);
    let data = parameter.parameter_data_ref();
    if location == ParameterLocation::Header && !header::is_usable(context, data, &pointer) {
        return None;
    }
    let ParameterData {
        name,
        description: _,
        required,
        deprecated: _,
        format,
        example: _,
        examples: _,
        explode: _,
        extensions: _,
    } = data;
    let docs = docs(context, data, &pointer);
    let variable = if location == ParameterLocation::Path { path_variable::name(name) } else { name };
    let place = place.child(pointer.clone(), variable);
    let place = Place { wire_name: variable.to_owned(), takes_text_numbers: true, ..place };
    let (ty, style, default) = match format {
        ParameterSchemaOrContent::Schema(schema) => of_schema(context, parameter, schema, &place),
        ParameterSchemaOrContent::Content(content) => {
            let Some(offer) = media::preferred(context, content) else {
                return Some(untyped(name, docs, location, *required, &pointer));
            };
            let place = Place { pointer: pointer.child("content").child(offer.media_type), ..place };
            let is_whole = context.document.whole_query.contains(pointer.as_str());
            let (ty, style) = of_content(context, &offer, location, is_whole, &place);
            (ty, style, None)
        }
    };
    let required = *required || location == ParameterLocation::Path;
    if let (ParameterLocation::Header, true, Some(default)) = (location, required, &default) {
        header::check_default(context, default, &pointer);
    }
    let given = given_names::name(context, &data.extensions, extensions::PARAMETER_NAMES, &pointer)
        .or_else(|| name_on_schema(context, format, &pointer));
    let rust_name = names::value_name(given.as_deref().unwrap_or(variable));
    let list = header_list::read(context, location, &data.extensions, &pointer);
    let pointer = pointer.to_string();
    let wire_name = name.clone();
    Some(model::Parameter {
        pointer,
        wire_name,
        rust_name,
        add_name: None,
        docs,
        location,
        required,
        ty,
        style,
        default,
        list,
    })
}

/// The name that the schema of a parameter gives to it.
fn name_on_schema(
    context: &mut Context<'_, '_>,
    format: &ParameterSchemaOrContent,
    pointer: &Pointer,
) -> Option<String> {
    let ParameterSchemaOrContent::Schema(schema) = format else { return None };
    let SchemaRef::Item(schema) = context.document.schema(schema) else { return None };
    let extensions = schema.extensions.as_deref()?;
    given_names::name(context, extensions, &[extensions::STAINLESS_NAME], &pointer.child("schema"))
}

/// The type, style and default of the parameter at a place, if it has a schema.
fn of_schema<'a>(
    context: &mut Context<'a, '_>,
    parameter: &Parameter,
    schema: &'a ReferenceOr<openapiv3::Schema>,
    place: &Place,
) -> (TypeRef, ParameterStyle, Option<String>) {
    let at = place.pointer.as_str();
    let is_reserved = context.document.reserved.contains(at);
    let is_of_cookie = context.document.cookie_style.contains(at);
    let is_cookie = matches!(parameter, Parameter::Cookie { .. });
    let is_whole_query = context.document.whole_query.contains(at);
    let schema = context.document.schema(schema);
    let lowered = shared::lower(context, schema, &Place { pointer: place.pointer.child("schema"), ..place.clone() });
    let style = match style(parameter, parameter.parameter_data_ref().explode) {
        ParameterStyle::Simple { explode: false } if is_reserved => ParameterStyle::Segments,
        ParameterStyle::Form { explode, .. } if is_of_cookie => ParameterStyle::Cookie { explode, spaces: true },
        // Before 3.2, `form` is the only style of cookies, so it does not determine their encoding.
        ParameterStyle::Form { explode, .. } if is_cookie && !context.document.is_of_3_2() => {
            ParameterStyle::Cookie { explode, spaces: false }
        }
        ParameterStyle::Form { explode, allow_reserved } => {
            ParameterStyle::Form { explode, allow_reserved: allow_reserved || is_reserved }
        }
        _ if is_whole_query => ParameterStyle::WholeQuery { json: false },
        style => style,
    };
    (lowered.ty, style, default(context, schema))
}

/// The docs of the parameter at a place.
fn docs(context: &Context<'_, '_>, data: &ParameterData, at: &Pointer) -> Docs {
    let schema = match &data.format {
        ParameterSchemaOrContent::Schema(schema) => Some(context.document.schema(schema)),
        ParameterSchemaOrContent::Content(_) => None,
    };
    Docs {
        deprecated: data.deprecated.unwrap_or(false),
        example: context.example_of(at, schema),
        ..Docs::described(data.description.as_deref())
    }
}

/// The type and style of a parameter that is written as a media type.
fn of_content<'a>(
    context: &mut Context<'a, '_>,
    offer: &Offer<'a>,
    location: ParameterLocation,
    is_whole_query: bool,
    place: &Place,
) -> (TypeRef, ParameterStyle) {
    let json = ParameterStyle::WholeQuery { json: true };
    let text = ParameterStyle::WholeQuery { json: false };
    match offer.kind {
        MediaKind::Json if is_whole_query => (body::json(context, offer.described, place), json),
        MediaKind::Form if is_whole_query => (body::json(context, offer.described, place), text),
        _ if is_whole_query => (TypeRef::String, text),
        MediaKind::Json => (body::json(context, offer.described, place), ParameterStyle::Json),
        // Text of any other kind, which the caller writes.
        MediaKind::Text
        | MediaKind::Bytes
        | MediaKind::Form
        | MediaKind::Multipart
        | MediaKind::EventStream
        | MediaKind::JsonLines
        | MediaKind::Parts => (TypeRef::String, text_style(location)),
    }
}

fn untyped(name: &str, docs: Docs, location: ParameterLocation, required: bool, pointer: &Pointer) -> model::Parameter {
    let pointer = pointer.to_string();
    let (ty, style) = (TypeRef::Any, ParameterStyle::Json);
    let rust_name = names::value_name(name);
    model::Parameter {
        pointer,
        wire_name: name.to_owned(),
        rust_name,
        add_name: None,
        docs,
        location,
        required,
        ty,
        style,
        default: None,
        list: None,
    }
}

/// The default as text, or the only possible value.
fn default<'a>(context: &Context<'a, '_>, schema: SchemaRef<'a>) -> Option<String> {
    let item = match schema {
        SchemaRef::Item(item) => item,
        SchemaRef::Reference(reference) => match context.referenced(reference)? {
            (SchemaRef::Item(item), _) => item,
            (SchemaRef::Reference(_), _) => return None,
        },
    };
    let only = match item.enumeration.as_slice() {
        [only] => Some(only),
        _ => None,
    };
    match item.default.as_deref().or(only)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

impl<'a> Context<'a, '_> {
    fn parameter(&self, parameter: &'a ReferenceOr<Parameter>, at: &Pointer) -> Option<WrittenParameter<'a>> {
        let components = self.document.openapi.components.as_ref().map(|components| &components.parameters);
        reference::resolve(parameter, at, "parameters", components)
    }
}
