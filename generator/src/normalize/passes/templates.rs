//! Compares path templates with the path parameters of their operations.

mod query;
mod spelling;

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use serde_json::{Map, Value, json};

use super::{
    super::{
        PassContext,
        context::Findings,
        objects::{Kind, Shape},
        walk::{walk, walk_kind},
    },
    references::inside,
    structure::is_parameter_in_error,
};
use crate::{diagnostic::catalog::path as catalog, path_variable, pointer::Pointer, server_url};

pub(super) fn check(context: &mut PassContext<'_>) {
    let place = Pointer::root().child("paths");
    let Some(Value::Object(paths)) = context.document.get_mut("paths").map(Value::take) else { return };
    let taken: BTreeSet<String> = paths.keys().cloned().collect();
    let mut checked = Map::new();
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for (written, mut item) in paths {
        let at = place.child(&written);
        let (path, sent) = match query::without_parameters(&written) {
            Some(query) if !written.starts_with("x-") => {
                context.findings.report(catalog::parameter_in_query(&at, &written));
                query::declare(&context.document, &mut item, &query);
                let path = query::free_path(&query, |path| taken.contains(path) || checked.contains_key(path));
                context.findings.record_move(&at, &place.child(&path));
                (path, query.path)
            }
            _ => (written.clone(), written),
        };
        report_query(context, &place.child(&path), &sent);
        check_path(context, &place.child(&path), &path, &mut item, &mut seen);
        checked.insert(path, item);
    }
    if let Value::Object(root) = &mut context.document {
        root.insert("paths".to_owned(), Value::Object(checked));
    }
}

/// Reports a query or fragment that is written in a path.
fn report_query(context: &mut PassContext<'_>, place: &Pointer, path: &str) {
    let plain = path_variable::plain(path);
    if plain.contains(['?', '#']) && !path.starts_with("x-") {
        context.findings.report(catalog::path_with_query(place, &plain));
    }
}

