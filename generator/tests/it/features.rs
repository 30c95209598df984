//! One document for each feature: its model (`.model.snap`) and its emitted code (`.rust.snap`).

use std::{collections::BTreeSet, fs, path::Path};

use generator::{diagnostic, load::Source, model::dump, output::Output};

use crate::support;

/// Declares a test for each fixture. The snapshot has the emitted files whose path begins with the text after the name.
macro_rules! features {
    ($($name:ident: $shown:literal,)*) => {
        $(
            #[test]
            fn $name() {
                check(stringify!($name), include_str!(concat!("features/", stringify!($name), ".yaml")), $shown);
            }
        )*

        #[test]
        fn every_fixture_has_a_test() {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/features");
            let files: BTreeSet<String> = fs::read_dir(folder)
                .expect("the folder of fixtures can be listed")
                .map(|entry| entry.expect("the folder of fixtures can be listed").path())
                .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
                .filter_map(|path| path.file_stem().map(|stem| stem.to_string_lossy().into_owned()))
                .collect();
            assert_eq!(files, BTreeSet::from([$(stringify!($name).to_owned()),*]));
        }
    };
}

features! {
    all_of: "types/",
    alternatives_that_exclude: "types/",
    annotations_of_members: "types/item.rs",
    integers_of_odata: "types/",
    all_of_enums: "types/note",
    all_of_impossible: "types/",
    alternatives_of_values: "types/job",
    arguments: "types/",
    generic_pages: "types/",
    array_and_map: "types/",
    base_url_and_server: "",
    bodies_without_fields: "things.rs",
    callbacks: "types/",
    closed_alternatives: "types/",
    conditional_properties: "types/",
    confusable_names: "types/",
    constants: "types/",
    covered_alternatives: "types/",
    deprecated_scheme: "api.rs",
    described_arms: "types/",
    direct_types: "types/",
    discriminator_without_tag: "types/pets",
    documentation: "",
    encodings: "things.rs",
    enum_of_other_type: "types/",
    event_envelopes: "",
    examples: "things.rs",
    examples_of_document: "pets.rs",
    encoded_references: "types/",
    equal_inline_schemas: "types/customer.rs",
    error_responses: "things.rs",
    files_beside_json: "types/",
    files_or_text: "types/",
    floats: "",
    free_form_object: "types/",
    given_names: "types/",
    guaranteed_properties: "types/",
    header_list: "",
    header_of_all_operations: "",
    header_of_one_operation: "",
    header_settings: "",
    inheritance: "types/",
    inheritance_by_discriminator: "types/",
    inheritance_in_the_middle: "types/",
    inheritance_variations: "types/shape",
    inline_names: "types/",
    integer_enum: "types/",
    json_streams: "things.rs",
    listed_events: "things.rs",
    lines_of_text: "things.rs",
    media_ranges: "",
    merge_patch: "types/patch",
    method_names: "orders.rs",
    named_integers: "types/",
    named_servers: "api.rs",
    multipart_lists: "things.rs",
    multipart_streams: "things.rs",
    names_obstacle_course: "types/",
    names_that_collide: "types/",
    names_without_case: "types/",
    null_by_reference: "types/invoice",
    nullable: "types/",
    nullable_alternatives: "types/",
    nullable_arguments: "jobs.rs",
    oauth2: "api.rs",
    open_string_enum: "types/",
    page_kinds: "nested.rs",
    other_methods: "things.rs",
    pages: "things.rs",
    parameters: "things.rs",
    presence: "types/",
    query_lists: "runs",
    recursion: "types/",
    recursive_all_of: "types/",
    request_bodies: "things.rs",
    reserved_paths: "things.rs",
    required_by_union: "types/",
    response_headers: "things.rs",
    secret: "",
    security: "",
    security_schemes: "",
    server_sent_events: "things.rs",
    several_segments: "images.rs",
    shared_components: "types/",
    several_unions: "types/choice.rs",
    sent_items: "things.rs",
    several_media_types: "things.rs",
    several_responses: "things.rs",
    streams_of_items: "things.rs",
    string_or_object: "types/",
    swagger_2: "pets.rs",
    swagger_2_forms: "types/",
    tag_kinds: "",
    signs_in_names: "types/",
    tag_of_all: "types/item.rs",
    tag_of_codes: "types/",
    fastapi_bodies: "types/",
    path_without_slash: "pets.rs",
    tagged_union: "types/declared.rs",
    tagged_union_by_boolean: "types/outcome.rs",
    tagged_union_by_integer: "types/component.rs",
    tagged_union_by_mapped_values: "types/load.rs",
    tagged_union_implied: "types/",
    unchecked_keywords: "types/",
    text_formats: "",
    text_numbers: "types/",
    tuples: "types/",
    types_ignored: "types/",
    type_beside_alternatives: "types/",
    undeclared: "things.rs",
    union_by_keys: "types/",
    union_by_keys_beside_text: "types/",
    union_by_one_key: "types/shape.rs",
    union_by_own_keys: "types/condition.rs",
    union_of_arrays: "types/",
    union_of_integers: "types/",
    union_of_itself: "types/left.rs",
    union_of_unions: "types/input.rs",
    union_tried: "types/",
    union_with_a_large_arm: "types/entry.rs",
    union_with_anything: "types/loose.rs",
    union_with_ids: "types/event.rs",
    webhooks: "types/",
    webhooks_by_name: "types/",
    whole_query: "things.rs",
    tag_not_declared: "types/",
    tag_of_other_kind: "types/",
    tags_of_alternatives: "types/",
    unknown_tags: "types/open",
    unused_names: "types/",
    vendor_types: "bottles.rs",
    without_response_body: "things.rs",
    write_only: "types/",
}

fn check(name: &str, text: &str, shown: &str) {
    let file = format!("{name}.yaml");
    let run = support::run(&file, text);
    let source = Source { name: file, bytes: text.as_bytes().to_vec() };
    let findings = diagnostic::render(&source.into(), &run.diagnostics, diagnostic::Colour::Never);
    let api = run.api.unwrap_or_else(|| panic!("{findings}"));
    let output = run.output.unwrap_or_else(|| panic!("{findings}"));
    let understood = if findings.is_empty() { dump(&api) } else { format!("{}\n{findings}", dump(&api)) };
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("features");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::assert_snapshot!(format!("{name}.model"), understood);
        let emitted = emitted(&output, shown);
        let shown = if EXAMPLES.contains(&name) { emitted } else { without_examples(&emitted) };
        insta::assert_snapshot!(format!("{name}.rust"), shown);
    });
}

/// The fixtures with examples of operations.
const EXAMPLES: [&str; 2] = ["examples", "examples_of_document"];

/// Emitted text, with each example of an operation on one line.
fn without_examples(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut in_example = false;
    for line in text.split_inclusive('\n') {
        match line.trim() {
            "/// ```no_run" => in_example = true,
            "/// ```" if in_example => {
                in_example = false;
                kept.push_str(&line.replace("```", "(an example)"));
            }
            _ if in_example => {}
            _ => kept.push_str(line),
        }
    }
    kept
}

/// The files that the fixture shows, without lists of modules.
fn emitted(output: &Output, shown: &str) -> String {
    output
        .files
        .iter()
        .filter(|(path, _)| path.starts_with(shown) && !path.ends_with("mod.rs"))
        .filter(|(path, _)| !shown.is_empty() || !path.starts_with("types/"))
        .map(|(path, text)| format!("// {path}\n{}\n", text.trim_start_matches(|c| c != '\n').trim_start()))
        .collect()
}
