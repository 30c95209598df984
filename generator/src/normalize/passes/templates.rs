//! Path templates against the path parameters of their operations.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{
    super::{
        Context,
        context::Findings,
        objects::{Kind, Shape},
        walk::{walk, walk_kind},
    },
    references::inside,
    structure::is_parameter_in_error,
};
use crate::{diagnostic::catalog::path as catalog, pointer::Pointer, server_url};

/// No name in a template, for braces are none.
const UNKNOWN: &str = "{}";

pub(super) fn run(context: &mut Context<'_>) {
    let place = Pointer::root().child("paths");
    let Some(Value::Object(mut paths)) = context.document.get_mut("paths").map(Value::take) else { return };
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for (path, item) in &mut paths {
        if path.starts_with("x-") {
            continue;
        }
        let place = place.child(path);
        if path.len() > server_url::LONGEST {
            context.findings.report(catalog::path_too_long(&place, path));
            *item = json!({});
            continue;
        }
        if let Some(segment) = server_url::dot_segment(path) {
            context.findings.report(catalog::path_with_dots(&place, path, segment));
            *item = json!({});
            continue;
        }
        if let Some(query) = path.find(['?', '#']).and_then(|at| path.get(at..)) {
            let has_parameter = query.contains('{');
            let finding = if has_parameter { catalog::parameter_in_query } else { catalog::path_with_query };
            context.findings.report(finding(&place, path));
        }
        let Some(names) = template_names(path) else {
            context.findings.report(catalog::unbalanced_template(&place, path));
            continue;
        };
        if let Some(other) = seen.insert(without_names(path), path.clone()) {
            context.findings.report(catalog::equivalent_paths(&place, path, &other));
        }
        if let Value::Object(item) = item {
            let mut check = Check { document: &context.document, findings: &mut context.findings, path, names: &names };
            check.item(item, &place);
        }
    }
    if let Value::Object(root) = &mut context.document {
        root.insert("paths".to_owned(), Value::Object(paths));
    }
}

/// The names in braces; `None` when the braces do not match.
fn template_names(path: &str) -> Option<BTreeSet<&str>> {
    let mut names = BTreeSet::new();
    let mut rest = path;
    while let Some(open) = rest.find(['{', '}']) {
        let inner = rest.get(open..)?.strip_prefix('{')?;
        let close = inner.find(['{', '}'])?;
        names.insert(inner.get(..close)?);
        rest = inner.get(close..)?.strip_prefix('}')?;
    }
    Some(names)
}

fn without_names(path: &str) -> String {
    let mut inside = false;
    path.chars()
        .filter(|character| {
            match character {
                '{' => inside = true,
                '}' => inside = false,
                _ => {}
            }
            !inside
        })
        .collect()
}

struct Check<'a, 'b> {
    document: &'a Value,
    findings: &'a mut Findings<'b>,
    path: &'a str,
    names: &'a BTreeSet<&'a str>,
}

impl Check<'_, '_> {
    fn item(&mut self, item: &mut Map<String, Value>, place: &Pointer) {
        let shared = self.list(item.get_mut("parameters"), &place.child("parameters"));
        let methods: Vec<String> = item
            .keys()
            .filter(|name| matches!(Kind::PathItem.shape(name), Some(Shape::Object(Kind::Operation))))
            .cloned()
            .collect();
        for method in methods {
            let Some(Value::Object(operation)) = item.get_mut(&method) else { continue };
            let place = place.child(&method);
            let own = self.list(operation.get_mut("parameters"), &place.child("parameters"));
            // Nobody knows what the parameters were that are in error.
            let is_known = |name: &&&str| own.contains(**name) || shared.contains(**name);
            let is_certain = !own.contains(UNKNOWN) && !shared.contains(UNKNOWN);
            for name in self.names.iter().filter(|name| is_certain && !is_known(name)) {
                self.findings.report(catalog::parameter_not_declared(&place, name));
                let parameter = json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}});
                if let Value::Array(list) = operation.entry("parameters").or_insert_with(|| json!([])) {
                    list.push(parameter);
                }
            }
        }
    }

    /// The names of the path parameters in a list, each checked; [`UNKNOWN`] among them where one was in error.
    fn list(&mut self, list: Option<&mut Value>, place: &Pointer) -> BTreeSet<String> {
        let mut path_names = BTreeSet::new();
        let mut seen = BTreeSet::new();
        for (index, element) in list.and_then(Value::as_array_mut).into_iter().flatten().enumerate() {
            let place = place.child(index);
            let reference = element.get("$ref").and_then(Value::as_str).map(Pointer::from_text);
            let parameter = match &reference {
                Some(reference) => parameter_at(self.document, reference),
                None => Some(&*element),
            };
            if parameter.is_some_and(is_parameter_in_error) {
                path_names.insert(UNKNOWN.to_owned());
                continue;
            }
            let text =
                |member| parameter.and_then(|it| it.get(member)).and_then(Value::as_str).unwrap_or_default().to_owned();
            let (name, location) = (text("name"), text("in"));
            if location == "path" {
                if !self.names.contains(name.as_str()) {
                    self.findings.report(catalog::parameter_not_in_path(&place, &name, self.path));
                }
                let required = parameter.and_then(|it| it.get("required")).and_then(Value::as_bool);
                if required != Some(true) && reference.is_none() {
                    self.findings.report(catalog::parameter_not_required(&place, &name));
                    if let Value::Object(parameter) = element {
                        parameter.insert("required".to_owned(), json!(true));
                    }
                }
                path_names.insert(name.clone());
            }
            if !seen.insert((name.clone(), location.clone())) {
                self.findings.report(catalog::duplicate_parameter(&place, &name, &location));
            }
        }
        path_names
    }
}

/// Takes out of the lists what stands there for parameters in error.
pub(super) fn take_out_set_aside(context: &mut Context<'_>) {
    let mut asides = BTreeSet::new();
    walk_kind(&mut context.document, Kind::Parameter, |parameter, path| {
        if let Some(location) = parameter.get_mut("in").filter(|location| **location == "") {
            *location = json!("query");
            asides.insert(path.pointer());
        }
    });
    if asides.is_empty() {
        return;
    }
    let is_aside = |place: &Pointer, element: &Value| {
        let target = element.get("$ref").and_then(Value::as_str).map(Pointer::from_text);
        asides.contains(place) || target.is_some_and(|target| asides.contains(&target))
    };
    walk(&mut context.document, &mut |kind, object, path| {
        if let (Kind::PathItem | Kind::Operation, Some(Value::Array(list))) = (kind, object.get_mut("parameters")) {
            let place = path.pointer().child("parameters");
            let mut index = 0;
            list.retain(|element| {
                index += 1;
                !is_aside(&place.child(index - 1), element)
            });
        }
    });
}

/// A component, through aliases; circles have been taken out.
fn parameter_at<'a>(document: &'a Value, reference: &Pointer) -> Option<&'a Value> {
    let mut at = document.pointer(inside(reference))?;
    while let Some(next) = at.get("$ref").and_then(Value::as_str) {
        at = document.pointer(inside(&Pointer::from_text(next)))?;
    }
    Some(at)
}
