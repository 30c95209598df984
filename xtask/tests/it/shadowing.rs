//! Names in documents that equal names in emitted code: each identifier that emitted code or a macro of the runtime uses, at each
//! position of a name in a document. The crates are compiled.
//!
//! The identifiers are read from emitted code, so that this test includes new ones.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use generator::{
    Errors, Options, Parts,
    load::Source,
    names::{BUILDER_METHODS, CLIENT_METHODS, REQUEST_METHODS},
    select::Selection,
};
use proc_macro2::{TokenStream, TokenTree};
use serde_json::{Map, Value, json};
use syn::Item;

use crate::support::{cargo, generate_again, root, write};

#[test]
fn every_identifier_of_emitted_code_can_be_a_name_in_every_place() {
    let identifiers = identifiers();
    for known in ["default", "as_str", "serialize", "Option", "Serialize", "read", "members", "std", "new"] {
        assert!(identifiers.contains(known), "{known} is not among the identifiers that were found");
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("shadowing");
    let documents = [("shadowing-parts", parts(&identifiers)), ("shadowing-settings", settings(&identifiers))];
    for (name, document) in &documents {
        let spec = folder.join(format!("{name}.json"));
        write(&spec, document.to_string());
        let out = folder.join(name);
        let spec = spec.to_str().expect("a path in UTF-8");
        let ended = generate_again(&out, true, &["--spec", spec, "--name", name]);
        assert_eq!(ended.code, Some(0), "{name}: {}", ended.stderr);
    }
    let members = documents.map(|(name, _)| format!("{name:?}")).join(", ");
    let workspace = format!("[workspace]\nresolver = \"3\"\nmembers = [{members}]\n");
    write(&folder.join("Cargo.toml"), workspace);
    let checked = cargo(&folder, &["check", "--workspace", "--lib", "--message-format", "short"]);
    let said = checked.stderr;
    assert!(checked.code == Some(0) && !said.contains("warning"), "{said}");
}

/// The identifiers of the code that is emitted for all fixtures, of the macros of the runtime, and of the methods of types that
/// also have emitted setters.
fn identifiers() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for path in files(&root().join("generator/tests/it/features"), "yaml") {
        let source = Source { name: "a.yaml".to_owned(), bytes: fs::read(&path).expect("a fixture can be read") };
        let output = generator::generate(&source.into(), &options()).output.expect("a fixture has no errors");
        for text in output.files.values() {
            collect(text.parse().expect("emitted code is Rust"), &mut found);
        }
    }
    for path in files(&root().join("generated-client/src/runtime"), "rs") {
        let text = fs::read_to_string(&path).expect("a source file can be read");
        for item in syn::parse_file(&text).expect("the runtime is Rust").items {
            if let Item::Macro(it) = item {
                collect(it.mac.tokens, &mut found);
            }
        }
    }
    let methods = [BUILDER_METHODS, CLIENT_METHODS, REQUEST_METHODS].concat();
    found.extend(methods.into_iter().map(str::to_owned));
    // Only fixtures have identifiers in other scripts, which cannot be names of headers.
    found.retain(|name| name.is_ascii());
    found
}

fn collect(tokens: TokenStream, found: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                found.insert(ident.to_string());
            }
            TokenTree::Group(group) => collect(group.stream(), found),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// The files of a folder and below.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder can be listed");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let of_path = |path: PathBuf| {
        if path.is_dir() {
            return files(&path, extension);
        }
        let is_wanted = path.extension().is_some_and(|it| it == extension);
        if is_wanted { vec![path] } else { Vec::new() }
    };
    paths.into_iter().flat_map(of_path).collect()
}

fn options() -> Options {
    Options {
        environment_prefix: Some("API".to_owned()),
        made_by: "a test".to_owned(),
        errors: Errors::Refuse,
        parts: Parts::Whole,
        fake: false,
        selection: Selection::default(),
    }
}

