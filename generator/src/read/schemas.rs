//! Reads schemas straight from the tree.
//!
//! Input: schemas of the form that `normalize` has checked, with the keywords of OpenAPI 3.0 and of JSON Schema 2020-12.
//! Output: [`Schema`]s. Lists of properties and mappings are sorted, since their order has no meaning. [`Origins`] has the
//! alternatives whose place in a [`Schema`] differs from the tree.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};
use thin_vec::{ThinVec, thin_vec};

use super::{
    examples,
    schema::{
        DiscriminatorObject, Prefix, Range, Ranges, Schema, SchemaOrRef, SchemaType, StringContent, TextOfNumber,
    },
    types,
};
use crate::{
    media_type::format_of_content,
    normalize::{Origins, objects::EVALUATING},
    pointer::{Path, Pointer},
};

/// Reads schemas.
#[derive(Default)]
pub(super) struct SchemaReader {
    pub(super) path: Path,
    /// The places of alternatives, with their places in the tree.
    pub(super) origins: Origins,
    /// The references to components that allow nothing but null.
    null: BTreeSet<String>,
    /// The references to components without objects that do not list their values.
    scalars: BTreeSet<String>,
}

impl SchemaReader {
    /// Begins to read the schemas of a document.
    pub(super) fn new(document: &Value) -> Self {
        let components = Pointer::from_tokens(["components", "schemas"]);
        let schemas = document.pointer("/components/schemas").and_then(Value::as_object);
        let schemas: Vec<(String, &Value)> =
            schemas.into_iter().flatten().map(|(name, schema)| (components.child(name).to_string(), schema)).collect();
        let those = |is_one: &dyn Fn(&Value) -> bool| {
            let found = schemas.iter().filter(|(_, schema)| is_one(schema));
            found.map(|(reference, _)| reference.clone()).collect::<BTreeSet<_>>()
        };
        let scalars = those(&is_scalar);
        let is_scalar_alias =
            |schema: &Value| schema.get("$ref").and_then(Value::as_str).is_some_and(|target| scalars.contains(target));
        let aliases = those(&is_scalar_alias);
        Self { null: those(&says_only_null), scalars: scalars.into_iter().chain(aliases).collect(), ..Self::default() }
    }

    /// Whether an alternative means null: converters of `OData`, such as the one of Microsoft Graph, write a reference that may be
    /// null as `anyOf: [{$ref: …}, {type: object, nullable: true}]`. They refer to objects and enums.
    fn is_null_of_odata(&self, alternative: &Value, list: &[Value]) -> bool {
        let reference = |value: &Value| value.get("$ref").and_then(Value::as_str).map(str::to_owned);
        list.len() == 2
            && *alternative == json!({ "type": "object", "nullable": true })
            && list.iter().filter_map(reference).any(|reference| !self.scalars.contains(&reference))
    }

    /// Whether an alternative allows only null.
    fn is_only_null(&self, alternative: &SchemaOrRef) -> bool {
        match alternative {
            SchemaOrRef::Item(schema) => schema.is_only_null(),
            SchemaOrRef::Reference { reference } => self.null.contains(reference),
        }
    }

    /// Reads the schema at the path.
    pub(super) fn read(&mut self, value: &Value) -> SchemaOrRef {
        let Value::Object(object) = value else { return SchemaOrRef::Item(Box::default()) };
        match object.get("$ref").and_then(Value::as_str) {
            Some(reference) if object.iter().all(|(name, value)| name == "$ref" || is_empty_flag(name, value)) => {
                SchemaOrRef::Reference { reference: reference.to_owned() }
            }
            _ => SchemaOrRef::Item(Box::new(self.object(object))),
        }
    }

    fn object(&mut self, object: &Map<String, Value>) -> Schema {
        let names = types::names(object);
        match &names {
            Some(names) if names.names.is_empty() => annotations(object).only_null(),
            Some(names) if names.names.len() > 1 => {
                let whole = types::alternatives(object, names, &self.path.pointer(), &mut self.origins);
                self.of_one_type(&whole, None)
            }
            Some(names) => {
                let mut schema = self.of_one_type(object, names.names.first().copied());
                schema.nullable |= names.null;
                schema
            }
            None => self.of_one_type(object, None),
        }
    }

