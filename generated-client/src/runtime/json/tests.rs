//! The reader, compared with `serde_json`, and the promises of the tables of objects, unions and tuples.

use proptest::prelude::*;
use serde_json::Value;

use super::{
    FromJson, RawJson, Tolerance, UnknownProperties, from_slice, from_slice_tolerating, from_str, text::plain_length,
    to_vec,
};
use crate::runtime::tests::types::{Counts, Escaped, Event, Fixed, Nested, Nulls, Reference, Row, Scaled, Single};

fn written<T: FromJson>(value: &T) -> String {
    String::from_utf8(to_vec(value).unwrap()).unwrap()
}

/// Texts that look like JSON.
fn json_like() -> impl Strategy<Value = String> {
    const PARTS: [&str; 34] = [
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"",
        "\"a\"",
        "\"b\":",
        "\\",
        "\\u0041",
        "\\ud83d\\ude00",
        "\\ud83d",
        "\\n",
        "\\x",
        "0",
        "-",
        "1",
        "01",
        "1.5",
        ".5",
        "1e",
        "e5",
        "1e999",
        "-0",
        "null",
        "nul",
        "true",
        "false",
        " ",
        "\n",
        "\t",
        "é",
        "\u{1}",
    ];
    proptest::collection::vec(proptest::sample::select(&PARTS[..]), 0..12).prop_map(|parts| parts.concat())
}

/// JSON values of every kind.
fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::btree_map(any::<String>(), inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    #[test]
    fn a_text_is_json_if_serde_json_says_so(text in json_like()) {
        let ours = from_str::<RawJson>(&text).map(|raw| raw.value().clone());
        let theirs = serde_json::from_str::<Value>(&text);
        // `serde_json` refuses numbers beyond the range of floats. We keep their text.
        let is_beyond_floats = theirs.as_ref().is_err_and(|error| error.to_string().starts_with("number out of range"));
        if !is_beyond_floats {
            prop_assert_eq!(ours.is_ok(), theirs.is_ok(), "{:?}", text);
        }
        prop_assert_eq!(from_str::<Value>(&text).ok(), theirs.ok());
    }

    #[test]
    fn every_value_is_read_and_written_as_serde_json_does(value in json_value()) {
        for text in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
            let expected: Value = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(&from_str::<Value>(&text).unwrap(), &expected);
            let raw: RawJson = from_str(&text).unwrap();
            prop_assert_eq!(raw.value(), &expected);
            prop_assert_eq!(raw.as_str(), text.as_str());
            prop_assert_eq!(&serde_json::to_value(&raw).unwrap(), &expected);
        }
    }

    #[test]
    fn bytes_that_are_not_text_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
        prop_assert_eq!(from_slice::<Value>(&bytes).is_ok(), serde_json::from_slice::<Value>(&bytes).is_ok());
    }
}

#[test]
fn a_text_that_ends_early_has_another_error_than_a_wrong_text() {
    for end in
        ["", " ", "[", "[1", "[1,", "{", "{\"a\"", "{\"a\":", "{\"a\":1,", "\"a", "\"\\", "tru", "-", "1.", "1e", "1e+"]
    {
        assert!(from_str::<RawJson>(end).unwrap_err().is_end(), "{end:?}");
    }
    for wrong in ["}", "[1}", "[,", "{1", "{\"a\" 1", "1 2", "trux", "01", "1.x", "\"\n\"", "\"\\x\""] {
        assert!(!from_str::<RawJson>(wrong).unwrap_err().is_end(), "{wrong:?}");
    }
}

#[test]
fn unknown_members_keep_their_digits_and_their_order() {
    let text = r#"{"note":null,"b":123456789012345678901234567890,"a":1.50,"a b\"":[1e400],"b":{ }}"#;
    let fixed: Fixed = from_str(&format!(
        r#"{{"type":"fixed","version":1,"is_new":true,"nothing":null,"count":1,"reference":{{"id":""}},{}"#,
        &text[1..]
    ))
    .unwrap();
    assert!(written(&fixed).ends_with(&text[1..]), "{}", written(&fixed));
}

