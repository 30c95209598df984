//! Responses: of successes, in other media types, and of errors.

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
    diagnostic::catalog::quoted,
    model::{
        Api, ErrorResponse, OtherResponse, PartContent, ResponseHeader, StatusRange, Success, SuccessResponse, TypeRef,
    },
    pointer::Pointer,
    render::{item_paths, runtime_paths::REQUEST},
};

/// Compares all responses of an operation.
pub(super) fn compare(cx: &mut Comparison<'_>, pair: OperationPair<'_>) {
    let (old, new) = (pair.old.1, pair.new.1);
    success(cx, pair, &old.success, &new.success);
    others(cx, pair, &old.other_responses, &new.other_responses);
    errors(cx, pair, &old.errors, &new.errors);
    headers(cx, pair, &old.response_headers, &new.response_headers);
}

/// Compares the successes.
fn success(cx: &mut Comparison<'_>, pair: OperationPair<'_>, old: &SuccessResponse, new: &SuccessResponse) {
    let SuccessResponse { docs: old_docs, status: _, media_type: old_media, content: old_content } = old;
    let SuccessResponse { docs: new_docs, status: _, media_type: new_media, content: new_content } = new;
    let pointer = format!("{}/responses", pair.new.1.pointer);
    let about = pair.about(Direction::Response).part("response", DocumentVersion::New, &pointer);
    docs::text(cx, rules::OPERATION_DOCS, &about, [old_docs, new_docs], Vec::new());
    let before = received(old_content, &|ty| cx.old_type(ty));
    let now = received(new_content, &|ty| cx.new_type(ty));
    if before != now {
        let message = format!("the response was {before} and is {now} now");
        let claims = [pair.said("Output"), claims_of_enums(pair.old), claims_of_enums(pair.new)].concat();
        cx.add(rules::RESPONSE_TYPE_CHANGED, &about, message, claims);
    } else if old_media != new_media {
        let message =
            format!("the media type of the response was {} and is {} now", quoted(old_media), quoted(new_media));
        cx.add_repeatable(rules::RESPONSE_MEDIA_TYPE_CHANGED, &about, message, Vec::new());
    }
}

/// Compares the other media types that callers can request. Each is a method of the request and a type that names the
/// operation.
fn others(cx: &mut Comparison<'_>, pair: OperationPair<'_>, old: &[OtherResponse], new: &[OtherResponse]) {
    let find = |others: &'_ [OtherResponse], name: &str| others.iter().find(|other| other.rust_name == name).cloned();
    let about = |name: &str, document: DocumentVersion| {
        let found = if document == DocumentVersion::Old { pair.old } else { pair.new };
        let pointer = format!("{}/responses", found.1.pointer);
        pair.about(Direction::Response).part(&format!("response {name}"), document, &pointer)
    };
    for OtherResponse { rust_name, type_name, response } in old {
        let claims = || claims_of_other(pair.old, rust_name, type_name);
        let before = received(&response.content, &|ty| cx.old_type(ty));
        let Some(other) = find(new, rust_name) else {
            let media_type = quoted(&response.media_type);
            let message = format!("the request has no `{rust_name}` any more; it returned {before} from {media_type}");
            cx.add(rules::OTHER_RESPONSE_REMOVED, &about(rust_name, DocumentVersion::Old), message, claims());
            continue;
        };
        let now = received(&other.response.content, &|ty| cx.new_type(ty));
        let (old_media, new_media) = (&response.media_type, &other.response.media_type);
        if before != now {
            let message = format!("`{rust_name}` returned {before} and returns {now} now");
            let claims = [claims(), claims_of_other(pair.new, rust_name, &other.type_name)].concat();
            cx.add(rules::RESPONSE_TYPE_CHANGED, &about(rust_name, DocumentVersion::New), message, claims);
        } else if old_media != new_media {
            let [before, now] = [old_media, new_media].map(|media_type| quoted(media_type));
            let message = format!("the media type of `{rust_name}` was {before} and is {now} now");
            cx.add(rules::RESPONSE_MEDIA_TYPE_CHANGED, &about(rust_name, DocumentVersion::New), message, Vec::new());
        }
    }
    for OtherResponse { rust_name, type_name, response } in new {
        if find(old, rust_name).is_none() {
            let now = received(&response.content, &|ty| cx.new_type(ty));
            let message =
                format!("the request has `{rust_name}`: it returns {now} from {}", quoted(&response.media_type));
            let claims = claims_of_other(pair.new, rust_name, type_name);
            cx.add(rules::OTHER_RESPONSE_ADDED, &about(rust_name, DocumentVersion::New), message, claims);
        }
    }
}

/// The claims of the method and the type for another media type.
fn claims_of_other((resource, operation): MatchedOperation<'_>, rust_name: &str, type_name: &str) -> Vec<Claim> {
    let path = item_paths::of_neighbour(resource, type_name);
    let method = format!("{}::{rust_name}", item_paths::of_request(resource, operation));
    vec![Claim::Item(method), Claim::Whole(format!("{REQUEST}<{path}>")), Claim::Whole(path)]
}

/// The claims of the enums of the successes and the errors of an operation.
pub(super) fn claims_of_enums((resource, operation): MatchedOperation<'_>) -> Vec<Claim> {
    let successes = match &operation.success.content {
        Success::ByStatus(by_status) => Some(item_paths::of_neighbour(resource, &by_status.rust_name)),
        _ => None,
    };
    successes.map(Claim::Whole).into_iter().chain(claim_of_errors((resource, operation))).collect()
}

