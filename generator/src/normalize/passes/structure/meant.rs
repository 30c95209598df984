//! Parts at a wrong place or with a wrong form that have only one possible meaning.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Kind, Shape, StructureCheck, Treatment};
use crate::{
    diagnostic::catalog::{quoted, structure as catalog},
    left_out::METHODS,
    normalize::context::OpenApiVersion,
};

impl StructureCheck<'_, '_> {
    /// A single value in place of a list is a list of one. For parameters, it could also be a map by their names.
    pub(super) fn list_of_one(&mut self, value: &mut Value, shape: &Shape) {
        let is_one = match (&*value, shape) {
            (Value::Object(object), Shape::Object(_) | Shape::OrReference(_)) => {
                !object.is_empty() && !self.path.as_str().ends_with("/parameters")
            }
            (Value::String(_), Shape::Text) => true,
            _ => false,
        };
        if is_one {
            self.put_into_list(value);
        }
    }

    /// The same, for a list of any values.
    pub(super) fn values(&mut self, value: &mut Value) -> Treatment {
        match value {
            Value::Array(_) => return Treatment::Keep,
            Value::String(_) | Value::Number(_) | Value::Bool(_) => self.put_into_list(value),
            Value::Object(_) | Value::Null => return self.wrong_form("a list", value),
        }
        Treatment::Keep
    }

    fn put_into_list(&mut self, value: &mut Value) {
        let place = self.path.pointer();
        let name = place.tokens().last().unwrap_or_default();
        self.report(catalog::read_as(&place, &format!("the value of {}", quoted(&name)), "a list of one"));
        self.findings.record_move(&place, &place.child(0));
        *value = json!([value.take()]);
    }

    /// A schema in place of the name of its type is the schema, if there is nothing else.
    pub(super) fn schema_as_type(&mut self, schema: &mut Map<String, Value>) {
        let is_schema = |value: &Value| value.get("type").is_some_and(Value::is_string) || value.get("$ref").is_some();
        while schema.len() == 1 && schema.get("type").is_some_and(is_schema) {
            let Some(Value::Object(meant)) = schema.shift_remove("type") else { return };
            let place = self.path.pointer();
            let from = place.child("type");
            self.report(catalog::read_as(&from, "the schema in `type`", "the schema itself"));
            for name in meant.keys() {
                self.findings.record_move(&from.child(name), &place.child(name));
            }
            *schema = meant;
        }
    }

    /// Members that belong further inside: the keywords of a schema next to `in`, and the schema of a response, where Swagger 2.0
    /// has them, or a media type next to `description`.
    pub(super) fn members_of_missing_object(&mut self, object: &mut Map<String, Value>, kind: Kind) {
        let has = |names: &[&str]| names.iter().any(|name| object.get(*name).is_some_and(|value| !value.is_null()));
        let is_media_type = |name: &str| name.contains('/') && !name.starts_with("x-");
        let is_body = matches!(kind, Kind::RequestBody | Kind::Response);
        let (missing, names): (&[&str], Vec<String>) = match kind {
            _ if has(&["$ref", "content", "itemSchema"]) => return,
            _ if is_body && has(&["schema"]) => (&["content", "application/json"], vec!["schema".to_owned()]),
            _ if is_body => (&["content"], object.keys().filter(|name| is_media_type(name)).cloned().collect()),
            Kind::Parameter | Kind::Header | Kind::MediaType if has(TYPE_KEYWORDS) && !has(&["schema"]) => {
                (&["schema"], object.keys().filter(|name| kind.is_of_schema(name)).cloned().collect())
            }
            _ => return,
        };
        let (Some(first), Some(last)) = (names.first(), missing.last()) else { return };
        let place = self.path.pointer();
        self.report(catalog::read_as(&place.child(first), &quoted(first), &format!("a member of {}", quoted(last))));
        let inner = missing.iter().fold(place.clone(), |place, name| place.child(name));
        let mut found = Map::new();
        for name in names {
            self.findings.record_move(&place.child(&name), &inner.child(&name));
            found.extend(object.shift_remove(&name).map(|member| (name, member)));
        }
        let whole = missing
            .iter()
            .rev()
            .fold(found, |found, name| Map::from_iter([((*name).to_owned(), Value::Object(found))]));
        object.extend(whole);
    }

    /// The name of a type in place of a schema is the schema of this type: `name: string`.
    pub(super) fn type_as_schema(&mut self, value: &mut Value) {
        let Some(name) = value.as_str().filter(|name| TYPE_NAMES.contains(name)) else { return };
        // A keyword of the schema that is indented too far.
        if self.path.pointer().as_str().ends_with("/properties/type") {
            return;
        }
        self.report(catalog::read_as(&self.path.pointer(), &quoted(name), &quoted(&format!("type: {name}"))));
        *value = json!({ "type": name });
    }

