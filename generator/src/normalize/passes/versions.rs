//! Keywords of the other version: they are used, and each is reported once.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::super::{PassContext, context::OpenApiVersion, objects::Kind, walk::walk_kind};
use crate::{diagnostic::catalog::structure as catalog, pointer::Pointer};

/// 3.1 keywords that are in 3.0 documents.
const NEWER: &[&str] =
    &["const", "prefixItems", "patternProperties", "$defs", "if", "contentEncoding", "unevaluatedProperties"];

pub(super) fn check(context: &mut PassContext<'_>) {
    let version = context.findings.version;
    let mut found: BTreeMap<&str, (Pointer, usize)> = BTreeMap::new();
    walk_kind(&mut context.document, Kind::Schema, |schema, path| {
        let keywords = match version {
            // The conversion has reported them.
            OpenApiVersion::V2_0 => Vec::new(),
            OpenApiVersion::V3_0 => newer(schema),
            OpenApiVersion::V3_1 | OpenApiVersion::V3_2 => older(schema),
        };
        for keyword in keywords {
            let place = || path.pointer().child(keyword.split(':').next().unwrap_or(keyword));
            found.entry(keyword).or_insert_with(|| (place(), 0)).1 += 1;
        }
    });
    for (keyword, (first, count)) in found {
        context.findings.report(match (version, keyword) {
            (OpenApiVersion::V2_0 | OpenApiVersion::V3_0, _) => catalog::newer_keyword(&first, keyword, count),
            (_, "nullable: true") => catalog::older_keyword(&first, keyword, count, "type: [T, \"null\"]"),
            _ => catalog::older_keyword(&first, keyword, count, "exclusiveMinimum: NUMBER"),
        });
    }
}

fn newer(schema: &Map<String, Value>) -> Vec<&'static str> {
    let mut keywords: Vec<&str> = NEWER.iter().filter(|keyword| schema.contains_key(**keyword)).copied().collect();
    if schema.get("type").is_some_and(Value::is_array) {
        keywords.push("type: [...]");
    }
    if schema.get("type").is_some_and(|name| *name == "null") {
        keywords.push("type: \"null\"");
    }
    keywords
}

fn older(schema: &Map<String, Value>) -> Vec<&'static str> {
    let mut keywords = Vec::new();
    if schema.get("nullable").is_some_and(|value| *value == true) {
        keywords.push("nullable: true");
    }
    for (keyword, shown) in
        [("exclusiveMinimum", "exclusiveMinimum: true"), ("exclusiveMaximum", "exclusiveMaximum: true")]
    {
        if schema.get(keyword).is_some_and(|value| *value == true) {
            keywords.push(shown);
        }
    }
    keywords
}
