//! Text to tree: one serde visitor for the JSON and the YAML reader.
//!
//! The visitor turns keys into text, refuses keys that occur twice, applies YAML merge keys, and counts what it builds,
//! so that aliases of aliases cannot fill the memory. Depth is limited by both readers.

use std::fmt;

use serde::de::{DeserializeSeed, EnumAccess, IgnoredAny, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::{
    diagnostic::{Diagnostic, Diagnostics, catalog},
    locate,
    pointer::Path,
};

/// The depth that both readers allow: it is built into them.
const DEPTH: usize = 128;
/// The cost that any document may have, and the cost that each byte of text adds. A node costs [`NODE`] and a string its
/// length, so a document without aliases stays below by far.
const FREE: usize = 16 << 20;
const PER_BYTE: usize = 64;
const NODE: usize = 16;

/// Reads the tree. All duplicate keys are found; other mistakes end the reading.
pub(super) fn read(text: &str, diagnostics: &mut Diagnostics) -> Option<Value> {
    // Both readers take a byte order mark for a document of its own, or for a mistake.
    let without_mark = text.strip_prefix('\u{feff}').unwrap_or(text);
    let offset = text.len() - without_mark.len();
    let json_error = if without_mark.trim_start().starts_with(['{', '[']) {
        match read_json(without_mark) {
            Outcome::Read(value) => return Some(value),
            Outcome::Refused(found) => {
                diagnostics.extend(found);
                return None;
            }
            Outcome::Failed(error) if is_depth(&error.to_string()) => {
                diagnostics.push(catalog::load::too_deep(DEPTH).span(json_span(without_mark, offset, &error)));
                return None;
            }
            // YAML would take the number for text.
            Outcome::Failed(error) if error.to_string().contains("number out of range") => {
                let span = json_span(without_mark, offset, &error);
                diagnostics.push(catalog::load::number_too_large(span));
                return None;
            }
            Outcome::Failed(error) => Some((json_span(without_mark, offset, &error), error)),
        }
    } else {
        None
    };
    match (read_yaml(without_mark), json_error) {
        (Outcome::Read(value), _) => return Some(value),
        (Outcome::Refused(found), _) => diagnostics.extend(found),
        (Outcome::Failed(_), Some((span, error))) => {
            let words = error.to_string();
            let what = words.rsplit_once(" at line ").map_or(words.as_str(), |(what, _)| what);
            diagnostics.push(catalog::load::syntax(span, what, error.is_eof()));
        }
        (Outcome::Failed(error), None) => {
            let mut diagnostic = yaml_diagnostic(without_mark, &error);
            diagnostic.span = diagnostic.span.map(|span| span.start + offset..span.end + offset);
            diagnostics.push(diagnostic);
        }
    }
    None
}

enum Outcome<E> {
    Read(Value),
    /// The visitor found fault.
    Refused(Vec<Diagnostic>),
    /// The reader found fault.
    Failed(E),
}

fn read_json(text: &str) -> Outcome<serde_json::Error> {
    let mut state = State::new(text, Merge::No);
    let mut reader = serde_json::Deserializer::from_str(text);
    let result = Node(&mut state).deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
    state.outcome(result)
}

fn read_yaml(text: &str) -> Outcome<serde_yaml::Error> {
    let mut state = State::new(text, Merge::Yes);
    let result = Node(&mut state).deserialize(serde_yaml::Deserializer::from_str(text));
    state.outcome(result)
}

fn is_depth(words: &str) -> bool {
    words.contains("recursion limit exceeded")
}

fn json_span(text: &str, offset: usize, error: &serde_json::Error) -> std::ops::Range<usize> {
    let at = offset + locate::offset_of_line(text, error.line()) + error.column().saturating_sub(1);
    let at = locate::floor_boundary(text, at.saturating_sub(offset)) + offset;
    at..at + 1
}

fn yaml_diagnostic(text: &str, error: &serde_yaml::Error) -> Diagnostic {
    let words = error.to_string();
    let offset = error.location().map_or(0, |location| locate::offset_of(text, location.line(), location.column()));
    let span = offset..offset + 1;
    if words.contains("more than one document") {
        let second = text.match_indices("\n---").map(|(at, _)| at + 1).find(|at| has_content(&text[..*at]));
        return catalog::load::several_documents(second.unwrap_or(offset));
    }
    if is_depth(&words) {
        return catalog::load::too_deep(DEPTH).span(span);
    }
    if words.contains("repetition limit exceeded") {
        let alias = text.rfind(": *").or_else(|| text.rfind('*')).unwrap_or(0);
        return catalog::load::aliases_repeat(alias..alias + 1);
    }
    if let Some(tab) = indenting_tab(text, offset) {
        return catalog::load::tab_indentation(tab);
    }
    let cut_off = text[locate::floor_boundary(text, offset)..].trim().is_empty();
    let what = words.split(" at line ").next().unwrap_or(&words).to_owned();
    catalog::load::syntax(span, &what, cut_off)
}

fn has_content(text: &str) -> bool {
    text.lines().any(|line| !line.trim().is_empty() && !line.starts_with(['#', '%']) && line.trim() != "---")
}

/// A tab in the indentation of the line at `offset`, or of one of the two around it: readers notice late.
fn indenting_tab(text: &str, offset: usize) -> Option<usize> {
    let line = text[..locate::floor_boundary(text, offset)].matches('\n').count() + 1;
    (line.saturating_sub(1).max(1)..=line + 1).find_map(|line| {
        let start = locate::offset_of_line(text, line);
        let indentation: &str = text.get(start..)?;
        let blank = indentation.len() - indentation.trim_start_matches([' ', '\t']).len();
        indentation[..blank].find('\t').map(|tab| start + tab)
    })
}

/// Whether `<<` merges: in YAML, not in JSON.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Merge {
    Yes,
    No,
}

