//! Bodies that are patches (JSON Merge Patch, RFC 7396): null removes a property, so every optional property can be
//! null.

use std::collections::BTreeSet;

use crate::model::{Access, Api, Body, Presence, TypeId, TypeKind, TypeRef};

const MERGE_PATCH: &str = "application/merge-patch+json";

/// Makes the optional properties of patches nullable, and those of the objects inside. Lists are replaced as wholes.
pub(super) fn merge_patch(api: &mut Api) {
    for id in patches(api) {
        let definition = &mut api.types[id.index()];
        let only_sent = !definition.usage.response;
        let TypeKind::Struct(object) = &mut definition.kind else { continue };
        for field in object.fields.iter_mut().filter(|field| field.access != Access::ReadOnly) {
            if field.presence == Presence::Optional && field.ty != TypeRef::Any {
                field.presence = Presence::ThreeState;
            }
            if let TypeRef::Map(value) = &mut field.ty
                && only_sent
                && !matches!(**value, TypeRef::Any | TypeRef::Nullable(_))
            {
                **value = TypeRef::Nullable(value.clone());
            }
        }
    }
}

/// The types of patches, and of the objects inside them.
fn patches(api: &Api) -> BTreeSet<TypeId> {
    let mut open: Vec<&TypeRef> = api.operations().filter_map(|(_, it)| it.body.as_ref()).flat_map(of_body).collect();
    let mut found = BTreeSet::new();
    while let Some(ty) = open.pop() {
        let TypeRef::Named(id) = ty.in_place() else { continue };
        if found.insert(*id) {
            open.extend(api.type_def(*id).kind.children());
        }
    }
    found
}

fn of_body(body: &Body) -> Vec<&TypeRef> {
    let others = body.others.iter().map(|other| (&other.media_type, &other.content));
    let all = [(&body.media_type, &body.content)].into_iter().chain(others);
    all.filter(|(media_type, _)| is_patch(media_type)).filter_map(|(_, content)| content.ty()).collect()
}

fn is_patch(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case(MERGE_PATCH)
}
