//! Webhooks and callbacks: requests that the API sends.

use openapiv3::Operation;
use serde_json::Value;

use crate::{
    diagnostic::{Diagnostics, catalog::structure},
    normalize::objects::Kind,
    pointer::Pointer,
};

/// The webhooks of a document, or the callbacks of an operation.
#[derive(Clone, Debug)]
pub struct Received {
    /// The place of `webhooks` or `callbacks`.
    pub pointer: Pointer,
    /// The requests, sorted by name.
    pub requests: Vec<ReceivedRequest>,
}

/// A request that the API sends.
#[derive(Clone, Debug)]
pub struct ReceivedRequest {
    /// The name of the webhook or callback, with its expression or method if several requests have this name.
    pub name: String,
    /// The place of the operation.
    pub pointer: Pointer,
    /// The operation, with nothing but a body.
    pub operation: Operation,
}

/// Reads the requests at each place.
pub(super) fn read(written: Vec<(Pointer, Value)>, diagnostics: &mut Diagnostics) -> Vec<Received> {
    let received = written.into_iter().map(|(pointer, mut written)| {
        written.sort_all_objects();
        let is_of_operation = pointer.tokens().count() > 1;
        let mut found = Vec::new();
        for (name, request) in members(&written) {
            let place = pointer.child(name);
            if is_of_operation {
                of_callback(name, request, &place, &mut found);
            } else {
                of_path_item(name, request, &place, &mut found);
            }
        }
        let requests = found.into_iter().filter_map(|found| request(found, diagnostics)).collect();
        Received { pointer, requests }
    });
    received.collect()
}

/// The name of a request, its place, and its operation.
type FoundRequest<'v> = (String, Pointer, &'v Value);

fn of_callback<'v>(name: &str, callback: &'v Value, place: &Pointer, found: &mut Vec<FoundRequest<'v>>) {
    let is_alone = members(callback).count() == 1;
    for (expression, item) in members(callback) {
        let name = if is_alone { name.to_owned() } else { format!("{name} {expression}") };
        of_path_item(&name, item, &place.child(expression), found);
    }
}

fn of_path_item<'v>(name: &str, item: &'v Value, place: &Pointer, found: &mut Vec<FoundRequest<'v>>) {
    let is_alone = members(item).count() == 1;
    for (method, operation) in members(item) {
        let name = if is_alone { name.to_owned() } else { format!("{name} {method}") };
        found.push((name, place.child(method), operation));
    }
}

fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let members = value.as_object().into_iter().flatten();
    members.map(|(name, member)| (name.as_str(), member)).filter(|(name, _)| !name.starts_with("x-"))
}

fn request((name, pointer, operation): FoundRequest<'_>, diagnostics: &mut Diagnostics) -> Option<ReceivedRequest> {
    match serde_json::from_value(operation.clone()) {
        Ok(operation) => Some(ReceivedRequest { name, pointer, operation }),
        Err(error) => {
            diagnostics.push(structure::not_read(&pointer, Kind::Operation.title(), &error.to_string()));
            None
        }
    }
}
