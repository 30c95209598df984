//! Types: added, removed, renamed and changed ones.

use super::{
    claims::{Claim, claims_of_construction, claims_of_field, claims_of_new, items},
    comparison::Comparison,
    docs, enums, fields, limits,
    owned_types::{self, OwnedTypes},
    pairs::{self, TypePair},
    payloads,
    report::DocumentVersion,
    rules::types as rules,
    unions,
};
use crate::{
    model::{Api, Tuple, TypeDef, TypeKind, TypeRef},
    render::item_paths,
};

/// Compares all types.
pub(super) fn compare(cx: &mut Comparison<'_>, owned: &OwnedTypes<'_>) {
    let has_entry = |def: &&TypeDef| !owned.has(def);
    for def in cx.types.removed.clone().into_iter().filter(has_entry) {
        let inside = owned.removed_with(&def.rust_name);
        let message = format!("the type `{}` is gone{}", def.rust_name, number_inside(inside, ""));
        let claims = [whole(def), owned_types::claims(inside.iter().copied())].concat();
        cx.add(rules::TYPE_REMOVED, &pairs::of_type(def, DocumentVersion::Old), message, claims);
    }
    for def in cx.types.added.clone().into_iter().filter(has_entry) {
        let inside = owned.added_with(&def.rust_name);
        let message = format!("`{}` is a new type{}", def.rust_name, number_inside(inside, "new "));
        let claims = [whole(def), owned_types::claims(inside.iter().copied())].concat();
        cx.add(rules::TYPE_ADDED, &pairs::of_type(def, DocumentVersion::New), message, claims);
    }
    for (old, new) in cx.types.both.clone() {
        name(cx, TypePair { old, new }, owned);
        pair(cx, TypePair { old, new });
    }
}

/// The number of types inside a type, as messages say it.
fn number_inside(types: &[&TypeDef], kind: &str) -> String {
    owned_types::counted(types, kind).map(|types| format!(", {types} inside it")).unwrap_or_default()
}

/// A claim of all that belongs to a type.
fn whole(def: &TypeDef) -> Vec<Claim> {
    owned_types::claims([def])
}

/// Compares the name of a type.
fn name(cx: &mut Comparison<'_>, pair: TypePair<'_>, owned: &OwnedTypes<'_>) {
    let TypePair { old, new } = pair;
    if old.rust_name != new.rust_name && !owned.has(new) {
        let inside = owned.renamed_with(&new.pointer);
        let others = owned_types::names_inside(inside);
        let message = format!("the type `{}` is called `{}` now{others}", old.rust_name, new.rust_name);
        let claims = [whole(old), whole(new), owned_types::claims_of_pairs(inside)].concat();
        cx.add(rules::TYPE_RENAMED, &pair.about(), message, claims);
    }
}

fn pair(cx: &mut Comparison<'_>, pair: TypePair<'_>) {
    let TypePair { old, new } = pair;
    // The place and the file of a type do not affect users. `name` compares its name.
    let TypeDef { pointer: _, rust_name: _, module: _, docs: old_docs, usage: _, kind: old_kind } = old;
    let TypeDef { pointer: _, rust_name: new_name, module: _, docs: new_docs, usage: _, kind: new_kind } = new;
    let about = pair.about();
    let is_of_field = cx.places_of_fields.iter().zip([old, new]).all(|(places, def)| places.contains(&*def.pointer));
    // Then the field has the same description.
    if !is_of_field || old_docs.deprecated != new_docs.deprecated {
        docs::of_schema(cx, &about, old_docs, new_docs, items([item_paths::of_type(new)]));
    }
    match (old_kind, new_kind) {
        (TypeKind::Struct(before), TypeKind::Struct(now)) => {
            made_by_callers(cx, pair);
            fields::compare(cx, pair, before, now);
        }
        (TypeKind::StringEnum(before), TypeKind::StringEnum(now)) => enums::compare(cx, pair, before, now),
        (TypeKind::IntegerEnum(before), TypeKind::IntegerEnum(now)) => {
            enums::compare(cx, pair, &enums::spelled(before), &enums::spelled(now));
        }
        (TypeKind::Union(before), TypeKind::Union(now)) => unions::compare(cx, pair, before, now),
        (TypeKind::Tuple(before), TypeKind::Tuple(now)) => elements(cx, pair, before, now),
        (TypeKind::Alias(before), TypeKind::Alias(now)) | (TypeKind::Newtype(before), TypeKind::Newtype(now)) => {
            let (before, now) = (cx.old_type(before), cx.new_type(now));
            if before != now {
                return target(cx, pair, &before, &now);
            }
        }
        (
            TypeKind::Struct(_)
            | TypeKind::StringEnum(_)
            | TypeKind::IntegerEnum(_)
            | TypeKind::Tuple(_)
            | TypeKind::Union(_)
            | TypeKind::Alias(_)
            | TypeKind::Newtype(_),
            _,
        ) => {
            let message = format!("`{new_name}` was {} and is {} now", what(old_kind), what(new_kind));
            let users = claims_of_users(cx, new);
            return cx.add(rules::TYPE_KIND_CHANGED, &about, message, [whole(old), whole(new), users].concat());
        }
    }
    limits::of_type(cx, pair);
}

