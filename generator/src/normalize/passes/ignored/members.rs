//! Members that nothing reads: unknown ones, and those from which a user may expect an effect.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Check, Kind};
use crate::{
    diagnostic::{Diagnostic, catalog::structure as catalog},
    media_type,
    normalize::objects::Fate,
    pointer::{Path, Pointer},
    similar::similar,
};

/// The first place of each, and how many there are.
#[derive(Default)]
pub(super) struct Members(BTreeMap<(Kind, String), (Pointer, usize)>);

impl Check for Members {
    fn visit(&mut self, kind: Kind, object: &mut Map<String, Value>, path: &Path) {
        for name in object.keys().filter(|name| is_reported(kind, name, object, path)) {
            match self.0.get_mut(&(kind, name.clone())) {
                Some((_, count)) => *count += 1,
                None => drop(self.0.insert((kind, name.clone()), (path.pointer().child(name), 1))),
            }
        }
    }

    fn findings(self: Box<Self>) -> Vec<Diagnostic> {
        let finding = |((kind, name), (first, count)): ((Kind, String), (Pointer, usize))| {
            if kind.member(&name).is_some() {
                let why = "values are not checked against it; unknown members are kept";
                return catalog::member_ignored(&first, &name, count, why);
            }
            let nearest = similar(&name, kind.members().iter().map(|member| member.name));
            catalog::unknown_member(&first, kind.title(), &name, nearest, count)
        };
        self.0.into_iter().map(finding).collect()
    }
}

fn is_reported(kind: Kind, name: &str, object: &Map<String, Value>, path: &Path) -> bool {
    // Pattern members have a form, and a reference replaces the whole object.
    if name.starts_with("x-") || kind.pattern().is_some() || name == "$ref" {
        return false;
    }
    match kind.member(name).map(|member| member.fate) {
        // A whole `content` has replaced the references to it.
        None => !(kind == Kind::MediaType && name.contains('/') && is_component(&tokens(path))),
        Some(Fate::Ignored) if name == "jsonSchemaDialect" => !is_usual_dialect(object),
        Some(Fate::Ignored) if kind == Kind::MediaType => !has_positions(path),
        Some(Fate::Ignored) if kind == Kind::Encoding => name == "encoding" || !has_parts(object, path),
        Some(Fate::Ignored) => kind != Kind::Schema || !is_honoured(name, object),
        Some(Fate::Read | Fate::Quiet) => false,
    }
}

/// Whether the dialect of a document's schemas is the one that the generator assumes.
fn is_usual_dialect(document: &Map<String, Value>) -> bool {
    let dialect = document.get("jsonSchemaDialect").and_then(Value::as_str).unwrap_or_default();
    dialect.starts_with("https://spec.openapis.org/oas/3.") || dialect == "https://json-schema.org/draft/2020-12/schema"
}

fn tokens(path: &Path) -> Vec<String> {
    path.pointer().tokens().collect()
}

/// Whether it is a component. References to it have been replaced by it.
fn is_component(place: &[String]) -> bool {
    matches!(place, [section, part, _] if section == "components" && part == "mediaTypes")
}

/// Whether the parts of a body have positions. In a form, they have names.
fn has_positions(path: &Path) -> bool {
    is_of_positions(&tokens(path))
}

fn is_of_positions(media_type: &[String]) -> bool {
    is_component(media_type) || media_type.last().is_some_and(|name| media_type::is_list_of_parts(name))
}

/// Whether an Encoding Object belongs to a part of a body that consists of parts.
fn has_parts(encoding: &Map<String, Value>, path: &Path) -> bool {
    let is_in_body = match tokens(path).as_slice() {
        [media_type @ .., member, _] if member == "prefixEncoding" => is_of_positions(media_type),
        [media_type @ .., member] if member == "itemEncoding" => is_of_positions(media_type),
        _ => false,
    };
    is_in_body && encoding.get("contentType").and_then(Value::as_str).is_some_and(media_type::is_list_of_parts)
}

/// Whether the types express `unevaluatedProperties` or `unevaluatedItems`.
fn is_honoured(name: &str, schema: &Map<String, Value>) -> bool {
    let evaluates = |keyword: &&str| schema.contains_key(*keyword);
    match name {
        "unevaluatedItems" => schema.get(name).is_some_and(Value::is_boolean),
        "unevaluatedProperties" => {
            schema.get(name).is_some_and(Value::is_boolean)
                || schema.contains_key("additionalProperties")
                || !crate::normalize::objects::EVALUATING.iter().any(evaluates)
        }
        _ => false,
    }
}
