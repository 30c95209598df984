//! Turns the data of `read`, which has the text of the document, into the model, which has its meaning.
//!
//! Every component schema becomes a type, and so does every inline schema that needs one. Every operation becomes a method.
//! `resolve` makes the decisions that need all types, such as how the arms of a union are distinguished.

mod access;
mod alternative;
mod arm_names;
mod body;
mod booleans;
mod budget;
mod by_type;
mod components;
mod conjunction;
mod covered;
mod encoding;
mod enumeration;
mod equal;
mod example;
mod formats;
mod framework_names;
mod given_names;
mod has_fields;
mod header;
mod header_list;
mod items;
mod keywords;
mod lists;
mod media;
mod method_names;
mod numbers;
mod oauth2;
mod object;
mod operation;
mod operation_names;
pub(crate) mod pagination;
mod parameter;
mod parts;
mod place;
mod placeholder;
mod ranges;
mod received;
mod recursion;
mod reference;
mod resource;
mod response;
mod response_header;
mod schema;
mod security;
mod sequences;
mod server;
mod settled;
mod shared;
mod style;
mod text_numbers;
mod texts;
mod tuple;
mod types;
mod union;
mod untyped;

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde_json::Value;

use crate::{
    Options,
    diagnostic::Diagnostics,
    extensions,
    model::{Api, Docs, ServerVariable, Settings, TypeId},
    names::{self, FILE_NAMES, Scope},
    path_variable,
    pointer::Pointer,
    read::Document,
};

/// The extensions of an object.
type Extensions = IndexMap<String, Value>;

/// The types and operations of a document, each made separately. `resolve` makes the model from them.
#[derive(Debug)]
pub struct Lowered {
    pub(crate) api: Api,
    /// The pagination of operations, as extensions describe it.
    pub(crate) pages: pagination::AllWritten,
}

/// The number of leading segments that all paths share.
fn shared_prefix(document: &Document<'_>) -> usize {
    let plain: Vec<_> = document.openapi.paths.paths.keys().map(|path| path_variable::plain(path)).collect();
    names::shared_prefix(plain.iter().map(|path| &**path))
}

/// Lowers a document.
pub fn lower(document: &Document<'_>, options: &Options, diagnostics: &mut Diagnostics) -> Lowered {
    lower_last(&BTreeSet::new(), document, options, diagnostics)
}

/// Lowers a document. The component schemas in `last`, to which no other part refers, are lowered last. So the names of all
/// other types are the same without them.
pub fn lower_last(
    last: &BTreeSet<String>,
    document: &Document<'_>,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Lowered {
    let openapi = &document.openapi;
    let (base_url, server_variables) = server::settings(&openapi.servers);
    let mut context = Context {
        document,
        diagnostics,
        types: types::Types::default(),
        type_names: Scope::default(),
        modules: Scope::new(FILE_NAMES),
        component_ids: IndexMap::new(),
        inline_enums: BTreeMap::new(),
        equal: equal::Equal::default(),
        nullable_components: BTreeMap::new(),
        value_ids: BTreeMap::new(),
        shared: BTreeMap::new(),
        operation_modules: BTreeMap::new(),
        open: Vec::new(),
        budget: budget::Budget::of(document),
        chain_ends: BTreeMap::new(),
        untyped_bodies: BTreeMap::new(),
        text_numbers: text_numbers::TextNumbers::default(),
        shared_prefix: shared_prefix(document),
        pages: pagination::AllWritten::new(),
        server_variables,
    };
    components::add(&mut context);
    components::lower(&mut context, |wire_name| !last.contains(wire_name));
    let resources = resource::lower(&mut context);
    let receivers = received::lower(&mut context, &resources);
    components::lower(&mut context, |wire_name| last.contains(wire_name));
    untyped::report(&mut context);
    text_numbers::report(&mut context);
    let (types, pages, server_variables) = context.end();
    header_list::check(&resources, diagnostics);
    let types = types.finish(diagnostics);
    let environment_prefix = options
        .environment_prefix
        .clone()
        .unwrap_or_else(|| names::environment_prefix(&names::crate_name(&openapi.info.title)));
    let settings = Settings {
        base_url,
        server_variables,
        named_servers: server::named(&openapi.servers, &document.details.server_names),
        security_schemes: security::schemes(document, &environment_prefix, diagnostics),
        environment_prefix,
        security: security::requirements(openapi.security.as_deref().unwrap_or_default()),
        guaranteed: guaranteed(openapi),
        ..Settings::default()
    };
    let api = Api {
        title: openapi.info.title.clone(),
        version: openapi.info.version.clone(),
        docs: Docs::described(openapi.info.description.as_deref()),
        settings,
        types_in_order: (0..types.len()).map(TypeId::new).collect(),
        types,
        resources,
        receivers,
    };
    Lowered { api, pages }
}

impl Context<'_, '_> {
    /// The output. All other data is dropped here, before the types are copied to their final place.
    fn end(self) -> (types::Types, pagination::AllWritten, Vec<ServerVariable>) {
        (self.types, self.pages, self.server_variables)
    }
}

/// The names of the properties that every response has.
fn guaranteed(openapi: &openapiv3::OpenAPI) -> Option<Vec<String>> {
    let names = openapi.extensions.get(extensions::GUARANTEED)?.as_array()?;
    Some(names.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}

/// The data that every part of this stage needs: the document, and the output so far.
struct Context<'a, 'd> {
    document: &'a Document<'a>,
    diagnostics: &'d mut Diagnostics,
    /// The types that are being made.
    types: types::Types,
    /// The names of types.
    type_names: Scope,
    /// The names of files below `types/`.
    modules: Scope,
    /// Components by name.
    component_ids: IndexMap<&'a str, TypeId>,
    /// Inline enums by property, values and their names and descriptions: equal ones are one type.
    inline_enums: BTreeMap<enumeration::InlineEnum, TypeId>,
    /// Inline objects and unions.
    equal: equal::Equal,
    /// Whether a component is nullable; `false` while it is being computed.
    nullable_components: BTreeMap<&'a str, bool>,
    /// The types of nullable components without `null`, by the component's id.
    value_ids: BTreeMap<TypeId, TypeId>,
    /// The types of the inline schemas of shared components, by pointer.
    shared: BTreeMap<String, schema::LoweredSchema>,
    /// The files for types of operations and shared components, by the name they wanted.
    operation_modules: BTreeMap<String, String>,
    /// The schemas that are being lowered, from the outside in.
    open: Vec<recursion::OpenSchema>,
    /// The remaining budget for copies from one schema into another.
    budget: budget::Budget,
    /// The last reference of each chain of them, by its others.
    chain_ends: BTreeMap<&'a str, &'a str>,
    /// Bodies that are read as bytes or text although they have a schema: the first place and the number, by media
    /// type.
    untyped_bodies: BTreeMap<String, (Pointer, usize)>,
    /// The numbers that may be strings.
    text_numbers: text_numbers::TextNumbers,
    /// The number of leading segments that all paths share. They are not used in names.
    shared_prefix: usize,
    /// The pagination of operations, as extensions describe it.
    pages: pagination::AllWritten,
    /// The variables of the client's base URL.
    server_variables: Vec<ServerVariable>,
}
