//! Finds schemas that are defined by themselves: `A: {$ref: B}` and `B: {$ref: A}`, or the same through `allOf`.
//!
//! A schema that contains itself in a property is a recursive type; one that is itself has no meaning. Each is reported
//! once, and the reference that closes the circle is removed, so that later stages can follow references without checks.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{
    super::{PassContext, objects::Kind},
    references::{self, inside},
};
use crate::{depth_first::depth_first, diagnostic::catalog::reference as catalog, pointer::Pointer};

/// The references that say what a component is: its target, and the object that holds the reference.
type Edges = Vec<(String, Pointer)>;

pub(super) fn check(context: &mut PassContext<'_>) {
    for kind in
        [Kind::Schema, Kind::Response, Kind::Parameter, Kind::RequestBody, Kind::Header, Kind::Example, Kind::PathItem]
    {
        if let Some(section) = kind.section() {
            check_section(context, kind, section);
        }
    }
}

fn check_section(context: &mut PassContext<'_>, kind: Kind, section: &str) {
    let place = Pointer::from_tokens(["components", section]);
    let Some(Value::Object(components)) = context.document.pointer(inside(&place)) else { return };
    let graph: BTreeMap<&str, Edges> = components
        .iter()
        .map(|(name, component)| (name.as_str(), edges(component, &place.child(name), &place)))
        .collect();
    let found = circles(&graph);
    for (cycle, holder) in found {
        let place = holder.child("$ref");
        let is_component = holder.tokens().count() == 3;
        let finding = match cycle.as_slice() {
            [name] if !is_component => catalog::all_of_itself(&place, name),
            _ => catalog::circular_reference(&place, kind.title(), &cycle),
        };
        context.findings.report_on(kind, finding);
        references::take_out(&mut context.document, &holder, kind);
    }
}

fn edges(component: &Value, place: &Pointer, section: &Pointer) -> Edges {
    let mut edges = Vec::new();
    let mut open: Vec<(&Map<String, Value>, Pointer)> =
        component.as_object().map(|it| (it, place.clone())).into_iter().collect();
    while let Some((object, place)) = open.pop() {
        if let Some(Value::String(reference)) = object.get("$ref") {
            let target = Pointer::from_text(reference.clone());
            if section.strip_prefix(&target).is_some()
                && let Some(name) = target.tokens().nth(2)
            {
                edges.push((name, place.clone()));
            }
        }
        if let Some(Value::Array(parts)) = object.get("allOf") {
            let list = place.child("allOf");
            open.extend(
                parts.iter().enumerate().filter_map(|(index, part)| Some((part.as_object()?, list.child(index)))),
            );
        }
    }
    edges
}

/// The circles, each with the object whose reference closes it.
fn circles(graph: &BTreeMap<&str, Edges>) -> Vec<(Vec<String>, Pointer)> {
    let names: Vec<&str> = graph.keys().copied().collect();
    let edges: Vec<&Edges> = graph.values().collect();
    let targets =
        |node: usize| edges[node].iter().map(|(target, _)| names.binary_search(&target.as_str()).ok()).collect();
    let mut found = Vec::new();
    depth_first(names.len(), targets, |path, target| {
        let circle = path.iter().map(|step| step.node).skip_while(|node| *node != target);
        let holder = path.last().and_then(|step| edges[step.node].get(step.edge())).map(|(_, holder)| holder.clone());
        found.extend(holder.map(|holder| (circle.map(|node| names[node].to_owned()).collect(), holder)));
    });
    found
}
