use serde_json::json;

use super::{COOKIE, Place, Shape, Style, check_cookie, write};
use crate::runtime::json::{ToJson, Writer};

/// The object of OpenAPI's table: `{ "R": 100, "G": 200, "B": 150 }`, in this order.
struct Color;

impl ToJson for Color {
    fn write(&self, writer: &mut Writer) {
        writer.raw(r#"{"R":100,"G":200,"B":150}"#);
    }
}

#[track_caller]
fn check(style: Style, place: Place, expected: [Option<&str>; 4]) {
    let values = [
        Shape::of("").expect("a shape"),
        Shape::of("blue").expect("a shape"),
        Shape::of(&["blue", "black", "brown"]).expect("a shape"),
        Shape::of(&Color).expect("a shape"),
    ];
    for (value, expected) in values.iter().zip(expected) {
        if let Some(expected) = expected {
            assert_eq!(write("color", style, value, place).as_deref(), Some(expected), "{style:?} of {value:?}");
        }
    }
}

const fn form(explode: bool) -> Style {
    Style::Form { explode, allow_reserved: false }
}

/// The table "Style Examples" of OpenAPI 3.2.0, row by row; `None` is its "n/a". The other rows are below.
#[test]
fn rows_of_the_style_table_for_paths_and_headers_are_written() {
    check(
        Style::Matrix { explode: false },
        Place::Path,
        [Some(";color"), Some(";color=blue"), Some(";color=blue,black,brown"), Some(";color=R,100,G,200,B,150")],
    );
    check(
        Style::Matrix { explode: true },
        Place::Path,
        [Some(";color"), Some(";color=blue"), Some(";color=blue;color=black;color=brown"), Some(";R=100;G=200;B=150")],
    );
    check(
        Style::Label { explode: false },
        Place::Path,
        [Some("."), Some(".blue"), Some(".blue,black,brown"), Some(".R,100,G,200,B,150")],
    );
    check(
        Style::Label { explode: true },
        Place::Path,
        [Some("."), Some(".blue"), Some(".blue.black.brown"), Some(".R=100.G=200.B=150")],
    );
    check(
        Style::Simple { explode: false },
        Place::Header,
        [Some(""), Some("blue"), Some("blue,black,brown"), Some("R,100,G,200,B,150")],
    );
    check(
        Style::Simple { explode: true },
        Place::Header,
        [Some(""), Some("blue"), Some("blue,black,brown"), Some("R=100,G=200,B=150")],
    );
}

/// The other rows of the table.
#[test]
fn rows_of_the_style_table_for_queries_and_cookies_are_written() {
    check(
        form(false),
        Place::Query,
        [Some("color="), Some("color=blue"), Some("color=blue,black,brown"), Some("color=R,100,G,200,B,150")],
    );
    check(
        form(true),
        Place::Query,
        [Some("color="), Some("color=blue"), Some("color=blue&color=black&color=brown"), Some("R=100&G=200&B=150")],
    );
    check(
        Style::SpaceDelimited { allow_reserved: false },
        Place::Query,
        [None, None, Some("color=blue%20black%20brown"), Some("color=R%20100%20G%20200%20B%20150")],
    );
    check(
        Style::PipeDelimited { allow_reserved: false },
        Place::Query,
        [None, None, Some("color=blue%7Cblack%7Cbrown"), Some("color=R%7C100%7CG%7C200%7CB%7C150")],
    );
    check(
        Style::DeepObject { allow_reserved: false },
        Place::Query,
        [None, None, None, Some("color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150")],
    );
    check(
        Style::Cookie { explode: false, spaces: true },
        Place::Cookie,
        [Some("color="), Some("color=blue"), Some("color=blue,black,brown"), Some("color=R,100,G,200,B,150")],
    );
    check(
        Style::Cookie { explode: true, spaces: true },
        Place::Cookie,
        [Some("color="), Some("color=blue"), Some("color=blue; color=black; color=brown"), Some("R=100; G=200; B=150")],
    );
}

#[test]
fn a_list_in_an_exploded_object_repeats_its_key() {
    let value = json!({ "in": [[1]], "none": [], "page": 0, "sort": ["name,asc", null, "id"] });
    let shape = Shape::of(&value).expect("a shape");
    assert_eq!(
        write("pageable", form(true), &shape, Place::Query).as_deref(),
        Some("in=%5B%5B1%5D%5D&page=0&sort=name%2Casc&sort=id")
    );
    let shape = Shape::of(&json!({ "sort": [] })).expect("a shape");
    assert_eq!(write("pageable", form(true), &shape, Place::Query), None);
}

#[test]
fn null_and_empty_values_are_not_sent() {
    for value in [json!(null), json!([]), json!({}), json!([null]), json!({ "a": null })] {
        let shape = Shape::of(&value).expect("a shape");
        assert_eq!(write("x", form(true), &shape, Place::Query), None, "{value}");
    }
}

#[test]
fn names_and_values_are_encoded_and_spaces_are_not_plus_signs() {
    let shape = Shape::of(&["a b", "c&d"]).expect("a shape");
    assert_eq!(
        write("statuses[]", form(true), &shape, Place::Query).as_deref(),
        Some("statuses%5B%5D=a%20b&statuses%5B%5D=c%26d")
    );
}

#[test]
fn a_comma_inside_an_item_is_encoded() {
    let shape = Shape::of(&["a,b", "c"]).expect("a shape");
    assert_eq!(write("x", form(false), &shape, Place::Query).as_deref(), Some("x=a%2Cb,c"));
}

#[test]
fn reserved_characters_stay_where_the_style_allows_them() {
    let shape = Shape::of("https://a.b/c?d&e").expect("a shape");
    let style = Style::Form { explode: true, allow_reserved: true };
    assert_eq!(write("x", style, &shape, Place::Query).as_deref(), Some("x=https://a.b/c?d%26e"));
}

#[test]
fn json_content_is_sent_as_encoded_json() {
    let shape = Shape::of(&json!({ "a": [1, true, null, "x y", 1.5] })).expect("a shape");
    assert_eq!(
        write("filter", Style::Json, &shape, Place::Query).as_deref(),
        Some("filter=%7B%22a%22%3A%5B1%2Ctrue%2Cnull%2C%22x%20y%22%2C1.5%5D%7D")
    );
    assert_eq!(
        write("filter", Style::Json, &shape, Place::Header).as_deref(),
        Some(r#"{"a":[1,true,null,"x y",1.5]}"#)
    );
    // A header has only ASCII, as Dropbox requires for `Dropbox-API-Arg`.
    let shape = Shape::of(&json!({ "é": "/grüße/😀\u{7F}\n" })).expect("a shape");
    let header = write("filter", Style::Json, &shape, Place::Header).expect("a value");
    assert_eq!(header, r#"{"\u00e9":"/gr\u00fc\u00dfe/\ud83d\ude00\u007f\n"}"#);
    assert_eq!(
        crate::runtime::json::from_str::<serde_json::Value>(&header).ok(),
        Some(json!({ "é": "/grüße/😀\u{7F}\n" }))
    );
}

#[test]
fn deep_objects_nest_and_their_lists_have_brackets() {
    let shape = Shape::of(&json!({ "gte": 1, "in": { "x": ["a", "b"] } })).expect("a shape");
    assert_eq!(
        write("created", Style::DeepObject { allow_reserved: false }, &shape, Place::Query).as_deref(),
        Some("created%5Bgte%5D=1&created%5Bin%5D%5Bx%5D%5B%5D=a&created%5Bin%5D%5Bx%5D%5B%5D=b")
    );
    let list = Shape::of(&["a", "b"]).expect("a shape");
    for name in ["expand", "expand[]"] {
        assert_eq!(
            write(name, Style::DeepObject { allow_reserved: false }, &list, Place::Query).as_deref(),
            Some("expand%5B%5D=a&expand%5B%5D=b")
        );
    }
}

#[test]
fn exploded_cookies_are_separate_cookies() {
    let shape = Shape::of(&["a", "b"]).expect("a shape");
    assert_eq!(write("x", form(true), &shape, Place::Cookie).as_deref(), Some("x=a; x=b"));
    let shape = Shape::of(&json!({ "a!": "1", "b ": "2" })).expect("a shape");
    assert_eq!(write("x", COOKIE, &shape, Place::Cookie).as_deref(), Some("a!=1; b%20=2"));
}

#[test]
fn no_key_of_an_object_adds_a_cookie() {
    let shape = Shape::of(&json!({ "a; b=": "1" })).expect("a shape");
    let written = |style| write("x", style, &shape, Place::Cookie);
    let checked = |style| check_cookie("x", style, &shape);
    assert_eq!(written(COOKIE).as_deref(), Some("a%3B%20b%3D=1"));
    assert_eq!(written(form(false)).as_deref(), Some("x=a%3B%20b%3D,1"));
    assert!(checked(COOKIE).is_ok() && checked(form(false)).is_ok());
    for style in [Style::Cookie { explode: false, spaces: true }, Style::Form { explode: false, allow_reserved: true }]
    {
        assert!(checked(style).is_err(), "{style:?}");
    }
}

/// The examples of cookies of OpenAPI 3.2, "Parameter Object Examples".
#[test]
fn cookies_are_encoded_in_the_style_form_alone() {
    let style = Style::Cookie { explode: true, spaces: true };
    let text = |style, text: &str| write("x", style, &Shape::of(text).expect("a shape"), Place::Cookie);
    assert_eq!(text(form(true), "Hello, world!").as_deref(), Some("x=Hello%2C%20world%21"));
    assert_eq!(text(style, "Hello%2C world!").as_deref(), Some("x=Hello%2C world!"));
    let reserved = Style::Form { explode: true, allow_reserved: true };
    assert_eq!(text(reserved, "a+b=%20 c").as_deref(), Some("x=a%2Bb=%20%20c"));
}

#[test]
fn a_list_of_one_empty_item_is_sent() {
    let simple = Style::Simple { explode: false };
    let written = |value| write("x", simple, &Shape::of(&value).expect("a shape"), Place::Header);
    assert_eq!(written(json!([""])).as_deref(), Some(""));
    assert_eq!(written(json!([])), None);
    // No list of the object has an item.
    let lists = Shape::of(&json!({ "sort": [], "tags": [] })).expect("a shape");
    assert_eq!(write("x", form(true), &lists, Place::Query), None);
}
