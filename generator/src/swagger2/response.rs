//! Responses, and the media types of bodies.

use serde_json::{Map, Value, json};

use super::{
    body::{Move, as_bytes},
    conversion::{Conversion, size},
    media::Media,
    references::reference,
};
use crate::{
    diagnostic::catalog::{quoted, structure},
    media_type::essence,
    pointer::Pointer,
};

/// The media type of any content.
const ANY: &str = "*/*";

impl<'a> Conversion<'a> {
    /// Removes the media types from the document or an operation, and returns them.
    pub(super) fn media_of(&mut self, object: &mut Map<String, Value>) -> Media {
        let [consumes, produces] = ["consumes", "produces"].map(|name| {
            let listed = object.contains_key(name).then(|| self.texts(object, name));
            object.shift_remove(name);
            listed.map(|listed| listed.into_iter().map(|(_, text)| text).collect())
        });
        Media { consumes, produces }
    }

    /// The texts of a list, and their places in the document as it is written.
    pub(super) fn texts(&mut self, object: &Map<String, Value>, name: &str) -> Vec<(Pointer, String)> {
        let place = self.before().child(name);
        match object.get(name) {
            Some(Value::Array(elements)) => {
                let mut texts = Vec::new();
                for (index, element) in elements.iter().enumerate() {
                    match element {
                        Value::String(text) if text.is_empty() => {}
                        Value::String(text) => texts.push((place.child(index), text.clone())),
                        _ => self.report(structure::wrong_form(&place.child(index), "text", "not text")),
                    }
                }
                texts
            }
            Some(Value::String(text)) => {
                self.report(structure::read_as(&place, &format!("the value of {}", quoted(name)), "a list of one"));
                vec![(place, text.clone())]
            }
            Some(Value::Null) => {
                self.report(structure::empty_member(&place));
                Vec::new()
            }
            Some(_) => {
                self.report(structure::wrong_form(&place, "a list", "not a list"));
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    /// A list, or the list that it refers to, and its place.
    pub(super) fn list(&self, place: &Pointer) -> Option<(Pointer, &'a Vec<Value>)> {
        let (place, value) = self.written.find(place)?;
        let (place, value) = match reference(value) {
            Some(text) => self.written.find(&self.written.target(&place, text)?)?,
            None => (place, value),
        };
        Some((place, value.as_array()?))
    }

    /// The responses that the operation shares with others, but not their media types. If the operation has no JSON, a shared response is
    /// an error that has the media types of the document.
    pub(super) fn copy_shared_responses(&mut self, operation: &mut Map<String, Value>) {
        let has_json = self.media.produces.iter().flatten().any(|media_type| essence(media_type).ends_with("json"));
        if self.media.produces == self.global.produces || !has_json {
            return;
        }
        let responses = self.path.pointer().child("responses");
        let members = operation.get_mut("responses").and_then(Value::as_object_mut);
        for (status, response) in members.into_iter().flatten() {
            let Some(text) = reference(response) else { continue };
            let place = responses.child(status);
            let before = self.places.before(&place);
            let found = self.written.target(&before, text).and_then(|target| self.written.find(&target));
            let found = found.and_then(|(place, value)| self.written.object(&place, value));
            let Some((from, shared)) = found else { continue };
            if shared.contains_key("schema") && self.may_copy(size(response)) {
                self.places.made_of(&from, &place);
                self.copies.insert(place);
                *response = Value::Object(shared.clone());
            }
        }
    }

    pub(super) fn response(&mut self, response: &mut Map<String, Value>) {
        let (from, to) = (self.before(), self.path.pointer());
        let examples = response.shift_remove("examples");
        let Some(schema) = response.shift_remove("schema") else {
            return self.content_of_examples(response, examples, &from, &to);
        };
        if schema.is_null() {
            self.report(structure::empty_member(&from.child("schema")));
            return;
        }
        if response.contains_key("content") {
            return;
        }
        let moved = Move { is_copy: self.copies.contains(&to), from: from.clone(), to: to.clone() };
        let types = self.media.produces.clone().unwrap_or_default();
        let (types, schema) = match schema {
            Value::Object(mut schema) if schema.get("type").is_some_and(|name| name == "file") => {
                as_bytes(&mut schema);
                (types_of_file(types), Value::Object(schema))
            }
            schema if types.is_empty() => (vec![ANY.to_owned()], schema),
            schema => (types, schema),
        };
        let mut content = self.content(&types, &schema, &from.child("schema"), &moved);
        if let (Value::Object(content), Some(Value::Object(examples))) = (&mut content, examples) {
            for (media_type, example) in examples {
                if let Some(Value::Object(described)) = content.get_mut(&media_type) {
                    let place = from.child("examples").child(&media_type);
                    self.places.made_of(&place, &to.child("content").child(&media_type).child("example"));
                    described.insert("example".to_owned(), json!(example));
                }
            }
        }
        response.insert("content".to_owned(), content);
    }

    /// The content of a response without a schema, from its examples. By the standard, such a response has no content, but an
    /// example of a body means that there is a body.
    fn content_of_examples(
        &mut self,
        response: &mut Map<String, Value>,
        examples: Option<Value>,
        from: &Pointer,
        to: &Pointer,
    ) {
        let Some(Value::Object(examples)) = examples.filter(|_| !response.contains_key("content")) else { return };
        let mut content = Map::new();
        for (media_type, example) in examples.into_iter().filter(|(media_type, _)| media_type.contains('/')) {
            let place = from.child("examples").child(&media_type);
            self.places.made_of(&place, &to.child("content").child(&media_type).child("example"));
            content.insert(media_type, json!({"example": example}));
        }
        if !content.is_empty() {
            response.insert("content".to_owned(), Value::Object(content));
        }
    }
}

/// A file is bytes, even if other operations have other media types.
fn types_of_file(types: Vec<String>) -> Vec<String> {
    let is_file = |name: &String| {
        let essence = essence(name);
        !essence.ends_with("json") && !essence.starts_with("text/") && !essence.ends_with("xml")
    };
    let types: Vec<String> = types.into_iter().filter(is_file).collect();
    if types.is_empty() { vec![ANY.to_owned()] } else { types }
}
