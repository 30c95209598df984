//! The presence of a field, according to the direction of its type.

use crate::model::{Access, Api, Field, Presence, TypeKind, Usage};

/// Adjusts the presence of fields.
pub(super) fn presence(api: &mut Api) {
    for definition in &mut api.types {
        if let TypeKind::Struct(struct_) = &mut definition.kind {
            for field in &mut struct_.fields {
                let is_sent = field.access == Access::WriteOnly && definition.usage.request;
                if is_sent && field.is_required() {
                    // Responses lack it, but a request without it is invalid.
                    field.argument.get_or_insert(0);
                }
                field.presence = adjusted(field, definition.usage);
            }
        }
    }
}

/// In a type that only responses use, the difference between null and absent is not useful. A property that only one side
/// sends cannot be required of the other.
fn adjusted(field: &Field, usage: Usage) -> Presence {
    let missing_on_one_side = match field.access {
        Access::ReadWrite => false,
        Access::ReadOnly => usage.request,
        Access::WriteOnly => usage.response,
    };
    let presence = match (field.presence, missing_on_one_side) {
        (Presence::Required, true) => Presence::Optional,
        (Presence::RequiredNullable, true) => Presence::ThreeState,
        (presence, _) => presence,
    };
    let only_received = usage.response && !usage.request;
    if presence == Presence::ThreeState && only_received { Presence::Optional } else { presence }
}