/// Schemas, properties, arms, values, tags, operations, and parameters.
fn parts(names: &BTreeSet<String>) -> Value {
    let types: Vec<&String> =
        names.iter().filter(|name| name.starts_with(|first: char| first.is_ascii_uppercase())).collect();
    let mut schemas: Map<String, Value> = types.iter().map(|name| ((*name).clone(), rich(name))).collect();
    let properties: Map<String, Value> =
        names.iter().enumerate().map(|(index, name)| (name.clone(), property(index))).collect();
    schemas.insert("ZzOptional".to_owned(), json!({"type": "object", "properties": properties}));
    schemas.insert("ZzRequired".to_owned(), json!({"type": "object", "properties": properties, "required": names}));
    schemas.insert("ZzReceived".to_owned(), json!({"type": "object", "properties": properties}));
    schemas.insert("ZzValues".to_owned(), json!({"type": "string", "enum": names}));
    let arm = |name: &&String| json!({"type": "object", "required": ["kind", "id"], "properties": {"kind": {"const": name}, "id": {"type": "string"}}});
    schemas.insert("ZzArms".to_owned(), json!({"oneOf": types.iter().map(arm).collect::<Vec<_>>()}));
    let mut paths = Map::new();
    let answer = json!({"200": {"description": "d", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ZzReceived"}}}}});
    for (index, name) in names.iter().enumerate() {
        paths.insert(
            format!("/tag{index}"),
            json!({"get": {"operationId": format!("zz{index}"), "tags": [name], "responses": answer}}),
        );
        paths.insert(
            format!("/id{index}"),
            json!({"get": {"operationId": name, "tags": ["ZzIds"], "responses": {"204": {"description": "d"}}}}),
        );
    }
    for (index, schema) in ["ZzOptional", "ZzRequired", "ZzArms", "ZzValues"].into_iter().enumerate() {
        let schema = json!({"$ref": format!("#/components/schemas/{schema}")});
        let content = json!({"application/json": {"schema": schema}});
        let operation = json!({"operationId": format!("zzSend{index}"), "tags": ["Zz"], "requestBody": {"content": content},
            "responses": {"200": {"description": "d", "content": content, "headers": headers(names)}}});
        paths.insert(format!("/send{index}"), json!({"post": operation}));
    }
    for (location, required) in
        [("query", true), ("query", false), ("header", true), ("header", false), ("cookie", true), ("cookie", false)]
    {
        let parameters: Vec<Value> = names.iter().map(|name| parameter(name, location, required)).collect();
        paths.insert(
            format!("/{location}{required}"),
            json!({"get": {"tags": ["Zz"], "parameters": parameters, "responses": answer}}),
        );
    }
    let names: Vec<&String> = names.iter().collect();
    for (index, some) in names.chunks(20).enumerate() {
        let path: String = some.iter().map(|name| format!("/{{{name}}}")).collect();
        let parameters: Vec<Value> = some.iter().map(|name| parameter(name, "path", true)).collect();
        paths.insert(format!("/path{index}{path}"), json!({"get": {"tags": ["Zz"], "operationId": format!("zzPath{index}"), "parameters": parameters, "responses": answer}}));
    }
    json!({
        "openapi": "3.1.0", "info": {"title": "Parts", "version": "1"}, "servers": [{"url": "https://a.example"}],
        "paths": paths, "components": {"schemas": schemas},
    })
}

/// The settings of the client: variables, headers of all operations, security schemes. Also parameters with the same names.
fn settings(names: &BTreeSet<String>) -> Value {
    let url: String = names.iter().map(|name| format!("{{{name}}}.")).collect();
    let variables: Map<String, Value> = names.iter().map(|name| (name.clone(), json!({"default": "a"}))).collect();
    let schemes: Map<String, Value> = names
        .iter()
        .map(|name| (name.clone(), json!({"type": "apiKey", "in": "header", "name": format!("X-{name}")})))
        .collect();
    let headers: Vec<Value> = names.iter().map(|name| parameter(name, "header", false)).collect();
    let queries: Vec<Value> = names.iter().map(|name| parameter(name, "query", false)).collect();
    let parameters = [headers, queries].concat();
    let security: Vec<Value> = names.iter().map(|name| json!({name.as_str(): []})).collect();
    let operation = |id: &str| json!({"operationId": id, "tags": ["Zz"], "parameters": parameters, "responses": {"204": {"description": "d"}}});
    json!({
        "openapi": "3.1.0", "info": {"title": "Settings", "version": "1"},
        "servers": [{"url": format!("https://{url}example"), "variables": variables}],
        "security": security,
        "paths": {"/a": {"get": operation("zzA"), "put": operation("zzB")}},
        "components": {"securitySchemes": schemes},
    })
}

/// An object with a property of each kind. The types of the properties are in the file of the object.
fn rich(name: &str) -> Value {
    json!({
        "type": "object",
        "properties": {
            "text": {"type": "string"},
            "own": {"$ref": format!("#/components/schemas/{name}")},
            "list": {"type": "array", "items": {"type": "integer"}},
            "value": {"type": "string", "enum": ["a", "b"]},
            "number": {"type": "integer", "enum": [1, 2]},
            "either": {"oneOf": [{"type": "string"}, {"type": "object", "properties": {"a": {"type": ["string", "null"]}}}]},
            "pair": {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "minItems": 2, "items": false},
        },
    })
}

fn property(index: usize) -> Value {
    match index % 7 {
        0 => json!({"type": "string"}),
        1 => json!({"type": ["string", "null"]}),
        2 => json!({"type": "array", "items": {"type": "string"}}),
        3 => json!({"type": "object", "additionalProperties": {"type": "number"}}),
        4 => json!({"type": "integer"}),
        5 => json!({"$ref": "#/components/schemas/ZzValues"}),
        _ => json!({"type": "array", "items": {"$ref": "#/components/schemas/ZzArms"}}),
    }
}

fn parameter(name: &str, location: &str, required: bool) -> Value {
    json!({"name": name, "in": location, "required": required, "schema": {"type": "string"}})
}

fn headers(names: &BTreeSet<String>) -> Map<String, Value> {
    names.iter().map(|name| (name.clone(), json!({"schema": {"type": "string"}}))).collect()
}
