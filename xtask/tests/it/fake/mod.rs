//! The server for tests of an emitted crate: it is generated with `--fake`, compiled, and called by the client of the same crate.
//!
//! `shop.yaml` is the API, and `program/main.rs` has the tests of the emitted crate.

use std::path::Path;

use crate::support::{cargo, generate_again, root, write};

#[test]
fn an_emitted_crate_tests_its_application_without_a_network() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fake");
    let spec = root().join("xtask/tests/it/fake/shop.yaml");
    let spec = spec.to_str().expect("a path in UTF-8");
    let generated = generate_again(&folder, false, &["--spec", spec, "--name", "toy-shop", "--fake"]);
    assert_eq!(generated.code, Some(0), "{}", generated.stderr);
    write(&folder.join("tests/fake/main.rs"), include_str!("program/main.rs"));
    for features in ["fake,blocking", "fake"] {
        let checked = cargo(&folder, &["check", "--lib", "--features", features, "--quiet"]);
        assert!(checked.code == Some(0) && checked.stderr.is_empty(), "{features}: {}", checked.stderr);
    }
    let ran = cargo(&folder, &["test", "--test", "fake", "--features", "fake,blocking", "--quiet"]);
    let said = [ran.stdout, ran.stderr].concat();
    assert!(ran.code == Some(0) && !said.contains("warning"), "{said}");
}
