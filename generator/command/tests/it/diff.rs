//! `diff` of the documents of crates, with the options of the crates.

use serde_json::Value;

use super::{Ended, PETS, done, folder, read, run, write};

/// A crate of another name, of a part of the document, with an overlay.
fn crate_of_a_part(folder: &std::path::Path) {
    write(
        &folder.join("names.yaml"),
        "overlay: 1.0.0\ninfo: {title: Names, version: '1'}\nactions:\n  - {target: \"$.paths['/pets'].get\", update: {x-rust-name: everything}}\n",
    );
    let owners =
        "  /owners: {get: {operationId: listOwners, tags: [Owners], responses: {'204': {description: None.}}}}\n";
    write(&folder.join("pets.yaml"), &PETS.replace("paths:\n", &format!("paths:\n{owners}")));
    done(
        folder,
        &[
            "generate",
            "pets.yaml",
            "--out",
            "our crate",
            "--name",
            "menagerie",
            "--tag",
            "Pets",
            "--overlay",
            "names.yaml",
        ],
    );
}

#[test]
fn a_crate_is_compared_with_its_name_overlays_and_parts() {
    let folder = folder();
    let folder = folder.path();
    crate_of_a_part(folder);
    // The title only names a crate without a name, and the crate does not have the operation that is gone.
    let new =
        PETS.replace("title: Pet Store", "title: Menagerie").replace("operationId: listPets", "operationId: allPets");
    write(&folder.join("new.yaml"), &new);
    for sides in [["our crate", "new.yaml"], ["new.yaml", "our crate"]] {
        let (stdout, _) = done(folder, &["diff", sides[0], sides[1]]);
        assert!(stdout.contains("operation-id-changed"), "{stdout}");
        assert!(stdout.contains("\n**major**: 0.1.0 becomes 0.2.0.\n"), "{stdout}");
        for code in ["operation-removed", "operation-added", "environment-prefix-changed"] {
            assert!(!stdout.contains(code), "{code}: {stdout}");
        }
    }
    let (stdout, _) = done(folder, &["diff", "our crate", "our crate"]);
    assert!(stdout.contains("**none**: nothing differs"), "{stdout}");
}

#[test]
fn two_crates_are_compared_with_their_own_options() {
    let folder = folder();
    let folder = folder.path();
    done(folder, &["generate", "pets.yaml", "--out", "before"]);
    done(folder, &["generate", "pets.yaml", "--out", "now"]);
    let options = folder.join("now/openapi-crate.toml");
    write(&options, &format!("{}name = \"menagerie\"\n", read(&options)));
    let manifest = folder.join("before/Cargo.toml");
    write(&manifest, &read(&manifest).replace("\nversion = \"0.1.0\"", "\nversion = \"1.4.2\""));
    let (stdout, _) = done(folder, &["diff", "before", "now"]);
    assert!(stdout.contains("environment-prefix-changed"), "{stdout}");
    let (stdout, _) = done(folder, &["diff", "before", "now", "--json"]);
    let report: Value = serde_json::from_str(&stdout).expect("a report is JSON");
    assert_eq!(report["versions"]["old"], "1.4.2");
    let (stdout, _) = done(folder, &["diff", "pets.yaml", "pets.yaml", "--json"]);
    assert!(stdout.contains("\"versions\": null"), "{stdout}");
}

#[test]
fn a_folder_that_is_not_a_crate_is_refused() {
    let folder = folder();
    let folder = folder.path();
    let Ended { code, stderr, .. } = run(folder, &["diff", ".", "pets.yaml"]);
    assert_eq!(code, Some(2));
    assert!(
        stderr.contains(". is a folder without openapi-crate.toml: give a document or the folder of a crate"),
        "{stderr}"
    );
    crate_of_a_part(folder);
    let Ended { code, stderr, .. } = run(folder, &["diff", "our crate", "pets.yaml", "--all-schemas"]);
    assert_eq!(code, Some(2));
    assert!(stderr.contains("the schemas of a crate are selected in its openapi-crate.toml"), "{stderr}");
}

#[test]
fn a_crate_is_not_compared_with_its_own_document() {
    let folder = folder();
    let folder = folder.path();
    crate_of_a_part(folder);
    for sides in [["our crate", "pets.yaml"], ["./pets.yaml", "our crate"]] {
        let Ended { code, stderr, .. } = run(folder, &["diff", sides[0], sides[1]]);
        assert_eq!(code, Some(2), "{stderr}");
        assert!(stderr.contains("pets.yaml is the document of the crate in our crate"), "{stderr}");
    }
    let action = "{target: '$.servers[0]', update: {url: https://other.example}}";
    write(
        &folder.join("next.yaml"),
        &format!("overlay: 1.0.0\ninfo: {{title: Next, version: '1'}}\nactions: [{action}]\n"),
    );
    let (stdout, _) = done(folder, &["diff", "our crate", "pets.yaml", "--new-overlay", "next.yaml"]);
    assert!(stdout.contains("https://other.example"), "{stdout}");
}

#[test]
fn an_operation_with_an_error_is_left_out_as_in_the_crate() {
    let folder = folder();
    let folder = folder.path();
    let broken = "  /broken: {get: {operationId: broken, responses: {'200': {description: None., content: {application/json: {schema: {$ref: '#/components/schemas/Missing'}}}}}}}\n";
    write(&folder.join("new.yaml"), &PETS.replace("paths:\n", &format!("paths:\n{broken}")));
    let (stdout, stderr) = done(folder, &["diff", "pets.yaml", "new.yaml"]);
    assert!(stdout.contains("**none**: nothing differs"), "{stdout}");
    assert!(stderr.contains("dangling-reference"), "{stderr}");
}

#[test]
fn differences_have_places_in_the_files() {
    let folder = folder();
    let folder = folder.path();
    for (side, ty) in [("old", "string"), ("new", "integer")] {
        std::fs::create_dir(folder.join(side)).expect("a folder can be made");
        let document = PETS.replace("#/components/schemas/Pet", "pet.yaml");
        let document =
            if side == "old" { document } else { document.replace("servers: [{url: https://example.com}]\n", "") };
        write(&folder.join(side).join("pets.yaml"), &document);
        write(&folder.join(side).join("pet.yaml"), &format!("type: object\nproperties:\n  name: {{type: {ty}}}\n"));
    }
    let (stdout, _) = done(folder, &["diff", "old/pets.yaml", "new/pets.yaml"]);
    assert!(stdout.contains("- Place: `pet.yaml:3:3` `#/properties/name` (response)\n"), "{stdout}");
    assert!(stdout.contains("- Place: `pets.yaml:1:1` `#` (request)\n"), "{stdout}");
}
