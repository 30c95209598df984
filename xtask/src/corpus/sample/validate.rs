//! Whether a value is valid under a schema, by the keywords that affect types. Regular expressions are not checked.

use std::cell::Cell;

use serde_json::{Map, Value};

use super::{
    compare::is_same,
    schema::{Document, types},
};

/// No schema of a sampled value is nested deeper.
const DEPTH: usize = 64;

/// The most schemas that are visited for one value, since references may multiply.
const STEPS: usize = 20_000;

/// Whether `value` is valid.
pub(super) fn is_valid(document: &Document<'_>, schema: &Value, value: &Value) -> bool {
    check(&Validation { document: *document, steps: Cell::new(STEPS) }, schema, value, DEPTH)
}

/// A document, and the number of schemas that may still be visited.
struct Validation<'d> {
    document: Document<'d>,
    steps: Cell<usize>,
}

fn check(validation: &Validation<'_>, schema: &Value, value: &Value, depth: usize) -> bool {
    let (Some(depth), Some(steps)) = (depth.checked_sub(1), validation.steps.get().checked_sub(1)) else {
        return false;
    };
    validation.steps.set(steps);
    let schema = match schema {
        Value::Bool(all) => return *all,
        Value::Object(schema) => schema,
        _ => return true,
    };
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        let target = validation.document.target(reference).is_none_or(|target| check(validation, target, value, depth));
        if validation.document.is_3_0 || !target {
            return target;
        }
    }
    let is_nullable = validation.document.is_3_0 && schema.get("nullable") == Some(&Value::Bool(true));
    if value.is_null() && is_nullable && schema.contains_key("type") && !schema.contains_key("enum") {
        return true;
    }
    of_type(&validation.document, schema, value)
        && of_values(schema, value, is_nullable)
        && in_bounds(schema, value)
        && combinations(validation, schema, value, depth)
        && agrees_with_tag(validation, schema, value, depth)
        && members(validation, schema, value, depth)
        && elements(validation, schema, value, depth)
}

fn of_type(document: &Document<'_>, schema: &Map<String, Value>, value: &Value) -> bool {
    let types = types(document, schema);
    types.is_empty() || types.iter().any(|name| is_of(name, value))
}

/// Whether `value` is of the type `name`: `1.0` is an integer.
pub(super) fn is_of(name: &str, value: &Value) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|float| float.fract() == 0.0),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => true,
    }
}

fn of_values(schema: &Map<String, Value>, value: &Value, is_nullable: bool) -> bool {
    let is = |other: &Value| is_same(other, value);
    let listed = schema.get("enum").and_then(Value::as_array).is_none_or(|values| values.iter().any(is));
    (listed || (is_nullable && value.is_null())) && schema.get("const").is_none_or(is)
}

fn in_bounds(schema: &Map<String, Value>, value: &Value) -> bool {
    let of = |name: &str| schema.get(name).and_then(Value::as_f64);
    let size = match value {
        Value::String(text) => (text.chars().count(), "minLength", "maxLength"),
        Value::Array(items) => (items.len(), "minItems", "maxItems"),
        Value::Object(members) => (members.len(), "minProperties", "maxProperties"),
        Value::Number(number) => {
            let Some(number) = number.as_f64() else { return false };
            let flag = |name: &str| schema.get(name) == Some(&Value::Bool(true));
            let above = |least: f64| if flag("exclusiveMinimum") { number > least } else { number >= least };
            let below = |most: f64| if flag("exclusiveMaximum") { number < most } else { number <= most };
            return of("minimum").is_none_or(above)
                && of("maximum").is_none_or(below)
                && of("exclusiveMinimum").is_none_or(|least| number > least)
                && of("exclusiveMaximum").is_none_or(|most| number < most)
                && of("multipleOf").is_none_or(|step| (number / step).fract() == 0.0);
        }
        Value::Null | Value::Bool(_) => return true,
    };
    let length = f64::from(u32::try_from(size.0).unwrap_or(u32::MAX));
    of(size.1).is_none_or(|least| length >= least) && of(size.2).is_none_or(|most| length <= most)
}

fn combinations(validation: &Validation<'_>, schema: &Map<String, Value>, value: &Value, depth: usize) -> bool {
    let count = |name: &str| {
        let list = schema.get(name).and_then(Value::as_array)?;
        Some((list.iter().filter(|arm| check(validation, arm, value, depth)).count(), list.len()))
    };
    count("allOf").is_none_or(|(valid, all)| valid == all)
        && count("anyOf").is_none_or(|(valid, _)| valid > 0)
        && count("oneOf").is_none_or(|(valid, _)| valid == 1)
        && schema.get("not").is_none_or(|not| !check(validation, not, value, depth))
}

/// Whether the value is valid as the alternative that its tag names. If it is not, the keywords contradict each other, and it
/// is unclear which of the two alternatives the value is.
fn agrees_with_tag(validation: &Validation<'_>, schema: &Map<String, Value>, value: &Value, depth: usize) -> bool {
    let lists = ["oneOf", "anyOf"].iter().any(|name| schema.contains_key(*name));
    let Some(discriminator) = schema.get("discriminator").filter(|_| lists) else { return true };
    let property = discriminator.get("propertyName").and_then(Value::as_str).unwrap_or_default();
    let tag = match value.get(property) {
        Some(Value::String(text)) => text.clone(),
        Some(tag @ (Value::Bool(_) | Value::Number(_))) => tag.to_string(),
        _ => return true,
    };
    let named =
        discriminator.get("mapping").and_then(|mapping| mapping.get(&tag)).and_then(Value::as_str).unwrap_or(&tag);
    let target = validation.document.target(named);
    let target = target.or_else(|| validation.document.target(&format!("#/components/schemas/{named}")));
    target.is_none_or(|target| check(validation, target, value, depth))
}

fn members(validation: &Validation<'_>, schema: &Map<String, Value>, value: &Value, depth: usize) -> bool {
    let Value::Object(members) = value else { return true };
    let properties = schema.get("properties").and_then(Value::as_object);
    let patterns =
        schema.get("patternProperties").and_then(Value::as_object).is_some_and(|patterns| !patterns.is_empty());
    let additional = schema.get("additionalProperties").filter(|_| !patterns);
    let required = schema.get("required").and_then(Value::as_array);
    required.into_iter().flatten().filter_map(Value::as_str).all(|name| members.contains_key(name))
        && members.iter().all(|(name, value)| {
            match properties.and_then(|properties| properties.get(name)).or(additional) {
                Some(schema) => check(validation, schema, value, depth),
                None => true,
            }
        })
}

fn elements(validation: &Validation<'_>, schema: &Map<String, Value>, value: &Value, depth: usize) -> bool {
    let Value::Array(elements) = value else { return true };
    let prefix = schema.get("prefixItems").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let is_unique = schema.get("uniqueItems") != Some(&Value::Bool(true))
        || elements
            .iter()
            .enumerate()
            .all(|(index, element)| !elements.iter().take(index).any(|other| other == element));
    is_unique
        && elements.iter().enumerate().all(|(index, element)| {
            prefix.get(index).or(schema.get("items")).is_none_or(|schema| check(validation, schema, element, depth))
        })
}