struct State {
    path: Path,
    merge: Merge,
    cost: usize,
    limit: usize,
    found: Vec<Diagnostic>,
}

impl State {
    fn new(text: &str, merge: Merge) -> Self {
        let limit = text.len().saturating_mul(PER_BYTE).saturating_add(FREE);
        Self { path: Path::new(), merge, cost: 0, limit, found: Vec::new() }
    }

    fn outcome<E>(self, result: Result<Value, E>) -> Outcome<E> {
        match result {
            _ if !self.found.is_empty() => Outcome::Refused(self.found),
            Ok(value) => Outcome::Read(value),
            Err(error) => Outcome::Failed(error),
        }
    }

    /// Counts a node with so much text.
    fn count<E: serde::de::Error>(&mut self, text: usize) -> Result<(), E> {
        self.cost = self.cost.saturating_add(NODE + text);
        if self.cost <= self.limit {
            return Ok(());
        }
        let place = self.path.pointer();
        self.refuse(catalog::load::too_many_nodes(&place, self.limit / NODE))
    }

    fn refuse<T, E: serde::de::Error>(&mut self, diagnostic: Diagnostic) -> Result<T, E> {
        self.found.push(diagnostic);
        Err(E::custom("refused"))
    }
}

/// Reads one node.
struct Node<'a>(&'a mut State);

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Value, E> {
        self.0.count(0)?;
        Ok(Value::Null)
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<Value, E> {
        self.visit_unit()
    }

    fn visit_some<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Value, E> {
        self.0.count(0)?;
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Value, E> {
        self.0.count(0)?;
        Ok(Value::from(value))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Value, E> {
        self.0.count(0)?;
        Ok(Value::from(value))
    }

    #[expect(clippy::cast_precision_loss, reason = "JSON readers take integers beyond 64 bits as floating point")]
    fn visit_i128<E: serde::de::Error>(self, value: i128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    #[expect(clippy::cast_precision_loss, reason = "JSON readers take integers beyond 64 bits as floating point")]
    fn visit_u128<E: serde::de::Error>(self, value: u128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        self.0.count(0)?;
        if let Some(number) = Number::from_f64(value) {
            return Ok(Value::Number(number));
        }
        let place = self.0.path.pointer();
        self.0.refuse(catalog::load::number_not_finite(&place))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Value, E> {
        self.0.count(value.len())?;
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E: serde::de::Error>(self, value: String) -> Result<Value, E> {
        self.0.count(value.len())?;
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        self.0.count(0)?;
        let mut values = Vec::new();
        loop {
            self.0.path.push_index(values.len());
            let element = elements.next_element_seed(Node(&mut *self.0))?;
            self.0.path.pop();
            match element {
                Some(element) => values.push(element),
                None => return Ok(Value::Array(values)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        self.0.count(0)?;
        let mut object = Map::new();
        let mut merged = Vec::new();
        while let Some(key) = members.next_key_seed(Key(&mut *self.0))? {
            self.0.path.push(&key);
            let value = members.next_value_seed(Node(&mut *self.0));
            self.0.path.pop();
            let value = value?;
            if key == "<<" && self.0.merge == Merge::Yes {
                merged.push(value);
            } else if object.contains_key(&key) {
                let diagnostic = catalog::load::duplicate_key(&self.0.path.pointer(), &key);
                self.0.found.push(diagnostic);
            } else {
                object.insert(key, value);
            }
        }
        for value in merged {
            if !merge(&mut object, value) {
                let place = self.0.path.pointer().child("<<");
                self.0.found.push(catalog::load::bad_merge(&place));
            }
        }
        Ok(Value::Object(object))
    }

    /// A value with a YAML tag of its own: the tag says nothing to OpenAPI.
    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Value, A::Error> {
        let (_tag, value) = tagged.variant::<IgnoredAny>()?;
        value.newtype_variant_seed(self)
    }
}

/// Adds what `value` has and `object` lacks, as the merge key of YAML 1.1 does.
fn merge(object: &mut Map<String, Value>, value: Value) -> bool {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                object.entry(key).or_insert(member);
            }
            true
        }
        Value::Array(values) => values.into_iter().all(|value| value.is_object() && merge(object, value)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Reads a key as text.
struct Key<'a>(&'a mut State);

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = String;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        match Node(&mut *self.0).deserialize(deserializer)? {
            Value::String(text) => Ok(text),
            Value::Null => Ok("null".to_owned()),
            Value::Bool(value) => Ok(value.to_string()),
            Value::Number(number) => Ok(number.to_string()),
            Value::Array(_) => {
                let diagnostic = catalog::load::key_not_text(&self.0.path.pointer(), "a list");
                self.0.refuse(diagnostic)
            }
            Value::Object(_) => {
                let diagnostic = catalog::load::key_not_text(&self.0.path.pointer(), "a mapping");
                self.0.refuse(diagnostic)
            }
        }
    }
}
