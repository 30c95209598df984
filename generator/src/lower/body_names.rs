//! Names of the components that `FastAPI` makes of the parameters of a function:
//! `Body_upload_v1_files_post` of `POST /v1/files` → `upload_request`.

use std::collections::BTreeMap;

use openapiv3::{MediaType, ReferenceOr};

use crate::{model::Method, names, read::Document};

use super::resource;

/// The shorter names, by component. A component keeps its name if another one would have the same.
pub(super) fn of_functions<'a>(document: &'a Document<'_>) -> BTreeMap<&'a str, String> {
    let components = || document.components.keys().map(String::as_str);
    let bodies: Vec<&str> = components().filter(|name| name.starts_with(PREFIX)).collect();
    if bodies.is_empty() {
        return BTreeMap::new();
    }
    let routes = routes(document);
    let function = |name: &'a str| {
        let (method, path) = routes.get(name)?;
        let name = name.strip_prefix(PREFIX)?;
        Some(names::without_route(name, method.as_str(), path)).filter(|stem| *stem != name)
    };
    let named: Vec<(&str, String)> =
        bodies.into_iter().filter_map(|body| Some((body, format!("{}_request", function(body)?)))).collect();
    let mut uses: BTreeMap<String, usize> = BTreeMap::new();
    for name in components().chain(named.iter().map(|(_, name)| name.as_str())) {
        *uses.entry(names::type_name(name)).or_default() += 1;
    }
    named.into_iter().filter(|(_, name)| uses.get(&names::type_name(name)) == Some(&1)).collect()
}

const PREFIX: &str = "Body_";

/// The method and the path of the operation whose body is a component.
fn routes<'a>(document: &'a Document<'_>) -> BTreeMap<&'a str, (Method, &'a str)> {
    let mut routes = BTreeMap::new();
    for (path, item) in &document.openapi.paths.paths {
        let ReferenceOr::Item(item) = item else { continue };
        for (method, operation) in resource::operations(document, path, item) {
            let Some(ReferenceOr::Item(body)) = &operation.request_body else { continue };
            for name in body.content.values().filter_map(component) {
                routes.entry(name).or_insert_with(|| (method.clone(), path.as_str()));
            }
        }
    }
    routes
}

fn component(content: &MediaType) -> Option<&str> {
    match content.schema.as_ref()? {
        ReferenceOr::Reference { reference } => reference.strip_prefix("#/components/schemas/"),
        ReferenceOr::Item(_) => None,
    }
}
