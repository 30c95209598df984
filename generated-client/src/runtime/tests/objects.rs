use super::types::{Agent, Status};
use super::{decode, round_trip};
use crate::runtime::{Field, json};

fn error(json: &str) -> String {
    decode::<Agent>(json).unwrap_err()
}

#[test]
fn a_received_value_is_encoded_to_the_same_json() {
    round_trip::<Agent>(
        r#"{"id": "a\u0000é", "version": 9007199254740993, "archived_at": "2026-01-01T00:00:00.10+01:00",
            "status": "paused", "system": "s", "limits": [1, null], "tools": [{"a": [1.0, null]}], "packages": {"apt": []},
            "model": {"id": "m", "speed": "fast"}, "parent": {"id": "p", "version": 1, "archived_at": null},
            "ratio": 1.0, "new": {"x": [18446744073709551615, -0.5, null]}, "odd name": null, "id ": ""}"#,
    );
    round_trip::<Agent>(r#"{"id": "", "version": 0, "archived_at": null, "tools": [], "packages": {}}"#);
}

#[test]
fn absent_null_and_value_are_three_things() {
    let with =
        |member: &str| round_trip::<Agent>(&format!(r#"{{"id": "", "version": 0, "archived_at": null{member}}}"#));
    assert_eq!(with("").system, Field::Absent);
    assert_eq!(with(r#", "system": null"#).system, Field::Null);
    assert_eq!(with(r#", "system": """#).system, Field::Value(String::new()));
    assert_eq!(with(r#", "limits": []"#).limits, Field::Value(vec![]));
}

#[test]
fn null_in_an_optional_place_reads_as_none_and_a_missing_nullable_one_too() {
    let agent = decode::<Agent>(r#"{"id": "", "version": 0, "tools": null, "ratio": null, "parent": null}"#).unwrap();
    assert_eq!((agent.tools, agent.ratio, agent.parent, agent.archived_at), (None, None, None, None));
}

#[test]
fn the_last_of_several_equal_keys_counts() {
    let agent =
        decode::<Agent>(r#"{"id": "a", "version": 1, "id": "b", "x": 1, "x": 2, "packages": {"p": [], "p": ["q"]}}"#)
            .unwrap();
    assert_eq!(agent.id, "b");
    assert_eq!(agent.additional_properties["x"], 2);
    assert_eq!(agent.packages.unwrap()["p"], ["q"]);
}

#[test]
fn an_integer_may_be_written_with_a_fraction_of_zero() {
    assert_eq!(decode::<Agent>(r#"{"id": "", "version": 7.0}"#).unwrap().version, 7);
    assert_eq!(
        error(r#"{"id": "", "version": 1.5}"#),
        "$.version: expected an integer, found a number with a fraction"
    );
    assert_eq!(
        error(r#"{"id": "", "version": 9223372036854775808}"#),
        "$.version: expected an integer from -9223372036854775808 to 9223372036854775807, found another number"
    );
    assert_eq!(
        error(r#"{"id": "", "version": 0, "limits": [null, -1]}"#),
        "$.limits[1]: expected an integer from 0 to 18446744073709551615, found another number"
    );
    assert_eq!(error(r#"{"id": "", "version": "1"}"#), "$.version: expected an integer, found a string");
}

#[test]
fn an_error_says_where() {
    assert_eq!(error("{}"), "missing property `id`");
    assert_eq!(error(r#"{"id": 1}"#), "$.id: expected a string, found an integer");
    assert_eq!(error(r#"{"id": null}"#), "$.id: expected a string, found null");
    assert_eq!(
        error(r#"{"id": "", "version": 0, "parent": {"id": "", "packages": {"odd name": ["", false]}}}"#),
        "$.parent.packages['odd name'][1]: expected a string, found a boolean"
    );
    assert_eq!(error(r#"{"id": "", "version": 0, "parent": {"id": ""}}"#), "$.parent: missing property `version`");
    assert_eq!(error(r#"{"id": "", "version": 0, "tools": {}}"#), "$.tools: expected an array, found an object");
    assert_eq!(error(r#"{"id": "", "version": 0, "packages": []}"#), "$.packages: expected an object, found an array");
    assert_eq!(error(r#"{"id": "", "status": 1}"#), "$.status: expected a string, found an integer");
}

#[test]
fn an_array_is_not_an_object() {
    assert_eq!(error("[]"), "expected an object, found an array");
    assert_eq!(
        error(r#"{"id": "", "version": 0, "parent": ["id", 1]}"#),
        "$.parent: expected an object, found an array"
    );
}

#[test]
fn a_position_in_the_text_is_given_if_it_is_not_json() {
    let error = json::from_str::<Agent>("{\n  \"parent\": {\"id\": 1}}").unwrap_err();
    assert_eq!(error.to_string(), "$.parent.id: expected a string, found an integer");
    let error = json::from_str::<Agent>("{\n  \"parent\": {\"id\": ").unwrap_err();
    assert_eq!(error.to_string(), "$.parent.id: invalid JSON: the text ends inside a value at line 2 column 20");
    assert!(error.is_end());
}

#[test]
fn depth_is_bounded() {
    let json = r#"{"parent":"#.repeat(10_000);
    let error = json::from_str::<Agent>(&json).unwrap_err();
    assert_eq!(error.message(), "arrays and objects are nested too deeply at line 1 column 1271");
}

#[test]
fn an_unknown_value_is_kept_and_never_hides_a_known_one() {
    assert_eq!(Status::from("idle"), Status::Idle);
    assert_eq!("running".parse(), Ok(Status::Running));
    assert_eq!(round_trip::<Status>(r#""idle""#), Status::Idle);
    assert_eq!(round_trip::<Status>(r#""id\u006ce""#), Status::Idle);
    let unknown = round_trip::<Status>(r#""paused""#);
    assert_eq!((unknown.as_str(), format!("{unknown:>8}").as_str()), ("paused", "  paused"));
    assert_eq!(Status::from("paused".to_owned()), unknown);
    assert_eq!(decode::<Status>("1").unwrap_err(), "expected a string, found an integer");
}
