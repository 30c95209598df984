//! Operations: added, removed, moved and changed ones.

use super::{
    claims::{Claim, items},
    comparison::Comparison,
    docs,
    matching::{self, MatchedOperation, OperationPairs, shape},
    owned_types::{self, OwnedTypes},
    pairs::{OperationPair, of_operation},
    parameters, payloads,
    report::DocumentVersion,
    resources, responses,
    rules::{Direction, operations as rules},
    security,
};
use crate::{
    diagnostic::catalog::quoted,
    model::{Method, Operation, OtherResponse, Parameter, ParameterLocation, TypeRef},
    names,
    render::{item_paths, runtime_paths::REQUEST},
};

/// How callers find an operation: `agents().create`.
fn call((resource, operation): MatchedOperation<'_>) -> String {
    item_paths::call(resource, operation)
}

/// A claim of all that an operation has.
fn whole(found: MatchedOperation<'_>) -> Vec<Claim> {
    let (resource, operation) = found;
    let request = |operation: String| Claim::Whole(format!("{REQUEST}<{operation}>"));
    let operation_type = item_paths::of_operation(resource, operation);
    let mut claims = items([item_paths::of_method(resource, operation)]);
    claims.extend([request(operation_type.clone()), Claim::Whole(operation_type)]);
    claims.extend(payloads::claims_of_other_bodies(found));
    for OtherResponse { type_name, .. } in &operation.other_responses {
        let path = item_paths::of_neighbour(resource, type_name);
        claims.extend([request(path.clone()), Claim::Whole(path)]);
    }
    claims.extend(responses::claims_of_enums(found));
    claims.push(Claim::Whole(item_paths::of_fake_parameters(operation)));
    claims
}

/// Matches the operations of both versions.
pub(super) fn pairs<'a>(cx: &Comparison<'a>) -> OperationPairs<'a> {
    let contents: [&dyn Fn(&Operation) -> String; 2] =
        [&|operation| contents(operation, &|ty| cx.old_type(ty)), &|operation| {
            contents(operation, &|ty| cx.new_type(ty))
        }];
    matching::operations(cx.old.api, cx.new.api, contents)
}

/// Compares all operations.
pub(super) fn compare<'a>(cx: &mut Comparison<'a>, pairs: OperationPairs<'a>, owned: &OwnedTypes<'a>) {
    for found in pairs.removed {
        let (method, path) = (found.1.method.as_str(), &found.1.path);
        let types = owned.removed_with(&found.1.pointer);
        let also = owned_types::counted(types, "").map(|types| format!(", {types} that no operation uses any more"));
        let message = format!("`{}` ({method} {}) is gone{}", call(found), quoted(path), also.unwrap_or_default());
        let claims = [whole(found), owned_types::claims(types.iter().copied())].concat();
        cx.add(rules::OPERATION_REMOVED, &of_operation(found, DocumentVersion::Old), message, claims);
    }
    for found in pairs.added {
        let (method, path) = (found.1.method.as_str(), &found.1.path);
        let types = owned.added_with(&found.1.pointer);
        let also = owned_types::counted(types, "new ").map(|types| format!(", {types}"));
        let message = format!("`{}` ({method} {}) is new{}", call(found), quoted(path), also.unwrap_or_default());
        let claims = [whole(found), owned_types::claims(types.iter().copied())].concat();
        cx.add(rules::OPERATION_ADDED, &of_operation(found, DocumentVersion::New), message, claims);
    }
    resources::renamed(cx, &pairs.both, whole);
    for (old, new) in pairs.both {
        calls(cx, OperationPair { old, new }, owned);
        pair(cx, OperationPair { old, new });
    }
}

/// The names and types of the request and the response, without the names in the path.
fn contents(operation: &Operation, spell: &dyn Fn(&TypeRef) -> String) -> String {
    let is_in_path = |parameter: &&Parameter| parameter.location == ParameterLocation::Path;
    let (in_path, others): (Vec<&Parameter>, Vec<&Parameter>) = operation.parameters.iter().partition(is_in_path);
    let mut words: Vec<String> = others.iter().map(|it| format!("{} {}", it.wire_name, spell(&it.ty))).collect();
    words.sort_unstable();
    words.extend(in_path.iter().map(|it| spell(&it.ty)));
    words.extend(operation.body.iter().map(|body| payloads::sent(&body.content, spell).0));
    words.push(responses::received(&operation.success.content, spell));
    words.join("\n")
}

