//! Names of the emitted crate.

use std::collections::BTreeSet;

use super::{KEYWORDS, words};

/// Names that cargo refuses or that would hide a crate that the emitted one needs.
const RESERVED: &[&str] = &[
    "alloc",
    "base64",
    "build",
    "bytes",
    "cap_std",
    "core",
    "deps",
    "examples",
    "flate2",
    "futures_core",
    "globset",
    "granit_parser",
    "hmac",
    "http",
    "http_body",
    "incremental",
    "jiff",
    "memchr",
    "proc_macro",
    "regex",
    "reqwest",
    "rustix",
    "rustls",
    "rustls_platform_verifier",
    "schemars",
    "secrecy",
    "serde",
    "serde_json",
    "sha2",
    "std",
    "test",
    "tokio",
    "tracing",
    "zip",
];

/// Environment variables of the client, without the prefix.
const VARIABLES: &[&str] = &["API_KEY", "AUTH_TOKEN", "BASE_URL", "CUSTOM_HEADERS", "PASSWORD", "USERNAME"];

/// The Cargo features that every emitted crate has, and the one that turns on all resources.
pub const FEATURES: &[&str] = &[
    "all",
    "apply",
    "blocking",
    "credentials",
    "default",
    "fake",
    "gzip",
    "http2",
    "journal",
    "native-tls",
    "rustls",
    "rustls-no-provider",
    "rustls-ring",
    "schemars",
    "testing",
    "toolset",
    "tracing",
    "webhooks",
];

/// The Cargo feature of the types that no operation sends or receives.
pub const OTHER_SCHEMAS: &str = "other-schemas";

/// The Cargo features of resources, by their accessors: `memory_stores` → `memory-stores`, `fn_` → `fn`, `_400` → `400`.
pub fn feature_names<'a>(accessors: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut taken: BTreeSet<String> = FEATURES.iter().chain([&OTHER_SCHEMAS]).map(|name| (*name).to_owned()).collect();
    let name = |accessor: &str| {
        let mut name = accessor.trim_matches('_').replace('_', "-");
        // Cargo accepts only these first characters.
        if !name.starts_with(|first: char| unicode_ident::is_xid_start(first) || first.is_ascii_digit()) {
            name.insert_str(0, "api-");
        }
        while !taken.insert(name.clone()) {
            name.insert_str(0, "api-");
        }
        name
    };
    accessors.into_iter().map(name).collect()
}

/// The name of a crate for an API: `Pet Store (v1)` → `pet-store-v1`.
pub fn crate_name(title: &str) -> String {
    let ascii: Vec<String> = words(title)
        .iter()
        .map(|word| word.chars().filter(char::is_ascii_alphanumeric).collect::<String>())
        .filter(|word| !word.is_empty())
        .collect();
    let name: String = ascii.join("-").chars().take(60).collect();
    let name = name.trim_end_matches('-');
    match name.chars().next() {
        None => "client".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("client-{name}"),
        Some(_) if is_reserved(name) => format!("{name}-client"),
        Some(_) => name.to_owned(),
    }
}

/// Whether cargo accepts a name for a crate.
pub fn is_crate_name(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|first| first.is_ascii_alphabetic())
        && characters.all(|character| character.is_ascii_alphanumeric() || matches!(character, '-' | '_'))
        && !is_reserved(name)
}

/// The prefix of environment variables for a crate: `pet-store` → `PET_STORE`.
pub fn environment_prefix(crate_name: &str) -> String {
    crate_name.to_ascii_uppercase().replace('-', "_")
}

/// The environment variables for security schemes: `partnerKey` → `PET_STORE_PARTNER_KEY`. They are all different, and none
/// has another meaning. `None` if no character of the scheme's name is allowed in a variable.
pub fn environment_variables<'a>(prefix: &str, schemes: impl IntoIterator<Item = &'a str>) -> Vec<Option<String>> {
    let mut taken: BTreeSet<String> = VARIABLES.iter().map(|name| (*name).to_owned()).collect();
    let variable = |scheme: &str| {
        let words = words(scheme);
        let ascii = words.iter().flat_map(|word| word.split(|character: char| !character.is_ascii_alphanumeric()));
        let ascii: Vec<String> = ascii.filter(|word| !word.is_empty()).map(str::to_ascii_uppercase).collect();
        let wanted = ascii.join("_");
        let mut name = wanted.clone();
        let mut number = 2;
        while !taken.insert(name.clone()) {
            name = format!("{wanted}_{number}");
            number += 1;
        }
        (!wanted.is_empty()).then(|| format!("{prefix}_{name}"))
    };
    schemes.into_iter().map(variable).collect()
}

/// Whether Cargo or the emitted code needs the name for something else.
pub fn is_reserved(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace('-', "_");
    RESERVED.contains(&name.as_str()) || KEYWORDS.contains(&name.as_str())
}
