//! Small changes of a document: the effects of each change on users, and of the opposite change.
//!
//! A fixture is a patch (RFC 7396) of `base.yaml`. If the old document is not the base, another patch before it makes the old
//! document. The snapshot lists the entries of the change, and of the opposite change.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use generator::{
    Options, Run,
    changes::{self, Entry, Report, Subject, SurfaceDiff, rules},
    diagnostic::{Colour, render},
    load::{Input, Source},
};
use serde_json::Value;

use crate::{completeness, support};

/// Declares a test for each fixture.
macro_rules! changes {
    ($($name:ident,)*) => {
        $(
            #[test]
            fn $name() {
                check(stringify!($name));
            }
        )*

        #[test]
        fn every_fixture_has_a_test() {
            assert_eq!(names(), BTreeSet::from([$(stringify!($name).to_owned()),*]));
        }
    };
}

changes! {
    additional_properties_typed,
    alias_extracted,
    alias_null,
    argument_order,
    argument_required,
    arm_title,
    arm_value,
    base_url,
    base_url_removed,
    base_url_variable,
    base_url_variable_values,
    body_added,
    body_optional,
    body_required_added,
    body_with_another_removed,
    body_with_types,
    constant_in_response,
    constant_of_two,
    constant_optional,
    constant_value,
    conversion_ambiguous,
    default_header,
    default_header_added,
    default_header_new,
    default_header_renamed,
    default_of_elements,
    default_of_field,
    default_of_parts,
    deprecated,
    deprecated_argument,
    deprecated_header,
    description,
    discriminated_union_arm,
    enum_docs,
    enum_order,
    enum_value,
    enum_value_docs,
    environment_prefix,
    equal_additions,
    error_aliases,
    error_description,
    error_enum,
    error_response,
    error_types,
    error_without_body,
    field_absence,
    field_boolean_constant,
    field_constant,
    field_deprecated,
    field_docs,
    field_name_taken,
    field_null,
    field_optional_in_request,
    field_optional_in_response,
    field_read_only,
    field_type,
    formats,
    header_of_client_default,
    header_of_one_argument,
    header_sent_added,
    inline_type_named,
    limits,
    limits_combined,
    limits_inside,
    limits_of_30,
    limits_of_aliases,
    limits_of_bases,
    limits_of_bodies,
    limits_of_both_lists,
    limits_of_exactly_one,
    limits_of_many,
    limits_of_objects,
    limits_of_places,
    limits_spelled,
    limits_widened,
    limits_without_effect,
    method_and_path,
    named_servers,
    oauth2_flow,
    operation_added,
    operation_of_several_types,
    operation_renamed,
    operation_security,
    operation_server,
    operation_spelled,
    operation_tag,
    operation_with_types,
    operations_of_equal_types,
    optional_constant,
    optional_field_in_request,
    optional_field_in_response,
    optional_parameter,
    other_body,
    other_body_names,
    other_response,
    page_items,
    page_parameter,
    pages,
    parameter_adder_renamed,
    parameter_default,
    parameter_location,
    parameter_name_taken,
    parameter_order,
    parameter_required,
    parameter_style,
    parameter_type,
    path_name,
    path_of_another,
    path_of_call,
    path_parameter_of_made_id,
    path_parameter_renamed,
    path_prefix,
    repeated_limit,
    repeated_path,
    repeated_path_with_types,
    repeated_security,
    required_constant_in_request,
    required_field_in_request,
    required_field_in_response,
    required_header,
    required_header_of_one,
    required_header_optional,
    required_nullable_in_request,
    required_parameter,
    resource_renamed,
    resource_type_taken,
    response_headers,
    response_media_type,
    response_status,
    response_stream,
    response_type,
    schema_removed,
    schema_renamed,
    schema_with_types_renamed,
    scopes,
    second_token,
    security_of_operations,
    security_optional,
    security_order,
    security_scheme,
    security_scheme_moved,
    shared_direction,
    shared_error,
    shared_parameter,
    tag_description,
    target_of_list,
    text_body,
    type_kind,
    type_kind_named,
    type_kind_of_body,
    type_now_sent,
    type_target,
    union_arm_type,
    union_conversion,
    union_method,
    union_open,
    union_order,
    union_tag,
    unknown_variant,
    value_name_taken,
    values_without_variants,
    wire_names,
}

