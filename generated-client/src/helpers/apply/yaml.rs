//! Reads YAML as JSON values, with the position of each value.
//!
//! Words are those of YAML 1.2: `no` is text. An alias is a copy of its anchor. The same key twice is an error.

use std::{borrow::Cow, collections::BTreeMap};

use granit_parser::{Event, Parser, ScalarStyle, Span};
use serde_json::{Map, Value};

use super::position::Position;
use crate::runtime::json::path_segments;

/// The depth of lists and mappings in a document.
const DEPTH: usize = 64;
/// The most values in a file, including the copies for anchors and aliases.
const VALUES: usize = 100_000;
/// The length of a text or path that counts as another value, in bytes. A short file could otherwise repeat a long text until the memory is full.
const LONG: usize = 256;

/// A document of a file.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) value: Value,
    /// The position of each value by its path, and of the key if it has one. `$` is the document.
    positions: BTreeMap<String, Position>,
}

impl Document {
    /// The position of a value, or of the closest one around it.
    pub(super) fn position(&self, path: &str) -> Position {
        let mut path = path;
        loop {
            if let Some(position) = self.positions.get(path) {
                return *position;
            }
            let Some(end) = path.rfind(['.', '[']) else { return Position { line: 1, column: 1 } };
            path = &path[..end];
        }
    }
}

/// A text that is not YAML, or is too large.
#[derive(Debug)]
pub(super) struct YamlError {
    pub(super) position: Position,
    pub(super) message: String,
}

/// Reads the documents of a text. Empty documents are left out.
pub(super) fn documents(text: &str) -> Result<Vec<Document>, YamlError> {
    let mut reader = YamlReader {
        parser: Parser::new_from_str(text),
        anchored: BTreeMap::new(),
        positions: BTreeMap::new(),
        values: 0,
    };
    let mut documents = Vec::new();
    while let Some((event, _)) = reader.next()? {
        if !matches!(event, Event::DocumentStart(..)) {
            continue;
        }
        let first = reader.required()?;
        let value = reader.value(first, "$", 0)?;
        let positions = std::mem::take(&mut reader.positions);
        reader.anchored.clear();
        if !value.is_null() {
            documents.push(Document { value, positions });
        }
    }
    Ok(documents)
}

struct YamlReader<'t> {
    parser: Parser<'t, granit_parser::StrInput<'t>>,
    anchored: BTreeMap<usize, Value>,
    positions: BTreeMap<String, Position>,
    values: usize,
}

fn position(span: Span) -> Position {
    Position { line: span.start.line(), column: span.start.col() + 1 }
}

fn error<T>(span: Span, message: impl Into<String>) -> Result<T, YamlError> {
    Err(YamlError { position: position(span), message: message.into() })
}

fn too_deep<T>(span: Span) -> Result<T, YamlError> {
    error(span, format!("lists and mappings are nested more than {DEPTH} deep"))
}

impl<'t> YamlReader<'t> {
    fn next(&mut self) -> Result<Option<(Event<'t>, Span)>, YamlError> {
        let Some(next) = self.parser.next() else { return Ok(None) };
        next.map(Some).map_err(|error| {
            let marker = error.marker();
            YamlError { position: Position { line: marker.line(), column: marker.col() + 1 }, message: error.info() }
        })
    }

    fn required(&mut self) -> Result<(Event<'t>, Span), YamlError> {
        self.next()?.ok_or_else(|| YamlError {
            position: Position::default(),
            message: "the document ends too early".to_owned(),
        })
    }

    fn value(&mut self, (event, span): (Event<'t>, Span), path: &str, depth: usize) -> Result<Value, YamlError> {
        if depth > DEPTH {
            return too_deep(span);
        }
        count(&mut self.values, cost(path), span)?;
        self.positions.entry(path.to_owned()).or_insert_with(|| position(span));
        let (value, anchor) = match event {
            Event::Scalar(.., Some(_)) | Event::SequenceStart(.., Some(_)) | Event::MappingStart(.., Some(_)) => {
                return error(span, "tags are not supported");
            }
            Event::Scalar(text, style, anchor, None) => (scalar(text, style), anchor),
            Event::SequenceStart(_, anchor, None) => (self.list(path, depth)?, anchor),
            Event::MappingStart(_, anchor, None) => (self.mapping(path, depth)?, anchor),
            Event::Alias(anchor) => (self.alias(anchor, span, depth)?, 0),
            _ => return error(span, "expected a value"),
        };
        if anchor != 0 {
            count(&mut self.values, size(&value), span)?;
            self.anchored.insert(anchor, value.clone());
        }
        Ok(value)
    }

    /// A copy of the value of an anchor.
    fn alias(&mut self, anchor: usize, span: Span, depth: usize) -> Result<Value, YamlError> {
        let Some(value) = self.anchored.get(&anchor) else {
            return error(span, "an alias inside of its own anchor");
        };
        count(&mut self.values, size(value), span)?;
        if depth + height(value) > DEPTH { too_deep(span) } else { Ok(value.clone()) }
    }

    fn list(&mut self, path: &str, depth: usize) -> Result<Value, YamlError> {
        let mut elements = Vec::new();
        loop {
            let next = self.required()?;
            if matches!(next.0, Event::SequenceEnd) {
                return Ok(Value::Array(elements));
            }
            let path = format!("{path}[{}]", elements.len());
            elements.push(self.value(next, &path, depth + 1)?);
        }
    }

    fn mapping(&mut self, path: &str, depth: usize) -> Result<Value, YamlError> {
        let mut members = Map::new();
        loop {
            let (event, span) = self.required()?;
            let name = match event {
                Event::MappingEnd => return Ok(Value::Object(members)),
                Event::Scalar(text, _, 0, None) => text.into_owned(),
                Event::Scalar(..) => return error(span, "anchors and tags of keys are not supported"),
                _ => return error(span, "a key must be text"),
            };
            let path = format!("{path}{}", path_segments::member(&name));
            self.positions.insert(path.clone(), position(span));
            let next = self.required()?;
            let value = self.value(next, &path, depth + 1)?;
            if members.contains_key(&name) {
                return error(span, format!("the key `{name}` is there twice"));
            }
            members.insert(name, value);
        }
    }
}

/// Adds to the number of values of a file.
fn count(sum: &mut usize, values: usize, span: Span) -> Result<(), YamlError> {
    *sum += values;
    if *sum <= VALUES {
        return Ok(());
    }
    let message = format!(
        "the file has more than {VALUES} values with the copies for anchors and aliases, or repeats long texts or keys \
         too often"
    );
    error(span, message)
}

/// The number of values in a value. A long text counts as several.
fn size(value: &Value) -> usize {
    match value {
        Value::Array(elements) => 1 + elements.iter().map(size).sum::<usize>(),
        Value::Object(members) => {
            1 + members.iter().map(|(name, value)| name.len() / LONG + size(value)).sum::<usize>()
        }
        Value::String(text) => cost(text),
        _ => 1,
    }
}

fn cost(text: &str) -> usize {
    1 + text.len() / LONG
}

/// How deep lists and mappings are nested in a value.
fn height(value: &Value) -> usize {
    match value {
        Value::Array(elements) => 1 + elements.iter().map(height).max().unwrap_or(0),
        Value::Object(members) => 1 + members.values().map(height).max().unwrap_or(0),
        _ => 0,
    }
}

fn scalar(text: Cow<'_, str>, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::String(text.into_owned());
    }
    match &*text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => number(&text).unwrap_or_else(|| Value::String(text.into_owned())),
    }
}

