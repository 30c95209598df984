//! Reads the checked tree into typed data.
//!
//! `openapiv3` reads what OpenAPI 3.0, 3.1 and 3.2 share: paths, operations, parameters, request bodies, responses, headers,
//! security schemes and servers. [`Schema`]s are read from the tree itself, since the versions have two dialects of JSON
//! Schema. `lower` interprets the result.

mod alternatives;
mod details;
mod examples;
mod families;
mod inheritance;
mod parts;
mod received;
mod schema;
mod schemas;
mod skeleton;
#[cfg(test)]
mod tests;
mod types;
mod used;

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use openapiv3::{OpenAPI, ReferenceOr};
use serde_json::Value;

use crate::{
    diagnostic::{Diagnostics, catalog},
    normalize::{EventNames, Normalized, Origins, objects::Kind},
    pointer::Pointer,
};
pub use details::{Details, TagDetails};
pub use parts::{PartEncoding, PartEncodings};
pub use received::{Received, ReceivedRequest};
pub use schema::{DiscriminatorObject, Prefix, Range, Ranges, Schema, SchemaOrRef, SchemaType, Tag, TextOfNumber};
pub use types::INTEGER_FORMATS;

/// A document, read.
#[derive(Clone, Debug)]
pub struct Document<'t> {
    /// Everything except the schemas: each schema is a reference to a component, or to its place.
    pub openapi: OpenAPI,
    /// The schemas of `components`, by name.
    pub components: BTreeMap<String, SchemaOrRef>,
    /// The inline schemas, by pointer.
    pub inline: BTreeMap<String, Inline<'t>>,
    /// The names of security schemes that are mutual TLS, which `openapiv3` does not know.
    pub mutual_tls: BTreeSet<String>,
    /// The places of path and cookie parameters with `allowReserved`, which `openapiv3` does not read there, and of path
    /// parameters whose names in the template say that they have segments.
    pub reserved: BTreeSet<String>,
    /// The places of parameters of `style: cookie`, which it does not know.
    pub cookie_style: BTreeSet<String>,
    /// Members of tags, servers and security schemes that `openapiv3` does not know.
    pub details: Details,
    /// The requests that the API sends.
    pub received: Vec<Received>,
    /// The places of parameters that are the whole query.
    pub whole_query: BTreeSet<String>,
    /// The operations of methods that `openapiv3` does not know, by path and method.
    pub other_operations: BTreeMap<String, BTreeMap<String, openapiv3::Operation>>,
    /// The examples of parameters and media types, by their places.
    examples: BTreeMap<String, &'t Value>,
    /// The events of streams that are distinguished by their names, by the place of the media type.
    pub named_events: &'t EventNames,
    /// How parts are written by their positions, by the place of the media type.
    pub part_encodings: BTreeMap<String, PartEncodings>,
    /// The places of schemas, if they differ from their places in the tree.
    pub origins: Origins,
}

/// A schema in place.
#[derive(Clone, Debug)]
pub struct Inline<'t> {
    /// The schema.
    pub schema: Box<Schema>,
    /// As it is in the tree.
    pub written: &'t Value,
}

impl Document<'_> {
    /// The schema that is referred to by its place, or by its name in `components`.
    pub fn schema<'a>(&'a self, reference: &'a ReferenceOr<openapiv3::Schema>) -> SchemaRef<'a> {
        match reference {
            ReferenceOr::Reference { reference } => match self.inline.get(reference) {
                Some(inline) => SchemaRef::Item(&inline.schema),
                None => SchemaRef::Reference(reference),
            },
            // The skeleton has none.
            ReferenceOr::Item(_) => SchemaRef::Reference(""),
        }
    }

    /// Whether it is a document of OpenAPI 3.2.
    pub fn is_of_3_2(&self) -> bool {
        self.openapi.openapi.trim().starts_with("3.2")
    }

    /// The example of the parameter or media type at a place, without its long parts.
    pub fn example(&self, place: &Pointer) -> Option<Value> {
        self.examples.get(place.as_str()).copied().and_then(examples::shortened)
    }

    /// Whether two schemas are written alike.
    pub fn is_same(&self, left: &ReferenceOr<openapiv3::Schema>, right: &ReferenceOr<openapiv3::Schema>) -> bool {
        let written = |schema: &ReferenceOr<openapiv3::Schema>| match schema {
            ReferenceOr::Reference { reference } => self.inline.get(reference).map(|inline| inline.written),
            ReferenceOr::Item(_) => None,
        };
        left == right || written(left).is_some_and(|left| Some(left) == written(right))
    }
}

