//! Properties with only one value. The value needs no type, and if the property is required, no field either.

use std::collections::BTreeSet;

use crate::model::{Api, Constant, IntegerWidth, Presence, TypeId, TypeKind, TypeRef};

/// Notes the only values of properties, and removes the types that only such properties use.
pub(super) fn constants(api: &mut Api) {
    let of_fields = |kind: &TypeKind| match kind {
        TypeKind::Struct(object) => object.fields.iter().map(|field| only_value(api, &field.ty)).collect(),
        _ => Vec::new(),
    };
    let found: Vec<Vec<Option<Constant>>> = api.types.iter().map(|definition| of_fields(&definition.kind)).collect();
    let mut freed = BTreeSet::new();
    for (definition, constants) in api.types.iter_mut().zip(found) {
        let TypeKind::Struct(object) = &mut definition.kind else { continue };
        for (field, constant) in object.fields.iter_mut().zip(constants) {
            let Some(constant) = constant else { continue };
            if let TypeRef::Named(id) = field.ty {
                freed.insert(id);
            }
            field.ty = type_of(&constant);
            // If null is the only value, nullable has no further meaning.
            field.presence = match (field.presence, &constant) {
                (Presence::RequiredNullable, Constant::Null) => Presence::Required,
                (Presence::ThreeState, Constant::Null) => Presence::Optional,
                (presence, _) => presence,
            };
            field.constant = Some(constant);
            if field.fixed().is_some() {
                // It has no field that `new` could set.
                field.argument = None;
            }
        }
    }
    take_out(api, freed);
}

/// The only value of a type.
fn only_value(api: &Api, ty: &TypeRef) -> Option<Constant> {
    match api.resolved(ty) {
        TypeRef::Literal(value) => Some(Constant::Boolean(*value)),
        TypeRef::NumberLiteral(value) => Some(Constant::Number(value.clone())),
        TypeRef::Null => Some(Constant::Null),
        TypeRef::Named(id) => match &api.type_def(*id).kind {
            TypeKind::StringEnum(string_enum) => match string_enum.variants.as_slice() {
                [only] => Some(Constant::Text(only.wire_name.clone())),
                _ => None,
            },
            TypeKind::IntegerEnum(integer_enum) => match integer_enum.variants.as_slice() {
                [only] => Some(Constant::Integer(only.value)),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

fn type_of(constant: &Constant) -> TypeRef {
    match constant {
        Constant::Text(_) => TypeRef::String,
        Constant::Integer(_) => TypeRef::Integer(IntegerWidth::I64),
        Constant::Number(_) => TypeRef::Number,
        Constant::Boolean(value) => TypeRef::Literal(*value),
        Constant::Null => TypeRef::Null,
    }
}

/// Removes the types that are not used any more, and the aliases of them.
fn take_out(api: &mut Api, mut freed: BTreeSet<TypeId>) {
    if freed.is_empty() {
        return;
    }
    let mut open: Vec<TypeId> = freed.iter().copied().collect();
    while let Some(id) = open.pop() {
        if let TypeKind::Alias(TypeRef::Named(target)) = api.type_def(id).kind
            && freed.insert(target)
        {
            open.push(target);
        }
    }
    let mut used = api.named_by_operations(|_| true);
    used.extend((0..api.types.len()).map(TypeId::new).filter(|id| !freed.contains(id)));
    let kept = api.reached(used);
    api.keep_types(kept);
}
