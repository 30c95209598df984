//! Bodies of `application/json` that are a sequence of values.
//!
//! gRPC-Gateway describes a stream of messages in this way, Kubernetes a watch, and a document can say it with an extension.

use openapiv3::{RequestBody, Response};
use serde_json::Value;

use crate::{extensions::JSON_LINES, read::Schema};

use super::{
    Context,
    media::{self, MediaKind, Offer},
};

/// The ways to read a response, the best first.
pub(super) fn of_response<'a>(context: &Context<'a, '_>, response: &'a Response) -> Vec<Offer<'a>> {
    let Response { content, extensions, description: _, headers: _, links: _ } = response;
    let is_listed = is_true(extensions.get(JSON_LINES));
    let can_watch = content.keys().any(|media_type| media_type.ends_with(";stream=watch"));
    let offers = media::offers(context, content);
    offers
        .into_iter()
        .map(|offer| {
            if is_listed || is_stream_result(context, &offer) || can_watch && is_watch_event(context, &offer) {
                lines(offer)
            } else {
                offer
            }
        })
        .collect()
}

/// The ways to write a request body, the best first.
pub(super) fn of_request<'a>(context: &Context<'a, '_>, body: &'a RequestBody) -> Vec<Offer<'a>> {
    let RequestBody { content, extensions, description, required: _ } = body;
    // gRPC-Gateway says nothing else about a stream of requests.
    let is_stream = description.as_deref().is_some_and(|text| text.trim_end().ends_with("(streaming inputs)"));
    let offers = media::offers(context, content);
    if !is_stream && !is_true(extensions.get(JSON_LINES)) {
        return offers;
    }
    offers.into_iter().map(lines).collect()
}

fn lines(offer: Offer<'_>) -> Offer<'_> {
    match offer.kind {
        MediaKind::Json => Offer { kind: MediaKind::JsonLines, ..offer },
        _ => offer,
    }
}

/// Whether the schema is the one of Kubernetes for a change of a watched resource.
fn is_watch_event<'a>(context: &Context<'a, '_>, offer: &Offer<'a>) -> bool {
    schema(context, offer).is_some_and(|schema| has_only(schema, ["object", "type"]))
}

/// Whether the schema is the one of gRPC-Gateway for a message of a stream: `result` has the message, and `error` ends the stream.
fn is_stream_result<'a>(context: &Context<'a, '_>, offer: &Offer<'a>) -> bool {
    schema(context, offer).is_some_and(|schema| {
        has_only(schema, ["error", "result"])
            && schema.title.as_deref().is_some_and(|title| title.starts_with("Stream result of "))
    })
}

fn schema<'a>(context: &Context<'a, '_>, offer: &Offer<'a>) -> Option<&'a Schema> {
    offer.described.schema.as_ref().and_then(|schema| media::item(context, context.document.schema(schema)))
}

/// Whether these are the declared properties. The properties of a schema are in the order of their names.
fn has_only(schema: &Schema, names: [&str; 2]) -> bool {
    schema.properties.iter().map(|(name, _)| name.as_str()).eq(names)
}

fn is_true(value: Option<&Value>) -> bool {
    value == Some(&Value::Bool(true))
}