    /// Reads a schema whose `type` is one name, or is absent.
    fn of_one_type(&mut self, object: &Map<String, Value>, type_name: Option<&str>) -> Schema {
        let mut schema = annotations(object);
        schema.schema_type = type_name.and_then(SchemaType::of);
        let text = |name: &str| object.get(name).and_then(Value::as_str).map(str::to_owned);
        schema.format = text("format").filter(|format| !format.is_empty()).map(Into::into);
        let content = StringContent { encoding: text("contentEncoding"), media_type: text("contentMediaType") };
        schema.content = Some(content).filter(|content| *content != StringContent::default()).map(Box::new);
        content_format(&mut schema);
        schema.text_of_number = text("pattern").and_then(|pattern| text_of_number(&pattern));
        schema.enumeration = match (object.get("const"), object.get("enum")) {
            (Some(value), _) => thin_vec![sorted(value)],
            (None, Some(Value::Array(values))) => values.iter().map(sorted).collect(),
            (None, _) => ThinVec::new(),
        };
        if schema.enumeration.contains(&Value::Null) {
            schema.nullable = true;
            schema.enumeration.retain(|value| !value.is_null());
            if schema.enumeration.is_empty() {
                return schema.only_null();
            }
        }
        for keyword in ["oneOf", "anyOf"] {
            let Some(Value::Array(list)) = object.get(keyword) else { continue };
            let (kept, null) = self.alternatives(keyword, list);
            if null && kept.is_empty() {
                return schema.only_null();
            }
            schema.nullable |= null;
            *(if keyword == "oneOf" { &mut schema.one_of } else { &mut schema.any_of }) = kept;
        }
        schema.ranges = Some(ranges(object)).filter(|ranges| *ranges != Ranges::default()).map(Box::new);
        self.of_objects(object, &mut schema);
        self.of_arrays(object, &mut schema);
        schema.all_of = self.list(object, "allOf");
        if let Some(reference) = object.get("$ref").and_then(Value::as_str) {
            schema.all_of.push(SchemaOrRef::Reference { reference: reference.to_owned() });
        }
        schema.discriminator = object.get("discriminator").and_then(discriminator).map(Box::new);
        schema
    }

    /// The alternatives of a list that are not `null` alone, and whether one is.
    fn alternatives(&mut self, keyword: &str, list: &[Value]) -> (ThinVec<SchemaOrRef>, bool) {
        let mut kept = ThinVec::with_capacity(list.len());
        let mut null = false;
        self.path.push(keyword);
        // Converters of TypeScript write `undefined` as `not: {}`.
        let never = json!({"not": {}});
        let has_others = list.iter().any(|value| *value != never);
        for (index, value) in list.iter().enumerate() {
            if has_others && *value == never {
                continue;
            }
            // In the schema, it is the next one. References inside it were already moved.
            self.path.push_index(index);
            let at = self.path.pointer();
            let read = self.read(value);
            self.path.pop();
            if self.is_only_null(&read) || self.is_null_of_odata(value, list) {
                null = true;
                continue;
            }
            if kept.len() != index {
                self.path.push_index(kept.len());
                self.origins.record_move(&at, &self.path.pointer());
                self.path.pop();
            }
            kept.push(read);
        }
        self.path.pop();
        (kept, null)
    }

    fn of_objects(&mut self, object: &Map<String, Value>, schema: &mut Schema) {
        if let Some(Value::Object(properties)) = object.get("properties") {
            self.path.push("properties");
            schema.properties = properties.iter().map(|(name, value)| (name.clone(), self.at(name, value))).collect();
            schema.properties.sort_by(|(left, _), (right, _)| left.cmp(right));
            self.path.pop();
        }
        schema.required = match object.get("required") {
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => ThinVec::new(),
        };
        schema.additional = self.additional(object).map(Box::new);
        let is_false = |keyword| object.get(keyword) == Some(&Value::Bool(false));
        schema.is_closed = is_false("additionalProperties") || is_false("unevaluatedProperties");
    }

    /// The schema of undeclared properties.
    fn additional(&mut self, object: &Map<String, Value>) -> Option<SchemaOrRef> {
        let declared = object.get("additionalProperties");
        let patterns = object.get("patternProperties").and_then(Value::as_object).filter(|it| !it.is_empty());
        match (declared, patterns) {
            // All other names may have any value, so the type is any value.
            (Some(Value::Bool(true)), _) => None,
            (Some(additional), Some(patterns)) => self.patterns(patterns, additional),
            (Some(additional @ Value::Object(_)), None) => Some(self.at("additionalProperties", additional)),
            (Some(_), None) => None,
            (None, _) => {
                let rest = object.get("unevaluatedProperties").filter(|rest| rest.is_object())?;
                if EVALUATING.iter().any(|keyword| object.contains_key(*keyword)) {
                    return None;
                }
                Some(self.moved("unevaluatedProperties", "additionalProperties", rest))
            }
        }
    }

    /// A name that matches a pattern has the schema of the pattern, and any other name has `additional`.
    fn patterns(&mut self, patterns: &Map<String, Value>, additional: &Value) -> Option<SchemaOrRef> {
        let mut places: Vec<(&Value, Vec<&str>)> =
            patterns.iter().map(|(pattern, schema)| (schema, vec!["patternProperties", pattern.as_str()])).collect();
        if additional.is_object() {
            places.push((additional, vec!["additionalProperties"]));
        }
        places.dedup_by(|(later, _), (earlier, _)| later == earlier);
        self.any_of(&places, "additionalProperties")
    }

