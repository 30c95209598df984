use serde_json::{Value, json};

use super::*;
use crate::runtime::Style;

const ENCODINGS: &[Encoding] = &[
    Encoding { name: "photo", style: None, content_type: Some("image/png"), is_file: true },
    Encoding { name: "file", style: None, content_type: None, is_file: true },
    Encoding { name: "meta", style: None, content_type: Some("application/json; charset=utf-8"), is_file: false },
];

fn multipart(value: &Value) -> Multipart {
    Multipart::new("multipart/form-data", ENCODINGS, value).expect("an object")
}

#[track_caller]
fn check(multipart: &Multipart, expected: &str) {
    let (content_type, body) = multipart.write();
    let body = body.bytes().expect("it is in memory");
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=").expect("a boundary");
    assert_eq!(String::from_utf8_lossy(body).replace(boundary, "B").replace("\r\n", "\n"), expected);
}

#[test]
fn members_become_parts() {
    check(
        &multipart(&json!({ "a": "x", "b": [1, 2], "c": { "d": 1 }, "n": null })),
        "--B\ncontent-disposition: form-data; name=\"a\"\n\nx\n\
         --B\ncontent-disposition: form-data; name=\"b\"\n\n1\n\
         --B\ncontent-disposition: form-data; name=\"b\"\n\n2\n\
         --B\ncontent-disposition: form-data; name=\"c\"\ncontent-type: application/json\n\n{\"d\":1}\n\
         --B--\n",
    );
}

#[test]
fn parts_are_of_their_media_types_and_files_have_names() {
    check(
        &multipart(&json!({ "file": ["F"], "meta": "m", "photo": "P" })),
        "--B\ncontent-disposition: form-data; name=\"file\"; filename=\"file\"\n\
         content-type: application/octet-stream\n\nF\n\
         --B\ncontent-disposition: form-data; name=\"meta\"\ncontent-type: application/json; charset=utf-8\n\n\"m\"\n\
         --B\ncontent-disposition: form-data; name=\"photo\"; filename=\"photo\"\ncontent-type: image/png\n\nP\n\
         --B--\n",
    );
}

#[test]
fn parts_of_a_style_are_its_fields_without_percent_encoding() {
    const fn styled(name: &'static str, style: Style) -> Encoding {
        Encoding { name, style: Some(style), content_type: None, is_file: false }
    }
    const STYLED: &[Encoding] = &[
        styled("a", Style::Form { explode: false, allow_reserved: false }),
        styled("c", Style::Form { explode: true, allow_reserved: false }),
        styled("d", Style::DeepObject { allow_reserved: false }),
        styled("s", Style::SpaceDelimited { allow_reserved: false }),
    ];
    let value = json!({
        "a": ["x y", "+&="], "c": { "G&": "%20", "R": 1 }, "d": { "k": "\u{fc}", "l": [true] }, "n": null, "s": [1, 2], "t": [],
    });
    let multipart = Multipart::new("multipart/form-data", STYLED, &value).expect("an object");
    let part = |name: &str, value: &str| format!("--B\ncontent-disposition: form-data; name=\"{name}\"\n\n{value}\n");
    let parts = [("a", "x y,+&="), ("G&", "%20"), ("R", "1"), ("d[k]", "\u{fc}"), ("d[l][]", "true"), ("s", "1 2")];
    check(&multipart, &(parts.map(|(name, value)| part(name, value)).concat() + "--B--\n"));
}

#[test]
fn headers_are_set_by_name_or_position() {
    let mut multipart = multipart(&json!({ "b": [1, 2], "photo": "P" }));
    let mut set = |key: PartKey, name: &'static str, value: &'static str| {
        multipart.set_header(&key, &HeaderName::from_static(name), &HeaderValue::from_static(value))
    };
    set("b".into(), "x-a", "1").expect("two parts");
    set(1.into(), "x-a", "2").expect("a part");
    set("photo".into(), "content-type", "image/gif").expect("a part");
    set("photo".into(), "content-disposition", "form-data; name=photo").expect("a part");
    assert_eq!(
        set("c".into(), "x-a", "1").unwrap_err(),
        "the header `x-a` is for the part `c`, which the body does not have"
    );
    multipart.attach("photo", File::from("Q").content_type("image/png")).expect("a file");
    check(
        &multipart,
        "--B\ncontent-disposition: form-data; name=\"b\"\nx-a: 1\n\n1\n\
         --B\ncontent-disposition: form-data; name=\"b\"\nx-a: 2\n\n2\n\
         --B\ncontent-type: image/png\ncontent-disposition: form-data; name=photo\n\nQ\n--B--\n",
    );
}

