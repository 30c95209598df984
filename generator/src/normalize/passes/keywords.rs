//! Schema keywords of JSON Schema 2020-12 that OpenAPI 3.0 writes in another way.
//!
//! Each function sees one schema, after the schemas inside it.

use serde_json::{Map, Value, json};

use super::super::{Context, carry, context::Findings, objects::Kind, walk::walk_kind};
use crate::pointer::Path;

type Schema = Map<String, Value>;

fn each(context: &mut Context<'_>, rewrite: fn(&mut Schema)) {
    walk_kind(&mut context.document, Kind::Schema, |schema, _| rewrite(schema));
}

/// `const: 1` → `enum: [1]`.
pub(super) fn constants(context: &mut Context<'_>) {
    each(context, |schema| {
        if let Some(value) = schema.shift_remove("const") {
            schema.insert("enum".to_owned(), json!([value.clone()]));
            schema.insert(carry::CONST.to_owned(), value);
        }
    });
}

/// `exclusiveMinimum: 1` → `minimum: 1, exclusiveMinimum: true`.
pub(super) fn exclusive_bounds(context: &mut Context<'_>) {
    each(context, |schema| {
        exclusive_bound(schema, "exclusiveMinimum", "minimum", |exclusive, inclusive| exclusive >= inclusive);
        exclusive_bound(schema, "exclusiveMaximum", "maximum", |exclusive, inclusive| exclusive <= inclusive);
    });
}

fn exclusive_bound(schema: &mut Schema, exclusive: &str, inclusive: &str, tighter: fn(f64, f64) -> bool) {
    let Some(Value::Number(bound)) = schema.get(exclusive).cloned() else { return };
    let other = schema.get(inclusive).and_then(Value::as_f64);
    let is_tighter = other.is_none_or(|other| bound.as_f64().is_some_and(|bound| tighter(bound, other)));
    if is_tighter {
        schema.insert(inclusive.to_owned(), Value::Number(bound));
        schema.insert(exclusive.to_owned(), json!(true));
    } else {
        schema.shift_remove(exclusive);
    }
}

/// `examples: [1, 2]` → `example: 1`.
pub(super) fn examples(context: &mut Context<'_>) {
    each(context, |schema| {
        let Some(examples) = schema.shift_remove("examples") else { return };
        if let Some(first) = examples.as_array().and_then(|examples| examples.first())
            && !schema.contains_key("example")
        {
            schema.insert("example".to_owned(), first.clone());
        }
        schema.insert(carry::EXAMPLES.to_owned(), examples);
    });
}

/// `prefixItems: [A, B], items: C` → `items: {anyOf: [A, B, C]}`, and how many of them are for one element each.
pub(super) fn prefix_items(context: &mut Context<'_>) {
    let findings = &mut context.findings;
    walk_kind(&mut context.document, Kind::Schema, |schema, path| {
        let Some(Value::Array(mut elements)) = schema.shift_remove("prefixItems") else { return };
        if elements.is_empty() {
            return;
        }
        let place = path.pointer();
        let arms = place.child("items").child("anyOf");
        // An array may end before the last of them, but not where `maxItems` says so.
        let most = schema.get("maxItems").and_then(Value::as_u64).and_then(|most| usize::try_from(most).ok());
        elements.truncate(most.unwrap_or(usize::MAX).max(1));
        let count = elements.len();
        let rest = schema.shift_remove("items").unwrap_or_else(|| json!({}));
        let is_closed = rest == json!({"not": {}}) || rest == json!(false) || most.is_some_and(|most| most <= count);
        if !is_closed {
            findings.record_move(&place.child("items"), &arms.child(count));
            elements.push(rest);
        }
        findings.record_move(&place.child("prefixItems"), &arms);
        schema.insert("items".to_owned(), json!({"anyOf": elements}));
        schema.insert(carry::PREFIX_ITEMS.to_owned(), json!(count));
    });
}

