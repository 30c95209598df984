//! Types that contain themselves at the same place of the JSON: `A` is `anyOf: [B, string]`, and `B` is `anyOf: [A,
//! integer]`.
//!
//! An arm that leads back is replaced by the arms that it leads to, since reading would otherwise never end. An alias
//! that leads only to itself has no meaning.

use std::collections::BTreeSet;

use crate::{
    model::{Arm, Docs, TypeDef, TypeId, TypeKind, TypeRef, Union},
    names::Scope,
};

/// Removes the circles from all types.
pub(super) fn flatten(types: &mut [TypeDef]) {
    let leads_to_circle = lead_to_circles(types);
    for index in (0..types.len()).filter(|index| leads_to_circle[*index]) {
        let id = TypeId::new(index);
        match &types[index].kind {
            TypeKind::Alias(_) if is_alias_of_itself(types, id) => {
                types[index].kind = TypeKind::Alias(TypeRef::Any);
            }
            TypeKind::Union(union) if union.arms.iter().any(|arm| leads_to(types, &arm.ty, id)) => {
                let arms = without_circles(types, union, id);
                types[index].kind = if arms.is_empty() {
                    TypeKind::Alias(TypeRef::Any)
                } else {
                    // The arms have other places now than those that the discriminator names.
                    TypeKind::Union(Union { arms, discriminator: None, ..union.clone() })
                };
            }
            TypeKind::Alias(_)
            | TypeKind::Newtype(_)
            | TypeKind::Struct(_)
            | TypeKind::StringEnum(_)
            | TypeKind::IntegerEnum(_)
            | TypeKind::Tuple(_)
            | TypeKind::Union(_) => {}
        }
    }
}

/// Whether each type leads to a type that leads back to itself. Types that lead to none are removed one after the other, so
/// that a chain of thousands costs one step for each link.
fn lead_to_circles(types: &[TypeDef]) -> Vec<bool> {
    let targets: Vec<Vec<TypeId>> = types.iter().map(|definition| targets(&definition.kind)).collect();
    let mut users: Vec<Vec<usize>> = vec![Vec::new(); types.len()];
    for (user, targets) in targets.iter().enumerate() {
        for target in targets {
            users[target.index()].push(user);
        }
    }
    let mut left: Vec<usize> = targets.iter().map(Vec::len).collect();
    let mut open: Vec<usize> = (0..types.len()).filter(|index| left[*index] == 0).collect();
    let mut found = vec![true; types.len()];
    while let Some(index) = open.pop() {
        found[index] = false;
        for user in &users[index] {
            left[*user] -= 1;
            if left[*user] == 0 {
                open.push(*user);
            }
        }
    }
    found
}

/// The types at the same place of the JSON as a type of this kind.
fn targets(kind: &TypeKind) -> Vec<TypeId> {
    match kind {
        TypeKind::Alias(_) | TypeKind::Newtype(_) | TypeKind::Union(_) => {
            kind.children().into_iter().filter_map(target).collect()
        }
        TypeKind::Struct(_) | TypeKind::StringEnum(_) | TypeKind::IntegerEnum(_) | TypeKind::Tuple(_) => Vec::new(),
    }
}

/// The type with a definition at the same place of the JSON.
fn target(ty: &TypeRef) -> Option<TypeId> {
    match ty.in_place() {
        TypeRef::Named(id) => Some(*id),
        _ => None,
    }
}

fn is_alias_of_itself(types: &[TypeDef], id: TypeId) -> bool {
    let mut at = id;
    let mut entered = BTreeSet::new();
    while let TypeKind::Alias(ty) = &types[at.index()].kind {
        match target(ty) {
            Some(next) if next == id => return true,
            Some(next) if entered.insert(next) => at = next,
            Some(_) | None => return false,
        }
    }
    false
}

/// Whether values of `ty` may be read as `wanted`, at the same place.
fn leads_to(types: &[TypeDef], ty: &TypeRef, wanted: TypeId) -> bool {
    let mut entered = BTreeSet::new();
    let mut open: Vec<TypeId> = target(ty).into_iter().collect();
    while let Some(id) = open.pop() {
        if id == wanted {
            return true;
        }
        if entered.insert(id) {
            open.extend(targets(&types[id.index()].kind));
        }
    }
    false
}

/// The arms of a union. Arms that lead back to the union are replaced by the arms that they lead to.
fn without_circles(types: &[TypeDef], union: &Union, id: TypeId) -> Vec<Arm> {
    let mut arms: Vec<Arm> = Vec::new();
    let mut scope = Scope::default();
    let mut entered = BTreeSet::from([id]);
    let mut open: Vec<&Arm> = union.arms.iter().rev().collect();
    let mut takes_null = false;
    while let Some(arm) = open.pop() {
        if !leads_to(types, &arm.ty, id) {
            if arms.iter().all(|known| known.ty != arm.ty) {
                arms.push(Arm { rust_name: scope.claim(&arm.rust_name), ..arm.clone() });
            }
            continue;
        }
        let mut ty = &arm.ty;
        loop {
            takes_null |= matches!(ty, TypeRef::Nullable(_));
            let Some(inner) = target(ty).filter(|inner| entered.insert(*inner)) else { break };
            match &types[inner.index()].kind {
                TypeKind::Alias(next) | TypeKind::Newtype(next) => ty = next,
                TypeKind::Union(union) => {
                    open.extend(union.arms.iter().rev());
                    break;
                }
                TypeKind::Struct(_) | TypeKind::StringEnum(_) | TypeKind::IntegerEnum(_) | TypeKind::Tuple(_) => break,
            }
        }
    }
    if takes_null && arms.iter().all(|arm| !matches!(arm.ty, TypeRef::Null | TypeRef::Nullable(_))) {
        let pointer = types[id.index()].pointer.clone();
        arms.push(Arm { pointer, rust_name: scope.claim("Null"), docs: Docs::default(), ty: TypeRef::Null });
    }
    arms
}

#[cfg(test)]
mod tests {
    use super::flatten;
    use crate::model::{Docs, TypeDef, TypeId, TypeKind, TypeRef, Usage};

    fn alias(target: usize) -> TypeDef {
        TypeDef {
            pointer: "#".to_owned(),
            rust_name: "A".to_owned(),
            module: "a".to_owned(),
            docs: Docs::default(),
            usage: Usage::default(),
            kind: TypeKind::Alias(TypeRef::Named(TypeId::new(target))),
        }
    }

    fn string() -> TypeDef {
        TypeDef { kind: TypeKind::Alias(TypeRef::String), ..alias(0) }
    }

    /// The types that the aliases lead to.
    fn aliased(types: &[TypeDef]) -> Vec<&TypeRef> {
        let kinds = types.iter().map(|definition| &definition.kind);
        kinds.filter_map(|kind| if let TypeKind::Alias(ty) = kind { Some(ty) } else { None }).collect()
    }

    #[test]
    fn a_chain_of_aliases_costs_a_step_for_each() {
        // A walk from each of them would take more than a billion steps.
        const LENGTH: usize = 50_000;
        let mut types: Vec<TypeDef> = (1..=LENGTH).map(alias).chain([string()]).collect();
        let before = types.clone();
        flatten(&mut types);
        assert_eq!(aliased(&types), aliased(&before));
    }

    #[test]
    fn an_alias_that_leads_to_nothing_but_itself_says_nothing() {
        let mut types = vec![alias(1), alias(2), alias(1), string()];
        flatten(&mut types);
        let named = |index| TypeRef::Named(TypeId::new(index));
        assert_eq!(aliased(&types), [&named(1), &TypeRef::Any, &named(1), &TypeRef::String]);
    }
}
