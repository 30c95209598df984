//! The document with its overlays, compared with facts about the live API: routes, parameters, bodies and responses, with all their
//! types. Each difference is on a list with its reason. The facts are not in the repository.

mod compare;
mod deliberate;
mod notation;
mod shape;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use serde_json::Value;

use crate::bundled;
use compare::{Comparison, Side};
use notation::{Definition, Definitions, Fact, FactField, Route};

fn facts() -> (Definitions, Vec<Route>) {
    let mut around = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|around| around.join("shared/facts"));
    let folder =
        around.find(|folder| folder.is_dir()).expect("a folder `shared/facts` next to the project, or above it");
    let types = fs::read_to_string(folder.join("types.json")).expect("the types");
    let types = serde_json::from_str(&types).expect("JSON");
    let routes = fs::read_to_string(folder.join("routes.md")).expect("the routes");
    (notation::definitions(&types), notation::routes(&routes))
}

#[test]
#[ignore = "reads facts that are not in the repository; `-- --ignored` runs it"]
fn differences_from_the_facts_are_deliberate() {
    let (definitions, routes) = facts();
    let document = bundled::corrected();
    let mut comparison = compare_routes(&definitions, &routes, &document);
    for (fact, component) in deliberate::WITHOUT_A_ROUTE {
        let component = Value::from_iter([("$ref", format!("#/components/schemas/{component}"))]);
        comparison.types(fact, &Fact::Named((*fact).to_owned()), &component, Side::Received);
    }
    report_unreached(&mut comparison);
    let found: BTreeSet<&str> = comparison.differences.iter().map(String::as_str).collect();
    let listed: BTreeSet<&str> = deliberate::DIFFERENCES.iter().flat_map(|(_, places)| *places).copied().collect();
    let surprising: Vec<_> = found.difference(&listed).collect();
    let outdated: Vec<_> = listed.difference(&found).collect();
    assert!(surprising.is_empty() && outdated.is_empty(), "surprising: {surprising:#?}\noutdated: {outdated:#?}");
}

#[test]
#[ignore = "reads facts that are not in the repository; `-- --ignored` runs it"]
fn properties_that_responses_always_have_are_required_unless_callers_may_leave_them_out() {
    let (definitions, routes) = facts();
    let document = bundled::corrected();
    let comparison = compare_routes(&definitions, &routes, &document);
    let optional = comparison.optional.difference(&comparison.sometimes_absent);
    let found: Vec<_> = optional.filter(|(schema, _)| !comparison.sent.contains(schema)).collect();
    assert!(found.is_empty(), "required by the facts: {found:#?}");
}

fn compare_routes<'a>(definitions: &'a Definitions, routes: &[Route], document: &'a Value) -> Comparison<'a> {
    let mut comparison = Comparison::new(definitions, document);
    for route in routes.iter().filter(|route| route.resource != "dreams") {
        check_route(&mut comparison, route);
    }
    comparison
}

fn check_route(comparison: &mut Comparison<'_>, route: &Route) {
    let Route { method, path, parameters, result, .. } = route;
    let place = format!("{method} {path}");
    // Some parameters have another name in the document.
    let item = comparison.document["paths"].as_object().and_then(|paths| {
        paths.iter().find(|(other, _)| without_names(other) == without_names(path)).map(|(_, item)| item)
    });
    let Some(operation) = item.and_then(|item| item.get(method)) else {
        return comparison.differ(&place, "is missing");
    };
    if let Some(parameters) = parameters {
        check_parameters(comparison, route, parameters, operation);
    }
    check_result(comparison, &place, result, operation);
}

fn without_names(path: &str) -> Vec<&str> {
    path.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment }).collect()
}

/// The parameters of an operation in one location, with resolved references.
fn parameters<'a>(document: &'a Value, operation: &'a Value, location: &str) -> Vec<&'a Value> {
    let all = operation["parameters"].as_array().into_iter().flatten();
    all.map(|parameter| shape::resolved(document, parameter)).filter(|parameter| parameter["in"] == location).collect()
}

