//! Documentation comments: the description from the document, and facts from the generator.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, TokenStreamExt, quote};

use super::{markdown, runtime_paths::REQUEST};
use crate::model::{
    self, Api, Arm, Grant, NamedServer, OAuthFlow, Operation, Parameter, Presence, Resource, SecurityScheme,
    StatusRange, Struct, TypeDef, TypeRef,
};

/// The method that sets an optional body.
const BODY_SETTER: &str = "body";

/// The paragraphs of a documentation comment.
#[derive(Clone, Debug, Default)]
pub(super) struct DocText {
    lines: Vec<String>,
}

impl DocText {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Adds a paragraph of our own words.
    pub(super) fn sentence(mut self, sentence: &str) -> Self {
        self.separate();
        self.lines.push(sentence.to_owned());
        self
    }

    /// Adds the text of the document.
    fn described(mut self, docs: &model::Docs) -> Self {
        for text in [docs.summary.as_deref(), docs.description.as_deref()].into_iter().flatten() {
            self = self.prose(Some(text));
        }
        self
    }

    /// Adds a text of the document.
    pub(super) fn prose(mut self, text: Option<&str>) -> Self {
        let lines = text.map(markdown::lines).unwrap_or_default();
        if !lines.is_empty() {
            self.separate();
            self.lines.extend(lines);
        }
        self
    }

    /// Adds a paragraph of our own words, if the text is empty.
    fn or_sentence(self, sentence: &str) -> Self {
        if self.lines.is_empty() { self.sentence(sentence) } else { self }
    }

    /// This text, or another one if this is empty.
    fn or_else(self, otherwise: impl FnOnce() -> Self) -> Self {
        if self.lines.is_empty() { otherwise() } else { self }
    }

    /// Adds a list; the lines after an item's first one are indented with it.
    fn list(mut self, items: Vec<Vec<String>>) -> Self {
        if !items.is_empty() {
            self.separate();
        }
        for item in items {
            for (index, line) in item.into_iter().enumerate() {
                let indent = if index == 0 { "- " } else { "  " };
                self.lines.push(format!("{indent}{line}"));
            }
        }
        self
    }

    /// Adds an example. It is compiled as a test of the emitted crate, and not run: there is no server.
    pub(super) fn example(mut self, lines: Vec<String>) -> Self {
        self = self.sentence("# Examples").sentence("```no_run");
        self.lines.extend(lines);
        self.lines.push("```".to_owned());
        self
    }

    fn separate(&mut self) {
        if !self.lines.is_empty() {
            self.lines.push(String::new());
        }
    }

