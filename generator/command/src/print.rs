//! Prints text. A reader that stops early, like `head`, is not a failure, but `println!` would panic.
//!
//! Text from a document or from the name of a file can control a terminal. So all output goes through this module, which
//! escapes it.

use std::{
    fmt::Write as _,
    io::{self, ErrorKind, Write as _},
    sync::{Mutex, PoisonError},
};

use generator::{
    diagnostic::{Colour, Diagnostics, render},
    escape,
    load::Input,
};
use serde_json::Value;

use crate::failure::Failure;

/// Prints on standard output.
pub fn result(text: &str) -> Result<(), Failure> {
    write(&escape::text(text))
}

/// Prints a value as JSON on standard output.
pub fn json(value: &Value) -> Result<(), Failure> {
    write(&escape::json(&format!("{value:#}\n")))
}

fn write(text: &str) -> Result<(), Failure> {
    end_status();
    let mut output = io::stdout().lock();
    match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::Use(format!("cannot write to standard output: {error}")))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Whether the last line of the terminal is a status.
static HAS_STATUS: Mutex<bool> = Mutex::new(false);

/// Moves to the beginning of the line. `REMOVE` clears the text after the cursor.
const BEGINNING: &str = "\r";
const REMOVE: &str = "\u{1b}[K";

/// Shows a status in the last line of the terminal, in place of the previous one.
pub fn status(text: &str) {
    let mut has_status = HAS_STATUS.lock().unwrap_or_else(PoisonError::into_inner);
    let _ = write!(io::stderr(), "{BEGINNING}{}{REMOVE}", escape::text(text));
    *has_status = true;
}

/// Removes the status from the terminal, if there is one.
pub fn end_status() {
    let mut has_status = HAS_STATUS.lock().unwrap_or_else(PoisonError::into_inner);
    if std::mem::take(&mut *has_status) {
        let _ = write!(io::stderr(), "{BEGINNING}{REMOVE}");
    }
}

/// Prints a line on standard error. A failure is ignored.
pub fn message(text: &str) {
    end_status();
    let _ = writeln!(io::stderr(), "{}", escape::text(text));
}

/// Prints findings for people on standard error. They are already escaped, since they may have colours.
pub fn findings(input: &Input, diagnostics: &Diagnostics, colour: Colour) {
    end_status();
    let _ = writeln!(io::stderr(), "{}", render(input, diagnostics, colour));
}

/// Prints a value as JSON on standard error.
pub fn json_message(value: &Value) {
    end_status();
    let _ = writeln!(io::stderr(), "{}", escape::json(&format!("{value:#}")));
}

/// The mark around the number of a character while its text is written as YAML. It makes the writer use double quotes.
const MARK: char = '\u{1}';
const MARK_IN_YAML: &str = "\\x01";

/// The value as YAML. Characters that control a terminal are escaped in double quotes, so the value stays the same.
pub fn yaml(value: &Value) -> Result<String, serde_yaml::Error> {
    let written = serde_yaml::to_string(&marked(value))?;
    let mut parts = written.split(MARK_IN_YAML);
    let mut text = parts.next().unwrap_or_default().to_owned();
    while let Some(part) = parts.next() {
        let number = part.strip_prefix('U').and_then(|digits| u32::from_str_radix(digits, 16).ok());
        match (number, parts.next()) {
            (Some(number), Some(rest)) => {
                // Writing to a string cannot fail.
                let _ = write!(text, "\\U{number:08X}{rest}");
            }
            (None, Some(rest)) => text.push_str(&[MARK_IN_YAML, part, MARK_IN_YAML, rest].concat()),
            (_, None) => text.push_str(&[MARK_IN_YAML, part].concat()),
        }
    }
    Ok(text)
}

/// The value with marks for the characters that the writer of YAML leaves as they are.
fn marked(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(marked_text(text)),
        Value::Array(elements) => elements.iter().map(marked).collect(),
        Value::Object(members) => {
            Value::Object(members.iter().map(|(name, member)| (marked_text(name), marked(member))).collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

fn marked_text(text: &str) -> String {
    let mut marked = String::with_capacity(text.len());
    for character in text.chars() {
        // Other characters of ASCII are escaped by the writer, if they must be.
        if character == MARK || (!character.is_ascii() && escape::is_harmful(character)) {
            let _ = write!(marked, "{MARK}U{:X}{MARK}", u32::from(character));
        } else {
            marked.push(character);
        }
    }
    marked
}

#[cfg(test)]
mod tests {
    use generator::escape::is_harmful;
    use serde_json::json;

    use super::yaml;

    #[test]
    fn yaml_stays_the_same_value_and_is_harmless() {
        let bad = "\u{1b}[2J\u{9b}1m\u{85}\u{2028}\u{202e}\u{2066}\u{feff}\u{e0001}\u{1}U41\u{1}\u{7f}";
        let value = json!({"plain": "größe", bad: [bad, {"lines": "a\nb\n"}, 1, null]});
        let text = yaml(&value).expect("a value can be written");
        assert!(!text.contains(|character| is_harmful(character) && character != '\n'), "{text:?}");
        assert!(text.starts_with("plain: größe\n"), "{text}");
        assert_eq!(serde_yaml::from_str::<serde_json::Value>(&text).expect("YAML can be read"), value);
    }
}
