//! Webhooks and callbacks: one type for all payloads that one receiver reads.

use std::collections::BTreeMap;

use crate::{
    model::{Arm, Base, Docs, Receiver, Resource, TypeKind, TypeRef, Union},
    names::{self, Scope},
    pointer::Pointer,
    read::{Received, ReceivedRequest},
};

use super::{
    Context, body,
    media::{self, MediaKind},
    operation::written_id,
    place::Place,
};

/// Lowers the requests that the API sends. `resources` have the operations that callbacks belong to.
pub(super) fn lower(context: &mut Context<'_, '_>, resources: &[Resource]) -> Vec<Receiver> {
    let document = context.document;
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    for operation in resources.iter().flat_map(|resource| &resource.operations) {
        names.insert(&operation.pointer, &operation.type_name);
    }
    let receivers = document.received.iter().filter_map(|received| {
        let operation = received.pointer.parent().filter(|operation| *operation != Pointer::root());
        let names = match &operation {
            // Callbacks of an operation that has no method have no receiver.
            Some(operation) => {
                let operation = *names.get(operation.as_str())?;
                Names { stem: operation, all: format!("{operation}Callback"), kind: "Callback" }
            }
            None => Names { stem: "", all: "WebhookEvent".to_owned(), kind: "Webhook" },
        };
        let mut receiver = receiver(context, received, &names)?;
        receiver.operation = operation.map(|operation| operation.to_string());
        Some(receiver)
    });
    receivers.collect()
}

/// The names of the types of a receiver.
struct Names<'n> {
    /// The beginning of the names of inline payloads.
    stem: &'n str,
    /// The name of the type of all payloads.
    all: String,
    /// The end of the names of inline payloads.
    kind: &'static str,
}

fn receiver<'a>(context: &mut Context<'a, '_>, received: &'a Received, names: &Names<'_>) -> Option<Receiver> {
    let module = context.shared_module(&names::module_name(&names.all));
    let mut scope = Scope::default();
    let mut arms = Vec::new();
    let mut wire_names = Vec::new();
    let (mut tags, mut operation_ids) = (Vec::new(), Vec::new());
    for request in &received.requests {
        let Some(ty) = payload(context, request, names, &module) else { continue };
        let operation = &request.operation;
        let docs = Docs {
            summary: operation.summary.clone(),
            deprecated: operation.deprecated,
            ..Docs::described(operation.description.as_deref())
        };
        let rust_name = scope.claim(&names::variant_name(&request.name));
        arms.push(Arm { pointer: request.pointer.to_string(), rust_name, docs, ty });
        wire_names.push(request.name.clone());
        tags.extend(operation.tags.iter().cloned());
        operation_ids.extend(written_id(operation).map(str::to_owned));
    }
    let first = arms.first()?.ty.clone();
    let is_one_type = arms.iter().all(|arm| arm.ty == first);
    let summary = format!("Payload of a {}, for `runtime::WebhookReceiver`.", names.kind.to_lowercase());
    let docs = Docs { summary: Some(summary), ..Docs::default() };
    let place = Place {
        pointer: received.pointer.clone(),
        type_name: names.all.clone(),
        wire_name: String::new(),
        module,
        reserved: None,
        takes_text_numbers: false,
    };
    let ty = match first {
        TypeRef::Named(_) if is_one_type => first,
        _ if is_one_type => context.define(TypeKind::Newtype(first), &docs, &place),
        _ => {
            let by_kind = BTreeMap::new();
            let union = Union { arms, discriminator: None, by_kind, unknown_name: None, base: Base::Unknown };
            context.define(TypeKind::Union(union), &docs, &place)
        }
    };
    let names = (!is_one_type).then_some(wire_names);
    Some(Receiver {
        pointer: received.pointer.to_string(),
        ty: ty.named()?,
        names,
        operation: None,
        tags,
        operation_ids,
    })
}

/// The type of a payload.
fn payload<'a>(
    context: &mut Context<'a, '_>,
    request: &'a ReceivedRequest,
    names: &Names<'_>,
    module: &str,
) -> Option<TypeRef> {
    let body = request.operation.request_body.as_ref()?;
    let (body, pointer) = context.request_body(body, &request.pointer.child("requestBody"))?;
    let offers = media::offers(context, &body.content);
    let offer = offers.into_iter().find(|offer| offer.kind == MediaKind::Json)?;
    let place = Place {
        pointer: pointer.child("content").child(offer.media_type),
        type_name: format!("{}{}{}", names.stem, names::type_part(&request.name), names.kind),
        wire_name: String::new(),
        module: module.to_owned(),
        reserved: None,
        takes_text_numbers: false,
    };
    Some(body::json(context, offer.described, &place))
}
