//! Request bodies, of `in: body` and of `in: formData`.

use serde_json::{Map, Value, json};

use super::{
    collection::ListHolder,
    conversion::{Conversion, size},
    location::{BodyParameter, ParameterIn, location},
};
use crate::{diagnostic::catalog::swagger as catalog, normalize::objects::Kind, pointer::Pointer};

const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

/// The members of a field that are not of its schema.
const OF_FIELD: &[&str] = &["name", "in", "required", "allowEmptyValue", "collectionFormat", "schema"];

/// The place of a part before and after the conversion.
#[derive(Clone, Debug)]
pub(super) struct Move {
    pub(super) from: Pointer,
    pub(super) to: Pointer,
    /// Whether it is a copy of a part that others use as well.
    pub(super) is_copy: bool,
}

impl Conversion<'_> {
    /// The body of the current operation.
    pub(super) fn body(&mut self, listed: &BodyParameter) -> Value {
        let to = self.path.pointer().child("requestBody");
        if listed.is_by_reference() && self.media.consumes == self.global.consumes {
            self.places.moved(&listed.holder, &to);
            return listed.entry.clone();
        }
        let is_copy = listed.is_by_reference();
        self.written_body(&listed.parameter, &Move { from: listed.place.clone(), to, is_copy })
    }

    /// A shared parameter that is a body.
    pub(super) fn body_in_place(&mut self, parameter: &mut Map<String, Value>) {
        if location(parameter) == Some(ParameterIn::Body) {
            let moved = Move { from: self.before(), to: self.path.pointer(), is_copy: false };
            if let Value::Object(body) = self.written_body(&std::mem::take(parameter), &moved) {
                *parameter = body;
            }
        }
    }

    fn written_body(&mut self, parameter: &Map<String, Value>, moved: &Move) -> Value {
        let (mut body, mut loose) = (Map::new(), Map::new());
        let has_schema = parameter.contains_key("schema");
        for (name, member) in parameter {
            match name.as_str() {
                "name" | "in" | "schema" => {}
                name if !has_schema && Kind::RequestBody.is_of_schema(name) => {
                    loose.insert(name.to_owned(), member.clone());
                }
                name => drop(body.insert(name.to_owned(), member.clone())),
            }
        }
        self.note(moved);
        let types = self.media.consumes.clone().filter(|types| !types.is_empty());
        let types = types.unwrap_or_else(|| vec!["application/json".to_owned()]);
        let content = match parameter.get("schema") {
            Some(schema) => self.content(&types, schema, &moved.from.child("schema"), moved),
            None => self.content(&types, &Value::Object(loose), &moved.from, moved),
        };
        body.insert("content".to_owned(), content);
        Value::Object(body)
    }

    /// `content` of the object that is moved: the schema, which is written at `from`, under each of the media types.
    pub(super) fn content(&mut self, types: &[String], schema: &Value, from: &Pointer, holder: &Move) -> Value {
        let to = holder.to.child("content");
        self.places.made_of(&holder.from, &to);
        let mut content = Map::new();
        for media_type in types {
            if !content.is_empty() && !self.may_copy(size(schema) + 4) {
                self.report(catalog::copied_too_often(&holder.from));
                break;
            }
            let place = to.child(media_type);
            self.places.made_of(&holder.from, &place);
            let at = Move { from: from.clone(), to: place.child("schema"), is_copy: holder.is_copy };
            self.note(&at);
            let schema = if holder.is_copy && makes_type(schema) {
                self.pinned.insert(at.to, at.from.clone());
                json!({"$ref": at.from.as_str()})
            } else {
                schema.clone()
            };
            content.insert(media_type.clone(), json!({"schema": schema}));
        }
        Value::Object(content)
    }

    fn note(&mut self, Move { from, to, is_copy }: &Move) {
        if *is_copy {
            self.places.made_of(from, to);
        } else {
            self.places.moved(from, to);
        }
    }

    /// The body of the current operation, a form with these fields.
    pub(super) fn form(&mut self, fields: &[BodyParameter]) -> Value {
        let media_type = self.media_type_of_form(fields);
        let list = fields.first().and_then(|field| field.holder.parent()).unwrap_or_else(Pointer::root);
        let body = self.path.pointer().child("requestBody");
        let content = body.child("content");
        let form = content.child(media_type);
        let schema = form.child("schema");
        let properties_at = schema.child("properties");
        for place in
            [&body, &content, &form, &schema, &properties_at, &schema.child("required"), &form.child("encoding")]
        {
            self.places.made_of(&list, place);
        }
        let (mut properties, mut encodings, mut required) = (Map::new(), Map::new(), Vec::new());
        for field in fields {
            let name = field.name();
            if name.is_empty() || !self.may_copy(size(&Value::Object(field.parameter.clone()))) {
                let finding = if name.is_empty() { catalog::field_without_name } else { catalog::copied_too_often };
                self.report(finding(&field.place));
                continue;
            }
            let is_copy = field.is_by_reference();
            let has_schema = field.parameter.contains_key("schema");
            let from = if has_schema { field.place.child("schema") } else { field.place.clone() };
            self.note(&Move { from, to: properties_at.child(name), is_copy });
            let (property, style) = self.property(field, media_type);
            properties.insert(name.to_owned(), property);
            if let Some((style, explode)) = style {
                self.places.made_of(&field.place, &form.child("encoding").child(name));
                encodings.insert(name.to_owned(), json!({"style": style, "explode": explode}));
            }
            if field.parameter.get("required").is_some_and(|required| *required == true) {
                required.push(name);
            }
        }
        let is_required = !required.is_empty();
        let mut schema = json!({"type": "object", "properties": properties});
        if let (Value::Object(schema), true) = (&mut schema, is_required) {
            schema.insert("required".to_owned(), json!(required));
        }
        let mut form = json!({"schema": schema});
        if let (Value::Object(form), false) = (&mut form, encodings.is_empty()) {
            form.insert("encoding".to_owned(), Value::Object(encodings));
        }
        json!({"content": {media_type: form}, "required": is_required})
    }

    /// Files need parts. A multipart form can contain everything that the other form can.
    fn media_type_of_form(&self, fields: &[BodyParameter]) -> &'static str {
        let has_file = fields.iter().any(|field| is_file(&field.parameter));
        let is_listed = |name: &str| {
            self.media
                .consumes
                .iter()
                .flatten()
                .any(|listed| listed.split(';').next().is_some_and(|it| it.trim() == name))
        };
        if has_file || is_listed(MULTIPART) { MULTIPART } else { FORM }
    }

    fn property(&mut self, field: &BodyParameter, media_type: &str) -> (Value, Option<(&'static str, bool)>) {
        let mut property = match field.parameter.get("schema") {
            Some(Value::Object(schema)) => schema.clone(),
            _ => Map::new(),
        };
        let own = field.parameter.iter().filter(|(name, _)| !OF_FIELD.contains(&name.as_str()));
        property.extend(own.map(|(name, member)| (name.clone(), member.clone())));
        if is_file(&property) {
            as_bytes(&mut property);
            return (Value::Object(property), None);
        }
        let format = field.parameter.get("collectionFormat");
        let used = if media_type == MULTIPART { ListHolder::Part } else { ListHolder::Field };
        let style = self.style(&mut property, format, used, &field.place);
        (Value::Object(property), style)
    }
}

/// Whether an inline schema makes a type, so that a copy would make a second type.
fn makes_type(schema: &Value) -> bool {
    let makes = ["properties", "enum", "allOf", "oneOf", "anyOf"].iter().any(|name| schema.get(*name).is_some());
    makes || ["items", "additionalProperties"].iter().filter_map(|name| schema.get(*name)).any(makes_type)
}

/// Whether it is a file, or a list of files.
fn is_file(object: &Map<String, Value>) -> bool {
    let is_file = |schema: Option<&Value>| schema.is_some_and(|name| name == "file");
    is_file(object.get("type")) || is_file(object.get("items").and_then(|items| items.get("type")))
}

/// `type: file` in the form of OpenAPI 3.
pub(super) fn as_bytes(schema: &mut Map<String, Value>) {
    let bytes = |schema: &mut Map<String, Value>| {
        schema.insert("type".to_owned(), json!("string"));
        schema.insert("format".to_owned(), json!("binary"));
    };
    match schema.get_mut("items").and_then(Value::as_object_mut) {
        Some(items) => bytes(items),
        None => bytes(schema),
    }
}
