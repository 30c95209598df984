//! Component schemas: their names, their ids, references to them.

use std::borrow::Cow;

use crate::{
    model::{TypeDef, TypeId, TypeKind, TypeRef, Usage},
    names,
    pointer::Pointer,
};

use super::{Context, conjunction, keywords::SchemaRef, place::Place, schema};

/// The prefix of references to component schemas.
const SCHEMAS: &str = "#/components/schemas/";

/// Names all component schemas, then lowers each.
pub(super) fn lower(context: &mut Context<'_, '_>) {
    let Some(components) = &context.openapi.components else { return };
    let wire_names = || components.schemas.keys().map(String::as_str);
    let type_names = context.type_names.claim_all(wire_names(), names::type_name);
    for (wire_name, type_name) in wire_names().zip(&type_names) {
        let id = TypeId::new(context.types.len());
        let module = context.modules.claim(&names::value_name(type_name));
        context.component_ids.insert(wire_name, id);
        context.types.push(TypeDef {
            pointer: pointer(wire_name).to_string(),
            rust_name: type_name.clone(),
            module,
            docs: crate::model::Docs::default(),
            usage: Usage::default(),
            kind: TypeKind::Alias(TypeRef::Any),
        });
    }
    for (index, (wire_name, component)) in components.schemas.iter().enumerate() {
        let id = TypeId::new(index);
        let reserved = &context.types[index];
        let place = Place {
            pointer: pointer(wire_name),
            type_name: reserved.rust_name.clone(),
            wire_name: String::new(),
            module: reserved.module.clone(),
            reserved: Some(id),
        };
        let lowered = schema::lower(context, component.into(), &place);
        let definition = &mut context.types[index];
        definition.docs = lowered.docs;
        if lowered.ty != TypeRef::Named(id) {
            definition.kind = TypeKind::Alias(lowered.ty);
        }
    }
}

impl<'a> Context<'a, '_> {
    /// The component schema that a `$ref` names, and where it stands.
    pub(super) fn component(&self, reference: &'a str) -> Option<(SchemaRef<'a>, Pointer)> {
        let wire_name = component_name(reference)?;
        let (wire_name, component) = self.openapi.components.as_ref()?.schemas.get_key_value(wire_name.as_ref())?;
        Some((component.into(), pointer(wire_name)))
    }

    /// The type that a `$ref` names, and whether it may be `null`.
    pub(super) fn reference(&mut self, reference: &'a str) -> Option<(TypeRef, bool)> {
        let wire_name = component_name(reference)?;
        let (wire_name, id) = self.component_ids.get_key_value(wire_name.as_ref()).map(|(name, id)| (*name, *id))?;
        Some((TypeRef::Named(id), self.component_is_nullable(wire_name, reference)))
    }

    fn component_is_nullable(&mut self, wire_name: &'a str, reference: &'a str) -> bool {
        if let Some(nullable) = self.nullable_components.get(wire_name) {
            return *nullable;
        }
        self.nullable_components.insert(wire_name, false);
        let Some((component, at)) = self.component(reference) else { return false };
        let conjunction = conjunction::conjunction(self, component, &at);
        let nullable = conjunction.nullable
            || conjunction.sole_reference.and_then(|inner| self.reference(inner)).is_some_and(|(_, nullable)| nullable);
        self.nullable_components.insert(wire_name, nullable);
        nullable
    }
}

/// The name of the component schema that a `$ref` points to.
pub(super) fn component_name(reference: &str) -> Option<Cow<'_, str>> {
    let token = reference.strip_prefix(SCHEMAS)?;
    if !token.contains(['~', '%']) {
        return Some(Cow::Borrowed(token));
    }
    Some(Cow::Owned(percent_decoded(token).replace("~1", "/").replace("~0", "~")))
}

fn pointer(wire_name: &str) -> Pointer {
    Pointer::root().child("components").child("schemas").child(wire_name)
}

/// Undoes percent-encoding (RFC 3986 §2.1); what is none stays as it is.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let encoded = (*first == b'%').then(|| tail.get(..2)).flatten().and_then(hexadecimal);
        bytes.push(encoded.unwrap_or(*first));
        rest = if encoded.is_some() { tail.get(2..).unwrap_or_default() } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hexadecimal(digits: &[u8]) -> Option<u8> {
    std::str::from_utf8(digits).ok().and_then(|digits| u8::from_str_radix(digits, 16).ok())
}
