//! Reads YAML from the events of `granit-parser`, which have positions. It accepts the same texts as `serde_yaml`.
//!
//! `serde_yaml` parses the numbers, and provides the messages of mistakes. The words of YAML 1.2 apply: `no` is text. An alias is
//! a copy of the node with the anchor. The total size of these copies is limited, so that aliases of aliases cannot exhaust the
//! memory.

use std::{borrow::Cow, collections::BTreeMap, ops::Range};

use granit_parser::{Event, Parser, ScalarStyle, ScanError, Tag, options};
use serde::de::IgnoredAny;
use serde_json::{Number, Value};

use super::builder::{Builder, DEPTH, Merge, Read};
use crate::{
    diagnostic::{
        Diagnostic,
        catalog::{load as catalog, quoted, structure},
    },
    pointer::Pointer,
};

/// The amount that aliases may add to any document, and for each byte of its text. A node counts as [`NODE`] and a
/// string as its length.
const FREE: usize = 16 << 20;
const PER_BYTE: usize = 64;
const NODE: usize = 16;

/// A text that is not YAML, or exceeds a limit.
#[derive(Debug)]
pub(super) struct Error {
    pub(super) kind: ErrorKind,
    /// The byte of the mistake.
    pub(super) at: usize,
}

#[derive(Debug)]
pub(super) enum ErrorKind {
    Syntax(String),
    /// A comment directly after a value: `'text'#comment`. Other readers accept it, although YAML requires a space.
    TouchingComment,
    TooDeep,
    SecondDocument,
}

/// The reason that reading ends early.
enum Stop {
    Error(Error),
    /// A finding that has a pointer.
    Refused(Box<Diagnostic>),
}

fn refuse<T>(diagnostic: Diagnostic) -> Result<T, Stop> {
    Err(Stop::Refused(Box::new(diagnostic)))
}

fn stop<T>(kind: ErrorKind, at: usize) -> Result<T, Stop> {
    Err(Stop::Error(Error { kind, at }))
}

/// The words of `granit-parser` for [`ErrorKind::TouchingComment`].
const TOUCHING_COMMENT: &str = "comments must be separated from other tokens by whitespace";
/// The number of such comments that are accepted, since each is a further reading.
const MOST_TOUCHING_COMMENTS: usize = 32;

/// Reads the text from `start` on.
pub(super) fn read(text: &str, start: usize) -> Result<Read, Error> {
    let mut without_comments = Cow::Borrowed(text);
    let mut comments = Vec::new();
    loop {
        match read_strictly(&without_comments, start) {
            Err(Error { kind: ErrorKind::TouchingComment, at }) if comments.len() < MOST_TOUCHING_COMMENTS => {
                let end = text[at..].find(['\n', '\r']).map_or(text.len(), |length| at + length);
                without_comments.to_mut().replace_range(at..end, &" ".repeat(end - at));
                let words = quoted(&text[at..end]);
                comments.push(structure::read_as(&Pointer::root(), &words, "a comment").span(at..end));
            }
            Ok(mut read) => {
                read.found.extend(comments);
                return Ok(read);
            }
            Err(error) => return Err(error),
        }
    }
}

fn read_strictly(text: &str, start: usize) -> Result<Read, Error> {
    let mut reader = YamlReader {
        builder: Builder::new(text, Merge::Yes),
        anchored: BTreeMap::new(),
        open: Vec::new(),
        size: 0,
        limit: text.len().saturating_mul(PER_BYTE).saturating_add(FREE),
    };
    match reader.read(text, start) {
        Err(Stop::Error(error)) if reader.builder.found.is_empty() => return Err(error),
        Err(Stop::Refused(diagnostic)) => reader.builder.found.push(*diagnostic),
        Ok(()) | Err(Stop::Error(_)) => {}
    }
    Ok(reader.builder.finish())
}

struct YamlReader<'t> {
    builder: Builder<'t>,
    /// The nodes that have anchors and have ended, by the number of the anchor.
    anchored: BTreeMap<usize, Anchored>,
    /// The anchors of the lists and mappings that are open; 0 if they have none.
    open: Vec<usize>,
    /// The size of what aliases have added, and its limit.
    size: usize,
    limit: usize,
}

struct Anchored {
    value: Value,
    /// The depth of lists and mappings in it.
    depth: usize,
    size: usize,
}

