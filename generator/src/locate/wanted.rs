//! The pointers that are looked for, as a tree that a scanner walks along with the text.

use std::{collections::BTreeMap, ops::Range};

use super::Place;
use crate::pointer::Pointer;

/// The place of a node in the tree of wanted pointers.
pub(super) type NodeId = usize;

#[derive(Debug, Default)]
struct Node {
    children: BTreeMap<String, NodeId>,
    place: Option<Place>,
}

/// Wanted pointers, and what was found.
#[derive(Debug)]
pub(super) struct Wanted {
    nodes: Vec<Node>,
}

impl Wanted {
    pub(super) const ROOT: NodeId = 0;

    pub(super) fn new<'a>(pointers: impl IntoIterator<Item = &'a Pointer>) -> Self {
        let mut wanted = Self { nodes: vec![Node::default()] };
        for pointer in pointers {
            let mut at = Self::ROOT;
            for token in pointer.tokens() {
                at = wanted.child_or_new(at, token);
            }
        }
        wanted
    }

    fn child_or_new(&mut self, parent: NodeId, token: String) -> NodeId {
        if let Some(child) = self.child(parent, &token) {
            return child;
        }
        let child = self.nodes.len();
        self.nodes.push(Node::default());
        if let Some(node) = self.nodes.get_mut(parent) {
            node.children.insert(token, child);
        }
        child
    }

    /// The wanted child of a wanted node.
    pub(super) fn child(&self, parent: NodeId, token: &str) -> Option<NodeId> {
        self.nodes.get(parent)?.children.get(token).copied()
    }

    /// Records where a node's value begins and, as far as is known, ends.
    pub(super) fn found(&mut self, node: NodeId, key: Option<Range<usize>>, value: Range<usize>) {
        if let Some(node) = self.nodes.get_mut(node) {
            node.place = Some(Place { key, value });
        }
    }

    fn node(&self, pointer: &Pointer) -> Option<NodeId> {
        pointer.tokens().try_fold(Self::ROOT, |at, token| self.child(at, &token))
    }

    /// Whether this very place has been found.
    pub(super) fn is_found(&self, pointer: &Pointer) -> bool {
        self.node(pointer).and_then(|node| self.nodes.get(node)).is_some_and(|node| node.place.is_some())
    }

    /// Records the place of a wanted pointer.
    pub(super) fn found_at(&mut self, pointer: &Pointer, value: Range<usize>) {
        if let Some(node) = self.node(pointer) {
            self.found(node, None, value);
        }
    }

    /// The place of the longest prefix of `pointer` that has one.
    pub(super) fn find(&self, pointer: &Pointer) -> Option<&Place> {
        let mut at = Self::ROOT;
        let mut place = self.nodes.first()?.place.as_ref();
        for token in pointer.tokens() {
            let Some(child) = self.child(at, &token) else { break };
            at = child;
            // A place that was sought alone has none around it.
            place = self.nodes.get(at).and_then(|node| node.place.as_ref()).or(place);
        }
        place
    }
}
