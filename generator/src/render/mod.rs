//! Prints the model as tokens.
//!
//! Input: a finished [`Api`], all decisions and names in it. Output: one [`Module`] for each file below `generated/`.
//! Leaves layout (line breaks, blank lines, the header of the file) to `format`. Cannot fail: what could be wrong with
//! a document was said before.
//!
//! One file here prints one concept; `runtime_paths` alone knows what the runtime's items are called.

mod aliases;
mod arguments;
mod constructors;
mod docs;
mod imports;
mod integer_enums;
mod markdown;
mod open_enums;
mod operations;
mod pages;
mod parameters;
mod requests;
mod resources;
mod runtime_paths;
mod settings;
mod statuses;
mod string_enums;
mod structs;
mod tuples;
mod type_refs;
mod types;
mod union_accessors;
mod unions;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::model::Api;

/// One emitted file before formatting.
#[derive(Clone, Debug)]
pub struct Module {
    /// The path below `generated/`.
    pub path: String,
    /// Its items.
    pub tokens: TokenStream,
}

/// Renders all files.
pub fn render(api: &Api) -> Vec<Module> {
    let mut modules = vec![root(api), settings::module(api)];
    modules.extend(api.resources.iter().map(|resource| resources::module(api, resource)));
    modules.extend(types::modules(api));
    modules
}

/// `mod.rs`: declares the other files.
fn root(api: &Api) -> Module {
    let mut names: Vec<&str> = api.resources.iter().map(|resource| resource.accessor.as_str()).collect();
    names.push("types");
    names.sort_unstable();
    let modules = names.into_iter().map(|name| declaration(&quote!(pub), name));
    let docs = docs::Docs::new().sentence("The types and operations of the API.").inner();
    let tokens = quote! {
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
        #(#modules)*
    };
    Module { path: "mod.rs".to_owned(), tokens }
}

/// A finished name of the model as an identifier.
fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// `mod name;`. The compiler finds the file by itself only where the name is ASCII.
fn declaration(visibility: &TokenStream, name: &str) -> TokenStream {
    let module = ident(name);
    if name.is_ascii() {
        return quote!(#visibility mod #module;);
    }
    let file = file_name(name);
    quote!(#[path = #file] #visibility mod #module;)
}

/// The name of the file that holds the module `name`.
fn file_name(name: &str) -> String {
    format!("{}.rs", name.strip_prefix("r#").unwrap_or(name))
}

#[cfg(test)]
mod tests;
