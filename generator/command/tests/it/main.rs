//! The installed command in an empty folder.

mod diff;
#[cfg(target_os = "linux")]
mod terminal;
mod workflow;

use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Output, Stdio},
};

const PETS: &str = "\
openapi: 3.0.3
info: {title: Pet Store, version: '1'}
servers: [{url: https://example.com}]
paths:
  /pets:
    get:
      operationId: listPets
      tags: [Pets]
      responses:
        '200':
          description: Pets.
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
components:
  schemas:
    Pet: {type: object, required: [name], properties: {name: {type: string}}}
";

fn openapi_crate(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_openapi-crate"));
    // The command gets no variables of this machine.
    command.args(arguments).current_dir(folder).env_clear();
    command
}

/// The exit code and the output of a command.
struct Ended {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

fn ended(output: Output) -> Ended {
    let Output { status, stdout, stderr } = output;
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is text");
    Ended { code: status.code(), stdout: text(stdout), stderr: text(stderr) }
}

fn run(folder: &Path, arguments: &[&str]) -> Ended {
    ended(openapi_crate(folder, arguments).output().expect("the command can be run"))
}

/// Runs a command that succeeds, and returns its standard output and standard error.
fn done(folder: &Path, arguments: &[&str]) -> (String, String) {
    let Ended { code, stdout, stderr } = run(folder, arguments);
    assert_eq!(code, Some(0), "{arguments:?}: {stderr}");
    (stdout, stderr)
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(&folder.path().join("pets.yaml"), PETS);
    folder
}

fn write(path: &Path, text: &str) {
    fs::write(path, text).expect("a file can be written");
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("a file can be read")
}

#[test]
fn a_crate_is_written_and_summed_up() {
    let folder = folder();
    let (stdout, stderr) = done(folder.path(), &["generate", "pets.yaml", "--out", "client"]);
    assert_eq!(stdout, "client\n");
    let files = stderr.trim().strip_prefix("Wrote ").and_then(|rest| rest.strip_suffix(" files: 1 operation, 1 type."));
    assert!(files.is_some_and(|files| files.parse::<usize>().is_ok_and(|files| files > 50)), "{stderr}");
    for path in ["Cargo.toml", "src/lib.rs", "src/generated/pets.rs", "src/runtime/send.rs", "generated.lock"] {
        assert!(folder.path().join("client").join(path).exists(), "{path}");
    }
    assert_eq!(done(folder.path(), &["generate", "pets.yaml", "--out", "client", "--quiet"]).1, "");
}

#[test]
fn a_new_repository_gets_a_crate_and_keeps_its_files() {
    let folder = folder();
    let client = folder.path().join("client");
    fs::create_dir(&client).expect("a folder can be made");
    write(&client.join("README.md"), "# Mine\n");
    write(&client.join("LICENSE"), "All rights reserved.\n");
    done(folder.path(), &["generate", "pets.yaml", "--out", "client", "--license", "MIT"]);
    assert_eq!(read(&client.join("README.md")), "# Mine\n");
    assert_eq!(read(&client.join("LICENSE")), "All rights reserved.\n");
    assert!(!client.join("LICENSE-MIT").exists());
    assert!(read(&client.join("Cargo.toml")).contains("\nlicense = \"MIT\"\n"));
    assert!(read(&client.join("CHANGELOG.md")).contains("The client of Pet Store, version 1.\n"));
}

#[test]
fn a_new_repository_may_have_the_document_and_its_overlays() {
    let folder = folder();
    write(
        &folder.path().join("names.yaml"),
        "overlay: 1.0.0\ninfo: {title: Names, version: '1'}\nactions: [{target: $.info, update: {title: Pets}}]\n",
    );
    let generate = ["generate", "pets.yaml", "--overlay", "names.yaml", "--out", "."];
    write(&folder.path().join("other.yaml"), "");
    let Ended { code, stderr, .. } = run(folder.path(), &generate);
    assert_eq!(code, Some(2), "{stderr}");
    assert!(stderr.contains(" is not empty and was not made by this command"), "{stderr}");
    fs::remove_file(folder.path().join("other.yaml")).expect("a file can be removed");
    done(folder.path(), &generate);
    done(folder.path(), &["generate", "--check"]);
    assert!(read(&folder.path().join("openapi-crate.toml")).contains("\nspec = \"pets.yaml\"\n"));
}

#[test]
fn a_new_crate_has_the_texts_of_its_licence() {
    let folder = folder();
    let generate =
        |license: &str| run(folder.path(), &["generate", "pets.yaml", "--out", "client", "--license", license]);
    let Ended { code, stderr, .. } = generate("MIT OR Apache 2");
    assert_eq!(code, Some(2));
    assert!(stderr.contains("invalid licence `MIT OR Apache 2`: unknown term at `Apache`; expected"), "{stderr}");
    assert!(!folder.path().join("client").exists());

    let Ended { code, stderr, .. } = generate("MIT OR (Apache-2.0 AND BSD-3-Clause)");
    assert_eq!(code, Some(0), "{stderr}");
    assert!(stderr.contains("Add the text of BSD-3-Clause as the file LICENSE."), "{stderr}");
    let text = |name: &str| read(&folder.path().join("client").join(name));
    assert!(
        text("LICENSE-MIT").starts_with("Copyright (c) the authors of pet-store\n\nPermission is hereby granted"),
        "{}",
        text("LICENSE-MIT")
    );
    assert!(text("LICENSE-APACHE").contains("Apache License\n                        Version 2.0"));

    // From then on, they belong to the user.
    fs::remove_file(folder.path().join("client/LICENSE-APACHE")).expect("a file can be removed");
    done(folder.path().join("client").as_path(), &["generate"]);
    assert!(!folder.path().join("client/LICENSE-APACHE").exists());
}

#[test]
fn the_readme_names_credentials_and_a_first_call() {
    let folder = folder();
    let schemes = "components:\n  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}\n";
    let servers = "servers: [{url: 'https://{host}/v{version}', variables: {host: {default: example.com}, version: {default: '2'}}}]\n";
    let keys = PETS.replace("components:\n", schemes).replace("servers: [{url: https://example.com}]\n", servers);
    write(&folder.path().join("keys.yaml"), &keys);
    done(folder.path(), &["generate", "keys.yaml", "--out", "client"]);
    let readme = read(&folder.path().join("client/README.md"));
    assert!(readme.contains("| `PET_STORE_API_KEY` | the API key, sent as the header `X-Key` |\n"), "{readme}");
    assert!(readme.contains("if it is not `https://example.com/v2` |\n"), "{readme}");
    assert!(readme.contains("    let _ = client.pets().list().send().await?;\n"), "{readme}");
    assert!(readme.contains("pet-store = \"0.1\" # before it is published: { path = \"../client\" }\n"), "{readme}");

    let library = read(&folder.path().join("client/src/lib.rs"));
    assert!(library.contains("\n#![doc = include_str!(\"../README.md\")]\n"), "{library}");

    write(&folder.path().join("odd.yaml"), &PETS.replace("title: Pet Store", "title: 'Pets <b>[v1] `a` my_pets'"));
    done(folder.path(), &["generate", "odd.yaml", "--out", "odd"]);
    let readme = read(&folder.path().join("odd/README.md"));
    assert!(readme.contains(r#"the API "Pets \<b\>\[v1\] \`a\` my\_pets", version 1."#), "{readme}");

    write(&folder.path().join("nowhere.yaml"), &PETS.replace("servers: [{url: https://example.com}]\n", ""));
    done(folder.path(), &["generate", "nowhere.yaml", "--out", "nowhere"]);
    let readme = read(&folder.path().join("nowhere/README.md"));
    let required =
        "| `PET_STORE_BASE_URL` | the URL of the server; required, because the document of the API has none |\n";
    assert!(readme.contains(required), "{readme}");
}

#[test]
fn a_run_in_the_crate_needs_no_arguments() {
    let folder = folder();
    let client = folder.path().join("client");
    done(folder.path(), &["generate", "pets.yaml", "--out", "client", "--name", "pets", "--tag", "Pets"]);
    assert!(
        read(&client.join("openapi-crate.toml"))
            .ends_with("spec = \"../pets.yaml\"\nname = \"pets\"\ntags = [\"Pets\"]\n")
    );
    done(&client, &["generate", "--check"]);
    write(&folder.path().join("pets.yaml"), &PETS.replace("listPets", "findPets"));
    let Ended { code, stdout, stderr } = run(&client, &["generate", "--check"]);
    assert_eq!(code, Some(1), "{stderr}");
    assert!(stdout.contains("--- a/src/generated/pets.rs\n") && stdout.contains("+    pub fn find("), "{stdout}");
    assert!(stderr.contains("is not up to date"), "{stderr}");
    assert!(!read(&client.join("src/generated/pets.rs")).contains("fn find("));
    done(&client, &["generate"]);
    assert!(read(&client.join("src/generated/pets.rs")).contains("fn find("));
    done(&client, &["generate", "--check"]);
}

#[test]
fn other_line_ends_are_not_a_difference_and_stay() {
    let folder = folder();
    let client = folder.path().join("client");
    done(folder.path(), &["generate", "pets.yaml", "--out", "client", "--ci", "github"]);
    let kept = ["Cargo.toml", "openapi-crate.toml", "API.txt", "generated.lock", ".github/workflows/ci.yml"];
    for path in kept.into_iter().chain(["src/generated/pets.rs"]) {
        let path = client.join(path);
        write(&path, &read(&path).replace('\n', "\r\n"));
    }
    done(&client, &["generate", "--check"]);
    write(&folder.path().join("pets.yaml"), &PETS.replace("listPets", "findPets"));
    done(&client, &["generate"]);
    done(&client, &["generate", "--check"]);
    for path in kept {
        let text = read(&client.join(path));
        assert_eq!(text.lines().count(), text.matches("\r\n").count(), "{path}");
    }
}

#[test]
fn a_file_that_is_read_only_is_named() {
    let folder = folder();
    let folder = folder.path();
    done(folder, &["generate", "pets.yaml", "--out", "ours"]);
    let surface = folder.join("ours/API.txt");
    let mut permissions = fs::metadata(&surface).expect("the file exists").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&surface, permissions).expect("the permissions of the file can be set");
    write(&folder.join("pets.yaml"), &PETS.replace("listPets", "allPets"));
    let Ended { code, stderr, .. } = run(&folder.join("ours"), &["generate"]);
    assert_eq!(code, Some(2), "{stderr}");
    assert!(stderr.contains("API.txt is read-only: make it writable"), "{stderr}");
    let left = fs::read_dir(folder.join("ours")).expect("the folder can be listed");
    assert!(left.filter_map(Result::ok).all(|entry| entry.file_name() != ".openapi-crate-unfinished"));
}

#[test]
fn an_edit_of_a_generated_file_is_a_difference() {
    let folder = folder();
    let client = folder.path().join("client");
    done(folder.path(), &["generate", "pets.yaml", "--out", "client"]);
    let path = client.join("src/runtime/send.rs");
    write(&path, &format!("{}// mine\n", read(&path)));
    let Ended { code, stdout, .. } = run(&client, &["generate", "--check"]);
    assert!(code == Some(1) && stdout.contains("-// mine\n"), "{stdout}");
    assert!(read(&path).ends_with("// mine\n"));
}

#[test]
fn without_document_and_choices_the_next_step_is_said() {
    let folder = folder();
    let Ended { code, stderr, .. } = run(folder.path(), &["generate"]);
    assert_eq!(code, Some(2), "{stderr}");
    assert!(stderr.contains("name the document, as in `openapi-crate generate openapi.yaml`"), "{stderr}");
    done(folder.path(), &["generate", "pets.yaml", "--out", "client"]);
    let client = folder.path().join("client");
    for option in [&["--tag", "Pets"], &["--overlay", "../more.yaml"], &["--name", "pets"]] {
        let Ended { code, stderr, .. } = run(&client, &[&["generate"], option.as_slice()].concat());
        assert_eq!(code, Some(2), "{stderr}");
        assert!(
            stderr.contains("change them there, or give SPEC and all options, as in `openapi-crate generate"),
            "{stderr}"
        );
    }
    let Ended { code, stderr, .. } = run(&client, &["generate", "--license", "MIT"]);
    assert_eq!(code, Some(2), "{stderr}");
    assert!(stderr.contains("`--license` is only for a new crate: set `license` in ./Cargo.toml"), "{stderr}");
    // A crate in the folder of a crate is seldom intended.
    let Ended { code, stderr, .. } = run(&client, &["generate", "../pets.yaml"]);
    assert_eq!(code, Some(2), "{stderr}");
    assert!(stderr.contains("to update this crate, use `openapi-crate generate ../pets.yaml --out .`"), "{stderr}");
    done(&client, &["generate", "../pets.yaml", "--out", "."]);
}

#[test]
fn the_licence_of_an_existing_crate_belongs_to_the_user() {
    let folder = folder();
    let generate =
        |license: &str| run(folder.path(), &["generate", "pets.yaml", "--out", "client", "--license", license]);
    let advice = "Cargo.toml is yours, and `--license` is only for a new crate: set `license = \"Apache-2.0\"` in it.";
    assert!(!generate("MIT").stderr.contains("is yours"));
    assert!(!generate("MIT").stderr.contains("is yours"));
    let Ended { code, stderr, .. } = generate("Apache-2.0");
    assert!(code == Some(0) && stderr.contains(advice), "{stderr}");
    let manifest = folder.path().join("client/Cargo.toml");
    let text = read(&manifest);
    assert!(text.contains("\nlicense = \"MIT\"\n"));
    fs::write(&manifest, text.replace("license = \"MIT\"", "license.workspace = true")).expect("the file is written");
    let Ended { code, stderr, .. } = generate("MIT");
    assert!(code == Some(0) && stderr.contains("replace `license.workspace = true`"), "{stderr}");
}

#[test]
fn a_document_is_read_from_standard_input() {
    let folder = folder();
    let mut command = openapi_crate(folder.path(), &["generate", "-", "--out", "client"]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command can be run");
    child.stdin.take().expect("a pipe").write_all(PETS.as_bytes()).expect("the command reads");
    let Ended { code, stderr, .. } = ended(child.wait_with_output().expect("the command ends"));
    assert_eq!(code, Some(0), "{stderr}");
    assert!(folder.path().join("client/src/generated/pets.rs").exists());
    assert!(!folder.path().join("client/openapi-crate.toml").exists(), "the next run cannot read it again");
    let Ended { code, stderr, .. } = run(folder.path(), &["suggest-overlay", "-", "-"]);
    assert_eq!(code, Some(2));
    let help = "`-` is read more than once, but standard input can be read only once: give a file";
    assert!(stderr.contains(help), "{stderr}");
}

#[test]
fn findings_are_explained_without_a_document() {
    let folder = folder();
    assert!(done(folder.path(), &["explain", "dangling-reference"]).0.contains("A `$ref` points at nothing."));
    assert!(done(folder.path(), &["explain", "Pet", "pets.yaml"]).0.contains("pub struct Pet"));
    assert!(done(folder.path(), &["explain", "GET /pets", "pets.yaml"]).0.contains("\n== Rust: pets().list\n"));
    let Ended { code, stderr, .. } = run(folder.path(), &["explain", "Pet"]);
    assert_eq!(code, Some(2));
    assert!(
        stderr.contains("`Pet` is not the code of a finding or a known extension; for a schema or an operation, also give the document"),
        "{stderr}"
    );
}

#[test]
fn extensions_are_explained_without_a_document() {
    let folder = folder();
    let explained = |name: &str| done(folder.path(), &["explain", name]).0;
    let own = explained("x-rust-header-list");
    assert!(own.starts_with("## `x-rust-header-list`\n") && own.contains("| `exclusive` |"), "{own}");
    assert!(!own.contains("\n## "), "one section only: {own}");
    for in_a_table in ["x-rust-name", "x-speakeasy-enums"] {
        assert!(explained(in_a_table).starts_with("## Names\n"), "{in_a_table}");
    }
    assert_eq!(run(folder.path(), &["explain", "x-rust-nmae"]).code, Some(2));
}

#[test]
fn a_document_is_checked_and_nothing_is_written() {
    let folder = folder();
    assert_eq!(done(folder.path(), &["check", "pets.yaml"]).1, "Read 1 operation, 1 type.\n");
    write(&folder.path().join("bad.yaml"), &PETS.replace("schemas/Pet'", "schemas/Dog'"));
    let Ended { code, stderr, .. } = run(folder.path(), &["check", "bad.yaml"]);
    assert!(code == Some(1) && stderr.contains("error[dangling-reference]"), "{stderr}");
    let names = fs::read_dir(folder.path()).expect("a folder can be listed").count();
    assert_eq!(names, 2);
}

#[test]
fn several_documents_are_checked_and_one_in_error_fails() {
    let folder = folder();
    write(&folder.path().join("bad.yaml"), &PETS.replace("schemas/Pet'", "schemas/Dog'"));
    let summary = "Read 1 operation, 1 type.\n";
    assert_eq!(done(folder.path(), &["check", "pets.yaml", "pets.yaml"]).1, summary.repeat(2));
    let Ended { code, stderr, .. } = run(folder.path(), &["check", "bad.yaml", "pets.yaml"]);
    assert!(code == Some(1) && stderr.contains("bad.yaml") && stderr.ends_with(summary), "{stderr}");
}

#[test]
fn steps_and_changes_are_printed_if_asked_for() {
    let folder = folder();
    let generate = ["generate", "pets.yaml", "--out", "client", "--verbose"];
    let (_, stderr) = done(folder.path(), &generate);
    let lines: Vec<&str> = stderr.lines().collect();
    for (line, begin) in lines.iter().zip(["Reading pets.yaml: ", "Generating: ", "Writing client: ", "  added "]) {
        assert!(line.starts_with(begin), "{stderr}");
    }
    assert!(lines.contains(&"  added src/lib.rs") && lines.contains(&"  added src/generated/pets.rs"), "{stderr}");
    write(&folder.path().join("pets.yaml"), &PETS.replace("listPets", "findPets"));
    let (_, stderr) = done(folder.path(), &generate);
    let changes: Vec<&str> = stderr.lines().filter(|line| line.starts_with("  ")).collect();
    assert_eq!(changes, ["API.txt", "src/generated/pets.rs", "generated.lock"].map(|path| format!("  changed {path}")));
    assert_eq!(run(folder.path(), &["check", "pets.yaml", "-v", "-q"]).code, Some(2));
}

#[test]
fn every_command_has_an_example_and_its_exit_codes() {
    let folder = folder();
    let (all, _) = done(folder.path(), &["--help"]);
    let (_, commands) = all.split_once("Commands:\n").expect("the help lists the commands");
    let names = commands.lines().map_while(|line| line.split_whitespace().next()).filter(|name| *name != "help");
    let names: Vec<&str> = names.collect();
    assert!(names.contains(&"generate") && names.len() > 7, "{names:?}");
    for name in names {
        let (help, _) = done(folder.path(), &[name, "--help"]);
        assert!(
            help.contains("\nExample") && help.contains("\nExit codes: 0: success, ") && help.contains(" 1: "),
            "{help}"
        );
        assert!(help.contains(&format!("openapi-crate {name} ")), "{help}");
    }
}

#[test]
fn colours_are_chosen() {
    let folder = folder();
    write(&folder.path().join("bad.yaml"), &PETS.replace("schemas/Pet'", "schemas/Dog'"));
    let has_colours = |arguments: &[&str]| run(folder.path(), arguments).stderr.contains('\u{1b}');
    assert!(!has_colours(&["check", "bad.yaml"]));
    assert!(has_colours(&["check", "bad.yaml", "--color", "always"]));
    assert!(has_colours(&["diff", "bad.yaml", "pets.yaml", "--color", "always"]));
    assert!(!has_colours(&["diff", "bad.yaml", "pets.yaml"]));
}

#[test]
fn two_documents_are_compared() {
    let folder = folder();
    write(&folder.path().join("new.yaml"), &PETS.replace("required: [name], ", ""));
    let Ended { code, stdout, .. } = run(folder.path(), &["diff", "pets.yaml", "new.yaml", "--deny", "breaking"]);
    assert_eq!(code, Some(1), "{stdout}");
    assert!(stdout.contains("Pet"), "{stdout}");
}

#[test]
fn a_document_in_several_files_becomes_one() {
    let folder = folder();
    let schema = "type: object\nproperties: {name: {type: string}}\n";
    write(&folder.path().join("pet.yaml"), schema);
    write(&folder.path().join("two.yaml"), &PETS.replace("#/components/schemas/Pet", "pet.yaml"));
    let (bundled, _) = done(folder.path(), &["bundle", "two.yaml"]);
    write(&folder.path().join("one.yaml"), &bundled);
    fs::remove_file(folder.path().join("pet.yaml")).expect("a file can be removed");
    assert_eq!(done(folder.path(), &["check", "one.yaml"]).1.matches("error").count(), 0, "{bundled}");
    assert!(!bundled.contains("pet.yaml"), "{bundled}");
}

#[test]
fn shells_can_complete_the_command() {
    let folder = folder();
    assert!(done(folder.path(), &["completions", "bash"]).0.contains("suggest-overlay"));
}

#[test]
fn a_reader_that_has_ended_is_not_an_error() {
    let folder = folder();
    for arguments in [&["completions", "bash"][..], &["model", "pets.yaml"], &["diff", "pets.yaml", "pets.yaml"]] {
        let (reader, writer) = std::io::pipe().expect("the system has pipes");
        drop(reader);
        let mut child = openapi_crate(folder.path(), arguments).stdout(writer).spawn().expect("the command can be run");
        assert!(child.wait().expect("the command ends").success(), "{arguments:?}");
    }
}

#[test]
fn a_reserved_name_of_a_crate_is_an_error_with_another_name() {
    let folder = folder();
    let said = |name: &str| {
        let Ended { code, stderr, .. } = run(folder.path(), &["generate", "pets.yaml", "--name", name]);
        assert_eq!(code, Some(2), "{stderr}");
        stderr
    };
    let why = "it is a keyword, or a name that Cargo or the code needs; use for example `serde-client`";
    assert_eq!(said("serde"), format!("error: `serde` cannot be the name of the crate: {why}\n"));
    assert!(said("my crate").contains("use letters, digits, `-` and `_`, and begin with a letter"));
}
