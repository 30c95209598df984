//! The generator avoids the names of the runtime, so it must know all of them.

use std::{collections::BTreeSet, fs, path::Path};

use generator::names::{BUILDER_METHODS, CLIENT_METHODS, FEATURES, OAUTH2_METHODS, REQUEST_METHODS, is_crate_name};
use syn::{ImplItem, Item, Type};

use crate::support::root;

#[test]
fn every_method_of_the_runtimes_types_is_reserved() {
    for (type_name, reserved) in [
        ("Client", CLIENT_METHODS),
        ("ClientBuilder", BUILDER_METHODS),
        ("OAuth2", OAUTH2_METHODS),
        ("Request", REQUEST_METHODS),
    ] {
        let reserved: BTreeSet<&str> = reserved.iter().copied().collect();
        let methods = inherent_methods(type_name);
        assert!(!methods.is_empty(), "{type_name} has no methods");
        let free: Vec<&String> = methods.iter().filter(|method| !reserved.contains(method.as_str())).collect();
        assert!(free.is_empty(), "{type_name} has methods that generated code may define again: {free:?}");
    }
}

#[test]
fn every_feature_of_the_client_is_reserved() {
    let text = fs::read_to_string(root().join("generated-client/Cargo.toml")).expect("the client's manifest");
    let manifest: toml_edit::DocumentMut = text.parse().expect("a manifest is TOML");
    let features = manifest["features"].as_table().expect("the client has features");
    let free: Vec<&str> = features.iter().map(|(name, _)| name).filter(|name| !FEATURES.contains(name)).collect();
    assert!(free.is_empty(), "a resource's feature may be called like one of the client: {free:?}");
}

#[test]
fn every_dependency_of_the_client_is_reserved() {
    let text = fs::read_to_string(root().join("generated-client/Cargo.toml")).expect("the client's manifest");
    let manifest: toml_edit::DocumentMut = text.parse().expect("a manifest is TOML");
    let dependencies = manifest["dependencies"].as_table().expect("the client has dependencies");
    let free: Vec<&str> = dependencies.iter().map(|(name, _)| name).filter(|name| is_crate_name(name)).collect();
    assert!(free.is_empty(), "a crate may have the name of a dependency: {free:?}");
}

/// The methods that the runtime's files define on a type itself, not by a trait.
fn inherent_methods(type_name: &str) -> BTreeSet<String> {
    let folder = root().join("generated-client/src/runtime");
    let mut entries = vec![folder];
    let mut sources = Vec::new();
    while let Some(path) = entries.pop() {
        if path.is_dir() {
            let below = fs::read_dir(&path).expect("the runtime can be listed");
            entries.extend(below.map(|entry| entry.expect("an entry").path()));
        } else if path.extension().is_some_and(|it| it == "rs") {
            sources.push(path);
        }
    }
    sources.iter().flat_map(|path| methods_in(path, type_name)).collect()
}

fn methods_in(path: &Path, type_name: &str) -> Vec<String> {
    let file = syn::parse_file(&fs::read_to_string(path).expect("a source file")).expect("a source file is Rust");
    let blocks = file.items.into_iter().filter_map(|item| match item {
        Item::Impl(block) if block.trait_.is_none() && is_named(&block.self_ty, type_name) => Some(block.items),
        _ => None,
    });
    blocks
        .flatten()
        .filter_map(|item| match item {
            ImplItem::Fn(method) => Some(method.sig.ident.to_string()),
            _ => None,
        })
        .collect()
}

fn is_named(ty: &Type, name: &str) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|segment| segment.ident == name))
}
