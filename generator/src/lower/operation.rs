//! One operation.

use openapiv3::{Operation, PathItem};

use crate::{
    model::{self, Docs, Method, ParameterLocation},
    names::{self, Scope},
    path_variable,
    pointer::Pointer,
};

use super::{
    Context, body, operation_names::OperationNames, pagination, parameter, place::Place, response, security, server,
};

/// An operation before it is lowered.
#[derive(Clone, Debug)]
pub(super) struct WrittenOperation<'a> {
    pub(super) path: &'a str,
    pub(super) path_item: &'a PathItem,
    pub(super) method: Method,
    pub(super) operation: &'a Operation,
    /// `operationId`, or one made from method and path.
    pub(super) operation_id: String,
    /// The base of the names of its types: the id without the words that repeat the path.
    pub(super) stem: String,
}

/// The method of the member `query`.
pub(super) const QUERY: &str = "QUERY";

/// The place of an operation.
pub(super) fn pointer(path: &str, method: &Method) -> Pointer {
    let path = Pointer::root().child("paths").child(path);
    match method {
        Method::Other(name) if name == QUERY => path.child("query"),
        Method::Other(name) => path.child("additionalOperations").child(name),
        _ => path.child(method.as_str().to_ascii_lowercase()),
    }
}

/// `operationId`, if it is not empty.
pub(super) fn written_id(operation: &Operation) -> Option<&str> {
    operation.operation_id.as_deref().filter(|id| !id.trim().is_empty())
}

fn docs(operation: &Operation) -> Docs {
    let Operation { summary, description, deprecated, .. } = operation;
    Docs { summary: summary.clone(), deprecated: *deprecated, ..Docs::described(description.as_deref()) }
}

/// Lowers an operation under its names.
pub(super) fn lower<'a>(
    context: &mut Context<'a, '_>,
    written: WrittenOperation<'a>,
    mut names: OperationNames<'_>,
) -> model::Operation {
    let WrittenOperation { path, path_item, method, operation, operation_id, stem: _ } = written;
    let Operation {
        tags,
        summary: _,
        description: _,
        external_docs: _,
        operation_id: _,
        parameters: own,
        request_body,
        responses,
        callbacks: _,
        deprecated: _,
        security: requirements,
        servers,
        extensions,
    } = operation;
    let path_pointer = Pointer::root().child("paths").child(path);
    let pointer = pointer(path, &method);
    let place = Place {
        pointer: pointer.clone(),
        wire_name: String::new(),
        module: context.shared_module(&names::module_name(&names.base)),
        type_name: names.base.clone(),
        reserved: None,
        takes_text_numbers: false,
    };
    let parameters = parameter::collect(context, &path_item.parameters, own, &path_pointer, &pointer);
    let parameters = parameters_in_order(context, path, parameters, &place, &mut names);
    let body_place = Place { pointer: pointer.child("requestBody"), ..place.clone() };
    let body = request_body.as_ref().and_then(|body| body::lower(context, body, &body_place, &mut names));
    let response_place = Place { pointer: pointer.child("responses"), ..place };
    let responses = response::lower(context, responses, &method, &response_place, &mut names);
    let response::LoweredResponses { success, other_responses, errors, error_type, headers: response_headers } =
        responses;
    let pages = pagination::read(extensions, &context.document.openapi.extensions, &pointer, context.diagnostics);
    context.pages.extend(pages.map(|pages| (pointer.to_string(), pages)));
    let servers = if servers.is_empty() { &path_item.servers } else { servers };
    model::Operation {
        pointer: pointer.to_string(),
        operation_id,
        tags: tags.clone(),
        rust_name: names.rust_name,
        type_name: names.type_name,
        docs: docs(operation),
        method,
        path: path_variable::plain(path).into_owned(),
        server: server::of_operation(servers, &context.document.openapi.servers, &context.server_variables),
        parameters,
        headers: Vec::new(),
        body,
        pagination: None,
        success,
        other_responses,
        errors,
        error_type,
        response_headers,
        security: requirements.as_deref().map(security::requirements),
    }
}

/// Lowers the parameters: those of the path in the order of the template, then the other required ones, then the
/// optional ones.
fn parameters_in_order<'a>(
    context: &mut Context<'a, '_>,
    path: &str,
    mut found: Vec<parameter::WrittenParameter<'a>>,
    place: &Place,
    names: &mut OperationNames<'_>,
) -> Vec<model::Parameter> {
    found.sort_by_key(|(parameter, _)| {
        let (location, name) = parameter::key(parameter);
        let in_template = path.find(&format!("{{{name}}}")).unwrap_or(usize::MAX);
        match location {
            ParameterLocation::Path => (0, in_template),
            ParameterLocation::Query | ParameterLocation::Header | ParameterLocation::Cookie => {
                (if parameter.parameter_data_ref().required { 1 } else { 2 }, 0)
            }
        }
    });
    let is_plain = path_variable::plain(path) != path;
    let mut parameters = Vec::with_capacity(found.len());
    for found in found {
        let Some(mut parameter) = parameter::lower(context, found, place) else { continue };
        if is_plain && parameter.location == ParameterLocation::Path {
            let name = path_variable::name(&parameter.wire_name).to_owned();
            parameter.wire_name = name;
        }
        parameters.push(parameter);
    }
    let mut arguments = Scope::new(&["client", "body", names::BODY_TYPE, "self"]);
    claim_names(&mut arguments, parameters.iter_mut().filter(|parameter| parameter.is_positional()));
    claim_names(&mut names.setters, parameters.iter_mut().filter(|parameter| !parameter.is_positional()));
    parameters
}

/// Gives different names to the parameters.
fn claim_names<'p>(scope: &mut Scope, parameters: impl Iterator<Item = &'p mut model::Parameter>) {
    let parameters: Vec<&mut model::Parameter> = parameters.collect();
    let is_given = |parameter: &model::Parameter| names::value_name(&parameter.wire_name) != parameter.rust_name;
    let wanted = parameters
        .iter()
        .map(|parameter| if is_given(parameter) { parameter.rust_name.as_str() } else { parameter.wire_name.as_str() });
    let claimed = scope.claim_all(wanted, names::value_name);
    for (parameter, name) in parameters.into_iter().zip(claimed) {
        parameter.rust_name = name;
    }
}
