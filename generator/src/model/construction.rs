//! What callers must give to make a value of a type.

use super::{Api, Field, Presence, Struct, TypeDef, TypeKind, TypeRef};

impl TypeDef {
    /// Whether callers make values of it: it is a part of requests, or of nothing.
    pub fn is_made_by_callers(&self) -> bool {
        self.usage.request || !self.usage.response
    }
}

impl Api {
    /// The type behind all aliases.
    pub fn resolved<'a>(&'a self, ty: &'a TypeRef) -> &'a TypeRef {
        let mut ty = ty;
        while let TypeRef::Named(id) = ty {
            match &self.type_def(*id).kind {
                TypeKind::Alias(target) => ty = target,
                TypeKind::Struct(_)
                | TypeKind::StringEnum(_)
                | TypeKind::IntegerEnum(_)
                | TypeKind::Tuple(_)
                | TypeKind::Union(_)
                | TypeKind::Newtype(_) => break,
            }
        }
        ty
    }

    /// The fields that `new` takes, in the order of its arguments: that of `required`, since the order of properties means
    /// nothing in a document, and must not mean anything to callers; then those that the schema names, in its order.
    pub fn arguments<'a>(&self, object: &'a Struct) -> Vec<&'a Field> {
        let place = |field: &Field| object.required.iter().position(|name| *name == field.wire_name);
        let mut arguments: Vec<&Field> = object.fields.iter().filter(|field| self.is_argument(field)).collect();
        arguments.sort_by_key(|field| (field.argument, place(field)));
        arguments
    }

    /// Whether only the caller can say the value of a field, or the schema wants it said.
    pub fn is_argument(&self, field: &Field) -> bool {
        match field.presence {
            _ if field.argument.is_some() => true,
            Presence::Required => {
                field.constant.is_none() && !matches!(self.resolved(&field.ty), TypeRef::Null | TypeRef::Literal(_))
            }
            Presence::RequiredNullable | Presence::Optional | Presence::ThreeState => false,
        }
    }
}
