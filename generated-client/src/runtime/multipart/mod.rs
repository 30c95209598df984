//! Bodies of `multipart/form-data` (RFC 7578) and of other multipart media types.

mod request;

#[cfg(test)]
mod tests;

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::mem;

use memchr::memmem;
use reqwest::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderName, HeaderValue};

use super::{
    body::Body,
    encoding::{Encoding, NestedParts},
    file::File,
    json::{ToJson, referred, to_vec_and_files},
    parameter::{self, Shape},
};
use crate::runtime::compact::retain;

/// The parts of a multipart body that a header is for: by name, or by position, counted from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PartKey {
    /// All parts with this name.
    Name(String),
    /// The part at this position.
    Position(usize),
}

impl From<usize> for PartKey {
    fn from(position: usize) -> Self {
        Self::Position(position)
    }
}

impl From<&str> for PartKey {
    fn from(name: &str) -> Self {
        Self::Name(name.to_owned())
    }
}

impl From<String> for PartKey {
    fn from(name: String) -> Self {
        Self::Name(name)
    }
}

impl fmt::Display for PartKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => write!(formatter, "the part `{name}`"),
            Self::Position(position) => write!(formatter, "part {position}"),
        }
    }
}

/// A multipart body before its boundary is known.
#[derive(Clone, Debug)]
pub(crate) struct Multipart {
    media_type: String,
    encodings: &'static [Encoding],
    parts: Vec<Part>,
    /// Names of parts that are files of the caller's.
    attached: Vec<String>,
}

#[derive(Clone, Debug)]
struct Part {
    /// If there is none, the part is known by its position.
    name: Option<String>,
    file_name: Option<String>,
    content_type: Option<String>,
    /// Headers that the caller sets.
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Body,
}

const OCTET_STREAM: &str = "application/octet-stream";
const JSON: &str = "application/json";

impl Multipart {
    /// The parts of an object. Each member is a part, and so is each item of a list. Deeper objects are JSON, unless
    /// `encodings` have another rule.
    pub(crate) fn new(media_type: &str, encodings: &'static [Encoding], value: &dyn ToJson) -> Result<Self, String> {
        let (text, files) = to_vec_and_files(value)?;
        let shape = Shape::of_json(&text)?;
        let Shape::Object(members) = &shape else { return Err("a multipart body is made of an object".to_owned()) };
        let mut parts = Vec::new();
        for (name, value) in members {
            let encoding = Encoding::of(name, encodings);
            match encoding.style {
                Some(style) => parts.extend(parameter::fields(name, style, value).into_iter().map(Part::of_field)),
                None => append(&mut parts, name, value, encoding, &files)?,
            }
        }
        Ok(Self { media_type: media_type.to_owned(), encodings, parts, attached: Vec::new() })
    }

    /// The parts of a list. Each element is a part, with the encoding at its position, or else with `rest`.
    pub(crate) fn of_list(
        media_type: &str,
        encodings: &'static [Encoding],
        rest: Encoding,
        nested: &[NestedParts],
        value: &dyn ToJson,
    ) -> Result<Self, String> {
        let (text, files) = to_vec_and_files(value)?;
        let shape = Shape::of_json(&text)?;
        Self::of_elements(media_type, encodings, rest, nested, &shape, &files)
    }

    /// The parts of a list.
    fn of_elements(
        media_type: &str,
        encodings: &[Encoding],
        rest: Encoding,
        nested: &[NestedParts],
        list: &Shape,
        files: &[File],
    ) -> Result<Self, String> {
        let Shape::Array(elements) = list else { return Err("the parts are the elements of a list".to_owned()) };
        if elements.is_empty() {
            return Err("a multipart body has at least one part".to_owned());
        }
        let encoding = |position: usize| encodings.get(position).copied().unwrap_or(rest);
        let nested = |position: usize| nested.iter().find(|parts| parts.position == position.min(encodings.len()));
        let part = |(position, value)| match nested(position) {
            Some(parts) => Part::with_parts(parts, value, files),
            None => element(value, encoding(position), files),
        };
        let parts = elements.iter().enumerate().map(part).collect::<Result<_, String>>()?;
        Ok(Self { media_type: media_type.to_owned(), encodings: &[], parts, attached: Vec::new() })
    }