fn what(kind: &TypeKind) -> &'static str {
    match kind {
        TypeKind::Struct(_) => "a struct",
        TypeKind::StringEnum(_) => "an enum of strings",
        TypeKind::IntegerEnum(_) => "an enum of integers",
        TypeKind::Tuple(_) => "a struct of the elements of an array",
        TypeKind::Union(_) => "an enum of types",
        TypeKind::Alias(_) => "another name of a type",
        TypeKind::Newtype(_) => "a type around another one",
    }
}

fn target(cx: &mut Comparison<'_>, pair: TypePair<'_>, before: &str, now: &str) {
    let message = format!("`{}` was `{before}` and is `{now}` now", pair.new.rust_name);
    let users = claims_of_users(cx, pair.new);
    cx.add(rules::TYPE_TARGET_CHANGED, &pair.about(), message, [whole(pair.old), whole(pair.new), users].concat());
}

/// The claims of the fields, parameters and bodies that have a type, or an alias of it. Their methods depend on its kind, and can name
/// its target, such as the elements of a list.
fn claims_of_users(cx: &Comparison<'_>, def: &TypeDef) -> Vec<Claim> {
    let api = cx.new.api;
    let has = |ty: &TypeRef| names(api, ty, def);
    let mut claims = Vec::new();
    for def in &api.types {
        let TypeKind::Struct(object) = &def.kind else { continue };
        let fields = object.fields.iter().filter(|field| has(&field.ty));
        claims.extend(fields.flat_map(|field| [claims_of_field(def, field), claims_of_new(def)].concat()));
    }
    for (resource, operation) in api.operations() {
        for parameter in operation.parameters.iter().filter(|parameter| has(&parameter.ty)) {
            let request = item_paths::of_request(resource, operation);
            let names = [&parameter.rust_name].into_iter().chain(&parameter.add_name);
            claims.extend(names.map(|name| Claim::Item(format!("{request}::{name}"))));
            claims.push(Claim::Item(item_paths::of_method(resource, operation)));
        }
        claims.extend(payloads::claims_of_bodies((resource, operation), &has));
    }
    claims
}

/// Whether a type names another one, or an alias that does.
fn names(api: &Api, ty: &TypeRef, meant: &TypeDef) -> bool {
    let mut named = ty.named();
    // An alias that names itself through a list has no end.
    for _ in 0..=api.types.len() {
        let Some(id) = named else { return false };
        let def = api.type_def(id);
        if def.rust_name == meant.rust_name {
            return true;
        }
        named = def.kind.alias().and_then(TypeRef::named);
    }
    false
}

/// Compares the elements of an array that have their own types.
fn elements(cx: &mut Comparison<'_>, pair: TypePair<'_>, before: &Tuple, now: &Tuple) {
    let types = |tuple: &Tuple, name: &dyn Fn(&TypeRef) -> String| {
        let Tuple { elements, required, rest } = tuple;
        let marked = elements.iter().enumerate().map(|(index, element)| {
            let mark = if index < *required { "" } else { "?" };
            format!("{}{mark}", name(element))
        });
        let rest = rest.iter().map(|rest| format!("..{}", name(rest)));
        marked.chain(rest).collect::<Vec<_>>().join(", ")
    };
    let before = types(before, &|ty| cx.old_type(ty));
    let now = types(now, &|ty| cx.new_type(ty));
    if before != now {
        target(cx, pair, &format!("[{before}]"), &format!("[{now}]"));
    }
}

/// Whether callers can make values of a struct.
fn made_by_callers(cx: &mut Comparison<'_>, pair: TypePair<'_>) {
    let TypePair { old, new } = pair;
    let name = &new.rust_name;
    match (old.is_made_by_callers(), new.is_made_by_callers()) {
        (true, false) => {
            let message = format!("only responses use `{name}` now: it has no `new` and no setters");
            let claims = claims_of_construction(old);
            cx.add(rules::TYPE_NO_LONGER_SENT, &pair.about(), message, claims);
        }
        (false, true) => {
            let message = format!("not only responses use `{name}` now: it has `new` and setters");
            let claims = claims_of_construction(new);
            cx.add(rules::TYPE_NOW_SENT, &pair.about(), message, claims);
        }
        (true, true) | (false, false) => {}
    }
}