/// Checks one path. If its requests would have no valid path, the item is emptied.
fn check_path(
    context: &mut PassContext<'_>,
    place: &Pointer,
    path: &str,
    item: &mut Value,
    seen: &mut BTreeMap<String, String>,
) {
    if path.starts_with("x-") {
        return;
    }
    if path.len() > server_url::LONGEST {
        context.findings.report(catalog::path_too_long(place, path));
        *item = json!({});
        return;
    }
    if let Some(segment) = server_url::dot_segment(path) {
        context.findings.report(catalog::path_with_dots(place, path, segment));
        *item = json!({});
        return;
    }
    let Some(names) = template_names(path) else {
        context.findings.report(catalog::unbalanced_template(place, path));
        return;
    };
    if let Some(other) = seen.insert(without_names(path), path.to_owned()) {
        context.findings.report(catalog::equivalent_paths(place, path, &other));
    }
    if let Value::Object(item) = item {
        TemplateCheck { document: &context.document, findings: &mut context.findings, path, names: &names }
            .item(item, place);
        query::leave_out_constants(&context.document, item, path);
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

struct TemplateCheck<'a, 'b> {
    document: &'a Value,
    findings: &'a mut Findings<'b>,
    path: &'a str,
    names: &'a BTreeSet<&'a str>,
}

/// The member of a path item with the operations of other methods.
const ADDITIONAL: &str = "additionalOperations";
/// The prefix of such a method while its operation is next to those of the other methods. No method has this prefix.
const RAISED: &str = "/";

/// Moves the operations of other methods next to those of the usual ones.
fn raise(item: &mut Map<String, Value>) {
    if let Some(Value::Object(operations)) = item.get_mut(ADDITIONAL).map(Value::take) {
        item.extend(operations.into_iter().map(|(method, operation)| (format!("{RAISED}{method}"), operation)));
    }
}

/// Puts them back.
fn put_back(item: &mut Map<String, Value>) {
    let raised: Vec<String> = item.keys().filter(|name| name.starts_with(RAISED)).cloned().collect();
    let operations: Map<String, Value> = raised
        .into_iter()
        .filter_map(|name| Some((name.strip_prefix(RAISED)?.to_owned(), item.shift_remove(&name)?)))
        .collect();
    if let Some(place) = item.get_mut(ADDITIONAL).filter(|place| place.is_null()) {
        *place = Value::Object(operations);
    }
}

/// The members of a path item that are operations.
fn methods(item: &Map<String, Value>) -> Vec<String> {
    let is_operation = |name: &String| {
        matches!(Kind::PathItem.shape(name), Some(Shape::Object(Kind::Operation))) || name.starts_with(RAISED)
    };
    item.keys().filter(|name| is_operation(name)).cloned().collect()
}

/// The path parameters of a list.
#[derive(Default)]
struct ListedParameters {
    names: BTreeSet<String>,
    /// The parameters that the template lacks, with their places in the list.
    surplus: Vec<(usize, String)>,
    /// Whether one had an error, so that its name is unknown.
    is_uncertain: bool,
}

impl TemplateCheck<'_, '_> {
    fn item(&mut self, item: &mut Map<String, Value>, place: &Pointer) {
        raise(item);
        let shared_place = place.child("parameters");
        let shared = self.list(item.get_mut("parameters"), &shared_place);
        // The same parameter in each operation is one finding.
        let mut spelt = BTreeSet::new();
        for method in methods(item) {
            let shared_list = item.get("parameters").cloned();
            let Some(Value::Object(operation)) = item.get_mut(&method) else { continue };
            let method_place = match method.strip_prefix(RAISED) {
                Some(name) => place.child(ADDITIONAL).child(name),
                None => place.child(&method),
            };
            let place = method_place.child("parameters");
            let own = self.list(operation.get_mut("parameters"), &place);
            if own.is_uncertain || shared.is_uncertain {
                continue;
            }
            let is_known = |name: &&&str| own.names.contains(**name) || shared.names.contains(**name);
            let mut missing: Vec<&str> = self.names.iter().filter(|name| !is_known(name)).copied().collect();
            let of_item = shared.surplus.iter().filter(|(_, name)| !own.names.contains(name));
            let surplus: Vec<(&(usize, String), bool)> =
                own.surplus.iter().map(|it| (it, true)).chain(of_item.map(|it| (it, false))).collect();
            let names: Vec<&str> = surplus.iter().map(|((_, name), _)| name.as_str()).collect();
            let meant = spelling::meant(&names, &mut missing);
            for (((index, name), is_own), meant) in surplus.into_iter().zip(meant) {
                let Some(meant) = meant else { continue };
                let from = if is_own { &place } else { &shared_place }.child(*index);
                if spelt.insert(from.clone()) && !path_variable::has_name(meant, name) {
                    self.findings.report(catalog::parameter_spelt(&from, name, meant));
                }
                let list = operation.entry("parameters").or_insert_with(|| json!([]));
                let Value::Array(list) = list else { continue };
                let element =
                    if is_own { list.get(*index) } else { shared_list.as_ref().and_then(|it| it.get(*index)) };
                let Some(mut parameter) = element.and_then(|it| self.parameter(it)).cloned() else { continue };
                parameter["name"] = json!(meant);
                parameter["required"] = json!(true);
                match list.get_mut(*index).filter(|_| is_own) {
                    Some(element) => *element = parameter,
                    None => {
                        self.findings.origins.record_copy(&from, &place.child(list.len()));
                        list.push(parameter);
                    }
                }
            }
            self.drop_surplus(operation, &own, &place, &spelt);
            for name in missing {
                self.findings.report(catalog::parameter_not_declared(&method_place, name));
                let parameter = json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}});
                if let Value::Array(list) = operation.entry("parameters").or_insert_with(|| json!([])) {
                    list.push(parameter);
                }
            }
        }
        self.drop_surplus(item, &shared, &shared_place, &spelt);
        put_back(item);
    }

    /// Parameters that are not in the template are left out, and reported unless they were matched with another name.
    fn drop_surplus(
        &mut self,
        holder: &mut Map<String, Value>,
        listed: &ListedParameters,
        place: &Pointer,
        spelt: &BTreeSet<Pointer>,
    ) {
        let Some(Value::Array(list)) = holder.get_mut("parameters") else { return };
        for (index, name) in &listed.surplus {
            let at = place.child(*index);
            if !spelt.contains(&at) {
                self.findings.report(catalog::parameter_not_in_path(&at, name, self.path));
            }
            // A parameter that was matched with another name has this name now.
            if let Some(element) = list.get_mut(*index)
                && self.parameter(element).is_some_and(|it| it.get("name").is_some_and(|now| now == name))
            {
                *element = aside(name);
            }
        }
    }

    /// The parameter that an element of a list is, or refers to.
    fn parameter<'e>(&'e self, element: &'e Value) -> Option<&'e Value> {
        match element.get("$ref").and_then(Value::as_str) {
            Some(reference) => parameter_at(self.document, &Pointer::from_text(reference)),
            None => Some(element),
        }
    }

    /// The path parameters in a list, each checked.
    fn list(&mut self, list: Option<&mut Value>, place: &Pointer) -> ListedParameters {
        let mut listed = ListedParameters::default();
        let Some(list) = list.and_then(Value::as_array_mut) else { return listed };
        let mut seen: BTreeMap<(String, String), Seen> = BTreeMap::new();
        let mut repeated = Vec::new();
        for (index, element) in list.iter_mut().enumerate() {
            let place = place.child(index);
            let is_reference = element.get("$ref").is_some();
            let parameter = self.parameter(element);
            if parameter.is_some_and(is_parameter_in_error) {
                listed.is_uncertain = true;
                continue;
            }
            let text =
                |member| parameter.and_then(|it| it.get(member)).and_then(Value::as_str).unwrap_or_default().to_owned();
            let (name, location) = (text("name"), text("in"));
            let is_deprecated = parameter.and_then(|it| it.get("deprecated")).is_some_and(|it| it == true);
            if location == "path" {
                let required = parameter.and_then(|it| it.get("required")).and_then(Value::as_bool);
                if !self.names.contains(name.as_str()) {
                    listed.surplus.push((index, name.clone()));
                } else if required != Some(true) && !is_reference {
                    self.findings.report(catalog::parameter_not_required(&place, &name));
                    if let Value::Object(parameter) = element {
                        parameter.insert("required".to_owned(), json!(true));
                    }
                }
                listed.names.insert(name.clone());
            }
            let this = Seen { index, is_deprecated };
            match seen.entry((unique_name(&name, &location), location.clone())) {
                Entry::Vacant(vacant) => _ = vacant.insert(this),
                Entry::Occupied(mut other) => {
                    let is_kept = other.get().is_deprecated || !is_deprecated;
                    let left_out = if is_kept { other.insert(this) } else { this };
                    repeated.push((left_out.index, name, location));
                }
            }
        }
        for (index, name, location) in repeated {
            self.findings.report(catalog::duplicate_parameter(&place.child(index), &name, &location));
            list[index] = aside(&name);
        }
        listed
    }
}