impl YamlReader<'_> {
    fn read(&mut self, text: &str, start: usize) -> Result<(), Stop> {
        let options = options! { bom_inside_document_as_content: true, block_scalar_eof_without_line_feed: true };
        let mut documents = 0;
        for event in Parser::new_from_str_with_options(&text[start..], options) {
            let (event, span) = match event {
                Ok(event) => event,
                Err(error) => {
                    let (what, at) = words(&text[start..], &error);
                    let is_comment = what == TOUCHING_COMMENT && text[start + at..].starts_with('#');
                    let kind = if is_comment { ErrorKind::TouchingComment } else { ErrorKind::Syntax(what) };
                    return stop(kind, start + at);
                }
            };
            let at = span.byte_range().map_or(0..0, |range| start + range.start..start + range.end);
            if let Event::DocumentStart(..) = event {
                documents += 1;
                if documents > 1 {
                    return stop(ErrorKind::SecondDocument, at.start);
                }
            }
            self.event(event, at)?;
        }
        Ok(())
    }

    fn event(&mut self, event: Event<'_>, at: Range<usize>) -> Result<(), Stop> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let value = match scalar(text, tag.as_deref(), style) {
                    Ok(value) => value,
                    Err(Unreadable::NotFinite) => {
                        return self.refuse_next(catalog::number_not_finite, &at);
                    }
                    Err(Unreadable::Tagged(what)) => return stop(ErrorKind::Syntax(what), at.start),
                };
                keep(&mut self.anchored, anchor, Some(&value));
                self.value(value, at)
            }
            Event::Alias(anchor) => self.alias(anchor, at),
            Event::SequenceStart(_, anchor, _) => {
                self.begin("a list", anchor, &at)?;
                self.builder.list(&at);
                Ok(())
            }
            Event::MappingStart(_, anchor, _) => {
                self.begin("a mapping", anchor, &at)?;
                self.builder.mapping(&at);
                Ok(())
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let anchor = self.open.pop().unwrap_or_default();
                keep(&mut self.anchored, anchor, self.builder.end());
                Ok(())
            }
            // The options of the parser request no other events.
            _ => Ok(()),
        }
    }

    fn value(&mut self, value: Value, at: Range<usize>) -> Result<(), Stop> {
        if !self.builder.wants_key() {
            self.builder.value(value, &at);
            return Ok(());
        }
        let key = match value {
            Value::String(text) => text,
            Value::Null => "null".to_owned(),
            Value::Bool(value) => value.to_string(),
            Value::Number(number) => number.to_string(),
            Value::Array(_) => return self.no_key("a list"),
            Value::Object(_) => return self.no_key("a mapping"),
        };
        self.builder.key(key, at);
        Ok(())
    }

    /// Refuses the next value, and records its place.
    fn refuse_next(&mut self, finding: impl Fn(&Pointer) -> Diagnostic, at: &Range<usize>) -> Result<(), Stop> {
        let place = self.builder.next();
        if !self.builder.wants_key() {
            self.builder.value(Value::Null, at);
        }
        refuse(finding(&place))
    }

    fn no_key(&self, what: &str) -> Result<(), Stop> {
        refuse(catalog::key_not_text(&self.builder.pointer(), what))
    }

    fn begin(&mut self, what: &str, anchor: usize, at: &Range<usize>) -> Result<(), Stop> {
        if self.builder.wants_key() {
            return self.no_key(what);
        }
        if self.open.len() == DEPTH {
            return stop(ErrorKind::TooDeep, at.start);
        }
        self.open.push(anchor);
        Ok(())
    }

    fn alias(&mut self, anchor: usize, at: Range<usize>) -> Result<(), Stop> {
        // A node that is open would contain itself.
        let Some(anchored) = self.anchored.get(&anchor) else { return stop(ErrorKind::TooDeep, at.start) };
        if self.open.len() + anchored.depth > DEPTH {
            return stop(ErrorKind::TooDeep, at.start);
        }
        self.size = self.size.saturating_add(anchored.size);
        if self.size > self.limit {
            let most = self.limit / NODE;
            return self.refuse_next(|place| catalog::too_many_nodes(place, most), &at);
        }
        let value = anchored.value.clone();
        self.value(value, at)
    }
}

/// The mistake in a text and its place, in the words of `serde_yaml`, which users know from other tools.
fn words(text: &str, error: &ScanError) -> (String, usize) {
    let theirs = serde_yaml::from_str::<IgnoredAny>(text).err();
    let located = theirs.as_ref().and_then(|error| Some((error.to_string(), error.location()?.index())));
    match located {
        // It does not report the place of a forbidden character.
        Some((words, at)) if !words.starts_with("control characters") => {
            (words.split(" at line ").next().unwrap_or(&words).to_owned(), at)
        }
        _ => (error.info(), error.marker().byte_offset().unwrap_or(text.len())),
    }
}

