mod places;
mod same;

use serde_json::{Value, json};

use super::{Source, load};
use crate::diagnostic::{Colour, Diagnostics, render};

fn read(bytes: &[u8]) -> (Option<Value>, Diagnostics, Source) {
    let source = Source { name: "api".to_owned(), bytes: bytes.to_vec() };
    let mut diagnostics = Diagnostics::new();
    let value = load(&source, &mut diagnostics);
    (value, diagnostics, source)
}

fn tree(text: &str) -> Value {
    let (value, diagnostics, _) = read(text.as_bytes());
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    value.unwrap()
}

/// Checks that `bytes` are refused with `code` at `place`, shown as line:column.
fn check_refused(bytes: &[u8], code: &str, place: &str) {
    let (value, diagnostics, source) = read(bytes);
    assert!(value.is_none(), "{value:?}");
    let shown = render(&source.into(), &diagnostics, Colour::Never);
    assert!(shown.contains(&format!("error[{code}]")), "{shown}");
    assert!(shown.contains(&format!("--> api:{place}\n")), "{shown}");
    assert!(shown.contains("help: "), "{shown}");
}

#[test]
fn json_and_yaml_give_the_same_tree_in_the_order_of_the_text() {
    let expected = json!({"openapi": "3.1.0", "b": 1, "a": [true, null, 1.5]});
    assert_eq!(tree("openapi: 3.1.0\nb: 1\na: [true, null, 1.5]"), expected);
    assert_eq!(tree("\u{feff}{\"openapi\": \"3.1.0\", \"b\": 1, \"a\": [true, null, 1.5]}"), expected);
    assert_eq!(tree("{openapi: 3.1.0, b: 1, a: [true, null, 1.5]}"), expected);
}

#[test]
fn a_byte_order_mark_is_not_a_part_of_a_yaml_document() {
    assert_eq!(tree("\u{feff}openapi: 3.1.0\r\na: 1\r\n"), json!({"openapi": "3.1.0", "a": 1}));
    check_refused("\u{feff}openapi: 3.1.0\na: 1\n---\nb: 2\n".as_bytes(), "several-documents", "3:1");
    check_refused("\u{feff}openapi: 3.1.0\na: 1\na: 2\n".as_bytes(), "duplicate-key", "3:4");
}

#[test]
fn a_comment_may_touch_the_value_before_it() {
    let (value, diagnostics, source) = read("openapi: '3.1.0'#é\na: {b: \"x\"#}\n}\nc: y#z\n".as_bytes());
    assert_eq!(value, Some(json!({"openapi": "3.1.0", "a": {"b": "x"}, "c": "y#z"})));
    let shown = render(&source.into(), &diagnostics, Colour::Never);
    assert!(shown.contains("warning[read-as]: `#é` is read as a comment\n --> api:1:17\n"), "{shown}");
    assert!(shown.contains("warning[read-as]: `#}` is read as a comment\n --> api:2:11\n"), "{shown}");
    // The first mistake is reported in the words of YAML.
    check_refused(b"openapi: '3.1.0'#x\na: [\n", "syntax", "3:1");
}

#[test]
fn keys_become_text() {
    let expected = json!({"openapi": "3.1.0", "200": 1, "true": 2, "null": 3, "1.5": 4});
    assert_eq!(tree("openapi: 3.1.0\n200: 1\ntrue: 2\nnull: 3\n1.5: 4\n"), expected);
}

#[test]
fn merge_keys_add_missing_keys() {
    let text = "openapi: 3.1.0\nx: &x {a: 1, b: 2}\ny: {<<: *x, a: 3}\nz: {<<: [*x, {c: 4}]}\n";
    let read = tree(text);
    assert_eq!(read["y"], json!({"a": 3, "b": 2}));
    assert_eq!(read["z"], json!({"a": 1, "b": 2, "c": 4}));
}

#[test]
fn numbers_keep_the_precision_of_json() {
    let read =
        tree("openapi: 3.1.0\nu: 18446744073709551615\ni: -9223372036854775808\nbig: 100000000000000000000\nf: 1.0\n");
    assert_eq!(read["u"], json!(u64::MAX));
    assert_eq!(read["i"], json!(i64::MIN));
    assert_eq!(read["big"], json!(1e20));
    assert_eq!(read["f"].to_string(), "1.0");
}

