//! Documented errors: the types of their bodies, and the enum of bodies of different types.

use std::collections::BTreeMap;

use super::{
    claims::Claim,
    comparison::Comparison,
    docs,
    matching::MatchedOperation,
    pairs::OperationPair,
    report::DocumentVersion,
    rules::{Direction, operations as rules},
};
use crate::{
    model::{Api, ErrorResponse, StatusRange, TypeRef},
    names::OTHER_STATUS,
    pointer::Pointer,
    render::item_paths,
};

/// The type of the body of each error, by its status.
type BodyTypes = BTreeMap<StatusRange, Option<String>>;

/// The variants of the enum of error bodies, each with the type that it holds.
type Variants = BTreeMap<String, Option<String>>;

/// Compares the documented error bodies of an operation.
pub(super) fn compare(cx: &mut Comparison<'_>, pair: OperationPair<'_>) {
    let (old, new) = (pair.old.1, pair.new.1);
    let before = types_of_errors(&old.errors, cx.old.api, &|ty| cx.old_type(ty));
    let now = types_of_errors(&new.errors, cx.new.api, &|ty| cx.new_type(ty));
    let variants = [variants(pair.old, &|ty| cx.old_type(ty)), variants(pair.new, &|ty| cx.new_type(ty))];
    let renamed =
        new.error_type.as_deref().filter(|_| old.error_type != new.error_type && old.type_name == new.type_name);
    let of_enum = differences_of_enum(&variants, renamed);
    let about =
        pair.about(Direction::Response).part("errors", DocumentVersion::New, place(cx, pair, &before, &now).as_str());
    let claims = || [pair.old, pair.new].into_iter().filter_map(claim).collect();
    // An error without a type is only documentation, unless the enum has a variant for it.
    let typed = |errors: &BodyTypes| -> BTreeMap<StatusRange, String> {
        errors.iter().filter_map(|(status, body)| Some((*status, body.clone()?))).collect()
    };
    let texts = of_enum.iter().map(|(text, _)| text.clone());
    let message = differences(&before, &now).into_iter().chain(texts).collect::<Vec<_>>().join("; ");
    if of_enum.iter().any(|(_, is_breaking)| *is_breaking) {
        cx.add(rules::ERROR_TYPE_CHANGED, &about, message, claims());
    } else if typed(&before) != typed(&now) || variants[0] != variants[1] {
        cx.add_repeatable(rules::ERROR_RESPONSE_CHANGED, &about, message, claims());
    } else if before != now {
        cx.add_repeatable(rules::OPERATION_DOCS, &about, message, Vec::new());
    }
    let is_same = |old: &ErrorResponse| before.get(&old.status) == now.get(&old.status);
    for old in old.errors.iter().filter(|old| is_same(old)) {
        if let Some(new) = new.errors.iter().find(|new| new.status == old.status) {
            description(cx, pair, old, new);
        }
    }
}

/// Compares the description of an error. Several statuses and operations can share it.
fn description(cx: &mut Comparison<'_>, pair: OperationPair<'_>, old: &ErrorResponse, new: &ErrorResponse) {
    let status = new.status.text();
    let response = Pointer::from_text(&pair.new.1.pointer).child("responses").child(&status);
    let place = cx.schemas[1].resolved(&response);
    let is_shared = !place.as_str().starts_with(&format!("{}/", pair.new.1.pointer));
    let part = if is_shared { "errors".to_owned() } else { format!("error {status}") };
    let about = pair.about(Direction::Response).part(&part, DocumentVersion::New, place.as_str());
    docs::text(cx, rules::OPERATION_DOCS, &about, [&old.docs, &new.docs], Vec::new());
}

/// The claim of the enum of the errors of an operation.
pub(super) fn claim((resource, operation): MatchedOperation<'_>) -> Option<Claim> {
    let name = operation.error_type.as_ref()?;
    Some(Claim::Whole(item_paths::of_neighbour(resource, name)))
}

/// The response of the only error that differs, or else all responses.
fn place(cx: &Comparison<'_>, pair: OperationPair<'_>, before: &BodyTypes, now: &BodyTypes) -> Pointer {
    let responses = Pointer::from_text(&pair.new.1.pointer).child("responses");
    let mut differing = now.iter().filter(|(status, body)| before.get(status) != Some(body)).map(|(status, _)| status);
    match (differing.next(), differing.next()) {
        // Operations can share the response.
        (Some(status), None) => cx.schemas[1].resolved(&responses.child(status.text())),
        _ => responses,
    }
}

/// The variants of the enum of error bodies; `None` if the operation has no such enum.
fn variants((_, operation): MatchedOperation<'_>, spell: &dyn Fn(&TypeRef) -> String) -> Option<Variants> {
    operation.error_type.as_ref()?;
    let has_default = operation.errors.iter().any(|error| error.status == StatusRange::Default);
    let other = (!has_default).then(|| (OTHER_STATUS.to_owned(), None));
    let of_errors = operation.errors.iter().map(|error| (error.rust_name.clone(), error.ty.as_ref().map(spell)));
    Some(of_errors.chain(other).collect())
}

/// The differences of the enum of error bodies, and whether code can fail to compile because of each.
fn differences_of_enum(variants: &[Option<Variants>; 2], renamed: Option<&str>) -> Vec<(String, bool)> {
    match variants {
        [None, None] => Vec::new(),
        [None, Some(_)] => vec![("the enum of the error bodies is new".to_owned(), false)],
        [Some(_), None] => vec![("the enum of the error bodies is gone".to_owned(), true)],
        [Some(before), Some(now)] => {
            let renamed = renamed.map(|name| format!("the enum of the error bodies has the name `{name}` now"));
            let lacks = lacks(before, now).then(|| "the enum of the error bodies has other variants".to_owned());
            renamed.into_iter().chain(lacks).map(|text| (text, true)).collect()
        }
    }
}

/// Whether some of the old variants are not among the new ones.
fn lacks(old: &Variants, new: &Variants) -> bool {
    old.iter().any(|(name, held)| new.get(name) != Some(held))
}

/// The type of the body of each documented error.
fn types_of_errors(errors: &[ErrorResponse], api: &Api, spell: &dyn Fn(&TypeRef) -> String) -> BodyTypes {
    let body = |error: &ErrorResponse| error.ty.as_ref().map(|ty| spell(api.resolved(ty)));
    errors.iter().map(|error| (error.status, body(error))).collect()
}

/// The statuses that differ: ``the error `404` is new, with `A` ``, ``the error `409` had `A` and has `B` now``.
fn differences(before: &BodyTypes, now: &BodyTypes) -> Vec<String> {
    let body = |body: &Option<String>| body.as_ref().map_or_else(|| "no type".to_owned(), |ty| format!("`{ty}`"));
    let gone = before.keys().filter(|status| !now.contains_key(status));
    let gone = gone.map(|status| format!("the error `{}` is gone", status.text()));
    let others = now.iter().filter_map(|(status, ty)| {
        let status_text = status.text();
        match before.get(status) {
            None => Some(format!("the error `{status_text}` is new, with {}", body(ty))),
            Some(old) if old != ty => {
                Some(format!("the error `{status_text}` had {} and has {} now", body(old), body(ty)))
            }
            Some(_) => None,
        }
    });
    gone.chain(others).collect()
}