    /// Sets a header of some parts.
    pub(crate) fn set_header(&mut self, key: &PartKey, name: &HeaderName, value: &HeaderValue) -> Result<(), String> {
        let count = self.parts.len();
        let is_meant = |position: usize, part: &Part| match key {
            PartKey::Name(name) => part.name.as_ref() == Some(name),
            PartKey::Position(meant) => position == *meant,
        };
        let mut is_found = false;
        for (position, part) in self.parts.iter_mut().enumerate() {
            if is_meant(position, part) {
                part.set_header(name, value);
                is_found = true;
            }
        }
        if is_found {
            return Ok(());
        }
        Err(match key {
            PartKey::Name(_) => format!("the header `{name}` is for {key}, which the body does not have"),
            PartKey::Position(_) => {
                format!("the header `{name}` is for {key}, and the body has {count} parts, from 0")
            }
        })
    }

    /// Uses a file as the part called `part`, in place of the object's value. If the part already has a file, both are
    /// sent.
    pub(crate) fn attach(&mut self, part: &str, file: File) -> Result<(), String> {
        if self.parts.iter().any(|other| other.name.is_none()) {
            return Err(format!("the file `{part}` is for a part with a name, and the parts of this body have none"));
        }
        let mut file = file_part(Some(part), file, Encoding::of(part, self.encodings))?;
        if let Some(other) = self.parts.iter().find(|other| other.name.as_deref() == Some(part)) {
            file.headers.clone_from(&other.headers);
        }
        if !self.attached.iter().any(|attached| attached == part) {
            self.attached.push(part.to_owned());
            retain(&mut self.parts, &mut |other| other.name.as_deref() != Some(part));
        }
        self.parts.push(file);
        Ok(())
    }

    /// The media type with the boundary, and the body.
    pub(crate) fn write(&self) -> (String, Body) {
        let boundary = self.boundary();
        let (mut contents, mut body) = (Vec::new(), Vec::new());
        for part in &self.parts {
            body.extend_from_slice(format!("--{boundary}").as_bytes());
            part.write_head(&mut body);
            let value = &part.body;
            body.extend_from_slice(b"\r\n\r\n");
            match value.bytes() {
                Some(bytes) => body.extend_from_slice(bytes),
                None => contents.extend([mem::take(&mut body).into(), value.clone()]),
            }
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        contents.push(body.into());
        (format!("{}; boundary={boundary}", self.media_type), Body::joined(contents))
    }

    /// The first boundary that is in no part: the same parts have the same boundary. If a part is not in memory, the boundary is
    /// random.
    fn boundary(&self) -> String {
        let boundary = |number: usize| format!("part-of-form-data-{number}");
        if self.parts.iter().any(|part| part.body.bytes().is_none()) {
            let random = || RandomState::new().hash_one(());
            return format!("part-of-form-data-{:016x}{:016x}", random(), random());
        }
        let stands_in = |boundary: &str, part: &Part| {
            let bytes = part.body.bytes().map_or(&b""[..], |bytes| bytes);
            memmem::find(bytes, boundary.as_bytes()).is_some()
        };
        let mut number = 0;
        while self.parts.iter().any(|part| stands_in(&boundary(number), part)) {
            number += 1;
        }
        boundary(number)
    }
}

impl Part {
    fn of_field((name, value): (String, String)) -> Self {
        Self { name: Some(name), file_name: None, content_type: None, headers: Vec::new(), body: value.into() }
    }

    /// The part whose parts are the elements of a list.
    fn with_parts(
        &NestedParts { position: _, media_type, encodings, rest }: &NestedParts,
        list: &Shape,
        files: &[File],
    ) -> Result<Self, String> {
        let (content_type, body) = Multipart::of_elements(media_type, encodings, rest, &[], list, files)?.write();
        Ok(Self { name: None, file_name: None, content_type: Some(content_type), headers: Vec::new(), body })
    }

    fn set_header(&mut self, name: &HeaderName, value: &HeaderValue) {
        if name == CONTENT_TYPE {
            self.content_type = std::str::from_utf8(value.as_bytes()).ok().map(str::to_owned);
        } else {
            retain(&mut self.headers, &mut |(other, _)| other != name);
            self.headers.push((name.clone(), value.clone()));
        }
    }

