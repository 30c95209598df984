//! A document whose files would be too long becomes a crate of shorter files that compiles, with the same public paths.

use std::{fs, path::Path};

use serde_json::{Map, Value, json};

use crate::{
    support::{cargo, generate_again, texts, write},
    uses::uses,
};

/// The maximum number of lines of an emitted file.
const MOST_LINES: usize = 3000;

/// The rest of each path after the resource. Some cannot be the name of a module without a change.
const PARTS: [&str; 8] = ["hooks", "branches", "types", "runtime", "in", "con", "größe", "订单"];

#[test]
fn a_long_file_becomes_several_files_that_compile() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("long-files");
    let (spec, out) = (folder.join("long.json"), folder.join("long"));
    write(&spec, document().to_string());
    let spec = spec.to_str().expect("a path in UTF-8");
    let arguments = ["--all-schemas", "--features-per-tag", "--spec", spec, "--name", "long"];
    let ended = generate_again(&out, false, &arguments);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);

    let files = texts(&out.join("src/generated"));
    for (path, text) in &files {
        let lines = text.lines().count();
        assert!(lines <= MOST_LINES, "{path} has {lines} lines");
    }
    // The position of an item shows its subject.
    for (path, text) in [
        ("repos.rs", "pub fn list("),
        ("repos/hooks.rs", "pub struct GetReposByIdHooksByIdA"),
        ("repos/types_.rs", "pub struct GetReposByIdTypesByIdA"),
        ("repos/订单_types.rs", "impl Repos {"),
        ("types/giant/giant.rs", "pub struct Giant {"),
        ("types/giant/giant/part3.rs", "pub struct GiantPart3Name7 {"),
        ("types/word7.rs", "pub use self::word7_part3::Word7Part3;"),
        ("types/word7/word7_part3.rs", "pub type Word7Part3 = String;"),
        // One item alone would be too long.
        ("repos/search.rs", "pub struct SearchRepos {"),
        ("repos/search/methods.rs", "mod "),
        ("types/huge/huge.rs", "pub struct Huge {"),
        ("types/huge/huge/methods.rs", "mod "),
        ("types/huge/huge/tables.rs", "runtime::object! {"),
    ] {
        let found = files.get(path).unwrap_or_else(|| panic!("no {path} in {:?}", files.keys()));
        assert!(found.contains(text), "{path}: {found:.500}");
    }

    let surface = fs::read_to_string(out.join("API.txt")).expect("a crate has a surface");
    assert!(surface.contains("pub fn repos::Repos::list("), "{surface:.500}");
    assert!(!surface.contains("hooks::"), "where a file is cut is nobody's business");
    write(&out.join("examples/surface.rs"), uses(&surface, "long"));
    for arguments in [&["--lib", "--examples"][..], &["--lib", "--no-default-features", "--features", "rustls"]] {
        let checked = cargo(&out, &[&["check", "--message-format", "short"], arguments].concat());
        let said = checked.stderr;
        assert!(checked.code == Some(0) && !said.contains("warning"), "{said}");
    }
}

/// A resource, a type and a list of types. Each would fill more than one file.
fn document() -> Value {
    let described = "Lines\n\n".repeat(12);
    let mut paths = Map::new();
    paths.insert("/repos".to_owned(), json!({"get": operation("listRepos", &described)}));
    let mut search = operation("searchRepos", &described);
    search["parameters"] = (0..400)
        .map(|number| {
            let name = format!("value{number}");
            json!({"name": name, "in": "query", "description": "Lines\n\nLines", "schema": {"type": "string"}})
        })
        .collect();
    paths.insert("/repos/search".to_owned(), json!({"get": search}));
    for part in PARTS {
        for last in 'a'..='p' {
            let path = format!("/repos/{{id}}/{part}/{{{part}_id}}/{last}");
            let id = format!("get-repos-by-id-{part}-by-id-{last}");
            let mut operation = operation(&id, &described);
            operation["parameters"] = ["id".to_owned(), format!("{part}_id")]
                .map(|name| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}}))
                .into_iter()
                .collect();
            paths.insert(path, json!({"get": operation}));
        }
    }
    let mut schemas = Map::new();
    for word in 0..100 {
        for part in 0..16 {
            schemas.insert(format!("Word{word}Part{part}"), json!({"type": "string"}));
        }
    }
    let properties = |count: usize, of: &dyn Fn(usize) -> (String, Value)| {
        let properties: Map<String, Value> = (0..count).map(of).collect();
        json!({"type": "object", "properties": properties})
    };
    let line = |number| (format!("value{number}"), json!({"type": "string", "description": "Lines\n\nLines"}));
    schemas.insert("Huge".to_owned(), properties(650, &line));
    // Each object is different, since equal objects are one type.
    let name = |part: usize, number: usize| {
        let name = format!("value{part}x{number}");
        (
            format!("name{number}"),
            properties(1, &|_| (name.clone(), json!({"type": "string", "description": described}))),
        )
    };
    let part = |part: usize| (format!("part{part}"), properties(10, &|number| name(part, number)));
    schemas.insert("Giant".to_owned(), properties(10, &part));
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Long", "version": "1"},
        "servers": [{"url": "https://example.com"}],
        "paths": paths,
        "components": {"schemas": schemas},
    })
}

fn operation(id: &str, description: &str) -> Value {
    json!({
        "operationId": id,
        "tags": ["repos"],
        "description": description,
        "responses": {"200": {
            "description": "A giant.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Giant"}}},
        }},
    })
}
