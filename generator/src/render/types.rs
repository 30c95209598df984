//! The files of `types/`: one for each component schema and the inline types found in it.

use std::{collections::BTreeMap, iter};

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    Module, aliases, declaration, docs::Docs, file_name, ident, if_any_feature, integer_enums, string_enums, structs,
    tuples, unions,
};
use crate::model::{Api, TypeDef, TypeKind};

/// The types of each file.
pub(super) fn by_module(api: &Api) -> BTreeMap<&str, Vec<&TypeDef>> {
    let mut by_module: BTreeMap<&str, Vec<&TypeDef>> = BTreeMap::new();
    for def in &api.types {
        by_module.entry(&def.module).or_default().push(def);
    }
    by_module
}

/// One file.
pub(super) fn module<'a>(api: &'a Api, name: &str, defs: &'a [&TypeDef]) -> Module<'a> {
    let items = defs.iter().map(|def| items(api, def));
    Module { path: format!("types/{}", file_name(name)), head: TokenStream::new(), items: Box::new(items) }
}

/// `types/mod.rs`: where the types are is nobody's business, so they all are in `types`.
pub(super) fn root(api: &Api) -> Module<'static> {
    let by_module = by_module(api);
    let docs = Docs::new().sentence("The types that requests and responses are made of.").inner();
    let feature = |module: &str| if_any_feature(api.settings.features.modules.get(module));
    let declarations = by_module.keys().map(|module| {
        let (feature, declaration) = (feature(module), declaration(&TokenStream::new(), module));
        quote!(#feature #declaration)
    });
    let exports = by_module.iter().map(|(module, defs)| {
        let feature = feature(module);
        let module = ident(module);
        let mut names: Vec<&str> = defs.iter().map(|def| def.rust_name.as_str()).collect();
        names.sort_unstable();
        let names = names.into_iter().map(ident);
        quote!(#feature pub use self::#module::{#(#names),*};)
    });
    let head = quote!(#docs #(#declarations)* #(#exports)*);
    Module { path: "types/mod.rs".to_owned(), head, items: Box::new(iter::empty()) }
}

/// The items of one type.
fn items(api: &Api, def: &TypeDef) -> TokenStream {
    match &def.kind {
        TypeKind::Struct(object) => structs::items(api, def, object),
        TypeKind::StringEnum(values) => string_enums::items(def, values),
        TypeKind::IntegerEnum(values) => integer_enums::items(def, values),
        TypeKind::Tuple(tuple) => tuples::items(api, def, tuple),
        TypeKind::Union(union) => unions::items(api, def, union),
        TypeKind::Alias(target) => aliases::alias(api, def, target),
        TypeKind::Newtype(target) => aliases::newtype(api, def, target),
    }
}
