//! Request bodies and pages.

use super::{
    claims::Claim,
    comparison::{About, Comparison},
    docs, limits,
    matching::{self, MatchedOperation, PartPairs},
    pairs::OperationPair,
    parameters::claims_of_body,
    report::DocumentVersion,
    rules::{Direction, operations as rules},
};
use crate::{
    diagnostic::catalog::quoted,
    model::{Body, BodyContent, Fields, NestedParts, OtherContent, Pagination, PartList, TypeRef},
    render::{item_paths, runtime_paths::IS_PAGED},
};

/// Compares the body of a request.
pub(super) fn body(cx: &mut Comparison<'_>, pair: OperationPair<'_>, old: Option<&Body>, new: Option<&Body>) {
    let about = |document: DocumentVersion| {
        let found = if document == DocumentVersion::Old { pair.old } else { pair.new };
        let pointer = format!("{}/requestBody", found.1.pointer);
        pair.about(Direction::Request).part("body", document, &pointer)
    };
    let claims =
        |found: MatchedOperation<'_>, body: &Body| [claims_of_body(pair, body), claims_of_other_bodies(found)].concat();
    match (old, new) {
        (None, None) => {}
        (None, Some(now)) if now.required => {
            let message = "there is a body, and it is required".to_owned();
            cx.add(rules::REQUIRED_BODY_ADDED, &about(DocumentVersion::New), message, claims(pair.new, now));
        }
        (None, Some(now)) => {
            let message = "there is a body, and it is optional".to_owned();
            cx.add(rules::BODY_ADDED, &about(DocumentVersion::New), message, claims(pair.new, now));
        }
        (Some(before), None) => {
            let message = "the body was removed".to_owned();
            cx.add(rules::BODY_REMOVED, &about(DocumentVersion::Old), message, claims(pair.old, before));
        }
        (Some(before), Some(now)) => both_bodies(cx, pair, before, now),
    }
}

fn both_bodies(cx: &mut Comparison<'_>, pair: OperationPair<'_>, old: &Body, new: &Body) {
    let Body {
        docs: old_docs,
        required: old_required,
        media_type: old_media,
        content: old_content,
        others: old_others,
    } = old;
    let Body {
        docs: new_docs,
        required: new_required,
        media_type: new_media,
        content: new_content,
        others: new_others,
    } = new;
    let pointer = format!("{}/requestBody", pair.new.1.pointer);
    let about = pair.about(Direction::Request).part("body", DocumentVersion::New, &pointer);
    let claims = || {
        let others = [claims_of_other_bodies(pair.old), claims_of_other_bodies(pair.new)];
        [claims_of_body(pair, old), claims_of_body(pair, new), others.concat()].concat()
    };
    match (old_required, new_required) {
        (false, true) => {
            let message = "the body is required now: an argument instead of a setter".to_owned();
            cx.add(rules::BODY_NOW_REQUIRED, &about, message, claims());
        }
        (true, false) => {
            let message = "the body is optional now: a setter instead of an argument".to_owned();
            cx.add(rules::BODY_NOW_OPTIONAL, &about, message, claims());
        }
        (true, true) | (false, false) => {}
    }
    docs::text(cx, rules::OPERATION_DOCS, &about, [old_docs, new_docs], claims_of_body(pair, new));
    let (before, old_encodings) = sent(old_content, &|ty| cx.old_type(ty));
    let (now, new_encodings) = sent(new_content, &|ty| cx.new_type(ty));
    if before == now {
        limits::of_body(cx, &about, pair, [old_media, new_media]);
    } else {
        let message = format!("the body was `{before}` and is `{now}` now");
        cx.add(rules::BODY_TYPE_CHANGED, &about, message, claims());
    }
    encoding(cx, &about, "the body", [old_media, new_media], old_encodings == new_encodings);
    // Otherwise, the entry above has all methods and setters.
    if old_required == new_required {
        other_bodies(cx, pair, old_others, new_others);
    }
}

