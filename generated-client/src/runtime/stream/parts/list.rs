//! [`PartList`]: all parts of a multipart body, each read by the rule for its position.

use std::{fmt, marker::PhantomData};

use bytes::Bytes;
use reqwest::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderMap, HeaderValue};

use super::{
    MIXED,
    boundary::boundary,
    decoder::{Decoder, Limits, Unreadable},
    head::Headed,
};
use crate::runtime::{
    Result,
    compact::{CollectList, joined},
    encoding::{Encoding, NestedParts, is_json},
    file::File,
    header_text,
    json::{self, FromJson},
    response::{Received, ResponseBody},
    sealed::Sealed,
};

/// A list of all parts of a multipart body, and the headers of each part.
///
/// `Debug` shows only the names of the headers.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PartList<T> {
    /// The headers of each part, in the order of the parts.
    pub headers: Vec<HeaderMap>,
    /// The values of the parts.
    pub value: T,
}

/// A body whose parts are read by their positions, as `P` says.
#[doc(hidden)]
#[derive(Debug)]
pub struct ListedParts<T, P>(PhantomData<fn() -> (T, P)>);

/// How the parts of a body are read.
#[doc(hidden)]
pub trait PartEncodings: 'static {
    /// How the first parts are read.
    const FIRST: &'static [Encoding];
    /// How all other parts are read.
    const REST: Encoding;
    /// The parts that are lists of parts.
    const NESTED: &'static [NestedParts];
}

impl<T, P> Sealed for ListedParts<T, P> {}

impl<T: FromJson + 'static, P: PartEncodings> ResponseBody for ListedParts<T, P> {
    type Output = PartList<T>;
    const ACCEPT: &'static str = MIXED;

    fn decode(received: &mut Received) -> Result<PartList<T>> {
        let limits = Limits { part: usize::MAX, headers: received.limits.headers };
        let (media_type, body) = (received.head.content_type().unwrap_or_default(), received.plain_bytes()?);
        let mut list = Listed { limits, files: Vec::new() };
        let read = list.parts(media_type, body).and_then(|parts| {
            let text = list.text(&parts, P::FIRST, P::REST, P::NESTED)?;
            let value = json::from_str_and_files(&text, &list.files).map_err(|fault| fault.to_string())?;
            Ok(PartList { headers: parts.into_iter().map(|part| part.headers).collect_list(), value })
        });
        read.map_err(|mistake| received.mistaken(mistake))
    }
}

/// The parts that are read. It does not know their types, so it is compiled once.
struct Listed {
    limits: Limits,
    /// The files that the text of the parts refers to.
    files: Vec<File>,
}

impl Listed {
    /// The parts of a whole body.
    fn parts(&self, media_type: &str, body: &[u8]) -> Result<Vec<Headed>, String> {
        let boundary =
            boundary(media_type).ok_or_else(|| format!("the media type {media_type:?} names no boundary"))?;
        let mut decoder = Decoder::new(boundary, self.limits);
        decoder.push(body);
        let mut parts = Vec::new();
        while let Some(part) = decoder.decode() {
            parts.push(part.map_err(|fault| match fault {
                Unreadable::TooLong { limit } => format!("a part has more than {limit} bytes"),
                Unreadable::Malformed(malformed) => malformed.message,
            })?);
        }
        if decoder.is_over() { Ok(parts) } else { Err("the last boundary of the body is missing".to_owned()) }
    }

    /// The list of parts as JSON.
    fn text(
        &mut self,
        parts: &[Headed],
        first: &[Encoding],
        rest: Encoding,
        nested: &[NestedParts],
    ) -> Result<String, String> {
        let mut list = Vec::with_capacity(parts.len());
        for (position, Headed { headers, body }) in parts.iter().enumerate() {
            let encoding = first.get(position).copied().unwrap_or(rest);
            let position = position.min(first.len());
            list.push(match nested.iter().find(|nested| nested.position == position) {
                Some(NestedParts { position: _, media_type: _, encodings, rest }) => {
                    let parts = self.parts(header_text::text(headers, CONTENT_TYPE).unwrap_or_default(), body)?;
                    self.text(&parts, encodings, *rest, &[])?
                }
                None if encoding.is_file => self.file(headers, body),
                None => text(header_text::text(headers, CONTENT_TYPE), body, encoding)?,
            });
        }
        Ok(format!("[{}]", joined(&list, ",")))
    }

