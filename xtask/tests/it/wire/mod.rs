//! Clients of other APIs, generated, compiled, and listened to: what they send is compared byte by byte with a table of calls.
//!
//! `obstacles.yaml` and `openapi_3_2.yaml` are the APIs, `program/` and `program_3_2/` are tests of the emitted crates, each row of
//! which is a call and what arrives.

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
    ("wire/parameters.rs", include_str!("program/parameters.rs")),
];

/// The tests of the crate of a document with what OpenAPI 3.2 added.
const PROGRAM_3_2: &[(&str, &str)] = &[("program_3_2/main.rs", include_str!("program_3_2/main.rs")), SERVER];

#[test]
fn an_emitted_client_sends_what_its_document_says() {
    check("wire", "obstacles", "obstacles.yaml", PROGRAM);
}

#[test]
fn a_document_of_openapi_3_2_gives_no_finding_and_works() {
    check("program_3_2", "notes", "openapi_3_2.yaml", PROGRAM_3_2);
}

/// Generates the client of a document without a finding, and runs the test `test` of it.
fn check(test: &str, name: &str, spec: &str, program: &[(&str, &str)]) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let spec = root().join("xtask/tests/it/wire").join(spec);
    let spec = spec.to_str().expect("a path in UTF-8");
    let generated = generate_again(&folder, false, &["--spec", spec, "--name", name]);
    let is_summary = generated.stderr.starts_with("Wrote N files: ") && generated.stderr.lines().count() == 1;
    assert!(generated.code == Some(0) && is_summary, "{}", generated.stderr);
    for (path, text) in program {
        write(&folder.join("tests").join(path), text);
    }
    let ran = cargo(&folder, &["test", "--test", test, "--features", "blocking", "--quiet"]);
    let said = [ran.stdout, ran.stderr].concat();
    assert!(ran.code == Some(0) && !said.contains("warning"), "{said}");
}
