//! The values that a type allows, in the facts and in the document: flattened alternatives.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::notation::{Definition, Definitions, Fact, FactField};

/// The kinds of JSON that are allowed, and which of them.
#[derive(Debug)]
pub(crate) struct Shape<T> {
    pub(crate) plain: BTreeSet<Plain>,
    pub(crate) literals: BTreeSet<String>,
    pub(crate) items: Option<T>,
    pub(crate) values: Option<T>,
    pub(crate) objects: Vec<Object<T>>,
    /// A type that the facts name but do not describe.
    pub(crate) unsaid: bool,
}

/// A kind of JSON without parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Plain {
    Null,
    Anything,
    Text,
    Number,
    Boolean,
}

impl<T> Shape<T> {
    pub(crate) fn allows(&self, kind: Plain) -> bool {
        self.plain.contains(&kind)
    }

    /// Allows nothing.
    fn new() -> Self {
        Self {
            plain: BTreeSet::new(),
            literals: BTreeSet::new(),
            items: None,
            values: None,
            objects: Vec::new(),
            unsaid: false,
        }
    }
}

/// One alternative that is an object.
#[derive(Clone, Debug)]
pub(crate) struct Object<T> {
    pub(crate) name: String,
    pub(crate) fields: BTreeMap<String, Field<T>>,
    /// The properties that have one value.
    pub(crate) tags: BTreeMap<String, String>,
}

#[derive(Clone, Debug)]
pub(crate) struct Field<T> {
    pub(crate) ty: T,
    pub(crate) required: bool,
}

pub(crate) fn of_fact(definitions: &Definitions, fact: &Fact) -> Shape<Fact> {
    let mut shape = Shape::new();
    add_fact(definitions, fact, &mut shape);
    shape
}

fn add_fact(definitions: &Definitions, fact: &Fact, shape: &mut Shape<Fact>) {
    match fact {
        Fact::Text => drop(shape.plain.insert(Plain::Text)),
        Fact::Number => drop(shape.plain.insert(Plain::Number)),
        Fact::Boolean => drop(shape.plain.insert(Plain::Boolean)),
        Fact::Null => drop(shape.plain.insert(Plain::Null)),
        Fact::Any => drop(shape.plain.insert(Plain::Anything)),
        Fact::Literal(literal) => drop(shape.literals.insert(literal.clone())),
        Fact::List(item) => shape.items = Some((**item).clone()),
        Fact::Map(value) => shape.values = Some((**value).clone()),
        Fact::OneOf(alternatives) => alternatives.iter().for_each(|fact| add_fact(definitions, fact, shape)),
        Fact::Named(name) => match definitions.get(name) {
            None => shape.unsaid = true,
            Some(Definition::Alias(fact)) => add_fact(definitions, fact, shape),
            Some(Definition::Object(fields)) => shape.objects.push(fact_object(name, fields)),
        },
    }
}

pub(crate) fn fact_object(name: &str, fields: &BTreeMap<String, FactField>) -> Object<Fact> {
    let tag = |(name, field): (&String, &FactField)| match &field.ty {
        Fact::Literal(literal) => Some((name.clone(), literal.clone())),
        _ => None,
    };
    let fields_of =
        |(name, field): (&String, &FactField)| (name.clone(), Field { ty: field.ty.clone(), required: field.required });
    Object {
        name: name.to_owned(),
        tags: fields.iter().filter_map(tag).collect(),
        fields: fields.iter().map(fields_of).collect(),
    }
}

pub(crate) fn of_schema(document: &Value, schema: &Value) -> Shape<Value> {
    let mut shape = Shape::new();
    add_schema(document, schema, &mut shape);
    shape
}

/// The target of a reference.
pub(crate) fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(reference) => {
            let target = document.pointer(reference.trim_start_matches('#')).expect("a reference leads somewhere");
            resolved(document, target)
        }
        None => schema,
    }
}

fn add_schema(document: &Value, schema: &Value, shape: &mut Shape<Value>) {
    let name = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()).unwrap_or("inline");
    let schema = resolved(document, schema);
    if let Some(alternatives) = schema["oneOf"].as_array() {
        for schema in alternatives {
            add_schema(document, schema, shape);
        }
        return;
    }
    let kinds = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        kind => Vec::from_iter(kind.as_str()),
    };
    shape.plain.extend(kinds.is_empty().then_some(Plain::Anything));
    let literals: Vec<&Value> = match &schema["const"] {
        Value::Null => schema["enum"].as_array().into_iter().flatten().collect(),
        literal => vec![literal],
    };
    for kind in kinds {
        match kind {
            "null" => drop(shape.plain.insert(Plain::Null)),
            "string" if literals.is_empty() => drop(shape.plain.insert(Plain::Text)),
            "string" => {
                shape.literals.extend(literals.iter().filter_map(|literal| literal.as_str()).map(str::to_owned));
            }
            "integer" | "number" => drop(shape.plain.insert(Plain::Number)),
            "boolean" => drop(shape.plain.insert(Plain::Boolean)),
            "array" => shape.items = Some(schema["items"].clone()),
            "object" if schema["properties"].is_null() => shape.values = Some(schema["additionalProperties"].clone()),
            "object" => shape.objects.extend(schema_objects(document, name, schema)),
            other => panic!("{other} is not a type"),
        }
    }
}

/// The object. If its tag is an enum, an object for each value: variants that differ only in their tag
/// are one type with an enum.
fn schema_objects(document: &Value, name: &str, schema: &Value) -> Vec<Object<Value>> {
    let empty = Map::new();
    let properties = schema["properties"].as_object().unwrap_or(&empty);
    let is_required = |name: &String| schema["required"].as_array().into_iter().flatten().any(|other| other == name);
    let fields =
        properties.iter().map(|(name, ty)| (name.clone(), Field { ty: ty.clone(), required: is_required(name) }));
    let mut object = Object { name: name.to_owned(), fields: fields.collect(), tags: BTreeMap::new() };
    let mut by_tag = Vec::new();
    for (name, ty) in properties {
        let ty = resolved(document, ty);
        if let Some(literal) = ty["const"].as_str() {
            object.tags.insert(name.clone(), literal.to_owned());
        } else if let (true, Some(values)) = (["type", "error_code"].contains(&name.as_str()), ty["enum"].as_array()) {
            by_tag.extend(values.iter().filter_map(|value| Some((name.clone(), value.as_str()?.to_owned()))));
        }
    }
    if by_tag.is_empty() {
        return vec![object];
    }
    let with = |tag| Object { tags: BTreeMap::from([tag]), ..object.clone() };
    by_tag.into_iter().map(with).collect()
}
