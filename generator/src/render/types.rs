//! The files of `types/`: one for each component schema and the inline types found in it.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    Module, aliases, declaration, docs::Docs, file_name, ident, imports::imports, integer_enums, string_enums, structs,
    tuples, unions,
};
use crate::model::{Api, TypeDef, TypeKind};

/// `types/mod.rs` and the files beside it.
pub(super) fn modules(api: &Api) -> Vec<Module> {
    let mut by_module: BTreeMap<&str, Vec<&TypeDef>> = BTreeMap::new();
    for def in &api.types {
        by_module.entry(&def.module).or_default().push(def);
    }
    let mut modules = vec![root(&by_module)];
    modules.extend(by_module.into_iter().map(|(name, defs)| {
        let items: TokenStream = defs.into_iter().map(|def| items(api, def)).collect();
        let imports = imports(&items);
        Module { path: format!("types/{}", file_name(name)), tokens: quote!(#imports #items) }
    }));
    modules
}

/// `types/mod.rs`: where the types are is nobody's business, so they all are in `types`.
fn root(by_module: &BTreeMap<&str, Vec<&TypeDef>>) -> Module {
    let docs = Docs::new().sentence("The types that requests and responses are made of.").inner();
    let declarations = by_module.keys().map(|module| declaration(&TokenStream::new(), module));
    let exports = by_module.iter().map(|(module, defs)| {
        let module = ident(module);
        let mut names: Vec<&str> = defs.iter().map(|def| def.rust_name.as_str()).collect();
        names.sort_unstable();
        let names = names.into_iter().map(ident);
        quote!(pub use self::#module::{#(#names),*};)
    });
    Module { path: "types/mod.rs".to_owned(), tokens: quote!(#docs #(#declarations)* #(#exports)*) }
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