/// Keeps a node that has an anchor.
fn keep(anchored: &mut BTreeMap<usize, Anchored>, anchor: usize, value: Option<&Value>) {
    if let Some(value) = value.filter(|_| anchor != 0) {
        let (depth, size) = measure(value);
        anchored.insert(anchor, Anchored { value: value.clone(), depth, size });
    }
}

/// The depth of lists and mappings in a value, and its size.
fn measure(value: &Value) -> (usize, usize) {
    let inside = |values: &mut dyn Iterator<Item = &Value>| {
        let deepest = |(depth, size): (usize, usize), value: &Value| {
            let (inner, more) = measure(value);
            (depth.max(inner + 1), size + more)
        };
        values.fold((1, NODE), deepest)
    };
    match value {
        Value::Array(elements) => inside(&mut elements.iter()),
        Value::Object(members) => {
            let keys: usize = members.keys().map(|key| NODE + key.len()).sum();
            let (depth, size) = inside(&mut members.values());
            (depth, size + keys)
        }
        Value::String(text) => (0, NODE + text.len()),
        Value::Null | Value::Bool(_) | Value::Number(_) => (0, NODE),
    }
}

/// A scalar that has no value.
enum Unreadable {
    NotFinite,
    /// Its tag is of another type.
    Tagged(String),
}

/// The value of a scalar. Tags other than those of YAML itself have no meaning in OpenAPI.
fn scalar(text: Cow<'_, str>, tag: Option<&Tag>, style: ScalarStyle) -> Result<Value, Unreadable> {
    let is_local = |tag: &Tag| tag.handle().starts_with('!') || tag.suffix().starts_with('!');
    let plain = |text: &str| if style == ScalarStyle::Plain { resolved(text) } else { Ok(None) };
    let is_integer = |number: &Value| !number.is_f64() || !text.contains(['.', 'e', 'E']);
    let (expected, value) = match (tag.and_then(Tag::core_suffix), tag) {
        (Some("bool"), _) => ("a boolean", boolean(&text)),
        (Some("int"), _) => ("an integer", number(&text)?.filter(is_integer)),
        (Some("float"), _) => ("a float", number(&text)?.map(|number| number.as_f64().map_or(number, Value::from))),
        (Some("null"), _) => ("null", null(&text)),
        (_, Some(tag)) if !is_local(tag) => return Ok(Value::String(text.into_owned())),
        (_, _) => return Ok(plain(&text)?.unwrap_or_else(|| Value::String(text.into_owned()))),
    };
    value.ok_or_else(|| Unreadable::Tagged(format!("invalid value: string {text:?}, expected {expected}")))
}

/// The value of a scalar without quotes, if it is not text.
fn resolved(text: &str) -> Result<Option<Value>, Unreadable> {
    match text.bytes().next() {
        None => Ok(Some(Value::Null)),
        Some(b'0'..=b'9' | b'+' | b'-' | b'.') => number(text),
        Some(b'~' | b'n' | b'N' | b't' | b'T' | b'f' | b'F') => Ok(null(text).or_else(|| boolean(text))),
        Some(_) => Ok(None),
    }
}

fn null(text: &str) -> Option<Value> {
    matches!(text, "null" | "Null" | "NULL" | "~").then_some(Value::Null)
}

fn boolean(text: &str) -> Option<Value> {
    match text {
        "true" | "True" | "TRUE" => Some(Value::Bool(true)),
        "false" | "False" | "FALSE" => Some(Value::Bool(false)),
        _ => None,
    }
}

/// The number that `text` represents. Integers of more than 64 bits are floats, as in JSON readers.
#[expect(clippy::cast_precision_loss, reason = "a double has the precision of JSON readers")]
fn number(text: &str) -> Result<Option<Value>, Unreadable> {
    let Ok(number) = text.parse::<serde_yaml::Number>() else {
        let may_be_wide = text.len() > 17 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let wide = || {
            let negative = || serde_yaml::from_str::<i128>(text).map(|number| number as f64);
            serde_yaml::from_str::<u128>(text).map(|number| number as f64).or_else(|_| negative()).ok()
        };
        return Ok(Some(()).filter(|()| may_be_wide).and_then(|()| wide()).map(Value::from));
    };
    let integer = number.as_u64().map(Value::from).or_else(|| number.as_i64().map(Value::from));
    let float = || number.as_f64().and_then(Number::from_f64).map(Value::Number);
    integer.or_else(float).map(Some).ok_or(Unreadable::NotFinite)
}
