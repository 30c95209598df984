//! The tree that `openapiv3` reads: all objects that 3.0, 3.1 and 3.2 share, with a reference instead of each schema.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use openapiv3::{PathItem, ReferenceOr};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::{Inline, PartEncodings, SchemaOrRef, examples, schemas::SchemaReader};
use crate::{
    normalize::objects::{Fate, Kind, Shape},
    path_variable,
    pointer::Pointer,
};

/// The skeleton that is being built, and the schemas that were removed from it.
#[derive(Default)]
pub(super) struct Skeleton<'t> {
    pub(super) schemas: SchemaReader,
    pub(super) components: BTreeMap<String, SchemaOrRef>,
    pub(super) inline: BTreeMap<String, Inline<'t>>,
    pub(super) mutual_tls: BTreeSet<String>,
    pub(super) reserved: BTreeSet<String>,
    /// The places of parameters of `style: cookie`.
    pub(super) cookie_style: BTreeSet<String>,
    /// The webhooks and the callbacks of each operation, by their places: `openapiv3` knows no webhooks.
    pub(super) received: Vec<(Pointer, Value)>,
    /// The path items, each read as soon as its skeleton is complete: all skeletons together would take as much memory
    /// as the tree.
    pub(super) path_items: IndexMap<String, ReferenceOr<PathItem>>,
    /// The first error in a path item.
    pub(super) error: Option<serde_json::Error>,
    pub(super) whole_query: BTreeSet<String>,
    pub(super) other_operations: BTreeMap<Pointer, Value>,
    /// The examples of parameters and media types, by their places.
    pub(super) examples: BTreeMap<String, &'t Value>,
    /// How parts are written by their positions, by the place of the media type.
    pub(super) part_encodings: BTreeMap<String, PartEncodings>,
    /// The whole tree, which examples may refer to.
    pub(super) document: Option<&'t Value>,
}

impl<'t> Skeleton<'t> {
    /// Begins the skeleton of a document.
    pub(super) fn new(document: &'t Value) -> Self {
        Self { schemas: SchemaReader::new(document), document: Some(document), ..Self::default() }
    }

    /// The skeleton of a document.
    pub(super) fn of_document(&mut self, document: &'t Value) -> Value {
        let mut skeleton = self.of_object(document, Kind::OpenApi);
        if let Value::Object(root) = &mut skeleton {
            root.entry("paths").or_insert_with(|| json!({}));
        }
        // The meaning of a document does not depend on the order of keys, so the output must not either.
        skeleton.sort_all_objects();
        skeleton
    }

    fn of_object(&mut self, value: &'t Value, kind: Kind) -> Value {
        let Value::Object(object) = value else { return value.clone() };
        let mut kept = Map::new();
        if kind == Kind::Paths {
            self.path_items.reserve_exact(object.len());
        }
        for (name, member) in object {
            if name.starts_with("x-") {
                kept.insert(name.clone(), member.clone());
                continue;
            }
            if kind == Kind::PathItem && (name == "query" || name == "additionalOperations") {
                self.other_operations(name, member);
                continue;
            }
            let shape = match kind.member(name) {
                Some(known) if known.fate == Fate::Read => &known.shape,
                Some(_) => continue,
                None => match kind.pattern() {
                    Some(shape) => shape,
                    None => continue,
                },
            };
            self.schemas.path.push(name);
            if kind == Kind::Components && name == "schemas" {
                self.components(member);
            } else if kind == Kind::Paths {
                let item = self.of_shape(member, shape);
                self.path_item(name, item);
            } else if !is_example(shape) {
                kept.insert(name.clone(), self.of_shape(member, shape));
            }
            self.schemas.path.pop();
        }
        self.received.extend(["webhooks", "callbacks"].into_iter().filter_map(|member| {
            let requests = kept.shift_remove(member).filter(|_| matches!(kind, Kind::OpenApi | Kind::Operation))?;
            Some((self.schemas.path.pointer().child(member), requests))
        }));
        if matches!(kind, Kind::Parameter | Kind::MediaType) {
            self.keep_beside(object);
        }
        match kind {
            Kind::Operation => drop(kept.entry("responses").or_insert_with(|| json!({}))),
            Kind::Encoding => encoding(&mut kept),
            Kind::Parameter => self.parameter(object, &mut kept),
            Kind::SecurityScheme => self.security_scheme(&mut kept),
            Kind::OAuthFlows => device_authorization(&mut kept),
            _ => {}
        }
        Value::Object(kept)
    }