    /// The comment of the module around it.
    pub(super) fn inner(&self) -> TokenStream {
        let text = self.literal().into_iter();
        quote!(#(#![doc = #text])*)
    }

    fn literal(&self) -> Option<Literal> {
        (!self.lines.is_empty()).then(|| raw(&self.text()))
    }

    /// All lines, each after a space.
    pub(super) fn text(&self) -> String {
        let mut text = String::with_capacity(self.lines.iter().map(|line| line.len() + 2).sum());
        for (index, line) in self.lines.iter().enumerate() {
            text.push_str(if index == 0 { "" } else { "\n" });
            text.push_str(if line.is_empty() { "" } else { " " });
            text.push_str(line);
        }
        text
    }
}

impl ToTokens for DocText {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let text = self.literal().into_iter();
        tokens.append_all(quote!(#(#[doc = #text])*));
    }
}

/// A raw string, which is much faster than a string with escapes. If the text cannot be in a raw string, a string with
/// escapes.
fn raw(text: &str) -> Literal {
    let mut hashes = "#".to_owned();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{text}\"{hashes}").parse().unwrap_or_else(|_| Literal::string(text))
}

/// Text from the document as inline code.
pub(super) fn code(text: &str) -> String {
    markdown::code(text)
}

/// `#[deprecated]`, if the document says so.
pub(super) fn deprecated(docs: &model::Docs) -> Option<TokenStream> {
    docs.deprecated.then(|| quote!(#[deprecated]))
}

pub(super) fn of_type(def: &TypeDef) -> DocText {
    let pointer = code(&def.pointer);
    DocText::new().described(&def.docs).or_sentence(&format!("{pointer} of the API's description."))
}

/// An object, with the docs of the properties that are not fields.
pub(super) fn of_struct(def: &TypeDef, object: &Struct) -> DocText {
    let fixed = object.fields.iter().filter_map(|field| Some((field, field.fixed()?)));
    let mut items: Vec<Vec<String>> = fixed
        .map(|(field, constant)| {
            let deprecated = if field.docs.deprecated { " (deprecated)" } else { "" };
            let label = format!("{}{deprecated} is always {}", code(&field.wire_name), code(&constant.as_json()));
            item(&label, &field.docs).unwrap_or_else(|| vec![format!("{label}.")])
        })
        .collect();
    match items.as_mut_slice() {
        [only] if only.len() == 1 => of_type(def).sentence(&only[0]),
        _ => of_type(def).list(items),
    }
}

pub(super) fn of_field(field: &model::Field) -> DocText {
    let name = code(&field.wire_name);
    let name = match &field.constant {
        Some(constant) => format!("{name}, always {} if there is a value", code(&constant.as_json())),
        None => name,
    };
    let otherwise = match field.presence {
        Presence::Required | Presence::Optional | Presence::ThreeState => name,
        Presence::RequiredNullable => format!("{name}, or `null`."),
    };
    DocText::new().described(&field.docs).or_sentence(&otherwise)
}

/// An arm: the docs of its own schema, or else the beginning of the docs of its type.
pub(super) fn of_arm(api: &Api, arm: &Arm) -> DocText {
    let docs = DocText::new().described(&arm.docs);
    match arm.ty.unboxed() {
        TypeRef::Named(id) => {
            let def = api.type_def(*id);
            docs.or_else(|| DocText::new().described(&beginning(&def.docs)))
                .or_sentence(&format!("{}.", code(&def.rust_name)))
        }
        _ => docs.or_sentence(&format!("{}.", code(&arm.rust_name))),
    }
}

/// The first paragraph: the summary, or else the first paragraph of the description.
fn beginning(docs: &model::Docs) -> model::Docs {
    let summary = docs.summary.clone().or_else(|| {
        let lines = docs.description.as_ref()?.trim_start().lines().take_while(|line| !line.trim().is_empty());
        Some(lines.collect::<Vec<_>>().join("\n"))
    });
    model::Docs { summary, ..model::Docs::default() }
}

/// Whether the document marks an arm, or its type, as deprecated.
pub(super) fn deprecated_arm(api: &Api, arm: &Arm) -> Option<TokenStream> {
    let of_type = match arm.ty.unboxed() {
        TypeRef::Named(id) => deprecated(&api.type_def(*id).docs),
        _ => None,
    };
    deprecated(&arm.docs).or(of_type)
}

pub(super) fn of_resource(resource: &Resource) -> DocText {
    let otherwise = match &resource.tag {
        Some(tag) => format!("The operations tagged {}.", code(tag)),
        None => "The operations without a tag.".to_owned(),
    };
    let docs = DocText::new().described(&resource.docs).or_sentence(&otherwise);
    match &resource.parent {
        Some(parent) => docs.sentence(&format!("A part of {}.", code(parent))),
        None => docs,
    }
}

/// The docs of a setter: the sentence `first`, continued by the description of its field.
pub(super) fn of_setter(first: &str, docs: &model::Docs) -> DocText {
    let lines = item(first.trim_end_matches('.'), docs);
    DocText { lines: lines.unwrap_or_else(|| vec![first.to_owned()]) }
}

pub(super) fn of_parameter_setter(api: &Api, parameter: &Parameter) -> DocText {
    let default = match &parameter.default {
        Some(default) => format!(", {} by default", code(default)),
        None => String::new(),
    };
    // Whoever calls it twice must not expect both lists.
    let verb = if matches!(api.resolved(&parameter.ty), TypeRef::Array(_)) { "Replaces" } else { "Sets" };
    of_setter(&format!("{verb} the {}{default}.", shown(parameter)), &parameter.docs)
}

pub(super) fn of_parameter_adder(parameter: &Parameter) -> DocText {
    of_setter(&format!("Adds one to the {}.", shown(parameter)), &parameter.docs)
}

fn shown(parameter: &Parameter) -> String {
    let kind = match parameter.location {
        model::ParameterLocation::Path => "path parameter",
        model::ParameterLocation::Query => "query parameter",
        model::ParameterLocation::Header => "header",
        model::ParameterLocation::Cookie => "cookie",
    };
    format!("{kind} {}", code(&parameter.wire_name))
}

pub(super) fn of_marker(resource: &Resource, operation: &Operation) -> DocText {
    let (resource, method) = (&resource.rust_name, &operation.rust_name);
    let (id, route) = (code(&operation.operation_id), route(operation));
    DocText::new().sentence(&format!("The operation of [`{resource}::{method}`]: {id}, {route}."))
}

pub(super) fn of_other_marker(resource: &Resource, operation: &Operation, media_type: &str) -> DocText {
    let Operation { rust_name: method, operation_id, .. } = operation;
    let resource = &resource.rust_name;
    let (id, route, media_type) = (code(operation_id), route(operation), code(media_type));
    DocText::new()
        .sentence(&format!("The operation of [`{resource}::{method}`] that requests {media_type}: {id}, {route}."))
}

/// The HTTP method and the path of an operation.
fn route(operation: &Operation) -> String {
    code(&format!("{} {}", operation.method.as_str(), operation.path))
}

/// The method that starts an operation with a body of another media type than the method `usual`.
pub(super) fn of_other_method(usual: &str, media_type: &str) -> DocText {
    DocText::new().sentence(&format!("[`{usual}`](Self::{usual}) with a body of {}.", code(media_type)))
}

/// The docs of an enum of bodies by status.
pub(super) fn of_statuses(what: &str, resource: &Resource, operation: &Operation) -> DocText {
    let (resource, method) = (&resource.rust_name, &operation.rust_name);
    DocText::new().sentence(&format!("{what} of [`{resource}::{method}`], by status."))
}

/// A variant of such an enum.
pub(super) fn of_status(status: StatusRange, docs: &model::Docs) -> DocText {
    let label = status_label(status);
    let lines = item(&label, docs).unwrap_or_else(|| vec![format!("{label}.")]);
    DocText { lines }
}

pub(super) fn of_operation(api: &Api, operation: &Operation) -> DocText {
    let route = route(operation);
    let mut docs = DocText::new().described(&operation.docs).list(arguments(operation));
    let optional = optional(operation);
    if !optional.is_empty() {
        docs = docs.sentence("Optional parameters are setters of the [request]:").list(optional);
        docs = docs.sentence(&request_link(operation));
    }
    docs = docs.sentence(&route);
    let errors = errors(api, operation);
    if !errors.is_empty() {
        let read = operation
            .error_type
            .as_ref()
            .map(|name| format!("The API documents these errors. `ApiError::documented` reads them as [`{name}`]:"));
        let read = read.as_deref().unwrap_or("The API documents these errors:");
        docs = docs.sentence("# Errors").sentence(read).list(errors);
    }
    docs
}

/// The documentation of the positional parameters.
fn arguments(operation: &Operation) -> Vec<Vec<String>> {
    let parameters = operation.parameters.iter().filter(|parameter| parameter.is_positional());
    let parameters = parameters.map(|parameter| (parameter.rust_name.as_str(), &parameter.docs));
    let body = operation.body.iter().filter(|body| body.required).map(|body| ("body", &body.docs));
    parameters.chain(body).filter_map(|(name, docs)| item(&code(name), docs)).collect()
}

/// The documentation of the setters of the request, by their first paragraphs.
fn optional(operation: &Operation) -> Vec<Vec<String>> {
    let parameters = operation.parameters.iter().filter(|parameter| !parameter.is_positional());
    let parameters = parameters.map(|parameter| (parameter.rust_name.as_str(), beginning(&parameter.docs)));
    let body = operation.body.iter().filter(|body| !body.required).flat_map(|body| {
        let others = body.others.iter().map(|other| (other.rust_name.as_str(), as_media_type(&other.media_type)));
        [(BODY_SETTER, beginning(&body.docs))].into_iter().chain(others)
    });
    let responses = operation.other_responses.iter();
    let responses = responses.map(|other| (other.rust_name.as_str(), as_media_type(&other.response.media_type)));
    let setters = parameters.chain(body).chain(responses).map(|(name, docs)| {
        let label = format!("[`{name}`][request]");
        item(&label, &docs).unwrap_or_else(|| vec![label])
    });
    setters.collect()
}

fn as_media_type(media_type: &str) -> model::Docs {
    model::Docs { summary: Some(format!("As {}.", code(media_type))), ..model::Docs::default() }
}

/// The target of links to the setters of the request. Each type of an operation has its own block of them, which rustdoc names after it.
fn request_link(operation: &Operation) -> String {
    format!("[request]: {REQUEST}#impl-Request%3C{}%3E", operation.type_name)
}

/// The documented error responses.
fn errors(api: &Api, operation: &Operation) -> Vec<Vec<String>> {
    let errors = operation.errors.iter().map(|error| {
        let status = status_label(error.status);
        let label = match &error.ty {
            Some(TypeRef::Named(id)) => {
                let name = &api.type_def(*id).rust_name;
                format!("{status} ([`{name}`](crate::types::{name}))")
            }
            Some(_) | None => status,
        };
        item(&label, &error.docs).unwrap_or_else(|| vec![label])
    });
    errors.collect()
}

fn status_label(status: StatusRange) -> String {
    match status {
        StatusRange::Code(code) => format!("`{code}`"),
        StatusRange::Hundreds(hundreds) => format!("`{hundreds}XX`"),
        StatusRange::Default => "Any other".to_owned(),
    }
}

/// The beginning of a client, with the servers that the document names.
pub(super) fn of_builder(servers: &[NamedServer]) -> DocText {
    let docs = DocText::new().sentence("Sets up a client.");
    if servers.is_empty() {
        return docs;
    }
    let items = servers.iter().map(|server| {
        let label = format!("{}, {}", code(&server.name), code(&server.url));
        item(&label, &server.docs).unwrap_or_else(|| vec![label])
    });
    let items = items.collect();
    docs.sentence("Servers of the API, for `base_url`:").list(items)
}

/// A flow of OAuth 2, with its scopes.
pub(super) fn of_flow(scheme: &SecurityScheme, flow: &OAuthFlow) -> DocText {
    let (name, url) = (code(&scheme.wire_name), code(&flow.token_url));
    let first = match flow.grant {
        Grant::ClientCredentials => {
            format!("Gets tokens for the security scheme {name} by client credentials, from {url}.")
        }
        Grant::RefreshToken => format!("Gets tokens for the security scheme {name} by a refresh token, from {url}."),
    };
    let items = flow.scopes.iter().map(|(scope, description)| {
        let label = code(scope);
        item(&label, &model::Docs::described(Some(description))).unwrap_or_else(|| vec![label])
    });
    let items: Vec<Vec<String>> = items.collect();
    let docs = DocText::new().sentence(&first).described(&scheme.docs);
    if items.is_empty() { docs } else { docs.sentence("Scopes:").list(items) }
}

/// `label: docs`, if there are docs.
fn item(label: &str, docs: &model::Docs) -> Option<Vec<String>> {
    let DocText { mut lines } = DocText::new().described(docs);
    let first = lines.first_mut()?;
    // Markdown that is not plain words may be a list, a table, a block of code: these need a line of their own.
    if first.starts_with(char::is_alphanumeric) {
        *first = format!("{label}: {first}");
        Some(lines)
    } else {
        let mut item = vec![format!("{label}:"), String::new()];
        item.append(&mut lines);
        Some(item)
    }
}
