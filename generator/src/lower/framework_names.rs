//! Names of components that frameworks make. `FastAPI` makes a component of the parameters of a function:
//! `Body_upload_v1_files_post` of `POST /v1/files` → `upload_request`. `@fastify/swagger` numbers the components, and their ids are
//! the titles: `def-0` with the title `Item` → `Item`.

use std::collections::BTreeMap;

use openapiv3::{MediaType, ReferenceOr};

use crate::{model::Method, names, read::Document};

use super::resource;

/// The better names, by component. A component keeps its name if another one would have the same.
pub(super) fn better<'a>(document: &'a Document<'_>) -> BTreeMap<&'a str, String> {
    let components = || document.components.keys().map(String::as_str);
    let named: Vec<(&str, String)> = of_functions(document).into_iter().chain(of_numbers(document)).collect();
    let mut uses: BTreeMap<String, usize> = BTreeMap::new();
    for name in components().chain(named.iter().map(|(_, name)| name.as_str())) {
        *uses.entry(names::type_name(name)).or_default() += 1;
    }
    named.into_iter().filter(|(_, name)| uses.get(&names::type_name(name)) == Some(&1)).collect()
}

/// The ids of numbered components. An id may be a URL.
fn of_numbers<'a>(document: &'a Document<'_>) -> Vec<(&'a str, String)> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let numbered = document.components.iter().filter(|(name, _)| name.strip_prefix(NUMBERED).is_some_and(is_number));
    let id = numbered.filter_map(|(name, schema)| Some((name.as_str(), schema.as_item()?.title.as_deref()?)));
    let last = |id: &str| {
        let id = id.trim_end_matches(['#', '/']);
        let last = id.rsplit('/').next().unwrap_or(id);
        last.strip_suffix(".json").unwrap_or(last).to_owned()
    };
    id.map(|(name, id)| (name, last(id))).filter(|(_, id)| names::is_name(id)).collect()
}

/// The beginning of the name of a numbered component.
const NUMBERED: &str = "def-";

fn of_functions<'a>(document: &'a Document<'_>) -> Vec<(&'a str, String)> {
    let components = || document.components.keys().map(String::as_str);
    let bodies: Vec<&str> = components().filter(|name| name.starts_with(PREFIX)).collect();
    if bodies.is_empty() {
        return Vec::new();
    }
    let routes = routes(document);
    let function = |name: &'a str| {
        let (method, path) = routes.get(name)?;
        let name = name.strip_prefix(PREFIX)?;
        Some(names::without_route(name, method.as_str(), path)).filter(|stem| *stem != name)
    };
    bodies.into_iter().filter_map(|body| Some((body, format!("{}_request", function(body)?)))).collect()
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