#[test]
fn every_rule_is_shown_by_a_fixture() {
    // The net below the other rules. `completeness` tests it on made surfaces.
    let mut shown = BTreeSet::from(["item-changed", "trait-removed"]);
    for name in names() {
        let [before, after] = documents(&name).map(|document| run(&document));
        for [old, new] in [[&before, &after], [&after, &before]] {
            let report = changes::compare(old, new).expect("fixtures have a crate");
            shown.extend(report.entries.iter().map(|entry| entry.rule.code));
        }
    }
    assert_eq!(shown, rules::all().map(|rule| rule.code).collect());
}

#[test]
fn the_report_is_for_people_and_for_tools() {
    let report = report_of_several_changes();
    let first = &report.to_json()["entries"][0];
    let markdown = report.to_markdown();
    let (report_of_people, coverage) = markdown.split_once("\n## Coverage\n").expect("the coverage comes last");
    assert!(coverage.contains("| Operations | 3 | 3 |"), "{coverage}");
    within_folder(|| {
        insta::assert_snapshot!("report.markdown", report_of_people);
        insta::assert_snapshot!("report.json", format!("{first:#}"));
    });
}

#[test]
fn a_shortened_report_has_the_version_and_whole_entries() {
    let report = Report { crate_version: Some("0.3.1".to_owned()), ..report_of_several_changes() };
    let whole = report.to_markdown();
    assert_eq!(report.to_markdown_of(whole.len()), whole);
    let mut lengths = BTreeSet::new();
    for most in (500..whole.len()).step_by(100) {
        let short = report.to_markdown_of(most);
        assert!(short.len() <= most, "{} of {most}: {short}", short.len());
        assert!(short.contains("\n## Version\n\n**major**: 0.3.1 becomes 0.4.0.\n"), "{short}");
        assert_eq!(short.matches("```").count() % 2, 0, "{short}");
        let (entries, end) = short.split_once("\n… This report is shortened: it lacks ").expect("it says so");
        assert!(whole.starts_with(entries), "{short}");
        let rest = whole.strip_prefix(entries).expect("the entries are the first ones");
        assert_eq!(rest.matches("- Fingerprint: `").count() + rest.matches(" [`").count(), left_out(end), "{short}");
        lengths.insert(entries.len());
    }
    assert!(lengths.len() > 3, "{lengths:?}");
}

/// The number of entries that the last line of a shortened report counts: `entries (2 breaking, 1 added) and the coverage.`
fn left_out(end: &str) -> usize {
    end.split([' ', '(']).filter_map(|word| word.parse::<usize>().ok()).sum()
}

#[test]
fn a_line_of_a_changelog_names_the_other_subjects() {
    let [before, after] = documents("repeated_path").map(|document| run(&document));
    let report = changes::compare(&before, &after).expect("fixtures have a crate");
    let summaries: Vec<String> = report.entries.iter().map(Entry::summary).collect();
    let [without_ids, with_ids] = summaries.as_slice() else { panic!("{summaries:?}") };
    assert!(without_ids.ends_with("is `get_v2_boxes` now. Also: `GetLids`."), "{without_ids}");
    assert!(with_ids.ends_with("became `/v2/things`. Also: `getThingPart`, `listThings`."), "{with_ids}");
}

#[test]
fn other_places_in_several_files_have_the_names_of_the_files() {
    let input = |most: u32| {
        let source = |name: &str, text: String| Source { name: name.to_owned(), bytes: text.into_bytes() };
        let operation = |name: &str| {
            format!(
                "  /{name}: {{post: {{operationId: post{name}, requestBody: {{required: true, content: {{application/json: \
                 {{schema: {{$ref: 's/{name}.yaml'}}}}}}}}, responses: {{'204': {{description: Done.}}}}}}}}\n"
            )
        };
        let names = ["A", "B", "C"];
        let head = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\nservers: [{url: 'https://a.example'}]\npaths:\n";
        let mut input = Input::from(source("api.yaml", head.to_owned() + &names.map(operation).concat()));
        let schema = |name| {
            format!(
                "{{type: object, properties: {{id: {{type: string, maxLength: {most}}}, p{name}: {{type: string}}}}}}\n"
            )
        };
        input.files = names
            .map(|name| (format!("s/{name}.yaml"), source(&format!("s/{name}.yaml"), schema(name))))
            .into_iter()
            .collect();
        input
    };
    let [old, new] = [input(5), input(4)];
    let [before, after] = [&old, &new].map(|input| generator::generate(input, &support::options()));
    let mut report = changes::compare(&before, &after).expect("both documents have a crate");
    report.locate([(&old, &before), (&new, &after)]);
    let [entry] = report.entries.as_slice() else { panic!("{:#?}", report.entries) };
    assert_eq!(entry.place.as_ref().map(|place| place.file.as_str()), Some("s/A.yaml"));
    assert_eq!(entry.pointer, "#/properties/id/maxLength");
    let others = ["B", "C"].map(|name| format!("s/{name}.yaml#/properties/id/maxLength"));
    assert_eq!(entry.other_pointers, BTreeSet::from(others));
}

