//! Parameters in the query that a path contains: `/a?b={c}` is the path `/a` with the query parameter `b`, and `/a{?b,c}` (RFC 6570)
//! has two.

use serde_json::{Map, Value, json};

use super::{
    super::super::objects::{Kind, Shape},
    aside, parameter_at,
};
use crate::pointer::Pointer;

/// A path whose query had parameters.
pub(super) struct Query {
    /// The path without them. Constant parts of the query are still in it.
    pub(super) path: String,
    /// The name in the query, and the one in braces.
    pub(super) parameters: Vec<(String, String)>,
    /// Whether every request has them.
    is_required: bool,
}

/// The path without the parameters of its query; `None` if there are none, or not in a form that is known.
pub(super) fn without_parameters(path: &str) -> Option<Query> {
    if let Some((base, rest)) = path.split_once("{?") {
        let names = rest.strip_suffix('}').filter(|names| !names.contains(['{', '}']))?;
        let names = names.split(',').map(|name| name.trim_end_matches('*').to_owned());
        return Some(Query {
            path: base.to_owned(),
            parameters: names.map(|name| (name.clone(), name)).collect(),
            is_required: false,
        });
    }
    let (base, query) = path.split_once('?')?;
    let (query, fragment) = query.split_once('#').unwrap_or((query, ""));
    let mut parameters = Vec::new();
    let mut constant = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or(("", pair));
        match value.strip_prefix('{').and_then(|value| value.strip_suffix('}')) {
            Some(inner) if !name.contains('{') && !inner.contains(['{', '}']) => {
                let name = if name.is_empty() { inner } else { name };
                parameters.push((name.to_owned(), inner.to_owned()));
            }
            _ if pair.contains(['{', '}']) => return None,
            _ => constant.push(pair),
        }
    }
    if parameters.is_empty() || fragment.contains('{') {
        return None;
    }
    let constant = if constant.is_empty() { String::new() } else { format!("?{}", constant.join("&")) };
    Some(Query { path: format!("{base}{constant}"), parameters, is_required: true })
}

/// Leaves out parameters of an item if the path has their values in its query, since they would be sent twice.
pub(super) fn leave_out_constants(document: &Value, item: &mut Map<String, Value>, path: &str) {
    // A fragment is not sent.
    let path = path.split('#').next().unwrap_or_default();
    let query = path.split_once('?').map_or("", |(_, query)| query);
    let names: Vec<&str> = query.split('&').filter_map(|pair| pair.split('=').next()).collect();
    let is_constant = |element: &Value| {
        let parameter = match element.get("$ref").and_then(Value::as_str) {
            Some(reference) => parameter_at(document, &Pointer::from_text(reference)),
            None => Some(element),
        };
        let text = |member: &str| parameter.and_then(|it| it.get(member)).and_then(Value::as_str).unwrap_or_default();
        text("in") == "query" && names.contains(&text("name"))
    };
    for (name, member) in item.iter_mut() {
        let list = if name == "parameters" { Some(member) } else { member.get_mut("parameters") };
        for element in list.and_then(Value::as_array_mut).into_iter().flatten().filter(|element| is_constant(element)) {
            *element = aside("");
        }
    }
}

/// The path, or the path with a fragment, which no request has, if another one is the same.
pub(super) fn free_path(query: &Query, is_taken: impl Fn(&str) -> bool) -> String {
    let names: Vec<&str> = query.parameters.iter().map(|(name, _)| name.as_str()).collect();
    let named = format!("{}#{}", query.path, names.join("&"));
    let numbered = (2..).map(|number| format!("{named}&{number}"));
    let mut candidates = [query.path.clone(), named.clone()].into_iter().chain(numbered);
    candidates.find(|path| !is_taken(path)).unwrap_or(named)
}

/// Declares the parameters as those of the query.
pub(super) fn declare(document: &Value, item: &mut Value, query: &Query) {
    let Query { parameters, is_required, .. } = query;
    let Value::Object(item) = item else { return };
    let shared = declare_in(document, item.get_mut("parameters"), parameters);
    for (name, operation) in item.iter_mut() {
        let Value::Object(operation) = operation else { continue };
        if !matches!(Kind::PathItem.shape(name), Some(Shape::Object(Kind::Operation))) {
            continue;
        }
        let own = declare_in(document, operation.get_mut("parameters"), parameters);
        let Value::Array(list) = operation.entry("parameters").or_insert_with(|| json!([])) else { continue };
        for (name, _) in parameters.iter().filter(|(name, _)| !own.contains(name) && !shared.contains(name)) {
            list.push(json!({"name": name, "in": "query", "required": is_required, "schema": {"type": "string"}}));
        }
    }
}

/// Moves the declared path parameters to the query, and returns their names.
fn declare_in(document: &Value, list: Option<&mut Value>, parameters: &[(String, String)]) -> Vec<String> {
    let mut declared = Vec::new();
    for element in list.and_then(Value::as_array_mut).into_iter().flatten() {
        let parameter = match element.get("$ref").and_then(Value::as_str) {
            Some(reference) => parameter_at(document, &Pointer::from_text(reference)),
            None => Some(&*element),
        };
        let text = |member: &str| parameter.and_then(|it| it.get(member)).and_then(Value::as_str).unwrap_or_default();
        let (name, location) = (text("name"), text("in"));
        let meant = parameters.iter().find(|(wire, inner)| inner == name || (location == "query" && wire == name));
        let (Some((wire, _)), "path" | "query", Some(parameter)) = (meant, location, parameter) else { continue };
        declared.push(wire.clone());
        if location == "path" || name != wire {
            let mut parameter = parameter.clone();
            set_query(parameter.as_object_mut(), wire);
            *element = parameter;
        }
    }
    declared
}

/// The styles of path parameters are not those of the query.
fn set_query(parameter: Option<&mut Map<String, Value>>, name: &str) {
    let Some(parameter) = parameter else { return };
    if parameter.get("in").is_some_and(|location| location == "path") {
        parameter.shift_remove("style");
        parameter.shift_remove("explode");
    }
    parameter.insert("name".to_owned(), json!(name));
    parameter.insert("in".to_owned(), json!("query"));
}