/// The claim of the enum of the errors of an operation.
fn claim_of_errors((resource, operation): MatchedOperation<'_>) -> Option<Claim> {
    let name = operation.error_type.as_ref()?;
    Some(Claim::Whole(item_paths::of_neighbour(resource, name)))
}

/// The value that a call returns, as messages say it.
pub(super) fn received(content: &Success, spell: &dyn Fn(&TypeRef) -> String) -> String {
    match content {
        Success::Empty => "nothing".to_owned(),
        Success::Json(ty) => format!("`{}`", spell(ty)),
        Success::Text => "text".to_owned(),
        Success::Location => "the location".to_owned(),
        Success::Bytes => "bytes".to_owned(),
        Success::Events => "a stream of events".to_owned(),
        Success::JsonEvents(ty) => format!("a stream of events of `{}`", spell(ty)),
        Success::NamedEvents(events) => format!("a stream of named events of `{}`", spell(&events.ty)),
        Success::JsonLines(ty) => format!("lines of `{}`", spell(ty)),
        Success::Parts(PartContent::Json(ty)) => format!("a stream of parts of `{}`", spell(ty)),
        Success::Parts(PartContent::Text) => "a stream of parts of text".to_owned(),
        Success::Parts(PartContent::Bytes) => "a stream of parts of bytes".to_owned(),
        Success::Parts(PartContent::List(list)) => format!("a list of parts, `{}`", spell(&list.ty)),
        Success::ByStatus(by_status) => {
            let arms = by_status.arms.iter();
            let arms: Vec<String> =
                arms.map(|arm| format!("{} for {}", received(&arm.content, spell), arm.status.text())).collect();
            arms.join(", ")
        }
    }
}

/// Compares the docs of the headers of responses. The surface has the headers and their types.
fn headers(cx: &mut Comparison<'_>, pair: OperationPair<'_>, old: &[ResponseHeader], new: &[ResponseHeader]) {
    let pointer = format!("{}/responses", pair.new.1.pointer);
    for ResponseHeader { wire_name, rust_name, docs, ty: _, format: _ } in new {
        if let Some(before) = old.iter().find(|before| before.rust_name == *rust_name) {
            let part = format!("response header {wire_name}");
            let about = pair.about(Direction::Response).part(&part, DocumentVersion::New, &pointer);
            docs::of_operation(cx, &about, &before.docs, docs, pair.said(rust_name));
        }
    }
}

/// Compares the documented error bodies.
fn errors(cx: &mut Comparison<'_>, pair: OperationPair<'_>, old: &[ErrorResponse], new: &[ErrorResponse]) {
    let before = types_of_errors(old, cx.old.api, &|ty| cx.old_type(ty));
    let now = types_of_errors(new, cx.new.api, &|ty| cx.new_type(ty));
    let responses = Pointer::from_text(&pair.new.1.pointer).child("responses");
    let mut differing = now.iter().filter(|(status, body)| before.get(status) != Some(body)).map(|(status, _)| status);
    let place = match (differing.next(), differing.next()) {
        // Operations can share the response.
        (Some(status), None) => cx.schemas[1].resolved(&responses.child(status.text())),
        _ => responses,
    };
    let about = pair.about(Direction::Response).part("errors", DocumentVersion::New, place.as_str());
    // An error without a type is only documentation.
    let typed = |errors: &BTreeMap<StatusRange, Option<String>>| -> BTreeMap<StatusRange, String> {
        errors.iter().filter_map(|(status, body)| Some((*status, body.clone()?))).collect()
    };
    if typed(&before) != typed(&now) {
        let claims = [pair.old, pair.new].into_iter().filter_map(claim_of_errors).collect();
        cx.add_repeatable(rules::ERROR_RESPONSE_CHANGED, &about, difference(&before, &now), claims);
    } else if before != now {
        cx.add_repeatable(rules::OPERATION_DOCS, &about, difference(&before, &now), Vec::new());
    } else if descriptions(old) != descriptions(new) {
        let edit = Some(format!("{:?} {:?}", descriptions(old), descriptions(new)));
        cx.add_edit(rules::OPERATION_DOCS, &about, edit, "the description differs".to_owned(), Vec::new());
    }
}

/// The type of the body of each documented error.
fn types_of_errors(
    errors: &[ErrorResponse],
    api: &Api,
    spell: &dyn Fn(&TypeRef) -> String,
) -> BTreeMap<StatusRange, Option<String>> {
    let body = |error: &ErrorResponse| error.ty.as_ref().map(|ty| spell(api.resolved(ty)));
    errors.iter().map(|error| (error.status, body(error))).collect()
}

fn descriptions(errors: &[ErrorResponse]) -> BTreeMap<StatusRange, &str> {
    errors.iter().map(|error| (error.status, error.docs.description.as_deref().unwrap_or_default().trim())).collect()
}

/// The statuses that differ: ``the error `404` is new; the error `409` had `A` and has `B` now``.
fn difference(before: &BTreeMap<StatusRange, Option<String>>, now: &BTreeMap<StatusRange, Option<String>>) -> String {
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
    gone.chain(others).collect::<Vec<_>>().join("; ")
}