#[test]
fn files_of_any_bytes_replace_the_value_in_the_object() {
    let mut multipart = multipart(&json!({ "photo": "P" }));
    multipart.attach("photo", File::new(vec![0xFF, 0]).name("a\".png")).expect("a file");
    multipart.attach("photo", File::new("two").content_type("image/gif")).expect("a file");
    check(
        &multipart,
        "--B\ncontent-disposition: form-data; name=\"photo\"; filename=\"a%22.png\"\ncontent-type: image/png\n\n\
         \u{FFFD}\0\n\
         --B\ncontent-disposition: form-data; name=\"photo\"; filename=\"photo\"\ncontent-type: image/gif\n\ntwo\n\
         --B--\n",
    );
    assert!(multipart.attach("x", File::new("").content_type("a/b\r\nc: d")).is_err());
}

#[test]
fn elements_of_a_list_are_parts_by_position() {
    const PHOTO: Encoding = Encoding { name: "", style: None, content_type: Some("image/png"), is_file: true };
    const NONE: Encoding = Encoding { name: "", style: None, content_type: None, is_file: false };
    let list = json!([{ "a": 1 }, "P", "t", "\u{fc}", 5, null]);
    let mut multipart = Multipart::of_list("multipart/form-data", &[NONE, PHOTO], NONE, &[], &list).expect("a list");
    let name = HeaderName::from_static("content-location");
    multipart.set_header(&1.into(), &name, &HeaderValue::from_static("a/b")).expect("a part");
    multipart.set_header(&2.into(), &CONTENT_TYPE, &HeaderValue::from_static("text/css")).expect("a part");
    check(
        &multipart,
        "--B\ncontent-type: application/json\n\n{\"a\":1}\n\
         --B\ncontent-type: image/png\ncontent-location: a/b\n\nP\n\
         --B\ncontent-type: text/css\n\nt\n\
         --B\ncontent-type: text/plain; charset=utf-8\n\n\u{fc}\n\
         --B\ncontent-type: text/plain\n\n5\n\
         --B\ncontent-type: application/json\n\nnull\n\
         --B--\n",
    );
    assert!(multipart.set_header(&6.into(), &name, &HeaderValue::from_static("a/b")).is_err());
    assert!(multipart.attach("x", File::new("")).is_err());
    assert!(Multipart::of_list("multipart/mixed", &[], PHOTO, &[], &json!([])).is_err());
    assert!(Multipart::of_list("multipart/mixed", &[], PHOTO, &[], &json!({})).is_err());
}

#[test]
fn a_part_can_have_parts() {
    const NONE: Encoding = Encoding { name: "", style: None, content_type: None, is_file: false };
    const NESTED: NestedParts = NestedParts { position: 1, media_type: "multipart/mixed", encodings: &[], rest: NONE };
    let list = json!([[1], ["t", { "a": 1 }]]);
    let multipart = Multipart::of_list("multipart/form-data", &[NONE], NONE, &[NESTED], &list).expect("a list");
    check(
        &multipart,
        "--B\ncontent-type: application/json\n\n[1]\n\
         --B\ncontent-type: multipart/mixed; boundary=part-of-form-data-0\n\n\
         --part-of-form-data-0\ncontent-type: text/plain\n\nt\n\
         --part-of-form-data-0\ncontent-type: application/json\n\n{\"a\":1}\n\
         --part-of-form-data-0--\n\n\
         --B--\n",
    );
    assert!(Multipart::of_list("multipart/mixed", &[NONE], NONE, &[NESTED], &json!([1, 2])).is_err());
}

#[test]
fn neither_a_name_nor_a_value_can_break_out_of_its_part() {
    let (content_type, body) = multipart(&json!({ "a\"\r\nx: y": "part-of-form-data-0" })).write();
    assert!(content_type.ends_with("part-of-form-data-1"));
    assert!(String::from_utf8_lossy(body.bytes().expect("it is in memory")).contains("name=\"a%22%0D%0Ax: y\""));
}
