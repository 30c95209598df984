//! Documents that cannot be used: an error with its position, exit code 1, and no files.

use crate::support::{PLAIN, folder_with, xtask};

/// Generates from a bad document, and returns the output.
fn refusal(file: &str, bytes: &[u8]) -> String {
    let folder = folder_with(file, bytes);
    let ended = xtask(folder.path(), &["generate", "--spec", file, "--out", "made", "--name", "made"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.stdout.is_empty(), "{ended:?}");
    assert!(!folder.path().join("made").exists(), "something was written");
    ended.stderr
}

#[test]
fn a_truncated_document_is_refused_at_its_end() {
    let said = refusal("cut.yaml", b"openapi: 3.0.3\ninfo: {title: Cut, version:");
    insta::assert_snapshot!(said);
}

#[test]
fn a_document_that_is_not_utf_8_is_refused_at_the_byte() {
    let said = refusal("latin1.yaml", b"openapi: 3.0.3\ninfo:\n  title: caf\xe9\n");
    insta::assert_snapshot!(said);
}

#[test]
fn an_empty_document_is_refused() {
    insta::assert_snapshot!(refusal("empty.yaml", b""));
}

#[test]
fn swagger_1_is_refused_with_a_remedy() {
    insta::assert_snapshot!(refusal("old.json", br#"{"swaggerVersion": "1.2", "apis": []}"#));
}

#[test]
fn a_dangling_reference_is_refused_at_its_position() {
    let dangling = PLAIN.replace("schemas/Pet'", "schemas/Pat'");
    insta::assert_snapshot!(refusal("dangling.yaml", dangling.as_bytes()));
}

#[test]
fn all_errors_are_reported_at_once() {
    let two = PLAIN.replace("schemas/Pet'", "schemas/Dog'").replace("type: string", "type: 7");
    let said = refusal("two.yaml", two.as_bytes());
    assert_eq!(said.matches("error[").count(), 2, "{said}");
}

#[test]
fn an_operation_in_error_is_left_out_unless_that_is_refused() {
    let broken = PLAIN.replace("paths:\n", "paths:\n  /a{:\n    get: {responses: {'200': {description: A.}}}\n");
    let folder = folder_with("broken.yaml", broken.as_bytes());
    let generate = ["generate", "--spec", "broken.yaml", "--out", "made", "--name", "made"];
    let strict = xtask(folder.path(), &[&generate[..], &["--strict"]].concat());
    assert_eq!(strict.code, Some(1), "{strict:?}");
    assert!(!folder.path().join("made").exists(), "something was written");
    let ended = xtask(folder.path(), &generate);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(folder.path().join("made/src/generated/pets.rs").exists(), "{ended:?}");
    insta::assert_snapshot!(ended.stderr);
}

#[test]
fn the_rest_of_a_document_with_errors_is_generated_where_that_is_asked_for() {
    let schemas =
        "components:\n  schemas:\n    Broken: {type: object, properties: {a: {$ref: '#/components/schemas/None'}}}\n";
    let broken = PLAIN.replace("components:\n  schemas:\n", schemas);
    assert!(refusal("broken.yaml", broken.as_bytes()).contains("`--keep-going` leaves out the parts with errors"));
    let folder = folder_with("broken.yaml", broken.as_bytes());
    let ended =
        xtask(folder.path(), &["generate", "--spec", "broken.yaml", "--out", "made", "--name", "made", "--keep-going"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(folder.path().join("made/src/generated/pets.rs").exists(), "{ended:?}");
    insta::assert_snapshot!(ended.stderr);
}

#[test]
fn only_the_operations_that_are_asked_for_are_generated() {
    let two = PLAIN.replace(
        "components:\n",
        "  /orders:\n    get: {operationId: listOrders, tags: [Orders], responses: {'204': {description: None.}}}\ncomponents:\n",
    );
    let folder = folder_with("two.yaml", two.as_bytes());
    let generate = ["generate", "--spec", "two.yaml", "--out", "made", "--name", "made"];
    let ended = xtask(folder.path(), &[&generate[..], &["--tag", "Orders"]].concat());
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let made = folder.path().join("made/src/generated");
    assert!(made.join("orders.rs").exists() && !made.join("pets.rs").exists() && !made.join("types/pet.rs").exists());
    let model = |option, wanted| xtask(folder.path(), &["model", "--spec", "two.yaml", option, wanted]);
    assert!(!model("--path", "/orders").stdout.contains("listPets"));
    assert!(!model("--operation", "listPets").stdout.contains("listOrders"));
    assert_eq!(model("--tag", "Birds").code, Some(1));
}

#[test]
fn schemas_that_no_operation_reaches_are_left_out_and_the_summary_says_so() {
    let schemas = "components:\n  schemas:\n    Loose: {type: object, properties: {of: {$ref: '#/components/schemas/Inner'}}}\n    Inner: {type: object, properties: {a: {type: string}}}\n";
    let more = PLAIN.replace("components:\n  schemas:\n", schemas);
    assert!(more.contains("Loose"));
    let folder = folder_with("more.yaml", more.as_bytes());
    let made = folder.path().join("made/src/generated/types");
    let generate = |arguments: &[&str]| {
        let generate = ["generate", "--spec", "more.yaml", "--out", "made", "--name", "made"];
        let ended = xtask(folder.path(), &[&generate[..], arguments].concat());
        assert_eq!(ended.code, Some(0), "{ended:?}");
        (ended.stderr, ["loose.rs", "inner.rs"].map(|file| made.join(file).exists()))
    };
    let wrote = |rest: &str| format!("Wrote N files: 1 operation, {rest}.\n");
    assert_eq!(generate(&[]), (wrote("1 type; 2 schemas unused (`--all-schemas` keeps them)"), [false, false]));
    let one = wrote("2 types; 1 schema unused (`--all-schemas` keeps them)");
    assert_eq!(generate(&["--schema", "Inner"]), (one, [false, true]));
    assert_eq!(generate(&["--schema", "Loose"]), (wrote("3 types"), [true, true]));
    assert_eq!(generate(&["--all-schemas"]), (wrote("3 types"), [true, true]));

    let model = |arguments: &[&str]| xtask(folder.path(), &[&["model", "--spec", "more.yaml"], arguments].concat());
    assert!(!model(&[]).stdout.contains("Loose") && model(&["--all-schemas"]).stdout.contains("Loose"));
    assert_eq!(model(&["--schema", "Lose"]).code, Some(1));
    assert_eq!(model(&["--message-format", "json"]).stderr, "[]\n");
    assert!(xtask(folder.path(), &["explain", "Loose", "--spec", "more.yaml"]).stdout.contains("struct Loose"));
}

#[test]
fn findings_are_json_for_tools_on_standard_error_alone() {
    let dangling = PLAIN.replace("schemas/Pet'", "schemas/Pat'");
    let folder = folder_with("dangling.yaml", dangling.as_bytes());
    let ended = xtask(folder.path(), &["model", "--json", "--spec", "dangling.yaml", "--message-format", "json"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""), "{ended:?}");
    insta::assert_snapshot!(ended.stderr);
    let sound = folder_with("pets.yaml", PLAIN.as_bytes());
    let ended = xtask(sound.path(), &["model", "--json", "--spec", "pets.yaml", "--message-format", "json"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), "[]\n"), "{ended:?}");
}

#[test]
fn a_document_that_is_not_there_is_a_matter_of_use() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let ended = xtask(folder.path(), &["generate", "--spec", "nowhere.yaml"]);
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(ended.stderr.contains("cannot read nowhere.yaml"), "{ended:?}");
}

#[test]
fn a_url_or_a_folder_in_place_of_a_document_is_an_error_with_help() {
    let said_of_overlay = |file: &str, document: &str, overlay: &[&str]| {
        let folder = folder_with(file, b"spec = \"api.yaml\"\n");
        let ended = xtask(folder.path(), &[&["model", "--spec", document], overlay].concat());
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{ended:?}");
        ended.stderr
    };
    let said = |file: &str, document: &str| said_of_overlay(file, document, &[]);
    // A shell would split the URL at `&`.
    let url = "https://api.example/openapi?format=json&version=2";
    let help = "is a URL: download the file first, as with `curl --fail --location --output openapi.yaml ";
    assert_eq!(said("other.toml", url), format!("error: {url} {help}'{url}'`\n"));
    assert_eq!(said("other.toml", "."), "error: . is a folder: give the path of a file in it\n");
    let help = "give its document, or update the crate with `openapi-crate generate --out .`";
    assert_eq!(said("openapi-crate.toml", "."), format!("error: . is the folder of a crate: {help}\n"));
    let said = said_of_overlay("openapi-crate.toml", "openapi-crate.toml", &["--overlay", "."]);
    assert_eq!(said, "error: . is a folder: give the path of a file in it\n");
}