fn pair(cx: &mut Comparison<'_>, pair: OperationPair<'_>) {
    let Operation {
        pointer: _,
        operation_id: old_id,
        // The first tag is the resource. The others have no effect.
        tags: _,
        rust_name: _,
        type_name: _,
        docs: old_docs,
        method: old_method,
        path: old_path,
        server: old_server,
        parameters: old_parameters,
        headers: old_headers,
        body: old_body,
        pagination: old_pagination,
        // `responses` compares these, and `security` the last one.
        success: _,
        other_responses: _,
        errors: _,
        error_type: _,
        response_headers: _,
        security: _,
    } = pair.old.1;
    let Operation {
        pointer: _,
        operation_id: new_id,
        tags: _,
        rust_name: _,
        type_name: _,
        docs: new_docs,
        method: new_method,
        path: new_path,
        server: new_server,
        parameters: new_parameters,
        headers: new_headers,
        body: new_body,
        pagination: new_pagination,
        success: _,
        other_responses: _,
        errors: _,
        error_type: _,
        response_headers: _,
        security: _,
    } = pair.new.1;
    if old_id != new_id && !has_other_made_id(pair) {
        let message = format!("the id was {} and is {} now", quoted(old_id), quoted(new_id));
        let edit = (names::letters(old_id) == names::letters(new_id)).then(|| "another spelling".to_owned());
        cx.add_edit(rules::OPERATION_ID_CHANGED, &pair.about(Direction::Both), edit, message, Vec::new());
    }
    let method = items([item_paths::of_method(pair.new.0, pair.new.1)]);
    docs::of_operation(cx, &pair.about(Direction::Both), old_docs, new_docs, method);
    route(cx, pair, [old_method, new_method], [old_path, new_path]);
    server(cx, pair, old_server.as_deref(), new_server.as_deref());
    parameters::compare(cx, pair, old_parameters, new_parameters);
    parameters::fixed_headers(cx, pair, old_headers, new_headers);
    payloads::body(cx, pair, old_body.as_ref(), new_body.as_ref());
    payloads::pages(cx, pair, old_pagination.as_ref(), new_pagination.as_ref());
    responses::compare(cx, pair);
    security::of_operation(cx, pair);
}

/// The base URL of the operation.
fn server(cx: &mut Comparison<'_>, pair: OperationPair<'_>, old: Option<&str>, new: Option<&str>) {
    if old != new {
        let shown = |server: Option<&str>| server.map_or_else(|| "the document's base URL".to_owned(), quoted);
        let message = format!("the server was {} and is {} now", shown(old), shown(new));
        cx.add_repeatable(rules::OPERATION_SERVER_CHANGED, &pair.about(Direction::Request), message, Vec::new());
    }
}

/// How callers name the operation.
fn calls(cx: &mut Comparison<'_>, pair: OperationPair<'_>, owned: &OwnedTypes<'_>) {
    let OperationPair { old, new } = pair;
    let types = owned.renamed_with(&new.1.pointer);
    let claims = [whole(old), whole(new), owned_types::claims_of_pairs(types)].concat();
    let about = pair.about(Direction::Both);
    let (before, now, types) = (call(old), call(new), owned_types::names_inside(types));
    if old.0.accessor != new.0.accessor && !resources::is_renamed(cx, pair) {
        let message = format!("`{before}` is `{now}` now{types}");
        cx.add(rules::OPERATION_MOVED, &about, message, claims);
    } else if old.1.rust_name != new.1.rust_name && !resources::reports_method(cx, pair) {
        let message = format!("`{before}` is called `{now}` now{types}");
        cx.add(rules::OPERATION_RENAMED, &about, message, claims);
    } else if old.1.type_name != new.1.type_name {
        let (old_type, new_type) = (&old.1.type_name, &new.1.type_name);
        let message =
            format!("the type of `{now}` was `{old_type}` and is `{new_type}` now: its id is another one{types}");
        // The message has the names of the types.
        let edit = (has_made_ids(pair) && types.is_empty()).then(|| edit_of_paths(&old.1.path, &new.1.path));
        cx.add_edit(rules::OPERATION_RENAMED, &about, edit, message, claims);
    }
}

/// Method and path.
fn route(
    cx: &mut Comparison<'_>,
    pair: OperationPair<'_>,
    [old_method, new_method]: [&Method; 2],
    [old, new]: [&str; 2],
) {
    let about = pair.about(Direction::Request);
    if old_method != new_method {
        let message = format!("{} became {}", old_method.as_str(), new_method.as_str());
        cx.add(rules::METHOD_CHANGED, &about, message, Vec::new());
    }
    if shape(old) != shape(new) {
        let also = if has_other_made_id(pair) { " and the id" } else { "" };
        let edit = Some(format!("{}{also}", edit_of_paths(old, new)));
        cx.add_edit(rules::PATH_CHANGED, &about, edit, other_path(pair), Vec::new());
    } else if old != new {
        cx.add(rules::PATH_PARAMETER_RENAMED, &about, other_path(pair), Vec::new());
    }
}

/// The segments that differ between two paths: `v1` and `v2` of `/v1/pets` and `/v2/pets`.
fn edit_of_paths(old: &str, new: &str) -> String {
    let [old, new] = [old, new].map(shape);
    let [mut old, mut new] = [&old, &new].map(|path| path.split('/').collect::<Vec<_>>());
    let is_first_equal = |old: &[&str], new: &[&str]| old.first().is_some_and(|first| new.first() == Some(first));
    while is_first_equal(&old, &new) {
        old.remove(0);
        new.remove(0);
    }
    while old.last().is_some_and(|last| new.last() == Some(last)) {
        old.pop();
        new.pop();
    }
    format!("{} {}", old.join("/"), new.join("/"))
}

/// Whether both ids are made from the path, so that another id is reported with the path.
fn has_made_ids(pair: OperationPair<'_>) -> bool {
    matching::has_made_id(pair.old.1) && matching::has_made_id(pair.new.1)
}

/// Whether another id is reported with the path.
fn has_other_made_id(pair: OperationPair<'_>) -> bool {
    pair.old.1.operation_id != pair.new.1.operation_id && has_made_ids(pair)
}

/// The old and the new path, and the new id if it is made from the path.
fn other_path(pair: OperationPair<'_>) -> String {
    let (old, new) = (pair.old.1, pair.new.1);
    let message = format!("{} became {}", quoted(&old.path), quoted(&new.path));
    if has_other_made_id(pair) {
        format!("{message}, so the id in errors and spans is {} now", quoted(&new.operation_id))
    } else {
        message
    }
}
