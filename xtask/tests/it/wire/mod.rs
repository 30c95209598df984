//! Clients of other APIs: they are generated and compiled, and their requests are compared byte by byte with a table of calls.
//!
//! `obstacles.yaml`, `openapi_3_2.yaml` and `standard/` are the APIs. `program/`, `program_3_2/` and `program_standard/` are tests of the
//! emitted crates. Each row is a call and its request.

use std::path::Path;

use crate::support::{cargo, generate_again, root, write};

const SERVER: (&str, &str) = ("wire/server.rs", include_str!("program/server.rs"));

/// The tests of the emitted crate.
const PROGRAM: &[(&str, &str)] = &[
    ("wire/main.rs", include_str!("program/main.rs")),
    ("wire/servers.rs", include_str!("program/servers.rs")),
    SERVER,
    ("wire/answers.rs", include_str!("program/answers.rs")),
    ("wire/bodies.rs", include_str!("program/bodies.rs")),
    ("wire/formats.rs", include_str!("program/formats.rs")),
    ("wire/inheritance.rs", include_str!("program/inheritance.rs")),
    ("wire/keys.rs", include_str!("program/keys.rs")),
    ("wire/pages.rs", include_str!("program/pages.rs")),
    ("wire/parameters.rs", include_str!("program/parameters.rs")),
];

/// The tests of the crate of a document with the features of OpenAPI 3.2.
const PROGRAM_3_2: &[(&str, &str)] = &[("program_3_2/main.rs", include_str!("program_3_2/main.rs")), SERVER];

/// The tests of the crate of the examples in the text of the standard.
const PROGRAM_STANDARD: &[(&str, &str)] = &[
    ("program_standard/main.rs", include_str!("program_standard/main.rs")),
    ("program_standard/media.rs", include_str!("program_standard/media.rs")),
    ("program_standard/models.rs", include_str!("program_standard/models.rs")),
    ("program_standard/parameters.rs", include_str!("program_standard/parameters.rs")),
    SERVER,
];

#[test]
fn an_emitted_client_sends_documented_requests() {
    check("wire", "obstacles", "obstacles.yaml", &[], PROGRAM);
}

#[test]
fn a_document_of_openapi_3_2_gives_no_finding_and_works() {
    check("program_3_2", "notes", "openapi_3_2.yaml", &[], PROGRAM_3_2);
}

/// The examples have two XML parts, and an error of `text/html` with a schema of objects.
#[test]
fn the_examples_of_the_text_of_openapi_3_2_have_the_described_effect() {
    let findings = ["body-not-typed"; 3];
    check("program_standard", "standard", "standard/api.yaml", &findings, PROGRAM_STANDARD);
}

/// Generates the client of a document with these warnings and no others, and runs the test `test` of it.
fn check(test: &str, name: &str, spec: &str, findings: &[&str], program: &[(&str, &str)]) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let spec = root().join("xtask/tests/it/wire").join(spec);
    let spec = spec.to_str().expect("a path in UTF-8");
    let generated = generate_again(&folder, false, &["--spec", spec, "--name", name]);
    let warning = |line: &'_ str| Some(line.strip_prefix("warning[")?.split_once(']')?.0.to_owned());
    let found: Vec<String> = generated.stderr.lines().filter_map(warning).collect();
    assert!(generated.code == Some(0) && found == findings, "{}", generated.stderr);
    if findings.is_empty() {
        let is_summary = generated.stderr.starts_with("Wrote N files: ") && generated.stderr.lines().count() == 1;
        assert!(is_summary, "{}", generated.stderr);
    }
    for (path, text) in program {
        write(&folder.join("tests").join(path), text);
    }
    let ran = cargo(&folder, &["test", "--test", test, "--features", "blocking", "--quiet"]);
    let said = [ran.stdout, ran.stderr].concat();
    assert!(ran.code == Some(0) && !said.contains("warning"), "{said}");
}
