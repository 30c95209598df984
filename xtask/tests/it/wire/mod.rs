//! A client of another API, generated, compiled, and listened to: what it sends is compared byte by byte with a table of calls.
//!
//! `obstacles.yaml` is the API, `program/` are tests of the emitted crate, each row of which is a call and what arrives.

use std::{fs, path::Path};

use crate::support::{cargo, generate_again, root};

/// The tests of the emitted crate.
const PROGRAM: &[(&str, &str)] = &[
    ("main.rs", include_str!("program/main.rs")),
    ("servers.rs", include_str!("program/servers.rs")),
    ("server.rs", include_str!("program/server.rs")),
    ("answers.rs", include_str!("program/answers.rs")),
    ("bodies.rs", include_str!("program/bodies.rs")),
    ("keys.rs", include_str!("program/keys.rs")),
    ("parameters.rs", include_str!("program/parameters.rs")),
];

#[test]
fn an_emitted_client_sends_what_its_document_says() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wire");
    let spec = root().join("xtask/tests/it/wire/obstacles.yaml");
    let spec = spec.to_str().expect("a path in UTF-8");
    let generated = generate_again(&folder, false, &["--spec", spec, "--name", "obstacles"]);
    assert_eq!((generated.code, generated.stderr.as_str()), (Some(0), ""));
    let program = folder.join("tests/wire");
    fs::create_dir_all(&program).expect("a folder for the tests");
    for (name, text) in PROGRAM {
        fs::write(program.join(name), text).expect("a test can be written");
    }
    let ran = cargo(&folder, &["test", "--test", "wire", "--features", "blocking", "--quiet"]);
    let said = [ran.stdout, ran.stderr].concat();
    assert!(ran.code == Some(0) && !said.contains("warning"), "{said}");
}
