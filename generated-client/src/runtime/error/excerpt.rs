//! An excerpt of JSON without a message in a known place: bounded, on one line, and without values whose names suggest
//! a secret.

use serde_json::Value;

use super::one_line;
use crate::runtime::{compact::contains, json};

/// The longest excerpt, in characters.
const LENGTH: usize = 200;
/// The longest string in it.
const STRING: usize = 60;
/// Parts of names whose values are not shown.
const SECRET: &[&str] =
    &["password", "passwd", "secret", "token", "apikey", "authorization", "credential", "cookie", "session", "private"];

/// The beginning of `body`, if it is JSON. `hide` removes the credentials of the client from a text.
pub(super) fn excerpt(body: &[u8], hide: &dyn Fn(String) -> String) -> Option<String> {
    let mut json = json::value_of_body(body).ok()?;
    shorten(&mut json, hide);
    Some(one_line(&hide(json::json_of(&json)), LENGTH))
}

fn shorten(json: &mut Value, hide: &dyn Fn(String) -> String) {
    match json {
        Value::String(text) => *text = one_line(&hide(std::mem::take(text)), STRING),
        Value::Array(items) => items.iter_mut().for_each(|item| shorten(item, hide)),
        Value::Object(members) => {
            for (name, value) in members {
                if is_secret(name) { *value = "…".into() } else { shorten(value, hide) }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn is_secret(name: &str) -> bool {
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    name.ends_with("key") || SECRET.iter().any(|part| contains(&name, part))
}

#[cfg(test)]
mod tests {
    use super::excerpt;

    #[test]
    fn an_excerpt_is_one_short_line_without_secrets() {
        let said = |body: &str| excerpt(body.as_bytes(), &|text| text);
        assert_eq!(said(r#"{"n": 1, "x": ["a\nb"]}"#).as_deref(), Some(r#"{"n":1,"x":["a b"]}"#));
        for name in ["password", "X-Api-Key", "api_key", "accessToken", "client_secret", "key"] {
            let shown = said(&format!(r#"{{"in":[{{"{name}":{{"a":"k-secret"}}}}]}}"#)).expect("JSON");
            assert!(!shown.contains("k-secret") && shown.contains(name), "{shown}");
        }
        let long = said(&format!("[{}1]", format!("{:?},", "x".repeat(100)).repeat(100))).expect("JSON");
        assert_eq!(long.chars().count(), 201);
        assert_eq!(said("text"), None);
    }
}