#[test]
fn unknown_members_are_kept_from_everywhere_in_an_object_and_however_it_is_spaced() {
    for (text, kept) in [
        (r#"{"a":1,"id":"n"}"#, r#""a":1"#),
        (r#"{"a":1,"b":2,"id":"n","c":3,"d":4}"#, r#""a":1,"b":2,"c":3,"d":4"#),
        (r#"{ "a" : 1 , "id":"n" ,"b":[ 2 ],"c":3 , "\u0064" : {}}"#, r#""a" : 1,"b":[ 2 ],"c":3,"\u0064" : {}"#),
        ("{\"id\":\"n\",\n\"a\":1,\n\"b\":2\n}", r#""a":1,"b":2"#),
        (r#"{"a":1,"id":"n","a":2}"#, r#""a":1,"a":2"#),
    ] {
        let read: Reference = from_str(text).unwrap();
        assert_eq!(read.id, "n");
        assert_eq!(written(&read), format!(r#"{{"id":"n",{kept}}}"#));
        let all: Value = serde_json::from_str(text).unwrap();
        assert!(read.additional_properties.iter().all(|(name, value)| all[name] == *value), "{text}");
        assert_eq!(read.additional_properties.len() + 1, all.as_object().unwrap().len(), "{text}");
    }
}

#[test]
fn unknown_members_can_be_looked_at_and_changed() {
    let mut properties = UnknownProperties::new();
    assert!(properties.is_empty() && properties.get("a").is_none());
    properties.insert("a".to_owned(), 1.into());
    assert_eq!((properties["a"].as_i64(), format!("{properties:?}")), (Some(1), r#"{"a": Number(1)}"#.to_owned()));
    let single: Event = from_str(r#"{"type":"reference","id":"","x":[1]}"#).unwrap();
    let Event::Reference(mut reference) = single else { panic!("{single:?}") };
    assert_eq!(reference.additional_properties["x"], serde_json::json!([1]));
    reference.additional_properties.remove("x");
    assert_eq!(written(&reference), r#"{"id":"","type":"reference"}"#);
}

#[test]
fn a_null_that_a_field_cannot_hold_is_written_back() {
    for text in [r#"{"note":null}"#, r#"{"note":null,"a":1}"#, r#"{"a":1}"#, r#"{"note":"n"}"#, "{}"] {
        let counts: Counts = from_str(text).unwrap();
        assert_eq!(written(&counts), text);
    }
    let mut counts: Counts = from_str(r#"{"note":null}"#).unwrap();
    counts.note = Some("n".to_owned());
    assert_eq!(written(&counts), r#"{"note":"n"}"#);
}

#[test]
fn a_constant_is_written_and_another_value_is_kept() {
    const TEXT: &str = r#"{"type":"fixed","version":1,"is_new":true,"nothing":null,"count":1,"reference":{"id":"r"}}"#;
    assert_eq!(written(&from_str::<Fixed>(TEXT).unwrap()), TEXT);
    let made = Fixed { count: 1, ..Fixed::empty() };
    assert!(written(&made).starts_with(r#"{"type":"fixed","version":1,"is_new":true,"nothing":null,"count":1"#));
    for (of, other) in [
        ("\"fixed\"", "\"other\""),
        ("\"version\":1", "\"version\":2"),
        ("\"is_new\":true", "\"is_new\":false"),
        ("\"is_new\":true", "\"is_new\":null"),
        ("\"is_new\":true,", ""),
        ("\"nothing\":null,", ""),
    ] {
        let text = TEXT.replace(of, other);
        let fixed: Fixed = from_str(&text).unwrap();
        let back: Value = serde_json::from_str(&written(&fixed)).unwrap();
        assert_eq!(back, serde_json::from_str::<Value>(&text).unwrap());
    }
    // The last of several values counts.
    for (first, last) in
        [("\"a\"", "\"b\""), ("\"a\"", "null"), ("\"a\"", "\"fixed\""), ("null", "\"a\""), ("null", "\"fixed\"")]
    {
        let twice = TEXT.replace("\"fixed\"", &format!("{first},\"type\":{last}"));
        let back: Value = serde_json::from_str(&written(&from_str::<Fixed>(&twice).unwrap())).unwrap();
        assert_eq!(back["type"].to_string(), last, "{twice}");
    }
    let fixed: Fixed = from_str(&TEXT.replace("\"fixed\"", r#""fi\u0078ed""#).replace("1,", "1.0,")).unwrap();
    assert!(fixed.additional_properties.is_empty(), "{fixed:?}");
    let mut other: Fixed = from_str(&TEXT.replace("\"fixed\"", "\"other\"")).unwrap();
    assert_eq!(other.additional_properties["type"], "other");
    other.additional_properties.remove("type");
    assert_eq!(written(&other), TEXT);
    other.additional_properties.insert("version".to_owned(), 3.into());
    assert!(written(&other).contains(r#""version":3"#) && !written(&other).contains(r#""version":1"#));
}

#[test]
fn a_constant_that_json_escapes_is_compared_by_its_value() {
    const TEXT: &str = r#"{"tag":"a\"b\\n"}"#;
    assert_eq!(written(&Escaped::empty()), TEXT);
    let read: Escaped = from_str(TEXT).unwrap();
    assert!(read.additional_properties.is_empty());
    let other = r#"{"tag":"a\"b\n"}"#;
    assert_eq!(from_str::<Escaped>(other).unwrap().additional_properties["tag"], "a\"b\n");
    assert!(from_str::<Escaped>(r#"{"tag":"a"b\\n"}"#).is_err());
}

#[test]
fn a_number_is_a_constant_however_it_is_written() {
    const TEXT: &str = r#"{"scale":1.5,"a":1}"#;
    let written_again = |text: &str| written(&from_str::<Scaled>(text).unwrap());
    assert_eq!(written_again(TEXT), TEXT);
    assert_eq!(written_again(&TEXT.replace("1.5", "15e-1")), TEXT);
    assert_eq!(written(&Scaled::empty()), r#"{"scale":1.5}"#);
    for other in ["1.25", "2", "-1.5"] {
        let text = TEXT.replace("1.5", other);
        let read: Value = serde_json::from_str(&written_again(&text)).unwrap();
        assert_eq!(read, serde_json::from_str::<Value>(&text).unwrap());
    }
    let fault = from_str::<Scaled>(r#"{"scale":"1.5"}"#).unwrap_err();
    assert_eq!(fault.to_string(), "$.scale: expected a number, found a string");
}

#[test]
fn a_value_of_another_kind_is_not_the_constant() {
    const TEXT: &str = r#"{"type":"fixed","version":1,"is_new":true,"nothing":null,"count":1,"reference":{"id":"r"}}"#;
    for (of, other, expected) in [
        ("\"fixed\"", "1", "$.type: expected a string, found an integer"),
        ("\"version\":1", "\"version\":null", "$.version: expected an integer, found null"),
        ("\"version\":1", "\"version\":[]", "$.version: expected an integer, found an array"),
        ("true", "\"true\"", "$.is_new: expected a boolean, found a string"),
        ("\"nothing\":null", "\"nothing\":0", "$.nothing: expected null, found an integer"),
        ("\"version\":1,", "", "missing property `version`"),
    ] {
        let fault = from_str::<Fixed>(&TEXT.replace(of, other)).unwrap_err();
        assert_eq!(fault.to_string(), expected);
    }
}

#[test]
fn another_value_of_a_constant_is_kept_next_to_typed_properties() {
    let count = |text: &str| from_str::<Counts>(text).unwrap();
    for text in [r#"{"unit":"boxes","a":1}"#, r#"{"unit":null}"#, r#"{"unit":"pieces"}"#, r#"{"a":1}"#] {
        assert_eq!(written(&count(text)), text);
    }
    assert_eq!(written(&count(r#"{"unit":"boxes","unit":"pieces"}"#)), r#"{"unit":"pieces"}"#);
    assert_eq!(written(&count(r#"{"unit":"boxes","unit":null}"#)), r#"{"unit":null}"#);
    assert_ne!(count(r#"{"unit":"boxes"}"#), count(r#"{"unit":"pieces"}"#));
    let mut counts = count(r#"{"unit":"pieces"}"#);
    counts.additional_properties.insert("unit".to_owned(), 5);
    assert_eq!(written(&counts), r#"{"unit":5}"#);
}

#[test]
fn a_required_member_that_servers_leave_out_reads_as_empty_and_stays_absent() {
    let text = r#"{"type":"fixed","version":1,"is_new":true,"nothing":null}"#;
    let mut fixed: Fixed = from_str(text).unwrap();
    assert_eq!((fixed.count, fixed.reference.id.as_str()), (0, ""));
    assert_eq!(written(&fixed), text);
    fixed.count = 2;
    assert_eq!(written(&fixed), text.replace('}', ",\"count\":2}"));
    let null = r#"{"type":"fixed","version":1,"is_new":true,"nothing":null,"count":null,"reference":null}"#;
    let fixed: Fixed = from_str(null).unwrap();
    assert_eq!((fixed.count, written(&fixed).as_str()), (0, null));
    assert_eq!(
        from_str::<Fixed>(r#"{"version":0,"reference":{}}"#).unwrap_err().to_string(),
        "$.reference: missing property `id`"
    );
}

#[test]
fn required_members_that_are_absent_or_null_are_noted() {
    let gaps = |text: &str| {
        let (_, misfits) = from_slice_tolerating::<Vec<Fixed>>(text.as_bytes(), Tolerance::Nothing).unwrap();
        misfits.iter().map(|misfit| misfit.fault.to_string()).collect::<Vec<_>>()
    };
    let fixed = r#""type":"fixed","version":1,"is_new":true,"nothing":null"#;
    assert_eq!(gaps(&format!(r#"[{{{fixed},"count":1,"reference":{{"id":"a"}}}}]"#)), Vec::<String>::new());
    assert_eq!(
        gaps(&format!(r#"[{{{fixed},"count":null}}]"#)),
        ["$[0].count: expected a value, found null", "$[0]: missing property `reference`"]
    );
}

#[test]
fn a_value_that_takes_much_more_memory_than_its_text_is_refused() {
    let objects = format!("[{}{{}}]", r#"{"a":0},"#.repeat(2_000_000));
    let fault = from_str::<Value>(&objects).unwrap_err();
    assert_eq!(fault.message(), "the value takes much more memory than its text");
    // As an undeclared property, it is kept as text.
    let counts: Event = from_str(&format!(r#"{{"type":"reference","id":"","x":{objects}}}"#)).unwrap();
    assert!(matches!(counts, Event::Reference(_)));
}

#[test]
fn unions_in_each_other_that_must_be_tried_take_a_bounded_time() {
    // Each arm reads all levels inside it, and fails at its end.
    let depth = 60;
    let text = format!("{}1{}", r#"{"next":"#.repeat(depth), r#","name":"","id":1}"#.repeat(depth));
    let fault = from_str::<Nested>(&text).unwrap_err();
    assert!(fault.to_string().contains("it takes too long to find the type of the value"), "{fault}");
}

#[test]
fn serde_json_writes_all_digits() {
    for digits in
        ["0.1000000000000000055511151231257827", "123456789012345678901234567890123456789012345", "1e400", "-0", "1.50"]
    {
        let text = format!(r#"{{"id":"","type":"reference","x":[{digits}]}}"#);
        let event: Event = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_string(&event).unwrap(), text);
        assert!(serde_json::to_string_pretty(&event).unwrap().contains(digits));
    }
}

#[test]
fn an_array_may_end_if_elements_are_optional() {
    for (json, row) in [
        (r#"["a"]"#, Row("a".to_owned(), None, vec![])),
        (r#"["a",1]"#, Row("a".to_owned(), Some(1), vec![])),
        (r#"["a",1,true,false]"#, Row("a".to_owned(), Some(1), vec![true, false])),
    ] {
        assert_eq!(from_str::<Row>(json).unwrap(), row);
        assert_eq!(written(&row), json);
    }
}

#[test]
fn a_null_before_other_elements_of_an_array_is_written_back() {
    let text = r#"["a",null,true]"#;
    assert_eq!(
        to_vec(&from_str::<Row>(text).unwrap()).map(|text| String::from_utf8(text).unwrap()),
        Ok(text.to_owned())
    );
}

#[test]
fn a_null_at_the_end_of_an_array_is_written_back_or_refused() {
    for text in [r#"["a"]"#, r#"["a",null]"#, r#"["a","b"]"#, "[null]", "[null,null]"] {
        assert_eq!(written(&from_str::<Nulls>(text).unwrap()), text);
    }
    let error = from_str::<Row>(r#"["a",null]"#).unwrap_err().to_string();
    assert_eq!(error, "$[1]: expected a value, found null");
    assert_eq!(from_str::<Nulls>("[]").unwrap_err().to_string(), "missing element 0");
}

#[test]
fn the_last_of_several_members_with_one_name_counts() {
    for (text, last) in [
        (r#"{"count":5,"count":null}"#, r#"{"count":null}"#),
        (r#"{"count":null,"count":0}"#, r#"{"count":0}"#),
        (r#"{"reference":{"id":"r"},"reference":null}"#, r#"{"reference":null}"#),
        (r#"{"type":"other","type":"fixed"}"#, r#"{"type":"fixed"}"#),
        (r#"{"type":"fixed","type":"other"}"#, r#"{"type":"other"}"#),
        (r#"{"note":null,"note":"n"}"#, r#"{"note":"n"}"#),
    ] {
        let [text, last] = [text, last].map(|text| text.replacen('{', r#"{"version":1,"#, 1));
        let back: Value = serde_json::from_str(&written(&from_str::<Fixed>(&text).unwrap())).unwrap();
        assert_eq!(back, serde_json::from_str::<Value>(&last).unwrap(), "{text}");
    }
    let event: Event = from_str(r#"{"type":"other","id":"","type":"reference"}"#).unwrap();
    assert!(matches!(event, Event::Reference(_)), "{event:?}");
}

#[test]
fn a_text_that_is_cut_anywhere_has_another_error_than_a_wrong_text() {
    let text =
        r#"{"type":"agent","id":"é\u00e9","version":-1.0e0,"system":null,"x":[true,false,null,{}],"limits":[null]}"#;
    for end in 0..text.len() {
        let cut = &text.as_bytes()[..end];
        assert!(from_slice::<Event>(cut).unwrap_err().is_end(), "{end}");
        assert!(from_slice::<Value>(cut).unwrap_err().is_end(), "{end}");
    }
}

#[test]
fn values_at_the_maximum_depth_are_kept() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(from_str::<RawJson>(&nested(127)).unwrap().value().to_string(), nested(127));
    assert!(from_str::<RawJson>(&nested(128)).is_err());
}

#[test]
fn a_member_that_is_named_like_a_mark_of_serde_json_is_data() {
    let json = r#"{"id":"x","z":{"$serde_json::private::RawValue":"1,\"id\":\"other\""}}"#;
    let reference: Reference = serde_yaml::from_str(json).unwrap();
    assert_eq!((reference.id.as_str(), written(&reference).as_str()), ("x", json));
}

#[test]
fn a_number_of_another_format_that_json_has_not_is_refused() {
    let error = serde_yaml::from_str::<RawJson>("[.nan]").unwrap_err();
    assert!(error.to_string().contains("JSON has no number `NaN`"), "{error}");
}

#[test]
fn elements_that_do_not_fit_are_refused_with_their_place() {
    let error = |json: &str| from_str::<Row>(json).unwrap_err().to_string();
    assert_eq!(error("[]"), "missing element 0");
    assert_eq!(error(r#"["a","b"]"#), "$[1]: expected an integer, found a string");
    assert_eq!(error(r#"["a",1,2]"#), "$[2]: expected a boolean, found an integer");
    assert_eq!(error("{}"), "expected an array, found an object");
    assert_eq!(
        from_str::<Single>(r#"["a",1]"#).unwrap_err().to_string(),
        "expected an array with a length of at most 1"
    );
}

#[test]
fn other_formats_read_and_write_the_same_types() {
    let yaml = "type: reference\nid: r\nx: [1, 2.5, null]\n3: three\n";
    let event: Event = serde_yaml::from_str(yaml).unwrap();
    let Event::Reference(reference) = &event else { panic!("{event:?}") };
    assert_eq!((reference.id.as_str(), reference.additional_properties["3"].as_str()), ("r", Some("three")));
    let again: Event = serde_yaml::from_str(&serde_yaml::to_string(&event).unwrap()).unwrap();
    assert_eq!(again, event);
    let digits = r#"{"type":"reference","id":"","x":123456789012345678901234567890}"#;
    let event: Event = serde_json::from_str(digits).unwrap();
    assert_eq!(
        serde_json::to_string(&event).unwrap(),
        r#"{"id":"","type":"reference","x":123456789012345678901234567890}"#
    );
    // A `Value` has no integers of more than 64 bits.
    for integer in ["18446744073709551616", "123456789012345678901234567890", "-9223372036854775809"] {
        let text = format!(r#"{{"type":"reference","id":"","x":{integer}}}"#);
        let event: Event = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_value(&event).unwrap(), serde_json::from_str::<Value>(&text).unwrap());
        assert_eq!(serde_json::to_value(&event).unwrap()["x"], integer.parse::<f64>().unwrap());
    }
}

#[test]
fn the_plain_beginning_of_a_text_ends_at_the_first_byte_that_is_not_plain() {
    const MARKS: [u8; 5] = [b'"', b'\\', 0, b'\n', 0x1f];
    const PLAIN: [u8; 6] = [b' ', b'!', b'#', b'[', 0x7f, 0xff];
    for length in 0..20 {
        for plain in PLAIN {
            assert_eq!(plain_length(&vec![plain; length]), length);
            for mark in MARKS {
                for place in 0..length {
                    let mut bytes = vec![plain; length];
                    bytes[place] = mark;
                    // A second mark after it changes nothing.
                    bytes[length - 1] = mark;
                    assert_eq!(plain_length(&bytes), place, "{bytes:?}");
                }
            }
        }
    }
}

#[test]
fn malformed_text_before_or_after_the_tag_of_a_union_is_refused() {
    for tag in ["reference", "made"] {
        let valid = format!(r#"{{"a":[{{"b":"]\\\""}},-1.5e3],"id":"r","type":"{tag}","z":{{"y":[null,true]}}}}"#);
        from_str::<Event>(&valid).expect("it is valid");
        refuse_malformed(&valid);
    }
}

/// Puts parts of JSON into all places of a text.
fn refuse_malformed(valid: &str) {
    for part in ["[", "]", "{", "}", ",", ":", "\"", "x", "tru", "01", "\u{1}", "\\"] {
        for place in 0..=valid.len() {
            let text = format!("{}{part}{}", &valid[..place], &valid[place..]);
            let is_json = serde_json::from_str::<Value>(&text).is_ok();
            let read = from_str::<Event>(&text);
            assert!(is_json || read.is_err(), "it is not JSON: {text}");
        }
    }
}

#[test]
fn a_change_of_one_unknown_member_keeps_the_texts_of_the_others() {
    let text = r#"{"id":"n","a":12345678901234567890123,"b":[1e999],"c":1.50,"d":1,"e":2}"#;
    let mut read: Reference = from_str(text).unwrap();
    assert!(read.additional_properties.get_mut("x").is_none());
    assert_eq!(written(&read), text);
    read.additional_properties["d"] = 3.into();
    read.additional_properties.remove("e");
    read.additional_properties.insert("f".to_owned(), Value::Null);
    let mut members = text.trim_end_matches('}').split(',').collect::<Vec<_>>();
    members.splice(4.., [r#""d":3"#, r#""f":null"#]);
    assert_eq!(written(&read), members.join(",") + "}");
}