    /// Notes the members of a parameter that `openapiv3` does not support.
    fn parameter(&mut self, object: &'t Map<String, Value>, kept: &mut Map<String, Value>) {
        let is = |member: &str, value: Value| object.get(member) == Some(&value);
        let place = self.schemas.path.as_str();
        let name = object.get("name").and_then(Value::as_str).unwrap_or_default();
        let is_reserved = is("allowReserved", json!(true));
        if is("in", json!("path")) && (is_reserved || path_variable::has_segments(name))
            || is("in", json!("cookie")) && is_reserved
        {
            self.reserved.insert(place.to_owned());
        }
        if is("style", json!("cookie")) {
            self.cookie_style.insert(place.to_owned());
            kept.shift_remove("style");
        }
        if is("in", json!("querystring")) {
            self.whole_query.insert(place.to_owned());
            kept.insert("in".to_owned(), json!("query"));
        }
    }

    /// Keeps the members of a parameter or a media type that `openapiv3` does not read.
    fn keep_beside(&mut self, object: &'t Map<String, Value>) {
        let place = self.schemas.path.as_str();
        let example = self.document.and_then(|document| examples::of_object(object, document));
        self.examples.extend(example.map(|example| (place.to_owned(), example)));
        let encodings = PartEncodings::of(object);
        self.part_encodings.extend(encodings.map(|encodings| (place.to_owned(), encodings)));
    }

    fn path_item(&mut self, path: &str, mut skeleton: Value) {
        // `openapiv3` reads no other names.
        if !path.starts_with('/') {
            return;
        }
        skeleton.sort_all_objects();
        match serde_json::from_value(skeleton) {
            Ok(item) => drop(self.path_items.insert(path.to_owned(), item)),
            Err(error) => drop(self.error.get_or_insert(error)),
        }
    }

    /// Operations of methods that `openapiv3` does not know, by their places.
    fn other_operations(&mut self, name: &str, member: &'t Value) {
        self.schemas.path.push(name);
        if name == "query" {
            self.other_operation(member);
        } else {
            for (method, operation) in member.as_object().into_iter().flatten() {
                self.schemas.path.push(method);
                self.other_operation(operation);
                self.schemas.path.pop();
            }
        }
        self.schemas.path.pop();
    }

    fn other_operation(&mut self, operation: &'t Value) {
        let mut skeleton = self.of_object(operation, Kind::Operation);
        skeleton.sort_all_objects();
        self.other_operations.insert(self.schemas.path.pointer(), skeleton);
    }

    fn components(&mut self, schemas: &'t Value) {
        for (name, schema) in schemas.as_object().into_iter().flatten() {
            self.schemas.path.push(name);
            let schema = self.schemas.read(schema);
            self.components.insert(name.clone(), schema);
            self.schemas.path.pop();
        }
    }

    fn of_shape(&mut self, value: &'t Value, shape: &Shape) -> Value {
        match (shape, value) {
            (Shape::OrReference(Kind::Schema), _) => self.schema(value),
            (Shape::OrReference(_), Value::Object(object)) if object.contains_key("$ref") => value.clone(),
            (Shape::Object(kind) | Shape::OrReference(kind), _) => self.of_object(value, *kind),
            (Shape::List(shape), Value::Array(elements)) => {
                let mut kept = Vec::with_capacity(elements.len());
                for (index, element) in elements.iter().enumerate() {
                    self.schemas.path.push_index(index);
                    kept.push(self.of_shape(element, shape));
                    self.schemas.path.pop();
                }
                Value::Array(kept)
            }
            (Shape::Map(shape), Value::Object(members)) => {
                let mut kept = Map::new();
                for (name, member) in members {
                    self.schemas.path.push(name);
                    kept.insert(name.clone(), self.of_shape(member, shape));
                    self.schemas.path.pop();
                }
                Value::Object(kept)
            }
            _ => value.clone(),
        }
    }

    /// The reference to a schema, which is read.
    fn schema(&mut self, value: &'t Value) -> Value {
        let reference = match self.schemas.read(value) {
            SchemaOrRef::Reference { reference } => reference,
            SchemaOrRef::Item(schema) => {
                let place = self.schemas.path.as_str().to_owned();
                self.inline.insert(place.clone(), Inline { schema, written: value });
                place
            }
        };
        json!({"$ref": reference})
    }

    /// `openapiv3` does not know mutual TLS, which has no members of its own.
    fn security_scheme(&mut self, scheme: &mut Map<String, Value>) {
        if scheme.get("type").is_some_and(|kind| kind == "mutualTLS") {
            self.mutual_tls.extend(self.schemas.path.pointer().tokens().last());
            scheme.insert("type".to_owned(), json!("http"));
            scheme.insert("scheme".to_owned(), json!(""));
        }
    }
}

