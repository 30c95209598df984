//! Media types: the meaning of each, and the choice among several.

use indexmap::IndexMap;
use openapiv3::MediaType;

use crate::{
    media_type::{self, essence},
    read::Schema,
};

use super::{
    Context,
    keywords::{SchemaRef, SchemaType},
    lists,
    reference::MAX_REFERENCES,
};

/// The media types that are typical of their kind.
const PLAIN: &[&str] = &["application/json", "text/plain", "application/octet-stream", "multipart/form-data"];

/// The ways to write or read a body, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum MediaKind {
    Json,
    EventStream,
    JsonLines,
    Form,
    Multipart,
    /// A multipart body whose parts have positions instead of names.
    Parts,
    Text,
    Bytes,
}

/// A body under one media type.
#[derive(Clone, Copy, Debug)]
pub(super) struct Offer<'a> {
    pub(super) media_type: &'a str,
    pub(super) described: &'a MediaType,
    pub(super) kind: MediaKind,
}

/// The meaning of a media type.
pub(super) fn media_kind(media_type: &str) -> MediaKind {
    let essence = essence(media_type);
    match essence.as_str() {
        json if media_type::is_json(json) => MediaKind::Json,
        "text/event-stream" => MediaKind::EventStream,
        lines if media_type::is_sequence(lines) => MediaKind::JsonLines,
        "application/x-www-form-urlencoded" => MediaKind::Form,
        other if media_type::is_multipart(other) => MediaKind::Multipart,
        other if other.starts_with("text/") => MediaKind::Text,
        _ => MediaKind::Bytes,
    }
}

/// The media types, the best first: by kind, then the plain one of a kind, then by name. A range is used only if there is
/// nothing else.
pub(super) fn offers<'a>(context: &Context<'a, '_>, content: &'a IndexMap<String, MediaType>) -> Vec<Offer<'a>> {
    let offer =
        |(media_type, described)| Offer { media_type, described, kind: kind_of(context, media_type, described) };
    let mut offers: Vec<Offer<'a>> =
        content.iter().map(|(name, described)| offer((name.as_str(), described))).collect();
    offers.sort_by_key(|offer| {
        let name = offer.media_type;
        (offer.kind, name.contains('*'), !PLAIN.contains(&essence(name).as_str()), name)
    });
    offers
}

/// The media type that is used of several.
pub(super) fn preferred<'a>(context: &Context<'a, '_>, content: &'a IndexMap<String, MediaType>) -> Option<Offer<'a>> {
    offers(context, content).into_iter().next()
}

fn is_plain_json(media_type: &str) -> bool {
    essence(media_type) == "application/json"
}

/// The kind of a media type. The schema decides whether a range that can be JSON is JSON or text, and whether a media type of a
/// vendor is JSON. It also decides whether parts have names; in a form, they always have.
fn kind_of<'a>(context: &Context<'a, '_>, name: &str, described: &'a MediaType) -> MediaKind {
    let kind = media_kind(name);
    if kind == MediaKind::Multipart && essence(name) != "multipart/form-data" && is_list(context, described) {
        return MediaKind::Parts;
    }
    if kind == MediaKind::Bytes
        && media_type::is_of_vendor(&essence(name))
        && described
            .schema
            .as_ref()
            .is_some_and(|schema| lists::has_properties(context.document, context.document.schema(schema)))
    {
        return MediaKind::Json;
    }
    if kind != MediaKind::Json || !name.contains('*') {
        return kind;
    }
    match described.schema.as_ref().and_then(|schema| item(context, context.document.schema(schema))) {
        Some(schema) if schema.format.as_deref() == Some("binary") => MediaKind::Bytes,
        Some(schema) if schema.schema_type == Some(SchemaType::String) && schema.enumeration.is_empty() => {
            MediaKind::Text
        }
        Some(_) | None => kind,
    }
}

/// Whether the values of a body are lists.
fn is_list<'a>(context: &Context<'a, '_>, described: &'a MediaType) -> bool {
    let schema = described.schema.as_ref().and_then(|schema| item(context, context.document.schema(schema)));
    schema.is_some_and(|schema| schema.items.is_some() || schema.schema_type == Some(SchemaType::Array))
}

/// The other media types, except ranges that are read as JSON, other JSON media types with the same schema, and formats in which
/// an object cannot be read although the first media type can.
pub(super) fn others<'a>(context: &Context<'a, '_>, offers: &[Offer<'a>]) -> Vec<Offer<'a>> {
    let Some((first, rest)) = offers.split_first() else { return Vec::new() };
    let is_first_again = |offer: &Offer<'_>| {
        let is_spelling = offer.kind == MediaKind::Json && is_plain_json(first.media_type);
        (is_spelling || essence(offer.media_type) == essence(first.media_type))
            && context.is_same_schema(offer.described, first.described)
    };
    let is_first_typed = !matches!(first.kind, MediaKind::Text | MediaKind::Bytes);
    rest.iter()
        .filter(|offer| !(is_first_again(offer) || offer.media_type.contains('*') && offer.kind == MediaKind::Json))
        .filter(|offer| !(is_first_typed && is_untyped(context, offer)))
        .copied()
        .collect()
}

/// Whether a body is read and written as bytes or text, although it has a schema.
pub(super) fn is_untyped<'a>(context: &Context<'a, '_>, offer: &Offer<'a>) -> bool {
    matches!(offer.kind, MediaKind::Text | MediaKind::Bytes)
        && offer.described.schema.as_ref().is_some_and(|schema| has_parts(context, context.document.schema(schema)))
}

/// Whether the values of a schema are more than text and bytes.
fn has_parts<'a>(context: &Context<'a, '_>, schema: SchemaRef<'a>) -> bool {
    item(context, schema).is_some_and(|item| {
        matches!(item.schema_type, Some(SchemaType::Object | SchemaType::Array))
            || !item.properties.is_empty()
            || !item.all_of.is_empty()
    })
}

/// Whether a body is a form or has parts: its values need names for these.
pub(super) fn needs_fields(offer: &Offer<'_>) -> bool {
    matches!(offer.kind, MediaKind::Form | MediaKind::Multipart)
}

/// The schema at the end of a chain of references.
pub(super) fn item<'a>(context: &Context<'a, '_>, mut schema: SchemaRef<'a>) -> Option<&'a Schema> {
    for _ in 0..MAX_REFERENCES {
        match schema {
            SchemaRef::Item(item) => return Some(item),
            SchemaRef::Reference(reference) => schema = context.referenced(reference)?.0,
        }
    }
    None
}

/// The media type of a body that is sent; a range if the caller names the media type.
pub(super) fn sent(media_type: &str, kind: MediaKind) -> String {
    let essence = essence(media_type);
    match kind {
        MediaKind::Multipart if essence.contains('*') => "multipart/form-data".to_owned(),
        MediaKind::Parts if essence.contains('*') => "multipart/mixed".to_owned(),
        _ => asked_for(media_type, kind),
    }
}

/// The requested media type of a body: ranges that are read as JSON become JSON.
pub(super) fn asked_for(media_type: &str, kind: MediaKind) -> String {
    match kind {
        MediaKind::Json if media_type.contains('*') => "application/json".to_owned(),
        _ => media_type.to_owned(),
    }
}

impl Context<'_, '_> {
    /// Whether the schemas of two bodies are written alike.
    pub(super) fn is_same_schema(&self, left: &MediaType, right: &MediaType) -> bool {
        match (&left.schema, &right.schema) {
            (Some(left), Some(right)) => self.document.is_same(left, right),
            (left, right) => left.is_none() && right.is_none(),
        }
    }
}