/// A schema or a reference to one, borrowed.
#[derive(Clone, Copy, Debug)]
pub enum SchemaRef<'a> {
    /// The text of a `$ref`.
    Reference(&'a str),
    /// A schema in place.
    Item(&'a Schema),
}

impl<'a> From<&'a SchemaOrRef> for SchemaRef<'a> {
    fn from(schema: &'a SchemaOrRef) -> Self {
        match schema {
            ReferenceOr::Reference { reference } => Self::Reference(reference),
            ReferenceOr::Item(schema) => Self::Item(schema),
        }
    }
}

/// The prefix of references to component schemas.
const SCHEMAS: &str = "#/components/schemas/";

/// The name of the component schema that a `$ref` points to.
pub fn component_name(reference: &str) -> Option<Cow<'_, str>> {
    let token = reference.strip_prefix(SCHEMAS)?;
    if !token.contains('~') {
        return Some(Cow::Borrowed(token));
    }
    Some(Cow::Owned(token.replace("~1", "/").replace("~0", "~")))
}

/// Reads a document.
pub fn read<'t>(normalized: &'t Normalized, diagnostics: &mut Diagnostics) -> Option<Document<'t>> {
    let mut skeleton = skeleton::Skeleton::new(&normalized.document);
    let tree = skeleton.of_document(&normalized.document);
    let skeleton::Skeleton {
        mut schemas,
        mut components,
        mut inline,
        mutual_tls,
        reserved,
        cookie_style,
        mut path_items,
        error,
        whole_query,
        other_operations,
        received,
        examples,
        part_encodings,
        document: _,
    } = skeleton;
    alternatives::tag(&mut components, &inline);
    inheritance::unfold(&normalized.document, &mut components, &mut inline, &mut schemas.origins, diagnostics);
    let read = error.map_or_else(|| serde_json::from_value::<OpenAPI>(tree), Err);
    let openapi = match read {
        Ok(mut openapi) => {
            path_items.sort_unstable_keys();
            openapi.paths.paths = path_items;
            openapi
        }
        Err(error) => {
            // If a document has errors, parts that cannot be read follow from these.
            if normalized.sound {
                report(&normalized.document, &error, diagnostics);
            }
            return None;
        }
    };
    let received = received::read(received, diagnostics);
    let other_operations = self::other_operations(other_operations, diagnostics);
    Some(Document {
        openapi,
        components,
        inline,
        mutual_tls,
        reserved,
        cookie_style,
        whole_query,
        other_operations,
        details: Details::of(&normalized.document),
        received,
        examples,
        named_events: &normalized.named_events,
        part_encodings,
        origins: schemas.origins,
    })
}

/// Reads operations by their places.
fn other_operations(
    found: BTreeMap<Pointer, Value>,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<String, BTreeMap<String, openapiv3::Operation>> {
    let mut read: BTreeMap<String, BTreeMap<String, openapiv3::Operation>> = BTreeMap::new();
    for (place, operation) in found {
        let tokens: Vec<String> = place.tokens().collect();
        // References to path items of components have been replaced by them.
        let [section, path, .., method] = tokens.as_slice() else { continue };
        if section != "paths" {
            continue;
        }
        match serde_json::from_value(operation) {
            Ok(operation) => drop(read.entry(path.clone()).or_default().insert(method.clone(), operation)),
            Err(error) => {
                let title = Kind::Operation.title();
                diagnostics.push(catalog::structure::not_read(&place, title, &error.to_string()));
            }
        }
    }
    read
}

/// Reports an error of `openapiv3` at the innermost object that causes it, since the error has no place.
fn report(document: &Value, error: &serde_json::Error, diagnostics: &mut Diagnostics) {
    let found = skeleton::unreadable(document);
    if found.is_empty() {
        let title = Kind::OpenApi.title();
        diagnostics.push(catalog::structure::not_read(&Pointer::root(), title, &error.to_string()));
    }
    for (place, kind, error) in found {
        diagnostics.push(catalog::structure::not_read(&place, kind.title(), &error.to_string()));
    }
}
