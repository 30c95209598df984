//! `application/x-www-form-urlencoded` bodies.

use std::fmt::Write;

use super::{
    Operation, Request,
    call::Call,
    compact::joined,
    encoding::Encoding,
    json::ToJson,
    parameter::{self, Place, Shape},
};

#[allow(dead_code, reason = "generated code calls those that its API needs")]
impl<O: Operation> Request<O> {
    pub(crate) fn form(self, body: &dyn ToJson) -> Self {
        self.form_as("application/x-www-form-urlencoded", &[], body)
    }

    pub(crate) fn form_as(mut self, media_type: &str, encodings: &[Encoding], body: &dyn ToJson) -> Self {
        self.draft_mut().call.form(media_type, encodings, body);
        self
    }
}

impl Call {
    fn form(&mut self, media_type: &str, encodings: &[Encoding], value: &dyn ToJson) {
        let Some(shape) = self.shape("body", value) else { return };
        match form(&shape, encodings) {
            Ok(body) => self.body(media_type, body.into()),
            Err(mistake) => self.refuse(mistake),
        }
    }
}

/// The body of an object: each member a field, lists by repetition, deeper objects as JSON (OpenAPI 3.1.1, 4.8.15), or as
/// `encodings` say.
fn form(value: &Shape, encodings: &[Encoding]) -> Result<String, String> {
    let Shape::Object(members) = value else { return Err("a form is made of an object".to_owned()) };
    let mut fields = Vec::new();
    for (name, value) in members {
        let encoding = Encoding::of(name, encodings);
        match encoding.style {
            _ if *value == Shape::Null => {}
            Some(style) => fields.extend(parameter::write(name, style, value, Place::Query)),
            None if encoding.is_json() => fields.push(field(name, &value.to_json())),
            None => append(&mut fields, name, value),
        }
    }
    Ok(joined(&fields, "&"))
}

fn append(fields: &mut Vec<String>, name: &str, value: &Shape) {
    match value {
        Shape::Null => {}
        Shape::Text(text) | Shape::Token(text) => fields.push(field(name, text)),
        Shape::Array(items) => items.iter().for_each(|item| append(fields, name, item)),
        Shape::Object(_) => fields.push(field(name, &value.to_json())),
    }
}

fn field(name: &str, value: &str) -> String {
    let mut field = String::with_capacity(name.len() + value.len() + 1);
    encode(&mut field, name);
    field.push('=');
    encode(&mut field, value);
    field
}

/// The URL standard's application/x-www-form-urlencoded serializing: space is `+`.
pub(crate) fn encode(body: &mut String, text: &str) {
    for byte in text.bytes() {
        match byte {
            b' ' => body.push('+'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => body.push(char::from(byte)),
            _ => write!(body, "%{byte:02X}").expect("a String takes all text"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::runtime::Style;

    #[track_caller]
    fn check(value: &Value, encodings: &[Encoding], expected: &str) {
        let shape = Shape::of(value).expect("a shape");
        assert_eq!(form(&shape, encodings).as_deref(), Ok(expected));
    }

    #[test]
    fn members_lists_and_objects_become_fields() {
        let value = json!({ "a": "x y&é", "b": [1, true], "c": { "d": "e" }, "n": null });
        check(&value, &[], "a=x+y%26%C3%A9&b=1&b=true&c=%7B%22d%22%3A%22e%22%7D");
    }

    #[test]
    fn a_style_or_media_type_that_is_stated_goes_before_the_default() {
        let of = |style, content_type| Encoding { name: "a", style, content_type, is_file: false };
        let deep = of(Some(Style::DeepObject { allow_reserved: false }), None);
        check(&json!({ "a": { "b": "x y", "c": { "d": 1 } } }), &[deep], "a%5Bb%5D=x%20y&a%5Bc%5D%5Bd%5D=1");
        let joined = of(Some(Style::Form { explode: false, allow_reserved: false }), None);
        check(&json!({ "a": ["x", "y"], "b": ["x", "y"] }), &[joined], "a=x,y&b=x&b=y");
        let reserved = of(Some(Style::Form { explode: true, allow_reserved: true }), None);
        check(&json!({ "a": "x/y", "b": "x/y" }), &[reserved], "a=x/y&b=x%2Fy");
        let as_json = of(None, Some("application/json"));
        check(&json!({ "a": ["x", 1] }), &[as_json], "a=%5B%22x%22%2C1%5D");
    }

    #[test]
    fn other_values_than_objects_are_refused() {
        assert!(form(&Shape::Text("x".to_owned()), &[]).is_err());
    }
}
