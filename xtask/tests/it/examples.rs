//! The examples of programs that use the generator, built and run.

use std::{fs, path::Path};

use crate::support::{Ended, cargo, root, texts};

#[test]
fn a_build_script_generates_the_module_that_its_program_uses() {
    // The program calls itself, without TLS.
    let ended = cargo(&root().join("examples/build-script"), &["run", "--quiet", "--no-default-features"]);
    let expected = "Rex is a dog\nGET /pets?species=dog HTTP/1.1\n";
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), expected), "{}", ended.stderr);
    assert!(!ended.stderr.contains("warning"), "{}", ended.stderr);
}

#[test]
fn a_build_script_names_missing_parts_of_the_manifest() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("build-script-without-dependencies");
    let example = root().join("examples/build-script");
    for (path, text) in texts(&example) {
        if !path.starts_with("target/") {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder can be made");
            fs::write(path, text).expect("a file can be written");
        }
    }
    let change = |file: &str, changes: &[(&str, &str)]| {
        let path = folder.join(file);
        let mut text = fs::read_to_string(&path).expect("the example has it");
        for (old, new) in changes {
            assert!(text.contains(old), "{file} has no {old}");
            text = text.replace(old, new);
        }
        fs::write(path, text).expect("a file can be written");
    };
    let command = root().join("generator/command");
    let command = format!("{:?}", command.to_str().expect("a path in UTF-8"));
    let changes = [
        // For Cargo, packages with the same name in two folders are the same.
        ("\"example-build-script\"", "\"build-script-that-lacks\""),
        ("\"../../generator/command\"", command.as_str()),
        ("bytes = \"1.11\"\n", ""),
        (", \"raw_value\"", ""),
    ];
    change("Cargo.toml", &changes);
    let document = format!("{:?}", root().join("examples/petstore.yaml").to_str().expect("a path in UTF-8"));
    change("build.rs", &[("\"../petstore.yaml\"", &document)]);

    let Ended { code, stderr, .. } = cargo(&folder, &["check", "--quiet", "--no-default-features"]);
    assert_ne!(code, Some(0), "{stderr}");
    assert!(
        stderr.contains("the client needs more dependencies or features in ") && stderr.contains("Cargo.toml. Add:"),
        "{stderr}"
    );
    assert!(stderr.contains("  bytes = \"1.11\"\n"), "{stderr}");
    assert!(
        stderr.contains("serde_json = { version = \"1.0.132\", features = [\"float_roundtrip\", \"raw_value\"] }"),
        "{stderr}"
    );
    assert!(!stderr.contains("reqwest = "), "{stderr}");
}

#[test]
fn a_program_writes_a_crate_and_gets_errors_as_text() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("a path in UTF-8").to_owned();
    let library = root().join("examples/library");
    let run = |document: &str| cargo(&library, &["run", "--quiet", "--", document, &path("client")]);

    let ended = run("../petstore.yaml");
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(ended.stdout.ends_with(" files: 1 operation, 2 types\n"), "{}", ended.stdout);
    let written = texts(Path::new(&path("client")));
    assert!(
        written["Cargo.toml"].contains("name = \"petstore-client\"")
            && written["Cargo.toml"].contains("license = \"MIT\"")
    );
    assert!(written["src/generated/pets.rs"].contains("pub fn list(") && written.contains_key("openapi-crate.toml"));

    let wrong = fs::read_to_string(library.join("../petstore.yaml")).expect("the example has it");
    fs::write(path("wrong.yaml"), wrong.replace("schemas/Pet\"", "schemas/Dog\"")).expect("a file can be written");
    let ended = run(&path("wrong.yaml"));
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    assert!(ended.stderr.contains("dangling-reference") && ended.stderr.contains("wrong.yaml:"), "{}", ended.stderr);
}