/// The claims of the methods and setters for other media types of a body.
pub(super) fn claims_of_other_bodies(found: MatchedOperation<'_>) -> Vec<Claim> {
    let others = found.1.body.iter().flat_map(|body| &body.others);
    others.map(|other| claim_of_other(found, other)).collect()
}

/// The claims of the methods and setters for the bodies whose types `is_meant`.
pub(super) fn claims_of_bodies(found: MatchedOperation<'_>, is_meant: &dyn Fn(&TypeRef) -> bool) -> Vec<Claim> {
    let (resource, operation) = found;
    let Some(Body { required, content, others, .. }) = &operation.body else { return Vec::new() };
    let is_meant = |content: &BodyContent| content.ty().is_some_and(is_meant);
    let path = || match required {
        true => item_paths::of_method(resource, operation),
        false => format!("{}::body", item_paths::of_request(resource, operation)),
    };
    let body = is_meant(content).then(|| Claim::Item(path()));
    let others = others.iter().filter(|other| is_meant(&other.content));
    body.into_iter().chain(others.map(|other| claim_of_other(found, other))).collect()
}

fn claim_of_other((resource, operation): MatchedOperation<'_>, other: &OtherContent) -> Claim {
    let is_required = operation.body.as_ref().is_some_and(|body| body.required);
    let owner =
        if is_required { item_paths::of_resource(resource) } else { item_paths::of_request(resource, operation) };
    Claim::Item(format!("{owner}::{}", other.rust_name))
}

/// Compares the methods and setters for other media types of a body.
fn other_bodies(cx: &mut Comparison<'_>, pair: OperationPair<'_>, old: &[OtherContent], new: &[OtherContent]) {
    let about = |other: &OtherContent, document: DocumentVersion| {
        let found = if document == DocumentVersion::Old { pair.old } else { pair.new };
        let pointer = format!("{}/requestBody", found.1.pointer);
        pair.about(Direction::Request).part(&format!("body of `{}`", other.rust_name), document, &pointer)
    };
    let is_same_name = |old: &OtherContent, new: &OtherContent| old.rust_name == new.rust_name;
    // The methods of a renamed operation have other names. The entry of the operation has them.
    let is_renamed = pair.old.1.rust_name != pair.new.1.rust_name;
    let is_same_body = |old: &OtherContent, new: &OtherContent| is_renamed && old.media_type == new.media_type;
    let PartPairs { both, removed, added } = matching::parts(old, new, &[&is_same_name, &is_same_body]);
    for before in removed {
        let message = format!("`{}`, which sent {}, is gone", before.rust_name, quoted(&before.media_type));
        let claims = vec![claim_of_other(pair.old, before)];
        cx.add(rules::OTHER_BODY_REMOVED, &about(before, DocumentVersion::Old), message, claims);
    }
    for now in added {
        let message = format!("`{}` is new, and sends {}", now.rust_name, quoted(&now.media_type));
        let claims = vec![claim_of_other(pair.new, now)];
        cx.add(rules::OTHER_BODY_ADDED, &about(now, DocumentVersion::New), message, claims);
    }
    for (before, now) in both {
        other_body(cx, pair, &about(now, DocumentVersion::New), [before, now]);
    }
}

/// Compares a method or setter for another media type of a body.
fn other_body(cx: &mut Comparison<'_>, pair: OperationPair<'_>, about: &About, [old, new]: [&OtherContent; 2]) {
    let OtherContent { rust_name: _, media_type: old_media, content: old_content } = old;
    let OtherContent { rust_name, media_type: new_media, content: new_content } = new;
    let (old_type, old_encodings) = sent(old_content, &|ty| cx.old_type(ty));
    let (new_type, new_encodings) = sent(new_content, &|ty| cx.new_type(ty));
    if old_type == new_type {
        limits::of_body(cx, about, pair, [old_media, new_media]);
    } else {
        let message = format!("the body of `{rust_name}` was `{old_type}` and is `{new_type}` now");
        let claims = vec![claim_of_other(pair.old, old), claim_of_other(pair.new, new)];
        cx.add(rules::BODY_TYPE_CHANGED, about, message, claims);
    }
    encoding(cx, about, &format!("the body of `{rust_name}`"), [old_media, new_media], old_encodings == new_encodings);
}

