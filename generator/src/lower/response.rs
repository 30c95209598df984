//! Responses: the successes and the documented errors.

use std::collections::BTreeSet;

use openapiv3::{MediaType, ReferenceOr, Response, Responses, StatusCode};

use crate::{
    diagnostic::catalog::lower as findings,
    model::{
        ByStatus, Docs, ErrorResponse, Method, NamedEvents, OtherResponse, PartContent, PartList, ResponseHeader,
        StatusArm, StatusRange, Success, SuccessResponse, TypeRef,
    },
    names::{self, Scope},
    pointer::Pointer,
};

use super::{
    Context, body, items,
    media::{self, MediaKind, Offer},
    operation_names::OperationNames,
    parts,
    place::Place,
    reference, response_header, schema, sequences, untyped,
};

/// The value that is returned.
pub(super) struct LoweredResponses {
    pub(super) success: SuccessResponse,
    pub(super) other_responses: Vec<OtherResponse>,
    pub(super) errors: Vec<ErrorResponse>,
    pub(super) error_type: Option<String>,
    pub(super) headers: Vec<ResponseHeader>,
}

/// A response as it is written.
pub(super) struct WrittenResponse<'a> {
    pub(super) status: StatusRange,
    pub(super) response: &'a Response,
    pub(super) pointer: Pointer,
    /// Whether it is a response to `HEAD`. Such a response has no content: the documented content is the one of `GET`
    /// (RFC 9110, 9.3.2).
    pub(super) is_of_head: bool,
}

/// The types of bodies by their schemas: a schema in several responses of an operation is one type.
type KnownBodies<'a> = Vec<(&'a MediaType, TypeRef)>;

