//! Leaves out the operations that nobody wants with the types that only they need, and the schemas that no operation reaches.
//!
//! The schemas go before they cost anything: [`unreached`] finds them amid `normalize`. The rest goes from the model of
//! the whole document, after all passes: so what is left has the names and the forms that it has in the whole client, and
//! another selection changes none of them. Findings on what an operation needs that nobody wants, and errors too, count for
//! nothing.

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

/// The operations that are wanted: those that any of the lists takes. All, if all lists are empty. And the schemas that are
/// wanted beside those that operations reach.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Their tags.
    pub tags: Vec<String>,
    /// Their paths as the document has them; one that ends with `*` selects all paths with that prefix.
    pub paths: Vec<String>,
    /// Their ids.
    pub operations: Vec<String>,
    /// The schemas that are kept, reached or not.
    pub schemas: Schemas,
}

/// The component schemas that are kept although no operation reaches them.
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
    /// Whether all operations are wanted.
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
    /// Whether the requests of a receiver are wanted: callbacks with their operation, webhooks if one of them has a tag or an id
    /// that is wanted.
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

/// Reports what is wanted and is not there; false if there is any.
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

/// Drops the findings on what only operations need that are not wanted.
///
/// `trace` leads from places of the model to places in the document as it is `written`.
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
