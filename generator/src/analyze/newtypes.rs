//! Aliases that lead back to themselves become types of their own: Rust has no recursive aliases.

use crate::model::{Api, TypeDef, TypeId, TypeKind, TypeRef};

/// Breaks every cycle of aliases at its last member.
pub(super) fn newtypes(api: &mut Api) {
    let mut state = vec![State::New; api.types.len()];
    let mut recursive = Vec::new();
    for index in 0..api.types.len() {
        visit(&api.types, TypeId::new(index), &mut state, &mut recursive);
    }
    for id in recursive {
        let definition = &mut api.types[id.index()];
        if let TypeKind::Alias(ty) = &definition.kind {
            definition.kind = TypeKind::Newtype(ty.clone());
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

/// Walks from alias to alias. Each alias refers to one type at most, so a loop follows the whole chain.
fn visit(types: &[TypeDef], start: TypeId, state: &mut [State], recursive: &mut Vec<TypeId>) {
    let mut chain = Vec::new();
    let mut next = Some(start);
    while let Some(id) = next {
        match state[id.index()] {
            State::Done => break,
            State::Open => {
                recursive.extend(chain.last());
                break;
            }
            State::New => {}
        }
        state[id.index()] = State::Open;
        chain.push(id);
        next = match &types[id.index()].kind {
            TypeKind::Alias(ty) => named(ty),
            TypeKind::Struct(_) | TypeKind::StringEnum(_) | TypeKind::Union(_) | TypeKind::Newtype(_) => None,
        };
    }
    for id in chain {
        state[id.index()] = State::Done;
    }
}

fn named(ty: &TypeRef) -> Option<TypeId> {
    match ty {
        TypeRef::Named(id) => Some(*id),
        TypeRef::Array(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) | TypeRef::Boxed(inner) => named(inner),
        TypeRef::String
        | TypeRef::Boolean
        | TypeRef::Integer(_)
        | TypeRef::Number
        | TypeRef::Secret
        | TypeRef::DateTime
        | TypeRef::Null
        | TypeRef::Any
        | TypeRef::Object => None,
    }
}