/// Lowers the responses of the operation that `place` is named after.
pub(super) fn lower<'a>(
    context: &mut Context<'a, '_>,
    responses: &'a Responses,
    method: &Method,
    place: &Place,
    names: &mut OperationNames<'_>,
) -> LoweredResponses {
    let Responses { default, responses, extensions: _ } = responses;
    let mut all: Vec<(StatusRange, &'a ReferenceOr<Response>, String)> =
        responses.iter().map(|(status, response)| (status_range(status), response, status.to_string())).collect();
    all.extend(default.iter().map(|response| (StatusRange::Default, response, "default".to_owned())));
    let mut all: Vec<WrittenResponse<'a>> = all
        .into_iter()
        .filter_map(|(status, response, key)| {
            let (response, pointer) = context.response(response, &place.pointer.child(&key))?;
            Some(WrittenResponse { status, response, pointer, is_of_head: *method == Method::Head })
        })
        .collect();
    all.sort_by_key(|found| found.status);
    let headers = response_header::lower(context, all.iter().map(|found| (found.response, &found.pointer)), place);
    // If no success is documented, it is a redirect, or else `default`.
    let documents_success = all.iter().any(|found| is_success(found.status));
    let redirect = all.iter().find(|found| is_redirect(found.status)).filter(|_| !documents_success).map(redirect);
    let is_of_success = |status| match status {
        StatusRange::Default => !documents_success && redirect.is_none(),
        _ => is_success(status) || (redirect.is_some() && is_redirect(status)),
    };
    let (successes, errors): (Vec<_>, Vec<_>) = all.into_iter().partition(|found| is_of_success(found.status));
    let (success, other_responses) = match redirect {
        Some(redirect) => (redirect, Vec::new()),
        None => success(context, &successes, place, names),
    };
    let (errors, error_type) = self::errors(context, &errors, place, names);
    LoweredResponses { success, other_responses, errors, error_type, headers }
}

fn status_range(status: &StatusCode) -> StatusRange {
    match status {
        StatusCode::Code(code) => StatusRange::Code(*code),
        StatusCode::Range(hundreds) => StatusRange::Hundreds(*hundreds),
    }
}

fn status_word(status: StatusRange) -> String {
    match status {
        StatusRange::Code(code) => names::status_name(code),
        StatusRange::Hundreds(hundreds) => names::status_class_name(hundreds),
        StatusRange::Default => names::DEFAULT_STATUS.to_owned(),
    }
}

fn is_success(status: StatusRange) -> bool {
    match status {
        StatusRange::Code(code) => (200..300).contains(&code),
        StatusRange::Hundreds(hundreds) => hundreds == 2,
        StatusRange::Default => false,
    }
}

/// Whether a response with this status is a redirect. 304 is none: it means that nothing has changed.
fn is_redirect(status: StatusRange) -> bool {
    match status {
        StatusRange::Code(code) => matches!(code, 301 | 302 | 303 | 307 | 308),
        StatusRange::Hundreds(hundreds) => hundreds == 3,
        StatusRange::Default => false,
    }
}

/// A redirect, with the URL that it leads to.
fn redirect(found: &WrittenResponse<'_>) -> SuccessResponse {
    let docs = Docs::described(Some(&found.response.description));
    let status = match found.status {
        StatusRange::Code(code) => code,
        StatusRange::Hundreds(_) | StatusRange::Default => 302,
    };
    SuccessResponse { docs, status, media_type: String::new(), content: Success::Location }
}

/// One response for all success statuses, and the responses of other media types.
fn success<'a>(
    context: &mut Context<'a, '_>,
    successes: &[WrittenResponse<'a>],
    place: &Place,
    names: &mut OperationNames<'_>,
) -> (SuccessResponse, Vec<OtherResponse>) {
    let mut known = KnownBodies::new();
    let mut lowered: Vec<SuccessResponse> = Vec::new();
    for (index, found) in successes.iter().enumerate() {
        let which = if index == 0 { String::new() } else { status_word(found.status) };
        let type_name = format!("{}{which}Response", place.type_name);
        lowered.push(response(context, found, &mut known, &Place { type_name, ..place.clone() }));
    }
    let is_empty = |response: &SuccessResponse| matches!(response.content, Success::Empty);
    let Some(first) = lowered.iter().find(|response| !is_empty(response)) else {
        let (docs, status) =
            lowered.first().map_or((Docs::default(), NO_CONTENT), |response| (response.docs.clone(), response.status));
        return (SuccessResponse { docs, status, media_type: String::new(), content: Success::Empty }, Vec::new());
    };
    let mut bodies = lowered.iter().filter(|response| !is_empty(response));
    if bodies.any(|other| !same_type(&first.content, &other.content)) {
        let others = others(context, successes, &lowered, &mut known, place, names);
        return (by_status(context, successes, &lowered, names), others);
    }
    let mut chosen = first.clone();
    if let (true, Success::Json(ty)) = (lowered.iter().any(is_empty), &first.content) {
        chosen.content = Success::Json(schema::nullable(ty.clone()));
    }
    (chosen, others(context, successes, &lowered, &mut known, place, names))
}

fn same_type(left: &Success, right: &Success) -> bool {
    match (left, right) {
        (Success::Json(left), Success::Json(right))
        | (Success::JsonEvents(left), Success::JsonEvents(right))
        | (Success::JsonLines(left), Success::JsonLines(right)) => left == right,
        (Success::Parts(left), Success::Parts(right)) => left == right,
        (Success::NamedEvents(left), Success::NamedEvents(right)) => left.ty == right.ty && left.events == right.events,
        _ => std::mem::discriminant(left) == std::mem::discriminant(right),
    }
}

/// Success statuses with bodies of different types.
fn by_status(
    context: &mut Context<'_, '_>,
    successes: &[WrittenResponse<'_>],
    lowered: &[SuccessResponse],
    names: &mut OperationNames<'_>,
) -> SuccessResponse {
    let mut variants = Scope::new(&[names::OTHER_STATUS]);
    let mut media_types: Vec<&str> = Vec::new();
    let mut arms = Vec::new();
    let mut list: Option<&PartList> = None;
    for (found, SuccessResponse { docs, status: _, media_type, content }) in successes.iter().zip(lowered) {
        let content = match content {
            // An operation has one table of parts.
            Success::Parts(PartContent::List(other))
                if list.is_some_and(|list| !parts::are_read_alike(list, other)) =>
            {
                untyped::note_at(context, media_type, &found.pointer.child("content").child(media_type));
                &Success::Parts(PartContent::Bytes)
            }
            Success::Parts(PartContent::List(other)) => {
                list = Some(other);
                content
            }
            content => content,
        };
        let rust_name = variants.claim(&status_word(found.status));
        arms.push(StatusArm { status: found.status, rust_name, docs: docs.clone(), content: content.clone() });
        if !media_type.is_empty() && !media_types.contains(&media_type.as_str()) {
            media_types.push(media_type);
        }
    }
    let content = Success::ByStatus(ByStatus { rust_name: names.own_type("Success"), arms });
    let status = lowered.first().map_or(OK, |response| response.status);
    SuccessResponse { docs: Docs::default(), status, media_type: media_types.join(", "), content }
}

/// Values of successes with other media types than the default. If several successes have the same media type, the
/// first one counts.
fn others<'a>(
    context: &mut Context<'a, '_>,
    successes: &[WrittenResponse<'a>],
    lowered: &[SuccessResponse],
    known: &mut KnownBodies<'a>,
    place: &Place,
    names: &mut OperationNames<'_>,
) -> Vec<OtherResponse> {
    let mut taken: BTreeSet<&str> = lowered.iter().map(|response| response.media_type.as_str()).collect();
    let mut offers = Vec::new();
    let with_bodies = successes.iter().zip(lowered).filter(|(_, it)| !matches!(it.content, Success::Empty));
    for (found, _) in with_bodies {
        let others = media::others(context, &sequences::of_response(context, found.response));
        offers.extend(others.into_iter().filter(|offer| taken.insert(offer.media_type)).map(|offer| (found, offer)));
    }
    let other = |(found, offer): (&WrittenResponse<'a>, Offer<'a>)| {
        let word = names::media_word(offer.media_type);
        let part = names::type_part(&word);
        let place = Place {
            pointer: found.pointer.child("content").child(offer.media_type),
            type_name: format!("{}{part}Response", place.type_name),
            ..place.clone()
        };
        let content = content(context, &offer, known, &place);
        let response = SuccessResponse {
            docs: Docs { example: context.example_of(&place.pointer, None), ..Docs::default() },
            status: status_of(found.status, OK),
            media_type: media::asked_for(offer.media_type, offer.kind),
            content,
        };
        OtherResponse {
            rust_name: names.setter(&format!("as_{word}")),
            type_name: names.own_type(&format!("As{part}")),
            response,
        }
    };
    offers.into_iter().map(other).collect()
}

/// Lowers one response; types found in it are named by `place`.
fn response<'a>(
    context: &mut Context<'a, '_>,
    found: &WrittenResponse<'a>,
    known: &mut KnownBodies<'a>,
    place: &Place,
) -> SuccessResponse {
    let docs = Docs::described(Some(&found.response.description));
    let offer = sequences::of_response(context, found.response).into_iter().next();
    let Some(offer) = offer.filter(|_| !found.is_of_head) else {
        let status = status_of(found.status, if found.is_of_head { OK } else { NO_CONTENT });
        return SuccessResponse { docs, status, media_type: String::new(), content: Success::Empty };
    };
    if let StatusRange::Code(status @ (204 | 205)) = found.status {
        context.diagnostics.push(findings::body_impossible(&found.pointer.child("content"), status));
        return SuccessResponse { docs, status, media_type: String::new(), content: Success::Empty };
    }
    let pointer = found.pointer.child("content").child(offer.media_type);
    let docs = Docs { example: context.example_of(&pointer, None), ..docs };
    let place = Place { pointer, ..place.clone() };
    untyped::note(context, &offer, &place);
    let content = content(context, &offer, known, &place);
    let status = status_of(found.status, OK);
    SuccessResponse { docs, status, media_type: media::asked_for(offer.media_type, offer.kind), content }
}

/// 200: there is a body.
const OK: u16 = 200;
/// 204: there is none.
const NO_CONTENT: u16 = 204;

/// The status itself, or else the usual one.
fn status_of(status: StatusRange, usual: u16) -> u16 {
    match status {
        StatusRange::Code(code) => code,
        StatusRange::Hundreds(_) | StatusRange::Default => usual,
    }
}

fn content<'a>(
    context: &mut Context<'a, '_>,
    offer: &Offer<'a>,
    known: &mut KnownBodies<'a>,
    place: &Place,
) -> Success {
    let mut ty = |context: &mut Context<'a, '_>| match known
        .iter()
        .find(|(described, _)| context.is_same_schema(described, offer.described))
    {
        Some((_, ty)) => ty.clone(),
        None => {
            let ty = body::json(context, offer.described, place);
            known.push((offer.described, ty.clone()));
            ty
        }
    };
    match offer.kind {
        MediaKind::Json => Success::Json(ty(context)),
        MediaKind::EventStream => match ty(context) {
            ty if context.document.named_events.contains_key(place.pointer.as_str()) => {
                Success::NamedEvents(NamedEvents { ty, events: items::named_events(context, &place.pointer) })
            }
            TypeRef::String | TypeRef::Text(_) | TypeRef::Any => Success::Events,
            ty => Success::JsonEvents(ty),
        },
        MediaKind::JsonLines => match ty(context) {
            // The schema describes the text of all lines, so each line is any JSON value.
            TypeRef::String | TypeRef::Text(_) => Success::JsonLines(TypeRef::Any),
            ty => Success::JsonLines(items::item(context, ty)),
        },
        MediaKind::Text => Success::Text,
        MediaKind::Parts => Success::Parts(parts::received(context, offer, place, ty)),
        MediaKind::Form | MediaKind::Multipart | MediaKind::Bytes => Success::Bytes,
    }
}

