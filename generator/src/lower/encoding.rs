//! How the properties of a form or multipart body are written, from the Encoding Objects and from schemas that say "file".
//!
//! Properties that are written by the default of their kind of value have no entry. The type of a property is not
//! considered, since the runtime writes any value.

use openapiv3::{Encoding, MediaType};

use crate::{media_type::essence, model, pointer::Pointer};

use super::{
    Context,
    conjunction::{Conjunction, Subschema, conjunction},
    keywords::{SchemaRef, SchemaType},
    media::{MediaKind, media_kind},
    place::Place,
    style, untyped,
};

/// The encodings of a form.
pub(super) fn of_form(described: &MediaType) -> Vec<model::Encoding> {
    let written = |(name, encoding): (&String, &Encoding)| {
        let Encoding { content_type, headers: _, style, explode, allow_reserved, extensions: _ } = encoding;
        let style = style.as_ref().map(|style| style::query_style(style, Some(*explode), *allow_reserved));
        let content_type = content_type.as_deref().and_then(first_media_type).filter(|_| style.is_none());
        let wire_name = name.clone();
        (style.is_some() || content_type.is_some()).then_some(model::Encoding {
            wire_name,
            style,
            content_type,
            is_file: false,
        })
    };
    described.encoding.iter().filter_map(written).collect()
}

/// The headers of the parts of a form.
pub(super) fn headers(described: &MediaType) -> Vec<String> {
    let of_part = |(name, encoding): (&String, &Encoding)| {
        // OpenAPI ignores a description of `Content-Type`.
        let headers = encoding.headers.keys().filter(|header| !header.eq_ignore_ascii_case("content-type"));
        headers.map(|header| format!("`{header}` of `{name}`")).collect::<Vec<_>>()
    };
    described.encoding.iter().flat_map(of_part).collect()
}

/// The encodings of a multipart body at `place`.
pub(super) fn of_multipart<'a>(
    context: &mut Context<'a, '_>,
    described: &'a MediaType,
    media_type: &str,
    place: &Place,
) -> Vec<model::Encoding> {
    let has_styles =
        essence(media_type) == "multipart/form-data" && has_styles_of_parts(&context.document.openapi.openapi);
    let mut found = Vec::new();
    for (name, encoding) in &described.encoding {
        let Encoding { content_type, headers: _, style, explode, allow_reserved: _, extensions: _ } = encoding;
        // Parts are not percent-encoded, so there is nothing to reserve.
        let style = style.as_ref().map(|style| style::query_style(style, Some(*explode), false)).filter(|_| has_styles);
        let is_file = content_type.as_deref().is_some_and(|list| list.split(',').all(is_of_files));
        let content_type = content_type.as_deref().and_then(first_media_type);
        if is_file || content_type.is_some() || style.is_some() {
            found.push(model::Encoding { wire_name: name.clone(), style, content_type, is_file });
        }
    }
    files_of_properties(context, described, place, &mut found);
    for encoding in &mut found {
        // No style writes bytes, and a style has no media type.
        match encoding.is_file {
            true => encoding.style = None,
            false if encoding.style.is_some() => encoding.content_type = None,
            false => {}
        }
    }
    found
}

/// Whether `style` applies to parts: OpenAPI ignores it before 3.0.4, and Swagger 2.0 has styles as `collectionFormat`.
fn has_styles_of_parts(version: &str) -> bool {
    !["3.0.0", "3.0.1", "3.0.2", "3.0.3"].contains(&version.trim())
}

/// Adds the properties whose schemas mean files.
fn files_of_properties<'a>(
    context: &mut Context<'a, '_>,
    described: &'a MediaType,
    place: &Place,
    found: &mut Vec<model::Encoding>,
) {
    let Some(schema) = &described.schema else { return };
    let schema = context.document.schema(schema);
    for (name, property, at) in properties(context, schema, &place.pointer.child("schema")) {
        let stated = described.encoding.get(name).and_then(|encoding| encoding.content_type.as_deref());
        if let Some(media_type) = stated.filter(|list| !list.split(',').any(is_json))
            && has_members(context, property, &at)
        {
            untyped::note_at(context, media_type, &place.pointer.child("encoding").child(name));
            found.iter_mut().filter(|encoding| encoding.wire_name == name).for_each(|encoding| encoding.is_file = true);
            continue;
        }
        let Some(content_type) = file(context, property, &at) else { continue };
        match found.iter_mut().find(|encoding| encoding.wire_name == name) {
            Some(encoding) => encoding.is_file = true,
            None => found.push(model::Encoding {
                wire_name: name.to_owned(),
                style: None,
                content_type: first_media_type(&content_type),
                is_file: true,
            }),
        }
    }
}

