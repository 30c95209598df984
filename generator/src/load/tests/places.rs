//! The positions of nodes, as the readers record them.

use crate::{
    diagnostic::Diagnostics,
    load::{Source, SourceId, read},
    pointer::Pointer,
};

/// The text that is shown for a pointer.
fn shown<'a>(text: &'a str, pointer: &str) -> &'a str {
    let source = Source { name: "api".to_owned(), bytes: text.as_bytes().to_vec() };
    let mut diagnostics = Diagnostics::new();
    read(&source, SourceId::Document, &mut diagnostics);
    let places = diagnostics.spans(SourceId::Document).expect("a text that is read").places(text);
    places.find(&Pointer::from_text(pointer)).map_or("", |place| &text[place.shown(text)])
}

#[test]
fn yaml_scalars_keys_and_elements_are_found() {
    let text = "é: 1\npaths:\n  /a/b:\n    - x\n    - {k: v}\n";
    assert_eq!(shown(text, "#/é"), "1");
    assert_eq!(shown(text, "#/paths/~1a~1b/0"), "x");
    assert_eq!(shown(text, "#/paths/~1a~1b/1/k"), "v");
    assert_eq!(shown(text, "#/paths/~1a~1b"), "/a/b");
}

#[test]
fn json_scalars_keys_and_elements_are_found() {
    let text = "\u{feff}{\"é\": 1, \"s\": \"\\ud83d\\ude00\", \"paths\": {\"/a/b\": [\"x\", {\"k\":\ttrue}, -1e3]}}";
    assert_eq!(shown(text, "#/é"), "1");
    assert_eq!(shown(text, "#/s"), r#""\ud83d\ude00""#);
    assert_eq!(shown(text, "#/paths/~1a~1b/0"), r#""x""#);
    assert_eq!(shown(text, "#/paths/~1a~1b/1/k"), "true");
    assert_eq!(shown(text, "#/paths/~1a~1b/2"), "-1e3");
}

#[test]
fn keys_are_found_however_they_are_written() {
    let text = "\u{feff}1.50: a\r\n\"b\\u00e9\": c\r\n'd''e': f\r\n? |\r\n  g\r\n: h\r\n~: i\r\n\"\\\"\": j\r\n";
    for (pointer, value) in [("1.5", "a"), ("bé", "c"), ("d'e", "f"), ("g\n", "h"), ("null", "i"), ("\"", "j")] {
        assert_eq!(shown(text, &format!("#/{pointer}")), value, "{pointer:?}");
    }
    assert_eq!(shown(r#"{"a\/b": 1, "": 2}"#, "#/a~1b"), "1");
    assert_eq!(shown(r#"{"a\/b": 1, "": 2}"#, "#/"), "2");
}

#[test]
fn values_on_several_lines_are_shown_at_their_key() {
    let text = "a: |\n  x\nb: >-\n  x\n  y\nc: x\n  y\nd:\ne: \"x\n  y\"\nf: z # comment\n";
    for key in ["a", "b", "c", "d", "e"] {
        assert_eq!(shown(text, &format!("#/{key}")), key);
    }
    assert_eq!(shown(text, "#/f"), "z");
}

#[test]
fn a_place_that_does_not_exist_is_shown_at_the_nearest_around_it() {
    assert_eq!(shown("a:\n  b: 1\n", "#/a/b/c/d"), "1");
    assert_eq!(shown("a: &x {b: 1}\nc: *x\n", "#/c/b"), "*x");
    assert_eq!(shown("a: &x {b: 1}\nc: {<<: *x}\n", "#/c/b"), "c");
}

#[test]
fn the_last_of_two_equal_keys_is_found() {
    let text = "a: 1\nb: 2\na: 3\n";
    assert_eq!(shown(text, "#/a"), "3");
    assert_eq!(shown(r#"{"a": 1, "a": 2}"#, "#/a"), "2");
}

#[test]
fn brackets_at_the_margin_are_read() {
    let text = "a:\n  x: [\n  1\n]\nb:\n  - 200: c\n";
    assert_eq!(shown(text, "#/b/0/200"), "c");
}

#[test]
fn many_places_of_one_mapping_are_found_in_one_walk_over_its_members() {
    let count = 20_000;
    let text: String = (0..count).map(|index| format!("k{index}: {index}\n")).collect();
    let source = Source { name: "api".to_owned(), bytes: text.clone().into_bytes() };
    let mut diagnostics = Diagnostics::new();
    read(&source, SourceId::Document, &mut diagnostics);
    let places = diagnostics.spans(SourceId::Document).expect("a text that is read").places(&text);
    for index in 0..count {
        let place = places.find(&Pointer::root().child(format!("k{index}"))).expect("a place");
        assert_eq!(text[place.value], index.to_string());
    }
}
