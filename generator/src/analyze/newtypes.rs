//! Aliases that become types of their own: those that lead back to themselves, for Rust has no recursive aliases, and those
//! of integers, or lists or maps of them, for the `Deserialize` of an `i64` refuses `1.0`, which is an integer in JSON Schema.

use crate::model::{Api, TypeDef, TypeId, TypeKind, TypeRef};

/// Breaks every cycle of aliases at its last member, and gives integers with a name a type.
pub(super) fn newtypes(api: &mut Api) {
    let mut state = vec![State::New; api.types.len()];
    let mut recursive = Vec::new();
    for index in 0..api.types.len() {
        visit(&api.types, TypeId::new(index), &mut state, &mut recursive);
    }
    let of_integers = api.types.iter().enumerate().filter(|(_, definition)| match &definition.kind {
        TypeKind::Alias(ty) => holds_integers(ty),
        TypeKind::Struct(_)
        | TypeKind::StringEnum(_)
        | TypeKind::IntegerEnum(_)
        | TypeKind::Tuple(_)
        | TypeKind::Union(_)
        | TypeKind::Newtype(_) => false,
    });
    recursive.extend(of_integers.map(|(index, _)| TypeId::new(index)));
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
            TypeKind::Struct(_)
            | TypeKind::StringEnum(_)
            | TypeKind::IntegerEnum(_)
            | TypeKind::Tuple(_)
            | TypeKind::Union(_)
            | TypeKind::Newtype(_) => None,
        };
    }
    for id in chain {
        state[id.index()] = State::Done;
    }
}

/// Whether a type has integers in it that are not behind a name.
fn holds_integers(ty: &TypeRef) -> bool {
    match ty {
        TypeRef::Integer(_) => true,
        TypeRef::Array(inner)
        | TypeRef::Map(inner)
        | TypeRef::Nullable(inner)
        | TypeRef::Boxed(inner)
        | TypeRef::Deep(inner) => holds_integers(inner),
        TypeRef::Named(_)
        | TypeRef::String
        | TypeRef::Boolean
        | TypeRef::Literal(_)
        | TypeRef::Number
        | TypeRef::Secret
        | TypeRef::DateTime
        | TypeRef::Null
        | TypeRef::Any
        | TypeRef::Object => false,
    }
}

fn named(ty: &TypeRef) -> Option<TypeId> {
    match ty {
        TypeRef::Named(id) => Some(*id),
        TypeRef::Array(inner)
        | TypeRef::Map(inner)
        | TypeRef::Nullable(inner)
        | TypeRef::Boxed(inner)
        | TypeRef::Deep(inner) => named(inner),
        TypeRef::String
        | TypeRef::Boolean
        | TypeRef::Literal(_)
        | TypeRef::Integer(_)
        | TypeRef::Number
        | TypeRef::Secret
        | TypeRef::DateTime
        | TypeRef::Null
        | TypeRef::Any
        | TypeRef::Object => None,
    }
}