    fn of_arrays(&mut self, object: &Map<String, Value>, schema: &mut Schema) {
        let items = object.get("items");
        let Some(Value::Array(elements)) = object.get("prefixItems").filter(|it| **it != json!([])) else {
            schema.items = items.map(|items| Box::new(self.at("items", items)));
            return;
        };
        let count = |keyword| object.get(keyword).and_then(Value::as_u64).and_then(|count| usize::try_from(count).ok());
        // `maxItems` can end the array before the last of them.
        let most = count("maxItems");
        let elements = elements.get(..most.unwrap_or(usize::MAX).max(1)).unwrap_or(elements);
        let indices: Vec<String> = (0..elements.len()).map(|index| index.to_string()).collect();
        let mut places: Vec<(&Value, Vec<&str>)> =
            elements.iter().zip(&indices).map(|(element, index)| (element, vec!["prefixItems", index])).collect();
        let any = json!({});
        let rest = items.unwrap_or(&any);
        let is_closed = *rest == json!({"not": {}}) || most.is_some_and(|most| most <= elements.len());
        if !is_closed {
            places.push((rest, vec!["items"]));
        }
        schema.prefix = Some(Box::new(Prefix { elements: elements.len(), least: count("minItems").unwrap_or(0) }));
        self.path.push("items");
        let place = self.path.pointer();
        self.path.pop();
        let any_of = self.gathered(&places, &place.child("anyOf"));
        schema.items = Some(Box::new(SchemaOrRef::Item(Box::new(Schema { any_of, ..Schema::default() }))));
    }

    /// One schema for schemas of several places: the only one, or their alternatives.
    fn any_of(&mut self, places: &[(&Value, Vec<&str>)], member: &str) -> Option<SchemaOrRef> {
        let list = self.path.pointer().child(member);
        match places {
            [] => None,
            [(value, place)] => {
                let from = place.iter().fold(self.path.pointer(), |at, token| at.child(token));
                let read = self.inside(place, value);
                if from != list {
                    self.origins.record_move(&from, &list);
                }
                Some(read)
            }
            several => {
                let any_of = self.gathered(several, &list.child("anyOf"));
                Some(SchemaOrRef::Item(Box::new(Schema { any_of, ..Schema::default() })))
            }
        }
    }

    /// Schemas of several places, as alternatives at `list`.
    fn gathered(&mut self, places: &[(&Value, Vec<&str>)], list: &Pointer) -> ThinVec<SchemaOrRef> {
        let around = self.path.pointer();
        let read = places.iter().map(|(value, place)| self.inside(place, value)).collect();
        // The last place may contain the list. It moves before the others get places inside it.
        for (index, (_, place)) in places.iter().enumerate().rev() {
            let from = place.iter().fold(around.clone(), |at, token| at.child(token));
            self.origins.record_move(&from, &list.child(index));
        }
        read
    }

    /// Reads the schema at the path `tokens` from the current place.
    fn inside(&mut self, tokens: &[&str], value: &Value) -> SchemaOrRef {
        for token in tokens {
            self.path.push(token);
        }
        let read = self.read(value);
        for _ in tokens {
            self.path.pop();
        }
        read
    }

    /// Reads the member `name`.
    fn at(&mut self, name: &str, value: &Value) -> SchemaOrRef {
        self.inside(&[name], value)
    }

    /// Reads the member `from`, which is `to` in the schema.
    fn moved(&mut self, from: &str, to: &str, value: &Value) -> SchemaOrRef {
        let read = self.at(from, value);
        let around = self.path.pointer();
        self.origins.record_move(&around.child(from), &around.child(to));
        read
    }

    fn list(&mut self, object: &Map<String, Value>, keyword: &str) -> ThinVec<SchemaOrRef> {
        let Some(Value::Array(list)) = object.get(keyword) else { return ThinVec::new() };
        self.path.push(keyword);
        let mut read = ThinVec::with_capacity(list.len());
        for (index, value) in list.iter().enumerate() {
            self.path.push_index(index);
            read.push(self.read(value));
            self.path.pop();
        }
        self.path.pop();
        read
    }
}

/// Whether a schema itself allows only null, without regard to references.
fn says_only_null(schema: &Value) -> bool {
    let is = |keyword: &str, value: Value| schema.get(keyword) == Some(&value);
    is("type", json!("null")) || is("type", json!(["null"])) || is("enum", json!([null])) || is("const", Value::Null)
}

/// Whether a member does not affect values: unknown properties and elements are kept, even if a flag forbids them.
fn is_empty_flag(name: &str, value: &Value) -> bool {
    matches!(name, "unevaluatedProperties" | "unevaluatedItems") && value.is_boolean()
}