/// Reports another media type of a body, or another encoding of its parts.
fn encoding(cx: &mut Comparison<'_>, about: &About, shown: &str, [old, new]: [&str; 2], has_same_parts: bool) {
    let message = if old != new {
        format!("{shown} was sent as {} and is sent as {} now", quoted(old), quoted(new))
    } else if !has_same_parts {
        format!("parts of {shown} are encoded in another way")
    } else {
        return;
    };
    let edit = (old != new).then(|| message.clone());
    cx.add_edit(rules::BODY_ENCODING_CHANGED, about, edit, message, Vec::new());
}

/// The type that the caller gives, and how its parts are written.
pub(super) fn sent(content: &BodyContent, spell: &dyn Fn(&TypeRef) -> String) -> (String, String) {
    match content {
        BodyContent::Json(ty) => (spell(ty), String::new()),
        BodyContent::JsonLines(ty) => (format!("lines of {}", spell(ty)), String::new()),
        BodyContent::Form(Fields { ty, encodings }) | BodyContent::Multipart(Fields { ty, encodings }) => {
            let mut encodings: Vec<String> = encodings.iter().map(|encoding| format!("{encoding:?}")).collect();
            encodings.sort_unstable();
            (spell(ty), encodings.join("\n"))
        }
        BodyContent::Parts(PartList { ty, encodings, rest, nested }) => {
            let of_parts = encodings.iter().chain([rest]).map(|encoding| format!("{encoding:?}"));
            let of_nested = nested.iter().map(|NestedParts { position, media_type, list }| {
                format!("{position} {media_type} {:?} {:?}", list.encodings, list.rest)
            });
            (spell(ty), of_parts.chain(of_nested).collect::<Vec<_>>().join("\n"))
        }
        BodyContent::Events => ("events".to_owned(), String::new()),
        BodyContent::JsonEvents(ty) => (format!("events of {}", spell(ty)), String::new()),
        BodyContent::NamedEvents(events) => {
            (format!("named events of {}", spell(&events.ty)), format!("{:?}", events.events))
        }
        BodyContent::Text => ("text".to_owned(), String::new()),
        BodyContent::Bytes => ("bytes".to_owned(), String::new()),
    }
}

/// Compares how a list is read page by page.
pub(super) fn pages(
    cx: &mut Comparison<'_>,
    pair: OperationPair<'_>,
    old: Option<&Pagination>,
    new: Option<&Pagination>,
) {
    let at = |found: MatchedOperation<'_>| format!("{}/x-rust-pagination", found.1.pointer);
    let about = pair.about(Direction::Response).part("pages", DocumentVersion::New, &at(pair.new));
    let claims =
        || -> Vec<Claim> { pair.said("Item").into_iter().chain(pair.implemented(&IS_PAGED.to_string())).collect() };
    match (old, new) {
        (None, None) => {}
        (None, Some(_)) => {
            cx.add(rules::PAGES_ADDED, &about, "the operation lists by pages now".to_owned(), claims());
        }
        (Some(_), None) => {
            let about = pair.about(Direction::Response).part("pages", DocumentVersion::Old, &at(pair.old));
            cx.add(rules::PAGES_REMOVED, &about, "the operation does not list by pages any more".to_owned(), claims());
        }
        (Some(before), Some(now)) => {
            let Pagination { items: old_items, item: old_item, next: old_next, more: old_more } = before;
            let Pagination { items: new_items, item: new_item, next: new_next, more: new_more } = now;
            let (before, now) = (cx.old_type(old_item), cx.new_type(new_item));
            if before != now {
                let message = format!("an item was `{before}` and is `{now}` now");
                cx.add(rules::PAGE_ITEM_CHANGED, &about, message, claims());
            }
            if (old_items, old_next, old_more) != (new_items, new_next, new_more) {
                let message = "items or the next page are found in another way".to_owned();
                cx.add(rules::PAGES_CHANGED, &about, message, Vec::new());
            }
        }
    }
}
