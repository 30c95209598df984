//! Bodies that are sequences: the items of JSON lines, parts and events.

use crate::{
    model::{EventData, TypeRef},
    pointer::Pointer,
};

use super::Context;

/// The type of one line, if `ty` is the type of a body of JSON lines. In OpenAPI 3.2, the schema is an array of all
/// lines, and older documents describe one line.
pub(super) fn item(context: &Context<'_, '_>, ty: TypeRef) -> TypeRef {
    match context.types.resolved(&ty) {
        TypeRef::Array(item) => (**item).clone(),
        _ => ty,
    }
}

/// The events of the media type at a place, if they are distinguished by their names.
pub(super) fn named_events(context: &Context<'_, '_>, place: &Pointer) -> Vec<(String, EventData)> {
    let names = context.document.named_events.get(place.as_str()).into_iter().flatten();
    let data = |is_json: bool| if is_json { EventData::Json } else { EventData::Text };
    names.map(|(name, is_json)| (name.clone(), data(*is_json))).collect()
}
