//! Members of OpenAPI 3 in a Swagger 2.0 document: they are used, and each is reported once.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::{
    diagnostic::{Diagnostic, catalog::swagger as catalog},
    normalize::objects::Kind,
    pointer::Pointer,
};

/// The first place of each member, and how many there are.
#[derive(Debug, Default)]
pub(super) struct Newer(BTreeMap<(Kind, &'static str), (Pointer, usize)>);

impl Newer {
    /// Notes the newer members of an object in its old form, which is at `place`.
    pub(super) fn note(&mut self, kind: Kind, object: &Map<String, Value>, place: impl Fn() -> Pointer) {
        for name in names(kind).iter().filter(|name| object.contains_key(**name)) {
            self.0.entry((kind, *name)).or_insert_with(|| (place().child(name), 0)).1 += 1;
        }
    }

    pub(super) fn into_findings(self) -> impl Iterator<Item = Diagnostic> {
        self.0
            .into_iter()
            .map(|((kind, name), (first, count))| catalog::newer_member(&first, kind.title(), name, count))
    }
}

/// The members that OpenAPI 3 added to an object.
fn names(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::OpenApi => &["servers", "components", "webhooks"],
        Kind::PathItem => &["trace", "servers"],
        Kind::Operation => &["requestBody", "callbacks", "servers"],
        Kind::Parameter => {
            &["schema", "content", "style", "explode", "allowReserved", "deprecated", "example", "examples"]
        }
        Kind::Header => &["schema", "content", "style", "explode", "required", "deprecated", "example", "examples"],
        Kind::Response => &["content", "links"],
        Kind::SecurityScheme => &["flows", "scheme", "bearerFormat", "openIdConnectUrl"],
        Kind::Schema => &[
            "oneOf",
            "anyOf",
            "not",
            "nullable",
            "writeOnly",
            "deprecated",
            "const",
            "examples",
            "prefixItems",
            "patternProperties",
            "contentEncoding",
            "contentMediaType",
            "unevaluatedProperties",
            "if",
            "$defs",
        ],
        _ => &[],
    }
}
