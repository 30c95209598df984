//! Required properties that responses may lack, if the document lists the guaranteed ones.

use crate::model::{Api, Presence, TypeKind};

/// Marks the required fields of responses that are not guaranteed.
pub(super) fn leniency(api: &mut Api) {
    let Some(guaranteed) = &api.settings.guaranteed else { return };
    for definition in api.types.iter_mut().filter(|definition| definition.usage.response) {
        let TypeKind::Struct(object) = &mut definition.kind else { continue };
        for field in &mut object.fields {
            field.is_lenient |= field.presence == Presence::Required && !guaranteed.contains(&field.wire_name);
        }
    }
}
