//! Every fixture of the generator becomes a crate that compiles without a warning, and whose surface agrees with its `API.txt`.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use crate::{
    support::{cargo, generate_again, root, texts, write},
    uses::uses,
};

#[test]
fn all_fixtures_compile_without_warnings() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("emitted");
    fs::create_dir_all(&folder).expect("a folder for the crates");
    // They are in one workspace, so that one call of cargo checks them all.
    let mut members = Vec::new();
    for fixture in fixtures() {
        let stem = fixture.file_stem().expect("a fixture has a name").to_string_lossy().into_owned();
        let name = format!("fixture-{}", stem.replace('_', "-"));
        let out = folder.join(&stem);
        let spec = fixture.to_str().expect("a path in UTF-8");
        let ended = generate_again(&out, true, &["--all-schemas", "--spec", spec, "--name", &name]);
        assert_eq!(ended.code, Some(0), "{stem}: {}", ended.stderr);
        use_surface(&out, &name);
        use_readme(&out);
        use_examples(&out);
        members.push(format!("{stem:?}"));
    }
    members.push(bundled(&folder));
    let workspace = format!("[workspace]\nresolver = \"3\"\nmembers = [{}]\n", members.join(", "));
    write(&folder.join("Cargo.toml"), workspace);
    let checked = cargo(&folder, &["check", "--workspace", "--lib", "--examples", "--message-format", "short"]);
    let said = checked.stderr;
    assert!(checked.code == Some(0) && !said.contains("warning"), "{said}");
}

/// The client of the bundled document, whose surface is checked in.
fn bundled(folder: &Path) -> String {
    let out = folder.join("bundled");
    let ended = generate_again(&out, true, &["--name", "anthropic"]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let surface = use_surface(&out, "anthropic");
    use_examples(&out);
    let checked_in = root().join("generated-client/API.txt");
    assert_eq!(surface, fs::read_to_string(checked_in).expect("the surface is checked in"));
    "\"bundled\"".to_owned()
}

/// Adds a program to the crate that compiles only if each line of its `API.txt` is true, and returns these.
fn use_surface(folder: &Path, name: &str) -> String {
    let surface = fs::read_to_string(folder.join("API.txt")).expect("a crate has a surface");
    let program = uses(&surface, &name.replace('-', "_"));
    write(&folder.join("examples/surface.rs"), program);
    surface
}

/// Adds the example of the README to the crate.
fn use_readme(folder: &Path) {
    let readme = fs::read_to_string(folder.join("README.md")).expect("a crate has a README");
    let (_, rest) = readme.split_once("```rust,no_run\n").expect("the README has an example");
    let (example, _) = rest.split_once("```").expect("the example ends");
    let program = format!("#![allow(dead_code)]\n\nfn main() {{}}\n\n{example}");
    write(&folder.join("examples/readme.rs"), program);
}

/// Adds the examples of operations to the crate, each in a separate module. Each operation has one.
fn use_examples(folder: &Path) {
    let mut program = "#![allow(dead_code, deprecated, unused_variables)]\n\nfn main() {}\n".to_owned();
    let (mut examples, mut operations) = (0, 0);
    for text in texts(&folder.join("src/generated")).values() {
        let markers = text.lines().filter(|line| line.starts_with("/// The operation of ["));
        operations += markers.filter(|line| !line.contains("that requests")).count();
        for example in text.split("/// ```no_run\n").skip(1) {
            let lines = example.lines().map(|line| line.trim_start().trim_start_matches("///"));
            let lines = lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).take_while(|line| *line != "```");
            let code: Vec<&str> = lines.map(|line| line.strip_prefix("# ").unwrap_or(line)).collect();
            writeln!(program, "\nmod example_{examples} {{\n{}\n}}", code.join("\n")).expect("a string can be written");
            examples += 1;
        }
    }
    assert_eq!(examples, operations, "examples and operations of {}", folder.display());
    write(&folder.join("examples/operations.rs"), program);
}

fn fixtures() -> Vec<PathBuf> {
    let folder = root().join("generator/tests/it/features");
    let entries = fs::read_dir(folder).expect("the folder of fixtures can be listed");
    let paths = entries.map(|entry| entry.expect("the folder of fixtures can be listed").path());
    let mut found: Vec<PathBuf> = paths.filter(|path| path.extension().is_some_and(|it| it == "yaml")).collect();
    found.sort();
    found
}
