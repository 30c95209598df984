//! Builds the tree from the nodes that a reader finds in the text, and records their places.
//!
//! It refuses keys that occur twice in a mapping, and applies the merge keys of YAML.

use std::ops::Range;

use serde_json::{Map, Value};

use crate::{
    diagnostic::{Diagnostic, catalog::load as catalog},
    pointer::{Path, Pointer},
    source::Spans,
};

/// The depth up to which lists and mappings are read.
pub(super) const DEPTH: usize = 128;

/// A text, as far as it was read.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// The tree; none if there is a mistake in the text.
    pub(super) tree: Option<Value>,
    /// The places of its nodes.
    pub(super) spans: Spans,
    /// The mistakes.
    pub(super) found: Vec<Diagnostic>,
}

impl Read {
    /// A text that has no tree.
    pub(super) fn of_nothing(diagnostic: Diagnostic) -> Self {
        Self { found: vec![diagnostic], ..Self::default() }
    }
}

/// A tree that is being built.
pub(super) struct Builder<'t> {
    text: &'t str,
    merge: Merge,
    open: Vec<OpenNode>,
    root: Value,
    spans: Spans,
    pub(super) found: Vec<Diagnostic>,
}

/// Whether `<<` merges: in YAML, not in JSON.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Merge {
    Yes,
    No,
}

/// A list or mapping that has not ended.
struct OpenNode {
    /// Its key in the mapping that it is in, and its index in the spans.
    key: Option<String>,
    node: usize,
    items: OpenItems,
}

enum OpenItems {
    List(Vec<Value>),
    Mapping { members: Map<String, Value>, merged: Vec<Value>, key: Option<(String, Range<usize>)> },
}

impl<'t> Builder<'t> {
    pub(super) fn new(text: &'t str, merge: Merge) -> Self {
        let (open, spans, found) = (Vec::new(), Spans::default(), Vec::new());
        Self { text, merge, open, root: Value::Null, spans, found }
    }

    /// Whether a key comes next.
    pub(super) fn wants_key(&self) -> bool {
        matches!(self.open.last(), Some(OpenNode { items: OpenItems::Mapping { key: None, .. }, .. }))
    }

    /// The key of the next value.
    pub(super) fn key(&mut self, text: String, at: Range<usize>) {
        if let Some(OpenNode { items: OpenItems::Mapping { key, .. }, .. }) = self.open.last_mut() {
            *key = Some((text, at));
        }
    }

    /// A whole value.
    pub(super) fn value(&mut self, value: Value, at: &Range<usize>) {
        let (key, _) = self.add(at);
        self.put(key, value);
    }

    /// A list begins.
    pub(super) fn list(&mut self, at: &Range<usize>) {
        self.begin(at, OpenItems::List(Vec::new()));
    }

    /// A mapping begins.
    pub(super) fn mapping(&mut self, at: &Range<usize>) {
        self.begin(at, OpenItems::Mapping { members: Map::new(), merged: Vec::new(), key: None });
    }

    fn begin(&mut self, at: &Range<usize>, items: OpenItems) {
        let (key, node) = self.add(at);
        self.open.push(OpenNode { key, node, items });
    }

    /// Ends the innermost list or mapping, and returns it.
    pub(super) fn end(&mut self) -> Option<&Value> {
        let OpenNode { key, node, items } = self.open.pop()?;
        self.spans.end(node);
        let value = match items {
            OpenItems::List(mut values) => {
                values.shrink_to_fit();
                Value::Array(values)
            }
            OpenItems::Mapping { mut members, merged, .. } => {
                for value in merged {
                    if !merge(&mut members, value) {
                        let place = self.inside(key.as_deref()).child("<<");
                        self.found.push(catalog::bad_merge(&place));
                    }
                }
                // A map that has grown has room for up to twice as many members.
                let mut exact = Map::with_capacity(members.len());
                exact.extend(members);
                Value::Object(exact)
            }
        };
        self.put(key, value)
    }

    /// The result.
    pub(super) fn finish(mut self) -> Read {
        for open in &self.open {
            self.spans.end(open.node);
        }
        self.spans.shrink_to_fit();
        let tree = Some(self.root).filter(|_| self.found.is_empty());
        Read { tree, spans: self.spans, found: self.found }
    }

    /// The place of the list or mapping that is open.
    pub(super) fn pointer(&self) -> Pointer {
        let mut path = Path::new();
        for (index, open) in self.open.iter().enumerate().skip(1) {
            match (&open.key, self.open.get(index - 1).map(|around| &around.items)) {
                (Some(key), _) => path.push(key),
                (None, Some(OpenItems::List(values))) => path.push_index(values.len()),
                (None, _) => {}
            }
        }
        path.pointer()
    }

    /// The place of the value that comes next.
    pub(super) fn next(&self) -> Pointer {
        let key = match self.open.last().map(|open| &open.items) {
            Some(OpenItems::Mapping { key: Some((key, _)), .. }) => Some(key.as_str()),
            _ => None,
        };
        self.inside(key)
    }

    /// The place in the list or mapping that is open.
    fn inside(&self, key: Option<&str>) -> Pointer {
        match (key, self.open.last().map(|open| &open.items)) {
            (Some(key), _) => self.pointer().child(key),
            (None, Some(OpenItems::List(values))) => self.pointer().child(values.len()),
            (None, _) => self.pointer(),
        }
    }

    /// Records the place of the next value. Returns its key and its index in the spans.
    fn add(&mut self, at: &Range<usize>) -> (Option<String>, usize) {
        let key = match self.open.last_mut() {
            Some(OpenNode { items: OpenItems::Mapping { key, .. }, .. }) => key.take(),
            Some(OpenNode { items: OpenItems::List(_), .. }) | None => None,
        };
        let node = self.spans.add(self.text, key.as_ref().map(|(key, at)| (key.as_str(), at.clone())), at);
        (key.map(|(key, _)| key), node)
    }

    /// Adds a value to the open list or mapping. Returns the value, unless its key is taken.
    fn put(&mut self, key: Option<String>, value: Value) -> Option<&Value> {
        if let (Some(OpenNode { items: OpenItems::Mapping { members, .. }, .. }), Some(key)) = (self.open.last(), &key)
            && members.contains_key(key)
        {
            self.found.push(catalog::duplicate_key(&self.pointer(), key));
            return None;
        }
        let merges = self.merge == Merge::Yes && key.as_deref() == Some("<<");
        let Some(open) = self.open.last_mut() else {
            self.root = value;
            return Some(&self.root);
        };
        match (&mut open.items, key) {
            (OpenItems::List(values) | OpenItems::Mapping { merged: values, .. }, key) if merges || key.is_none() => {
                values.push(value);
                values.last()
            }
            (OpenItems::Mapping { members, .. }, Some(key)) => {
                members.insert(key, value);
                members.values().next_back()
            }
            (OpenItems::List(_) | OpenItems::Mapping { .. }, _) => None,
        }
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