/// The reports on the change of a fixture and on the opposite change. Each changed line of the surface has its entry.
/// Breaking and other changes of several fixtures together.
fn report_of_several_changes() -> Report {
    let [before, _] = documents("description");
    let mut after = before.clone();
    for name in ["argument_order", "description", "enum_value", "field_optional_in_response", "method_and_path"] {
        merge(&mut after, read(name)["after"].take());
    }
    changes::compare(&run(&before), &run(&after)).expect("fixtures have a crate")
}

fn check(name: &str) {
    let [before, after] = documents(name).map(|document| run(&document));
    let reports = [[&before, &after], [&after, &before]].map(|[old, new]| completeness::explained(name, old, new));
    let [there, back] = reports.map(|report| table(&report));
    within_folder(|| insta::assert_snapshot!(name, format!("→ {there}← {back}")));
}

/// Puts the snapshots into the folder of the fixtures.
fn within_folder(assert: impl FnOnce()) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("changes");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(assert);
}

/// The verdict, and a few lines for each entry.
fn table(report: &Report) -> String {
    let entries: String = report.entries.iter().map(row).collect();
    format!("{}\n{entries}", report.verdict().as_str())
}

fn row(entry: &Entry) -> String {
    let Subject { kind, name, part } = &entry.subject;
    let part = part.as_ref().map(|part| format!(", {part}")).unwrap_or_default();
    let (severity, code, direction) = (entry.rule.severity.as_str(), entry.rule.code, entry.direction.as_str());
    let also = entry.also.iter().map(|name| format!(" and {name}")).collect::<String>();
    let head = format!("  {severity} {code}: {} {name}{also}{part} ({direction})\n", kind.as_str());
    let place = format!("    {}\n    {} {}\n", entry.message, entry.document.as_str(), entry.pointer);
    let lines = if entry.lines == SurfaceDiff::default() && !entry.items.is_empty() {
        format!("    {}\n", entry.items.join(", "))
    } else {
        lines('-', &entry.lines.removed) + &lines('+', &entry.lines.added)
    };
    [head, place, lines].concat()
}

/// The first lines, since a new or removed type has many lines.
fn lines(sign: char, lines: &[String]) -> String {
    const MOST: usize = 4;
    let shown: String = lines.iter().take(MOST).map(|line| format!("    {sign} {line}\n")).collect();
    if lines.len() > MOST { format!("{shown}    {sign} … {} more\n", lines.len() - MOST) } else { shown }
}

fn run(document: &Value) -> Run {
    let source = Source { name: "things.json".to_owned(), bytes: document.to_string().into_bytes() };
    let input = source.into();
    let run = generator::generate(&input, &Options { environment_prefix: None, ..support::options() });
    assert!(run.output.is_some(), "{}", render(&input, &run.diagnostics, Colour::Never));
    run
}

/// The document before and the document after.
fn documents(name: &str) -> [Value; 2] {
    let mut fixture = read(name);
    let mut before = read("base");
    merge(&mut before, fixture["before"].take());
    let mut after = before.clone();
    merge(&mut after, fixture["after"].take());
    [before, after]
}

fn read(name: &str) -> Value {
    let path = folder().join(format!("{name}.yaml"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The names of all fixtures.
fn names() -> BTreeSet<String> {
    let entries = fs::read_dir(folder()).expect("the folder of fixtures can be listed");
    let paths = entries.map(|entry| entry.expect("the folder of fixtures can be listed").path());
    let yaml = paths.filter(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    let stems = yaml.filter_map(|path| path.file_stem().map(|stem| stem.to_string_lossy().into_owned()));
    stems.filter(|stem| stem != "base").collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/changes")
}

/// Applies a JSON merge patch (RFC 7396): null removes.
fn merge(target: &mut Value, patch: Value) {
    let Value::Object(patch) = patch else {
        if !patch.is_null() {
            *target = patch;
        }
        return;
    };
    if !target.is_object() {
        *target = Value::Object(serde_json::Map::new());
    }
    let Value::Object(members) = target else { return };
    for (key, value) in patch {
        if value.is_null() {
            members.shift_remove(&key);
        } else {
            merge(members.entry(key).or_insert(Value::Null), value);
        }
    }
}
