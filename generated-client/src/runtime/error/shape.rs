//! The shape of a body that could not be decoded: names and kinds, no values, of bounded length.

use serde_json::Value;

use super::answered::title;
use crate::runtime::json;

/// The longest shape, in characters.
const LENGTH: usize = 400;
/// The deepest level that is shown.
const DEPTH: usize = 4;
/// The most members or items of one level that are shown.
const WIDTH: usize = 12;

/// The most bytes of a page in which its title is looked for. It is more than `title` reads, so that no credential is cut.
const PAGE: usize = 16 * 1024;

/// The shape of `body`: `{data: [{id: string, …}], next_page: null}`. Values are left out, since they may be secret. Text that is
/// not JSON has only a length, and the title if it is an HTML page. `hide` removes the credentials of the client from a text.
pub(crate) fn shape_of(body: &[u8], hide: &dyn Fn(String) -> String) -> String {
    match json::value_of_body(body) {
        Ok(value) => {
            let mut shape = String::new();
            describe(&value, DEPTH, hide, &mut shape);
            super::one_line(&shape, LENGTH)
        }
        Err(_) if body.is_empty() => "empty".to_owned(),
        Err(_) => {
            let page = hide(String::from_utf8_lossy(body.get(..PAGE).unwrap_or(body)).into_owned());
            let title = title(page.as_bytes()).map(|title| format!(", “{title}”")).unwrap_or_default();
            format!("{} bytes that are not JSON{title}", body.len())
        }
    }
}

fn describe(value: &Value, depth: usize, hide: &dyn Fn(String) -> String, shape: &mut String) {
    if shape.len() > LENGTH {
        return;
    }
    match value {
        Value::Null => shape.push_str("null"),
        Value::Bool(_) => shape.push_str("boolean"),
        Value::Number(_) => shape.push_str("number"),
        Value::String(_) => shape.push_str("string"),
        Value::Array(items) => {
            shape.push('[');
            if let Some(first) = items.first() {
                if depth == 0 { shape.push('…') } else { describe(first, depth - 1, hide, shape) }
            }
            if items.len() > 1 {
                shape.push_str(", …");
            }
            shape.push(']');
        }
        Value::Object(members) => {
            shape.push('{');
            for (index, (name, member)) in members.iter().enumerate() {
                if index > 0 {
                    shape.push_str(", ");
                }
                if depth == 0 || index == WIDTH {
                    shape.push('…');
                    break;
                }
                shape.push_str(&super::one_line(&hide(name.clone()), 40));
                shape.push_str(": ");
                describe(member, depth - 1, hide, shape);
            }
            shape.push('}');
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    fn shape_of(body: &[u8]) -> String {
        super::shape_of(body, &|text| text)
    }

    #[test]
    fn a_shape_names_members_and_kinds_and_no_values() {
        let shape = shape_of(br#"{"data":[{"id":"secret","n":1},{}],"next":null,"ok":true}"#);
        assert_eq!(shape, "{data: [{id: string, n: number}, …], next: null, ok: boolean}");
    }

    #[test]
    fn a_shape_is_bounded() {
        let wide: Value = (0..5000).map(|number| (format!("member-{number}"), json!([[[[[[1]]]]]]))).collect();
        assert!(shape_of(wide.to_string().as_bytes()).chars().count() <= 401);
        assert_eq!(shape_of(b"<html>"), "6 bytes that are not JSON");
        let page = b"<html><title>Sign in</title><p>secret";
        assert_eq!(shape_of(page), "37 bytes that are not JSON, “Sign in”");
        assert_eq!(shape_of(b""), "empty");
    }
}
