//! Valid instances: every arm, every value, and each object with the fewest and the most properties.

use std::{cell::Cell, collections::BTreeMap};

use serde_json::{Map, Value, json};

use super::{
    scalars,
    schema::{Document, Part, types},
    validate::{is_of, is_valid},
};

/// The number of instances of a schema, by its depth. At the last depth, they have only required properties.
const LIMITS: &[usize] = &[300, 24, 8, 3, 1, 1, 1, 1];
/// From this depth on, optional properties are left out.
const LEAST_FROM: usize = 4;
/// The number of nested unions that are entered: a union may be its own arm.
const ARMS: usize = 24;
/// The number of schemas that are visited for one component.
const BUDGET: usize = 20_000;

const TYPES: &[&str] = &["string", "integer", "number", "boolean", "array", "object", "null"];

/// Instances of a component schema, without equal ones.
pub(super) fn of_component(document: &Document<'_>, schema: &Value) -> Vec<Value> {
    let budget = Cell::new(BUDGET);
    let sampler = Sampler { document: *document, budget: &budget, arms: ARMS };
    let mut found: Vec<Value> = Vec::new();
    for value in sampler.schema(schema, 0) {
        if !found.contains(&value) && is_valid(document, schema, &value) {
            found.push(value);
        }
    }
    found
}

#[derive(Clone, Copy)]
struct Sampler<'d, 'b> {
    document: Document<'d>,
    budget: &'b Cell<usize>,
    /// How many unions may still be entered here.
    arms: usize,
}

