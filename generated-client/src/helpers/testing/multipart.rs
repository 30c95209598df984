//! The parts of a form.

use memchr::memmem;

use super::request::Request;

/// A part of a form.
#[derive(Clone, Debug, Default)]
pub(super) struct Part {
    pub(super) name: String,
    pub(super) filename: Option<String>,
    pub(super) content_type: Option<String>,
    pub(super) content: Vec<u8>,
}

impl Part {
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.content).into_owned()
    }
}

/// The parts of the body of a request; none if it is not a form.
pub(super) fn parts(request: &Request) -> Vec<Part> {
    let content_type = request.header("content-type").unwrap_or_default();
    let Some(boundary) = parameter(content_type, "boundary") else { return Vec::new() };
    let delimiter = format!("\r\n--{boundary}");
    // The first delimiter has no line before it.
    let body = [b"\r\n", &request.content[..]].concat();
    let ends: Vec<usize> = memmem::find_iter(&body, delimiter.as_bytes()).collect();
    ends.windows(2).filter_map(|pair| part(&body[pair[0] + delimiter.len()..pair[1]])).collect()
}

/// A part, from the end of its delimiter on.
fn part(text: &[u8]) -> Option<Part> {
    let end = memmem::find(text, b"\r\n\r\n")?;
    let mut part = Part { content: text[end + 4..].to_vec(), ..Part::default() };
    for line in String::from_utf8_lossy(&text[..end]).lines() {
        let Some((name, value)) = line.split_once(':') else { continue };
        match name.to_lowercase().as_str() {
            "content-type" => part.content_type = Some(value.trim().to_owned()),
            "content-disposition" => {
                part.name = parameter(value, "name").unwrap_or_default();
                part.filename = parameter(value, "filename");
            }
            _ => {}
        }
    }
    Some(part)
}

/// A parameter of a header, with or without quotes.
fn parameter(value: &str, name: &str) -> Option<String> {
    let start = value.find(&format!(" {name}=")).or_else(|| value.find(&format!(";{name}=")))? + name.len() + 2;
    let rest = &value[start..];
    match rest.strip_prefix('"') {
        Some(quoted) => Some(quoted[..quoted.find('"')?].replace("%22", "\"")),
        None => Some(rest.split(';').next()?.trim().to_owned()),
    }
}
