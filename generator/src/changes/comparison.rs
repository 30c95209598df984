//! The data that every part of the comparison needs: both versions, the pairs of equal types, and the entries so far.

use std::collections::BTreeMap;

use super::{
    Version,
    claims::Claim,
    matching::{self, TypePairs},
    report::{DocumentVersion, Entry, Subject, SurfaceDiff},
    rules::{Direction, Rule},
};
use crate::{
    model::{TypeRef, Usage},
    render,
};

pub(super) struct Comparison<'a> {
    pub(super) old: Version<'a>,
    pub(super) new: Version<'a>,
    pub(super) types: TypePairs<'a>,
    /// Types that have another name: old and new one.
    pub(super) renamed: BTreeMap<&'a str, &'a str>,
    pub(super) entries: Vec<Entry>,
}

/// The subject of an entry, and its place.
#[derive(Clone, Debug)]
pub(super) struct About {
    pub(super) subject: Subject,
    pub(super) direction: Direction,
    pub(super) document: DocumentVersion,
    pub(super) pointer: String,
}

impl About {
    /// A part of the same subject.
    pub(super) fn part(&self, part: &str, document: DocumentVersion, pointer: &str) -> Self {
        let subject = Subject { part: Some(part.to_owned()), ..self.subject.clone() };
        Self { subject, document, pointer: pointer.to_owned(), ..self.clone() }
    }
}

impl<'a> Comparison<'a> {
    pub(super) fn new(old: Version<'a>, new: Version<'a>) -> Self {
        let types = matching::types(old.api, new.api);
        let names = types.both.iter().map(|(old, new)| (old.rust_name.as_str(), new.rust_name.as_str()));
        let renamed = names.filter(|(old, new)| old != new).collect();
        Self { old, new, types, renamed, entries: Vec::new() }
    }

    /// Adds an entry.
    pub(super) fn add(&mut self, rule: &'static Rule, about: &About, message: String, claims: Vec<Claim>) {
        let About { subject, direction, document, pointer } = about.clone();
        let pointer = match document {
            DocumentVersion::Old => self.old.trace(&pointer),
            DocumentVersion::New => self.new.trace(&pointer),
        };
        let (items, lines) = (Vec::new(), SurfaceDiff::default());
        let entry = Entry { rule, subject, direction, document, pointer, place: None, message, items, lines, claims };
        self.entries.push(entry);
    }

    /// A type of the old version, by the names of the new one.
    pub(super) fn old_type(&self, ty: &TypeRef) -> String {
        render::type_text(ty, &|id| {
            let name = self.old.api.type_def(id).rust_name.as_str();
            self.renamed.get(name).copied().unwrap_or(name).to_owned()
        })
    }

    /// A type of the new version.
    pub(super) fn new_type(&self, ty: &TypeRef) -> String {
        render::type_text(ty, &|id| self.new.api.type_def(id).rust_name.clone())
    }
}

/// The direction of a type in both versions.
pub(super) fn direction(old: Usage, new: Usage) -> Direction {
    match (old.request || new.request, old.response || new.response) {
        (true, false) => Direction::Request,
        (false, true) => Direction::Response,
        (true, true) | (false, false) => Direction::Both,
    }
}
