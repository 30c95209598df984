//! The parts of a multipart body, as they arrive.

use bytes::Bytes;
use memchr::memmem;

use super::HttpRequest;

/// A part of a multipart body.
#[derive(Clone, Debug, Default)]
pub struct ReceivedPart {
    /// The name; empty if there is none.
    pub name: String,
    /// The name of its file.
    pub filename: Option<String>,
    /// The media type.
    pub content_type: Option<String>,
    /// The content.
    pub content: Bytes,
}

impl ReceivedPart {
    /// The content as text. Bytes that are not UTF-8 are replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.content).into_owned()
    }
}

impl HttpRequest {
    /// The parts of the body; none if it is not multipart.
    pub fn parts(&self) -> Vec<ReceivedPart> {
        parts(self.header("content-type").unwrap_or_default(), &self.content)
    }
}

/// The parts of a body of this media type; none if it is not multipart.
fn parts(content_type: &str, content: &[u8]) -> Vec<ReceivedPart> {
    let Some(boundary) = parameter(content_type, "boundary") else { return Vec::new() };
    let delimiter = format!("\r\n--{boundary}");
    // The first delimiter has no line before it.
    let body = [b"\r\n", content].concat();
    let ends: Vec<usize> = memmem::find_iter(&body, delimiter.as_bytes()).collect();
    let texts = ends.windows(2).filter_map(|pair| body.get(pair[0] + delimiter.len()..pair[1]));
    texts.filter_map(part).collect()
}

/// A part, from the end of its delimiter on.
fn part(text: &[u8]) -> Option<ReceivedPart> {
    let end = memmem::find(text, b"\r\n\r\n")?;
    let content = Bytes::copy_from_slice(text.get(end + 4..)?);
    let mut part = ReceivedPart { content, ..ReceivedPart::default() };
    for line in String::from_utf8_lossy(&text[..end]).lines() {
        let Some((name, value)) = line.split_once(':') else { continue };
        match name.to_ascii_lowercase().as_str() {
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
        // The escapes of the HTML standard.
        Some(quoted) => {
            let text = &quoted[..quoted.find('"')?];
            Some(text.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n"))
        }
        None => Some(rest.split(';').next()?.trim().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_have_their_names_and_bytes() {
        let body = b"--B\r\ncontent-disposition: form-data; name=\"a%22\"; filename=\"f.txt\"\r\ncontent-type: text/css\r\n\r\n\xFF\r\n\r\n--B\r\nContent-Disposition: form-data; name=b\r\n\r\n\r\n--B--\r\n";
        let parts = parts("multipart/form-data; boundary=B", body);
        assert_eq!(parts.len(), 2);
        assert_eq!((parts[0].name.as_str(), parts[0].filename.as_deref()), ("a\"", Some("f.txt")));
        assert_eq!((parts[0].content_type.as_deref(), &parts[0].content[..]), (Some("text/css"), &b"\xFF\r\n"[..]));
        assert_eq!((parts[1].name.as_str(), parts[1].text().as_str()), ("b", ""));
    }
}
