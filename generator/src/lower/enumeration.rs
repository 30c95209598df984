//! `enum`.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    diagnostic::catalog::lower as findings,
    model::{Docs, IntegerWidth, StringEnum, TypeKind, TypeRef, Variant},
    names::{self, Scope},
};

use super::{Context, conjunction::Part, place::Place};

/// The values that all parts allow; `None` where no part has an `enum`.
pub(super) fn values(parts: &[Part<'_>]) -> Option<Vec<Value>> {
    let mut enumerations = parts.iter().map(|part| &part.keywords.enumeration).filter(|values| !values.is_empty());
    let first = enumerations.next()?.clone();
    Some(enumerations.fold(first, |values, other| values.into_iter().filter(|value| other.contains(value)).collect()))
}

/// The type of the values: an open enum of strings, or the JSON type that they share.
pub(super) fn lower(context: &mut Context<'_, '_>, values: &[Value], docs: &Docs, place: &Place) -> TypeRef {
    let values: Vec<&Value> = values.iter().filter(|value| !value.is_null()).collect();
    if values.is_empty() {
        return TypeRef::Null;
    }
    let strings: Vec<&str> = values.iter().filter_map(|value| value.as_str()).collect();
    if strings.len() == values.len() {
        return string_enum(context, &strings, docs, place);
    }
    context.diagnostics.push(findings::enum_not_of_strings(&place.pointer));
    if values.iter().all(|value| value.is_boolean()) {
        TypeRef::Boolean
    } else if values.iter().all(|value| value.is_i64()) {
        TypeRef::Integer(IntegerWidth::I64)
    } else if values.iter().all(|value| value.is_number()) {
        TypeRef::Number
    } else {
        TypeRef::Any
    }
}

/// Defines an open enum. One that is written inline for the same property with the same values is the same type.
pub(super) fn string_enum(context: &mut Context<'_, '_>, values: &[&str], docs: &Docs, place: &Place) -> TypeRef {
    let key = (place.wire_name.clone(), values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>());
    let inline = place.reserved.is_none() && !place.wire_name.is_empty();
    if inline && let Some(id) = context.inline_enums.get(&key) {
        return TypeRef::Named(*id);
    }
    let ty = context.define(TypeKind::StringEnum(model(values)), docs, place);
    if inline && let TypeRef::Named(id) = ty {
        context.inline_enums.insert(key, id);
    }
    ty
}

fn model(values: &[&str]) -> StringEnum {
    let mut seen = BTreeSet::new();
    let values: Vec<&str> = values.iter().copied().filter(|value| seen.insert(*value)).collect();
    let mut scope = Scope::default();
    let rust_names = scope.claim_all(values.iter().copied(), names::variant_name);
    let variants = values
        .iter()
        .zip(rust_names)
        .map(|(wire_name, rust_name)| Variant { wire_name: (*wire_name).to_owned(), rust_name })
        .collect();
    let unknown_name = scope.claim("Unknown");
    StringEnum { variants, unknown_name }
}
