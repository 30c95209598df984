//! The places in the source of the places in the normalized document.

use std::collections::BTreeMap;

use crate::pointer::Pointer;

/// Places that passes moved, each with its place in the source.
///
/// The place of other nodes follows from their nearest listed ancestor, or is unchanged if there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins {
    moved: BTreeMap<Pointer, Pointer>,
}

impl Origins {
    /// The place in the source of a place in the tree.
    pub fn trace(&self, pointer: &Pointer) -> Pointer {
        self.trace_text(pointer.as_str())
    }

    /// The place in the source of the place `text` in the tree.
    pub fn trace_text(&self, text: &str) -> Pointer {
        let mut end = text.len();
        while !self.moved.is_empty() {
            let (place, rest) = text.split_at(end);
            if let Some(origin) = self.moved.get(place) {
                return origin.join(rest);
            }
            let Some(parent) = place.rfind('/') else { break };
            end = parent;
        }
        Pointer::from_text(text)
    }

    /// Adds that places of the tree, which are recorded here, have been moved once more.
    pub fn move_again(&mut self, later: &Self) {
        for (to, from) in later.iter() {
            self.record_copy(from, to);
        }
    }

    /// Records that the node at `from` was moved to `to`, with its content.
    pub fn record_move(&mut self, from: &Pointer, to: &Pointer) {
        let origin = self.trace(from);
        let inside = self.inside(from);
        for place in inside.keys() {
            self.moved.remove(&from.join(place));
        }
        self.insert(to, origin, inside);
    }

    /// Records that the node at `to` is a copy of the node at `from`.
    pub fn record_copy(&mut self, from: &Pointer, to: &Pointer) {
        let origin = self.trace(from);
        let inside = self.inside(from);
        self.insert(to, origin, inside);
    }

    /// Records that the node at `place` was made from the node at `origin` in the source.
    pub fn record_origin(&mut self, place: &Pointer, origin: &Pointer) {
        self.moved.insert(place.clone(), origin.clone());
    }

    /// The entries inside `outer`, relative to it.
    fn inside(&self, outer: &Pointer) -> BTreeMap<String, Pointer> {
        self.moved
            .range(outer.clone()..)
            .take_while(|(place, _)| place.as_str().starts_with(outer.as_str()))
            .filter_map(|(place, origin)| Some((outer.strip_prefix(place)?.to_owned(), origin.clone())))
            .collect()
    }

    fn insert(&mut self, to: &Pointer, origin: Pointer, inside: BTreeMap<String, Pointer>) {
        self.moved.extend(inside.into_iter().map(|(rest, origin)| (to.join(&rest), origin)));
        self.moved.insert(to.clone(), origin);
    }

    /// All places that were moved, and their origins.
    pub fn iter(&self) -> impl Iterator<Item = (&Pointer, &Pointer)> {
        self.moved.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::Origins;
    use crate::pointer::Pointer;

    fn place(text: &str) -> Pointer {
        Pointer::from_text(text)
    }

    #[test]
    fn places_are_traced_through_several_moves() {
        let mut origins = Origins::default();
        origins.record_move(&place("#/a/$defs/b"), &place("#/c/b"));
        origins.record_move(&place("#/c"), &place("#/d"));
        assert_eq!(origins.trace(&place("#/d/b/x")), place("#/a/$defs/b/x"));
        assert_eq!(origins.trace(&place("#/d/y")), place("#/c/y"));
        assert_eq!(origins.trace(&place("#/a/y")), place("#/a/y"));
    }
}
