//! `docs/routes.md` lists each operation of the client with its test over the wire.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

use crate::support::{root, texts};

/// The files with tests of routes: `("GET" "/v1/agents" …) { … }` in a named block of the macro `routes!`.
const TESTS: [&str; 2] = ["neighbours", "routes"];

#[test]
fn the_page_lists_every_route_with_its_test() {
    let tests: Vec<_> = TESTS.into_iter().flat_map(|file| tests_of(&root(), file)).collect();
    let mut table = "| route | method of the client | test |\n| --- | --- | --- |\n".to_owned();
    for ((path, method), call) in operations() {
        let test = tests.iter().find(|test| test.method == method && fits(&path, &test.path));
        let test = test.unwrap_or_else(|| panic!("add a test of {method} {path} to the live tests of the client"));
        writeln!(table, "| `{method} {path}` | `{call}` | {}: `{}` |", test.file, test.name)
            .expect("a string takes all");
    }
    let page = fs::read_to_string(root().join("docs/routes.md")).expect("docs/routes.md is text");
    let (_, after) = page.split_once("<!-- table -->\n\n").expect("the page has the mark `<!-- table -->`");
    assert!(after == table, "replace the table of docs/routes.md by:\n{table}");
}

/// The operations by path and method, each with its call: `files().list`.
fn operations() -> BTreeMap<(String, String), String> {
    let files = texts(&root().join("generated-client/src/generated"));
    let files = files.iter().filter(|(name, _)| !name.starts_with("types"));
    files.flat_map(|(name, text)| text.lines().filter_map(|line| operation(name, line))).collect()
}

/// Reads ``/// The operation of [`Files::list`]: `listFiles`, `GET /v1/files`.``
fn operation(file: &str, line: &str) -> Option<((String, String), String)> {
    let (name, route) = line.strip_prefix("/// The operation of [`")?.split_once("`]: `")?;
    let (_, route) = route.split_once("`, `")?;
    let (method, path) = route.strip_suffix("`.")?.split_once(' ')?;
    let (_, call) = name.split_once("::")?;
    let resource = file.split(['.', '/']).next()?;
    Some(((path.to_owned(), method.to_owned()), format!("{resource}().{call}")))
}

/// A test of a route.
struct Test {
    file: &'static str,
    name: String,
    method: String,
    path: String,
}

fn tests_of(root: &Path, file: &'static str) -> Vec<Test> {
    let path = root.join("generated-client/tests/live").join(file).with_extension("rs");
    let text = fs::read_to_string(path).expect("a test is text");
    let mut name = "";
    let mut tests = Vec::new();
    for line in text.lines() {
        let line = line.trim();
        if let Some(block) = line.strip_suffix(" {").filter(|block| !block.contains([' ', '('])) {
            name = block;
        }
        let Some((method, rest)) = line.strip_prefix("(\"").and_then(|rest| rest.split_once("\" \"")) else { continue };
        let path = rest.split(['"', '?']).next().unwrap_or_default();
        tests.push(Test { file, name: name.to_owned(), method: method.to_owned(), path: path.to_owned() });
    }
    tests
}

/// Whether a path has the form of a path with parameters.
fn fits(template: &str, path: &str) -> bool {
    let (template, path) = (template.split('/'), path.split('/'));
    template.clone().count() == path.clone().count()
        && template.zip(path).all(|(expected, found)| expected.starts_with('{') || expected == found)
}
