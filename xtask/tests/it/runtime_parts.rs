//! A crate has the parts of the runtime that its document needs, and compiles without the others.

use std::{fs, path::Path};

use crate::support::{PLAIN, cargo, folder_with, generate_again, root, write, xtask};

/// Each part of the runtime, by one of its files.
const PARTS: [&str; 10] = [
    "additional_properties.rs",
    "download.rs",
    "integer_enum.rs",
    "json/tuple.rs",
    "json/union.rs",
    "oauth2/mod.rs",
    "page/mod.rs",
    "stream/mod.rs",
    "string_enum.rs",
    "upload/mod.rs",
];

/// A document with a webhook and without a union.
const WEBHOOK: &str = r#"
openapi: 3.1.0
info: {title: Webhook, version: "1"}
paths: {}
webhooks:
  petAdded:
    post:
      requestBody:
        content: {application/json: {schema: {type: object, required: [name], properties: {name: {type: string}}}}}
      responses: {"204": {description: noted}}
"#;

/// The parts that a crate has.
fn parts(out: &Path) -> Vec<&'static str> {
    PARTS.into_iter().filter(|part| out.join("src/runtime").join(part).exists()).collect()
}

#[test]
fn crates_have_the_parts_that_they_need_and_compile_with_more_features_too() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("runtime-parts");
    fs::create_dir_all(&folder).expect("a folder for the crates");
    write(&folder.join("plain.yaml"), PLAIN);
    write(&folder.join("webhook.yaml"), WEBHOOK);
    let features = root().join("generator/tests/it/features");
    let documents = [
        (folder.join("plain.yaml"), &[][..]),
        (folder.join("webhook.yaml"), &["json/union.rs"]),
        (features.join("server_sent_events.yaml"), &["stream/mod.rs"]),
        (features.join("oauth2.yaml"), &["oauth2/mod.rs"]),
        (features.join("pages.yaml"), &["page/mod.rs"]),
        (features.join("tuples.yaml"), &["json/tuple.rs"]),
        (features.join("request_bodies.yaml"), &["download.rs", "upload/mod.rs"]),
    ];
    let mut members = Vec::new();
    for (spec, needed) in documents {
        let name = spec.file_stem().expect("a document has a name").to_string_lossy().replace('_', "-");
        let out = folder.join(&name);
        let spec = spec.to_str().expect("a path in UTF-8");
        let ended = generate_again(&out, true, &["--spec", spec, "--name", &name]);
        assert_eq!(ended.code, Some(0), "{name}: {}", ended.stderr);
        let found = parts(&out);
        assert!(needed.iter().all(|part| found.contains(part)) && found.len() < PARTS.len(), "{name}: {found:?}");
        if name == "plain" {
            assert!(found.is_empty(), "{found:?}");
        }
        members.push(format!("{name:?}"));
    }
    let workspace = format!("[workspace]\nresolver = \"3\"\nmembers = [{}]\n", members.join(", "));
    write(&folder.join("Cargo.toml"), workspace);
    let checked =
        cargo(&folder, &["check", "--workspace", "--features", "blocking,webhooks", "--message-format", "short"]);
    let said = checked.stderr;
    assert!(checked.code == Some(0) && !said.contains("warning"), "{said}");
}

#[test]
fn a_part_comes_with_the_first_use_and_goes_with_the_last() {
    let folder = folder_with("api.yaml", PLAIN.as_bytes());
    let generate = |document: &str| {
        fs::write(folder.path().join("api.yaml"), document).expect("a document can be written");
        let ended = xtask(folder.path(), &["generate", "--spec", "api.yaml", "--out", "out"]);
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        parts(&folder.path().join("out"))
    };
    assert_eq!(generate(PLAIN), [""; 0]);
    let with_kind = PLAIN.replace("name: {type: string}", "name: {type: string}, kind: {enum: [cat, dog]}");
    assert_eq!(generate(&with_kind), ["string_enum.rs"]);
    assert_eq!(generate(PLAIN), [""; 0]);
}
