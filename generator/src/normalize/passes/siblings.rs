//! `$ref` with other members beside it → `allOf: [{$ref}]`: `openapiv3` reads either a reference or a schema.
//!
//! 3.0 ignores what stands beside a reference. Words about it (`description`, `nullable`, …) are meant all the same, and
//! are kept; what would change its form is not.

use serde_json::{Value, json};

use super::super::{Context, context::Version, objects::Kind, walk::walk_kind};
use crate::diagnostic::catalog::reference as catalog;

const WORDS: &[&str] =
    &["title", "description", "default", "example", "nullable", "deprecated", "readOnly", "writeOnly", "externalDocs"];

pub(super) fn run(context: &mut Context<'_>) {
    let version = context.version;
    let findings = &mut context.findings;
    walk_kind(&mut context.document, Kind::Schema, |schema, path| {
        if schema.len() < 2 || !schema.contains_key("$ref") {
            return;
        }
        if version == Version::V3_0 {
            let ignored = |name: &String| name != "$ref" && !name.starts_with("x-") && !WORDS.contains(&name.as_str());
            let names: Vec<String> = schema.keys().filter(|name| ignored(name)).cloned().collect();
            if !names.is_empty() {
                let members: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                findings.report(catalog::reference_siblings(&path.pointer(), &members.join(", ")));
                schema.retain(|name, _| !names.contains(name));
            }
        }
        if schema.len() < 2 {
            return;
        }
        let Some(reference) = schema.shift_remove("$ref") else { return };
        // At the end, so that the parts that are there keep their places.
        if let Value::Array(parts) = schema.entry("allOf").or_insert_with(|| json!([])) {
            parts.push(json!({"$ref": reference}));
        }
    });
}
