//! Walks through types: the types inside a type, the types behind its aliases, and the types that operations use.

use std::collections::BTreeSet;

use super::{
    Api, BodyContent, Field, Operation, PartContent, PartList, Struct, Success, TypeDef, TypeId, TypeKind, TypeRef,
};

/// Lists the types of a part of the model, to read them or to change them.
macro_rules! lists {
    ($inner:ident, $children:ident, $ty:ident, $types:ident, $sent:ident, $received:ident, $iter:ident $($mutable:tt)?) => {
        impl PartList {
            /// Its own type, and the types of the lists inside.
            pub fn $types(&$($mutable)? self) -> Vec<&$($mutable)? TypeRef> {
                let nested = self.nested.$iter().flat_map(|part| part.list.$types());
                [&$($mutable)? self.ty].into_iter().chain(nested).collect()
            }
        }

        impl TypeRef {
            /// The type directly inside: of elements, of values, or without `null` or a pointer.
            pub fn $inner(&$($mutable)? self) -> Option<&$($mutable)? TypeRef> {
                match self {
                    Self::Array(inner)
                    | Self::Map(inner)
                    | Self::Nullable(inner)
                    | Self::Boxed(inner)
                    | Self::Deep(inner) => Some(inner),
                    Self::Named(_)
                    | Self::String
                    | Self::Secret
                    | Self::Boolean
                    | Self::Literal(_)
                    | Self::Integer(_)
                    | Self::Number
                    | Self::NumberLiteral(_)
                    | Self::Float
                    | Self::Text(_)
                    | Self::File
                    | Self::Null
                    | Self::Any
                    | Self::Object => None,
                }
            }
        }

        impl TypeKind {
            /// The types inside it. Those that a value does not contain by value come last.
            pub fn $children(&$($mutable)? self) -> Vec<&$($mutable)? TypeRef> {
                match self {
                    Self::Struct(object) => {
                        let fields = object.fields.$iter().map(|field| &$($mutable)? field.ty);
                        fields.chain([&$($mutable)? object.additional_properties.value]).collect()
                    }
                    Self::Union(union) => union.arms.$iter().map(|arm| &$($mutable)? arm.ty).collect(),
                    Self::Tuple(tuple) => tuple.elements.$iter().chain(&$($mutable)? tuple.rest).collect(),
                    Self::Alias(ty) | Self::Newtype(ty) => vec![ty],
                    Self::StringEnum(_) | Self::IntegerEnum(_) => Vec::new(),
                }
            }
        }

        impl BodyContent {
            /// The type of the sent value.
            pub fn $ty(&$($mutable)? self) -> Option<&$($mutable)? TypeRef> {
                match self {
                    Self::Json(ty) | Self::JsonLines(ty) | Self::JsonEvents(ty) => Some(ty),
                    Self::Form(fields) | Self::Multipart(fields) => Some(&$($mutable)? fields.ty),
                    Self::Parts(list) => Some(&$($mutable)? list.ty),
                    Self::NamedEvents(events) => Some(&$($mutable)? events.ty),
                    Self::Events | Self::Text | Self::Bytes => None,
                }
            }

            /// The type of the sent value, and the types of the lists of parts inside.
            pub fn $types(&$($mutable)? self) -> Vec<&$($mutable)? TypeRef> {
                match self {
                    Self::Parts(list) => list.$types(),
                    other => other.$ty().into_iter().collect(),
                }
            }
        }

        impl Success {
            /// The types of the received values.
            pub fn $types(&$($mutable)? self) -> Vec<&$($mutable)? TypeRef> {
                match self {
                    Self::Json(ty)
                    | Self::JsonEvents(ty)
                    | Self::JsonLines(ty)
                    | Self::Parts(PartContent::Json(ty)) => vec![ty],
                    Self::NamedEvents(events) => vec![&$($mutable)? events.ty],
                    Self::Parts(PartContent::List(list)) => list.$types(),
                    Self::ByStatus(by_status) => {
                        by_status.arms.$iter().flat_map(|arm| arm.content.$types()).collect()
                    }
                    Self::Empty
                    | Self::Location
                    | Self::Text
                    | Self::Bytes
                    | Self::Events
                    | Self::Parts(PartContent::Text | PartContent::Bytes) => Vec::new(),
                }
            }
        }

        impl Operation {
            /// The types that it sends.
            pub fn $sent(&$($mutable)? self) -> Vec<&$($mutable)? TypeRef> {
                let parameters = self.parameters.$iter().map(|parameter| &$($mutable)? parameter.ty);
                let bodies = self.body.$iter().flat_map(|body| {
                    let others = body.others.$iter().map(|other| &$($mutable)? other.content);
                    [&$($mutable)? body.content].into_iter().chain(others)
                });
                parameters.chain(bodies.flat_map(BodyContent::$types)).collect()
            }

            /// The types that it receives.
            pub fn $received(&$($mutable)? self) -> Vec<&$($mutable)? TypeRef> {
                let others = self.other_responses.$iter().map(|other| &$($mutable)? other.response.content);
                let contents = [&$($mutable)? self.success.content].into_iter().chain(others);
                let errors = self.errors.$iter().flat_map(|error| error.ty.$iter());
                let headers = self.response_headers.$iter().map(|header| &$($mutable)? header.ty);
                let items = self.pagination.$iter().map(|pagination| &$($mutable)? pagination.item);
                contents.flat_map(Success::$types).chain(errors).chain(headers).chain(items).collect()
            }
        }
    };
}

