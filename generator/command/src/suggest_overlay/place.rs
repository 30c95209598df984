//! Finds the schema in the document for a place in the body of a response.

use generator::{left_out::METHODS, media_type, names, pointer::Pointer};
use serde_json::Value;

use super::record::{Record, Step};

/// How many references in a row are followed.
const CHAIN: usize = 64;

/// The schema that a record is about.
pub(super) fn of(document: &Value, record: &Record) -> Option<Pointer> {
    let mut place = body(document, record)?;
    for step in record.steps()? {
        place = part(document, &place, &step)?;
    }
    Some(place)
}

/// The value that a pointer points at.
pub(super) fn at<'d>(document: &'d Value, pointer: &Pointer) -> Option<&'d Value> {
    document.pointer(pointer.as_str().strip_prefix('#')?)
}

/// The end of a chain of references.
pub(super) fn resolved(document: &Value, pointer: &Pointer) -> Option<Pointer> {
    let mut pointer = pointer.clone();
    for _ in 0..CHAIN {
        match at(document, &pointer)?.get("$ref").and_then(Value::as_str) {
            Some(reference) if reference.starts_with("#/") => pointer = Pointer::from_text(reference),
            Some(_) => return None,
            None => return Some(pointer),
        }
    }
    None
}

/// The schema of the body.
fn body(document: &Value, record: &Record) -> Option<Pointer> {
    Some(json(document, record)?.child("schema"))
}

/// The media type of JSON of the response.
pub(super) fn json(document: &Value, record: &Record) -> Option<Pointer> {
    let paths = Pointer::root().child("paths");
    let operations = at(document, &paths)?.as_object()?.iter().flat_map(|(path, item)| {
        let place = paths.child(path);
        METHODS.iter().filter_map(move |method| {
            let id = item.get(*method)?.get("operationId").and_then(Value::as_str);
            let id = id.filter(|id| !id.trim().is_empty());
            let (id, is_made) =
                id.map_or_else(|| (names::operation_id(method, path), true), |id| (id.to_owned(), false));
            (id == record.operation).then(|| (is_made, place.child(method)))
        })
    });
    // An id of the document can be equal to one that is made from a path.
    let (_, operation) = operations.min_by_key(|(is_made, _)| *is_made)?;
    let responses = operation.child("responses");
    let keys = [record.status.to_string(), format!("{}XX", record.status / 100), "default".to_owned()];
    let response = keys.iter().map(|key| responses.child(key)).find(|place| at(document, place).is_some())?;
    let content = resolved(document, &response)?.child("content");
    let is_json = |name: &&String| media_type::essence(name).ends_with("json") || name.contains('*');
    let name = at(document, &content)?.as_object()?.keys().find(is_json)?.clone();
    Some(content.child(name))
}

/// The schema of a part of the values of a schema. It also searches the schemas of an `allOf`.
fn part(document: &Value, schema: &Pointer, step: &Step) -> Option<Pointer> {
    let schema = resolved(document, schema)?;
    let value = at(document, &schema)?;
    let own = match step {
        Step::Member(name) => match value.get("properties").and_then(|properties| properties.get(name)) {
            Some(_) => Some(schema.child("properties").child(name)),
            None => value
                .get("additionalProperties")
                .filter(|it| it.is_object())
                .map(|_| schema.child("additionalProperties")),
        },
        Step::Element => value.get("items").map(|_| schema.child("items")),
    };
    own.or_else(|| parts(document, &schema).find_map(|inner| part(document, &inner, step)))
}

/// The schemas that apply together with this one.
pub(super) fn parts(document: &Value, schema: &Pointer) -> impl Iterator<Item = Pointer> + use<> {
    let list = schema.child("allOf");
    let count = at(document, &list).and_then(Value::as_array).map_or(0, Vec::len);
    (0..count).map(move |index| list.child(index))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::suggest_overlay::record;

    #[test]
    fn an_id_of_the_document_comes_before_one_that_is_made_from_a_path() {
        let response = json!({"200": {"content": {"application/json": {}}}});
        let document = json!({"paths": {
            "/users": {"get": {"responses": response}},
            "/people": {"get": {"operationId": "get_users", "responses": response}},
        }});
        let line = r#"{"operation":"get_users","status":200,"path":"$","expected":"an object","found":"null"}"#;
        let records = record::read(line.as_bytes()).expect("a record");
        let place = super::json(&document, &records[0]).expect("a response");
        assert_eq!(place.as_str(), "#/paths/~1people/get/responses/200/content/application~1json");
    }
}
