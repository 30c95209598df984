//! Finds the kind, the message and the request id in the documented error bodies: by name, at the top level and one
//! level below.

use crate::model::{Api, ErrorBody, Field, TypeDef, TypeKind, TypeRef, resolved_in_place, structure};

/// Usual names for the kind of error, the most likely one first (RFC 9457 has `type`).
const KIND: &[&str] = &["type", "code", "error_code", "errorCode", "kind", "status", "error"];
/// Usual names for the message (RFC 9457 has `detail` and `title`).
const MESSAGE: &[&str] = &["message", "detail", "error_description", "description", "title", "error", "reason"];
/// Usual names for the id of the request.
const REQUEST_ID: &[&str] = &["request_id", "requestId", "request-id", "trace_id", "traceId"];

/// Sets the pointers from the first error body that has any.
pub(super) fn error_body(api: &mut Api) {
    let bodies: Vec<&TypeRef> =
        api.operations().flat_map(|(_, operation)| &operation.errors).filter_map(|error| error.ty.as_ref()).collect();
    let found = bodies.into_iter().map(|ty| pointers(&api.types, ty)).find(|found| *found != ErrorBody::default());
    api.settings.error_body = found.unwrap_or_default();
}

fn pointers(types: &[TypeDef], ty: &TypeRef) -> ErrorBody {
    let mut strings = Vec::new();
    for field in fields(types, ty) {
        let pointer = format!("/{}", field.wire_name.replace('~', "~0").replace('/', "~1"));
        if is_text(types, &field.ty) {
            strings.push((pointer, field.wire_name.as_str()));
        } else {
            let inner = fields(types, &field.ty).iter().filter(|inner| is_text(types, &inner.ty));
            let below = |inner: &Field| format!("{pointer}/{}", inner.wire_name.replace('~', "~0").replace('/', "~1"));
            strings.extend(inner.map(|inner| (below(inner), inner.wire_name.as_str())));
        }
    }
    // A deeper property is closer to the error itself: the outer `type` of `{type: error, error: {type}}` is not the
    // kind.
    strings.sort_by_key(|(pointer, _)| std::cmp::Reverse(pointer.matches('/').count()));
    let named = |names: &[&str]| -> Vec<String> {
        let of = |name: &&str| {
            strings.iter().filter(|(_, wire_name)| wire_name == name).map(|(pointer, _)| pointer.clone()).collect()
        };
        names.iter().flat_map(|name| -> Vec<String> { of(name) }).collect()
    };
    let mut found = ErrorBody { kind: named(KIND), message: named(MESSAGE), request_id: named(REQUEST_ID) };
    if found.request_id.is_empty() && found != ErrorBody::default() {
        found.request_id = vec!["/request_id".to_owned()];
    }
    found
}

fn fields<'t>(types: &'t [TypeDef], ty: &'t TypeRef) -> &'t [Field] {
    structure(types, resolved_in_place(types, ty)).map_or(&[], |object| &object.fields)
}

fn is_text(types: &[TypeDef], ty: &TypeRef) -> bool {
    match resolved_in_place(types, ty) {
        TypeRef::Named(id) => matches!(types[id.index()].kind, TypeKind::StringEnum(_)),
        other => other.is_text(),
    }
}
