//! Responses that are parts.

use bytes::Bytes;

use super::content::{Content, Written, from_example};
use crate::runtime::{
    BinaryParts, JsonParts, ListedParts, PartEncodings, TextParts,
    json::{self, FromJson},
    multipart::Multipart,
};

/// Writes the contents of parts, each of which has a media type.
fn written(
    media_type: &str,
    contents: impl Iterator<Item = Result<(&'static str, Vec<u8>), String>>,
) -> Result<Written, String> {
    const BOUNDARY: &str = "part-of-response-2f6c1d09";
    let mut body = Vec::new();
    for content in contents {
        let (of_part, content) = content?;
        body.extend_from_slice(format!("--{BOUNDARY}\r\ncontent-type: {of_part}\r\n\r\n").as_bytes());
        body.extend_from_slice(&content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    Ok(Written { media_type: Some(format!("{essence}; boundary={BOUNDARY}")), ..Written::from(body) })
}

impl<T: FromJson + Send + 'static> Content for JsonParts<T> {
    type Value = Vec<T>;

    fn write(value: &Vec<T>, media_type: &str) -> Result<Written, String> {
        written(media_type, value.iter().map(|value| Ok(("application/json", json::to_vec(value)?))))
    }

    fn read(example: &str) -> Vec<T> {
        vec![from_example(example)]
    }
}

impl Content for TextParts {
    type Value = Vec<String>;

    fn write(value: &Vec<String>, media_type: &str) -> Result<Written, String> {
        written(media_type, value.iter().map(|text| Ok(("text/plain; charset=utf-8", text.clone().into_bytes()))))
    }

    fn read(example: &str) -> Vec<String> {
        vec![example.to_owned()]
    }
}

impl Content for BinaryParts {
    type Value = Vec<Bytes>;

    fn write(value: &Vec<Bytes>, media_type: &str) -> Result<Written, String> {
        written(media_type, value.iter().map(|bytes| Ok(("application/octet-stream", bytes.to_vec()))))
    }

    fn read(example: &str) -> Vec<Bytes> {
        vec![Bytes::copy_from_slice(example.as_bytes())]
    }
}

impl<T: FromJson + Send + 'static, P: PartEncodings> Content for ListedParts<T, P> {
    type Value = T;

    fn write(value: &T, media_type: &str) -> Result<Written, String> {
        let essence = media_type.split(';').next().unwrap_or_default().trim();
        let (media_type, body) = Multipart::of_list(essence, P::FIRST, P::REST, P::NESTED, value)?.write();
        let body = body.bytes().ok_or_else(|| "a part is not in memory".to_owned())?;
        Ok(Written { media_type: Some(media_type), ..Written::from(body.to_vec()) })
    }

    fn read(example: &str) -> T {
        from_example(example)
    }
}
