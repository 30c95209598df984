//! Resolves every `$ref`.
//!
//! A reference can be a pointer, percent-encoded or not, an anchor, an `$id`, or a pointer deep into another object. It
//! becomes `#/components/SECTION/NAME`: targets at other places are moved to `components`, and a reference replaces them.
//! Only this pass reports a reference to nothing or to a missing file.

mod files;
mod generic;
mod hoist;
mod ids;
mod inline;
mod inner_definitions;
mod other_kind;
mod out_of_place;
mod resolve;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{
    super::{
        PassContext,
        objects::Kind,
        walk::{Standing, walk_kind, walk_object},
    },
    structure,
};
use crate::{
    bundle::FILES,
    diagnostic::catalog::reference as catalog,
    pointer::{Path, Pointer},
};
use files::{Files, shown};
use other_kind::{Origin, Reading};
use resolve::{Index, Target, written};

pub(super) fn resolve_all_references(context: &mut PassContext<'_>) {
    inner_definitions::refer_from_root(&mut context.document, &mut context.findings);
    generic::copy_to_uses(context);
    dynamic_to_static(context);
    let mut files = Files::new(&context.document);
    files.add_renamed(&context.document, &context.findings.origins);
    // Each round enters the parts that the previous round has moved out of places that were not entered before. These
    // get fewer, so the loop ends.
    let mut scope = vec![(Pointer::root(), Kind::OpenApi)];
    while !scope.is_empty() {
        scope = resolve_all(context, &mut files, &scope);
    }
    if let Value::Object(root) = &mut context.document {
        root.shift_remove(FILES);
    }
}

/// The first pass: references to files become references inside the tree, or are replaced by the content of the file.
/// References at places where the standard does not allow them are replaced by their targets.
pub(super) fn files(context: &mut PassContext<'_>) {
    let files = Files::new(&context.document);
    let trees = context.document.get_mut(FILES).map(Value::take).unwrap_or_default();
    inline::inline(&mut context.document, Kind::OpenApi, &Pointer::root(), &files, &trees, &mut context.findings);
    out_of_place::put_in_place(&mut context.document, &mut context.findings);
    if let Some(place) = context.document.get_mut(FILES) {
        *place = trees;
    }
}

/// The use of a reference: in an object, or as a value of a discriminator's mapping.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ReferenceUse {
    Reference(Kind),
    Mapping,
}

/// The work to do on references, by their places.
#[derive(Default)]
struct Round {
    written: BTreeMap<Pointer, String>,
    broken: BTreeMap<Pointer, ReferenceUse>,
    moves: BTreeMap<Pointer, Kind>,
    deep: Vec<(Pointer, Pointer)>,
    headers: BTreeMap<Pointer, Pointer>,
    /// The objects that replace references to other kinds, and the origin of a member of them.
    replaced: Vec<(Pointer, Value, Option<Origin>)>,
    /// Whether new references are written.
    has_new_references: bool,
}

/// One round, on the references in `scope`. Returns the objects whose references have not been processed yet.
fn resolve_all(context: &mut PassContext<'_>, files: &mut Files, scope: &[(Pointer, Kind)]) -> Vec<(Pointer, Kind)> {
    let uses = collect(&mut context.document, scope);
    let index = if uses.iter().any(|(_, _, reference)| is_by_name(reference)) {
        Index::new(&mut context.document)
    } else {
        Index::default()
    };
    let mut round = Round::default();
    for found in uses {
        round.add(context, files, &index, found);
    }
    round.finish(context, files)
}

impl Round {
    /// Decides on one reference.
    fn add(
        &mut self,
        context: &mut PassContext<'_>,
        files: &Files,
        index: &Index,
        (place, used, reference): (Pointer, ReferenceUse, String),
    ) {
        let kind = match used {
            ReferenceUse::Reference(kind) => kind,
            ReferenceUse::Mapping => Kind::Schema,
        };
        match index.resolve(&context.document, files, &place, &reference, used == ReferenceUse::Mapping) {
            Ok(Target { pointer, standing: Standing::Object(Kind::Parameter) }) if kind == Kind::Header => {
                context.findings.report(catalog::header_from_parameter(&place, &shown(&reference)));
                self.headers.insert(pointer_of_holder(&place, used), pointer);
            }
            Ok(Target { pointer, standing }) if standing == Standing::Object(kind) || standing == Standing::Free => {
                if is_component(&pointer, kind) || (kind == Kind::PathItem && standing != Standing::Free) {
                    self.written.insert(place, pointer.as_str().to_owned());
                } else {
                    self.moves.insert(pointer.clone(), kind);
                    self.deep.push((place, pointer));
                }
            }
            Ok(Target { pointer, standing: _ }) if context.findings.is_aside(&pointer) => {
                self.broken.insert(pointer_of_holder(&place, used), used);
            }
            Ok(target) => self.add_other_kind(context, kind, target, (place, used, reference)),
            Err(reason) => {
                let mut sought = [Some(reference.as_str()), reason.missing()].into_iter().flatten();
                if !sought.any(|place| context.findings.is_aside(&Pointer::from_text(place))) {
                    let found = match used {
                        ReferenceUse::Mapping => catalog::dangling_mapping(&place, &shown(&reference)),
                        ReferenceUse::Reference(_) => {
                            reason.diagnostic(files, &context.findings.origins, &place, &reference)
                        }
                    };
                    context.findings.report_on(kind, found);
                }
                self.broken.insert(pointer_of_holder(&place, used), used);
            }
        }
    }

