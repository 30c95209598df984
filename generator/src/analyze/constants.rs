//! Required strings and integers that have only one value: `new` fills them in.

use crate::model::{Api, Presence, TypeDef, TypeKind, TypeRef};

/// Finds such fields.
pub(super) fn constants(api: &mut Api) {
    for index in 0..api.types.len() {
        let TypeKind::Struct(struct_) = &api.types[index].kind else { continue };
        let found: Vec<Option<String>> = struct_
            .fields
            .iter()
            .map(|field| (field.presence == Presence::Required).then(|| only_variant(&api.types, &field.ty)).flatten())
            .collect();
        if let TypeKind::Struct(struct_) = &mut api.types[index].kind {
            for (field, constant) in struct_.fields.iter_mut().zip(found) {
                field.constant = constant;
            }
        }
    }
}

fn only_variant(types: &[TypeDef], ty: &TypeRef) -> Option<String> {
    let TypeRef::Named(id) = ty else { return None };
    match &types[id.index()].kind {
        TypeKind::StringEnum(string_enum) => match string_enum.variants.as_slice() {
            [only] => Some(only.rust_name.clone()),
            _ => None,
        },
        TypeKind::IntegerEnum(integer_enum) => match integer_enum.variants.as_slice() {
            [only] => Some(only.rust_name.clone()),
            _ => None,
        },
        TypeKind::Struct(_) | TypeKind::Tuple(_) | TypeKind::Union(_) | TypeKind::Alias(_) | TypeKind::Newtype(_) => {
            None
        }
    }
}