impl<'d> Sampler<'d, '_> {
    fn schema(self, schema: &'d Value, depth: usize) -> Vec<Value> {
        self.document.parts(schema).map(|parts| self.parts(&parts, depth)).unwrap_or_default()
    }

    fn parts(self, parts: &[Part<'d>], depth: usize) -> Vec<Value> {
        let (Some(limit), Some(budget)) = (LIMITS.get(depth), self.budget.get().checked_sub(1)) else {
            return Vec::new();
        };
        self.budget.set(budget);
        let mut found = self.alternatives(parts, depth).unwrap_or_else(|| self.plain(parts, depth));
        found.truncate(*limit);
        found
    }

    /// The instances of every arm of the first `oneOf` or `anyOf`.
    fn alternatives(self, parts: &[Part<'d>], depth: usize) -> Option<Vec<Value>> {
        let (index, keyword, arms) = parts.iter().enumerate().find_map(|(index, part)| {
            let list = |name: &'static str| part.schema.get(name).and_then(Value::as_array);
            let one_of = list("oneOf").filter(|_| !part.one_of_chosen).map(|arms| (index, "oneOf", arms));
            one_of.or_else(|| list("anyOf").filter(|_| !part.any_of_chosen).map(|arms| (index, "anyOf", arms)))
        })?;
        let mut rest = parts.to_vec();
        let chosen = rest.get_mut(index)?;
        match keyword {
            "oneOf" => chosen.one_of_chosen = true,
            _ => chosen.any_of_chosen = true,
        }
        let is_nullable = parts.iter().all(|part| types(&self.document, part.schema).iter().any(|name| name == "null"));
        let deeper = Self { arms: self.arms.checked_sub(1)?, ..self };
        let mut by_arm: Vec<Vec<Value>> = Vec::new();
        for arm in arms {
            let Some(arm) = self.document.parts(arm) else { continue };
            by_arm.push(deeper.parts(&[rest.clone(), arm].concat(), depth));
        }
        // Alternating, so that every arm has instances below a limit.
        let mut found = Vec::new();
        for turn in 0..by_arm.iter().map(Vec::len).max().unwrap_or(0) {
            found.extend(by_arm.iter().filter_map(|values| values.get(turn)).cloned());
        }
        if is_nullable {
            found.push(Value::Null);
        }
        Some(found)
    }

    fn plain(self, parts: &[Part<'d>], depth: usize) -> Vec<Value> {
        if let Some(constant) = parts.iter().find_map(|part| part.schema.get("const")) {
            return vec![constant.clone()];
        }
        if let Some(values) = parts.iter().find_map(|part| part.schema.get("enum")?.as_array()) {
            let mut values = values.clone();
            if self.document.is_3_0 && parts.iter().all(|part| part.schema.get("nullable") == Some(&json!(true))) {
                values.push(Value::Null);
            }
            return values;
        }
        let mut found = Vec::new();
        for name in self.types(parts) {
            match name.as_str() {
                "string" => found.extend(scalars::strings(parts)),
                "integer" => found.extend(scalars::integers(parts)),
                "number" => found.extend(scalars::numbers(parts)),
                "boolean" => found.extend([json!(true), json!(false)]),
                "array" => found.extend(self.arrays(parts, depth)),
                "object" => found.extend(self.objects(parts, depth)),
                _ => found.push(Value::Null),
            }
        }
        found
    }

    /// The types that all parts allow. If no part has a `type`, the types of their keywords, or all types.
    fn types(self, parts: &[Part<'d>]) -> Vec<String> {
        let mut allowed: Option<Vec<String>> = None;
        for part in parts {
            let stated = types(&self.document, part.schema);
            if stated.is_empty() {
                continue;
            }
            allowed = Some(match allowed {
                None => stated,
                Some(allowed) => {
                    let both = |name: &&String| {
                        stated.contains(name) || (*name == "integer" && stated.iter().any(|other| other == "number"))
                    };
                    let narrowed = stated
                        .iter()
                        .filter(|name| *name == "integer" && allowed.iter().any(|other| other == "number"));
                    let mut kept: Vec<String> = allowed.iter().filter(both).cloned().collect();
                    for name in narrowed {
                        if !kept.contains(name) {
                            kept.push(name.clone());
                        }
                    }
                    kept
                }
            });
        }
        allowed.unwrap_or_else(|| {
            let has =
                |names: &[&str]| parts.iter().any(|part| names.iter().any(|name| part.schema.contains_key(*name)));
            if has(&["properties", "required", "additionalProperties", "patternProperties"]) {
                vec!["object".to_owned()]
            } else if has(&["items", "prefixItems"]) {
                vec!["array".to_owned()]
            } else {
                TYPES.iter().map(|name| (*name).to_owned()).collect()
            }
        })
    }

    fn arrays(self, parts: &[Part<'d>], depth: usize) -> Vec<Value> {
        let of = |name: &str| parts.iter().find_map(|part| part.schema.get(name));
        let least = scalars::bound(parts, "minItems").unwrap_or(0.0);
        let mut found = Vec::new();
        if least == 0.0 {
            found.push(json!([]));
        }
        if let Some(prefix) = of("prefixItems").and_then(Value::as_array) {
            found.extend(self.tuples(prefix, of("items"), depth));
            return found;
        }
        let items = match of("items") {
            Some(schema) => self.schema(schema, depth + 1),
            None => vec![json!(1), json!("text"), json!({"a": null})],
        };
        let mut fill = items.iter().cycle();
        for item in &items {
            let mut list = vec![item.clone()];
            while f64::from(u32::try_from(list.len()).unwrap_or(u32::MAX)) < least && list.len() < 64 {
                list.extend(fill.next().cloned());
            }
            found.push(Value::Array(list));
        }
        if items.len() > 1 {
            found.push(Value::Array(items));
        }
        found
    }

    /// Arrays of every length up to all elements and one more, and with each value of each element.
    fn tuples(self, prefix: &'d [Value], rest: Option<&'d Value>, depth: usize) -> Vec<Value> {
        let schemas = prefix.iter().chain(rest);
        let values: Vec<Vec<Value>> = schemas.map(|schema| self.schema(schema, depth + 1)).collect();
        let first: Vec<Value> = values.iter().map_while(|values| values.first().cloned()).collect();
        let shorter = (1..=first.len()).filter_map(|length| first.get(..length)).map(<[Value]>::to_vec);
        let mut found: Vec<Vec<Value>> = shorter.collect();
        for (index, values) in values.iter().enumerate().take(first.len()) {
            for value in values.iter().skip(1) {
                let mut other = first.clone();
                other.splice(index..=index, [value.clone()]);
                found.push(other);
            }
        }
        found.into_iter().map(Value::Array).collect()
    }

    fn objects(self, parts: &[Part<'d>], depth: usize) -> Vec<Value> {
        let properties = self.properties(parts, depth);
        let required: Vec<&str> = parts
            .iter()
            .filter_map(|part| part.schema.get("required")?.as_array())
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let first = |name: &str| properties.get(name).and_then(|values| values.first()).cloned();
        let mut least = Map::new();
        for name in &required {
            let declared = properties.contains_key(*name);
            let Some(value) = first(name).or_else(|| (!declared).then(|| json!("text"))) else { return Vec::new() };
            least.insert((*name).to_owned(), value);
        }
        let mut most = least.clone();
        for (name, values) in &properties {
            if let Some(value) = values.first() {
                most.insert((*name).to_owned(), value.clone());
            }
        }
        let mut found = vec![Value::Object(least.clone()), Value::Object(most.clone())];
        // Each property alone, then each of its other values.
        for (name, values) in &properties {
            for (index, value) in values.iter().enumerate() {
                let mut members = if index % 2 == 0 { least.clone() } else { most.clone() };
                members.insert((*name).to_owned(), value.clone());
                found.push(Value::Object(members));
            }
        }
        found.extend(self.additional(parts, depth).into_iter().map(|value| {
            let mut members = least.clone();
            members.insert("other property".to_owned(), value);
            Value::Object(members)
        }));
        found
    }

    fn properties(self, parts: &[Part<'d>], depth: usize) -> BTreeMap<&'d str, Vec<Value>> {
        let mut schemas: BTreeMap<&'d str, Vec<&'d Value>> = BTreeMap::new();
        for part in parts {
            for (name, schema) in part.schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
                schemas.entry(name).or_default().push(schema);
            }
        }
        let is_required = |name: &str| {
            parts.iter().any(|part| {
                part.schema
                    .get("required")
                    .and_then(Value::as_array)
                    .is_some_and(|names| names.iter().any(|other| other == name))
            })
        };
        schemas
            .into_iter()
            .filter(|(name, _)| depth < LEAST_FROM || is_required(name))
            .map(|(name, schemas)| {
                let parts: Option<Vec<_>> = schemas.iter().map(|schema| self.document.parts(schema)).collect();
                (name, parts.map(|parts| self.parts(&parts.concat(), depth + 1)).unwrap_or_default())
            })
            .collect()
    }

    fn additional(self, parts: &[Part<'d>], depth: usize) -> Vec<Value> {
        if depth >= LEAST_FROM || parts.iter().any(|part| part.schema.contains_key("patternProperties")) {
            return Vec::new();
        }
        match parts.iter().find_map(|part| part.schema.get("additionalProperties")) {
            None | Some(Value::Bool(false)) => Vec::new(),
            Some(schema) => self.schema(schema, depth + 1),
        }
    }
}

/// Whether `schema` allows a value of this kind of JSON, as far as samples show.
pub(super) fn allows_kind(document: &Document<'_>, schema: &Value, kind: &str) -> bool {
    let budget = Cell::new(BUDGET);
    let sampler = Sampler { document: *document, budget: &budget, arms: ARMS };
    let samples = sampler.schema(schema, 1);
    samples.is_empty() || samples.iter().any(|value| is_of(kind, value))
}