    /// Decides on a reference to an object of another kind than `kind`.
    fn add_other_kind(
        &mut self,
        context: &mut PassContext<'_>,
        kind: Kind,
        Target { pointer, standing }: Target,
        (place, used, reference): (Pointer, ReferenceUse, String),
    ) {
        let holder = pointer_of_holder(&place, used);
        let read = match standing {
            Standing::Object(found) => other_kind::reading(&context.document, kind, found, &pointer).zip(Some(found)),
            _ => None,
        };
        let Some(((reading, words), found)) = read else {
            let reference = written(&context.findings.origins, &reference);
            let finding = catalog::wrong_kind(&place, &reference, kind.title(), in_words(standing));
            context.findings.report_on(kind, finding);
            self.broken.insert(holder, used);
            return;
        };
        context.findings.report(catalog::other_kind(
            &place,
            &written(&context.findings.origins, &reference),
            found.title(),
            words,
        ));
        match reading {
            Reading::Part(part) => {
                self.written.insert(place, part.as_str().replace('%', "%25"));
                self.has_new_references = true;
            }
            Reading::Object { value, origin } => self.replaced.push((holder, value, origin)),
        }
    }

    /// Makes the changes.
    fn finish(self, context: &mut PassContext<'_>, files: &mut Files) -> Vec<(Pointer, Kind)> {
        let Self { mut written, broken, moves, deep, headers, replaced, has_new_references } = self;
        let names = hoist::choose_names(&context.document, &moves, &deep);
        for (place, target) in deep {
            if let Some(new) = names.get(&target) {
                written.insert(place, new.as_str().to_owned());
            }
        }
        // A part of a copy may have been moved since.
        let starts_again = has_new_references || !headers.is_empty() || !replaced.is_empty();
        headers_from_parameters(&mut context.document, &headers);
        for (holder, value, origin) in replaced {
            if let Some(object) = context.document.pointer_mut(inside(&holder)) {
                *object = value;
            }
            if let Some((from, member)) = origin {
                context.findings.origins.record_copy(&from, &holder.child(member));
            }
        }
        write(&mut context.document, &written, &broken);
        let unseen = hoist::hoist(context, files, &moves, &names);
        if starts_again { vec![(Pointer::root(), Kind::OpenApi)] } else { unseen }
    }
}

fn in_words(standing: Standing) -> &'static str {
    match standing {
        Standing::Object(kind) => kind.title(),
        Standing::Part | Standing::Free => "a part of an object",
    }
}

/// A header is a parameter without `name` and `in`. Encodings have no meaning in it, and their headers could be the
/// same parameter.
fn headers_from_parameters(document: &mut Value, headers: &BTreeMap<Pointer, Pointer>) {
    for (holder, parameter) in headers {
        let mut copy = document.pointer(inside(parameter)).cloned().unwrap_or_else(|| json!({"schema": {}}));
        if let Value::Object(copy) = &mut copy {
            copy.retain(|name, _| name != "name" && name != "in" && Kind::Header.member(name).is_some());
            let content = copy.get_mut("content").and_then(Value::as_object_mut);
            for media_type in content.into_iter().flat_map(|content| content.values_mut()) {
                media_type.as_object_mut().map(|media_type| media_type.shift_remove("encoding"));
            }
        }
        if let Some(header) = document.pointer_mut(inside(holder)) {
            *header = copy;
        }
    }
}

/// Removes the reference of the object at `holder`. A schema without it allows anything, and a path item keeps the members
/// next to it; another object needs a replacement.
pub(super) fn take_out(document: &mut Value, holder: &Pointer, kind: Kind) {
    let Some(object) = document.pointer_mut(inside(holder)) else { return };
    match (kind, structure::stand_in(kind)) {
        (Kind::Schema | Kind::PathItem, _) | (_, None) => {
            object.as_object_mut().map(|object| object.shift_remove("$ref"));
        }
        (_, Some(stand_in)) => *object = stand_in,
    }
}

