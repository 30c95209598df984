use super::types::{
    AllKinds, Best, ByKeys, Event, Left, Model, NoNumber, NullableArms, OnlyInteger, OnlyNumber, OptionalTag,
    OptionalTagOr, SharedOr, StateOr, TagOr, TagOrLacking, Tried,
};
use super::{decode, round_trip};
use crate::runtime::{
    Number,
    json::{Tolerance, from_slice_tolerating},
};

#[test]
fn the_kind_of_the_value_decides() {
    assert_eq!(round_trip::<Model>(r#""claude""#), Model::Id("claude".to_owned()));
    assert!(matches!(round_trip::<Model>(r#"{"id": "claude", "speed": "fast"}"#), Model::Reference(_)));
    assert_eq!(decode::<Model>("1").unwrap_err(), "expected a string or an object, found an integer");
    assert_eq!(decode::<Model>("null").unwrap_err(), "expected a string or an object, found null");
    assert_eq!(decode::<Model>("[]").unwrap_err(), "expected a string or an object, found an array");
    assert_eq!(decode::<Model>("true").unwrap_err(), "expected a string or an object, found a boolean");
    assert_eq!(decode::<Model>(r#"{"id": 1}"#).unwrap_err(), "$.id: expected a string, found an integer");
}

#[test]
fn each_kind_has_its_arm() {
    assert_eq!(decode::<AllKinds>("null").unwrap(), AllKinds::Null(()));
    assert_eq!(decode::<AllKinds>("true").unwrap(), AllKinds::Boolean(true));
    assert_eq!(decode::<AllKinds>("-1").unwrap(), AllKinds::Integer(-1));
    assert_eq!(decode::<AllKinds>("1.0").unwrap(), AllKinds::Number(Number::from(1.0)));
    assert_eq!(decode::<AllKinds>("\"\"").unwrap(), AllKinds::String(String::new()));
    assert_eq!(decode::<AllKinds>("[]").unwrap(), AllKinds::Array(vec![]));
    assert_eq!(decode::<AllKinds>("{}").unwrap(), AllKinds::Object(serde_json::Map::new()));
}

#[test]
fn numbers_cross_over_where_there_is_one_numeric_arm() {
    assert_eq!(decode::<OnlyInteger>("1.0").unwrap(), OnlyInteger::Integer(1));
    assert_eq!(decode::<OnlyInteger>("1.5").unwrap_err(), "expected an integer, found a number with a fraction");
    let OnlyNumber::Number(number) = decode("1").unwrap();
    assert!(!number.is_float());
    for (json, found) in [("1", "an integer"), ("-1", "an integer"), ("1.0", "a number")] {
        let expected = format!("expected a boolean, found {found}");
        assert_eq!(decode::<NoNumber>(json).unwrap_err(), expected);
    }
}

#[test]
fn a_known_tag_is_strict_and_an_unknown_one_is_kept() {
    assert!(matches!(round_trip::<Event>(r#"{"type": "reference", "id": "r"}"#), Event::Reference(_)));
    assert!(matches!(
        round_trip::<Event>(r#"{"id": "r", "version": 1, "archived_at": null, "type": "agent"}"#),
        Event::Agent(_)
    ));
    assert!(matches!(round_trip::<Event>(r#"{"type": "new", "x": [1.0]}"#), Event::Unknown(_)));
    assert!(matches!(round_trip::<Event>("{}"), Event::Unknown(_)));
    assert_eq!(
        decode::<Vec<Event>>(r#"[{"type": "agent", "id": "", "version": 1, "tools": [[]]}]"#).unwrap_err(),
        "$.tools[0]: expected an object, found an array"
    );
}

#[test]
fn the_last_of_several_tags_decides() {
    let event = decode::<Event>(r#"{"type": "agent", "type": "reference", "id": ""}"#).unwrap();
    assert!(matches!(event, Event::Reference(_)));
}

#[test]
fn a_tag_of_another_kind_is_refused_with_its_path() {
    let refused = decode::<Event>(r#"{"type": ["agent"], "id": ""}"#).unwrap_err();
    assert_eq!(refused, "$.type: expected a string, found an array");
    assert!(matches!(decode::<Event>(r#"{"type": null, "id": ""}"#).unwrap(), Event::Unknown(_)));
    assert!(matches!(decode::<Event>(r#"{"id": ""}"#).unwrap(), Event::Unknown(_)));
}

#[test]
fn required_keys_decide() {
    assert!(matches!(decode::<ByKeys>(r#"{"id": "", "version": 1}"#).unwrap(), ByKeys::Agent(_)));
    assert!(matches!(decode::<ByKeys>(r#"{"id": ""}"#).unwrap(), ByKeys::Reference(_)));
    let unknown = r#"{"name":"n","version":1.50}"#;
    let ByKeys::Unknown(kept) = decode::<ByKeys>(unknown).unwrap() else { panic!("it has no `id`") };
    assert_eq!(kept.as_str(), unknown);
    assert_eq!(decode::<ByKeys>(r#"{"id": 1}"#).unwrap_err(), "$.id: expected a string, found an integer");
}

#[test]
fn trying_names_every_arm_and_why_it_failed() {
    assert!(matches!(decode::<Tried>(r#"{"id": "", "version": 1}"#).unwrap(), Tried::Agent(_)));
    assert!(matches!(decode::<Tried>(r#"{"id": ""}"#).unwrap(), Tried::Reference(_)));
    assert_eq!(decode::<Tried>("[1, 2.0]").unwrap(), Tried::Counts(vec![1, 2]));
    assert_eq!(decode::<Tried>(r#"["a"]"#).unwrap(), Tried::Names(vec!["a".to_owned()]));
    assert_eq!(
        decode::<Tried>(r#"{"id": 1}"#).unwrap_err(),
        "invalid value, expected an object: not Agent ($.id: expected a string, found an integer); \
         not Reference ($.id: expected a string, found an integer); \
         not Nothing (expected null, found an object)"
    );
}

#[test]
fn without_a_tag_another_rule_decides() {
    assert!(matches!(round_trip::<OptionalTag>(r#"{"id": "r"}"#), OptionalTag::Reference(_)));
    assert!(matches!(round_trip::<OptionalTag>(r#"{"type": null, "id": "r"}"#), OptionalTag::Reference(_)));
    assert!(matches!(round_trip::<OptionalTag>(r#"{"type": "reference", "id": "r"}"#), OptionalTag::Reference(_)));
    assert!(matches!(round_trip::<OptionalTag>(r#"{"type": "new"}"#), OptionalTag::Unknown(_)));
    assert_eq!(decode::<OptionalTag>("{}").unwrap_err(), "missing property `id`");
    assert_eq!(decode::<OptionalTag>(r#"{"type": 1}"#).unwrap_err(), "$.type: expected a string, found an integer");
    // `Reference` does not declare `type`.
    assert!(matches!(round_trip::<OptionalTag>(r#"{"type": 1, "id": "r"}"#), OptionalTag::Reference(_)));
}

#[test]
fn without_a_tag_another_rule_decides_next_to_an_arm_for_all_other_tags() {
    let is_agent = |json: &str| matches!(round_trip::<OptionalTagOr>(json), OptionalTagOr::Agent(_));
    assert!(is_agent(r#"{"id": "a", "version": 1}"#));
    assert!(is_agent(r#"{"type": "agent", "id": "a", "version": 1}"#));
    assert!(!is_agent(r#"{"id": "r"}"#));
    assert!(!is_agent(r#"{"type": "new", "id": "r", "version": 1}"#));
    assert_eq!(decode::<OptionalTagOr>(r#"{"type": "agent"}"#).unwrap_err(), "missing property `id`");
}

#[test]
fn an_object_with_an_unknown_tag_belongs_to_the_arm_for_other_tags_only_if_it_fits() {
    assert!(matches!(round_trip::<TagOr>(r#"{"type": "new", "id": "r"}"#), TagOr::Reference(_)));
    for unknown in [r#"{"type": "new"}"#, r#"{"type": "new", "id": 1}"#, r#"{"type": "new", "id": [{}]}"#] {
        assert!(matches!(round_trip::<TagOr>(unknown), TagOr::Unknown(_)), "{unknown}");
    }
    assert_eq!(decode::<TagOr>("{}").unwrap_err(), "missing property `id`");
    assert_eq!(decode::<TagOr>(r#"{"type": 1, "id": 1}"#).unwrap_err(), "$.id: expected a string, found an integer");
    assert_eq!(decode::<TagOr>(r#"{"type": "agent"}"#).unwrap_err(), "missing property `id`");
}

#[test]
fn an_object_that_lacks_a_member_of_the_arm_of_its_tag_belongs_to_the_base_only_if_it_fits() {
    assert!(matches!(
        round_trip::<TagOrLacking>(r#"{"type": "agent", "id": "a", "version": 1}"#),
        TagOrLacking::Agent(_)
    ));
    for lacking in [r#"{"type": "agent", "id": "a"}"#, r#"{"type": "agent", "id": "a", "tools": 1}"#] {
        assert!(matches!(round_trip::<TagOrLacking>(lacking), TagOrLacking::Reference(_)), "{lacking}");
    }
    assert!(matches!(round_trip::<TagOrLacking>(r#"{"type": "new"}"#), TagOrLacking::Unknown(_)));
    let both = r#"{"type": "agent", "tools": 1}"#;
    let (_, misfits) = from_slice_tolerating::<TagOrLacking>(both.as_bytes(), Tolerance::Everything).unwrap();
    let messages: Vec<String> = misfits.iter().map(|misfit| misfit.fault.to_string()).collect();
    assert_eq!(messages.len(), 3, "{messages:?}");
    let unfit = r#"{"type": "agent", "id": "a", "version": "1"}"#;
    assert_eq!(decode::<TagOrLacking>(unfit).unwrap_err(), "$.version: expected an integer, found a string");
}

#[test]
fn a_mismatch_next_to_an_unknown_tag_is_reported_for_the_arm_that_declares_the_tag() {
    assert!(matches!(round_trip::<StateOr>(r#"{"state": "new", "shared": 1}"#), StateOr::Left(_)));
    let (unfit, message) = (r#"{"state": "new", "shared": "one"}"#, "$.shared: expected an integer, found a string");
    assert_eq!(decode::<StateOr>(unfit).unwrap_err(), message);
    let (read, misfits) = from_slice_tolerating::<StateOr>(unfit.as_bytes(), Tolerance::Everything).unwrap();
    assert!(matches!(read, StateOr::Left(Left { shared: None, state: Some(_), .. })), "{read:?}");
    let messages: Vec<String> = misfits.iter().map(|misfit| misfit.fault.to_string()).collect();
    assert_eq!(messages, [message]);
}

#[test]
fn an_object_with_a_text_as_tag_does_not_belong_to_the_arm_whose_tag_is_an_integer() {
    assert!(matches!(round_trip::<SharedOr>(r#"{"shared": 1}"#), SharedOr::Left(_)));
    assert!(matches!(round_trip::<SharedOr>(r#"{"shared": "new", "left": 1}"#), SharedOr::Unknown(_)));
}

#[test]
fn the_arm_that_knows_most_of_a_value_is_taken() {
    for (json, is_left) in [
        ("{}", true),
        (r#"{"shared": 1}"#, true),
        (r#"{"left": "a", "new": 1}"#, true),
        (r#"{"right": null, "new": 1}"#, false),
        // The value is not in the enum of the first arm.
        (r#"{"state": "idle"}"#, true),
        (r#"{"state": "gone"}"#, false),
        // Unknown properties of inner objects count too.
        (r#"{"right": {"left": "a"}, "shared": 1}"#, false),
    ] {
        let best = round_trip::<Best>(json);
        assert_eq!((matches!(best, Best::Left(_)), matches!(best, Best::Right(_))), (is_left, !is_left), "{json}");
    }
    // The arm for any object comes after the arms with declared properties.
    assert!(matches!(round_trip::<Best>(r#"{"new": 1, "other": 2}"#), Best::Left(_)));
    assert!(matches!(round_trip::<Best>(r#"{"shared": "no integer"}"#), Best::Other(_)));
    let events = r#"[{"type": "reference", "id": "r"}, {"type": "new"}]"#;
    assert!(matches!(round_trip::<Best>(events), Best::Events(_)));
    assert!(matches!(round_trip::<Best>(r#"[{"left": "a"}, {"shared": 1}]"#), Best::Lefts(_)));
    assert!(matches!(round_trip::<Best>("[]"), Best::Events(_)));
}

#[test]
fn unions_in_each_other_are_compared_in_bounded_time() {
    // Trying would double the time with each level.
    let depth = 60;
    let json = format!("{}{{\"new\":1}}{}", r#"{"right":"#.repeat(depth), "}".repeat(depth));
    assert!(matches!(round_trip::<Best>(&json), Best::Right(_) | Best::Left(_)));
}

#[test]
fn an_arm_may_accept_null_as_well() {
    assert_eq!(decode::<NullableArms>("null").unwrap(), NullableArms::Null(None));
    assert_eq!(decode::<NullableArms>("\"a\"").unwrap(), NullableArms::String(Some("a".to_owned())));
    assert_eq!(decode::<NullableArms>("1").unwrap(), NullableArms::Integer(Some(1)));
}
