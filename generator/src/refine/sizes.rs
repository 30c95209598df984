//! Types that are too large.
//!
//! A type that contains others by value is as large as all of them together, so a chain of types that each contain several of
//! the next can be very large. Reading a value takes several times its size on the stack. A union is always as large as its
//! largest arm. If the arms have different sizes, a list of them is mostly unused space.

use crate::model::{Arm, Presence, Struct, TypeDef, TypeKind, TypeRef, Union, resolved};

use super::by_value::{box_slot, by_value};

/// The largest size of a type, in bytes.
const MOST: usize = 4096;
/// The largest size of a union with a smaller arm, in bytes. Clippy warns of larger arms.
const MOST_OF_UNION: usize = 200;
/// A pointer.
const WORD: usize = 8;
/// Text, a list, a map.
const TEXT: usize = 3 * WORD;
/// Any JSON value.
const VALUE: usize = 4 * WORD;

/// Boxes the largest uses in types that are too large. `order` has each type after those that it contains.
pub(super) fn bound(types: &mut [TypeDef], order: &[usize]) {
    let mut sizes = vec![0; types.len()];
    for index in order.iter().copied() {
        sizes[index] = size(&types[index].kind, types, &sizes);
        let most = most(&types[index].kind, types, &sizes);
        while sizes[index] > most {
            let slots = by_value(types, &types[index].kind);
            let contained =
                slots.into_iter().enumerate().filter_map(|(slot, target)| Some((slot, sizes[target?.index()])));
            match contained.max_by_key(|(_, size)| *size).filter(|(_, size)| *size > WORD) {
                Some((slot, _)) => box_slot(&mut types[index].kind, slot),
                None => break,
            }
            sizes[index] = size(&types[index].kind, types, &sizes);
        }
    }
}

/// The largest size of a type of this kind.
fn most(kind: &TypeKind, types: &[TypeDef], sizes: &[usize]) -> usize {
    let is_small = |arm: &Arm| WORD + size_of_use(&arm.ty, types, sizes) <= MOST_OF_UNION;
    match kind {
        TypeKind::Union(union) if union.arms.iter().any(is_small) => MOST_OF_UNION,
        _ => MOST,
    }
}

/// The approximate size of a type.
fn size(kind: &TypeKind, types: &[TypeDef], sizes: &[usize]) -> usize {
    let of = |ty| size_of_use(ty, types, sizes);
    match kind {
        TypeKind::Struct(Struct { fields, required: _, additional_properties: _ }) => {
            let field = |presence, ty| match presence {
                Presence::Required => of(ty),
                Presence::RequiredNullable | Presence::Optional | Presence::ThreeState => of(ty) + absence(ty, types),
            };
            WORD + fields
                .iter()
                .filter(|declared| declared.fixed().is_none())
                .map(|declared| field(declared.presence, &declared.ty))
                .sum::<usize>()
        }
        TypeKind::Union(Union { arms, .. }) => {
            WORD + arms.iter().map(|arm| of(&arm.ty)).max().unwrap_or_default().max(VALUE)
        }
        TypeKind::StringEnum(_) => TEXT,
        TypeKind::IntegerEnum(_) => 2 * WORD,
        TypeKind::Tuple(tuple) => TEXT + tuple.elements.iter().map(|element| WORD + of(element)).sum::<usize>(),
        TypeKind::Newtype(ty) | TypeKind::Alias(ty) => of(ty),
    }
}

fn size_of_use(ty: &TypeRef, types: &[TypeDef], sizes: &[usize]) -> usize {
    match resolved(types, ty) {
        TypeRef::Named(id) => sizes[id.index()],
        TypeRef::Nullable(inner) => absence(inner, types) + size_of_use(inner, types, sizes),
        TypeRef::Boxed(_)
        | TypeRef::Deep(_)
        | TypeRef::Boolean
        | TypeRef::Literal(_)
        | TypeRef::Integer(_)
        | TypeRef::Float
        | TypeRef::Null => WORD,
        TypeRef::Number
        | TypeRef::NumberLiteral(_)
        | TypeRef::String
        | TypeRef::Secret
        | TypeRef::Array(_)
        | TypeRef::Map(_)
        | TypeRef::Object => TEXT,
        TypeRef::Text(_) => 2 * WORD,
        TypeRef::File => 11 * WORD,
        TypeRef::Any => VALUE,
    }
}

/// The bytes that `None` adds to a value: none if some bit pattern is not a value, as no pointer is null.
fn absence(ty: &TypeRef, types: &[TypeDef]) -> usize {
    match resolved(types, ty) {
        TypeRef::Integer(_) | TypeRef::Float => WORD,
        TypeRef::Named(id) => match &types[id.index()].kind {
            TypeKind::Newtype(inner) => absence(inner, types),
            _ => 0,
        },
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, bound, size};
    use crate::model::{
        Access, AdditionalProperties, Docs, Field, Presence, Struct, TypeDef, TypeId, TypeKind, TypeRef,
        UndeclaredRule, Usage,
    };

    /// A struct with ten fields of a type.
    fn ten(ty: &TypeRef) -> TypeDef {
        let field = |index: usize| Field {
            pointer: String::new(),
            wire_name: index.to_string(),
            rust_name: format!("f{index}"),
            clear_name: String::new(),
            add_name: None,
            docs: Docs::default(),
            ty: ty.clone(),
            presence: Presence::Optional,
            access: Access::default(),
            argument: None,
            constant: None,
            is_lenient: false,
            is_in_text: false,
        };
        let additional_properties = AdditionalProperties {
            rust_name: "additional".to_owned(),
            value: TypeRef::Any,
            rule: UndeclaredRule::Open,
        };
        TypeDef {
            pointer: "#".to_owned(),
            rust_name: "Ten".to_owned(),
            module: "ten".to_owned(),
            docs: Docs::default(),
            usage: Usage::default(),
            kind: TypeKind::Struct(Struct {
                fields: (0..10).map(field).collect(),
                required: Vec::new(),
                additional_properties,
            }),
        }
    }

    #[test]
    fn types_that_hold_ten_of_the_next_do_not_grow_tenfold() {
        let mut types = vec![ten(&TypeRef::String)];
        for index in 0..20 {
            types.push(ten(&TypeRef::Named(TypeId::new(index))));
        }
        let order: Vec<usize> = (0..types.len()).collect();
        bound(&mut types, &order);
        let mut sizes = Vec::new();
        for definition in &types {
            sizes.push(size(&definition.kind, &types, &sizes));
        }
        assert!(sizes.iter().all(|size| *size <= MOST), "{sizes:?}");
        let TypeKind::Struct(first) = &types[1].kind else { panic!("a struct") };
        assert!(
            first.fields.iter().all(|field| field.ty == TypeRef::Named(TypeId::new(0))),
            "small ones are not boxed"
        );
    }
}
