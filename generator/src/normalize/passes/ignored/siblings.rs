//! Keywords next to the `$ref` of a schema in Swagger 2.0 and OpenAPI 3.0, which both ignore.
//!
//! Annotations such as `description` and `nullable` are probably intended, and are kept. Keywords that would change the form
//! are removed.

use serde_json::{Map, Value};

use super::{Check, Kind};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, catalog::reference as catalog},
    normalize::context::OpenApiVersion,
    pointer::Path,
};

const WORDS: &[&str] =
    &["title", "description", "default", "example", "nullable", "deprecated", "readOnly", "writeOnly", "externalDocs"];

pub(super) struct Siblings {
    version: OpenApiVersion,
    found: Diagnostics,
}

impl Siblings {
    pub(super) fn of(version: OpenApiVersion) -> Self {
        Self { version, found: Diagnostics::new() }
    }
}

impl Check for Siblings {
    fn visit(&mut self, kind: Kind, schema: &mut Map<String, Value>, path: &Path) {
        let is_alone = schema.len() < 2 || !schema.contains_key("$ref");
        if is_alone || kind != Kind::Schema || self.version > OpenApiVersion::V3_0 {
            return;
        }
        let is_ignored = |name: &String| name != "$ref" && !name.starts_with("x-") && !WORDS.contains(&name.as_str());
        let names: Vec<String> =
            schema.keys().filter(|name| is_ignored(name)).map(|name| format!("`{name}`")).collect();
        if !names.is_empty() {
            self.found.push_counted(catalog::reference_siblings(&path.pointer(), &names.join(", ")));
            schema.retain(|name, _| !is_ignored(name));
        }
    }

    fn findings(self: Box<Self>) -> Vec<Diagnostic> {
        self.found.into_iter().collect()
    }
}
