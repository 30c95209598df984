//! Arbitrary text at every position of a name in a document: the generator makes different identifiers.

use std::collections::BTreeSet;

use generator::{Errors, Options, Run, diagnostic::Colour, load::Source};
use serde_json::{Map, Value, json};
use syn::{Fields, ImplItem, Item};

use crate::{
    random::{Random, TEXTS},
    support,
};

#[test]
fn names_that_have_gone_wrong_somewhere_are_taken_in_every_place() {
    let long = ["a".repeat(5_000), "订".repeat(300), "\u{20000}".repeat(300), "a\u{301}".repeat(100)];
    let texts: Vec<String> = TEXTS.iter().map(|text| (*text).to_owned()).chain(long).collect();
    let run = run(&document(&texts), Errors::Refuse);
    let shown = || {
        generator::diagnostic::render(
            &Source { name: "a".to_owned(), bytes: vec![] }.into(),
            &run.diagnostics,
            Colour::Never,
        )
    };
    assert!(run.output.is_some(), "{}", shown());
    check(&run, "all texts");
}

#[test]
fn random_names_are_taken_in_every_place() {
    for seed in 0..40 {
        let mut random = Random::new(seed);
        let texts: Vec<String> = (0..5).map(|_| random.text()).collect();
        check(&run(&document(&texts), Errors::LeaveOut), &format!("{seed}: {texts:?}"));
    }
}

#[test]
fn media_types_of_any_form_give_identifiers() {
    let mut texts: Vec<String> = TEXTS.iter().map(|text| format!("application/{text}")).collect();
    texts.extend(TEXTS.iter().map(|text| format!("{text}/x")));
    for media_type in
        ["video/3gpp", "application/3gpp-ims+xml", "audio/1d-interleaved-parityfec", "text/1d;x=1", "/", "a/b/c"]
    {
        texts.push(media_type.to_owned());
    }
    let content = |schema: &Value| -> Value {
        texts.iter().map(|media_type| (media_type.clone(), json!({"schema": schema}))).collect::<Map<_, _>>().into()
    };
    let operation = |id: &str, required: bool| {
        json!({
            "operationId": id,
            "requestBody": {"required": required, "content": content(&json!({"type": "string", "format": "binary"}))},
            "responses": {"200": {"description": "d", "content": content(&json!({"type": "string"}))}},
        })
    };
    let document = json!({
        "openapi": "3.1.0", "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"post": operation("a", true), "put": operation("b", false)}},
    });
    let run = run(&document, Errors::Refuse);
    assert!(run.output.is_some());
    check(&run, "media types");
}

fn run(document: &Value, errors: Errors) -> Run {
    let source = Source { name: "a.json".to_owned(), bytes: document.to_string().into_bytes() };
    generator::generate(&source.into(), &Options { errors, ..support::options() })
}

/// A document with all of `texts` at each position.
fn document(texts: &[String]) -> Value {
    let object = |value: &dyn Fn(&str) -> Value| -> Value {
        texts.iter().map(|text| (text.clone(), value(text))).collect::<Map<_, _>>().into()
    };
    let tokens: Vec<&String> = texts.iter().filter(|text| is_token(text)).collect();
    let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{}", escaped(name))});
    let inline = json!({"type": "object", "properties": {"a": {"enum": texts}}});
    let properties = object(&|text| match text.len() % 4 {
        0 => json!({"type": ["string", "null"]}),
        1 => json!({"type": "array", "items": inline}),
        2 => json!({"oneOf": [{"type": "string"}, inline]}),
        _ => reference(text),
    });
    let arms: Vec<Value> = texts
        .iter()
        .map(|text| json!({"type": "object", "required": ["t"], "properties": {"t": {"const": text}}}))
        .collect();
    let paths = paths(texts, &properties, &arms);
    json!({
        "openapi": "3.1.0",
        "info": {"title": texts.first(), "version": "1"},
        "servers": [{"url": format!("https://x.example/{}", tokens.iter().map(|name| format!("{{{name}}}")).collect::<String>()),
            "variables": tokens.iter().map(|name| ((*name).clone(), json!({"default": "a"}))).collect::<Map<_, _>>()}],
        "paths": paths,
        "components": {
            "schemas": object(&|text| match text.len() % 6 {
                0 => json!({"type": "object", "properties": properties}),
                1 => json!({"enum": texts}),
                2 => json!({"oneOf": arms}),
                3 => json!({"type": "array", "prefixItems": [inline, {"type": "string"}]}),
                4 => json!({"type": "integer"}),
                _ => json!({"type": "array", "items": inline}),
            }),
            "securitySchemes": object(&|text| json!({"type": "apiKey", "name": if is_token(text) { text } else { "k" }, "in": "header"})),
        },
    })
}

