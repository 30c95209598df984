//! Component schemas: their names, their ids, references to them.

use std::collections::BTreeMap;

use serde_json::Value;

pub(super) use crate::read::component_name;
use crate::{
    extensions::TYPE_NAMES,
    model::{Docs, TypeId, TypeKind, TypeRef},
    names,
    pointer::Pointer,
    read::{Document, SchemaOrRef},
};

use super::{
    Context, conjunction, enumeration, framework_names, given_names, keywords::SchemaRef, place::Place, schema,
};

/// Gives all component schemas ids, in their order.
pub(super) fn add(context: &mut Context<'_, '_>) {
    let document = context.document;
    for wire_name in document.components.keys() {
        let pointer = match base_of(document, wire_name) {
            Some(base) => pointer(base).child("base"),
            None => pointer(wire_name),
        };
        let id = context.types.add(pointer, String::new(), String::new());
        context.component_ids.insert(wire_name, id);
    }
}

/// Names the component schemas for which `is_wanted` is true.
fn claim_names(context: &mut Context<'_, '_>, is_wanted: impl Fn(&str) -> bool) {
    let document = context.document;
    let wanted = || document.components.keys().map(String::as_str).filter(|name| is_wanted(written(document, name)));
    let given: BTreeMap<&str, String> = given_names(context, &is_wanted);
    let better = framework_names::better(document);
    let type_name = |wire_name: &str| {
        let chosen = given.get(wire_name).or_else(|| better.get(wire_name));
        names::type_name(chosen.map_or(wire_name, String::as_str))
    };
    let type_names = context.type_names.claim_all(wanted(), type_name);
    for (wire_name, type_name) in wanted().zip(type_names) {
        // The own members of a base are in the file of the base, which comes before them.
        let base = base_of(document, wire_name).and_then(|base| context.component_ids.get(base));
        let module = match base.map(|id| context.types.module(*id).to_owned()) {
            Some(module) => module,
            None => context.modules.claim(&names::module_name(&type_name)),
        };
        context.types.rename(context.component_ids[wire_name], type_name, module);
    }
}

/// The component of the document that a component is or belongs to.
fn written<'a>(document: &'a Document<'_>, wire_name: &'a str) -> &'a str {
    base_of(document, wire_name).unwrap_or(wire_name)
}

/// The component whose own members a component has.
fn base_of<'a>(document: &'a Document<'_>, wire_name: &str) -> Option<&'a str> {
    document.components.get(wire_name)?.as_item()?.base_of.as_deref()
}

/// The names that the author chose for component schemas.
fn given_names<'a>(context: &mut Context<'a, '_>, is_wanted: impl Fn(&str) -> bool) -> BTreeMap<&'a str, String> {
    let document = context.document;
    let wanted = document.components.iter().filter(|(wire_name, _)| is_wanted(written(document, wire_name)));
    let given = wanted.filter_map(|(wire_name, schema)| {
        let extensions = schema.as_item()?.extensions.as_deref()?;
        let name = given_names::name(context, extensions, TYPE_NAMES, &pointer(wire_name))?;
        Some((wire_name.as_str(), name))
    });
    given.collect()
}

/// Names and lowers the component schemas for which `is_wanted` is true. The others do not refer to them, or were lowered before.
pub(super) fn lower(context: &mut Context<'_, '_>, is_wanted: impl Fn(&str) -> bool) {
    let document = context.document;
    claim_names(context, &is_wanted);
    reserve_values(context, &is_wanted);
    // A type that several of them write inline is one type, named after the component with the shortest name.
    let written = |wire_name| written(document, wire_name);
    let wanted = document.components.iter().enumerate().filter(|(_, (wire_name, _))| is_wanted(written(wire_name)));
    let mut in_turn: Vec<(usize, (&String, &SchemaOrRef))> = wanted.collect();
    in_turn.sort_by_key(|(_, (wire_name, _))| (written(wire_name).len(), written(wire_name)));
    for (index, (wire_name, component)) in in_turn {
        let id = TypeId::new(index);
        let value = context.value_ids.get(&id).copied();
        let named = context.types.name(value.unwrap_or(id));
        let place = Place {
            pointer: pointer(written(wire_name)),
            type_name: named_after(context, wire_name, named),
            wire_name: String::new(),
            module: context.types.module(id).to_owned(),
            reserved: Some(value.unwrap_or(id)),
            takes_text_numbers: false,
        };
        let lowered = schema::lower(context, component.into(), &place);
        if let Some(value) = value {
            finish(context, id, schema::nullable(TypeRef::Named(value)), lowered.docs.clone());
            let summary = Some(format!("A `{wire_name}` that is not null."));
            let docs = Docs { summary, description: None, ..lowered.docs };
            finish(context, value, lowered.ty, docs);
        } else {
            finish(context, id, lowered.ty, lowered.docs);
        }
    }
}

