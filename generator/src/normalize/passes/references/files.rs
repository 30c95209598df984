//! References between the document and its other files, which `bundle` has added to the tree.
//!
//! Only the parts of a file that something refers to are entered. When a part is moved out of its file, its references
//! are rewritten relative to the document. Parts that stay in the file keep their references.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use serde_json::Value;

use super::{super::super::Origins, ids::Ids};
use crate::{
    bundle::{self, FILES, Location},
    diagnostic::{Diagnostic, catalog::reference as catalog},
    pointer::{Path, Pointer},
};

/// The files, and what has been moved.
#[derive(Default)]
pub(super) struct Files {
    /// The path of the document itself.
    document: String,
    paths: BTreeSet<String>,
    /// URLs that the document and the files give themselves, with the paths of these.
    own_urls: BTreeMap<String, String>,
    /// The schemas with a URL of their own.
    ids: Ids,
    /// The base URL of each file that has one.
    bases: BTreeMap<String, String>,
    /// The new place of each moved part, by its old place in the document or in a file.
    moved: BTreeMap<Pointer, Pointer>,
}

impl Files {
    pub(super) fn new(document: &Value) -> Self {
        let mut files = Self::default();
        for (path, tree) in document.get(FILES).and_then(Value::as_object).into_iter().flatten() {
            if tree.is_null() && files.document.is_empty() {
                files.document.clone_from(path);
            }
            files.paths.insert(path.clone());
            files.add_own_urls(path, tree);
            files.ids.add(tree, &Pointer::from_tokens([FILES, path.as_str()]), bundle::own_url(tree));
        }
        let path = files.document.clone();
        files.add_own_urls(&path, document);
        files.ids.add(document, &Pointer::root(), bundle::own_url(document));
        files
    }

    fn add_own_urls(&mut self, path: &str, tree: &Value) {
        let urls = ["$self", "$id"].into_iter().filter_map(|name| tree.get(name)?.as_str());
        self.bases.extend(bundle::own_url(tree).map(|url| (path.to_owned(), url.to_owned())));
        self.own_urls.extend(urls.map(|url| (url.trim_end_matches('#').to_owned(), path.to_owned())));
    }

