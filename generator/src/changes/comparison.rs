//! The data that every part of the comparison needs: both versions, the pairs of equal types, and the entries so far.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Version,
    claims::Claim,
    lines::{Aliases, with_targets},
    matching::{self, OperationPairs, TypePairs},
    report::{DocumentVersion, Entry, Subject, SurfaceDiff},
    rules::{Direction, Rule},
    schemas::NormalizedSchemas,
};
use crate::{
    model::{Api, TypeKind, TypeRef, Usage},
    render,
};

pub(super) struct Comparison<'a> {
    pub(super) old: Version<'a>,
    pub(super) new: Version<'a>,
    pub(super) types: TypePairs<'a>,
    /// Types that have another name: old and new one.
    pub(super) renamed: BTreeMap<&'a str, &'a str>,
    /// The accessors of resources that have another name: old and new one.
    pub(super) renamed_resources: BTreeMap<&'a str, &'a str>,
    /// The targets of the aliases of both versions. An alias whose target differs between the versions is not among them: it has
    /// its own entry.
    pub(super) aliases: [Aliases; 2],
    /// The schemas of both versions.
    pub(super) schemas: [NormalizedSchemas<'a>; 2],
    /// The places of the fields of both versions.
    pub(super) places_of_fields: [BTreeSet<&'a str>; 2],
    /// Whether an operation has no requirements of its own in both versions.
    pub(super) has_common_security: bool,
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
        let renamed = types.other_names();
        let schemas = [old, new].map(|version| NormalizedSchemas::of(version.normalized, version.read, version.api));
        let aliases = Default::default();
        let mut cx = Self {
            old,
            new,
            types,
            renamed,
            renamed_resources: BTreeMap::new(),
            aliases,
            schemas,
            places_of_fields: [old, new].map(|version| places_of_fields(version.api)),
            has_common_security: false,
            entries: Vec::new(),
        };
        cx.aliases = cx.targets();
        cx
    }

    /// Separates types that have equal forms, but belong to a removed and a new operation.
    pub(super) fn separate_types(&mut self, operations: &OperationPairs<'_>) {
        self.types.separate(operations);
        self.renamed = self.types.other_names();
        self.aliases = self.targets();
    }

    /// The targets of the aliases of both versions.
    fn targets(&self) -> [Aliases; 2] {
        let now = |name: &str| self.renamed.get(name).copied().unwrap_or(name).to_owned();
        let old: Aliases = aliases(self.old.api).map(|(name, ty)| (now(name), self.old_type(ty))).collect();
        let new: Aliases = aliases(self.new.api).map(|(name, ty)| (name.to_owned(), self.new_type(ty))).collect();
        let is_same = |name: &String| old.get(name) == new.get(name);
        let names: BTreeSet<&str> = self.types.both.iter().map(|(_, new)| new.rust_name.as_str()).collect();
        [&old, &new].map(|aliases| {
            let kept = aliases.iter().filter(|(name, _)| !names.contains(name.as_str()) || is_same(name));
            kept.map(|(name, target)| (name.clone(), target.clone())).collect()
        })
    }

    /// Adds an entry.
    pub(super) fn add(&mut self, rule: &'static Rule, about: &About, message: String, claims: Vec<Claim>) {
        self.add_edit(rule, about, None, message, claims);
    }

    /// Adds an entry for an edit that other subjects can have too. Its message says all of the edit.
    pub(super) fn add_repeatable(&mut self, rule: &'static Rule, about: &About, message: String, claims: Vec<Claim>) {
        self.add_edit(rule, about, Some(message.clone()), message, claims);
    }

    /// Adds an entry for an edit that other subjects can have too.
    pub(super) fn add_edit(
        &mut self,
        rule: &'static Rule,
        about: &About,
        edit: Option<String>,
        message: String,
        claims: Vec<Claim>,
    ) {
        let About { subject, direction, document, pointer } = about.clone();
        let pointer = match document {
            DocumentVersion::Old => self.old.trace(&pointer),
            DocumentVersion::New => self.new.trace(&pointer),
        };
        let (items, lines) = (Vec::new(), SurfaceDiff::default());
        let also = Vec::new();
        let entry = Entry {
            rule,
            subject,
            also,
            direction,
            document,
            pointer,
            other_pointers: BTreeSet::new(),
            place: None,
            message,
            items,
            lines,
            claims,
            edit,
        };
        self.entries.push(entry);
    }

    /// A type of the old version, by the names of the new one, with the targets of aliases.
    pub(super) fn old_type(&self, ty: &TypeRef) -> String {
        with_targets(self.old_name(ty), &self.aliases[0])
    }

    /// A type of the new version, with the targets of aliases.
    pub(super) fn new_type(&self, ty: &TypeRef) -> String {
        with_targets(self.new_name(ty), &self.aliases[1])
    }

    /// Whether types of both versions are the same behind all aliases, also behind those whose targets differ.
    pub(super) fn is_same_behind_aliases(&self, old: &TypeRef, new: &TypeRef) -> bool {
        let now = |name: &str| self.renamed.get(name).copied().unwrap_or(name).to_owned();
        let of_old = aliases(self.old.api).map(|(name, ty)| (now(name), self.old_name(ty))).collect();
        let of_new = aliases(self.new.api).map(|(name, ty)| (name.to_owned(), self.new_name(ty))).collect();
        with_targets(self.old_name(old), &of_old) == with_targets(self.new_name(new), &of_new)
    }

    /// A type of the old version as the crate spells it, by the names of the new version.
    pub(super) fn old_name(&self, ty: &TypeRef) -> String {
        render::type_text(ty, &|id| {
            let name = self.old.api.type_def(id).rust_name.as_str();
            self.renamed.get(name).copied().unwrap_or(name).to_owned()
        })
    }

    /// A type of the new version as the crate spells it.
    pub(super) fn new_name(&self, ty: &TypeRef) -> String {
        render::type_text(ty, &|id| self.new.api.type_def(id).rust_name.clone())
    }
}

/// The places of the fields of all structs.
fn places_of_fields(api: &Api) -> BTreeSet<&str> {
    let structs = api.types.iter().filter_map(|def| match &def.kind {
        TypeKind::Struct(object) => Some(object),
        _ => None,
    });
    structs.flat_map(|object| &object.fields).map(|field| field.pointer.as_str()).collect()
}

/// The names and the targets of aliases.
fn aliases(api: &Api) -> impl Iterator<Item = (&str, &TypeRef)> {
    api.types.iter().filter_map(|def| Some((def.rust_name.as_str(), def.kind.alias()?)))
}

/// The direction of a type in both versions.
pub(super) fn direction(old: Usage, new: Usage) -> Direction {
    match (old.request || new.request, old.response || new.response) {
        (true, false) => Direction::Request,
        (false, true) => Direction::Response,
        (true, true) | (false, false) => Direction::Both,
    }
}