/// The type that inline types of a component are named after.
fn named_after(context: &Context<'_, '_>, wire_name: &str, own: &str) -> String {
    let base = base_of(context.document, wire_name).and_then(|base| context.component_ids.get(base));
    base.map_or(own, |id| context.types.name(*id)).to_owned()
}

/// Completes the type `id` of a component whose schema is of type `ty`.
fn finish(context: &mut Context<'_, '_>, id: TypeId, ty: TypeRef, docs: Docs) {
    context.types.describe(id, docs);
    if ty != TypeRef::Named(id) {
        context.types.define(id, TypeKind::Alias(ty));
    }
}

/// Takes a second id for each nullable component: its own type accepts `null`, and the second type has its other values.
/// References lead to the second one, since each place expresses `null` itself.
fn reserve_values(context: &mut Context<'_, '_>, is_wanted: impl Fn(&str) -> bool) {
    let document = context.document;
    let components: Vec<(&str, TypeId)> = context.component_ids.iter().map(|(name, id)| (*name, *id)).collect();
    for (wire_name, id) in components.into_iter().filter(|(wire_name, _)| is_wanted(written(document, wire_name))) {
        if !context.component_is_nullable(wire_name) || context.component_is_untyped(wire_name) {
            continue;
        }
        let rust_name = context.type_names.claim(&format!("{}Value", context.types.name(id)));
        let module = context.types.module(id).to_owned();
        let value = context.types.add(pointer(wire_name).child("nullable"), rust_name, module);
        context.value_ids.insert(id, value);
    }
}

impl<'a> Context<'a, '_> {
    /// The component schema that a `$ref` names, and its place.
    pub(super) fn referenced(&self, reference: &str) -> Option<(SchemaRef<'a>, Pointer)> {
        self.component(component_name(reference)?.as_ref())
    }

    /// The last of the chain of references that begins with `reference`: its target may be only another reference.
    pub(super) fn end_of_chain(&mut self, reference: &'a str) -> &'a str {
        let mut passed = Vec::new();
        let mut end = reference;
        // `normalize` has removed circles.
        loop {
            if let Some(known) = self.chain_ends.get(end) {
                end = known;
                break;
            }
            let Some((SchemaRef::Reference(next), _)) = self.referenced(end) else { break };
            passed.push(end);
            end = next;
        }
        self.chain_ends.extend(passed.into_iter().map(|reference| (reference, end)));
        end
    }

    fn component(&self, wire_name: &str) -> Option<(SchemaRef<'a>, Pointer)> {
        let (wire_name, component) = self.document.components.get_key_value(wire_name)?;
        Some((component.into(), pointer(base_of(self.document, wire_name).unwrap_or(wire_name))))
    }

    /// The type that a `$ref` names, and whether it may be `null`.
    pub(super) fn reference(&mut self, reference: &'a str) -> Option<(TypeRef, bool)> {
        let wire_name = component_name(reference)?;
        let (wire_name, id) = self.component_ids.get_key_value(wire_name.as_ref()).map(|(name, id)| (*name, *id))?;
        let value = self.value_ids.get(&id).copied().unwrap_or(id);
        Some((TypeRef::Named(value), self.component_is_nullable(wire_name)))
    }

    /// Whether a component allows only `null`, or does not restrict its values.
    fn component_is_untyped(&mut self, wire_name: &'a str) -> bool {
        let Some((component, at)) = self.component(wire_name) else { return true };
        let conjunction = conjunction::conjunction(self, component, &at);
        let only_null = |values: Vec<Value>| values.iter().all(Value::is_null);
        conjunction.sole_reference.is_none()
            && (conjunction.parts.iter().all(|part| part.keywords.is_annotation())
                || enumeration::values(&conjunction.parts).is_some_and(only_null))
    }

    fn component_is_nullable(&mut self, wire_name: &'a str) -> bool {
        if let Some(nullable) = self.nullable_components.get(wire_name) {
            return *nullable;
        }
        self.nullable_components.insert(wire_name, false);
        let Some((component, at)) = self.component(wire_name) else { return false };
        let conjunction = conjunction::conjunction(self, component, &at);
        let inner = conjunction.sole_reference.map(|inner| self.end_of_chain(inner));
        // There will be no output, and chains that are not entered have no end.
        let inner = inner.filter(|_| !self.budget.is_reported).and_then(|inner| self.reference(inner));
        let nullable = conjunction.nullable || inner.is_some_and(|(_, nullable)| nullable);
        self.nullable_components.insert(wire_name, nullable);
        nullable
    }
}

fn pointer(wire_name: &str) -> Pointer {
    Pointer::root().child("components").child("schemas").child(wire_name)
}
