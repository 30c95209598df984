//! Leaves out the operations that are not selected, the types that only they need, and the schemas that no operation uses.
//!
//! The schemas are removed first, to save time: [`unreached`] finds them in the middle of `normalize`. Operations and types are
//! removed from the finished model of the whole document. So the remaining items have the same names and forms as in the whole
//! client, and another selection does not change them. Findings in parts that are not selected, also errors, are dropped.

mod needed;
mod prune;
mod reach;

use serde_json::Value;

use crate::{
    diagnostic::{Diagnostics, catalog::select as findings},
    model::{Api, Receiver},
    pointer::Pointer,
    similar::similar,
};

pub use needed::AsWritten;
pub use prune::prune;
pub use reach::{Unreached, unreached};

/// The selected operations: those in any of the lists, or all if all lists are empty. It also has the schemas to keep in
/// addition to those that operations use.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Their tags.
    pub tags: Vec<String>,
    /// Their paths as the document has them; one that ends with `*` selects all paths with that prefix.
    pub paths: Vec<String>,
    /// Their ids.
    pub operations: Vec<String>,
    /// The schemas that are kept even if no operation uses them.
    pub schemas: Schemas,
}

/// The component schemas that are kept although no operation uses them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Schemas {
    /// Those of these names, with what they need.
    Named(Vec<String>),
    /// All.
    All,
}

impl Default for Schemas {
    fn default() -> Self {
        Self::Named(Vec::new())
    }
}

impl Schemas {
    /// Those that are named.
    fn names(&self) -> &[String] {
        match self {
            Self::Named(names) => names,
            Self::All => &[],
        }
    }
}

impl Selection {
    /// Whether all operations are selected.
    pub fn takes_all_operations(&self) -> bool {
        self.tags.is_empty() && self.paths.is_empty() && self.operations.is_empty()
    }

    fn takes(&self, path: &str, tags: &[String], id: &str) -> bool {
        self.tags.iter().any(|tag| tags.contains(tag))
            || self.paths.iter().any(|wanted| is_path(wanted, path))
            || self.operations.iter().any(|wanted| wanted == id)
    }
}

impl Selection {
    /// Whether the requests of a receiver are selected: callbacks with their operation, webhooks if one of them has a selected
    /// tag or id.
    fn takes_receiver(&self, api: &Api, receiver: &Receiver) -> bool {
        match &receiver.operation {
            Some(pointer) => api.operations().any(|(_, operation)| {
                operation.pointer == *pointer && self.takes(&operation.path, &operation.tags, &operation.operation_id)
            }),
            None => {
                self.takes_all_operations()
                    || self.tags.iter().any(|tag| receiver.tags.contains(tag))
                    || self.operations.iter().any(|id| receiver.operation_ids.contains(id))
            }
        }
    }
}

fn is_path(wanted: &str, path: &str) -> bool {
    match wanted.strip_suffix('*') {
        Some(beginning) => path.starts_with(beginning),
        None => wanted == path,
    }
}

/// Reports selected items that do not exist; false if there are any.
///
/// `normalized` is the tree in which all schemas have names.
pub fn is_all_there(diagnostics: &mut Diagnostics, selection: &Selection, normalized: &Value, api: &Api) -> bool {
    let before = diagnostics.len();
    report_missing_operations(diagnostics, selection, api);
    let schemas = normalized.pointer("/components/schemas").and_then(Value::as_object);
    for name in selection.schemas.names().iter().filter(|name| !schemas.is_some_and(|all| all.contains_key(*name))) {
        let known = schemas.into_iter().flatten().map(|(name, _)| name.as_str());
        diagnostics.push(findings::no_such_schema(name, similar(name, known)));
    }
    diagnostics.len() == before
}

/// Drops the findings on parts that only other operations need.
///
/// `trace` maps places of the model to places in the document as it is `written`.
pub fn drop_findings(
    diagnostics: &mut Diagnostics,
    selection: &Selection,
    written: AsWritten,
    api: &Api,
    trace: impl Fn(&Pointer) -> Pointer,
) {
    let needed = needed::needed(written, selection, api, trace);
    diagnostics.retain(|finding| needed.concerns(finding));
}

fn report_missing_operations(diagnostics: &mut Diagnostics, selection: &Selection, api: &Api) {
    let Selection { tags, paths, operations, schemas: _ } = selection;
    let all = || api.operations().map(|(_, operation)| operation);
    let of_webhooks = api.receivers.iter().flat_map(|receiver| &receiver.tags);
    let known: Vec<&str> = all().flat_map(|operation| &operation.tags).chain(of_webhooks).map(String::as_str).collect();
    for tag in tags.iter().filter(|tag| !known.contains(&tag.as_str())) {
        diagnostics.push(findings::nothing_selected("tag", tag, similar(tag, known.iter().copied())));
    }
    let known: Vec<&str> = all().map(|operation| operation.path.as_str()).collect();
    for path in paths.iter().filter(|wanted| !known.iter().any(|path| is_path(wanted, path))) {
        diagnostics.push(findings::nothing_selected("path", path, similar(path, known.iter().copied())));
    }
    let of_webhooks = api.receivers.iter().flat_map(|receiver| &receiver.operation_ids);
    let known: Vec<&str> =
        all().map(|operation| &operation.operation_id).chain(of_webhooks).map(String::as_str).collect();
    for id in operations.iter().filter(|id| !known.contains(&id.as_str())) {
        diagnostics.push(findings::nothing_selected("id", id, similar(id, known.iter().copied())));
    }
}
