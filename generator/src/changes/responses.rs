//! Responses: of successes, and in other media types; their headers.

use super::{
    claims::Claim,
    comparison::Comparison,
    docs, errors,
    matching::{self, MatchedOperation},
    pairs::OperationPair,
    report::DocumentVersion,
    rules::{Direction, operations as rules},
};
use crate::{
    diagnostic::catalog::quoted,
    model::{HeaderFormat, OtherResponse, PartContent, ResponseHeader, Success, SuccessResponse, TypeRef},
    render::{item_paths, runtime_paths::REQUEST},
};

/// Compares all responses of an operation.
pub(super) fn compare(cx: &mut Comparison<'_>, pair: OperationPair<'_>) {
    let (old, new) = (pair.old.1, pair.new.1);
    success(cx, pair, &old.success, &new.success);
    others(cx, pair, &old.other_responses, &new.other_responses);
    errors::compare(cx, pair);
    headers(cx, pair, &old.response_headers, &new.response_headers);
}

/// Compares the successes.
fn success(cx: &mut Comparison<'_>, pair: OperationPair<'_>, old: &SuccessResponse, new: &SuccessResponse) {
    let SuccessResponse { docs: old_docs, status: _, media_type: old_media, content: old_content } = old;
    let SuccessResponse { docs: new_docs, status: _, media_type: new_media, content: new_content } = new;
    let pointer = format!("{}/responses", pair.new.1.pointer);
    let about = pair.about(Direction::Response).part("response", DocumentVersion::New, &pointer);
    let before = received(old_content, &|ty| cx.old_type(ty));
    let now = received(new_content, &|ty| cx.new_type(ty));
    if before != now {
        let message = format!("the response was {before} and is {now} now");
        let enums = [pair.old, pair.new].into_iter().filter_map(claim_of_successes);
        let claims = pair.said("Output").into_iter().chain(enums).collect();
        cx.add(rules::RESPONSE_TYPE_CHANGED, &about, message, claims);
        // A response of another type, such as `204` in place of `200`, always has another description.
        return;
    }
    docs::text(cx, rules::OPERATION_DOCS, &about, [old_docs, new_docs], Vec::new());
    if old_media != new_media {
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
pub(super) fn claims_of_enums(found: MatchedOperation<'_>) -> Vec<Claim> {
    claim_of_successes(found).into_iter().chain(errors::claim(found)).collect()
}

/// The claim of the enum of the successes of an operation.
fn claim_of_successes((resource, operation): MatchedOperation<'_>) -> Option<Claim> {
    let Success::ByStatus(by_status) = &operation.success.content else { return None };
    Some(Claim::Whole(item_paths::of_neighbour(resource, &by_status.rust_name)))
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

/// Compares the headers of responses.
fn headers(cx: &mut Comparison<'_>, pair: OperationPair<'_>, old: &[ResponseHeader], new: &[ResponseHeader]) {
    let about = |header: &ResponseHeader, document: DocumentVersion| {
        let found = if document == DocumentVersion::Old { pair.old } else { pair.new };
        let part = format!("response header {}", header.wire_name);
        pair.about(Direction::Response).part(&part, document, &format!("{}/responses", found.1.pointer))
    };
    let is_same_name =
        |one: &ResponseHeader, other: &ResponseHeader| one.wire_name.eq_ignore_ascii_case(&other.wire_name);
    let is_same_in_rust = |one: &ResponseHeader, other: &ResponseHeader| one.rust_name == other.rust_name;
    let pairs = matching::parts(old, new, &[&is_same_name, &is_same_in_rust]);
    for header in pairs.removed {
        let message =
            format!("the constant `{}` of the header {} is gone", header.rust_name, quoted(&header.wire_name));
        let about = about(header, DocumentVersion::Old);
        cx.add_repeatable(rules::RESPONSE_HEADER_REMOVED, &about, message, pair.said(&header.rust_name));
    }
    for header in pairs.added {
        let ty = cx.new_type(&header.ty);
        let message =
            format!("the header {} is new: the constant `{}`, of `{ty}`", quoted(&header.wire_name), header.rust_name);
        let about = about(header, DocumentVersion::New);
        cx.add_repeatable(rules::RESPONSE_HEADER_ADDED, &about, message, pair.said(&header.rust_name));
    }
    for (before, now) in pairs.both {
        let about = about(now, DocumentVersion::New);
        let claims = [pair.said(&before.rust_name), pair.said(&now.rust_name)].concat();
        docs::of_operation(cx, &about, &before.docs, &now.docs, claims.clone());
        let differences = differences_of_header(cx, before, now);
        if !differences.is_empty() {
            let message = format!("the header {}: {}", quoted(&now.wire_name), differences.join("; "));
            cx.add_repeatable(rules::RESPONSE_HEADER_CHANGED, &about, message, claims);
        }
    }
}

/// The properties of a header that differ: its constant, its type, and how it is read.
fn differences_of_header(cx: &Comparison<'_>, old: &ResponseHeader, new: &ResponseHeader) -> Vec<String> {
    let name = |header: &ResponseHeader| header.rust_name.clone();
    let wire_name = |header: &ResponseHeader| header.wire_name.to_ascii_lowercase();
    let form = |header: &ResponseHeader| match header.format {
        HeaderFormat::Simple => "text".to_owned(),
        HeaderFormat::Json => "JSON".to_owned(),
    };
    let pairs = [
        ("constant", name(old), name(new)),
        ("name", wire_name(old), wire_name(new)),
        ("type", cx.old_type(&old.ty), cx.new_type(&new.ty)),
        ("format", form(old), form(new)),
    ];
    let differing = pairs.into_iter().filter(|(_, before, now)| before != now);
    differing.map(|(property, before, now)| format!("the {property} was `{before}` and is `{now}` now")).collect()
}
