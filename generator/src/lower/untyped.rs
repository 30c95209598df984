//! Bodies whose media type does not fit their schema: those that are read and written as bytes or text, and those that are JSON
//! only because of their schema.

use crate::{
    diagnostic::catalog::ignored,
    media_type::{essence, is_of_vendor},
    pointer::Pointer,
};

use super::{
    Context,
    media::{self, MediaKind, Offer},
    place::Place,
};

/// Notes a body that is read and written as bytes or text, although it has a schema. Reports a media type of a vendor that is JSON.
pub(super) fn note<'a>(context: &mut Context<'a, '_>, offer: &Offer<'a>, place: &Place) {
    if media::is_untyped(context, offer) {
        note_at(context, offer.media_type, &place.pointer);
    }
    if offer.kind == MediaKind::Json && is_of_vendor(&essence(offer.media_type)) {
        context.diagnostics.push_counted(ignored::vendor_type_as_json(&place.pointer, &essence(offer.media_type)));
    }
}

/// Notes such a body at a place.
pub(super) fn note_at(context: &mut Context<'_, '_>, media_type: &str, at: &Pointer) {
    let first = || (at.clone(), 0);
    context.untyped_bodies.entry(media_type.to_owned()).or_insert_with(first).1 += 1;
}

/// Reports the bodies that were noted, by media type.
pub(super) fn report(context: &mut Context<'_, '_>) {
    for (media_type, (first, count)) in std::mem::take(&mut context.untyped_bodies) {
        context.diagnostics.push(ignored::body_not_typed(&first, &media_type, count));
    }
}
