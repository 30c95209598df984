//! The headers of a part, and its body.

use bytes::{Buf, Bytes};
use memchr::memchr;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

/// A part whose headers are read.
#[derive(Debug)]
pub(super) struct Headed {
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

/// A part whose headers are invalid.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Malformed {
    pub(super) text: Bytes,
    pub(super) message: String,
}

/// Reads a part from the line break of the delimiter before it.
pub(super) fn read(text: Bytes, most_headers: usize) -> Result<Headed, Malformed> {
    let mut rest = text.clone();
    line(&mut rest);
    let mut fields: Vec<Vec<u8>> = Vec::new();
    loop {
        let line = line(&mut rest);
        let count = fields.len();
        match (line.first(), fields.last_mut()) {
            (None, _) => break,
            // A line that begins with a blank goes on with the one before.
            (Some(b' ' | b'\t'), Some(field)) => {
                field.push(b' ');
                field.extend_from_slice(line.trim_ascii());
            }
            _ if count == most_headers => {
                return Err(Malformed { text, message: format!("the part has more than {most_headers} headers") });
            }
            _ => fields.push(line.to_vec()),
        }
    }
    let mut headers = HeaderMap::new();
    for (index, field) in fields.iter().enumerate() {
        let added = header(field).and_then(|(name, value)| headers.try_append(name, value).ok());
        if added.is_none() {
            let number = index + 1;
            let message = format!("line {number} of the headers of the part is not a name and a value");
            return Err(Malformed { text, message });
        }
    }
    Ok(Headed { headers, body: rest })
}

/// Takes a line off a text, without its line break.
fn line(text: &mut Bytes) -> Bytes {
    let end = memchr(b'\n', text);
    let mut line = text.split_to(end.unwrap_or(text.len()));
    if end.is_some() {
        text.advance(1);
    }
    if line.last() == Some(&b'\r') {
        line.truncate(line.len() - 1);
    }
    line
}

fn header(field: &[u8]) -> Option<(HeaderName, HeaderValue)> {
    let (name, value) = field.split_at_checked(memchr(b':', field)?)?;
    let name = HeaderName::from_bytes(name.trim_ascii()).ok()?;
    Some((name, HeaderValue::from_bytes(value.get(1..)?.trim_ascii()).ok()?))
}
