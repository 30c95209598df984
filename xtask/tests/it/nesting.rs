//! Crates with deeply nested types compile, and so do programs that use them.

use std::{fmt::Write as _, path::Path};

use crate::support::{cargo, generate_again, write};

/// A program that moves a value in a future to another thread.
const PROGRAM: &str = "
pub fn spawn(client: CRATE::Client) -> tokio::task::JoinHandle<()> {
    tokio::spawn(async move {
        let value = client.things().get().send().await;
        tokio::task::yield_now().await;
        drop(value);
    })
}
";

/// A document with these schemas, whose only response is a `Thing0`.
fn document(schemas: &str) -> String {
    format!(
        "\
openapi: 3.1.0
info: {{title: Nesting, version: '1'}}
servers: [{{url: https://example.com}}]
paths:
  /things:
    get:
      operationId: getThing
      tags: [Things]
      responses:
        '200':
          description: A thing.
          content: {{application/json: {{schema: {{$ref: '#/components/schemas/Thing0'}}}}}}
components:
  schemas:
{schemas}"
    )
}

/// Types that each contain the next one in the form of `shape`.
fn chain(length: usize, shape: &str) -> String {
    let mut schemas = String::new();
    for index in 0..length {
        let next = shape.replace("NEXT", &format!("{{$ref: '#/components/schemas/Thing{}'}}", index + 1));
        // Writing to a string cannot fail.
        let _ = writeln!(schemas, "    Thing{index}: {{type: object, properties: {{next: {next}}}}}");
    }
    document(&format!("{schemas}    Thing{length}: {{type: object, properties: {{name: {{type: string}}}}}}\n"))
}

fn nested_arrays(depth: usize) -> String {
    let array = format!("{}{{type: string}}{}", "{type: array, items: ".repeat(depth), "}".repeat(depth));
    document(&format!("    Thing0: {{type: object, required: [deep], properties: {{deep: {array}}}}}\n"))
}

#[test]
fn chains_of_types_and_nested_arrays_compile_and_go_to_other_threads() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("nesting");
    let documents = [
        ("chain-of-60", chain(60, "NEXT")),
        ("chain-of-300", chain(300, "NEXT")),
        ("chain-of-arrays", chain(300, "{type: array, items: NEXT}")),
        ("chain-of-maps", chain(100, "{type: object, additionalProperties: NEXT}")),
        ("nested-arrays", nested_arrays(60)),
    ];
    let mut dependencies = String::new();
    let mut program = String::new();
    for (name, text) in &documents {
        let spec = folder.join(format!("{name}.yaml"));
        let out = folder.join(name);
        write(&spec, text);
        let spec = spec.to_str().expect("a path in UTF-8");
        let ended = generate_again(&out, true, &["--spec", spec, "--name", name]);
        assert_eq!(ended.code, Some(0), "{name}: {}", ended.stderr);
        // Writing to a string cannot fail.
        let _ = writeln!(dependencies, "{name} = {{ path = \"../{name}\" }}");
        let module = name.replace('-', "_");
        let _ = writeln!(program, "pub mod of_{module} {{{}}}", PROGRAM.replace("CRATE", &module));
    }
    let manifest = format!(
        "[package]\nname = \"application\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         tokio = {{ version = \"1\", features = [\"rt\"] }}\n{dependencies}"
    );
    write(&folder.join("application/Cargo.toml"), manifest);
    write(&folder.join("application/src/lib.rs"), program);
    let members: Vec<String> = documents.iter().map(|(name, _)| format!("{name:?}")).collect();
    let workspace = format!("[workspace]\nresolver = \"3\"\nmembers = [\"application\", {}]\n", members.join(", "));
    write(&folder.join("Cargo.toml"), workspace);
    let checked = cargo(&folder, &["build", "--workspace", "--lib", "--message-format", "short"]);
    let said = checked.stderr;
    assert!(checked.code == Some(0) && !said.contains("warning"), "{said}");
}
