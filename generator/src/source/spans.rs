//! The places of all nodes of a text, by pointer.
//!
//! `load` records them while it reads: one entry for each key with its value, and for each element, in the order of the
//! text. The value of a YAML alias has no entries: a pointer into it leads to the alias.

use std::{cell::RefCell, collections::BTreeMap, ops::Range};

use crate::pointer::Pointer;

/// Bytes of the text. A text of more than 4 GB has places up to there.
type Bytes = (u32, u32);

/// The key of a node that has none.
const NO_KEY: Bytes = (u32::MAX, u32::MAX);

#[derive(Clone, Copy, Debug)]
struct Node {
    key: Bytes,
    value: Bytes,
    /// The index of the first node after it and all nodes inside.
    end: u32,
}

/// The places of all nodes of a text.
#[derive(Clone, Debug, Default)]
pub struct Spans {
    /// The root, and after each node those inside it.
    nodes: Vec<Node>,
    /// The keys that are written differently in the text, for example with escapes.
    keys: BTreeMap<usize, String>,
}

impl Spans {
    /// Adds a node whose value is at these bytes. `key` is its key in `text` and the place of the key. Returns the
    /// index of the node.
    pub fn add(&mut self, text: &str, key: Option<(&str, Range<usize>)>, value: &Range<usize>) -> usize {
        let index = self.nodes.len();
        let bytes = key.as_ref().map_or(NO_KEY, |(_, range)| bytes(range));
        self.nodes.push(Node { key: bytes, value: self::bytes(value), end: narrow(index + 1) });
        if let Some((key, _)) = key.filter(|(key, range)| unquoted(text, range.clone()) != *key) {
            self.keys.insert(index, key.to_owned());
        }
        index
    }

    /// Ends a list or mapping: nodes that are added later are not inside it.
    pub fn end(&mut self, index: usize) {
        let end = narrow(self.nodes.len());
        if let Some(node) = self.nodes.get_mut(index) {
            node.end = end;
        }
    }

    /// Frees unused capacity.
    pub fn shrink_to_fit(&mut self) {
        self.nodes.shrink_to_fit();
    }

    /// Prepares the search for places. `text` is the text that was read.
    pub fn places<'a>(&'a self, text: &'a str) -> Places<'a> {
        Places { spans: self, text, members: RefCell::default() }
    }

    /// The nodes directly inside a node.
    fn children(&self, index: usize) -> impl Iterator<Item = usize> {
        let end_of = |index: usize| self.nodes.get(index).map_or(0, |node| node.end as usize);
        let end = end_of(index);
        std::iter::successors(Some(index + 1), move |child| Some(end_of(*child))).take_while(move |child| *child < end)
    }
}

/// The place of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeSpan {
    /// The key, for a member of a mapping.
    pub key: Option<Range<usize>>,
    /// The value; for a list or mapping, its beginning.
    pub value: Range<usize>,
}

impl NodeSpan {
    /// The place to point at: the value if it is a scalar on one line, else the key.
    pub fn shown(&self, text: &str) -> Range<usize> {
        let value = text.get(self.value.clone()).unwrap_or_default();
        let is_large = value.is_empty() || value.starts_with(['{', '[']) || value.contains('\n');
        match &self.key {
            Some(key) if is_large => key.clone(),
            Some(_) | None => self.value.clone(),
        }
    }
}

/// The places of a text, prepared for searches.
#[derive(Debug)]
pub struct Places<'a> {
    spans: &'a Spans,
    text: &'a str,
    /// The members by name of each visited mapping, since there may be many searches.
    members: RefCell<BTreeMap<usize, BTreeMap<&'a str, usize>>>,
}

impl Places<'_> {
    /// The place of `pointer`, or of its nearest ancestor in the text.
    ///
    /// If a key occurs twice in its mapping, the last one counts.
    pub fn find(&self, pointer: &Pointer) -> Option<NodeSpan> {
        self.walk(pointer).0.map(|index| self.place(index))
    }

    /// The place of `pointer`, if the text has it.
    pub fn exact(&self, pointer: &Pointer) -> Option<NodeSpan> {
        let (index, is_there) = self.walk(pointer);
        index.filter(|_| is_there).map(|index| self.place(index))
    }

    /// The last node on the path to `pointer`, and whether it is the node of `pointer`.
    fn walk(&self, pointer: &Pointer) -> (Option<usize>, bool) {
        if self.spans.nodes.is_empty() {
            return (None, false);
        }
        let mut at = 0;
        for token in pointer.tokens() {
            let Some(child) = self.child(at, &token) else { return (Some(at), false) };
            at = child;
        }
        (Some(at), true)
    }

    fn child(&self, index: usize, token: &str) -> Option<usize> {
        let first = self.spans.children(index).next()?;
        if self.spans.nodes.get(first)?.key == NO_KEY {
            return self.spans.children(index).nth(token.parse().ok()?);
        }
        let mut known = self.members.borrow_mut();
        let members = known
            .entry(index)
            .or_insert_with(|| self.spans.children(index).map(|child| (self.key(child), child)).collect());
        members.get(token).copied()
    }
}

impl<'a> Places<'a> {
    fn key(&self, index: usize) -> &'a str {
        match (self.spans.keys.get(&index), self.spans.nodes.get(index)) {
            (Some(key), _) => key,
            (None, Some(node)) => unquoted(self.text, range(node.key)),
            (None, None) => "",
        }
    }

    fn place(&self, index: usize) -> NodeSpan {
        let node = self.spans.nodes.get(index);
        let key = node.map(|node| node.key).filter(|key| *key != NO_KEY);
        NodeSpan { key: key.map(range), value: node.map_or(0..0, |node| range(node.value)) }
    }
}

/// The text at these bytes, without the quotes around it.
fn unquoted(text: &str, range: Range<usize>) -> &str {
    let text = text.get(range).unwrap_or_default();
    let inside = |quote: char| text.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    inside('"').or_else(|| inside('\'')).unwrap_or(text)
}

fn bytes(range: &Range<usize>) -> Bytes {
    (narrow(range.start), narrow(range.end))
}

fn range((start, end): Bytes) -> Range<usize> {
    start as usize..end as usize
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX - 1)
}
