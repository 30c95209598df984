//! `multipart/form-data` bodies (RFC 7578).

use super::parameter::Shape;

/// A body and the boundary that parts it.
pub(crate) struct Multipart {
    pub(crate) body: String,
    pub(crate) boundary: String,
}

/// The body of an object: each member a part, each item of a list a part, deeper objects as JSON.
pub(crate) fn multipart(value: &Shape) -> Result<Multipart, String> {
    let Shape::Object(members) = value else { return Err("a multipart body is made of an object".to_owned()) };
    let mut parts = Vec::new();
    for (name, value) in members {
        append(&mut parts, name, value);
    }
    let boundary = boundary_outside_of(&parts);
    let mut body: String = parts.iter().flat_map(|part| ["--", &boundary, "\r\n", part, "\r\n"]).collect();
    body.extend(["--", &boundary, "--\r\n"]);
    Ok(Multipart { body, boundary })
}

fn append(parts: &mut Vec<String>, name: &str, value: &Shape) {
    let disposition = format!("content-disposition: form-data; name=\"{}\"", quoted(name));
    match value {
        Shape::Null => {}
        Shape::Text(text) | Shape::Token(text) => parts.push(format!("{disposition}\r\n\r\n{text}")),
        Shape::Array(items) => items.iter().for_each(|item| append(parts, name, item)),
        Shape::Object(_) => {
            parts.push(format!("{disposition}\r\ncontent-type: application/json\r\n\r\n{}", value.to_json()));
        }
    }
}

/// The HTML standard's escapes of names: no name can end its line or its quotes.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// The first boundary that is in no part: the same parts have the same boundary.
fn boundary_outside_of(parts: &[String]) -> String {
    let boundary = |number: usize| format!("part-of-form-data-{number}");
    let mut number = 0;
    while parts.iter().any(|part| part.contains(&boundary(number))) {
        number += 1;
    }
    boundary(number)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn members_become_parts() {
        let shape = Shape::of(&json!({ "a": "x", "b": [1, 2], "c": { "d": 1 } })).expect("a shape");
        let Multipart { body, boundary } = multipart(&shape).expect("an object");
        assert_eq!(boundary, "part-of-form-data-0");
        assert_eq!(
            body.replace(&boundary, "B"),
            "--B\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\nx\r\n\
             --B\r\ncontent-disposition: form-data; name=\"b\"\r\n\r\n1\r\n\
             --B\r\ncontent-disposition: form-data; name=\"b\"\r\n\r\n2\r\n\
             --B\r\ncontent-disposition: form-data; name=\"c\"\r\ncontent-type: application/json\r\n\r\n{\"d\":1}\r\n\
             --B--\r\n"
        );
    }

    #[test]
    fn neither_a_name_nor_a_value_can_break_out_of_its_part() {
        let shape = Shape::of(&json!({ "a\"\r\nx: y": "part-of-form-data-0" })).expect("a shape");
        let Multipart { body, boundary } = multipart(&shape).expect("an object");
        assert_eq!(boundary, "part-of-form-data-1");
        assert!(body.contains("name=\"a%22%0D%0Ax: y\""));
    }
}
