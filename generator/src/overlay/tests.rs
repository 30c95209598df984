use serde_json::{Value, json};

use super::overlay;
use crate::{
    diagnostic::{Colour, Diagnostics, render},
    load::{Input, Source, SourceId},
    pointer::Pointer,
};

fn source(name: &str, text: &str) -> Source {
    Source { name: name.to_owned(), bytes: text.as_bytes().to_vec() }
}

fn with_actions(actions: &str) -> String {
    format!("overlay: 1.1.0\ninfo: {{title: t, version: '1'}}\nactions:\n{actions}")
}

/// The document after overlays, and the findings on them as people see them.
fn applied(document: &Value, overlays: &[String]) -> (Value, String) {
    let sources: Vec<Source> =
        overlays.iter().enumerate().map(|(index, text)| source(&format!("{index}.yaml"), text)).collect();
    let mut diagnostics = Diagnostics::new();
    let overlaid = overlay(document.clone(), "api.yaml", &sources, &mut diagnostics);
    let mut input = Input::from(source("api.yaml", &document.to_string()));
    input.overlays = sources;
    (overlaid.document, render(&input, &diagnostics, Colour::Never))
}

#[track_caller]
fn check(document: &Value, actions: &str, expected: &Value) {
    let (document, findings) = applied(document, &[with_actions(actions)]);
    assert_eq!(findings, "");
    assert_eq!(document, *expected);
}

#[track_caller]
fn check_finding(document: &Value, overlay: &str, code: &str, place: &str) -> String {
    let (_, findings) = applied(document, &[overlay.to_owned()]);
    assert!(findings.contains(&format!("[{code}]")), "{findings}");
    assert!(findings.contains(&format!("--> 0.yaml:{place}\n")), "{findings}");
    findings
}

#[test]
fn an_update_merges_objects_appends_to_lists_and_replaces_the_rest() {
    check(
        &json!({"a": {"kept": 1, "replaced": 1, "list": [1]}}),
        "- {target: $.a, update: {replaced: null, list: [2], new: {x: 1}}}",
        &json!({"a": {"kept": 1, "replaced": null, "list": [1, 2], "new": {"x": 1}}}),
    );
}

#[test]
fn a_list_as_target_takes_one_element_or_several() {
    check(
        &json!({"a": [1]}),
        "- {target: $.a, update: {x: 1}}\n- {target: $.a, update: [2, 3]}",
        &json!({"a": [1, {"x": 1}, 2, 3]}),
    );
}

#[test]
fn a_single_value_as_target_is_replaced_at_each_position() {
    check(
        &json!({"a": {"t": 1}, "b": {"t": 1}}),
        "- {target: $.*.t, update: 2}",
        &json!({"a": {"t": 2}, "b": {"t": 2}}),
    );
}

#[test]
fn removal_keeps_the_order_and_the_indices_of_other_elements() {
    let expected = json!({"a": [2], "b": 1, "d": 1});
    let document = json!({"a": [1, 2, 1], "b": 1, "c": 1, "d": 1});
    check(&document, "- {target: '$.a[?@ == 1]', remove: true}\n- {target: $.c, remove: true}", &expected);
    let (removed, _) =
        applied(&document, &[with_actions("- {target: '$.a[?@ == 1]', remove: true}\n- {target: $.c, remove: true}")]);
    assert_eq!(removed.to_string(), expected.to_string());
}

