//! Multipart bodies whose parts have positions instead of names: those with `itemSchema`, and those whose schema is a list.

use crate::{
    model::{PartContent, TypeRef},
    pointer::Pointer,
};

use super::{
    Context, body,
    conjunction::{Conjunction, conjunction},
    keywords::{SchemaRef, SchemaType},
    media::{MediaKind, Offer, media_kind},
    place::Place,
};

/// How the parts of a response are read. `None` if its schema is not a list. `ty` makes the type of the list.
pub(super) fn received<'a>(
    context: &mut Context<'a, '_>,
    offer: &Offer<'a>,
    place: &Place,
    ty: impl FnOnce(&mut Context<'a, '_>) -> TypeRef,
) -> Option<PartContent> {
    let schema = context.document.schema(offer.described.schema.as_ref()?);
    let Conjunction { parts, .. } = conjunction(context, schema, &place.pointer.child("schema"));
    let list = parts.iter().find(|part| part.keywords.items().is_some())?;
    let encodings = context.document.part_encodings.get(place.pointer.as_str());
    // Parts of several types, by position, are read as they are.
    if list.keywords.prefix().is_some() || encodings.is_some_and(|encodings| !encodings.prefix.is_empty()) {
        body::note(context, offer.media_type, &place.pointer);
        return Some(PartContent::Bytes);
    }
    let stated = encodings.and_then(|encodings| encodings.item.content_type.clone());
    let values = PartValues::of(context, list.keywords.items()?, &list.pointer.child("items"));
    Some(match stated.as_deref().map_or(values.usual(), |list| values.under(list)) {
        PartForm::Json => {
            let list = ty(context);
            PartContent::Json(body::item(context, list))
        }
        PartForm::Text => PartContent::Text,
        PartForm::Bytes { untyped } => {
            if untyped {
                body::note(context, offer.media_type, &place.pointer);
            }
            PartContent::Bytes
        }
    })
}

/// The form of a part.
enum PartForm {
    Json,
    Text,
    /// Whether its schema says more.
    Bytes {
        untyped: bool,
    },
}

/// The values of the schema of a part.
struct PartValues {
    /// The media type that the schema itself states.
    media_type: Option<String>,
    is_binary: bool,
    is_string: bool,
    /// Whether the schema says nothing about them.
    are_any: bool,
    has_members: bool,
}

impl PartValues {
    fn of<'a>(context: &mut Context<'a, '_>, schema: SchemaRef<'a>, at: &Pointer) -> Self {
        let parts = conjunction(context, schema, at).parts;
        let is_of = |wanted| parts.iter().any(|part| part.keywords.schema_type == Some(wanted));
        Self {
            media_type: parts.iter().find_map(|part| part.keywords.schema.content_media_type.clone()),
            is_binary: parts.iter().any(|part| {
                part.keywords.format() == Some("binary") || part.keywords.schema.content_encoding.is_some()
            }),
            is_string: is_of(SchemaType::String),
            are_any: parts.iter().all(|part| part.keywords.is_annotation()),
            has_members: is_of(SchemaType::Object) || is_of(SchemaType::Array),
        }
    }

    /// The form by the default media type of the values (OpenAPI 3.2, Encoding Object).
    fn usual(&self) -> PartForm {
        match &self.media_type {
            Some(media_type) => self.under(media_type),
            None if self.is_binary || self.are_any => PartForm::Bytes { untyped: false },
            None if self.is_string => PartForm::Text,
            // Numbers and booleans are the same text in JSON.
            None => PartForm::Json,
        }
    }

    /// The form under the media types of a list.
    fn under(&self, list: &str) -> PartForm {
        let kinds: Vec<MediaKind> = list.split(',').map(|media_type| media_kind(media_type.trim())).collect();
        let are_all = |kind| kinds.iter().all(|other| *other == kind);
        let is_text = are_all(MediaKind::Text);
        if are_all(MediaKind::Json) || is_text && !(self.is_string || self.are_any || self.has_members) {
            PartForm::Json
        } else if is_text {
            PartForm::Text
        } else {
            PartForm::Bytes { untyped: self.has_members }
        }
    }
}
