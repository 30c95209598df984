//! Leaves out the operations that nobody wants, and the types that only they need.
//!
//! Input: the model of the whole document, after all passes: so what is left has the names and the forms that it has in the
//! whole client, and another selection changes none of them. Output: the model of the rest. Findings on what is left out, and
//! errors too, count for nothing.

mod needed;
mod prune;

use serde_json::Value;

use crate::{
    diagnostic::{Diagnostics, catalog::select as findings},
    model::Api,
    pointer::Pointer,
    similar::similar,
};

pub use prune::prune;

/// The operations that are wanted: those that any of the lists takes. All, where all lists are empty.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Their tags.
    pub tags: Vec<String>,
    /// Their paths as the document has them; one that ends with `*` stands for all that begin so.
    pub paths: Vec<String>,
    /// Their ids.
    pub operations: Vec<String>,
}

impl Selection {
    /// Whether nothing is left out.
    pub fn is_everything(&self) -> bool {
        self.tags.is_empty() && self.paths.is_empty() && self.operations.is_empty()
    }

    fn takes(&self, path: &str, tags: &[String], id: &str) -> bool {
        self.tags.iter().any(|tag| tags.contains(tag))
            || self.paths.iter().any(|wanted| is_path(wanted, path))
            || self.operations.iter().any(|wanted| wanted == id)
    }
}

fn is_path(wanted: &str, path: &str) -> bool {
    match wanted.strip_suffix('*') {
        Some(beginning) => path.starts_with(beginning),
        None => wanted == path,
    }
}

/// Drops the findings on what is left out, where everything that is wanted is there; if not, that is a finding.
///
/// `document` is the tree as it is written, and `trace` leads from places of the model to places in it.
pub fn heed(
    diagnostics: &mut Diagnostics,
    selection: &Selection,
    document: &Value,
    api: &mut Api,
    trace: impl Fn(&Pointer) -> Pointer,
) {
    let before = diagnostics.len();
    report_missing(diagnostics, selection, api);
    if diagnostics.len() == before {
        let needed = needed::needed(document, selection, api, trace);
        diagnostics.retain(|finding| needed.concerns(finding));
    }
}

/// Reports what is wanted and is not there.
fn report_missing(diagnostics: &mut Diagnostics, selection: &Selection, api: &Api) {
    let Selection { tags, paths, operations } = selection;
    let all = || api.operations().map(|(_, operation)| operation);
    let known: Vec<&str> = all().flat_map(|operation| &operation.tags).map(String::as_str).collect();
    for tag in tags.iter().filter(|tag| !known.contains(&tag.as_str())) {
        diagnostics.push(findings::nothing_selected("tag", tag, similar(tag, known.iter().copied())));
    }
    let known: Vec<&str> = all().map(|operation| operation.path.as_str()).collect();
    for path in paths.iter().filter(|wanted| !known.iter().any(|path| is_path(wanted, path))) {
        diagnostics.push(findings::nothing_selected("path", path, similar(path, known.iter().copied())));
    }
    let known: Vec<&str> = all().map(|operation| operation.operation_id.as_str()).collect();
    for id in operations.iter().filter(|id| !known.contains(&id.as_str())) {
        diagnostics.push(findings::nothing_selected("id", id, similar(id, known.iter().copied())));
    }
}
