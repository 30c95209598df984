//! The usual shapes of error bodies: RFC 9457, lists and maps of fields, and an object `error`.
//!
//! They are used if the body does not have the documented shape. Texts are unchanged: the code that shows them limits
//! their length.

use serde_json::{Map, Value};

use crate::runtime::compact::{CollectList, joined};

/// The members that have the message, the most likely one first. All names are compared by [`is_spelled`].
const TEXTS: &[&str] = &[
    "message",
    "msg",
    "detail",
    "errordescription",
    "errormessage",
    "errormsg",
    "exceptionmessage",
    "statusmessage",
    "description",
    "reason",
    "fault",
];
/// The members that contain an object with [`TEXTS`], or a list of such objects.
const NESTED: &[&str] = &["error", "errors", "details", "exceptiondetail", "validationerrors", "violations", "issues"];
/// The members that have the place of the mistake in the request.
const PLACES: &[&str] = &["loc", "field", "path", "param", "parameter", "property", "pointer", "propertypath"];
/// The members that have the kind of the error.
const KINDS: &[&str] = &["type", "code", "errorcode", "errortype", "status"];
/// Words that mean only that there is an error.
const NO_KINDS: &[&str] = &["about:blank", "error", "fail", "failed", "failure", "false"];

/// How many errors of a list are shown.
const LISTED: usize = 5;
/// The depth to which errors are searched for.
const DEPTH: usize = 4;
/// The longest kind, in bytes.
const LONGEST_KIND: usize = 200;

/// The message, for people.
pub(super) fn message(json: &Value) -> Option<String> {
    text(json, DEPTH)
}

/// The kind of the error, for machines: a word, or a URI as RFC 9457 has it.
pub(super) fn kind(json: &Value) -> Option<&str> {
    fn named(object: &Value) -> Option<&str> {
        let members = object.as_object()?;
        KINDS.iter().find_map(|name| word(member(members, name)?))
    }

    let error = json.as_object().and_then(|members| member(members, "error"));
    error.and_then(named).or_else(|| named(json)).or_else(|| word(error?))
}

/// The member of this name, however its words are joined: `errorMessage`, `error_message` and `Error-Message` are one name.
#[inline(never)]
fn member<'a>(members: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    members.get(name).or_else(|| members.iter().find(|(key, _)| is_spelled(key, name)).map(|(_, value)| value))
}

/// Whether a name has the letters of another one, which is in lower case and one word.
fn is_spelled(name: &str, letters: &str) -> bool {
    let of_name = name.bytes().filter(|byte| !b"_- ".contains(byte)).map(|byte| byte.to_ascii_lowercase());
    of_name.eq(letters.bytes())
}

fn word(value: &Value) -> Option<&str> {
    let word = value.as_str().filter(|text| !text.is_empty() && text.len() <= LONGEST_KIND)?;
    let is_one = word.chars().all(|character| character.is_ascii_graphic());
    let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
    (is_one && !is_number && !is_no_kind(word)).then_some(word)
}

/// Whether a kind means only that there is an error.
pub(super) fn is_no_kind(word: &str) -> bool {
    NO_KINDS.iter().any(|other| word.eq_ignore_ascii_case(other))
}