    /// Adds the headers, a line break before each.
    fn write_head(&self, body: &mut Vec<u8>) {
        let Self { name, file_name, content_type, headers, body: _ } = self;
        let mut head = String::new();
        let is_set = headers.iter().any(|(name, _)| name == CONTENT_DISPOSITION);
        match name {
            _ if is_set => {}
            Some(name) => head.extend(["\r\ncontent-disposition: form-data; name=\"", &quoted(name), "\""]),
            None if file_name.is_some() => head.push_str("\r\ncontent-disposition: attachment"),
            None => {}
        }
        if let (Some(file_name), false) = (file_name, is_set) {
            head.extend(["; filename=\"", &quoted(file_name), "\""]);
        }
        if let Some(content_type) = content_type {
            head.extend(["\r\ncontent-type: ", content_type]);
        }
        body.extend_from_slice(head.as_bytes());
        for (name, value) in headers {
            let line = [b"\r\n", name.as_str().as_bytes(), b": ", value.as_bytes()];
            body.extend_from_slice(&line.concat());
        }
    }
}

/// The part of a file.
fn file_part(part: Option<&str>, file: File, encoding: Encoding) -> Result<Part, String> {
    let File { content, name, content_type, is_text } = file;
    let usual = || encoding.content_type.unwrap_or(OCTET_STREAM).to_owned();
    let content_type = content_type.or_else(|| (!is_text).then(usual));
    if content_type
        .as_deref()
        .is_some_and(|content_type| content_type.bytes().any(|byte| matches!(byte, b'\r' | b'\n')))
    {
        return Err(format!("the media type of the file `{}` is invalid", part.unwrap_or_default()));
    }
    let part = part.map(str::to_owned);
    let file_name = name.or_else(|| part.clone().filter(|_| !is_text));
    Ok(Part { file_name, name: part, content_type, headers: Vec::new(), body: content })
}

/// The part of an element of a list.
fn element(value: &Shape, encoding: Encoding, files: &[File]) -> Result<Part, String> {
    let stated = encoding.content_type.map(str::to_owned);
    let part = |content_type: String, body: String| Part {
        name: None,
        file_name: None,
        content_type: Some(content_type),
        headers: Vec::new(),
        body: body.into(),
    };
    Ok(match value {
        Shape::Text(text) if encoding.is_file => match referred(text, files) {
            Some(file) => file_part(None, file.clone(), encoding)?,
            None => part(stated.unwrap_or_else(|| OCTET_STREAM.to_owned()), text.clone()),
        },
        Shape::Text(text) | Shape::Token(text) if !encoding.is_json() => {
            let usual = if text.is_ascii() { "text/plain" } else { "text/plain; charset=utf-8" };
            part(stated.unwrap_or_else(|| usual.to_owned()), text.clone())
        }
        _ => part(stated.filter(|_| encoding.is_json()).unwrap_or_else(|| JSON.to_owned()), value.to_json()),
    })
}

/// Adds the parts of a member. `files` are those that the text of the body refers to.
fn append(parts: &mut Vec<Part>, name: &str, value: &Shape, encoding: Encoding, files: &[File]) -> Result<(), String> {
    if let (Shape::Text(text), true) = (value, encoding.is_file) {
        if let Some(file) = referred(text, files) {
            parts.push(file_part(Some(name), file.clone(), encoding)?);
            return Ok(());
        }
    }
    let stated = encoding.content_type.map(str::to_owned);
    let mut push = |file_name: Option<String>, content_type: Option<String>, body: String| {
        parts.push(Part {
            name: Some(name.to_owned()),
            file_name,
            content_type,
            headers: Vec::new(),
            body: body.into(),
        });
    };
    match value {
        Shape::Null => {}
        Shape::Text(_) | Shape::Token(_) if encoding.is_json() => push(None, stated, value.to_json()),
        Shape::Text(text) | Shape::Token(text) if encoding.is_file => {
            push(Some(name.to_owned()), stated.or_else(|| Some(OCTET_STREAM.to_owned())), text.clone());
        }
        // RFC 7578, 4.4: the default of a part is text.
        Shape::Text(text) | Shape::Token(text) => push(None, stated, text.clone()),
        Shape::Array(items) if encoding.is_json() && !items.iter().any(is_object) => {
            push(None, stated, value.to_json());
        }
        Shape::Array(items) => {
            for item in items {
                append(parts, name, item, encoding, files)?;
            }
        }
        Shape::Object(_) => {
            let content_type = stated.filter(|_| encoding.is_json()).unwrap_or_else(|| JSON.to_owned());
            push(None, Some(content_type), value.to_json());
        }
    }
    Ok(())
}

fn is_object(value: &Shape) -> bool {
    matches!(value, Shape::Object(_))
}

/// The HTML standard's escapes of names: no name can end its line or its quotes.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}
