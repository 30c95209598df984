//! The headers of responses that the document declares.

use std::collections::BTreeMap;

use openapiv3::{Header, ParameterSchemaOrContent, ReferenceOr, Response};

use crate::{
    diagnostic::catalog::lower as findings,
    model::{Docs, HeaderFormat, ResponseHeader, TypeRef},
    names::{self, OPERATION_CONSTANTS, Scope},
    pointer::Pointer,
};

use super::{
    Context, body, header,
    media::{self, MediaKind},
    place::Place,
    reference, shared,
};

/// Headers about the encoding of the body (OpenAPI 3.0.3, Response Object), and headers on several lines that are not a
/// list.
const NOT_DECLARED: &[&str] = &["content-type", "set-cookie"];

/// Lowers the headers of all responses of the operation that `place` is named after. Headers with the same name are
/// one.
pub(super) fn lower<'a, 'p>(
    context: &mut Context<'a, '_>,
    responses: impl Iterator<Item = (&'a Response, &'p Pointer)>,
    place: &Place,
) -> Vec<ResponseHeader> {
    let mut constants = Scope::new(OPERATION_CONSTANTS);
    let mut lowered: Vec<(&'a Header, ResponseHeader)> = Vec::new();
    // Places in the list, by the name in lower case, since names of headers have no case.
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for (response, pointer) in responses {
        for (wire_name, header) in &response.headers {
            let at = pointer.child("headers").child(wire_name);
            let Some((header, pointer)) = context.header(header, &at) else { continue };
            let lower_case = wire_name.to_ascii_lowercase();
            if NOT_DECLARED.contains(&lower_case.as_str()) {
                continue;
            }
            if !header::is_token(wire_name) {
                context.diagnostics.push(findings::header_left_out(&at, wire_name));
                continue;
            }
            let same = places.get(&lower_case).and_then(|place| lowered.get_mut(*place));
            if same.as_ref().is_some_and(|(other, _)| is_same_value(context, other, header)) {
                continue;
            }
            let (ty, format) = value(context, header, &place.child(pointer, wire_name));
            match same {
                Some((_, known)) if (&known.ty, known.format) == (&ty, format) => {}
                // A header whose type depends on the status is text.
                Some((_, known)) => (known.ty, known.format) = (TypeRef::String, HeaderFormat::Simple),
                None => {
                    let rust_name = constants.claim(&names::constant_name(wire_name));
                    let docs = docs(header);
                    let wire_name = wire_name.clone();
                    places.insert(lower_case, lowered.len());
                    lowered.push((header, ResponseHeader { wire_name, rust_name, docs, ty, format }));
                }
            }
        }
    }
    lowered.into_iter().map(|(_, header)| header).collect()
}

fn docs(header: &Header) -> Docs {
    let Header { description, style: _, required: _, deprecated, format: _, example: _, examples: _, extensions: _ } =
        header;
    Docs { deprecated: deprecated.unwrap_or(false), ..Docs::described(description.as_deref()) }
}

/// Whether the schemas of two headers are written alike.
fn is_same_value(context: &Context<'_, '_>, left: &Header, right: &Header) -> bool {
    match (&left.format, &right.format) {
        (ParameterSchemaOrContent::Schema(left), ParameterSchemaOrContent::Schema(right)) => {
            context.document.is_same(left, right)
        }
        (ParameterSchemaOrContent::Content(left), ParameterSchemaOrContent::Content(right)) => {
            let mut both = left.iter().zip(right);
            left.len() == right.len()
                && both.all(|(left, right)| left.0 == right.0 && context.is_same_schema(left.1, right.1))
        }
        _ => false,
    }
}

/// The type of the value, and its format. A header that may be any value is text.
fn value<'a>(context: &mut Context<'a, '_>, header: &'a Header, place: &Place) -> (TypeRef, HeaderFormat) {
    let (ty, format) = match &header.format {
        ParameterSchemaOrContent::Schema(schema) => {
            let place = Place { pointer: place.pointer.child("schema"), ..place.clone() };
            (shared::lower(context, context.document.schema(schema), &place).ty, HeaderFormat::Simple)
        }
        ParameterSchemaOrContent::Content(content) => match media::preferred(context, content) {
            Some(offer) if offer.kind == MediaKind::Json => {
                let pointer = place.pointer.child("content").child(offer.media_type);
                let ty = body::json(context, offer.described, &Place { pointer, ..place.clone() });
                return (ty, HeaderFormat::Json);
            }
            _ => (TypeRef::String, HeaderFormat::Simple),
        },
    };
    if matches!(ty, TypeRef::Any | TypeRef::Null) { (TypeRef::String, format) } else { (ty, format) }
}

impl<'a> Context<'a, '_> {
    fn header(&self, header: &'a ReferenceOr<Header>, at: &Pointer) -> Option<(&'a Header, Pointer)> {
        let components = self.document.openapi.components.as_ref().map(|components| &components.headers);
        reference::resolve(header, at, "headers", components)
    }
}
