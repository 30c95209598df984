use std::collections::BTreeMap;

use generator::{Errors, Parts, select::Selection};

use super::*;

/// A manifest with all parts that a client can have in addition to the needs of its code.
const CLIENT: &str = "\
[package]
name = \"client\"
version.workspace = true
rust-version = \"1.85\"

[lints]
workspace = true

[lib]
doctest = false

[features]
default = [\"tls\"]
# TLS.
tls = [\"dep:tls\"]

[dependencies]
# HTTP.
http-client = { version = \"0.13\", default-features = false }
# TLS.
tls = { version = \"1\", optional = true }

[dev-dependencies]
bench = \"1\"

[build-dependencies]
cc = \"1\"

[target.'cfg(unix)'.dependencies]
# Names.
unix = \"1\"

[target.'cfg(unix)'.dev-dependencies]
rustix = \"1\"

[target.'cfg(windows)'.dev-dependencies]
windows = \"1\"

[profile.dev]
debug = false

[patch.crates-io]
http-client = { path = \"../http\" }

[[bench]]
name = \"speed\"

[[example]]
name = \"one\"
";

fn features(names: &[&str]) -> Features {
    let resources = names.iter().map(|name| ((*name).to_owned(), (*name).to_owned())).collect();
    Features { resources, schemas: None, modules: BTreeMap::new() }
}

fn options() -> Options {
    Options {
        environment_prefix: None,
        made_by: "`openapi-crate generate` from pets.yaml".to_owned(),
        errors: Errors::Refuse,
        parts: Parts::Whole,
        fake: false,
        selection: Selection::default(),
    }
}

fn needed(client: &str, names: &[&str]) -> DocumentMut {
    needs_of(client, "[workspace.package]\nrust-version = \"1.90\"\n", &features(names)).expect("the manifest is one")
}

/// A new manifest for a client.
fn written(needs: &DocumentMut, around: Surroundings) -> String {
    let package = New { name: "pets", title: "Pet\nStore", license: Some("MIT OR Apache-2.0"), repository: None };
    new(package, &options(), needs, around)
}

#[test]
fn a_new_manifest_has_the_needs_of_the_code_and_nothing_of_the_clients_own() {
    insta::assert_snapshot!("plain", written(&needed(CLIENT, &[]), Surroundings::Free));
}

#[test]
fn a_feature_that_is_not_needed_goes_with_the_dependencies_that_it_alone_turns_on() {
    let client = CLIENT.replace("tls = [\"dep:tls\"]", "tls = [\"dep:tls\"]\nhash = [\"dep:hash\", \"dep:tls\"]");
    let client = client.replace("# TLS.\ntls = {", "hash = { version = \"1\", optional = true }\n# TLS.\ntls = {");
    let mut needs = needed(&client, &[]);
    assert!(needs["dependencies"].get("hash").is_some());
    remove_feature(&mut needs, "hash");
    assert_eq!(needs.to_string(), needed(CLIENT, &[]).to_string());
}

#[test]
fn features_of_the_clients_own_helpers_are_left_out() {
    let client = CLIENT.replace("[features]\n", "[features]\ntesting = [\"http-client/server\"]\n");
    assert_eq!(needed(&client, &[]).to_string(), needed(CLIENT, &[]).to_string());
}

#[test]
fn a_new_manifest_has_a_feature_for_each_tag() {
    insta::assert_snapshot!("features_per_tag", written(&needed(CLIENT, &["owners", "pets"]), Surroundings::Member));
}

#[test]
fn a_new_manifest_in_a_workspace_that_does_not_list_it_is_a_workspace() {
    insta::assert_snapshot!("own_workspace", written(&needed(CLIENT, &[]), Surroundings::Stranger));
}

#[test]
fn a_version_of_rust_that_the_client_takes_from_its_workspace_is_written_out() {
    let client = CLIENT.replace("rust-version = \"1.85\"", "rust-version.workspace = true");
    let text = written(&needed(&client, &[]), Surroundings::Free);
    assert!(text.contains("rust-version = \"1.90\"\n"), "{text}");
}

#[test]
fn the_manifest_of_the_checked_in_client_gives_features_and_dependencies_alone() {
    let text = written(&needed(&Template::embedded().manifest, &["pets"]), Surroundings::Free);
    let manifest: DocumentMut = text.parse().expect("it is a manifest");
    for (key, _) in manifest.iter() {
        assert!(["package", "features", "dependencies", "target"].contains(&key), "{key}: {text}");
    }
    assert!(!text.contains("dev-dependencies") && !text.contains("rustix") && !text.contains("workspace"), "{text}");
}

/// The manifest that results from an edited one, if the needs of the code change.
fn merged(edits: &[(&str, &str)], needs: &[(&str, &str)], tags: &[&str]) -> (String, Vec<String>) {
    let replaced = |text: &str, edits: &[(&str, &str)]| {
        edits.iter().fold(text.to_owned(), |text, (old, new)| {
            assert!(text.contains(old), "{old} is not in {text}");
            text.replacen(old, new, 1)
        })
    };
    let before = needed(CLIENT, &["owners"]);
    let there = replaced(&written(&before, Surroundings::Free), edits);
    let now = needed(&replaced(CLIENT, needs), tags);
    let manifest = there.parse().expect("it is a manifest");
    let last = remembered(&before, false);
    let Merged { text, advice, .. } = merge(&manifest, &last, &now, Surroundings::Free);
    let text = text.unwrap_or(there);
    // A second run changes nothing.
    let again = merge(&text.parse().expect("it is a manifest"), &remembered(&now, false), &now, Surroundings::Free);
    assert_eq!(again, Merged { text: None, advice: Vec::new(), has_workspace: false });
    (text, advice)
}

/// Edits of a user, one of each kind.
const EDITS: &[(&str, &str)] = &[
    ("version = \"0.1.0\"", "version = \"3.2.1\" # ours"),
    ("license = \"MIT OR Apache-2.0\"", "license = 'MIT'"),
    ("default = [\"tls\", \"all\"]", "default = [\n    # the team's\n    \"tls\",\n    \"mine\",\n]\nmine = []"),
    ("[dependencies]", "[dependencies]\nanyhow   =   '1'   # for us"),
    ("default-features = false }", "default-features = false, features = [\"socks\"] } # proxies"),
];

#[test]
fn edits_stay_as_they_are_where_nothing_else_is_needed() {
    let (text, advice) = merged(EDITS, &[], &["owners"]);
    assert_eq!(advice, Vec::<String>::new());
    for (_, edit) in EDITS {
        assert!(text.contains(edit), "{edit}: {text}");
    }
}

#[test]
fn new_needs_are_merged_into_edits() {
    let needs = [
        (
            "version = \"0.13\", default-features = false",
            "version = \"0.14\", default-features = false, features = [\"json\"]",
        ),
        ("# TLS.\ntls = { version = \"1\"", "# Logs.\nlog = \"0.4\"\n# TLS.\ntls = { version = \"2\""),
        ("unix = \"1\"", "unix = { version = \"1\", features = [\"fs\"] }"),
        ("rust-version = \"1.85\"", "rust-version = \"1.89\""),
        ("tls = [\"dep:tls\"]", "tls = [\"dep:tls\"]\nzip = []"),
    ];
    let (text, advice) = merged(EDITS, &needs, &["pets"]);
    assert_eq!(advice, Vec::<String>::new());
    insta::assert_snapshot!("merged", text);
}

#[test]
fn conflicts_of_edits_with_the_needs_of_the_code_are_reported() {
    let edits = [
        ("version = \"0.13\"", "version = \"0.12\""),
        ("tls = { version = \"1\", optional = true }\n", ""),
        ("owners = []", "owners = [\"tls\"]"),
    ];
    let needs = [("\"0.13\"", "\"0.14\""), ("version = \"1\", optional", "version = \"2\", optional")];
    let (text, advice) = merged(&edits, &needs, &[]);
    assert!(text.contains("\"0.12\"") && !text.contains("tls = {") && text.contains("owners = [\"tls\"]"), "{text}");
    insta::assert_snapshot!("advice", advice.join("\n"));
}

#[test]
fn a_dependency_in_another_form_is_the_same() {
    let edits = [
        ("http-client = { version = \"0.13\", default-features = false }\n", ""),
        ("[target", "[dependencies.http-client]\nversion = \"0.13\"\ndefault-features = false\n\n[target"),
        ("unix = \"1\"", "unix = { version = \"1\" }"),
    ];
    let (text, advice) = merged(&edits, &[("\"0.13\"", "\"0.14\"")], &["owners"]);
    assert_eq!(advice, Vec::<String>::new());
    assert!(text.contains("[dependencies.http-client]\nversion = \"0.14\"\n"), "{text}");
    assert!(text.contains("unix = { version = \"1\" }"), "{text}");
    // A version from the workspace belongs to the user.
    let edits = [("{ version = \"0.13\", default-features = false }", "{ workspace = true }")];
    let (text, advice) = merged(&edits, &[], &["owners"]);
    assert!(advice.is_empty() && text.contains("http-client = { workspace = true }"), "{text}");
}

#[test]
fn a_crate_that_has_become_a_member_is_not_a_workspace_any_more() {
    let needs = needed(CLIENT, &[]);
    let text = written(&needs, Surroundings::Stranger);
    let last = remembered(&needs, true);
    let merge = |text: &str, around| merge(&text.parse().expect("it is a manifest"), &last, &needs, around);
    let Merged { text: member, has_workspace, .. } = merge(&text, Surroundings::Member);
    let member = member.expect("it has changed");
    assert!(!member.contains("workspace") && !has_workspace, "{member}");
    assert_eq!(merge(&text, Surroundings::Stranger).text, None);
    // The user's own workspace is not changed, and an existing crate never becomes a workspace.
    let own = text.replace("[workspace]\n", "[workspace]\nmembers = ['one']\n");
    assert_eq!(merge(&own, Surroundings::Member).text, None);
    assert_eq!(merge(&member, Surroundings::Stranger).text, None);
}

#[test]
fn a_title_cannot_act_on_terminals_or_break_the_line() {
    assert_eq!(description("Pets\u{202e}\u{1b}[3m\n and \u{9b}more"), "A typed client of the API `Pets [3m and more`.");
}
