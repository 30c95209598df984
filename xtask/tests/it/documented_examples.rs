//! The fake API accepts the examples in the docs of the client's operations: each is sent to it, and its body
//! is valid under the schema of the document.

use std::{collections::BTreeMap, fmt::Write as _, path::Path};

use serde_json::Value;

use crate::support::{cargo, root, texts, write, xtask};

#[allow(dead_code, unused_imports, reason = "the tests need a part of it")]
#[path = "../../src/corpus/sample/mod.rs"]
mod sample;

/// Examples that the API refuses although the document allows them: work needs the key of an environment, and a skill must have
/// a file `SKILL.md`.
const REFUSED: [(&str, &str); 4] = [
    ("environment_work::ack", "403 permission_error"),
    ("environment_work::heartbeat", "403 permission_error"),
    ("environment_work::poll", "403 permission_error"),
    ("skills::create", "400 invalid_request_error: files: expected a file SKILL.md"),
];

/// An example in the docs of an operation.
struct Example {
    /// The file and the method.
    name: String,
    /// `POST /v1/agents/{agent_id}`
    route: String,
    code: String,
}

/// A request of an example.
struct Sent {
    method: String,
    path: String,
    /// The body, if it is JSON.
    body: Option<Value>,
}

#[test]
fn every_documented_example_is_a_call_that_the_api_takes() {
    let examples = examples();
    let operations = texts(&root().join("generated-client/src/generated"))
        .values()
        .map(|text| text.matches("    /// # Examples\n").count())
        .sum::<usize>();
    assert_eq!(examples.len(), operations, "each operation has one example");
    let document = document();
    let (sent, failures) = run(&examples);
    for (name, failure) in &failures {
        let is_known = REFUSED.iter().any(|(known, part)| known == name && failure.contains(part));
        assert!(is_known, "{name}: {failure}");
    }
    assert_eq!(failures.len(), REFUSED.len());
    for example in &examples {
        let requests = sent.get(&example.name).unwrap_or_else(|| panic!("{} sends nothing", example.name));
        for request in requests {
            check(&document, example, request);
        }
    }
}

/// Checks that a request is one of the operation, with a valid body.
fn check(document: &Value, example: &Example, Sent { method, path, body }: &Sent) {
    let name = &example.name;
    let (expected, template) = example.route.split_once(' ').expect("a method and a path");
    assert_eq!(method, expected, "{name}");
    let (wanted, found): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    let is_same = |(wanted, found): (&&str, &&str)| wanted.starts_with('{') || wanted == found;
    assert!(wanted.len() == found.len() && wanted.iter().zip(&found).all(is_same), "{name}: {path} is not {template}");
    let operation = &document["paths"][template][expected.to_lowercase()];
    assert!(operation.is_object(), "{name}: {template}");
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(body.is_some(), !schema.is_null(), "{name}: a body of JSON");
    if let Some(body) = body {
        assert!(sample::is_valid(document, schema, body), "{name}: the document does not allow {body}");
    }
}

/// The document of the client.
fn document() -> Value {
    let printed = xtask(&root(), &["effective-spec"]);
    assert_eq!(printed.code, Some(0), "{}", printed.stderr);
    serde_yaml::from_str(&printed.stdout).expect("it is YAML")
}

fn examples() -> Vec<Example> {
    let files = texts(&root().join("generated-client/src/generated"));
    files.iter().flat_map(|(file, text)| of_file(file.trim_end_matches(".rs"), text)).collect()
}

fn of_file(file: &str, text: &str) -> Vec<Example> {
    let mut parts = text.split("    /// ```no_run\n");
    let mut before = parts.next().unwrap_or_default();
    let mut examples = Vec::new();
    for part in parts {
        let (code, after) = part.split_once("    /// ```\n").expect("an example ends");
        let (_, method) = after.split_once("    pub fn ").expect("an example is of a method");
        let (method, _) = method.split_once('(').expect("a method has arguments");
        examples.push(Example { name: format!("{file}::{method}"), route: route(before), code: uncommented(code) });
        before = after;
    }
    examples
}

/// The last route in the docs.
fn route(docs: &str) -> String {
    let mut lines = docs.lines().rev().filter_map(|line| line.trim().strip_prefix("/// `")?.strip_suffix('`'));
    lines.find(|line| line.contains(" /")).expect("the docs name the route").to_owned()
}

fn uncommented(docs: &str) -> String {
    let lines = docs.lines().map(|line| line.trim().trim_start_matches("///").trim_start_matches(' '));
    lines.map(|line| format!("{}\n", line.strip_prefix("# ").unwrap_or(line))).collect()
}

/// Runs all examples on the fake API. Returns the requests of each, and the failures.
fn run(examples: &[Example]) -> (BTreeMap<String, Vec<Sent>>, BTreeMap<String, String>) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("documented_examples");
    let client = root().join("generated-client").display().to_string();
    let manifest = format!(
        "[package]\nname = \"documented-examples\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         managed-agents = {{ path = {client:?}, features = [\"testing\"] }}\nserde_json = \"1\"\n\
         reqwest = {{ version = \"0.13\", default-features = false }}\n\
         tokio = {{ version = \"1\", features = [\"rt\", \"time\"] }}\n\n[workspace]\n"
    );
    write(&folder.join("Cargo.toml"), manifest);
    write(&folder.join("src/main.rs"), program(examples));
    let ended = cargo(&folder, &["run", "--quiet"]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let (mut sent, mut failures) = (BTreeMap::<String, Vec<Sent>>::new(), BTreeMap::new());
    for line in ended.stdout.lines() {
        let line: Value = serde_json::from_str(line).expect("the program prints JSON");
        let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
        if line["failure"].is_string() {
            failures.insert(text("name"), text("failure"));
            continue;
        }
        let body = line["body"].as_str().map(|body| serde_json::from_str(body).expect("the body is JSON"));
        sent.entry(text("name")).or_default().push(Sent { method: text("method"), path: text("path"), body });
    }
    (sent, failures)
}

/// A program that runs the examples, and prints each request and each failure as a line of JSON. A response "not found" is not a
/// failure.
fn program(examples: &[Example]) -> String {
    let mut program = String::from(include_str!("documented_examples.txt"));
    program.push_str("\nasync fn all(run: &Run) {\n");
    for (index, Example { name, .. }) in examples.iter().enumerate() {
        writeln!(program, "    run.one({name:?}, example_{index}::example(&run.client)).await;")
            .expect("a text can grow");
    }
    program.push_str("}\n");
    for (index, Example { code, .. }) in examples.iter().enumerate() {
        let code = code.replace("async fn example", "pub async fn example");
        writeln!(program, "\nmod example_{index} {{\n{code}}}").expect("a text can grow");
    }
    program
}
