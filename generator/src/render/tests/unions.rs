use super::{
    build::{api, array, boxed, named, structure, type_def, union},
    items,
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
        emitted(vec![model], &["pub enum", "runtime::union!"]),
        @r#"
        pub enum Model {
            /// `Id`.
            Id(String),
            /// `Count`.
            Count(i64),
            /// `Nothing`.
            Nothing,
        }
        runtime::union! {
            Model {
                Id(text String),
                Count(from i64),
                Nothing,
            }
            empty Id(_);
            "null, an integer or a string" {
                Null => Arm(Nothing),
                Integer => Arm(Count),
                String => Arm(Id),
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
            absent: None,
            incomplete: None,
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
        emitted_all += &emitted(vec![event, empty("Message"), empty("Idle")], &["    \"an object\""]);
    }
    insta::assert_snapshot!(emitted_all, @r#"
    "an object" {
        Object => Tag("type", &[("idle", Idle), ("message", Message), ("note", Message)]),
    }
    "an object" {
        Object => Keys(&[(&["a", "b"], Message), (&["c"], Idle)]),
    }
    "an object" {
        Object => Keys(&[(&["a"], Message), (&[], Idle)]),
    }
    "an object" {
        Object => Try(&[("Message", Message), ("Idle", Idle)]),
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
    insta::assert_snapshot!(emitted(types, &["    Model {"]), @r"
    Model {
        Id(text String),
        Names(_),
        Labels(_),
        Small(from u64),
        Large(from i64),
        Number(float runtime::Number),
        Nested(boxed types::Nested),
        Itself(_),
        Nothing,
    }
    ");
}
