//! The response to each request, with the faults that a test has set.

use std::{
    pin::Pin,
    sync::{Mutex, PoisonError},
    task::{Context, Poll},
};

use bytes::Bytes;
use futures_core::Stream;
use reqwest::header::HeaderValue;
use serde_json::Value;
use tokio::sync::mpsc;

use super::{api::Api, fault::Fault, request::Request, response::Response};
use crate::runtime::fake::{HttpBody, HttpRequest, HttpResponse};

/// The response to a request.
pub(super) fn respond(request: HttpRequest, api: &Mutex<Api>) -> HttpResponse {
    let request = Request::from(request);
    let mut api = api.lock().unwrap_or_else(PoisonError::into_inner);
    let recorded = api.record(&request);
    let fault = api.faults.take(request.kind());
    let response = match (&fault, recorded) {
        (Some(Fault::LoseRequest), _) => return HttpResponse::new(500, HttpBody::Lost),
        (Some(Fault::Status { status, .. }), _) => refusal(*status),
        (_, Err(invalid)) => invalid,
        (_, Ok(())) => api.answer(&request),
    };
    let mut response = written(response, fault == Some(Fault::DuplicateEvents));
    response.headers.insert("request-id", HeaderValue::from_static("req_fake"));
    match fault {
        Some(Fault::LoseResponse) => response.body = HttpBody::Lost,
        Some(Fault::Delay(delay)) => response.delay.response = delay,
        Some(Fault::LateEvents(delay)) => response.delay.piece = delay,
        Some(Fault::CutAfter(bytes)) => response.cut_after = Some(bytes),
        Some(Fault::Status { retry_after: Some(pause), .. }) => {
            response.headers.insert("retry-after", pause.as_secs().into());
        }
        Some(Fault::Status { .. } | Fault::LoseRequest | Fault::DuplicateEvents) | None => {}
    }
    response
}

fn written(response: Response, has_duplicates: bool) -> HttpResponse {
    match response {
        Response::Json(status, body) => HttpResponse::json(status, body.to_string()),
        Response::Content(media_type, content) => {
            HttpResponse::new(200, HttpBody::Whole(content.into())).content_type(&media_type)
        }
        Response::Stream(events) => {
            let pieces = HttpBody::Pieces(Box::pin(Pieces { events, has_duplicates }));
            HttpResponse::new(200, pieces).content_type("text/event-stream; charset=utf-8")
        }
    }
}

/// Events as they happen, until the session is deleted.
struct Pieces {
    events: mpsc::UnboundedReceiver<Value>,
    has_duplicates: bool,
}

impl Stream for Pieces {
    type Item = Bytes;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Bytes>> {
        let times = if self.has_duplicates { 2 } else { 1 };
        let event = self.events.poll_recv(context);
        event.map(|event| event.map(|event| format!("event: message\ndata: {event}\n\n").repeat(times).into()))
    }
}

fn refusal(status: u16) -> Response {
    let kind = match status {
        401 => "authentication_error",
        402 => "billing_error",
        403 => "permission_error",
        404 => "not_found_error",
        409 => "conflict_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        504 => "timeout_error",
        529 => "overloaded_error",
        400..=499 => "invalid_request_error",
        _ => "api_error",
    };
    Response::error(status, kind, "This fault was asked for.")
}
