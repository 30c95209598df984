use super::{
    build::{api, array, boxed, named, structure, type_def, union},
    items, text,
};
use crate::model::{ArmId, Choice, IntegerWidth, JsonKind, Tags, TypeDef, TypeKind, TypeRef};

fn emitted(types: Vec<TypeDef>, beginnings: &[&str]) -> String {
    items(&api(types, vec![]), "types/sample.rs", beginnings)
}

#[test]
fn a_union_is_decided_by_the_kind_of_the_value() {
    let model = union(
        "Model",
        vec![("Id", TypeRef::String), ("Count", TypeRef::Integer(IntegerWidth::I64)), ("Nothing", TypeRef::Null)],
        [
            (JsonKind::String, Choice::Arm(ArmId(0))),
            (JsonKind::Integer, Choice::Arm(ArmId(1))),
            (JsonKind::Null, Choice::Arm(ArmId(2))),
        ],
        None,
    );
    insta::assert_snapshot!(
        emitted(vec![model], &["pub enum", "impl serde::Serialize", "impl<'de> runtime::Union"]),
        @r#"
        pub enum Model {
            /// `Id`.
            Id(String),
            /// `Count`.
            Count(i64),
            /// `Nothing`.
            Nothing,
        }
        impl serde::Serialize for Model {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    Self::Id(value) => serde::Serialize::serialize(value, serializer),
                    Self::Count(value) => serde::Serialize::serialize(value, serializer),
                    Self::Nothing => serializer.serialize_unit(),
                }
            }
        }
        impl<'de> runtime::Union<'de> for Model {
            const EXPECTED: &'static str = "null, an integer or a string";

            fn null<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <runtime::Plain as runtime::Decode<'de, _>>::decode(deserializer)
                    .map(|()| Self::Nothing)
            }

            fn integer<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <runtime::Integer as runtime::Decode<'de, _>>::decode(deserializer)
                    .map(Self::Count)
            }

            fn string<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <runtime::Plain as runtime::Decode<'de, _>>::decode(deserializer).map(Self::Id)
            }
        }
        "#
    );
}

#[test]
fn a_tag_a_set_of_keys_or_a_trial_decides_among_objects() {
    let arms = || vec![("Message", boxed(named(1))), ("Idle", named(2))];
    let empty = |name| structure(name, vec![]);
    let choices = [
        Choice::Tag {
            wire_name: "type".to_owned(),
            arms: Tags::Strings(
                ["message", "idle", "note"]
                    .iter()
                    .zip([0, 1, 0])
                    .map(|(t, arm)| ((*t).to_owned(), ArmId(arm)))
                    .collect(),
            ),
            otherwise: None,
        },
        Choice::Keys(vec![(vec!["a".to_owned(), "b".to_owned()], ArmId(0)), (vec!["c".to_owned()], ArmId(1))]),
        Choice::Keys(vec![(vec!["a".to_owned()], ArmId(0)), (vec![], ArmId(1))]),
        Choice::Try(vec![ArmId(0), ArmId(1)]),
    ];
    let mut emitted_all = String::new();
    for (choice, unknown_name) in choices.into_iter().zip([Some("Unknown"), None, None, None]) {
        let event = union("Event", arms(), [(JsonKind::Object, choice)], unknown_name);
        emitted_all += &emitted(vec![event, empty("Message"), empty("Idle")], &["    fn object"]);
    }
    insta::assert_snapshot!(emitted_all, @r#"
    fn object<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = runtime::union::Buffered::read(deserializer)?;
        match value.tag("type") {
            Some("message" | "note") => {
                value.decode::<_, runtime::Plain>().map(Self::Message)
            }
            Some("idle") => value.decode::<_, runtime::Plain>().map(Self::Idle),
            _ => Ok(Self::Unknown(value.into_value())),
        }
    }
    fn object<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = runtime::union::Buffered::read(deserializer)?;
        if value.has(&["a", "b"]) {
            value.decode::<_, runtime::Plain>().map(Self::Message)
        } else if value.has(&["c"]) {
            value.decode::<_, runtime::Plain>().map(Self::Idle)
        } else {
            Err(value.no_arm("an object with `a` and `b`, or with `c`"))
        }
    }
    fn object<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = runtime::union::Buffered::read(deserializer)?;
        if value.has(&["a"]) {
            value.decode::<_, runtime::Plain>().map(Self::Message)
        } else {
            value.decode::<_, runtime::Plain>().map(Self::Idle)
        }
    }
    fn object<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        runtime::union::Attempts::read(deserializer)?
            .attempt::<_, runtime::Plain>("Message", Self::Message)
            .attempt::<_, runtime::Plain>("Idle", Self::Idle)
            .or_no_arm("an object")
    }
    "#);
}

#[test]
fn an_unknown_tag_without_a_place_for_it_is_an_error() {
    let choice = Choice::Tag {
        wire_name: "type".to_owned(),
        arms: Tags::Strings(vec![("a".to_owned(), ArmId(0))]),
        otherwise: None,
    };
    let event = union("Event", vec![("A", named(1))], [(JsonKind::Object, choice)], None);
    insta::assert_snapshot!(emitted(vec![event, structure("A", vec![])], &["    fn object"]), @r#"
    fn object<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = runtime::union::Buffered::read(deserializer)?;
        match value.tag("type") {
            Some("a") => value.decode::<_, runtime::Plain>().map(Self::A),
            _ => Err(value.no_arm("an object whose `type` is `a`")),
        }
    }
    "#);
}

#[test]
fn each_arm_whose_type_is_its_own_converts() {
    let model = union(
        "Model",
        vec![
            ("Id", TypeRef::String),
            ("Names", array(TypeRef::String)),
            ("Labels", array(named(1))),
            ("Small", TypeRef::Integer(IntegerWidth::U64)),
            ("Large", TypeRef::Integer(IntegerWidth::I64)),
            ("Number", TypeRef::Number),
            ("Nested", boxed(named(2))),
            ("Itself", boxed(named(0))),
            ("Nothing", TypeRef::Null),
        ],
        [],
        None,
    );
    let types = vec![model, type_def("Label", TypeKind::Alias(TypeRef::String)), structure("Nested", vec![])];
    let text = text(&api(types, vec![]), "types/sample.rs");
    let conversions: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("impl From<")).collect();
    assert_eq!(
        conversions,
        [
            "String> for Model {",
            "&str> for Model {",
            "u64> for Model {",
            "i64> for Model {",
            "runtime::Number> for Model {",
            "f64> for Model {",
            "types::Nested> for Model {"
        ]
    );
}
