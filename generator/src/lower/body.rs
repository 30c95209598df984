//! Request bodies, and the choice among media types.

use indexmap::IndexMap;
use openapiv3::{MediaType, ReferenceOr, RequestBody};

use crate::{
    diagnostic::catalog::unheeded,
    model::{Body, BodyContent, Docs, Fields, TypeRef},
    pointer::Pointer,
};

use super::{
    Context, encoding,
    keywords::{Keywords, SchemaRef, SchemaType},
    place::Place,
    shared,
};

/// The ways to write or read a body, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum MediaKind {
    Json,
    EventStream,
    JsonLines,
    Form,
    Multipart,
    Text,
    Bytes,
}

/// What a media type stands for.
pub(super) fn media_kind(media_type: &str) -> MediaKind {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.as_str() {
        "application/json" | "text/json" | "*/*" | "application/*" => MediaKind::Json,
        "text/event-stream" => MediaKind::EventStream,
        "application/x-ndjson"
        | "application/jsonl"
        | "application/x-jsonlines"
        | "application/stream+json"
        | "application/jsonlines" => MediaKind::JsonLines,
        "application/x-www-form-urlencoded" => MediaKind::Form,
        other if other.ends_with("+json") => MediaKind::Json,
        other if other.starts_with("multipart/") => MediaKind::Multipart,
        other if other.starts_with("text/") => MediaKind::Text,
        _ => MediaKind::Bytes,
    }
}

/// The media type that is used of several: the first of the best kind.
pub(super) fn preferred(content: &IndexMap<String, MediaType>) -> Option<(&str, &MediaType, MediaKind)> {
    let candidates = content.iter().map(|(name, media_type)| (name.as_str(), media_type, kind_of(name, media_type)));
    candidates.min_by_key(|(_, _, kind)| *kind)
}

/// What a media type stands for, and where it is a range, what its schema says.
fn kind_of(name: &str, described: &MediaType) -> MediaKind {
    let kind = media_kind(name);
    let is_binary = || match &described.schema {
        Some(ReferenceOr::Item(schema)) => Keywords::of(schema).format.as_deref() == Some("binary"),
        Some(ReferenceOr::Reference { .. }) | None => false,
    };
    if kind == MediaKind::Json && name.contains('*') && is_binary() { MediaKind::Bytes } else { kind }
}

/// The media type of a body that is sent: for a range, one of it.
fn sent(media_type: &str, kind: MediaKind) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    match kind {
        MediaKind::Text if essence.contains('*') => "text/plain".to_owned(),
        MediaKind::Bytes if essence.contains('*') => "application/octet-stream".to_owned(),
        MediaKind::Multipart if essence.contains('*') => "multipart/form-data".to_owned(),
        _ => asked_for(media_type, kind),
    }
}

/// The media type of a body that is asked for: ranges that are read as JSON stand for JSON.
pub(super) fn asked_for(media_type: &str, kind: MediaKind) -> String {
    match kind {
        MediaKind::Json if media_type.contains('*') => "application/json".to_owned(),
        _ => media_type.to_owned(),
    }
}

/// Lowers a request body that stands at `place`; types found in it are named after `place`.
pub(super) fn lower<'a>(
    context: &mut Context<'a, '_>,
    body: &'a ReferenceOr<RequestBody>,
    place: &Place,
) -> Option<Body> {
    let (body, pointer) = context.request_body(body, &place.pointer)?;
    let RequestBody { description, content, required, extensions: _ } = body;
    let docs = Docs { description: description.clone(), ..Docs::default() };
    let (media_type, described, kind) = preferred(content)?;
    let place = Place { pointer: pointer.child("content").child(media_type), ..place.clone() };
    note_untyped(context, kind, described, &place);
    let content = match kind {
        MediaKind::Json | MediaKind::JsonLines => BodyContent::Json(json(context, described, &place)),
        MediaKind::Form => {
            BodyContent::Form(Fields { ty: json(context, described, &place), encodings: encoding::of_form(described) })
        }
        MediaKind::Multipart => BodyContent::Multipart(Fields {
            ty: json(context, described, &place),
            encodings: encoding::of_multipart(context, described, &place),
        }),
        MediaKind::Text | MediaKind::EventStream => BodyContent::Text,
        MediaKind::Bytes => BodyContent::Bytes,
    };
    Some(Body { docs, required: *required, media_type: sent(media_type, kind), content })
}

/// The type of a body that is JSON, or like it; any value where nothing is said.
pub(super) fn json<'a>(context: &mut Context<'a, '_>, media_type: &'a MediaType, place: &Place) -> TypeRef {
    let MediaType { schema, example: _, examples: _, encoding: _, extensions: _ } = media_type;
    let Some(described) = schema else { return TypeRef::Any };
    let place = Place { pointer: place.pointer.child("schema"), ..place.clone() };
    shared::lower(context, described.into(), &place).with_null()
}

/// Notes a body that is read and written as it is, although its schema says what is in it.
pub(super) fn note_untyped<'a>(
    context: &mut Context<'a, '_>,
    kind: MediaKind,
    media_type: &'a MediaType,
    place: &Place,
) {
    let is_untyped = matches!(kind, MediaKind::Text | MediaKind::Bytes);
    if is_untyped && media_type.schema.as_ref().is_some_and(|schema| has_parts(context, schema.into())) {
        let name = place.pointer.tokens().last().unwrap_or_default();
        context.untyped_bodies.entry(name).or_insert_with(|| (place.pointer.clone(), 0)).1 += 1;
    }
}

/// Reports the bodies that were noted, by media type.
pub(super) fn report_untyped(context: &mut Context<'_, '_>) {
    for (media_type, (first, count)) in std::mem::take(&mut context.untyped_bodies) {
        context.diagnostics.push(unheeded::body_not_typed(&first, &media_type, count));
    }
}

/// Whether the values of a schema are more than text and bytes.
fn has_parts<'a>(context: &Context<'a, '_>, mut schema: SchemaRef<'a>) -> bool {
    for _ in 0..MAX_REFERENCES {
        match schema {
            SchemaRef::Item(item) => {
                let keywords = Keywords::of(item);
                return matches!(keywords.schema_type, Some(SchemaType::Object | SchemaType::Array))
                    || !keywords.properties.is_empty()
                    || !keywords.all_of.is_empty();
            }
            SchemaRef::Reference(reference) => match context.referenced(reference) {
                Some((target, _)) => schema = target,
                None => return false,
            },
        }
    }
    false
}

impl<'a> Context<'a, '_> {
    fn request_body(&self, body: &'a ReferenceOr<RequestBody>, at: &Pointer) -> Option<(&'a RequestBody, Pointer)> {
        let mut body = body;
        let mut at = at.clone();
        // References are checked before; the bound ends a chain that leads back to itself.
        for _ in 0..MAX_REFERENCES {
            match body {
                ReferenceOr::Item(item) => return Some((item, at)),
                ReferenceOr::Reference { reference } => {
                    let name = reference.strip_prefix("#/components/requestBodies/")?;
                    at = Pointer::root().child("components").child("requestBodies").child(name);
                    body = self.openapi.components.as_ref()?.request_bodies.get(name)?;
                }
            }
        }
        None
    }
}

/// The longest chain of references that is followed.
pub(super) const MAX_REFERENCES: usize = 1000;
