use super::locate;
use crate::pointer::Pointer;

/// The text that is shown for a pointer.
fn shown<'a>(text: &'a str, pointer: &str) -> &'a str {
    let pointer = Pointer::from_text(pointer);
    let places = locate(text, [&pointer]);
    places.find(&pointer).map_or("", |place| &text[place.shown(text)])
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
    let text = r#"{"é": 1, "s": "\ud83d\ude00", "paths": {"/a/b": ["x", {"k":	true}]}}"#;
    assert_eq!(shown(text, "#/é"), "1");
    assert_eq!(shown(text, "#/s"), r#""\ud83d\ude00""#);
    assert_eq!(shown(text, "#/paths/~1a~1b/0"), r#""x""#);
    assert_eq!(shown(text, "#/paths/~1a~1b/1/k"), "true");
}

#[test]
fn a_place_that_does_not_exist_falls_back_to_the_nearest_around_it() {
    assert_eq!(shown("a:\n  b: 1\n", "#/a/b/c/d"), "1");
    assert_eq!(shown("a: &x {b: 1}\nc: *x\n", "#/c/b"), "*x");
}

#[test]
fn of_a_key_that_stands_twice_the_last_is_found() {
    let text = "a: 1\nb: 2\na: 3\n";
    assert_eq!(shown(text, "#/a"), "3");
    assert_eq!(shown(r#"{"a": 1, "a": 2}"#, "#/a"), "2");
}

#[test]
fn places_behind_what_only_the_reader_of_the_document_accepts_are_found() {
    let text = "a:\n  x: [\n  1\n]\nb:\n  - 200: c\n";
    assert_eq!(shown(text, "#/b/0/200"), "c");
}
