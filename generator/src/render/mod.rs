//! Prints the model as tokens.
//!
//! Input: a finished [`Api`], with all decisions and names. Output: one [`Module`] for each of the [`files()`] below
//! `generated/`. `format` makes the layout (line breaks, blank lines, the header of the file). It cannot fail, since all errors
//! of a document were reported before.
//!
//! Each file here prints one concept. Only `runtime_paths` has the names of the runtime's items.

mod aliases;
mod arguments;
mod constructors;
pub mod cut;
mod docs;
mod examples;
mod fake;
mod files;
mod hints;
mod imports;
mod integer_enums;
pub mod item_paths;
mod json_samples;
mod markdown;
mod oauth2;
mod open_enums;
mod operations;
mod pages;
mod parameters;
mod receivers;
mod requests;
mod resources;
pub(crate) mod runtime_paths;
mod samples;
mod settings;
mod statuses;
mod string_enums;
mod structs;
mod tuples;
mod type_refs;
mod types;
mod union_accessors;
mod unions;

use std::{collections::BTreeSet, fmt, iter};

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::{
    lines::LaidOut,
    model::{Api, Presence, TypeId, TypeRef},
    one_line,
};
pub use examples::has_whole_example;
use files::bare;
pub use files::{File, Part, TypesModule, files, types_index};
pub use imports::Imports;

/// One emitted file before formatting.
pub struct Module<'a> {
    /// The path below `generated/`.
    pub path: String,
    /// The text before its items, and before the [`Imports`] that these need.
    pub head: TokenStream,
    /// The types of files above it that it names without a path.
    pub names: Vec<Ident>,
    /// The declarations of the files in the folder next to it, after the imports.
    pub below: TokenStream,
    /// Its items, some at a time: tokens take many times the memory of their text.
    pub items: Box<dyn Iterator<Item = Items> + 'a>,
}

/// Some items.
#[derive(Clone, Debug, Default)]
pub struct Items {
    /// Their syntax, in which calls hold the places of what is laid out.
    pub syntax: TokenStream,
    /// Their structs and setters.
    pub laid_out: LaidOut,
}

impl From<TokenStream> for Items {
    fn from(syntax: TokenStream) -> Self {
        Self { syntax, laid_out: LaidOut::default() }
    }
}

impl FromIterator<Self> for Items {
    fn from_iter<I: IntoIterator<Item = Self>>(parts: I) -> Self {
        let mut all = Self::default();
        for Self { syntax, laid_out } in parts {
            all.syntax.extend(syntax);
            all.laid_out.extend(laid_out);
        }
        all
    }
}

impl Items {
    /// The items that `syntax` makes.
    fn new(syntax: impl FnOnce(&mut LaidOut) -> TokenStream) -> Self {
        let mut laid_out = LaidOut::default();
        Self { syntax: syntax(&mut laid_out), laid_out }
    }
}

impl Module<'_> {
    /// An empty one.
    fn new(path: String) -> Self {
        let (head, below) = (TokenStream::new(), TokenStream::new());
        Self { path, head, names: Vec::new(), below, items: Box::new(iter::empty()) }
    }
}

impl fmt::Debug for Module<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Module").field("path", &self.path).finish_non_exhaustive()
    }
}

/// Renders one file.
pub fn render<'a>(api: &'a Api, file: &'a File<'a>) -> Module<'a> {
    let path = file.path();
    match file {
        File::Root => Module { head: root(api), ..Module::new(path) },
        File::Settings => settings::module(api, path),
        File::Resource(resource, part) => resources::module(api, path, resource, part),
        File::Fake => fake::root(api, path),
        File::FakeResource(resource, part) => fake::module(api, path, resource, part),
        File::TypesIndex(part) => types::index(api, path, part),
        File::Types(_, part) => types::module(api, path, part),
    }
}

/// The items of the part of the model at `pointer`: of a type, or of an operation.
pub fn items_at(api: &Api, pointer: &str) -> Option<Items> {
    let definition = api.types.iter().find(|definition| definition.pointer == pointer);
    let of_operation = || {
        let (resource, operation) = api.operations().find(|(_, operation)| operation.pointer == pointer)?;
        let name = ident(&resource.rust_name);
        Some(Items::new(|laid_out| resources::operations(api, resource, &name, &[operation], laid_out)))
    };
    definition.map(|definition| types::items(api, definition)).or_else(of_operation)
}