/// The description of a schema, and how it is used.
fn annotations(object: &Map<String, Value>) -> Schema {
    let text = |name: &str| object.get(name).and_then(Value::as_str).map(Into::into);
    let flag = |name: &str| object.get(name).and_then(Value::as_bool).unwrap_or(false);
    let mut extensions: IndexMap<String, Value> =
        object.iter().filter(|(name, _)| name.starts_with("x-")).map(|(name, it)| (name.clone(), sorted(it))).collect();
    extensions.sort_unstable_keys();
    Schema {
        title: text("title"),
        description: object.get("description").and_then(Value::as_str).map(Into::into),
        deprecated: flag("deprecated"),
        nullable: flag("nullable"),
        read_only: flag("readOnly"),
        write_only: flag("writeOnly"),
        default: object.get("default").filter(|it| !it.is_null()).map(|value| Box::new(sorted(value))),
        example: examples::of_schema(object),
        extensions: Some(extensions).filter(|extensions| !extensions.is_empty()).map(Box::new),
        ..Schema::default()
    }
}

/// The numbers that a pattern allows, if it allows only numbers of JSON: `^-?(?:0|[1-9]\d*)(?:\.\d+)?$`, as .NET writes it.
fn text_of_number(pattern: &str) -> Option<TextOfNumber> {
    let pattern = pattern.replace("(?:", "(").replace("[0-9]", r"\d").replace("[+-]", "[-+]").replace("[Ee]", "[eE]");
    let whole = pattern.strip_prefix('^')?.strip_suffix('$')?;
    let whole = whole.strip_prefix("-?").unwrap_or(whole);
    let behind = whole.strip_prefix(r"(0|[1-9]\d*)")?;
    if behind.is_empty() {
        return Some(TextOfNumber::Integer);
    }
    let behind = behind.strip_prefix(r"(\.\d+)?").unwrap_or(behind);
    behind.strip_prefix(r"([eE][-+]?\d+)?").unwrap_or(behind).is_empty().then_some(TextOfNumber::Number)
}

/// Sets the format that the content of a string is, unless there is a format. It applies only to strings: without `type`,
/// values of other kinds are valid too.
fn content_format(schema: &mut Schema) {
    if schema.format.is_none() {
        let format = format_of_content(schema.content_encoding(), schema.content_media_type());
        schema.format = format.map(Into::into);
    }
}

/// All bounds. An exclusive one is as wide as an inclusive one.
fn ranges(object: &Map<String, Value>) -> Ranges {
    let number = |name: &str| object.get(name).and_then(Value::as_f64);
    let range = |least: &str, most: &str| Range { least: number(least), most: number(most) };
    let mut value = range("minimum", "maximum");
    if object.get("exclusiveMaximum") != Some(&Value::Bool(true)) {
        value.most = object.get("maximum").and_then(greatest);
    }
    value.least = value.least.into_iter().chain(number("exclusiveMinimum")).reduce(f64::max);
    value.most = value.most.into_iter().chain(number("exclusiveMaximum")).reduce(f64::min);
    Ranges {
        value,
        length: range("minLength", "maxLength"),
        items: range("minItems", "maxItems"),
        properties: range("minProperties", "maxProperties"),
    }
}

/// A greatest value. Floats have no 2⁶³ - 1: it is rounded to 2⁶³, and so is the 9223372036854776000 that JavaScript writes in its
/// place. So 2⁶³ itself becomes the next float.
fn greatest(value: &Value) -> Option<f64> {
    let bound = value.as_f64()?;
    Some(if value.as_u64() == Some(1 << 63) { bound.next_up() } else { bound })
}

fn discriminator(value: &Value) -> Option<DiscriminatorObject> {
    let property_name = value.get("propertyName")?.as_str()?.to_owned();
    let mapping = value.get("mapping").and_then(Value::as_object).into_iter().flatten();
    let mut mapping: Vec<(String, String)> =
        mapping.filter_map(|(value, target)| Some((value.clone(), target.as_str()?.to_owned()))).collect();
    mapping.sort();
    let default = value.get("defaultMapping").and_then(Value::as_str).map(str::to_owned);
    Some(DiscriminatorObject { property_name, mapping, default })
}

/// A value with sorted keys.
fn sorted(value: &Value) -> Value {
    let mut value = value.clone();
    if value.is_object() || value.is_array() {
        value.sort_all_objects();
    }
    value
}

/// Whether a schema has a type other than `object`, and does not list its values.
fn is_scalar(schema: &Value) -> bool {
    let ty = schema.get("type").and_then(Value::as_str).and_then(SchemaType::of);
    ty.is_some_and(|ty| ty != SchemaType::Object) && schema.get("enum").is_none() && schema.get("const").is_none()
}
