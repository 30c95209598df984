//! References to objects of a wrong kind. Many can still be used: a response that refers to a request body gets its content,
//! and a schema that refers to a response is the schema of the response.

use serde_json::{Value, json};

use super::{super::super::objects::Kind, inside, out_of_place::single};
use crate::pointer::Pointer;

/// The origin of a member of a new object: the place, and the member.
pub(super) type Origin = (Pointer, &'static str);

/// The object that a reference to another kind of object is read as.
pub(super) enum Reading {
    /// A reference to this part of it.
    Part(Pointer),
    /// An object that replaces the reference. If one of its members is from another place, `origin` has the place and
    /// the member.
    Object { value: Value, origin: Option<Origin> },
}

/// The interpretation of a reference to `target`, an object of the kind `found`, where the kind `expected` is required, and
/// its description for a finding.
pub(super) fn reading(
    document: &Value,
    expected: Kind,
    found: Kind,
    target: &Pointer,
) -> Option<(Reading, &'static str)> {
    let target = &resolved(document, target)?;
    let object = document.pointer(inside(target))?;
    match (expected, found) {
        (Kind::Schema, Kind::Response | Kind::RequestBody | Kind::Parameter | Kind::Header | Kind::MediaType) => {
            let content = object.get("content").and_then(Value::as_object).filter(|content| !content.is_empty());
            let schema = match content {
                Some(content) => target.child("content").child(single(content)?.0).child("schema"),
                None => target.child("schema"),
            };
            Some(match document.pointer(inside(&schema)) {
                Some(_) => (Reading::Part(schema), "its schema"),
                None => (Reading::Object { value: json!({}), origin: None }, "any value, since it has no schema"),
            })
        }
        (Kind::Response | Kind::RequestBody, Kind::Response | Kind::RequestBody) => {
            let mut value = json!({"content": object.get("content")?});
            for name in ["description", "headers"] {
                if let Some(member) = object.get(name).filter(|_| expected == Kind::Response || name == "description") {
                    value[name] = member.clone();
                }
            }
            let origin = Some((target.child("content"), "content"));
            Some((Reading::Object { value: described(value, expected), origin }, "an object with its content"))
        }
        (Kind::Response | Kind::RequestBody, Kind::Schema) => {
            let value = json!({"content": {"application/json": {"schema": {"$ref": target.as_str()}}}});
            let value = described(value, expected);
            Some((Reading::Object { value, origin: None }, "an object with JSON of this schema"))
        }
        (Kind::Header, Kind::Schema) => {
            let value = json!({"schema": {"$ref": target.as_str()}});
            Some((Reading::Object { value, origin: None }, "a header with this schema"))
        }
        _ => None,
    }
}

/// A response must have a description.
fn described(mut value: Value, kind: Kind) -> Value {
    if kind == Kind::Response && value.get("description").is_none() {
        value["description"] = json!("");
    }
    value
}

/// The end of a chain of references.
fn resolved(document: &Value, target: &Pointer) -> Option<Pointer> {
    let mut at = target.clone();
    for _ in 0..64 {
        match document.pointer(inside(&at))?.get("$ref").and_then(Value::as_str) {
            Some(next) if next.starts_with("#/") => at = Pointer::from_text(next),
            Some(_) => return None,
            None => return Some(at),
        }
    }
    None
}