lists!(inner, children, ty, types, sent, received, iter);
lists!(inner_mut, children_mut, ty_mut, types_mut, sent_mut, received_mut, iter_mut mut);

impl TypeKind {
    /// The type that this is another name for.
    pub fn alias(&self) -> Option<&TypeRef> {
        match self {
            Self::Alias(ty) => Some(ty),
            Self::Struct(_)
            | Self::StringEnum(_)
            | Self::IntegerEnum(_)
            | Self::Tuple(_)
            | Self::Union(_)
            | Self::Newtype(_) => None,
        }
    }
}

impl TypeRef {
    /// The type with a definition that this type is, or that is inside it.
    pub fn named(&self) -> Option<TypeId> {
        match self {
            Self::Named(id) => Some(*id),
            other => other.inner()?.named(),
        }
    }

    /// The same, to change it.
    pub fn named_mut(&mut self) -> Option<&mut TypeId> {
        match self {
            Self::Named(id) => Some(id),
            other => other.inner_mut()?.named_mut(),
        }
    }

    /// The type without `null` and without pointers: values of both are at the same place of the JSON.
    pub fn in_place(&self) -> &Self {
        match self {
            Self::Nullable(inner) | Self::Boxed(inner) | Self::Deep(inner) => inner.in_place(),
            ty => ty,
        }
    }
}

impl Api {
    /// The type behind all aliases.
    pub fn resolved<'a>(&'a self, ty: &'a TypeRef) -> &'a TypeRef {
        resolved(&self.types, ty)
    }
}

/// The type behind all aliases.
pub fn resolved<'t>(types: &'t [TypeDef], ty: &'t TypeRef) -> &'t TypeRef {
    follow(types.len(), ty, |ty| match ty {
        TypeRef::Named(id) => types[id.index()].kind.alias(),
        _ => None,
    })
}

/// The type behind all names, pointers and `null`.
pub fn resolved_in_place<'t>(types: &'t [TypeDef], ty: &'t TypeRef) -> &'t TypeRef {
    follow(types.len(), ty, |ty| match ty.in_place() {
        TypeRef::Named(id) => match &types[id.index()].kind {
            TypeKind::Alias(target) | TypeKind::Newtype(target) => Some(target),
            _ => None,
        },
        _ => None,
    })
    .in_place()
}

/// Follows names from `ty`, at most `most` steps and one more. Before `resolve` has removed types that lead back to themselves,
/// this limit ends the loop.
pub(crate) fn follow<'t>(
    most: usize,
    ty: &'t TypeRef,
    step: impl Fn(&'t TypeRef) -> Option<&'t TypeRef>,
) -> &'t TypeRef {
    let mut ty = ty;
    for _ in 0..=most {
        match step(ty) {
            Some(next) => ty = next,
            None => break,
        }
    }
    ty
}

/// The struct that a type is, behind aliases and pointers.
pub fn structure<'t>(types: &'t [TypeDef], ty: &'t TypeRef) -> Option<&'t Struct> {
    let behind = follow(types.len(), ty, |ty| match ty {
        TypeRef::Boxed(inner) | TypeRef::Deep(inner) => Some(inner),
        TypeRef::Named(id) => types[id.index()].kind.alias(),
        _ => None,
    });
    let TypeRef::Named(id) = behind else { return None };
    match &types[id.index()].kind {
        TypeKind::Struct(object) => Some(object),
        _ => None,
    }
}

impl Struct {
    /// The field of a property.
    pub fn field(&self, wire_name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.wire_name == wire_name)
    }
}

/// The types that a value may be of in the end, behind names, pointers and unions.
#[derive(Clone, Debug, Default)]
pub struct Alternatives<'t> {
    /// None of them is an alias or a union, and each type with a definition occurs once.
    pub types: Vec<&'t TypeRef>,
    /// Whether the value may also be `null`.
    pub takes_null: bool,
}

/// Finds the types that a value of `ty` may be of in the end, in the order of the document.
pub fn alternatives<'t>(types: &'t [TypeDef], ty: &'t TypeRef) -> Alternatives<'t> {
    let mut found = Alternatives::default();
    let mut entered = BTreeSet::new();
    let mut open = vec![ty];
    while let Some(ty) = open.pop() {
        match ty {
            TypeRef::Nullable(inner) => {
                found.takes_null = true;
                open.push(inner);
            }
            TypeRef::Boxed(inner) | TypeRef::Deep(inner) => open.push(inner),
            TypeRef::Named(id) => {
                if entered.insert(*id) {
                    match &types[id.index()].kind {
                        kind @ (TypeKind::Union(_) | TypeKind::Alias(_) | TypeKind::Newtype(_)) => {
                            open.extend(kind.children().into_iter().rev());
                        }
                        TypeKind::Struct(_)
                        | TypeKind::StringEnum(_)
                        | TypeKind::IntegerEnum(_)
                        | TypeKind::Tuple(_) => found.types.push(ty),
                    }
                }
            }
            _ => found.types.push(ty),
        }
    }
    found
}