fn pointer_of_holder(place: &Pointer, used: ReferenceUse) -> Pointer {
    match used {
        ReferenceUse::Reference(_) => place.parent().unwrap_or_else(Pointer::root),
        ReferenceUse::Mapping => place.clone(),
    }
}

/// Whether a reference is an anchor or an `$id`, not a pointer from the root.
fn is_by_name(reference: &str) -> bool {
    !reference.starts_with("#/")
}

/// All references in `scope`: the place of the text, its use, the text.
fn collect(document: &mut Value, scope: &[(Pointer, Kind)]) -> Vec<(Pointer, ReferenceUse, String)> {
    let mut uses = Vec::new();
    let mut visit = |kind: Kind, object: &mut Map<String, Value>, path: &Path| {
        if let Some(Value::String(reference)) = object.get("$ref")
            && kind.section().is_some()
        {
            uses.push((path.pointer().child("$ref"), ReferenceUse::Reference(kind), reference.clone()));
        }
        if kind == Kind::Discriminator
            && let Some(Value::String(target)) = object.get("defaultMapping")
        {
            uses.push((path.pointer().child("defaultMapping"), ReferenceUse::Mapping, target.clone()));
        }
        if kind == Kind::Discriminator
            && let Some(Value::Object(mapping)) = object.get("mapping")
        {
            for (value, target) in mapping {
                if let Value::String(target) = target {
                    uses.push((path.pointer().child("mapping").child(value), ReferenceUse::Mapping, target.clone()));
                }
            }
        }
    };
    for (place, kind) in scope {
        if let Some(value) = document.pointer_mut(inside(place)) {
            walk_object(value, *kind, &mut Path::from_pointer(place), &mut visit);
        }
    }
    uses
}

/// Writes references in their new form, and removes broken ones.
fn write(document: &mut Value, written: &BTreeMap<Pointer, String>, broken: &BTreeMap<Pointer, ReferenceUse>) {
    for (place, reference) in written {
        if let Some(text) = document.pointer_mut(inside(place)) {
            *text = json!(reference);
        }
    }
    for (place, used) in broken {
        match used {
            ReferenceUse::Reference(kind) => take_out(document, place, *kind),
            ReferenceUse::Mapping => {
                let name = place.tokens().last().unwrap_or_default();
                let mapping = place.parent().and_then(|parent| document.pointer_mut(inside(&parent)));
                if let Some(Value::Object(mapping)) = mapping {
                    mapping.shift_remove(&name);
                }
            }
        }
    }
}

/// The form of a pointer that `serde_json` accepts.
pub(super) fn inside(pointer: &Pointer) -> &str {
    pointer.as_str().strip_prefix('#').unwrap_or_default()
}

fn is_component(pointer: &Pointer, kind: Kind) -> bool {
    let mut tokens = pointer.tokens();
    tokens.next().as_deref() == Some("components")
        && tokens.next().as_deref() == kind.section()
        && tokens.next().is_some()
        && tokens.next().is_none()
}

/// A `$dynamicRef` to an anchor that occurs once has only one target. If the anchor occurs several times, the schema
/// that uses the generic schema determines the target. `$recursiveRef: "#"` (2019-09) refers to the component around
/// it.
fn dynamic_to_static(context: &mut PassContext<'_>) {
    let index = Index::new(&mut context.document);
    let findings = &mut context.findings;
    walk_kind(&mut context.document, Kind::Schema, |schema, path| {
        if !schema.keys().any(|name| matches!(name.as_str(), "$dynamicRef" | "$recursiveRef")) {
            return;
        }
        if let Some(Value::String(reference)) = schema.get("$dynamicRef")
            && index.is_ambiguous(&path.pointer(), reference)
        {
            findings.report(catalog::dynamic_reference(&path.pointer().child("$dynamicRef"), reference));
            schema.shift_remove("$dynamicRef");
        }
        if schema.get("$recursiveRef").is_some_and(|reference| reference == "#")
            && let Some(component) = component_around(&path.pointer())
        {
            rename(schema, "$recursiveRef", "$ref", component.as_str().into());
        }
        for keyword in ["$dynamicRef", "$recursiveRef"] {
            if let Some(reference) = schema.get(keyword).cloned()
                && !schema.contains_key("$ref")
            {
                rename(schema, keyword, "$ref", reference);
            }
        }
    });
}

/// The component around a place.
fn component_around(place: &Pointer) -> Option<Pointer> {
    let tokens: Vec<String> = place.tokens().take(3).collect();
    (tokens.len() == 3 && tokens.first().is_some_and(|first| first == "components"))
        .then(|| tokens.iter().fold(Pointer::root(), |at, token| at.child(token)))
}

fn rename(object: &mut Map<String, Value>, old: &str, new: &str, value: Value) {
    object.shift_remove(old);
    object.insert(new.to_owned(), value);
}
