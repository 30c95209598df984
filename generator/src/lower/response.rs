//! Responses: what a success brings, and the documented errors.

use openapiv3::{ReferenceOr, Response, Responses, StatusCode};

use crate::{
    diagnostic::catalog::lower as findings,
    model::{Docs, ErrorResponse, StatusRange, Success, SuccessResponse, TypeRef},
    pointer::Pointer,
};

use super::{
    Context,
    body::{self, MAX_REFERENCES, MediaKind},
    place::Place,
    schema,
};

/// Lowers the responses of an operation.
pub(super) fn lower<'a>(
    context: &mut Context<'a, '_>,
    responses: &'a Responses,
    place: &Place,
) -> (SuccessResponse, Vec<ErrorResponse>) {
    let Responses { default, responses, extensions: _ } = responses;
    let mut all: Vec<(StatusRange, &'a ReferenceOr<Response>, String)> =
        responses.iter().map(|(status, response)| (status_range(status), response, status.to_string())).collect();
    all.extend(default.iter().map(|response| (StatusRange::Default, response, "default".to_owned())));
    // `default` is the success too where no other is documented.
    let documents_success = all.iter().any(|(status, _, _)| is_success(*status));
    let (successes, errors): (Vec<_>, Vec<_>) = all
        .into_iter()
        .partition(|(status, _, _)| is_success(*status) || (*status == StatusRange::Default && !documents_success));
    let success = success(context, successes, place);
    let errors = errors
        .into_iter()
        .filter_map(|(status, response, key)| error(context, status, response, &key, place))
        .collect();
    (success, errors)
}

fn status_range(status: &StatusCode) -> StatusRange {
    match status {
        StatusCode::Code(code) => StatusRange::Code(*code),
        StatusCode::Range(hundreds) => StatusRange::Hundreds(*hundreds),
    }
}

fn is_success(status: StatusRange) -> bool {
    match status {
        StatusRange::Code(code) => (200..300).contains(&code),
        StatusRange::Hundreds(hundreds) => hundreds == 2,
        StatusRange::Default => false,
    }
}

fn success<'a>(
    context: &mut Context<'a, '_>,
    mut successes: Vec<(StatusRange, &'a ReferenceOr<Response>, String)>,
    place: &Place,
) -> SuccessResponse {
    successes.sort_by_key(|(status, _, _)| *status);
    let mut found: Vec<SuccessResponse> = Vec::new();
    for (_, response, key) in successes {
        let Some((response, pointer)) = context.response(response, &place.pointer.child(&key)) else { continue };
        let place = Place { pointer, type_name: format!("{}Response", place.type_name), ..place.clone() };
        found.push(content(context, response, &place));
    }
    merge(context, found, place)
}

/// One response for several success statuses: the first with a body, or nothing where another status has none.
fn merge(context: &mut Context<'_, '_>, found: Vec<SuccessResponse>, place: &Place) -> SuccessResponse {
    let empty = found.iter().any(|response| matches!(response.content, Success::Empty));
    let docs = found.first().map(|response| response.docs.clone()).unwrap_or_default();
    let mut bodies = found.into_iter().filter(|response| !matches!(response.content, Success::Empty));
    let Some(mut chosen) = bodies.next() else {
        return SuccessResponse { docs, media_type: String::new(), content: Success::Empty };
    };
    if bodies.any(|other| !same_type(&chosen.content, &other.content)) {
        context.diagnostics.push(findings::several_success_types(&place.pointer));
    }
    if let (true, Success::Json(ty)) = (empty, &chosen.content) {
        chosen.content = Success::Json(schema::nullable(ty.clone()));
    }
    chosen
}

fn same_type(left: &Success, right: &Success) -> bool {
    match (left, right) {
        (Success::Json(left), Success::Json(right)) => left == right,
        _ => std::mem::discriminant(left) == std::mem::discriminant(right),
    }
}

fn content<'a>(context: &mut Context<'a, '_>, response: &'a Response, place: &Place) -> SuccessResponse {
    let Response { description, headers: _, content, links: _, extensions: _ } = response;
    let docs = Docs { description: Some(description.clone()).filter(|text| !text.is_empty()), ..Docs::default() };
    let Some((media_type, described, kind)) = body::preferred(content) else {
        return SuccessResponse { docs, media_type: String::new(), content: Success::Empty };
    };
    let place = Place { pointer: place.pointer.child("content").child(media_type), ..place.clone() };
    body::note_untyped(context, kind, described, &place);
    let content = match kind {
        MediaKind::Json => Success::Json(body::json(context, described, &place)),
        MediaKind::EventStream => match body::json(context, described, &place) {
            TypeRef::String | TypeRef::Any => Success::Events,
            ty => Success::JsonEvents(ty),
        },
        MediaKind::JsonLines => Success::JsonLines(body::json(context, described, &place)),
        MediaKind::Text => Success::Text,
        MediaKind::Form | MediaKind::Multipart | MediaKind::Bytes => Success::Bytes,
    };
    SuccessResponse { docs, media_type: body::asked_for(media_type, kind), content }
}

fn error<'a>(
    context: &mut Context<'a, '_>,
    status: StatusRange,
    response: &'a ReferenceOr<Response>,
    key: &str,
    place: &Place,
) -> Option<ErrorResponse> {
    let (response, pointer) = context.response(response, &place.pointer.child(key))?;
    let place = Place { pointer, type_name: format!("{}Error", place.type_name), ..place.clone() };
    let SuccessResponse { docs, media_type: _, content } = content(context, response, &place);
    let ty = match content {
        Success::Json(ty) => Some(ty),
        Success::Empty
        | Success::Text
        | Success::Bytes
        | Success::Events
        | Success::JsonEvents(_)
        | Success::JsonLines(_) => None,
    };
    Some(ErrorResponse { status, docs, ty })
}

impl<'a> Context<'a, '_> {
    fn response(&self, response: &'a ReferenceOr<Response>, at: &Pointer) -> Option<(&'a Response, Pointer)> {
        let mut response = response;
        let mut at = at.clone();
        for _ in 0..MAX_REFERENCES {
            match response {
                ReferenceOr::Item(item) => return Some((item, at)),
                ReferenceOr::Reference { reference } => {
                    let name = reference.strip_prefix("#/components/responses/")?;
                    at = Pointer::root().child("components").child("responses").child(name);
                    response = self.openapi.components.as_ref()?.responses.get(name)?;
                }
            }
        }
        None
    }
}