fn properties<'a>(
    context: &mut Context<'a, '_>,
    schema: SchemaRef<'a>,
    at: &Pointer,
) -> Vec<(&'a str, SchemaRef<'a>, Pointer)> {
    let Conjunction { parts, .. } = conjunction(context, schema, at);
    let of_part = |part: &Subschema<'a>| {
        let at = part.pointer.child("properties");
        part.keywords.properties().map(move |(name, schema)| (name, schema, at.child(name))).collect::<Vec<_>>()
    };
    parts.iter().flat_map(of_part).collect()
}

/// The media type of a file, or of each file of a list, if a schema means files.
fn file<'a>(context: &mut Context<'a, '_>, schema: SchemaRef<'a>, at: &Pointer) -> Option<String> {
    let parts = of_value(context, schema, at);
    // Since OpenAPI 3.1, a value without a type is bytes.
    let is_any = parts.iter().all(|part| part.keywords.is_annotation());
    let is_newer = !["2.", "3.0"].iter().any(|old| context.document.openapi.openapi.starts_with(old));
    if is_any && is_newer {
        return Some("*/*".to_owned());
    }
    file_of(&parts).or_else(|| file_or_text(context, &parts))
}

/// The media type of a file that may be text or a list of files instead: one alternative is a file, and the others are text or
/// files.
fn file_or_text<'a>(context: &mut Context<'a, '_>, parts: &[Subschema<'a>]) -> Option<String> {
    let (list, at) = parts.iter().find_map(|part| match (part.keywords.one_of, part.keywords.any_of) {
        (list, []) if !list.is_empty() => Some((list, part.pointer.child("oneOf"))),
        ([], list) if !list.is_empty() => Some((list, part.pointer.child("anyOf"))),
        _ => None,
    })?;
    let mut found = None;
    for (index, alternative) in list.iter().enumerate() {
        let parts = of_value(context, alternative.into(), &at.child(index));
        let content_type = file_of(&parts);
        let is_text = parts.iter().any(|part| part.keywords.schema_type == Some(SchemaType::String));
        if content_type.is_none() && !is_text {
            return None;
        }
        found = found.or(content_type);
    }
    found
}

/// The media type of a file, if schemas that apply together mean one.
fn file_of(parts: &[Subschema<'_>]) -> Option<String> {
    parts.iter().find_map(|part| {
        let schema = part.keywords.schema;
        match schema.content_media_type() {
            Some(media_type) if schema.content_encoding().is_none() && is_of_files(media_type) => {
                Some(media_type.to_owned())
            }
            _ => (part.keywords.format() == Some("binary")).then(|| "*/*".to_owned()),
        }
    })
}

/// Whether the value of a part, or of each part of a list, is an object or a list.
fn has_members<'a>(context: &mut Context<'a, '_>, schema: SchemaRef<'a>, at: &Pointer) -> bool {
    of_value(context, schema, at)
        .iter()
        .any(|part| matches!(part.keywords.schema_type, Some(SchemaType::Object | SchemaType::Array)))
}

/// The schemas of the value of a part, or of each part of a list.
fn of_value<'a>(context: &mut Context<'a, '_>, schema: SchemaRef<'a>, at: &Pointer) -> Vec<Subschema<'a>> {
    let parts = conjunction(context, schema, at).parts;
    let items = parts.iter().find_map(|part| Some((part.keywords.items()?, part.pointer.child("items"))));
    match items {
        Some((items, at)) => conjunction(context, items, &at).parts,
        None => parts,
    }
}

/// The first of a list that is not a range: a part is of one media type.
pub(super) fn first_media_type(list: &str) -> Option<String> {
    list.split(',')
        .map(str::trim)
        .find(|media_type| !media_type.is_empty() && !media_type.contains('*'))
        .map(str::to_owned)
}

fn is_json(media_type: &str) -> bool {
    media_kind(media_type.trim()) == MediaKind::Json
}

/// Whether values of a media type are files rather than what the type of a property writes.
fn is_of_files(media_type: &str) -> bool {
    let media_type = media_type.trim();
    let is_xml = media_type.split(';').next().is_some_and(|essence| essence.trim_end().ends_with("xml"));
    media_kind(media_type) == MediaKind::Bytes && !is_xml
}
