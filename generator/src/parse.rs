//! Reads the normalized tree into the types of `openapiv3`.
//!
//! Its errors name no place and its readers try every form in turn, at every level. So each object is read alone first,
//! the innermost first and without those inside it: what fails is reported with its place, and costs no more than once.

use openapiv3::OpenAPI;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::{
    diagnostic::{Diagnostics, catalog},
    normalize::{
        Normalized,
        objects::{Kind, Shape},
        walk::walk,
    },
    pointer::Pointer,
};

/// Parses a normalized document.
pub fn parse(normalized: &Normalized, diagnostics: &mut Diagnostics) -> Option<OpenAPI> {
    let mut found = Vec::new();
    let mut document = normalized.document.clone();
    walk(&mut document, &mut |kind, object, path| {
        if let Err(error) = read_alone(kind, object) {
            found.push(catalog::structure::not_read(&path.pointer(), kind.title(), &error.to_string()));
        }
    });
    let mut openapi = None;
    if found.is_empty() {
        // What a document means does not depend on the order of keys; so let nothing that is made of it.
        document.sort_all_objects();
        match serde_json::from_value(document) {
            Ok(document) => openapi = Some(document),
            Err(error) => {
                let title = Kind::OpenApi.title();
                found.push(catalog::structure::not_read(&Pointer::root(), title, &error.to_string()));
            }
        }
    }
    // What could not be read of a document with errors only comes of these.
    if normalized.sound {
        diagnostics.extend(found);
    }
    openapi
}

/// Reads one object, with those inside it replaced by the simplest of their kind.
fn read_alone(kind: Kind, object: &Map<String, Value>) -> Result<(), serde_json::Error> {
    if object.contains_key("$ref") {
        return Ok(());
    }
    match kind {
        Kind::Schema => read_as::<openapiv3::Schema>(kind, object),
        Kind::Parameter => read_as::<openapiv3::Parameter>(kind, object),
        Kind::Header => read_as::<openapiv3::Header>(kind, object),
        Kind::RequestBody => read_as::<openapiv3::RequestBody>(kind, object),
        Kind::Response => read_as::<openapiv3::Response>(kind, object),
        Kind::MediaType => read_as::<openapiv3::MediaType>(kind, object),
        Kind::Encoding => read_as::<openapiv3::Encoding>(kind, object),
        Kind::Operation => read_as::<openapiv3::Operation>(kind, object),
        Kind::Server => read_as::<openapiv3::Server>(kind, object),
        Kind::SecurityScheme => read_as::<openapiv3::SecurityScheme>(kind, object),
        Kind::Info => read_as::<openapiv3::Info>(kind, object),
        Kind::Tag => read_as::<openapiv3::Tag>(kind, object),
        Kind::Example => read_as::<openapiv3::Example>(kind, object),
        Kind::OpenApi
        | Kind::Contact
        | Kind::License
        | Kind::ServerVariable
        | Kind::Components
        | Kind::Paths
        | Kind::PathItem
        | Kind::ExternalDocs
        | Kind::Responses
        | Kind::Callback
        | Kind::Link
        | Kind::Discriminator
        | Kind::OAuthFlows
        | Kind::OAuthFlow
        | Kind::SecurityRequirement => Ok(()),
    }
}

fn read_as<T: DeserializeOwned>(kind: Kind, object: &Map<String, Value>) -> Result<(), serde_json::Error> {
    let alone: Map<String, Value> = object
        .iter()
        .map(|(name, member)| {
            let simple = match kind.shape(name) {
                Some(shape) => simplest(shape, member),
                None => Value::Null,
            };
            (name.clone(), simple)
        })
        .filter(|(_, member)| !member.is_null())
        .collect();
    T::deserialize(Value::Object(alone)).map(drop)
}

/// The member, with objects of the standard emptied where they have been read already.
fn simplest(shape: &Shape, member: &Value) -> Value {
    match shape {
        Shape::OrReference(_) => json!({"$ref": "#"}),
        Shape::List(Shape::OrReference(_)) => json!([]),
        Shape::Map(_) | Shape::Object(Kind::Responses) => json!({}),
        Shape::FlagOrSchema => json!(true),
        _ => member.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::parse;
    use crate::{
        diagnostic::Diagnostics,
        normalize::{Normalized, Origins},
    };

    #[test]
    fn what_cannot_be_read_is_reported_at_the_innermost_object() {
        // No document that was normalized has this.
        let mut schema = json!({"type": ["a"]});
        for _ in 0..50 {
            schema = json!({"properties": {"p": schema}});
        }
        let document = json!({
            "openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {}, "components": {"schemas": {"A": schema}},
        });
        let mut diagnostics = Diagnostics::new();
        let parsed = parse(&Normalized { document, origins: Origins::default(), sound: true }, &mut diagnostics);
        assert!(parsed.is_none());
        let places: Vec<usize> = diagnostics.iter().map(|found| found.pointer.tokens().count()).collect();
        assert_eq!(places, [3 + 2 * 50]);
    }
}
