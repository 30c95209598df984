//! [`Writer`]: a JSON text, written value by value.

use std::io::Write as _;

use super::{ToJson, text::plain_length};
use crate::runtime::{Number, file::File};

/// A JSON text that grows. It is not generic, so what writes into it is compiled once.
#[derive(Debug)]
pub struct Writer {
    text: Vec<u8>,
    mistake: Option<String>,
    /// The files, if they are kept separately and the text refers to them.
    files: Option<Vec<File>>,
}

/// The beginning of a string that refers to a file.
const REFERENCE: char = '\0';

/// The string that refers to the file at an index.
pub(in crate::runtime) fn reference(index: usize) -> String {
    format!("{REFERENCE}{index}")
}

/// The file that a string refers to. It is called only for the strings of files, so no other string can be misread.
pub(in crate::runtime) fn referred<'a>(text: &str, files: &'a [File]) -> Option<&'a File> {
    files.get(text.strip_prefix(REFERENCE)?.parse::<usize>().ok()?)
}

/// Writes a value as JSON, and keeps its files separate from the text.
///
/// # Errors
///
/// The text of the first value that JSON cannot write.
pub(in crate::runtime) fn to_vec_and_files(value: &dyn ToJson) -> Result<(Vec<u8>, Vec<File>), String> {
    let mut writer = Writer { files: Some(Vec::new()), ..Writer::new() };
    value.write(&mut writer);
    let files = writer.files.take().unwrap_or_default();
    Ok((writer.finish()?, files))
}

/// Adds JSON as one line. Line breaks are white space there: strings have none.
pub(in crate::runtime) fn push_line(json: &[u8], body: &mut Vec<u8>) {
    body.extend(json.iter().map(|byte| if matches!(byte, b'\n' | b'\r') { b' ' } else { *byte }));
}

impl Writer {
    pub(super) fn new() -> Self {
        // Room for a small text, which then grows without copying.
        const SMALL: usize = 256;
        Self { text: Vec::with_capacity(SMALL), mistake: None, files: None }
    }

    /// The text, or the first value that JSON cannot write.
    pub(super) fn finish(self) -> Result<Vec<u8>, String> {
        match self.mistake {
            None => Ok(self.text),
            Some(mistake) => Err(mistake),
        }
    }

    /// The text of values that JSON can always write.
    pub(super) fn into_text(self) -> String {
        String::from_utf8(self.text).unwrap_or_default()
    }

    /// Keeps the first mistake.
    #[cold]
    pub(super) fn refuse(&mut self, mistake: impl Into<String>) {
        if self.mistake.is_none() {
            self.mistake = Some(mistake.into());
        }
    }

    pub(in crate::runtime) fn null(&mut self) {
        self.raw("null");
    }

    pub(super) fn boolean(&mut self, value: bool) {
        self.raw(if value { "true" } else { "false" });
    }

    pub fn integer(&mut self, value: impl Into<i128>) {
        // Writing to a vector cannot fail.
        let _ = write!(self.text, "{}", value.into());
    }

    pub(super) fn number(&mut self, value: Number) {
        match value.checked() {
            Ok(()) => {
                let _ = write!(self.text, "{value}");
            }
            Err(mistake) => self.refuse(mistake),
        }
    }

    pub fn text(&mut self, value: &str) {
        if plain_length(value.as_bytes()) == value.len() {
            self.plain_text(value);
        } else {
            // Writing a string to a vector cannot fail.
            let _ = serde_json::to_writer(&mut self.text, value);
        }
    }

    /// Writes a text whose JSON has no escapes.
    #[inline]
    pub(super) fn plain_text(&mut self, value: &str) {
        self.text.reserve(value.len() + 2);
        self.text.push(b'"');
        self.text.extend_from_slice(value.as_bytes());
        self.text.push(b'"');
    }

    /// Writes a file: a reference to it, or its content.
    pub(in crate::runtime) fn file(&mut self, file: &File) {
        if let Some(files) = &mut self.files {
            files.push(file.clone());
            let reference = reference(files.len() - 1);
            return self.text(&reference);
        }
        match file.bytes().map(|bytes| std::str::from_utf8(bytes)) {
            Some(Ok(text)) => self.text(text),
            Some(Err(_)) => self.refuse("a file whose content is not text cannot be written as JSON"),
            None => self.refuse("a file whose content is not in memory cannot be written as JSON"),
        }
    }

    /// Writes a text that is JSON already.
    pub(in crate::runtime) fn raw(&mut self, json: &str) {
        self.text.extend_from_slice(json.as_bytes());
    }

    pub(super) fn begin_object(&mut self) {
        self.text.push(b'{');
    }

    pub(super) fn end_object(&mut self) {
        self.text.push(b'}');
    }

    pub(super) fn begin_array(&mut self) {
        self.text.push(b'[');
    }

    pub(super) fn end_array(&mut self) {
        self.text.push(b']');
    }

    /// A comma, unless this is the first member or element.
    pub(super) fn separate(&mut self) {
        // No value ends with an opening bracket: a string ends with a quote.
        if !matches!(self.text.last(), Some(b'{' | b'[')) {
            self.text.push(b',');
        }
    }

    /// Begins a member; its value is next.
    pub(in crate::runtime) fn name(&mut self, name: &str) {
        self.separate();
        self.text(name);
        self.text.push(b':');
    }

    /// As [`Writer::name`], for a name whose JSON has no escapes.
    pub(super) fn plain_name(&mut self, name: &str) {
        self.separate();
        self.plain_text(name);
        self.text.push(b':');
    }
}
