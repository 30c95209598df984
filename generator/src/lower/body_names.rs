//! Names of the components that `FastAPI` makes of the parameters of a function:
//! `Body_upload_v1_files_post` of `POST /v1/files` → `upload_request`.

use std::collections::BTreeMap;

use openapiv3::ReferenceOr;

use crate::{names, read::Document};

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
        let name = name.strip_prefix(PREFIX)?;
        let stems = routes.iter().map(|(method, path)| names::without_route(name, method, path));
        stems.filter(|stem| *stem != name).min_by_key(|stem| stem.len())
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

/// The method and the path of each operation.
fn routes<'a>(document: &'a Document<'_>) -> Vec<(String, &'a str)> {
    let items = document.openapi.paths.paths.iter().filter_map(|(path, item)| match item {
        ReferenceOr::Item(item) => Some((path, item)),
        ReferenceOr::Reference { .. } => None,
    });
    let routes = items.flat_map(|(path, item)| {
        let operations = resource::operations(document, path, item);
        operations.map(move |(method, _)| (method.as_str().to_owned(), path.as_str()))
    });
    routes.collect()
}
