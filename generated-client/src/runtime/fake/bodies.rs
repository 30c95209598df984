//! Reads the bodies of requests.

use bytes::Bytes;
use serde_json::Value;

use super::{Arrived, Invalid, http::decoded, multipart::ReceivedPart, plain};
use crate::runtime::{
    encoding::{Encoding, is_json},
    file::File,
    json::{self, FromJson},
};

/// Reads the body of a request.
type ReadBody<T> = fn(&Arrived) -> Result<T, Invalid>;

/// The body of an operation that documents several media types.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FakeBody<T> {
    /// A body of the media type that the client sends by default.
    Usual(T),
    /// A body of another documented media type, as it was sent.
    Other {
        /// The media type, from the header `content-type`.
        media_type: String,
        /// The content.
        content: Bytes,
    },
}

#[allow(dead_code, reason = "generated code calls those that its API needs")]
impl Arrived {
    /// The body of an operation that has none.
    #[allow(clippy::unnecessary_wraps, clippy::unused_self, reason = "as the readers of other bodies")]
    pub(crate) fn no_body(&self) -> Result<(), Invalid> {
        Ok(())
    }

    /// A body that may be absent.
    pub(crate) fn optional<T>(&self, read: impl FnOnce(&Self) -> Result<T, Invalid>) -> Result<Option<T>, Invalid> {
        let is_absent = self.content().is_empty() && self.request.header("content-type").is_none();
        if is_absent { Ok(None) } else { read(self).map(Some) }
    }

    /// A body that can be of other media types too.
    pub(crate) fn usual_or_other<T>(
        &self,
        media_type: &str,
        read: impl FnOnce(&Self) -> Result<T, Invalid>,
    ) -> Result<FakeBody<T>, Invalid> {
        let sent = self.media_type();
        if sent.is_empty() || is_of(sent, media_type) {
            return read(self).map(FakeBody::Usual);
        }
        Ok(FakeBody::Other { media_type: sent.to_owned(), content: self.content().clone() })
    }

    /// A body of one of several media types that have the same type of value. The header says which one it is.
    pub(crate) fn one_of<T>(&self, readers: &[(&str, ReadBody<T>)]) -> Result<T, Invalid> {
        let sent = self.media_type();
        let fitting = readers.iter().find(|(media_type, _)| is_of(sent, media_type));
        match fitting.or_else(|| readers.first()) {
            Some((_, read)) => read(self),
            None => Err(Invalid::new("body", "its media type is not documented")),
        }
    }

    pub(crate) fn json<T: FromJson>(&self) -> Result<T, Invalid> {
        let text = self.content().strip_prefix(b"\xEF\xBB\xBF").unwrap_or(self.content());
        json::from_slice(if text.is_empty() { b"null" } else { text }).map_err(|fault| match text {
            b"" => Invalid::new("body", "there is no body"),
            _ => Invalid::new("body", fault),
        })
    }

    pub(crate) fn text(&self) -> Result<String, Invalid> {
        let text = std::str::from_utf8(self.content());
        text.map(str::to_owned).map_err(|error| Invalid::new("body", error))
    }

    #[allow(clippy::unnecessary_wraps, reason = "the readers of other bodies can fail")]
    pub(crate) fn bytes(&self) -> Result<Bytes, Invalid> {
        Ok(self.content().clone())
    }

