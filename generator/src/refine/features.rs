//! A Cargo feature for each resource, which turns on the types that it uses.
//!
//! A feature turns whole files on or off, so the dependencies are followed from file to file. The types that no resource
//! uses have a separate feature, which also turns on the types that they need.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    model::{Api, Features, Operation, TypeRef},
    names,
};

/// The files that each file needs.
type Needs<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// Decides for all resources and files.
pub fn features(api: &mut Api) {
    let resources: BTreeMap<String, String> = api
        .resources
        .iter()
        .map(|resource| resource.accessor.clone())
        .zip(names::feature_names(api.resources.iter().map(|resource| resource.accessor.as_str())))
        .collect();
    let modules = modules(api, &resources);
    let schemas = Some(names::OTHER_SCHEMAS.to_owned()).filter(|name| modules.values().any(|any| any.contains(name)));
    api.settings.features = Features { resources, schemas, modules };
}

fn modules(api: &Api, features: &BTreeMap<String, String>) -> BTreeMap<String, BTreeSet<String>> {
    let mut needs = Needs::new();
    for definition in &api.types {
        let needed = definition.kind.children().into_iter().filter_map(|ty| module_of(api, ty));
        needs.entry(&definition.module).or_default().extend(needed);
    }
    let mut reached: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for resource in &api.resources {
        let roots = resource.operations.iter().flat_map(|operation| roots(api, operation)).collect();
        for module in closure(&needs, roots) {
            reached.entry(module.to_owned()).or_default().extend(features.get(&resource.accessor).cloned());
        }
    }
    let unreached = needs.keys().copied().filter(|module| !reached.contains_key(*module)).collect();
    for module in closure(&needs, unreached) {
        reached.entry(module.to_owned()).or_default().insert(names::OTHER_SCHEMAS.to_owned());
    }
    reached
}

/// The files that an operation names.
fn roots<'a>(api: &'a Api, operation: &Operation) -> BTreeSet<&'a str> {
    let types = operation.sent().into_iter().chain(operation.received());
    types.filter_map(|ty| module_of(api, ty)).collect()
}

fn module_of<'a>(api: &'a Api, ty: &TypeRef) -> Option<&'a str> {
    ty.named().map(|id| api.type_def(id).module.as_str())
}

/// Files, and all files that they need.
fn closure<'a>(needs: &Needs<'a>, roots: BTreeSet<&'a str>) -> BTreeSet<&'a str> {
    let mut open: Vec<&str> = roots.into_iter().collect();
    let mut found = BTreeSet::new();
    while let Some(module) = open.pop() {
        if found.insert(module) {
            open.extend(needs.get(module).into_iter().flatten());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Needs, closure};
    use std::collections::BTreeSet;

    #[test]
    fn what_is_needed_by_what_is_needed_is_found_and_circles_end() {
        let needs = Needs::from([("a", ["b"].into()), ("b", ["c"].into()), ("c", ["b"].into()), ("d", ["a"].into())]);
        assert_eq!(closure(&needs, BTreeSet::from(["a"])), BTreeSet::from(["a", "b", "c"]));
    }
}