    /// A path without a slash begins with one. URLs and paths that the document also has with a slash are errors.
    pub(super) fn paths_without_slash(&mut self, paths: &mut Map<String, Value>) {
        let is_clear =
            |name: &&String| !name.is_empty() && !name.starts_with(['/', '?', '#']) && !name.starts_with("x-");
        let found = paths.keys().filter(is_clear).filter(|name| !name.contains("://")).cloned();
        let mut renamed = BTreeMap::new();
        for name in found {
            let meant = format!("/{name}");
            if paths.contains_key(&meant) {
                continue;
            }
            let place = self.path.pointer();
            self.report(catalog::read_as(&place.child(&name), &format!("the path {}", quoted(&name)), &quoted(&meant)));
            self.findings.record_move(&place.child(&name), &place.child(&meant));
            renamed.insert(name, meant);
        }
        rename(paths, renamed);
    }

    /// A method in upper case is the method.
    pub(super) fn methods_in_upper_case(&mut self, item: &mut Map<String, Value>) {
        // The conversion of Swagger 2.0 has not seen such an operation.
        if self.findings.version == OpenApiVersion::V2_0 {
            return;
        }
        let meant = |name: &str| METHODS.iter().find(|it| name != **it && name.eq_ignore_ascii_case(it)).copied();
        let found: Vec<(String, &str)> = item.keys().filter_map(|name| Some((name.clone(), meant(name)?))).collect();
        let mut renamed = BTreeMap::new();
        for (name, method) in found {
            if item.contains_key(method) || renamed.values().any(|known| known == method) {
                continue;
            }
            let place = self.path.pointer();
            self.report(catalog::read_as(&place.child(&name), &quoted(&name), &quoted(method)));
            self.findings.record_move(&place.child(&name), &place.child(method));
            renamed.insert(name, method.to_owned());
        }
        rename(item, renamed);
    }

    /// A value in another case is the allowed one: `in: Query`.
    pub(super) fn value_in_other_case(&mut self, object: &mut Map<String, Value>, member: &str, allowed: &[&str]) {
        if self.findings.version == OpenApiVersion::V2_0 {
            return;
        }
        let Some(found) = object.get(member).and_then(Value::as_str) else { return };
        let Some(meant) = allowed.iter().find(|it| found != **it && found.eq_ignore_ascii_case(it)) else { return };
        self.report(catalog::read_as(&self.path.pointer().child(member), &quoted(found), &quoted(meant)));
        object.insert(member.to_owned(), json!(meant));
    }

    /// `type: basic` is `type: http` with `scheme: basic`: Swagger 2.0 has such a type.
    pub(super) fn http_scheme_as_type(&mut self, scheme: &mut Map<String, Value>) {
        let name = scheme.get("type").and_then(Value::as_str).map(str::to_ascii_lowercase).unwrap_or_default();
        if matches!(name.as_str(), "basic" | "bearer") && !scheme.contains_key("scheme") {
            let meant = format!("`type: http` with `scheme: {name}`");
            self.report(catalog::read_as(&self.path.pointer().child("type"), &quoted(&name), &meant));
            scheme.insert("type".to_owned(), json!("http"));
            scheme.insert("scheme".to_owned(), json!(name));
        }
    }

    /// A list called `required` among the properties is the list of those that are required: it is indented too far.
    pub(super) fn names_of_required_properties(&mut self, schema: &mut Map<String, Value>) {
        let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
        let Some(properties) = properties.filter(|it| it.get("required").is_some_and(is_list_of_texts)) else { return };
        let Some(Value::Array(names)) = properties.shift_remove("required") else { return };
        let place = self.path.pointer();
        let (from, to) = (place.child("properties").child("required"), place.child("required"));
        self.report(catalog::read_as(&from, "the list `required` among the properties", "`required` of the schema"));
        match schema.get_mut("required").and_then(Value::as_array_mut) {
            Some(already) => {
                let new: Vec<Value> = names.into_iter().filter(|name| !already.contains(name)).collect();
                already.extend(new);
            }
            None => {
                self.findings.record_move(&from, &to);
                schema.insert("required".to_owned(), Value::Array(names));
            }
        }
    }
}

/// Gives members new names, and keeps their order.
fn rename(object: &mut Map<String, Value>, mut names: BTreeMap<String, String>) {
    if !names.is_empty() {
        let members = std::mem::take(object).into_iter();
        *object = members.map(|(name, member)| (names.remove(&name).unwrap_or(name), member)).collect();
    }
}

/// Keywords that say what a value is.
const TYPE_KEYWORDS: &[&str] = &["type", "items", "enum", "properties", "allOf", "anyOf", "oneOf"];

const TYPE_NAMES: &[&str] = &["string", "number", "integer", "boolean", "object", "array"];

fn is_list_of_texts(value: &Value) -> bool {
    value.as_array().is_some_and(|names| names.iter().all(Value::is_string))
}