/// A Rust type in one line. `name` gives the names of types with a definition.
pub fn type_text(ty: &TypeRef, name: &dyn Fn(TypeId) -> String) -> String {
    let named = |id: TypeId| {
        let name = ident(&name(id));
        quote!(types::#name)
    };
    one_line::text(&type_refs::rust_type_by(&named, ty))
}

/// The Rust type of a field in one line, whose value has the Rust type `value`.
pub fn field_text(value: &str, presence: Presence) -> String {
    let value: TokenStream = value.parse().expect("a Rust type has tokens");
    one_line::text(&type_refs::with_presence(&value, presence))
}

/// `mod.rs`: declares the other files.
fn root(api: &Api) -> TokenStream {
    let mut names: Vec<&str> = api.resources.iter().map(|resource| resource.accessor.as_str()).collect();
    names.push("types");
    names.sort_unstable();
    let modules = names.into_iter().map(|name| {
        let feature = if_feature(api.settings.features.resources.get(name));
        let declaration = declaration(&quote!(pub), "", name);
        quote!(#feature #declaration)
    });
    let docs = docs::DocText::new().sentence("The types and operations of the API.").inner();
    let fake = api.settings.has_fake.then(|| {
        quote!(
            #[cfg(feature = "fake")]
            pub mod fake;
        )
    });
    quote! {
        #docs
        #![allow(deprecated, reason = "what the API calls deprecated is still read and written")]
        #![allow(unused_qualifications, reason = "a path says where a type comes from, whatever else is in scope")]
        #![allow(
            clippy::pedantic,
            clippy::disallowed_names,
            clippy::enum_variant_names,
            clippy::just_underscores_and_digits,
            clippy::large_enum_variant,
            clippy::let_unit_value,
            clippy::module_inception,
            clippy::new_ret_no_self,
            clippy::self_named_constructors,
            clippy::should_implement_trait,
            clippy::too_many_arguments,
            clippy::type_complexity,
            clippy::unit_arg,
            clippy::wrong_self_convention,
            reason = "names, numbers and sizes are those of the API"
        )]
        #![allow(
            clippy::doc_lazy_continuation,
            clippy::doc_nested_refdefs,
            clippy::doc_overindented_list_items,
            reason = "descriptions keep the layout that they have in the document"
        )]

        mod api;
        #fake
        #(#modules)*
    }
}

/// A finished name of the model as an identifier.
fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// The attribute of a part that has a Cargo feature.
fn if_feature(feature: Option<&String>) -> Option<TokenStream> {
    feature.map(|feature| quote!(#[cfg(feature = #feature)]))
}

/// The attribute of a part that any of several Cargo features turns on.
fn if_any_feature(features: Option<&BTreeSet<String>>) -> Option<TokenStream> {
    let features: Vec<&String> = features?.iter().collect();
    match features.as_slice() {
        [only] => if_feature(Some(only)),
        several => Some(quote!(#[cfg(any(#(feature = #several),*))])),
    }
}

/// `mod name;`. The compiler finds the file only if the name is ASCII. Otherwise, a `path` attribute has the place,
/// relative to the declaring file by `folder`.
fn declaration(visibility: &TokenStream, folder: &str, name: &str) -> TokenStream {
    let module = ident(name);
    if name.is_ascii() {
        return quote!(#visibility mod #module;);
    }
    let file = format!("{folder}{}.rs", bare(name));
    quote!(#[path = #file] #visibility mod #module;)
}

/// The declarations of the files below the one at `path`, and the exports of all their items.
fn below(path: &str, modules: &[String]) -> TokenStream {
    let declarations = declarations(path, modules);
    let exports = modules.iter().map(|name| {
        let module = ident(name);
        quote!(pub use self::#module::*;)
    });
    quote!(#declarations #(#exports)*)
}

/// The declarations of the files below the one at `path`.
pub fn declarations(path: &str, modules: &[String]) -> TokenStream {
    let folder = folder_beside(path);
    modules.iter().map(|name| declaration(&TokenStream::new(), &folder, name)).collect()
}

/// The path from a file to the files below it: the folder with its name. The files below `mod.rs` are next to it.
fn folder_beside(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    if name == "mod.rs" { String::new() } else { format!("{}/", name.trim_end_matches(".rs")) }
}

#[cfg(test)]
mod tests;
