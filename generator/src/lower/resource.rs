//! Operations grouped by tag.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use openapiv3::{PathItem, ReferenceOr};

use crate::{
    diagnostic::catalog::lower as findings,
    extensions,
    model::{Docs, Method, Resource},
    names::{self, CLIENT_METHODS, FILE_NAMES, REQUEST_METHODS, ROOT_MODULES, Scope},
    path_variable,
    read::Document,
};

use super::{
    Context, given_names, method_names,
    operation::{self, QUERY, WrittenOperation, pointer, written_id},
    operation_names::OperationNames,
};

/// Lowers all operations. An operation belongs to its first tag that is meant for groups, or without one, to the first
/// fixed segment of its path.
pub(super) fn lower(context: &mut Context<'_, '_>) -> Vec<Resource> {
    let groups = groups(context);
    report_duplicate_ids(context);
    let mut accessors = Scope::new(&[CLIENT_METHODS, FILE_NAMES, ROOT_MODULES].concat());
    let accessors = accessors.claim_all(wire_names(&groups), names::value_name);
    let mut type_names = Scope::default();
    let rust_names = type_names.claim_all(wire_names(&groups), names::type_name);
    let repeated = repeated(&groups);
    let mut resources = Vec::new();
    for (((wire_name, operations), accessor), rust_name) in groups.into_iter().zip(accessors).zip(rust_names) {
        let tagged = |found: &WrittenOperation<'_>| group_tag(context.document, found.operation) == Some(&wire_name);
        let tag = operations.iter().any(tagged).then(|| wire_name.clone());
        let (methods, mut method_scope) = method_names::claim(context, &wire_name, &operations);
        let stems: Vec<String> = operations.iter().map(|found| found.stem.clone()).collect();
        let types = type_names.claim_all(stems.iter().map(String::as_str), names::type_name);
        // Types that belong to operations are in this file only, and rename no operation.
        let mut own_types = Scope::default();
        for name in types.iter().chain([&rust_name]) {
            own_types.claim(name);
        }
        let operations = operations
            .into_iter()
            .zip(methods)
            .zip(types)
            .map(|((found, rust_name), type_name)| {
                let stem = names::type_name(&found.stem);
                let base = if repeated.contains(&stem.to_lowercase()) { type_name.clone() } else { stem };
                let names = OperationNames {
                    methods: &mut method_scope,
                    types: &mut own_types,
                    rust_name,
                    type_name,
                    base,
                    setters: Scope::new(REQUEST_METHODS),
                };
                operation::lower(context, found, names)
            })
            .collect();
        let docs = docs(context, &wire_name);
        let parent = context.document.details.tags.get(&wire_name).and_then(|details| details.parent.clone());
        resources.push(Resource { tag, parent, rust_name, accessor, docs, operations });
    }
    resources
}

/// The names, in lower case, that several operations want for their types.
fn repeated(groups: &[(String, Vec<WrittenOperation<'_>>)]) -> BTreeSet<String> {
    let operations = groups.iter().flat_map(|(_, operations)| operations);
    let wanted = operations.map(|operation| names::type_name(&operation.stem).to_lowercase());
    let mut seen = BTreeSet::new();
    wanted.filter(|name| !seen.insert(name.clone())).collect()
}

fn wire_names<'g>(groups: &'g [(String, Vec<WrittenOperation<'_>>)]) -> impl Iterator<Item = &'g str> {
    groups.iter().map(|(wire_name, _)| wire_name.as_str())
}

fn docs(context: &Context<'_, '_>, name: &str) -> Docs {
    let tag = context.document.openapi.tags.iter().find(|other| other.name == name);
    let summary = context.document.details.tags.get(name).and_then(|details| details.summary.clone());
    Docs { summary, ..Docs::described(tag.and_then(|tag| tag.description.as_deref())) }
}

/// The tag of the group of an operation: the first one, without tags that are not meant for groups (the registered
/// kinds `audience` and `badge`).
fn group_tag<'a>(document: &Document<'_>, operation: &'a openapiv3::Operation) -> Option<&'a String> {
    let is_group = |tag: &&String| {
        let kind = document.details.tags.get(*tag).and_then(|details| details.kind.as_deref());
        !matches!(kind, Some("audience" | "badge"))
    };
    operation.tags.iter().find(is_group).or(operation.tags.first())
}

fn groups<'a>(context: &mut Context<'a, '_>) -> Vec<(String, Vec<WrittenOperation<'a>>)> {
    let mut groups: IndexMap<String, (String, Vec<WrittenOperation<'a>>)> = IndexMap::new();
    let mut stems = BTreeSet::new();
    for (path, path_item) in &context.document.openapi.paths.paths {
        let ReferenceOr::Item(path_item) = path_item else { continue };
        for (method, operation) in operations(context.document, path, path_item) {
            let plain = path_variable::plain(path);
            let (operation_id, stem) = match written_id(operation) {
                Some(id) => (id.to_owned(), names::without_route(id, method.as_str(), path).to_owned()),
                None => (
                    names::operation_id(method.as_str(), &plain),
                    names::operation_id_below(method.as_str(), &plain, context.shared_prefix),
                ),
            };
            // Functions of two modules may have one name.
            let stem = if stems.insert(names::type_name(&stem)) { stem } else { operation_id.clone() };
            let at = pointer(path, &method);
            let group = given_names::name(context, &operation.extensions, extensions::GROUPS, &at);
            let of_path = || names::resource_of_path(&plain, context.shared_prefix);
            let wire_name = group.or_else(|| group_tag(context.document, operation).cloned()).unwrap_or_else(of_path);
            // Tags with the same Rust name are one resource.
            let key = names::value_name(&wire_name);
            groups.entry(key).or_insert_with(|| (wire_name, Vec::new())).1.push(WrittenOperation {
                path,
                path_item,
                method,
                operation,
                operation_id,
                stem,
            });
        }
    }
    groups.into_values().collect()
}

/// Reports operations with the id of an earlier one.
fn report_duplicate_ids(context: &mut Context<'_, '_>) {
    let mut seen = BTreeSet::new();
    for (path, path_item) in &context.document.openapi.paths.paths {
        let ReferenceOr::Item(path_item) = path_item else { continue };
        for (method, operation) in operations(context.document, path, path_item) {
            if let Some(id) = operation.operation_id.as_deref().filter(|id| !seen.insert(*id)) {
                let at = pointer(path, &method);
                context.diagnostics.push(findings::duplicate_operation_id(&at.child("operationId"), id));
            }
        }
    }
}

/// The operations of a path item.
pub(super) fn operations<'a>(
    document: &'a Document<'_>,
    path: &str,
    path_item: &'a PathItem,
) -> impl Iterator<Item = (Method, &'a openapiv3::Operation)> {
    let others = document.other_operations.get(path).into_iter().flatten();
    // The member `query` is in lower case, and the keys of `additionalOperations` are sent unchanged.
    let others = others.map(|(name, operation)| {
        let name = if name == "query" { QUERY } else { name };
        (Method::Other(name.to_owned()), operation)
    });
    let PathItem {
        summary: _,
        description: _,
        get,
        put,
        post,
        delete,
        options,
        head,
        patch,
        trace,
        servers: _,
        parameters: _,
        extensions: _,
    } = path_item;
    [
        (Method::Get, get),
        (Method::Put, put),
        (Method::Post, post),
        (Method::Delete, delete),
        (Method::Options, options),
        (Method::Head, head),
        (Method::Patch, patch),
        (Method::Trace, trace),
    ]
    .into_iter()
    .filter_map(|(method, operation)| operation.as_ref().map(|operation| (method, operation)))
    .chain(others)
}