#[test]
fn the_order_of_selectors_has_no_effect_and_each_place_is_changed_once() {
    let letters = json!({"a": ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"]});
    let rest = json!({"a": ["a", "b", "d", "e", "f", "g", "h", "i", "j"]});
    check(&letters, "- {target: '$.a[11, 2, 10, 2]', remove: true}", &rest);
    let nested = json!({"a": [{"b": [1, 2]}, {"b": [3]}], "c": 1});
    check(&nested, "- {target: '$..[?@ == 1 || @.b]', remove: true}", &json!({"a": []}));
    check(&json!({"a": [1]}), "- {target: \"$['a', 'a']\", update: [2]}", &json!({"a": [1, 2]}));
}

#[test]
fn a_copy_is_merged_as_an_update_is() {
    check(
        &json!({"a": {"x": 1}, "b": {"y": 2}}),
        "- {target: $.a, copy: $.b}",
        &json!({"a": {"x": 1, "y": 2}, "b": {"y": 2}}),
    );
    check_finding(&json!({"a": {}, "b": {}}), &with_actions("- target: $.a\n  copy: $.*"), "overlay-copy", "5:9");
}

#[test]
fn overlays_and_actions_apply_in_their_order() {
    let overlays =
        ["- {target: $, update: {a: {b: 1}}}\n- {target: $.a, update: {c: 2}}", "- {target: $.a.b, remove: true}"];
    let (document, findings) = applied(&json!({}), &overlays.map(with_actions));
    assert_eq!(findings, "");
    assert_eq!(document, json!({"a": {"c": 2}}));
}

#[test]
fn a_target_that_selects_nothing_is_an_error_unless_foreseen() {
    let none = with_actions("- target: $.b\n  update: {}");
    check_finding(&json!({"a": 1}), &none, "overlay-no-match", "4:11");
    check(&json!({"a": 1}), "- {target: $.b, update: {}, x-rust-may-match-nothing: true}", &json!({"a": 1}));
}

#[test]
fn an_action_that_changes_nothing_is_a_warning_that_names_the_place() {
    let text = with_actions("- target: $.a\n  update: {b: 1}");
    let findings = check_finding(&json!({"a": {"b": 1}}), &text, "overlay-without-effect", "4:3");
    assert!(findings.contains("about #/a of the document"), "{findings}");
}

#[test]
fn objects_lists_and_single_values_do_not_become_each_other() {
    let text = with_actions("- target: $.a\n  update: {b: [1]}");
    let findings = check_finding(&json!({"a": {"b": {}}}), &text, "overlay-incompatible", "4:3");
    assert!(findings.contains("about #/a/b of the document"), "{findings}");
}

#[test]
fn a_file_that_is_not_an_overlay_is_refused() {
    for (text, code, place) in [
        ("- 1", "overlay-structure", "1:1"),
        ("openapi: 3.1.0", "unsupported-overlay-version", "1:1"),
        ("overlay: 2.0.0", "unsupported-overlay-version", "1:10"),
        ("overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions: []", "overlay-structure", "3:1"),
        ("overlay: 1.0.0\nactions: [{target: $, remove: true}]", "overlay-structure", "1:1"),
        (&with_actions("- 1"), "overlay-structure", "4:3"),
        (&with_actions("- target: $"), "overlay-structure", "4:3"),
        (&with_actions("- target: '$.['\n  remove: true"), "overlay-target", "4:11"),
        (&with_actions("- target: $\n  remove: true"), "overlay-structure", "4:3"),
        (&with_actions("- target: $\n  update: {b: 1}\n  remvoe: true"), "overlay-unknown-member", "6:11"),
        (&with_actions("- target: $\n  update: {b: 1}\n  x-rust-may: true"), "overlay-unknown-member", "6:15"),
        ("overlay: [", "syntax", "1:11"),
    ] {
        check_finding(&json!({"a": 1}), text, code, place);
    }
}

#[test]
fn an_overlay_for_another_document_is_a_warning() {
    let text = format!("extends: ../other.yaml\n{}", with_actions("- {target: $, update: {b: 1}}"));
    check_finding(&json!({}), &text, "overlay-extends-other", "1:10");
    let text = format!("extends: https://example.com/api.yaml\n{}", with_actions("- {target: $, update: {b: 1}}"));
    assert_eq!(applied(&json!({}), &[text]).1, "");
}

#[test]
fn later_findings_point_to_where_the_overlay_says_it() {
    let text = with_actions("- {target: $.a, update: {b: {c: 1}}}\n- {target: $.list, update: [2, {x: 1}]}");
    let overlaid = overlay(json!({"a": {}, "list": [1]}), "api.yaml", &[source("0", &text)], &mut Diagnostics::new());
    let trace = |place: &str| overlaid.origins.trace(&Pointer::from_text(place));
    let at = |place: &str| Some((SourceId::Overlay(0), Pointer::from_text(place)));
    assert_eq!(trace("#/a/b/c"), at("#/actions/0/update/b/c"));
    assert_eq!(trace("#/list/2/x"), at("#/actions/1/update/1/x"));
    assert_eq!(trace("#/list/0"), None);
    assert_eq!(trace("#/a"), None);
}

#[test]
fn a_path_with_brackets_too_deep_in_each_other_is_an_error() {
    let parentheses = |count: usize| format!("$[?{}@.a{}]", "(".repeat(count), ")".repeat(count));
    let filters = |count: usize| format!("${}{}", "[?@".repeat(count), "]".repeat(count));
    let negations = |count: usize| format!("$[?{}@.a]", "!".repeat(count));
    let open = |count: usize| format!("$[?{}", "(".repeat(count));
    for path in [parentheses(5_000), filters(3_000), negations(5_000), open(5_000), filters(7), "$[?(".repeat(2_000)] {
        for member in ["remove: true", "update: {b: 1}"] {
            let text = with_actions(&format!("- target: '{path}'\n  {member}"));
            let findings = check_finding(&json!({"a": {"a": 1}}), &text, "overlay-target", "4:11");
            assert!(findings.contains("= help: "), "{findings}");
        }
        let text = with_actions(&format!("- target: $.a\n  copy: '{path}'"));
        check_finding(&json!({"a": {"a": 1}}), &text, "overlay-target", "5:9");
    }
}

#[test]
fn the_deepest_path_that_is_read_is_evaluated() {
    let filters = format!("${}{}", "[?@".repeat(6), "]".repeat(6));
    let parentheses = format!("$[?{}@.a{}]", "(".repeat(31), ")".repeat(31));
    let mut document = json!(1);
    for _ in 0..40 {
        document = json!({"a": document});
    }
    for path in [filters, parentheses] {
        let (_, findings) = applied(&document, &[with_actions(&format!("- {{target: '{path}', update: {{b: 1}}}}"))]);
        assert_eq!(findings, "");
    }
}