/// `patternProperties` widen `additionalProperties`: a name that matches is allowed there what its pattern allows.
pub(super) fn pattern_properties(context: &mut Context<'_>) {
    each(context, |schema| {
        let Some(Value::Object(patterns)) = schema.shift_remove("patternProperties") else { return };
        if patterns.is_empty() {
            return;
        }
        let expressions: Vec<String> = patterns.keys().cloned().collect();
        let mut arms: Vec<Value> = patterns.into_iter().map(|(_, schema)| schema).collect();
        match schema.get("additionalProperties") {
            // All other names may have any value: so any value it is.
            None | Some(Value::Bool(true)) => arms.clear(),
            Some(Value::Bool(false)) => {}
            Some(other) => arms.push(other.clone()),
        }
        arms.dedup();
        let additional = match arms.len() {
            0 => None,
            1 => arms.pop(),
            _ => Some(json!({"anyOf": arms})),
        };
        if let Some(additional) = additional {
            schema.insert("additionalProperties".to_owned(), additional);
        }
        schema.insert(carry::PATTERN_PROPERTIES.to_owned(), json!(expressions));
    });
}

/// `unevaluatedProperties` is `additionalProperties` where nothing else evaluates properties.
pub(super) fn unevaluated_properties(context: &mut Context<'_>) {
    const EVALUATING: &[&str] = &["allOf", "oneOf", "anyOf", "if", "then", "else", "dependentSchemas", "$ref"];
    each(context, |schema| {
        if schema.contains_key("additionalProperties") {
            schema.shift_remove("unevaluatedProperties");
        } else if !EVALUATING.iter().any(|keyword| schema.contains_key(*keyword))
            && let Some(rest) = schema.shift_remove("unevaluatedProperties")
        {
            schema.insert("additionalProperties".to_owned(), rest);
        } else if schema.get("unevaluatedProperties").is_some_and(Value::is_boolean) {
            // A flag says only whether unknown properties are valid. Types keep them either way.
            schema.shift_remove("unevaluatedProperties");
        }
        if schema.get("unevaluatedItems").is_some_and(Value::is_boolean) {
            schema.shift_remove("unevaluatedItems");
        }
    });
}

/// `contentEncoding: base64` → `format: byte`; other content keywords are carried.
pub(super) fn content(context: &mut Context<'_>) {
    each(context, |schema| {
        let encoding = schema.shift_remove("contentEncoding");
        let media_type = schema.shift_remove("contentMediaType");
        let format = match (encoding.as_ref().and_then(Value::as_str), media_type.as_ref().and_then(Value::as_str)) {
            (Some("base64"), _) => Some("byte"),
            (None | Some("binary"), Some("application/octet-stream")) => Some("binary"),
            _ => None,
        };
        if let Some(format) = format
            && !schema.contains_key("format")
        {
            schema.entry("type").or_insert_with(|| json!("string"));
            schema.insert("format".to_owned(), json!(format));
        }
        carry(schema, carry::CONTENT_ENCODING, encoding);
        carry(schema, carry::CONTENT_MEDIA_TYPE, media_type);
    });
    let findings = &mut context.findings;
    walk_kind(&mut context.document, Kind::Schema, |schema, path| {
        rename(schema, "contentSchema", carry::CONTENT_SCHEMA, path, findings);
    });
    walk_kind(&mut context.document, Kind::MediaType, |media_type, path| {
        rename(media_type, "itemSchema", carry::ITEM_SCHEMA, path, findings);
    });
}

/// Gives a member that holds schemas its carrying name.
fn rename(object: &mut Schema, old: &str, new: &str, path: &Path, findings: &mut Findings<'_>) {
    if let Some(value) = object.shift_remove(old) {
        let place = path.pointer();
        findings.record_move(&place.child(old), &place.child(new));
        object.insert(new.to_owned(), value);
    }
}

fn carry(object: &mut Schema, name: &str, value: Option<Value>) {
    if let Some(value) = value {
        object.insert(name.to_owned(), value);
    }
}
