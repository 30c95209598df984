//! The targets of references, in the document as it is written and in the other files.

use serde_json::{Map, Value};

use crate::{
    bundle::{self, FILES, Location},
    pointer::{Pointer, percent_decoded},
};

/// The longest chain of references that is followed.
const CHAIN: usize = 64;

/// The reference of an object, if it has one.
pub(super) fn reference(value: &Value) -> Option<&str> {
    value.get("$ref").and_then(Value::as_str)
}

/// Finds the targets of the references of one document.
#[derive(Clone, Copy, Debug)]
pub(super) struct ReferenceTargets<'a> {
    tree: &'a Value,
    /// The name of the document for other files.
    name: &'a str,
}

impl<'a> ReferenceTargets<'a> {
    pub(super) fn new(tree: &'a Value) -> Self {
        let files = tree.get(FILES).and_then(Value::as_object).into_iter().flatten();
        let name = files.filter(|(_, tree)| tree.is_null()).map(|(name, _)| name.as_str()).next().unwrap_or_default();
        Self { tree, name }
    }

    /// The target of the reference `text` at `place`. `None` if it is not a pointer, or if its file was not read.
    pub(super) fn target(self, place: &Pointer, text: &str) -> Option<Pointer> {
        let (_, fragment) = text.split_once('#').unwrap_or((text, ""));
        let fragment = percent_decoded(fragment);
        if !fragment.is_empty() && !fragment.starts_with('/') {
            return None;
        }
        let file = bundle::place_in_file(place).map(|(path, _)| path);
        let path = match bundle::locate(file.as_deref().unwrap_or(self.name), text) {
            Location::Here => file,
            Location::File(path) => Some(path),
            Location::Outside | Location::Url => return None,
        };
        let root = match path {
            Some(path) if path != self.name => Pointer::from_tokens([FILES, path.as_str()]),
            Some(_) | None => Pointer::root(),
        };
        Some(root.join(&fragment))
    }

    /// The value at `place`, through references on the path, and its actual place.
    pub(super) fn find(self, place: &Pointer) -> Option<(Pointer, &'a Value)> {
        let mut left = CHAIN;
        let mut at = (Pointer::root(), self.tree);
        let mut tokens: Vec<String> = place.tokens().collect();
        tokens.reverse();
        while let Some(token) = tokens.pop() {
            let (reached, value) = &at;
            let next = match value {
                Value::Object(members) => members.get(&token),
                Value::Array(elements) => token.parse::<usize>().ok().and_then(|index| elements.get(index)),
                _ => None,
            };
            if let Some(next) = next {
                at = (reached.child(&token), next);
                continue;
            }
            left = left.checked_sub(1)?;
            let target = self.target(reached, reference(value)?)?;
            tokens.push(token);
            tokens.extend(target.tokens().collect::<Vec<String>>().into_iter().rev());
            at = (Pointer::root(), self.tree);
        }
        Some(at)
    }

    /// The object that `value` is or refers to, and its place; `value` is at `place`.
    pub(super) fn object(self, place: &Pointer, value: &'a Value) -> Option<(Pointer, &'a Map<String, Value>)> {
        let mut at = (place.clone(), value);
        for _ in 0..CHAIN {
            match reference(at.1) {
                Some(text) => at = self.find(&self.target(&at.0, text)?)?,
                None => return Some((at.0, at.1.as_object()?)),
            }
        }
        None
    }

    /// The text by which an object at `place` refers to `target`.
    pub(super) fn text(self, place: &Pointer, target: &Pointer) -> String {
        let file = |place: &Pointer| bundle::place_in_file(place).unwrap_or((self.name.to_owned(), place.clone()));
        let ((from, _), (to, inside)) = (file(place), file(target));
        let fragment = inside.as_str().replace('%', "%25");
        if from == to {
            return fragment;
        }
        let up = "../".repeat(from.matches('/').count());
        let path = to.replace('%', "%25").replace('#', "%23").replace('?', "%3F");
        format!("./{up}{path}{fragment}")
    }
}
