//! The example of an operation: a call with the required values, one optional value, and the use of the response.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;

use super::{
    Imports,
    arguments::borrowed,
    hints::{Hint, fits},
    ident,
    requests::body_argument,
    runtime_paths::EVENT,
    samples::{Samples, is_small},
};
use crate::{
    model::{
        Api, Body, BodyContent, Counter, Fields, NamedEvents, NextPage, Operation, Parameter, ParameterLocation,
        ParameterStyle, PartContent, PartList, Resource, Success, TypeRef,
    },
    one_line,
    output::CRATE,
};

/// The maximum length of an example, in lines.
const MOST_LINES: usize = 15;

/// The media type of a body whose media type the caller names.
const MEDIA_TYPE: &str = "application/octet-stream";

/// An example.
pub(super) struct DocExample {
    /// Its lines. Those that begin with `# ` are hidden.
    pub(super) lines: Vec<String>,
    /// Whether it makes all values. If not, some are arguments of the function around it.
    is_whole: bool,
}

/// Whether the example of an operation makes all values that the call requires.
pub fn has_whole_example(api: &Api, resource: &Resource, operation: &Operation) -> bool {
    of(api, resource, operation).is_whole
}

/// The example of an operation. If it is too long, it has no optional value; if it still is, the body is an argument.
pub(super) fn of(api: &Api, resource: &Resource, operation: &Operation) -> DocExample {
    let is_short = |example: &DocExample| {
        let shown = example.lines.iter().filter(|line| !line.starts_with("# "));
        shown.count() <= MOST_LINES
    };
    let tried = |extent: Extent| Call::new(api, operation, extent).example(resource, operation);
    let whole = [Extent::WithOption, Extent::Required].into_iter().map(tried).find(is_short);
    whole.unwrap_or_else(|| tried(Extent::GivenBody))
}

/// The values that an example makes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// The required values, and an optional one.
    WithOption,
    /// The required values.
    Required,
    /// The required parameters. The body is an argument.
    GivenBody,
}

/// The parts of the call.
struct Call<'a> {
    api: &'a Api,
    samples: Samples<'a>,
    /// The arguments of the function around the call.
    given: Vec<TokenStream>,
    /// The values that are made before the call.
    before: TokenStream,
    /// The arguments of the method.
    arguments: Vec<TokenStream>,
    /// The setter after it.
    option: Option<TokenStream>,
    /// Whether a setter of the body is called.
    has_setter: bool,
}