/// A refresh token of device authorization, which `openapiv3` does not know, is used as one of an authorization code.
fn device_authorization(flows: &mut Map<String, Value>) {
    let Some(Value::Object(mut flow)) = flows.shift_remove("deviceAuthorization") else { return };
    flow.entry("authorizationUrl").or_insert_with(|| json!(""));
    flows.entry("authorizationCode").or_insert(Value::Object(flow));
}

/// Whether a member has examples: `openapiv3` does not read them.
fn is_example(shape: &Shape) -> bool {
    matches!(shape, Shape::Any | Shape::Map(Shape::OrReference(Kind::Example)))
}

/// An encoding has a style if one of `style`, `explode` and `allowReserved` is there (OpenAPI 3.1.1, 4.8.15.1.2): `form` by
/// default, whose `explode` is true by default. `openapiv3` reads none and false.
fn encoding(encoding: &mut Map<String, Value>) {
    if !["style", "explode", "allowReserved"].iter().any(|member| encoding.contains_key(*member)) {
        return;
    }
    let style = encoding.entry("style").or_insert_with(|| json!("form"));
    if *style == "form" {
        encoding.entry("explode").or_insert_with(|| json!(true));
    }
}

/// The innermost objects that `openapiv3` cannot read.
pub(super) fn unreadable(document: &Value) -> Vec<(Pointer, Kind, serde_json::Error)> {
    let mut found = Vec::new();
    let mut tree = document.clone();
    crate::normalize::walk::walk(&mut tree, &mut |kind, object, path| {
        if let Err(error) = read_alone(kind, object) {
            found.push((path.pointer(), kind, error));
        }
    });
    found
}

/// Reads one object, with those inside it replaced by the simplest of their kind.
fn read_alone(kind: Kind, object: &Map<String, Value>) -> Result<(), serde_json::Error> {
    if object.contains_key("$ref") {
        return Ok(());
    }
    match kind {
        Kind::Parameter => read_as::<openapiv3::Parameter>(kind, object),
        Kind::Header => read_as::<openapiv3::Header>(kind, object),
        Kind::RequestBody => read_as::<openapiv3::RequestBody>(kind, object),
        Kind::Response => read_as::<openapiv3::Response>(kind, object),
        Kind::MediaType => read_as::<openapiv3::MediaType>(kind, object),
        Kind::Encoding => read_as::<openapiv3::Encoding>(kind, object),
        Kind::Operation => read_as::<openapiv3::Operation>(kind, object),
        Kind::Server => read_as::<openapiv3::Server>(kind, object),
        Kind::SecurityScheme => read_as::<openapiv3::SecurityScheme>(kind, object),
        Kind::Info => read_as::<openapiv3::Info>(kind, object),
        Kind::Tag => read_as::<openapiv3::Tag>(kind, object),
        _ => Ok(()),
    }
}

fn read_as<T: DeserializeOwned>(kind: Kind, object: &Map<String, Value>) -> Result<(), serde_json::Error> {
    let whole = Value::Object(object.clone());
    let Value::Object(object) = Skeleton::default().of_object(&whole, kind) else { return Ok(()) };
    let alone: Map<String, Value> = object
        .into_iter()
        .filter_map(|(name, member)| {
            let simple = kind.shape(&name).map_or(Value::Null, |shape| simplest(shape, member));
            Some((name, simple)).filter(|(_, member)| !member.is_null())
        })
        .collect();
    T::deserialize(Value::Object(alone)).map(drop)
}

/// The member, with the objects of the standard in it emptied, since they were already read.
fn simplest(shape: &Shape, member: Value) -> Value {
    match shape {
        Shape::OrReference(_) => json!({"$ref": "#"}),
        Shape::List(Shape::OrReference(_)) => json!([]),
        Shape::Map(_) | Shape::Object(Kind::Responses) => json!({}),
        _ => member,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::{
        diagnostic::Diagnostics,
        normalize::{EventNames, Normalized, Origins},
    };

    #[test]
    fn what_cannot_be_read_is_reported_at_the_innermost_object() {
        // No document that was normalized has this.
        let operation =
            json!({"responses": {"200": {"description": "d", "headers": {"a": {"required": 1, "schema": {}}}}}});
        let document =
            json!({"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {"/a": {"get": operation}}});
        let mut diagnostics = Diagnostics::new();
        let normalized =
            Normalized { document, origins: Origins::default(), named_events: EventNames::new(), sound: true };
        assert!(super::super::read(&normalized, &mut diagnostics).is_none());
        let places: Vec<&str> = diagnostics.iter().map(|found| found.pointer.as_str()).collect();
        assert_eq!(places, ["#/paths/~1a/get/responses/200/headers/a"]);
    }
}
