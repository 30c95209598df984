//! Request bodies.

use openapiv3::{MediaType, ReferenceOr, RequestBody};

use crate::{
    diagnostic::catalog::lower as findings,
    model::{Body, BodyContent, Docs, Fields, NamedEvents, OtherContent, TypeRef},
    names,
    pointer::Pointer,
};

use super::{
    Context, encoding,
    has_fields::{self, HasFields},
    items,
    media::{self, MediaKind, Offer},
    operation_names::OperationNames,
    parts,
    place::Place,
    reference, sequences, shared, untyped,
};

/// Lowers the request body of the operation that `place` is named after; it is at `place`.
pub(super) fn lower<'a>(
    context: &mut Context<'a, '_>,
    body: &'a ReferenceOr<RequestBody>,
    place: &Place,
    names: &mut OperationNames<'_>,
) -> Option<Body> {
    let (body, pointer) = context.request_body(body, &place.pointer)?;
    let RequestBody { description, required, content: _, extensions: _ } = body;
    let offers = sendable(context, body, &pointer);
    let first = offers.first()?;
    let schema = first.described.schema.as_ref().map(|schema| context.document.schema(schema));
    let at = pointer.child("content").child(first.media_type);
    let headers = match first.kind {
        MediaKind::Parts => parts::headers(context, &at),
        MediaKind::Multipart => encoding::headers(first.described),
        _ => Vec::new(),
    };
    let headers = (!headers.is_empty())
        .then(|| format!("`Request::part_header` sets the headers of the parts: {}.", headers.join(", ")));
    let description = [description.clone(), headers].into_iter().flatten().reduce(|one, two| format!("{one}\n\n{two}"));
    let docs = Docs { example: context.example_of(&at, schema), ..Docs::described(description.as_deref()) };
    let place_of = |offer: &Offer<'_>, which: &str| Place {
        pointer: pointer.child("content").child(offer.media_type),
        type_name: format!("{}{which}Request", place.type_name),
        ..place.clone()
    };
    let place = place_of(first, "");
    untyped::note(context, first, &place);
    let chosen = content(context, first, None, &place);
    let mut others = Vec::new();
    for offer in media::others(context, &offers) {
        let word = names::media_word(offer.media_type);
        let same = context.is_same_schema(offer.described, first.described).then(|| type_of(&chosen)).flatten();
        let content = content(context, &offer, same, &place_of(&offer, &names::type_part(&word)));
        let rust_name = if *required { names.other_method(&word) } else { names.setter(&format!("{word}_body")) };
        others.push(OtherContent { rust_name, media_type: media::sent(offer.media_type, offer.kind), content });
    }
    let media_type = media::sent(first.media_type, first.kind);
    Some(Body { docs, required: *required, media_type, content: chosen, others })
}

/// The ways to write a body. Lists and scalars have no names for the fields of a form, or for parts. If the document
/// names no way that can be used, the caller writes the body.
fn sendable<'a>(context: &mut Context<'a, '_>, body: &'a RequestBody, pointer: &Pointer) -> Vec<Offer<'a>> {
    let (mut sendable, mut without_fields, mut partly) = (Vec::new(), Vec::new(), Vec::new());
    for offer in sequences::of_request(context, body) {
        match fields(context, &offer) {
            HasFields { objects: false, others: true } => without_fields.push(offer),
            HasFields { others, .. } => {
                partly.extend(others.then_some(offer));
                sendable.push(offer);
            }
        }
    }
    let at = |offer: &Offer<'_>| pointer.child("content").child(offer.media_type).child("schema");
    for offer in &without_fields {
        let found = findings::body_without_fields(&at(offer), offer.media_type, sendable.is_empty());
        context.diagnostics.push_counted(found);
    }
    for offer in partly {
        context.diagnostics.push_counted(findings::body_partly_without_fields(&at(&offer), offer.media_type));
    }
    if sendable.is_empty() {
        sendable.extend(without_fields.into_iter().map(|offer| match offer.kind {
            MediaKind::Form => Offer { kind: MediaKind::Text, ..offer },
            // The caller names the boundary.
            _ => Offer { kind: MediaKind::Bytes, media_type: "multipart/*", ..offer },
        }));
    }
    sendable
}

/// The values of a body, by whether they have fields. If it needs no fields, they count as objects.
fn fields<'a>(context: &Context<'a, '_>, offer: &Offer<'a>) -> HasFields {
    match &offer.described.schema {
        Some(schema) if media::needs_fields(offer) => has_fields::values(context, context.document.schema(schema)),
        _ => HasFields::OBJECTS,
    }
}

/// How a body is written. Its type is `known` if another media type has the same schema.
fn content<'a>(
    context: &mut Context<'a, '_>,
    offer: &Offer<'a>,
    known: Option<&TypeRef>,
    place: &Place,
) -> BodyContent {
    let described = offer.described;
    let mut ty = || known.cloned().unwrap_or_else(|| json(context, described, place));
    match offer.kind {
        MediaKind::Json => BodyContent::Json(ty()),
        MediaKind::JsonLines => match ty() {
            // Lines that the caller writes.
            TypeRef::String | TypeRef::Text(_) => BodyContent::Text,
            ty => BodyContent::JsonLines(items::item(context, ty)),
        },
        MediaKind::Form => BodyContent::Form(Fields { ty: ty(), encodings: encoding::of_form(described) }),
        MediaKind::Multipart => {
            let ty = ty();
            let encodings = encoding::of_multipart(context, described, offer.media_type, place);
            BodyContent::Multipart(Fields { ty, encodings })
        }
        MediaKind::Parts => {
            let list = ty();
            BodyContent::Parts(parts::sent(context, offer, list, place))
        }
        MediaKind::EventStream => match ty() {
            ty if context.document.named_events.contains_key(place.pointer.as_str()) => {
                BodyContent::NamedEvents(NamedEvents { ty, events: items::named_events(context, &place.pointer) })
            }
            TypeRef::String | TypeRef::Text(_) | TypeRef::Any => BodyContent::Events,
            ty => BodyContent::JsonEvents(ty),
        },
        MediaKind::Text => BodyContent::Text,
        MediaKind::Bytes => BodyContent::Bytes,
    }
}

fn type_of(content: &BodyContent) -> Option<&TypeRef> {
    match content {
        BodyContent::Json(ty) => Some(ty),
        BodyContent::Form(fields) | BodyContent::Multipart(fields) => Some(&fields.ty),
        BodyContent::JsonLines(_)
        | BodyContent::Parts(_)
        | BodyContent::Events
        | BodyContent::JsonEvents(_)
        | BodyContent::NamedEvents(_)
        | BodyContent::Text
        | BodyContent::Bytes => None,
    }
}

/// The type of a body of JSON or a similar media type; any value without a schema.
pub(super) fn json<'a>(context: &mut Context<'a, '_>, media_type: &'a MediaType, place: &Place) -> TypeRef {
    let MediaType { schema, example: _, examples: _, encoding: _, extensions: _ } = media_type;
    let Some(described) = schema else { return TypeRef::Any };
    let place = Place { pointer: place.pointer.child("schema"), ..place.clone() };
    shared::lower(context, context.document.schema(described), &place).with_null()
}

impl<'a> Context<'a, '_> {
    /// The request body at a place, and the place after references.
    pub(super) fn request_body(
        &self,
        body: &'a ReferenceOr<RequestBody>,
        at: &Pointer,
    ) -> Option<(&'a RequestBody, Pointer)> {
        let components = self.document.openapi.components.as_ref().map(|components| &components.request_bodies);
        reference::resolve(body, at, "requestBodies", components)
    }
}