fn number(text: &str) -> Option<Value> {
    if !text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte)) {
        return None;
    }
    let unsigned = text.parse::<u64>().ok().map(Value::from);
    let signed = || text.parse::<i64>().ok().map(Value::from);
    let float = || text.parse::<f64>().ok().and_then(serde_json::Number::from_f64).map(Value::Number);
    unsigned.or_else(signed).or_else(float)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn documents_have_values_and_positions() {
        let text = "# a comment\nkind: agent\nspec:\n  tools: &t [a, 1, 2.5, no, ~, \"3\"]\n  \"odd key\": *t\n---\n---\nb: |\n  two\n  lines\n";
        let documents = documents(text).unwrap();
        let [first, second] = &documents[..] else { panic!("{documents:?}") };
        let list = json!(["a", 1, 2.5, "no", null, "3"]);
        assert_eq!(first.value, json!({ "kind": "agent", "spec": { "tools": list, "odd key": list } }));
        assert_eq!(second.value, json!({ "b": "two\nlines\n" }));
        let position = |path: &str| (first.position(path).line, first.position(path).column);
        assert_eq!(position("$.spec.tools[2]"), (4, 20));
        assert_eq!(position("$.spec['odd key']"), (5, 3));
        assert_eq!(position("$.spec.tools[99].x"), (4, 3));
        assert_eq!(second.position("$.b").line, 8);
    }

    #[test]
    fn a_text_of_another_system_is_read_in_the_same_way() {
        let text = "\u{FEFF}%YAML 1.2\r\n---\r\na: |\r\n  one\r\n  two\r\nb: [x,\r\n  y]\r\n...\r\n";
        let documents = documents(text).unwrap();
        assert_eq!(documents[0].value, json!({ "a": "one\ntwo\n", "b": ["x", "y"] }));
        assert_eq!(documents[0].position("$.b").line, 6);
    }

    #[test]
    fn mistakes_have_a_position() {
        let deep = format!("{}{}", "[".repeat(70), "]".repeat(70));
        let wide = format!("a: &a [{}]\nb: &b [{}]\nc: [{}]", "1,".repeat(100), "*a,".repeat(100), "*b,".repeat(100));
        // Each list has the one before it.
        let chain: String = (1..200)
            .map(|number| format!("a{number}: &a{number} {}*a{}{}\n", "[".repeat(30), number - 1, "]".repeat(30)))
            .collect();
        let chain = format!("a0: &a0 []\n{chain}");
        let anchors: String = (0..50).map(|number| format!("&b{number} [")).collect();
        let anchored = format!("a: &a [{}]\nb: {anchors}*a{}", "1,".repeat(3000), "]".repeat(50));
        let long = format!("a: &a {}\nb: [{}]", "x".repeat(300_000), "*a,".repeat(1000));
        let nested =
            format!("{}[{}]{}", format!("{{{}: ", "k".repeat(1000)).repeat(50), "1,".repeat(3000), "}".repeat(50));
        let cases = [
            (long.as_str(), 2, "repeats long texts"),
            (nested.as_str(), 1, "repeats long texts"),
            (chain.as_str(), 4, "nested more than 64 deep"),
            ("a: !b [1]", 1, "tags"),
            ("a: !b {c: 1}", 1, "tags"),
            ("!b a: 1", 1, "tags"),
            ("&b a: 1\nc: *b", 1, "anchors"),
            ("a: 1\na: 2", 2, "there twice"),
            ("a: [", 1, ""),
            ("a: !b 1", 1, "tags"),
            ("a: &a [*a]", 1, "alias"),
            ("[a]: 1", 1, "key"),
            (&deep, 1, "nested"),
            (&wide, 3, "more than 100000 values"),
            (&anchored, 2, "more than 100000 values"),
        ];
        for (text, line, message) in cases {
            let error = documents(text).unwrap_err();
            assert!(error.message.contains(message), "{text}: {error:?}");
            assert!(error.position.line >= line, "{text}: {error:?}");
        }
    }
}
