//! Requests that the API sends: webhooks and callbacks.
//!
//! It keeps only the parts of a request that its receiver reads: the body, if it is JSON, and its documentation.

use serde_json::{Map, Value};

use super::{
    super::{PassContext, objects::Kind, walk::walk_kind},
    references::inside,
};
use crate::{
    diagnostic::catalog::structure as catalog,
    left_out::{METHODS, references},
    media_type::{essence, is_json},
    pointer::Pointer,
};

/// The members of an operation that its receiver uses.
const KEPT: &[&str] = &["tags", "summary", "description", "operationId", "requestBody", "deprecated"];

/// The longest chain of references that is followed. Those that lead back to themselves are reported elsewhere.
const MAX_REFERENCES: usize = 100;

/// Reduces webhooks and callbacks to bodies of JSON, and removes links. Component schemas that only the removed parts
/// refer to are kept.
pub(super) fn reduce(context: &mut PassContext<'_>) {
    let mut callbacks = Vec::new();
    walk_kind(&mut context.document, Kind::Operation, |operation, path| {
        if let Some(Value::Object(written)) = operation.shift_remove("callbacks") {
            callbacks.push((path.pointer(), written));
        }
    });
    walk_kind(&mut context.document, Kind::Response, |response, _| {
        response.shift_remove("links");
    });
    let mut requests = Requests::default();
    let callbacks: Vec<_> = callbacks
        .into_iter()
        .map(|(operation, written)| {
            let reduced = requests.callbacks(context, written, &operation.child("callbacks"));
            (operation, reduced)
        })
        .collect();
    requests.report(context, "callbacks");
    let webhooks = context.document.get("webhooks").and_then(Value::as_object).cloned();
    let place = Pointer::root().child("webhooks");
    let webhooks = webhooks.map(|webhooks| requests.path_items(context, webhooks, &place, &place));
    requests.report(context, "webhooks");

    let Value::Object(root) = &mut context.document else { return };
    root.shift_remove("webhooks");
    if let Some(webhooks) = webhooks.filter(|webhooks| !webhooks.is_empty()) {
        root.insert("webhooks".to_owned(), Value::Object(webhooks));
    }
    if let Some(Value::Object(components)) = root.get_mut("components") {
        components.shift_remove("links");
        let sections = ["callbacks", "pathItems"].into_iter();
        requests.removed.extend(sections.filter_map(|section| components.shift_remove(section)));
    }
    for (operation, callbacks) in callbacks.into_iter().filter(|(_, callbacks)| !callbacks.is_empty()) {
        if let Some(Value::Object(operation)) = context.document.pointer_mut(inside(&operation)) {
            operation.insert("callbacks".to_owned(), Value::Object(callbacks));
        }
    }
    context.received = requests.removed.iter().flat_map(references).map(str::to_owned).collect();
}

/// The requests that are left out.
#[derive(Default)]
struct Requests {
    removed: Vec<Value>,
    first: Option<Pointer>,
    count: usize,
}

impl Requests {
    fn callbacks(
        &mut self,
        context: &mut PassContext<'_>,
        written: Map<String, Value>,
        place: &Pointer,
    ) -> Map<String, Value> {
        let mut kept = Map::new();
        for (name, callback) in written {
            let at = place.child(&name);
            let (callback, from) = followed(&context.document, callback, &at);
            self.removed.push(callback.clone());
            let Value::Object(items) = callback else { continue };
            let items = self.path_items(context, items, &at, &from);
            if items.is_empty() {
                self.leave_out(place);
            } else {
                kept.insert(name, Value::Object(items));
            }
        }
        kept
    }

    /// Reduces the path items of an object, which is at `place` and comes from the place `from`.
    fn path_items(
        &mut self,
        context: &mut PassContext<'_>,
        items: Map<String, Value>,
        place: &Pointer,
        from: &Pointer,
    ) -> Map<String, Value> {
        let mut kept = Map::new();
        for (name, item) in items.into_iter().filter(|(name, _)| !name.starts_with("x-")) {
            let (item, from) = followed(&context.document, item, &from.child(&name));
            let is_of_webhook = place.tokens().count() == 1;
            let operations = operations(&context.document, &item);
            self.removed.push(item);
            if operations.is_empty() {
                if is_of_webhook {
                    self.leave_out(&place.child(&name));
                }
                continue;
            }
            let at = place.child(&name);
            if from != at {
                context.findings.origins.record_copy(&from, &at);
            }
            kept.insert(name, Value::Object(operations));
        }
        kept
    }

    fn leave_out(&mut self, place: &Pointer) {
        self.first.get_or_insert_with(|| place.clone());
        self.count += 1;
    }

    fn report(&mut self, context: &mut PassContext<'_>, member: &str) {
        let count = std::mem::take(&mut self.count);
        if let Some(first) = self.first.take() {
            let why = "only a request with a JSON body gets a type";
            context.findings.report(catalog::member_ignored(&first, member, count, why));
        }
    }
}

/// The operations of a path item whose bodies are JSON, reduced.
fn operations(document: &Value, item: &Value) -> Map<String, Value> {
    let operations = METHODS.iter().filter_map(|method| Some((*method, item.get(method)?.as_object()?)));
    let with_json = operations.filter(|(_, operation)| has_json(document, operation));
    let reduced = with_json.map(|(method, operation)| {
        let kept = operation.iter().filter(|(name, _)| KEPT.contains(&name.as_str()) || name.starts_with("x-"));
        (method.to_owned(), kept.map(|(name, member)| (name.clone(), member.clone())).collect())
    });
    reduced.collect()
}

fn has_json(document: &Value, operation: &Map<String, Value>) -> bool {
    let Some(body) = operation.get("requestBody") else { return false };
    let content = chain(document, body).last().and_then(|(body, _)| body.get("content")?.as_object());
    content.into_iter().flatten().any(|(media_type, _)| is_json(&essence(media_type)))
}

/// The target of a reference at `place`, and its place.
fn followed(document: &Value, written: Value, place: &Pointer) -> (Value, Pointer) {
    let end = chain(document, &written).pop();
    match end.and_then(|(value, from)| Some((value.clone(), from?))) {
        Some((value, from)) => (value, from),
        None => (written, place.clone()),
    }
}

/// A value, and the targets of the chain of references that begins at it, with their places.
fn chain<'v>(document: &'v Value, written: &'v Value) -> Vec<(&'v Value, Option<Pointer>)> {
    let mut chain = vec![(written, None)];
    while let Some((value, _)) = chain.last().filter(|_| chain.len() < MAX_REFERENCES) {
        let Some(target) = value.get("$ref").and_then(Value::as_str).map(Pointer::from_text) else { break };
        let Some(value) = document.pointer(inside(&target)) else { break };
        chain.push((value, Some(target)));
    }
    chain
}