/// Operations that have each text as ID, tag, body and description.
fn paths(texts: &[String], properties: &Value, arms: &[Value]) -> Map<String, Value> {
    let parameters = |location: &str, required: bool| -> Vec<Value> {
        let usable = texts.iter().filter(|text| location != "header" || is_token(text));
        usable
            .map(|name| json!({"name": name, "in": location, "required": required, "schema": {"type": "string"}}))
            .collect()
    };
    let body = json!({"required": true, "content": {"application/json": {"schema": {"type": "object", "required": texts, "properties": properties}}}});
    let headers: Map<String, Value> = texts
        .iter()
        .filter(|text| is_token(text))
        .map(|name| ((*name).clone(), json!({"schema": {"type": "string"}})))
        .collect();
    let mut paths = Map::new();
    for (index, text) in texts.iter().enumerate() {
        let operation = json!({"operationId": text, "tags": [text], "requestBody": body,
            "responses": {"200": {"description": text, "content": {"application/json": {"schema": {"oneOf": arms}}}}}});
        paths.insert(
            format!("/p{index}"),
            if index < 2 {
                json!({"post": operation})
            } else {
                json!({"post": {"operationId": text, "tags": [text], "responses": {}}})
            },
        );
        if is_token(text) {
            let parameter = json!({"name": text, "in": "path", "required": true, "schema": {"type": "string"}});
            paths.insert(format!("/q{index}/{{{text}}}"), json!({"get": {"parameters": [parameter], "responses": {}}}));
        }
    }
    for (index, (location, required)) in
        [("query", true), ("query", false), ("header", true), ("header", false), ("cookie", false)]
            .into_iter()
            .enumerate()
    {
        paths.insert(format!("/r{index}"), json!({"get": {"parameters": parameters(location, required), "responses": {"200": {"description": "d", "headers": headers}}}}));
    }
    paths
}

fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text.len() < 100
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_+".contains(&byte))
}

fn escaped(name: &str) -> String {
    name.replace('%', "%25").replace('~', "~0").replace('/', "~1")
}

/// All emitted code is Rust, and declares nothing twice.
fn check(run: &Run, what: &str) {
    let mut methods = BTreeSet::new();
    for (path, text) in run.output.iter().flat_map(|output| &output.files) {
        assert!(path.split('/').all(|part| part.len() < 250), "{what}: {path} is too long for a file");
        let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{what}: {path}: {error}\n{text}"));
        let mut items = BTreeSet::new();
        for item in &file.items {
            for name in declared(item) {
                assert!(items.insert(name.clone()), "{what}: {path} has {name} twice");
            }
            for method in inherent(item) {
                assert!(
                    methods.insert((type_root(path, &method.0), method.1.clone())),
                    "{what}: {path} has {method:?} twice"
                );
            }
        }
    }
}

/// Methods of types of the runtime are in several files.
fn type_root(path: &str, ty: &str) -> String {
    if ty.starts_with("runtime") { ty.to_owned() } else { format!("{path} {ty}") }
}

fn declared(item: &Item) -> Vec<String> {
    let distinct = |names: Vec<String>| {
        let set: BTreeSet<&String> = names.iter().collect();
        assert_eq!(set.len(), names.len(), "declared twice: {names:?}");
    };
    match item {
        Item::Struct(it) => {
            if let Fields::Named(fields) = &it.fields {
                distinct(fields.named.iter().filter_map(|field| Some(field.ident.as_ref()?.to_string())).collect());
            }
            vec![it.ident.to_string()]
        }
        Item::Enum(it) => {
            distinct(it.variants.iter().map(|variant| variant.ident.to_string()).collect());
            vec![it.ident.to_string()]
        }
        Item::Type(it) => vec![it.ident.to_string()],
        Item::Mod(it) => vec![it.ident.to_string()],
        _ => Vec::new(),
    }
}

/// The type and the name of each method and constant that is not of a trait.
fn inherent(item: &Item) -> Vec<(String, String)> {
    let Item::Impl(block) = item else { return Vec::new() };
    if block.trait_.is_some() {
        return Vec::new();
    }
    let ty = &block.self_ty;
    let ty = quote::quote!(#ty).to_string();
    let name = |item: &ImplItem| match item {
        ImplItem::Fn(it) => Some(it.sig.ident.to_string()),
        ImplItem::Const(it) => Some(it.ident.to_string()),
        _ => None,
    };
    block.items.iter().filter_map(|item| Some((ty.clone(), name(item)?))).collect()
}
