//! `enum`.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde_json::{Number, Value};

use crate::{
    diagnostic::catalog::lower as findings,
    model::{Arm, Base, Docs, IntegerEnum, IntegerVariant, JsonKind, StringEnum, TypeKind, TypeRef, Union, Variant},
    names::{self, Scope},
    pointer::Pointer,
};

use super::{
    Context,
    conjunction::Subschema,
    equal::Name,
    given_names::{self, Said},
    keywords::SchemaType,
    place::Place,
};

/// The most values of a type. The compiler takes four seconds for this number, and 140 for five times as many.
const MOST_VALUES: usize = 10_000;

/// The values that all parts allow; `None` if no part has an `enum`. If the parts have no value in common, all of their
/// values, since servers send the values of one of them.
pub(super) fn values(parts: &[Subschema<'_>]) -> Option<Vec<Value>> {
    let enumerations = enumerations(parts);
    let common = common(&enumerations)?;
    Some(if common.is_empty() { enumerations.concat() } else { common })
}

/// The values of each `enum`.
fn enumerations(parts: &[Subschema<'_>]) -> Vec<Vec<Value>> {
    let stated = stated_type(parts);
    let listed = parts.iter().map(|part| part.keywords.enumeration).filter(|values| !values.is_empty());
    listed.map(|values| values.iter().map(|value| as_stated(value, stated)).collect()).collect()
}

/// The values that are in all lists; `None` if there is no list.
fn common(enumerations: &[Vec<Value>]) -> Option<Vec<Value>> {
    let (first, others) = enumerations.split_first()?;
    let is_in_all = |value: &&Value| others.iter().all(|other| other.iter().any(|other| is_equal(value, other)));
    Some(first.iter().filter(is_in_all).cloned().collect())
}

/// The `type` next to the values.
fn stated_type(parts: &[Subschema<'_>]) -> Option<SchemaType> {
    parts.iter().find_map(|part| part.keywords.schema_type)
}

/// A value, converted to the `type` next to it: YAML reads `1` as a number and `"1"` as text, without regard to the
/// type.
fn as_stated(value: &Value, stated: Option<SchemaType>) -> Value {
    let read = match (stated, value) {
        (Some(SchemaType::String), Value::Number(_) | Value::Bool(_)) => Some(Value::String(value.to_string())),
        (Some(SchemaType::Integer), Value::String(text)) => text.parse().ok().map(|number: i64| number.into()),
        (Some(SchemaType::Number), Value::String(text)) => text.parse().ok().map(Value::Number),
        (Some(SchemaType::Boolean), Value::String(text)) => text.parse().ok().map(Value::Bool),
        _ => None,
    };
    read.unwrap_or_else(|| value.clone())
}

/// Reports values that are converted to the `type` next to them, and lists without a common value.
pub(super) fn report(context: &mut Context<'_, '_>, parts: &[Subschema<'_>], pointer: &Pointer) {
    let stated = stated_type(parts);
    for part in parts {
        let read = part.keywords.enumeration.iter().map(|value| (value, as_stated(value, stated)));
        if let Some((value, read)) = read.into_iter().find(|(value, read)| *value != read) {
            let at = part.pointer.child("enum");
            context.diagnostics.push(findings::enum_of_other_type(&at, &value.to_string(), &read.to_string()));
        }
    }
    if common(&enumerations(parts)).is_some_and(|common| common.is_empty()) {
        context.diagnostics.push(findings::all_of_enum_conflict(pointer));
    }
}

/// Whether two values are equal in JSON Schema, such as `1` and `1.0`.
fn is_equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => match (integer(left), integer(right)) {
            (Some(left), Some(right)) => left == right,
            _ => left.as_f64() == right.as_f64(),
        },
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| is_equal(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(name, left)| right.get(name).is_some_and(|right| is_equal(left, right)))
        }
        (left, right) => left == right,
    }
}

/// The type of the values: an open enum of strings or integers, the JSON type that they share, or a union of these.
pub(super) fn lower(
    context: &mut Context<'_, '_>,
    values: &[Value],
    parts: &[Subschema<'_>],
    docs: &Docs,
    place: &Place,
) -> TypeRef {
    if values.len() > MOST_VALUES {
        context.diagnostics.push(findings::enum_too_large(&place.pointer, values.len(), MOST_VALUES));
        return TypeRef::Any;
    }
    let by_kind = by_kind(values, parts);
    report_not_named(context, &by_kind, &place.pointer);
    match by_kind.as_slice() {
        [] => TypeRef::Null,
        [(kind, values)] => of_kind(context, *kind, values, parts, docs, place),
        _ => {
            let place = context.reserve(docs, place);
            let inside = Place { pointer: place.pointer.child("enum"), ..place.clone() };
            let arms = arms_of(context, by_kind, parts, &inside, &mut Scope::default());
            let union =
                Union { arms, discriminator: None, by_kind: BTreeMap::new(), unknown_name: None, base: Base::Unknown };
            context.define(TypeKind::Union(union), docs, &place)
        }
    }
}

/// The arms of the values at `place` in a union with this name, one for each kind of JSON.
pub(super) fn arms(
    context: &mut Context<'_, '_>,
    values: &[Value],
    parts: &[Subschema<'_>],
    place: &Place,
    scope: &mut Scope,
) -> Vec<Arm> {
    let by_kind = by_kind(values, parts);
    report_not_named(context, &by_kind, &place.pointer);
    arms_of(context, by_kind, parts, place, scope)
}

fn arms_of(
    context: &mut Context<'_, '_>,
    by_kind: Vec<(JsonKind, Vec<&Value>)>,
    parts: &[Subschema<'_>],
    place: &Place,
    scope: &mut Scope,
) -> Vec<Arm> {
    let arms = by_kind.into_iter().map(|(kind, values)| {
        let rust_name = scope.claim(arm_name(kind));
        let place = Place { wire_name: String::new(), ..place.child(place.pointer.clone(), &rust_name) };
        let ty = of_kind(context, kind, &values, parts, &Docs::default(), &place).widened();
        Arm { pointer: place.pointer.to_string(), rust_name, docs: Docs::default(), ty }
    });
    arms.collect()
}

/// Reports values that do not become variants.
fn report_not_named(context: &mut Context<'_, '_>, by_kind: &[(JsonKind, Vec<&Value>)], pointer: &Pointer) {
    let is_named = |(kind, values): &(JsonKind, Vec<&Value>)| match kind {
        JsonKind::String | JsonKind::Integer | JsonKind::Boolean => true,
        JsonKind::Number => values.len() == 1,
        JsonKind::Null | JsonKind::Array | JsonKind::Object => false,
    };
    if !by_kind.iter().all(is_named) {
        context.diagnostics.push(findings::enum_not_named(pointer));
    }
}

/// The values by their kinds, in the order of the first of each.
fn by_kind<'v>(values: &'v [Value], parts: &[Subschema<'_>]) -> Vec<(JsonKind, Vec<&'v Value>)> {
    let mut by_kind: Vec<(JsonKind, Vec<&Value>)> = Vec::new();
    let says_number = parts.iter().any(|part| part.keywords.schema_type == Some(SchemaType::Number));
    let takes_fractions = says_number && !given_names::are_given(parts);
    let kind = |value: &Value| kind(value, takes_fractions);
    let is_number = |value: &Value| kind(value) == Some(JsonKind::Number);
    let has_numbers = values.iter().any(is_number);
    for value in values {
        let Some(kind) = kind(value) else { continue };
        // A schema for all numbers accepts integers too.
        let kind = if kind == JsonKind::Integer && has_numbers { JsonKind::Number } else { kind };
        match by_kind.iter_mut().find(|(other, _)| *other == kind) {
            Some((_, values)) => values.push(value),
            None => by_kind.push((kind, vec![value])),
        }
    }
    by_kind
}

/// The kind of a value that is not null. If the `type` is `number`, whole numbers are not integers, unless they have names.
fn kind(value: &Value, takes_fractions: bool) -> Option<JsonKind> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(_) => JsonKind::Boolean,
        Value::Number(number) if !takes_fractions && integer(number).is_some() => JsonKind::Integer,
        Value::Number(_) => JsonKind::Number,
        Value::String(_) => JsonKind::String,
        Value::Array(_) => JsonKind::Array,
        Value::Object(_) => JsonKind::Object,
    })
}

fn arm_name(kind: JsonKind) -> &'static str {
    match kind {
        JsonKind::Null => "Null",
        JsonKind::Boolean => "Boolean",
        JsonKind::Integer => "Integer",
        JsonKind::Number => "Number",
        JsonKind::String => "String",
        JsonKind::Array => "Array",
        JsonKind::Object => "Object",
    }
}