    /// The reference in the document with the same target as `reference` at `place`; `None` if the reference already
    /// has this form, or leads out of the known files.
    pub(super) fn seen_from_document(&self, trees: &Value, place: &Pointer, reference: &str) -> Option<String> {
        let base = bundle::place_in_file(place).map(|(path, _)| path);
        let (address, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let file = base.as_ref().unwrap_or(&self.document);
        if let Some(schema) = self.ids.target(place, self.bases.get(file).map(String::as_str), address)
            && (fragment.is_empty() || fragment.starts_with('/'))
        {
            return Some(format!("{}{fragment}", schema.as_str().replace('%', "%25")));
        }
        let location = match (bundle::locate(file, address), self.own_urls.get(address)) {
            (Location::Url, Some(path)) => Location::File(path.clone()),
            (Location::Url, None) => bundle::locate_from(self.bases.get(file).map(String::as_str), file, address),
            (location, _) => location,
        };
        let path = match (location, base) {
            (Location::Here, Some(path)) => path,
            (Location::File(path), _) => bundle::candidates(&path).find(|path| self.paths.contains(path))?,
            (Location::Here, None) | (Location::Outside | Location::Url, _) => return None,
        };
        if path == self.document {
            return Some(format!("#{fragment}"));
        }
        let file = Pointer::from_tokens([FILES, path.as_str()]);
        let escaped = |pointer: &Pointer| pointer.as_str().replace('%', "%25");
        if fragment.is_empty() || fragment.starts_with('/') {
            return Some(format!("{}{fragment}", escaped(&file)));
        }
        let tree = trees.get(&path);
        if tree.is_some_and(bundle::is_unreadable) {
            return Some(escaped(&file.child(fragment)));
        }
        let anchored = tree.and_then(|tree| anchor(tree, fragment, &mut Path::from_pointer(&file)));
        // A schema that was moved out of the file is found by its anchor.
        Some(anchored.map_or_else(|| format!("#{fragment}"), |place| escaped(&place)))
    }

    /// The target of the reference `at` at `place`.
    pub(super) fn reference_at(&self, document: &Value, place: &Pointer, at: &Value) -> Option<Pointer> {
        let written = at.get("$ref")?.as_str()?;
        let trees = document.get(FILES).unwrap_or(&Value::Null);
        let seen = self.seen_from_document(trees, place, written);
        let fragment = seen.as_deref().unwrap_or(written).strip_prefix('#')?;
        Some(Pointer::from_fragment(fragment))
    }

    /// Adds the members of paths that got another name, such as a path without a slash.
    pub(super) fn add_renamed(&mut self, document: &Value, origins: &Origins) {
        for (to, from) in origins.iter().filter(|(to, _)| to.as_str().starts_with("#/paths/")) {
            let Some(old) = to.parent().zip(from.tokens().last()).map(|(around, name)| around.child(name)) else {
                continue;
            };
            let is_same_depth = to.tokens().count() == from.tokens().count();
            if is_same_depth && document.pointer(super::inside(&old)).is_none() {
                self.moved.insert(old, to.clone());
            }
        }
    }

    /// The new place of the part that was at `place`, if it was moved.
    pub(super) fn moved(&self, place: &Pointer) -> Option<&Pointer> {
        self.moved.get(place)
    }

    /// Records that the part at `from` is now at `to`. Parts that were moved out of it before are found by both places.
    pub(super) fn record_move(&mut self, from: &Pointer, to: &Pointer) {
        let inside: Vec<(Pointer, Pointer)> = self
            .moved
            .range(from.clone()..)
            .take_while(|(place, _)| place.as_str().starts_with(from.as_str()))
            .filter_map(|(place, new)| Some((to.join(from.strip_prefix(place)?), new.clone())))
            .collect();
        self.moved.extend(inside);
        self.moved.insert(from.clone(), to.clone());
    }

    /// The reason why `reference` at `place`, of an object that was at `origin`, leads to no text of the input.
    pub(super) fn unknown(&self, place: &Pointer, origin: &Pointer, reference: &str) -> Diagnostic {
        let base = bundle::place_in_file(origin).map_or_else(|| self.document.clone(), |(path, _)| path);
        match bundle::locate(&base, reference) {
            Location::Url => catalog::url_reference(place, reference),
            Location::Outside => catalog::reference_outside(place, reference),
            Location::Here | Location::File(_) => catalog::missing_file(place, reference),
        }
    }
}

/// A reference as people write it: `schemas/Pet.yaml#/properties/name`.
pub(super) fn shown(reference: &str) -> Cow<'_, str> {
    match bundle::place_in_file(&Pointer::from_text(reference)) {
        Some((path, inside)) if inside == Pointer::root() => Cow::Owned(path),
        Some((path, inside)) => Cow::Owned(format!("{path}{inside}")),
        None => Cow::Borrowed(reference),
    }
}

/// The first place in a tree with this anchor.
fn anchor(tree: &Value, name: &str, path: &mut Path) -> Option<Pointer> {
    let is_anchor = |keyword: &str| tree.get(keyword).is_some_and(|anchor| anchor == name);
    if is_anchor("$anchor") || is_anchor("$dynamicAnchor") {
        return Some(path.pointer());
    }
    let members: Vec<(Cow<'_, str>, &Value)> = match tree {
        Value::Object(object) => object.iter().map(|(key, member)| (Cow::Borrowed(key.as_str()), member)).collect(),
        Value::Array(elements) => {
            elements.iter().enumerate().map(|(index, element)| (Cow::Owned(index.to_string()), element)).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return None,
    };
    members.into_iter().find_map(|(token, member)| {
        path.push(&token);
        let found = anchor(member, name, path);
        path.pop();
        found
    })
}