fn check_parameters(comparison: &mut Comparison<'_>, route: &Route, name: &str, operation: &Value) {
    let scoped = format!("{}::{name}", route.resource.replace('.', "/"));
    let name = if comparison.definitions.contains_key(&scoped) { scoped } else { name.to_owned() };
    let Some(Definition::Object(facts)) = comparison.definitions.get(&name) else { panic!("{name} is an object") };
    comparison.reached.insert(name.clone());
    let document = comparison.document;
    let mut query = parameters(document, operation, "query");
    let headers = parameters(document, operation, "header");
    let mut body = facts.clone();
    body.retain(|field, _| !route.path.contains(&format!("{{{field}}}")));
    for (field, wire_name) in [
        ("betas", "anthropic-beta"),
        ("workspace_id", "anthropic-workspace-id"),
        ("Anthropic-Worker-ID", "anthropic-worker-id"),
    ] {
        let is_sent = headers
            .iter()
            .any(|header| header["name"].as_str().is_some_and(|name| name.eq_ignore_ascii_case(wire_name)));
        if body.remove(field).is_some() && !is_sent {
            comparison.differ(&format!("{name}.{field}"), "is missing");
        }
    }
    for (field, fact) in facts {
        if let Some(index) = query.iter().position(|own| is_called(own, field, fact)) {
            let own = query.remove(index);
            body.remove(field);
            let place = format!("{name}.{field}");
            if route.method == "post" {
                comparison.differ(&place, "is in the query");
            }
            if fact.required != (own["required"] == true) {
                comparison.differ(&place, "is required or not");
            }
            comparison.types(&place, &fact.ty, &own["schema"], Side::Sent);
        }
    }
    let is_list = route.result.starts_with("page");
    query.retain(|own| !(is_list && (own["name"] == "limit" || own["name"] == "page")));
    for own in query {
        comparison.differ(&format!("{name}.{}", own["name"]), "is unknown to the facts");
    }
    check_body(comparison, &name, &body, operation);
}

/// Lists are sent as `name[]=a&name[]=b`.
fn is_called(own: &Value, field: &str, fact: &FactField) -> bool {
    let suffix = if matches!(fact.ty, Fact::List(_)) { "[]" } else { "" };
    own["name"].as_str().and_then(|name| name.strip_prefix(field)) == Some(suffix)
}

fn check_body(comparison: &mut Comparison<'_>, name: &str, facts: &BTreeMap<String, FactField>, operation: &Value) {
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    match (facts.is_empty(), schema.is_null()) {
        (true, true) => {}
        (true, false) => comparison.differ(name, "there is a body"),
        (false, true) => {
            for field in facts.keys() {
                comparison.differ(&format!("{name}.{field}"), "is missing");
            }
        }
        (false, false) => {
            let ours = shape::of_schema(comparison.document, schema);
            let [ours] = &ours.objects[..] else { panic!("the body of {name} is an object") };
            comparison.fields(&shape::fact_object(name, facts), ours, Side::Sent);
        }
    }
}

fn check_result(comparison: &mut Comparison<'_>, place: &str, result: &str, operation: &Value) {
    let content = &operation["responses"]["200"]["content"];
    let schema = &content["application/json"]["schema"];
    let named = |name: &str| Fact::Named(name.to_owned());
    if let Some((kind, item)) = result.split_once(" of [") {
        let page = shape::resolved(comparison.document, schema);
        let mut properties = vec!["data", "next_page"];
        properties.extend((kind == "page (both ways)").then_some("prev_page"));
        for name in page["properties"].as_object().into_iter().flat_map(|properties| properties.keys()) {
            if !properties.contains(&name.as_str()) {
                comparison.differ(&format!("{place} {name}"), "is unknown to the facts");
            }
        }
        for name in properties.iter().filter(|name| page["properties"][**name].is_null()) {
            comparison.differ(&format!("{place} {name}"), "is missing");
        }
        let items = page["properties"]["data"]["items"].clone();
        comparison.types(place, &named(item.trim_end_matches(']')), &items, Side::Received);
    } else if result.starts_with("Stream") {
        let item = &content["text/event-stream"]["itemSchema"]["properties"]["data"]["contentSchema"];
        comparison.types(place, &named(result), item, Side::Received);
    } else if let Some(name) = result.strip_prefix("Optional[") {
        let fact = Fact::OneOf(vec![named(name.trim_end_matches(']')), Fact::Null]);
        comparison.types(place, &fact, schema, Side::Received);
    } else {
        comparison.types(place, &named(result), schema, Side::Received);
    }
}

/// Types of the facts that no route uses are compared too, unless they are other names or have only
/// headers and path parameters.
fn report_unreached(comparison: &mut Comparison<'_>) {
    for (name, definition) in comparison.definitions {
        let says_something = match definition {
            Definition::Object(fields) => {
                let mut names = fields.keys().filter(|name| !["betas", "workspace_id"].contains(&name.as_str()));
                !name.ends_with("Params") || names.any(|name| !name.ends_with("_id"))
            }
            Definition::Alias(Fact::Named(_)) => false,
            Definition::Alias(_) => true,
        };
        if says_something && !comparison.reached.contains(name) {
            comparison.differ(name, "is compared with nothing");
        }
    }
}