    /// A string that refers to a file.
    fn file(&mut self, headers: &HeaderMap, body: &Bytes) -> String {
        let disposition = headers.get(CONTENT_DISPOSITION).map(HeaderValue::as_bytes);
        let disposition = disposition
            .map(|bytes| std::str::from_utf8(bytes).map_or_else(|_| header_text::latin(bytes), str::to_owned));
        self.files.push(File {
            content: body.clone().into(),
            name: disposition.and_then(|disposition| header_text::parameter(&disposition, "filename")),
            content_type: header_text::text(headers, CONTENT_TYPE).map(str::to_owned),
            is_text: false,
        });
        json::quoted(&json::reference(self.files.len() - 1))
    }
}

/// A part as JSON: itself if it is JSON, or else a string.
fn text(media_type: Option<&str>, body: &[u8], encoding: Encoding) -> Result<String, String> {
    let text = std::str::from_utf8(body).map_err(|error| error.to_string())?;
    let states_json = media_type.is_some_and(is_json);
    let may_be_json = encoding.is_json() || states_json;
    let of_json =
        if may_be_json && json::is_json(body) { Some(text.trim_matches([' ', '\t', '\n', '\r'])) } else { None };
    // Text in JSON is a string. Everything else in JSON is not meant to be text.
    Ok(match of_json {
        Some(json) if encoding.is_json() || json.starts_with('"') => json.to_owned(),
        _ => json::quoted(text),
    })
}

impl<T: fmt::Debug> fmt::Debug for PartList<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<Vec<_>> = self.headers.iter().map(|headers| headers.keys().collect()).collect();
        formatter.debug_struct("PartList").field("headers", &names).field("value", &self.value).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn encoding(content_type: &'static str, is_file: bool) -> Encoding {
        Encoding { name: "", style: None, content_type: Some(content_type), is_file }
    }
    const JSON: Encoding = encoding("application/json", false);
    const TEXT: Encoding = encoding("text/plain", false);
    const FILE: Encoding = encoding("image/png", true);
    const NESTED: NestedParts =
        NestedParts { position: 3, media_type: "multipart/mixed", encodings: &[FILE], rest: TEXT };

    fn read(body: &str) -> Result<(String, Vec<File>), String> {
        let mut list = Listed { limits: Limits { part: usize::MAX, headers: 9 }, files: Vec::new() };
        let parts = list.parts("multipart/mixed; boundary=B", body.as_bytes())?;
        let text = list.text(&parts, &[JSON, TEXT, FILE], JSON, &[NESTED])?;
        Ok((text, list.files))
    }

    #[test]
    fn parts_are_json_text_files_or_lists_by_their_positions() {
        let body = "--B\n\n {\"a\": 1} \n--B\n\n5\n--B\nContent-Type: a/b\nContent-Disposition: attachment; filename=\"é.png\"\n\nP\n\
            --B\nContent-Type: multipart/mixed; boundary=C\n\n--C\n\nQ\n--C\n\n1,2\n--C--\n--B--";
        let (text, files) = read(body).expect("parts");
        assert_eq!(text, r#"[{"a": 1},"5","\u00000",["\u00001","1,2"]]"#);
        let file = File::from("P").name("é.png").content_type("a/b");
        assert_eq!(files, [file, File::from("Q")]);
    }

    #[test]
    fn a_part_that_is_not_what_is_documented_is_a_string() {
        let (text, _) = read("--B\n\n1,2\n--B\nContent-Type: application/json\n\n\"\\u0041\"\n--B--").expect("parts");
        assert_eq!(text, r#"["1,2","\u0041"]"#);
        let (text, _) = read("--B\n\n1\n--B\nContent-Type: application/json\n\n{}\n--B--").expect("parts");
        assert_eq!(text, r#"[1,"{}"]"#);
    }

    #[test]
    fn a_body_that_is_not_complete_is_an_error() {
        assert_eq!(read("--B\n\n1\n").unwrap_err(), "the last boundary of the body is missing");
        let nested = "--B\n\n1\n--B\n\n\n--B\n\n\n--B\n\n\n--B--";
        assert_eq!(read(nested).unwrap_err(), "the media type \"\" names no boundary");
    }
}