#[test]
fn text_that_is_not_a_document_is_refused_with_its_position() {
    check_refused(b"openapi: 3.1.0\nx: \"\xc3\xa9 \xff\"\n", "not-utf8", "2:7");
    check_refused(b"\xff\xfeo\0p\0", "not-utf8", "1:1");
    check_refused(b"{\0\n\0", "not-utf8", "1:1");
    check_refused(b"\0o\0p", "not-utf8", "1:1");
    check_refused(b"\x89PNG\r\n\x1a\n\0\0", "binary-file", "1:1");
    check_refused(b" \n# nothing\n", "empty-document", "1:1");
    check_refused(b"\n<!DOCTYPE html><html></html>", "html-page", "2:1");
    check_refused(b"openapi: 3.1.0\ninfo:\n\ttitle: t\n", "syntax", "3:1");
    check_refused(b"{\"openapi\": \"3.1.0\", \"info\": {", "syntax", "1:30");
    check_refused(b"openapi: 3.1.0\n---\nopenapi: 3.1.0\n", "several-documents", "2:1");
    check_refused(b"{\"openapi\": \"3.1.0\", \"a\": \"\\ud800\"}", "syntax", "1:34");
    check_refused(b"openapi: 3.1.0\na: b\x01\n", "syntax", "2:4");
    check_refused(b"openapi: 3.1.0\na: *b\n", "syntax", "2:4");
    check_refused(b"openapi: 3.1.0\na: .inf\n", "number-not-finite", "2:4");
    check_refused(b"openapi: 3.1.0\na: {[b]: c}\n", "key-not-text", "2:1");
}

#[test]
fn comments_in_json_are_called_comments() {
    for text in ["{\"openapi\":\"3.1.0\",// why\n\"a\": 1}", "{\"openapi\":\"3.1.0\",/* why */\"a\": 1}"] {
        let (_, diagnostics, source) = read(text.as_bytes());
        let shown = render(&source.into(), &diagnostics, Colour::Never);
        assert!(shown.contains("JSON has no comments\n") && shown.contains("--> api:1:20\n"), "{shown}");
    }
    check_refused(b"{\"openapi\": \"3.1.0\" // why\n}", "syntax", "1:21");
}

#[test]
fn a_repeated_key_is_refused_at_the_second_position() {
    check_refused(b"openapi: 3.1.0\na: 1\na: 2\n", "duplicate-key", "3:4");
    check_refused(b"{\"openapi\": \"3.1.0\", \"a\": {\"b\": 1, \"b\": 2}}", "duplicate-key", "1:41");
}

#[test]
fn documents_of_other_kinds_are_named() {
    check_refused(b"[1]", "root-not-an-object", "1:1");
    check_refused(b"swagger: '1.2'\n", "unsupported-openapi-version", "1:10");
    check_refused(b"asyncapi: 3.0.0\n", "asyncapi", "1:11");
    check_refused(b"type: object\n", "plain-json-schema", "1:7");
    let others = [
        r#"{"info":{"_postman_id":"a"},"item":[]}"#,
        r#"{"info":{"schema":"https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},"item":[]}"#,
        r#"{"_type":"export","resources":[]}"#,
        r#"{"log":{"version":"1.2","entries":[]}}"#,
        r#"{"kind":"discovery#restDescription","schemas":{}}"#,
        r#"{"smithy":"2.0","shapes":{}}"#,
        "arazzo: 1.0.0\n",
        r#"{"data":{"__schema":{}}}"#,
    ];
    for other in others {
        check_refused(other.as_bytes(), "other-format", "1:1");
    }
    check_refused(b"info: {}\npaths: {}\n", "missing-openapi-version", "1:1");
    check_refused(b"openapi: 4.0.0\n", "unsupported-openapi-version", "1:10");
}

#[test]
fn each_minor_version_is_read() {
    let (value, diagnostics, _) = read(b"openapi: 3.2.0\n");
    assert!(value.is_some() && diagnostics.is_empty());
    assert!(tree("openapi: 3.1\n").is_object());
}

#[test]
fn ten_thousand_nested_lists_are_refused() {
    let nested = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let (value, diagnostics, _) = read(format!("{{\"openapi\": \"3.1.0\", \"x-a\": {nested}}}").as_bytes());
    assert!(value.is_none() && diagnostics.iter().any(|found| found.code == "nested-too-deep"));
    let (value, diagnostics, _) = read(format!("openapi: 3.1.0\nx-a: {nested}").as_bytes());
    assert!(value.is_none() && diagnostics.has_errors());
}

#[test]
fn aliases_that_multiply_or_contain_themselves_are_refused() {
    let mut text = "openapi: 3.1.0\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..10 {
        let below = format!("*a{}", level - 1);
        text = format!("{text}a{level}: &a{level} [{}]\n", vec![below; 10].join(", "));
    }
    let (value, diagnostics, _) = read(text.as_bytes());
    assert!(value.is_none() && diagnostics.iter().any(|found| found.code == "too-many-nodes"), "{diagnostics:?}");
    let (value, diagnostics, _) = read(b"openapi: 3.1.0\na: &a [*a]\n");
    assert!(value.is_none() && diagnostics.has_errors());
}
