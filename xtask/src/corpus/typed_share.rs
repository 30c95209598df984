//! Counts the places of a model that accept any JSON. They lose no data, but have no type.

use generator::model::{Api, TypeKind, TypeRef, UndeclaredRule};

/// All places of types (fields, items, arms, declared values), and those of them that are untyped.
pub(super) fn count(api: &Api) -> (usize, usize) {
    let (mut all, mut untyped) = (0, 0);
    let mut add = |ty: &TypeRef| {
        all += 1;
        untyped += usize::from(is_untyped(ty));
    };
    for definition in &api.types {
        match &definition.kind {
            TypeKind::Struct(object) => {
                object.fields.iter().for_each(|field| add(&field.ty));
                if object.additional_properties.rule == UndeclaredRule::Typed {
                    add(&object.additional_properties.value);
                }
            }
            TypeKind::Union(union) => union.arms.iter().for_each(|arm| add(&arm.ty)),
            TypeKind::Alias(ty) | TypeKind::Newtype(ty) => add(ty),
            TypeKind::Tuple(tuple) => tuple.elements.iter().chain(&tuple.rest).for_each(&mut add),
            TypeKind::StringEnum(_) | TypeKind::IntegerEnum(_) => {}
        }
    }
    (all, untyped)
}

fn is_untyped(ty: &TypeRef) -> bool {
    match ty {
        TypeRef::Any | TypeRef::Object => true,
        TypeRef::Array(inner)
        | TypeRef::Map(inner)
        | TypeRef::Nullable(inner)
        | TypeRef::Boxed(inner)
        | TypeRef::Deep(inner) => is_untyped(inner),
        TypeRef::Named(_)
        | TypeRef::String
        | TypeRef::Boolean
        | TypeRef::Integer(_)
        | TypeRef::Number
        | TypeRef::Float
        | TypeRef::Secret
        | TypeRef::Text(_)
        | TypeRef::File
        | TypeRef::Null
        | TypeRef::Literal(_)
        | TypeRef::NumberLiteral(_) => false,
    }
}
