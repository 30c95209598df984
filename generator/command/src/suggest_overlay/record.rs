//! Records: a place in the body of a response, with the expected and the found form.

use serde_json::Value;

/// One mismatch.
#[derive(Debug)]
pub(super) struct Record {
    /// The id of the operation.
    pub(super) operation: String,
    /// The status of the response.
    pub(super) status: u16,
    /// The place in the body, as a normalized path (RFC 9535).
    path: String,
    /// The form in the document.
    pub(super) expected: String,
    /// The form that the server sent.
    pub(super) found: String,
}

/// A step from a value into a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Member(String),
    Element,
}

/// Reads records, one per line. An error is `:LINE: the mistake`, to be put after the name of the file.
pub(super) fn read(text: &[u8]) -> Result<Vec<Record>, String> {
    let mut records = Vec::new();
    for (index, line) in text.split(|byte| *byte == b'\n').enumerate() {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let mistake = |why: &str| format!(":{}: this is not a record of a mismatch: {why}", index + 1);
        // The line of the error would always be 1.
        let value: Value = serde_json::from_slice(line)
            .map_err(|error| mistake(&format!("it is not JSON at column {}", error.column())))?;
        records.push(
            Record::of(&value).map_err(|member| mistake(&format!("`{member}` is missing, or has a wrong type")))?,
        );
    }
    Ok(records)
}

impl Record {
    /// Reads a record. The error is the name of the invalid member.
    fn of(value: &Value) -> Result<Self, &'static str> {
        let text = |name: &'static str| value.get(name).and_then(Value::as_str).map(str::to_owned).ok_or(name);
        let status = value.get("status").and_then(Value::as_u64).and_then(|status| u16::try_from(status).ok());
        Ok(Self {
            operation: text("operation")?,
            status: status.ok_or("status")?,
            path: text("path")?,
            expected: text("expected")?,
            found: text("found")?,
        })
    }

    /// The steps from the body to the place; `None` if the path is not a normalized one.
    pub(super) fn steps(&self) -> Option<Vec<Step>> {
        let mut rest = self.path.strip_prefix('$')?;
        let mut steps = Vec::new();
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix("['") {
                let end = quote_end(after)?;
                steps.push(Step::Member(unescaped(after.get(..end)?)));
                rest = after.get(end..)?.strip_prefix("']")?;
            } else if let Some(after) = rest.strip_prefix('[') {
                let (index, after) = after.split_once(']')?;
                index.parse::<usize>().ok()?;
                steps.push(Step::Element);
                rest = after;
            } else {
                let after = rest.strip_prefix('.')?;
                let end = after.find(['.', '[']).unwrap_or(after.len());
                steps.push(Step::Member(after.get(..end)?.to_owned()));
                rest = after.get(end..)?;
            }
        }
        Some(steps)
    }

    /// The missing property, if the mismatch is a missing property.
    pub(super) fn missing(&self) -> Option<&str> {
        self.expected.strip_prefix("property `")?.strip_suffix('`').filter(|_| self.found == "nothing")
    }

    /// The media type of the response, if it is not the one in the document.
    pub(super) fn other_media_type(&self) -> Option<&str> {
        Some(self.found.as_str()).filter(|found| self.expected == "JSON" && found.contains('/'))
    }

    /// The mismatch, in one line.
    pub(super) fn described(&self) -> String {
        let Self { operation, status, path, expected, found } = self;
        one_line(&format!("{operation} ({status}), {path}: expected {expected}, found {found}"))
    }
}

/// A text without line breaks and other control characters.
pub(super) fn one_line(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

/// The place of the quote that ends a name.
fn quote_end(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    text.char_indices().find_map(|(at, character)| match character {
        '\'' if !is_escaped => Some(at),
        _ => {
            is_escaped = character == '\\' && !is_escaped;
            None
        }
    })
}

fn unescaped(name: &str) -> String {
    let text = name.replace("\\'", "'").replace('"', "\\\"");
    serde_json::from_str(&format!("\"{text}\"")).unwrap_or_else(|_| name.to_owned())
}
