//! Checks any accepted document (3.0, 3.1, 3.2), and resolves its references.
//!
//! Input: the tree that `load` and `overlay` made. Output: the same tree, in which
//! - every object has the form that the standard requires,
//! - every `$ref` is `#/components/SECTION/NAME`, exists and ends somewhere; but for schemas, it is alone in its object,
//! - requests that the API sends have nothing but their JSON bodies.
//!
//! The last pass reports the parts that the output ignores. `read` interprets the keywords of schemas.

mod context;
pub(crate) mod objects;
pub mod origins;
mod passes;
#[cfg(test)]
mod tests;
pub(crate) mod walk;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::{
    bundle,
    diagnostic::{Diagnostics, Severity},
};
use context::{Findings, OpenApiVersion, PassContext};
pub use origins::Origins;
pub use passes::PASS_NAMES;

/// The events of streams that are distinguished by their names, by the place of the media type. The value says whether
/// the data is JSON.
pub type EventNames = BTreeMap<String, BTreeMap<String, bool>>;

/// A checked document.
#[derive(Clone, Debug)]
pub struct Normalized {
    /// The tree.
    pub document: Value,
    /// Places that were moved.
    pub origins: Origins,
    /// The named events of its streams.
    pub named_events: EventNames,
    /// False if there were errors: parts that then cannot be parsed follow from these.
    pub sound: bool,
}

/// Runs the passes.
pub fn normalize(document: Value, diagnostics: &mut Diagnostics) -> Normalized {
    normalize_without(document, Origins::default(), |_, _| BTreeSet::new(), diagnostics)
}

/// Runs the passes on a document whose parts come from `origins`. When the structure and all references are right, `left_out` gets the tree, and the references in requests that
/// the API sends, of which the tree has no more than bodies; it names component schemas that nobody needs. Of
/// these nothing is left but the names, so that the other passes and stages spend nothing on them.
pub fn normalize_without(
    document: Value,
    origins: Origins,
    left_out: impl FnOnce(&Value, &BTreeSet<String>) -> BTreeSet<String>,
    diagnostics: &mut Diagnostics,
) -> Normalized {
    let version = match document.get("openapi") {
        Some(Value::String(text)) if text == "2.0" => OpenApiVersion::V2_0,
        Some(Value::String(text)) if text.trim().starts_with("3.0") => OpenApiVersion::V3_0,
        Some(Value::Number(number)) if number.to_string().starts_with("3.0") => OpenApiVersion::V3_0,
        Some(Value::String(text)) if text.trim().starts_with("3.2") => OpenApiVersion::V3_2,
        Some(Value::Number(number)) if number.to_string().starts_with("3.2") => OpenApiVersion::V3_2,
        Some(_) | None => OpenApiVersion::V3_1,
    };
    let already = diagnostics.count(Severity::Error);
    let aside = bundle::unreadable(&document);
    let findings = Findings { version, origins, diagnostics, aside, reported: BTreeSet::new() };
    let mut context = PassContext { document, received: BTreeSet::new(), named_events: EventNames::new(), findings };
    let mut left_out = Some(left_out);
    for pass in passes::PASSES {
        (pass.run)(&mut context);
        if pass.name == passes::LAST_ON_ALL
            && let Some(left_out) = left_out.take()
        {
            let names = left_out(&context.document, &context.received);
            // A part that seems unused may be needed by a part with an error.
            if context.findings.is_sound(already) {
                empty(&mut context.document, &names);
            }
        }
    }
    if version == OpenApiVersion::V2_0
        && let Some(written) = context.document.get_mut("openapi")
    {
        *written = Value::from("3.0.3");
    }
    let sound = context.findings.is_sound(already);
    let PassContext { document, named_events, findings, received: _ } = context;
    Normalized { document, origins: findings.origins, named_events, sound }
}

/// Keeps only the names of these component schemas.
fn empty(document: &mut Value, names: &BTreeSet<String>) {
    let schemas = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut);
    for (_, schema) in schemas.into_iter().flatten().filter(|(name, _)| names.contains(*name)) {
        *schema = Value::Object(Map::new());
    }
}