/// The documented errors, and the enum of their bodies if these have different types.
fn errors<'a>(
    context: &mut Context<'a, '_>,
    found: &[WrittenResponse<'a>],
    place: &Place,
    names: &mut OperationNames<'_>,
) -> (Vec<ErrorResponse>, Option<String>) {
    let mut known = KnownBodies::new();
    let mut variants = Scope::new(&[names::OTHER_STATUS]);
    let mut errors: Vec<ErrorResponse> = Vec::new();
    for found in found {
        let word = status_word(found.status);
        // `InternalServerError` and `ClientError` end with the word already.
        let which = word.strip_suffix("Error").unwrap_or(&word);
        let which = if found.status == StatusRange::Default { "" } else { which };
        let type_name = format!("{}{which}Error", place.type_name);
        let SuccessResponse { docs, status: _, media_type, content } =
            response(context, found, &mut known, &Place { type_name, ..place.clone() });
        let ty = match content {
            Success::Json(ty) => Some(ty),
            _ => None,
        };
        errors.push(ErrorResponse { status: found.status, rust_name: variants.claim(&word), docs, media_type, ty });
    }
    let mut types = errors.iter().filter_map(|error| error.ty.as_ref());
    let first = types.next();
    let differ = types.any(|ty| Some(ty) != first);
    (errors, differ.then(|| names.own_type("ErrorBody")))
}

impl<'a> Context<'a, '_> {
    fn response(&self, response: &'a ReferenceOr<Response>, at: &Pointer) -> Option<(&'a Response, Pointer)> {
        let components = self.document.openapi.components.as_ref().map(|components| &components.responses);
        reference::resolve(response, at, "responses", components)
    }
}