fn text(json: &Value, depth: usize) -> Option<String> {
    let below = depth.checked_sub(1)?;
    match json {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Array(errors) => listed(errors.iter().filter_map(|error| text(error, below))),
        Value::Object(members) => of_object(members, below),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

fn of_object(members: &Map<String, Value>, depth: usize) -> Option<String> {
    let find = |names: &[&str]| names.iter().find_map(|name| text(member(members, name)?, depth));
    let said = find(TEXTS);
    // If there is another text, a text `error` is the name of the status.
    let nested =
        NESTED.iter().filter_map(|name| member(members, name)).filter(|value| said.is_none() || !value.is_string());
    let nested = nested.into_iter().find_map(|value| fields(value, depth).or_else(|| text(value, depth)));
    let title = find(&["title"]);
    let mut parts: Vec<String> = Vec::new();
    for part in [title, said, nested].into_iter().flatten() {
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    if parts.is_empty() {
        parts.extend(KINDS.iter().find_map(|name| word(member(members, name)?)).map(str::to_owned));
        if parts.is_empty() || place(members).is_none() {
            return fields_of(members, depth);
        }
    }
    parts.splice(0..0, place(members));
    let last = parts.pop()?;
    let mut all = String::new();
    for part in &parts {
        all.push_str(part.trim_end_matches(['.', ':']));
        all.push_str(": ");
    }
    Some(all + &last)
}

/// The place of a mistake: `body.items.0.name`.
fn place(members: &Map<String, Value>) -> Option<String> {
    let name = |value: &Value| match value {
        Value::String(name) => Some(name.clone()).filter(|name| !name.is_empty()),
        Value::Number(index) => Some(index.to_string()),
        _ => None,
    };
    PLACES.iter().find_map(|place| match member(members, place)? {
        Value::Array(segments) => {
            let names: Vec<String> = segments.iter().filter_map(name).collect_list();
            Some(joined(&names, ".")).filter(|names| !names.is_empty())
        }
        // A path with a slash is the path of the request.
        Value::String(path) => {
            name(&Value::from(path.as_str())).filter(|path| !(*place == "path" && path.starts_with('/')))
        }
        _ => None,
    })
}

fn fields(value: &Value, depth: usize) -> Option<String> {
    fields_of(value.as_object()?, depth)
}

/// A map from the names of fields to lists of their errors.
fn fields_of(members: &Map<String, Value>, depth: usize) -> Option<String> {
    let is_list_of_texts =
        |value: &Value| value.as_array().is_some_and(|texts| !texts.is_empty() && texts.iter().all(Value::is_string));
    if members.is_empty() || !members.values().all(is_list_of_texts) {
        return None;
    }
    listed(members.iter().filter_map(|(name, texts)| {
        let texts = text(texts, depth)?;
        Some(if name.is_empty() { texts } else { format!("{name}: {texts}") })
    }))
}

/// The first of several errors, and how many more there are.
fn listed(errors: impl Iterator<Item = String>) -> Option<String> {
    let mut errors = errors.peekable();
    errors.peek()?;
    let shown: Vec<String> = errors.by_ref().take(LISTED).collect_list();
    let more = errors.count();
    let more = if more == 0 { String::new() } else { format!("; and {more} more") };
    Some(joined(&shown, "; ") + &more)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn usual_shapes_say_what_happened_and_what_kind_of_error_it_is() {
        check([
            (json!("gone"), "gone", None),
            (json!({"detail": "Flow not found"}), "Flow not found", None),
            (json!({"message": "no", "code": "E1"}), "no", Some("E1")),
            (json!({"error": "invalid_grant", "error_description": "expired"}), "expired", Some("invalid_grant")),
            (json!({"error": "no such thing"}), "no such thing", None),
            (json!({"error": {"message": "no", "type": "not_found", "code": 404}}), "no", Some("not_found")),
            (
                json!({"error": {"name": "Error", "message": "no", "code": "ENTITY_NOT_FOUND"}}),
                "no",
                Some("ENTITY_NOT_FOUND"),
            ),
            (
                json!({"type": "error", "error": {"type": "overloaded", "message": "later"}}),
                "later",
                Some("overloaded"),
            ),
            // Spring
            (
                json!({"timestamp": 1, "status": 404, "error": "Not Found", "message": "no flow", "path": "/a"}),
                "no flow",
                None,
            ),
            // RFC 9457
            (json!({"type": "about:blank", "title": "Not Found", "status": 404}), "Not Found", None),
            (
                json!({"type": "https://e.example/no-credit", "title": "No credit", "detail": "30 < 50"}),
                "No credit: 30 < 50",
                Some("https://e.example/no-credit"),
            ),
            // FastAPI
            (
                json!({"detail": [
                    {"loc": ["body", "items", 0, "name"], "msg": "field required", "type": "missing"},
                    {"loc": ["query", "n"], "msg": "not an integer", "type": "int"},
                ]}),
                "body.items.0.name: field required; query.n: not an integer",
                None,
            ),
            // .NET
            (
                json!({"title": "Invalid", "status": 400, "errors": {"": ["odd"], "Name": ["is required", "is short"]}}),
                "Invalid: odd; Name: is required; is short",
                None,
            ),
            // Rails and Django
            (json!({"errors": ["a", "b"]}), "a; b", None),
            (json!({"name": ["This field is required."]}), "name: This field is required.", None),
            // JSON:API
            (json!({"errors": [{"title": "Bad", "detail": "worse", "code": "x"}]}), "Bad: worse", None),
            // GitHub
            (
                json!({"message": "Validation Failed", "errors": [{"resource": "Issue", "field": "title", "code": "missing"}]}),
                "Validation Failed: title: missing",
                None,
            ),
            (json!([{"message": "a"}, {"message": "b"}]), "a; b", None),
        ]);
    }

    #[test]
    fn shapes_of_frameworks_say_what_happened_and_what_kind_of_error_it_is() {
        check([
            // Prefect
            (
                json!({
                    "exception_message": "Invalid request received.",
                    "exception_detail": [{"loc": ["body", "name"], "msg": "too short", "type": "string_too_short"}],
                    "request_body": {"name": ""},
                }),
                "Invalid request received: body.name: too short",
                None,
            ),
            // AWS and .NET
            (
                json!({"Message": "no such queue", "Code": "QueueDoesNotExist"}),
                "no such queue",
                Some("QueueDoesNotExist"),
            ),
            (json!({"ErrorMessage": "no", "error-code": "E1"}), "no", Some("E1")),
        ]);
    }

    /// Checks the message and the kind of bodies.
    fn check<const COUNT: usize>(cases: [(Value, &str, Option<&str>); COUNT]) {
        for (body, said, of_kind) in cases {
            assert_eq!(message(&body).as_deref(), Some(said), "{body}");
            assert_eq!(kind(&body), of_kind, "{body}");
        }
    }

    #[test]
    fn other_json_says_nothing() {
        for body in [
            json!(null),
            json!({}),
            json!([]),
            json!(7),
            json!({"a": 1}),
            json!({"message": ""}),
            json!({"a": ["b", 1]}),
        ] {
            assert_eq!((message(&body), kind(&body)), (None, None), "{body}");
        }
        let deep = (0..50).fold(json!("deep"), |inner, _| json!({"error": inner}));
        assert_eq!(message(&deep), None);
    }

    #[test]
    fn a_long_list_is_cut() {
        let errors: Vec<String> = (0..100).map(|number| number.to_string()).collect();
        assert_eq!(message(&json!({"errors": errors})).as_deref(), Some("0; 1; 2; 3; 4; and 95 more"));
    }
}
