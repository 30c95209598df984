//! [`Writer`]: a JSON text, written value by value.

use std::io::Write as _;

use crate::runtime::Number;

/// A JSON text that grows. It is not generic, so what writes into it is compiled once.
#[derive(Debug, Default)]
pub struct Writer {
    text: Vec<u8>,
    mistake: Option<String>,
}

impl Writer {
    /// The text, or the first value that JSON cannot write.
    pub(super) fn finish(self) -> Result<Vec<u8>, String> {
        match self.mistake {
            None => Ok(self.text),
            Some(mistake) => Err(mistake),
        }
    }

    /// Keeps the first mistake.
    #[cold]
    pub(super) fn refuse(&mut self, mistake: impl Into<String>) {
        self.mistake.get_or_insert_with(|| mistake.into());
    }

    pub(super) fn null(&mut self) {
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
        // Writing a string to a vector cannot fail.
        let _ = serde_json::to_writer(&mut self.text, value);
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
}