    /// The fields of a form.
    pub(crate) fn form<T: FromJson>(&self, encodings: &[Encoding]) -> Result<T, Invalid> {
        let text = self.text()?;
        let pairs = text.split('&').filter(|pair| !pair.is_empty());
        let fields = pairs.map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), Value::from(decoded(value)))
        });
        let fields = super::parameters::styled_fields(fields.collect(), encodings);
        plain::read_fields(fields, &[]).map_err(|fault| Invalid::new("body", fault))
    }

    /// The parts of a form.
    pub(crate) fn multipart<T: FromJson>(&self, encodings: &[Encoding]) -> Result<T, Invalid> {
        let mut files = Vec::new();
        let fields = self.parts()?.into_iter().map(|part| {
            let encoding = Encoding::of(&part.name, encodings);
            (part.name.clone(), value(part, encoding, &mut files))
        });
        let fields = super::parameters::styled_fields(fields.collect(), encodings);
        plain::read_fields(fields, &files).map_err(|fault| Invalid::new("body", fault))
    }

    /// The parts of a body whose parts have positions.
    pub(crate) fn list_of_parts<T: FromJson>(&self, encodings: &[Encoding], rest: Encoding) -> Result<T, Invalid> {
        let mut files = Vec::new();
        let parts = self.parts()?.into_iter().enumerate();
        let list = parts.map(|(index, part)| value(part, encodings.get(index).copied().unwrap_or(rest), &mut files));
        let list = list.collect::<Value>();
        plain::read_one(&list, &files).map_err(|fault| Invalid::new("body", fault))
    }

    /// JSON lines, or the records of a JSON text sequence (RFC 7464).
    pub(crate) fn json_lines<T: FromJson>(&self) -> Result<Vec<T>, Invalid> {
        let lines = self.content().split(|byte| matches!(byte, b'\n' | b'\x1E'));
        let lines = lines.map(<[u8]>::trim_ascii).filter(|line| !line.is_empty()).enumerate();
        let read =
            |(index, line)| json::from_slice(line).map_err(|fault| Invalid::new(format!("body, item {index}"), fault));
        lines.map(read).collect()
    }

    /// Events whose data is JSON.
    pub(crate) fn json_events<T: FromJson>(&self) -> Result<Vec<T>, Invalid> {
        let text = self.text()?.replace("\r\n", "\n").replace('\r', "\n");
        let events = text.split("\n\n").map(|event| {
            let lines = event.lines().filter_map(|line| line.strip_prefix("data:"));
            lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n")
        });
        let events = events.filter(|data| !data.is_empty()).enumerate();
        let read = |(index, data): (usize, String)| {
            json::from_str(&data).map_err(|fault| Invalid::new(format!("body, event {index}"), fault))
        };
        events.map(read).collect()
    }

    /// The media type that the request states, without parameters.
    fn media_type(&self) -> &str {
        let stated = self.request.header("content-type").unwrap_or_default();
        stated.split(';').next().unwrap_or_default().trim()
    }

    fn parts(&self) -> Result<Vec<ReceivedPart>, Invalid> {
        let content_type = self.request.header("content-type").unwrap_or_default();
        let parts = self.request.parts();
        if parts.is_empty() && !self.content().is_empty() && !content_type.starts_with("multipart/") {
            return Err(Invalid::new("body", format!("it is not multipart, but of the media type `{content_type}`")));
        }
        Ok(parts)
    }
}

/// The value of a part. Files go to `files`, and the value refers to them.
fn value(part: ReceivedPart, encoding: Encoding, files: &mut Vec<File>) -> Value {
    if encoding.is_file {
        let is_text = part.filename.is_none() && part.content_type.is_none();
        let file = File { content: part.content.into(), name: part.filename, content_type: part.content_type, is_text };
        files.push(file);
        return json::reference(files.len() - 1).into();
    }
    let states_json = part.content_type.as_deref().is_some_and(is_json);
    let of_json = if states_json { serde_json::from_slice(&part.content).ok() } else { None };
    of_json.unwrap_or_else(|| part.text().into())
}

/// Whether a media type fits another one, which can be a range.
fn is_of(media_type: &str, range: &str) -> bool {
    let range = range.split(';').next().unwrap_or_default().trim();
    match range.strip_suffix('*') {
        Some("*/") => true,
        Some(begin) => media_type.get(..begin.len()).is_some_and(|other| other.eq_ignore_ascii_case(begin)),
        None => media_type.eq_ignore_ascii_case(range),
    }
}