/// A parameter of a list.
struct Seen {
    index: usize,
    is_deprecated: bool,
}

/// The name, in lower case if it is the name of a header: case has no meaning there.
fn unique_name(name: &str, location: &str) -> String {
    if location == "header" { name.to_ascii_lowercase() } else { name.to_owned() }
}

/// The replacement of a parameter that is left out. It keeps the places of those after it.
fn aside(name: &str) -> Value {
    json!({"name": name, "in": "", "schema": {}})
}

/// Removes the replacements of parameters with errors from the lists.
pub(super) fn take_out_set_aside(context: &mut PassContext<'_>) {
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
    let mut moved = Vec::new();
    walk(&mut context.document, &mut |kind, object, path| {
        if let (Kind::PathItem | Kind::Operation, Some(Value::Array(list))) = (kind, object.get_mut("parameters")) {
            let place = path.pointer().child("parameters");
            let (mut index, mut kept) = (0, 0);
            list.retain(|element| {
                let (from, to) = (place.child(index), place.child(kept));
                let is_kept = !is_aside(&from, element);
                index += 1;
                kept += usize::from(is_kept);
                if is_kept && from != to {
                    moved.push((from, to));
                }
                is_kept
            });
        }
    });
    for (from, to) in moved {
        context.findings.record_move(&from, &to);
    }
}

/// A component, through aliases. Circles were removed before.
fn parameter_at<'a>(document: &'a Value, reference: &Pointer) -> Option<&'a Value> {
    let mut at = document.pointer(inside(reference))?;
    while let Some(next) = at.get("$ref").and_then(Value::as_str) {
        at = document.pointer(inside(&Pointer::from_text(next)))?;
    }
    Some(at)
}
