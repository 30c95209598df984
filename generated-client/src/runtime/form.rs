//! `application/x-www-form-urlencoded` bodies.

use std::fmt::Write;

use super::parameter::Shape;

/// The body of an object: each member a field, lists by repetition, deeper objects with brackets.
pub(crate) fn form(value: &Shape) -> Result<String, String> {
    let Shape::Object(members) = value else { return Err("a form is made of an object".to_owned()) };
    let mut body = String::new();
    for (name, value) in members {
        append(&mut body, name, value);
    }
    Ok(body)
}

fn append(body: &mut String, name: &str, value: &Shape) {
    match value {
        Shape::Null => {}
        Shape::Text(text) | Shape::Token(text) => {
            if !body.is_empty() {
                body.push('&');
            }
            encode(body, name);
            body.push('=');
            encode(body, text);
        }
        Shape::Array(items) => items.iter().for_each(|item| append(body, name, item)),
        Shape::Object(members) => {
            for (key, value) in members {
                append(body, &format!("{name}[{key}]"), value);
            }
        }
    }
}

/// The URL standard's application/x-www-form-urlencoded serializing: space is `+`.
fn encode(body: &mut String, text: &str) {
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
    use serde_json::json;

    use super::*;

    #[test]
    fn members_lists_and_objects_become_fields() {
        let value = json!({ "a": "x y&é", "b": [1, true], "c": { "d": "e" }, "n": null });
        let shape = Shape::of(&value).expect("a shape");
        assert_eq!(form(&shape).as_deref(), Ok("a=x+y%26%C3%A9&b=1&b=true&c%5Bd%5D=e"));
    }

    #[test]
    fn what_is_no_object_is_refused() {
        assert!(form(&Shape::Text("x".to_owned())).is_err());
    }
}
