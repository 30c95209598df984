//! Members that `openapiv3` does not know, of tags, servers and security schemes.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// The details of a document.
#[derive(Clone, Debug, Default)]
pub struct Details {
    /// Tags, by name.
    pub tags: BTreeMap<String, TagDetails>,
    /// The names of security schemes that are deprecated.
    pub deprecated_schemes: BTreeSet<String>,
    /// The names of the document's servers, in its order.
    pub server_names: Vec<Option<String>>,
}

/// The details of a tag.
#[derive(Clone, Debug, Default)]
pub struct TagDetails {
    /// A title.
    pub summary: Option<String>,
    /// The tag above it.
    pub parent: Option<String>,
    /// The purpose of the tag: `nav`, `badge`, `audience`, or another one.
    pub kind: Option<String>,
}

impl Details {
    /// Reads the details of a checked document.
    pub(super) fn of(document: &Value) -> Self {
        let list = |name: &str| document.get(name).and_then(Value::as_array).into_iter().flatten();
        let tags = list("tags").filter_map(|tag| {
            let details =
                TagDetails { summary: text(tag, "summary"), parent: text(tag, "parent"), kind: text(tag, "kind") };
            Some((text(tag, "name")?, details))
        });
        let schemes = document.pointer("/components/securitySchemes").and_then(Value::as_object);
        let deprecated = schemes.into_iter().flatten().filter(|(_, scheme)| scheme["deprecated"] == true);
        Self {
            tags: tags.collect(),
            deprecated_schemes: deprecated.map(|(name, _)| name.clone()).collect(),
            server_names: list("servers").map(|server| text(server, "name")).collect(),
        }
    }
}

fn text(object: &Value, member: &str) -> Option<String> {
    object.get(member).and_then(Value::as_str).map(str::to_owned)
}