impl<'a> Call<'a> {
    fn new(api: &'a Api, operation: &'a Operation, extent: Extent) -> Self {
        let samples = Samples::new(api);
        let (given, before, arguments) = (Vec::new(), TokenStream::new(), Vec::new());
        let mut call = Self { api, samples, given, before, arguments, option: None, has_setter: false };
        for parameter in operation.parameters.iter().filter(|parameter| parameter.is_positional()) {
            let value = call.samples.borrowed(&parameter.ty, hint_of(parameter));
            // A path cannot have an empty object.
            let is_in_path = parameter.location == ParameterLocation::Path;
            let member = is_in_path.then(|| call.samples.member(&parameter.ty, hint_of(parameter))).flatten();
            let value = value.map(|value| quote!(#value #member));
            let value = value.unwrap_or_else(|| call.given(&parameter.rust_name, &borrowed_type(api, &parameter.ty)));
            call.arguments.push(value);
        }
        if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
            let made = (extent != Extent::GivenBody).then(|| call.body(body, extent)).flatten();
            let arguments = made.unwrap_or_else(|| {
                let argument = body_argument(api, &body.media_type, &body.content);
                let media_type = argument.media_type.is_some().then(|| quote!(#MEDIA_TYPE,));
                let value = call.given("body", &given_type(api, &body.content).unwrap_or(argument.ty));
                quote!(#media_type #value)
            });
            call.arguments.push(arguments);
        }
        if extent == Extent::WithOption && !call.has_setter {
            call.option = call.option(operation);
        }
        call
    }

    /// Adds an argument to the function around the call.
    fn given(&mut self, name: &str, ty: &TokenStream) -> TokenStream {
        let name = ident(if name == "client" { "value" } else { name });
        self.given.push(quote!(#name: #ty));
        quote!(#name)
    }

    /// The arguments for a body. An object is made before the call.
    fn body(&mut self, body: &'a Body, extent: Extent) -> Option<TokenStream> {
        let hint = Hint::new("value", body.docs.example.as_deref());
        let mut setter = None;
        let value = match &body.content {
            BodyContent::Json(ty)
            | BodyContent::Form(Fields { ty, .. })
            | BodyContent::Multipart(Fields { ty, .. })
            | BodyContent::Parts(PartList { ty, .. }) => {
                setter = (extent == Extent::WithOption).then(|| self.samples.setter(ty, hint)).flatten();
                self.samples.borrowed(ty, hint)?
            }
            BodyContent::JsonLines(ty)
            | BodyContent::JsonEvents(ty)
            | BodyContent::NamedEvents(NamedEvents { ty, .. }) => self.samples.slice(ty, hint)?,
            BodyContent::Events => {
                let text = Hint::new("text", body.docs.example.as_deref()).text();
                quote!(&[#EVENT::new(#text)])
            }
            BodyContent::Text => {
                let text = Hint::new("text", body.docs.example.as_deref()).text();
                quote!(#text)
            }
            BodyContent::Bytes => quote!("bytes"),
        };
        let value = match referenced(&value) {
            Some(referenced) => {
                self.has_setter = setter.is_some();
                self.before = quote!(let body = #referenced #setter;);
                quote!(&body)
            }
            None => value,
        };
        let media_type = body_argument(self.api, &body.media_type, &body.content).media_type;
        let media_type = media_type.is_some().then(|| quote!(#MEDIA_TYPE,));
        Some(quote!(#media_type #value))
    }

    /// An optional body, or else an optional parameter of the query that takes a short value: one with an example before others.
    fn option(&mut self, operation: &'a Operation) -> Option<TokenStream> {
        if let Some(body) = operation.body.as_ref().filter(|body| !body.required) {
            let arguments = self.body(body, Extent::WithOption)?;
            return Some(quote!(.body(#arguments)));
        }
        let api = self.api;
        let offered = || operation.parameters.iter().filter(|parameter| is_offered(api, operation, parameter));
        let shown = |parameter: &&Parameter| {
            parameter.docs.example.as_deref().is_some_and(|example| fits(api, &parameter.ty, example))
        };
        let parameter = offered().find(shown).or_else(|| offered().next())?;
        let value = self.samples.owned(&parameter.ty, hint_of(parameter))?;
        let name = ident(&parameter.rust_name);
        Some(quote!(.#name(#value)))
    }

    fn example(self, resource: &Resource, operation: &Operation) -> DocExample {
        let Self { given, before, arguments, option, .. } = self;
        let (accessor, method) = (ident(&resource.accessor), ident(&operation.rust_name));
        let call = quote!(client.#accessor().#method(#(#arguments),*) #option);
        let uses = response_used(operation, &call);
        let body = quote!(#before #uses);
        let mut imports = Imports::default();
        imports.note(&quote!(#body #(#given)*).into());
        let mut lines: Vec<String> = imports.modules().map(|module| format!("use {CRATE}::{module};")).collect();
        if !lines.is_empty() {
            lines.push(String::new());
        }
        let given: String = given.iter().map(|given| format!(", {}", one_line::text(given))).collect();
        lines.push(format!("# async fn example(client: &{CRATE}::Client{given}) -> {CRATE}::Result<()> {{"));
        lines.extend(statements(&body));
        lines.extend(["# Ok(())", "# }"].map(str::to_owned));
        DocExample { lines, is_whole: given.is_empty() }
    }
}

fn hint_of(parameter: &Parameter) -> Hint<'_> {
    Hint::new(&parameter.rust_name, parameter.docs.example.as_deref())
}

/// The type of a body that is an argument of the example, if it is a type of the API.
fn given_type(api: &Api, content: &BodyContent) -> Option<TokenStream> {
    match content {
        BodyContent::Json(ty) => Some(borrowed_type(api, ty)),
        BodyContent::Form(fields) | BodyContent::Multipart(fields) => Some(borrowed_type(api, &fields.ty)),
        BodyContent::Parts(list) => Some(borrowed_type(api, &list.ty)),
        BodyContent::JsonLines(_)
        | BodyContent::Events
        | BodyContent::JsonEvents(_)
        | BodyContent::NamedEvents(_)
        | BodyContent::Text
        | BodyContent::Bytes => None,
    }
}

fn borrowed_type(api: &Api, ty: &TypeRef) -> TokenStream {
    borrowed(api, ty, &ident("value")).ty
}

/// The value behind a reference, unless it is a list in place.
fn referenced(value: &TokenStream) -> Option<TokenStream> {
    let mut tokens = value.clone().into_iter();
    match tokens.next()? {
        TokenTree::Punct(sign) if sign.as_char() == '&' => {}
        _ => return None,
    }
    let rest: TokenStream = tokens.collect();
    match rest.clone().into_iter().next()? {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => None,
        _ => Some(rest),
    }
}

/// Whether an example shows the setter of a parameter: a filter or a limit, but not the cursor of a page.
fn is_offered(api: &Api, operation: &Operation, parameter: &Parameter) -> bool {
    let turns_pages = operation.pagination.as_ref().is_some_and(|pagination| match &pagination.next {
        NextPage::Query { parameter: name, .. }
        | NextPage::Number { counter: Counter::Query(name), .. }
        | NextPage::Offset { counter: Counter::Query(name) } => *name == parameter.wire_name,
        NextPage::Number { counter: Counter::Body(_), .. }
        | NextPage::Offset { counter: Counter::Body(_) }
        | NextPage::Body { .. }
        | NextPage::Link
        | NextPage::Url { .. } => false,
    });
    let is_whole_query = matches!(parameter.style, ParameterStyle::WholeQuery { .. });
    parameter.location == ParameterLocation::Query
        && !parameter.is_positional()
        && !parameter.docs.deprecated
        && !turns_pages
        && !is_whole_query
        && is_small(api, &parameter.ty)
}

/// The statements that send a request and use the response.
fn response_used(operation: &Operation, request: &TokenStream) -> TokenStream {
    if operation.pagination.is_some() {
        return quote! {
            let mut items = #request.items();
            while let Some(item) = items.try_next().await? {
                println!("{item:?}");
            }
        };
    }
    match &operation.success.content {
        Success::Empty => quote!(#request.send().await?;),
        Success::Parts(PartContent::List(_)) => quote!(let response = #request.send().await?;),
        Success::Events
        | Success::JsonEvents(_)
        | Success::NamedEvents(_)
        | Success::JsonLines(_)
        | Success::Parts(_) => quote! {
            let mut stream = #request.send().await?;
            while let Some(item) = stream.try_next().await? {
                println!("{item:?}");
            }
        },
        Success::Json(_) | Success::Text | Success::Bytes | Success::Location | Success::ByStatus(_) => {
            quote!(let response = #request.send().await?;)
        }
    }
}

/// The lines of statements.
fn statements(statements: &TokenStream) -> Vec<String> {
    let file: syn::File = syn::parse2(quote!(async fn example() { #statements })).expect("an example is valid Rust");
    let text = prettyplease::unparse(&file);
    let lines: Vec<&str> = text.lines().collect();
    let inner = lines.get(1..lines.len().saturating_sub(1)).unwrap_or_default();
    inner.iter().map(|line| line.strip_prefix("    ").unwrap_or(line).to_owned()).collect()
}
