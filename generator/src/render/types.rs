//! The files of `types/`: one for each component schema and the inline types found in it.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    Items, Module, Part, TypesModule, aliases, below, declaration, docs::DocText, folder_beside, ident, if_any_feature,
    integer_enums, receivers, string_enums, structs, tuples, unions,
};
use crate::{
    lines::LaidOut,
    model::{Api, TypeDef, TypeKind},
};

/// The most types that are exported one by one. A longer list would not be readable.
const MOST_LISTED: usize = 2000;

/// One file.
pub(super) fn module<'a>(api: &'a Api, path: String, part: &'a Part<&'a TypeDef>) -> Module<'a> {
    let items = part.items.iter().map(|def| items(api, def));
    Module { below: below(&path, &part.below), items: Box::new(items), ..Module::new(path) }
}

/// `types/mod.rs`: exports all types from `types`, so that their modules do not affect users.
pub(super) fn index(api: &Api, path: String, part: &Part<TypesModule<'_>>) -> Module<'static> {
    let docs = part
        .path
        .is_empty()
        .then(|| DocText::new().sentence("The types that requests and responses are made of.").inner());
    let feature = |module: &TypesModule<'_>| if_any_feature(api.settings.features.modules.get(module.name));
    let folder = folder_beside(&path);
    let declarations = part.items.iter().map(|module| {
        let (feature, declaration) = (feature(module), declaration(&TokenStream::new(), &folder, module.name));
        quote!(#feature #declaration)
    });
    let is_listed = api.types.len() <= MOST_LISTED;
    let exports = part.items.iter().map(|module| {
        let feature = feature(module);
        if !is_listed {
            let module = ident(module.name);
            return quote!(#feature pub use self::#module::*;);
        }
        let mut names: Vec<&str> = module.types.iter().map(|def| def.rust_name.as_str()).collect();
        names.sort_unstable();
        let names = names.into_iter().map(ident);
        let module = ident(module.name);
        quote!(#feature pub use self::#module::{#(#names),*};)
    });
    let has_features = !api.settings.features.modules.is_empty();
    let allowed = (has_features && !part.below.is_empty())
        .then(|| quote!(#![allow(unused_imports, reason = "features may turn off all that a file exports")]));
    let head = quote!(#docs #allowed #(#declarations)* #(#exports)*);
    Module { head, below: below(&path, &part.below), ..Module::new(path) }
}

/// The items of one type.
pub(super) fn items(api: &Api, def: &TypeDef) -> Items {
    Items::new(|laid_out| syntax(api, def, laid_out))
}

fn syntax(api: &Api, def: &TypeDef, laid_out: &mut LaidOut) -> TokenStream {
    let received = receivers::received(api, def);
    let items = match &def.kind {
        TypeKind::Struct(object) => structs::items(api, def, object, laid_out),
        TypeKind::StringEnum(values) => string_enums::items(def, values),
        TypeKind::IntegerEnum(values) => integer_enums::items(def, values),
        TypeKind::Tuple(tuple) => tuples::items(api, def, tuple),
        TypeKind::Union(union) => unions::items(api, def, union),
        TypeKind::Alias(target) => aliases::alias(api, def, target),
        TypeKind::Newtype(target) => aliases::newtype(api, def, target),
    };
    quote!(#items #received)
}
