//! `multipart/form-data` bodies (RFC 7578), and others that are made of parts.

use std::hash::{BuildHasher, RandomState};
use std::mem;

use reqwest::header::{CONTENT_TYPE, HeaderName, HeaderValue};

use super::{
    body::Body,
    encoding::{Encoding, NestedParts},
    file::File,
    json::{ToJson, referred, to_vec_and_files},
    parameter::Shape,
};

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
    /// The parts of an object: each member one, each item of a list one, deeper objects as JSON, or as `encodings` say.
    pub(crate) fn new(media_type: &str, encodings: &'static [Encoding], value: &dyn ToJson) -> Result<Self, String> {
        let (text, files) = to_vec_and_files(value)?;
        let shape: Shape = serde_json::from_slice(&text).map_err(|error| error.to_string())?;
        let Shape::Object(members) = &shape else { return Err("a multipart body is made of an object".to_owned()) };
        let mut parts = Vec::new();
        for (name, value) in members {
            append(&mut parts, name, value, Encoding::of(name, encodings), &files)?;
        }
        Ok(Self { media_type: media_type.to_owned(), encodings, parts, attached: Vec::new() })
    }

    /// The parts of a list: each element one, of the encoding at its position, or else of `rest`.
    pub(crate) fn of_list(
        media_type: &str,
        encodings: &'static [Encoding],
        rest: Encoding,
        nested: &[NestedParts],
        value: &dyn ToJson,
    ) -> Result<Self, String> {
        let (text, files) = to_vec_and_files(value)?;
        let shape: Shape = serde_json::from_slice(&text).map_err(|error| error.to_string())?;
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

    /// Sets a header of a part.
    pub(crate) fn set_header(&mut self, position: usize, name: HeaderName, value: HeaderValue) -> Result<(), String> {
        let count = self.parts.len();
        let Some(part) = self.parts.get_mut(position) else {
            return Err(format!("the header `{name}` is for part {position}, and the body has {count} parts, from 0"));
        };
        if name == CONTENT_TYPE {
            part.content_type = value.to_str().ok().map(str::to_owned);
        } else {
            part.headers.retain(|(other, _)| *other != name);
            part.headers.push((name, value));
        }
        Ok(())
    }

    /// Takes a file for the part called `part`: in place of the object's value, or with another file there.
    pub(crate) fn attach(&mut self, part: &str, file: File) -> Result<(), String> {
        if self.parts.iter().any(|other| other.name.is_none()) {
            return Err(format!("the file `{part}` is for a part with a name, and the parts of this body have none"));
        }
        let file = file_part(Some(part), file, Encoding::of(part, self.encodings))?;
        if !self.attached.iter().any(|attached| attached == part) {
            self.attached.push(part.to_owned());
            self.parts.retain(|other| other.name.as_deref() != Some(part));
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

    /// The first boundary that is in no part: the same parts have the same boundary. If a part is not in memory, one that nobody can
    /// guess.
    fn boundary(&self) -> String {
        let boundary = |number: usize| format!("part-of-form-data-{number}");
        if self.parts.iter().any(|part| part.body.bytes().is_none()) {
            let random = || RandomState::new().hash_one(());
            return format!("part-of-form-data-{:016x}{:016x}", random(), random());
        }
        let stands_in = |boundary: &str, part: &Part| {
            let bytes = part.body.bytes().map_or(&b""[..], |bytes| bytes);
            bytes.windows(boundary.len()).any(|window| window == boundary.as_bytes())
        };
        let mut number = 0;
        while self.parts.iter().any(|part| stands_in(&boundary(number), part)) {
            number += 1;
        }
        boundary(number)
    }
}

impl Part {
    /// The part whose parts are the elements of a list.
    fn with_parts(
        &NestedParts { position: _, media_type, encodings, rest }: &NestedParts,
        list: &Shape,
        files: &[File],
    ) -> Result<Self, String> {
        let (content_type, body) = Multipart::of_elements(media_type, encodings, rest, &[], list, files)?.write();
        Ok(Self { name: None, file_name: None, content_type: Some(content_type), headers: Vec::new(), body })
    }

    /// Adds the headers, a line break before each.
    fn write_head(&self, body: &mut Vec<u8>) {
        let Self { name, file_name, content_type, headers, body: _ } = self;
        let mut head = String::new();
        match name {
            Some(name) => head.extend(["\r\ncontent-disposition: form-data; name=\"", &quoted(name), "\""]),
            None if file_name.is_some() => head.push_str("\r\ncontent-disposition: attachment"),
            None => {}
        }
        if let Some(file_name) = file_name {
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
    let File { content, name, content_type } = file;
    let content_type =
        content_type.or_else(|| encoding.content_type.map(str::to_owned)).unwrap_or_else(|| OCTET_STREAM.to_owned());
    if content_type.contains(['\r', '\n']) {
        return Err(format!("the media type of the file `{}` is invalid", part.unwrap_or_default()));
    }
    let (part, content_type) = (part.map(str::to_owned), Some(content_type));
    Ok(Part { file_name: name.or_else(|| part.clone()), name: part, content_type, headers: Vec::new(), body: content })
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
        // RFC 7578, 4.4: text is what a part is by itself.
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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const ENCODINGS: &[Encoding] = &[
        Encoding { name: "photo", style: None, content_type: Some("image/png"), is_file: true },
        Encoding { name: "file", style: None, content_type: None, is_file: true },
        Encoding { name: "meta", style: None, content_type: Some("application/json; charset=utf-8"), is_file: false },
    ];

    fn multipart(value: &Value) -> Multipart {
        Multipart::new("multipart/form-data", ENCODINGS, value).expect("an object")
    }

    #[track_caller]
    fn check(multipart: &Multipart, expected: &str) {
        let (content_type, body) = multipart.write();
        let body = body.bytes().expect("it is in memory");
        let boundary = content_type.strip_prefix("multipart/form-data; boundary=").expect("a boundary");
        assert_eq!(String::from_utf8_lossy(body).replace(boundary, "B").replace("\r\n", "\n"), expected);
    }

    #[test]
    fn members_become_parts() {
        check(
            &multipart(&json!({ "a": "x", "b": [1, 2], "c": { "d": 1 }, "n": null })),
            "--B\ncontent-disposition: form-data; name=\"a\"\n\nx\n\
             --B\ncontent-disposition: form-data; name=\"b\"\n\n1\n\
             --B\ncontent-disposition: form-data; name=\"b\"\n\n2\n\
             --B\ncontent-disposition: form-data; name=\"c\"\ncontent-type: application/json\n\n{\"d\":1}\n\
             --B--\n",
        );
    }

    #[test]
    fn parts_are_of_their_media_types_and_files_have_names() {
        check(
            &multipart(&json!({ "file": ["F"], "meta": "m", "photo": "P" })),
            "--B\ncontent-disposition: form-data; name=\"file\"; filename=\"file\"\n\
             content-type: application/octet-stream\n\nF\n\
             --B\ncontent-disposition: form-data; name=\"meta\"\ncontent-type: application/json; charset=utf-8\n\n\"m\"\n\
             --B\ncontent-disposition: form-data; name=\"photo\"; filename=\"photo\"\ncontent-type: image/png\n\nP\n\
             --B--\n",
        );
    }

    #[test]
    fn files_of_any_bytes_take_the_place_of_what_the_object_said() {
        let mut multipart = multipart(&json!({ "photo": "P" }));
        multipart.attach("photo", File::new(vec![0xFF, 0]).name("a\".png")).expect("a file");
        multipart.attach("photo", File::new("two").content_type("image/gif")).expect("a file");
        check(
            &multipart,
            "--B\ncontent-disposition: form-data; name=\"photo\"; filename=\"a%22.png\"\ncontent-type: image/png\n\n\
             \u{FFFD}\0\n\
             --B\ncontent-disposition: form-data; name=\"photo\"; filename=\"photo\"\ncontent-type: image/gif\n\ntwo\n\
             --B--\n",
        );
        assert!(multipart.attach("x", File::new("").content_type("a/b\r\nc: d")).is_err());
    }

    #[test]
    fn elements_of_a_list_are_parts_by_position() {
        const PHOTO: Encoding = Encoding { name: "", style: None, content_type: Some("image/png"), is_file: true };
        const NONE: Encoding = Encoding { name: "", style: None, content_type: None, is_file: false };
        let list = json!([{ "a": 1 }, "P", "t", "\u{fc}", 5, null]);
        let mut multipart =
            Multipart::of_list("multipart/form-data", &[NONE, PHOTO], NONE, &[], &list).expect("a list");
        let name = HeaderName::from_static("content-location");
        multipart.set_header(1, name.clone(), HeaderValue::from_static("a/b")).expect("a part");
        multipart.set_header(2, CONTENT_TYPE, HeaderValue::from_static("text/css")).expect("a part");
        check(
            &multipart,
            "--B\ncontent-type: application/json\n\n{\"a\":1}\n\
             --B\ncontent-type: image/png\ncontent-location: a/b\n\nP\n\
             --B\ncontent-type: text/css\n\nt\n\
             --B\ncontent-type: text/plain; charset=utf-8\n\n\u{fc}\n\
             --B\ncontent-type: text/plain\n\n5\n\
             --B\ncontent-type: application/json\n\nnull\n\
             --B--\n",
        );
        assert!(multipart.set_header(6, name, HeaderValue::from_static("a/b")).is_err());
        assert!(multipart.attach("x", File::new("")).is_err());
        assert!(Multipart::of_list("multipart/mixed", &[], PHOTO, &[], &json!([])).is_err());
        assert!(Multipart::of_list("multipart/mixed", &[], PHOTO, &[], &json!({})).is_err());
    }

    #[test]
    fn a_part_can_have_parts() {
        const NONE: Encoding = Encoding { name: "", style: None, content_type: None, is_file: false };
        const NESTED: NestedParts =
            NestedParts { position: 1, media_type: "multipart/mixed", encodings: &[], rest: NONE };
        let list = json!([[1], ["t", { "a": 1 }]]);
        let multipart = Multipart::of_list("multipart/form-data", &[NONE], NONE, &[NESTED], &list).expect("a list");
        check(
            &multipart,
            "--B\ncontent-type: application/json\n\n[1]\n\
             --B\ncontent-type: multipart/mixed; boundary=part-of-form-data-0\n\n\
             --part-of-form-data-0\ncontent-type: text/plain\n\nt\n\
             --part-of-form-data-0\ncontent-type: application/json\n\n{\"a\":1}\n\
             --part-of-form-data-0--\n\n\
             --B--\n",
        );
        assert!(Multipart::of_list("multipart/mixed", &[NONE], NONE, &[NESTED], &json!([1, 2])).is_err());
    }

    #[test]
    fn neither_a_name_nor_a_value_can_break_out_of_its_part() {
        let (content_type, body) = multipart(&json!({ "a\"\r\nx: y": "part-of-form-data-0" })).write();
        assert!(content_type.ends_with("part-of-form-data-1"));
        assert!(String::from_utf8_lossy(body.bytes().expect("it is in memory")).contains("name=\"a%22%0D%0Ax: y\""));
    }
}