fn of_kind(
    context: &mut Context<'_, '_>,
    kind: JsonKind,
    values: &[&Value],
    parts: &[Subschema<'_>],
    docs: &Docs,
    place: &Place,
) -> TypeRef {
    match kind {
        JsonKind::String if is_secret(parts) => TypeRef::Secret,
        JsonKind::String => {
            let values: Vec<String> = values.iter().filter_map(|value| value.as_str()).map(str::to_owned).collect();
            string_enum(context, values, parts, docs, place)
        }
        JsonKind::Integer => {
            let values: Vec<i64> = values.iter().filter_map(|value| value.as_number()).filter_map(integer).collect();
            let said = given_names::enum_values(context, parts);
            let said = said.into_iter().map(|(value, said)| (integer_text(value), said)).collect();
            open_enum(context, EnumValues::Integers(values), &said, parts, docs, place)
        }
        JsonKind::Number => number(values),
        JsonKind::Boolean => boolean(values),
        JsonKind::Array => TypeRef::Array(Box::new(TypeRef::Any)),
        JsonKind::Object => TypeRef::Object,
        JsonKind::Null => TypeRef::Null,
    }
}

/// Whether a string is not to be shown, not even as the name of one of its known values.
pub(super) fn is_secret(parts: &[Subschema<'_>]) -> bool {
    parts.iter().any(|part| part.keywords.format() == Some("password"))
}

/// Both values together are any boolean.
fn boolean(values: &[&Value]) -> TypeRef {
    let has = |wanted: bool| values.iter().any(|value| value.as_bool() == Some(wanted));
    match (has(true), has(false)) {
        (true, false) => TypeRef::Literal(true),
        (false, true) => TypeRef::Literal(false),
        _ => TypeRef::Boolean,
    }
}

/// A single number is a literal.
fn number(values: &[&Value]) -> TypeRef {
    match values {
        [only] => TypeRef::NumberLiteral(only.to_string()),
        _ => TypeRef::Number,
    }
}

/// The number as an integer: `1` and `1.0` are one.
fn integer(number: &Number) -> Option<i64> {
    // Above this limit, the distance of floats is more than 1.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    #[expect(clippy::cast_possible_truncation, reason = "the float is whole and small")]
    let whole = |float: f64| (float.fract() == 0.0 && float.abs() <= EXACT).then_some(float as i64);
    number.as_i64().or_else(|| number.as_f64().filter(|_| number.is_f64()).and_then(whole))
}

/// The text of a value as the one of an integer: `1.0` is `1`.
fn integer_text(value: String) -> String {
    let number = value.parse::<Number>().ok();
    number.as_ref().and_then(integer).map_or(value, |integer| integer.to_string())
}

/// The known values of an open enum.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum EnumValues {
    Strings(Vec<String>),
    Integers(Vec<i64>),
}

/// Defines an open enum of strings, which `parts` list.
pub(super) fn string_enum(
    context: &mut Context<'_, '_>,
    values: Vec<String>,
    parts: &[Subschema<'_>],
    docs: &Docs,
    place: &Place,
) -> TypeRef {
    let said = given_names::enum_values(context, parts);
    open_enum(context, EnumValues::Strings(values), &said, parts, docs, place)
}

/// The key that equal inline enums share: a name, the values and their names and descriptions.
pub(super) type InlineEnum = (Name, EnumValues, Vec<(String, Said)>);

/// Defines an open enum. Inline enums with the same values are one type, if they have the same property, or would have the same
/// name: `role`, and the items of `roles`. If the author has named the enum, only the name counts.
fn open_enum(
    context: &mut Context<'_, '_>,
    values: EnumValues,
    said: &IndexMap<String, Said>,
    parts: &[Subschema<'_>],
    docs: &Docs,
    place: &Place,
) -> TypeRef {
    let names: Vec<(String, Said)> = said.iter().map(|(value, said)| (value.clone(), said.clone())).collect();
    let inline = place.reserved.is_none() && !place.wire_name.is_empty();
    let given = given_names::enum_type(parts).filter(|_| place.reserved.is_none());
    let place = &Place { type_name: given.clone().unwrap_or_else(|| place.type_name.clone()), ..place.clone() };
    let property = Some(Name::Property(place.wire_name.clone())).filter(|_| given.is_none());
    let shared = property.into_iter().chain([Name::Type(place.type_name.clone())]).filter(|_| inline);
    let keys: Vec<InlineEnum> = shared.map(|name| (name, values.clone(), names.clone())).collect();
    if let Some(id) = keys.iter().find_map(|key| context.inline_enums.get(key)).copied() {
        for key in keys {
            context.inline_enums.entry(key).or_insert(id);
        }
        return TypeRef::Named(id);
    }
    let kind = match values {
        EnumValues::Strings(values) => TypeKind::StringEnum(of_strings(values, said)),
        EnumValues::Integers(values) => TypeKind::IntegerEnum(of_integers(values, said)),
    };
    let ty = context.define(kind, docs, place);
    if let TypeRef::Named(id) = ty {
        context.inline_enums.extend(keys.into_iter().map(|key| (key, id)));
    }
    ty
}

fn of_strings(mut values: Vec<String>, said: &IndexMap<String, Said>) -> StringEnum {
    let mut seen = BTreeSet::new();
    values.retain(|value| seen.insert(value.clone()));
    let mut scope = Scope::default();
    let rust_names = scope.claim_all(values.iter().map(String::as_str), |value| given_name(said, value, value));
    let variants = values.into_iter().zip(rust_names).map(|(wire_name, rust_name)| {
        let description = description(said, &wire_name);
        Variant { wire_name, rust_name, description }
    });
    let variants = variants.collect();
    let unknown_name = scope.claim("Unknown");
    StringEnum { variants, unknown_name }
}

fn of_integers(mut values: Vec<i64>, said: &IndexMap<String, Said>) -> IntegerEnum {
    let mut seen = BTreeSet::new();
    values.retain(|value| seen.insert(*value));
    let mut scope = Scope::default();
    let variants = values.iter().map(|value| {
        let made = if *value < 0 { format!("Minus{}", value.unsigned_abs()) } else { format!("Value{value}") };
        let text = value.to_string();
        let rust_name = scope.claim(&given_name(said, &text, &made));
        IntegerVariant { value: *value, rust_name, description: description(said, &text) }
    });
    let variants = variants.collect();
    IntegerEnum { variants, unknown_name: scope.claim("Unknown") }
}

/// The variant of a value: as the author named it, or `otherwise`.
fn given_name(said: &IndexMap<String, Said>, value: &str, otherwise: &str) -> String {
    names::variant_name(said.get(value).and_then(|said| said.name.as_deref()).unwrap_or(otherwise))
}

fn description(said: &IndexMap<String, Said>, value: &str) -> Option<String> {
    said.get(value)?.description.clone()
}
