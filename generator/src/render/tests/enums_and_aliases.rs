//! String enums, aliases and newtypes.

use super::{
    build::{api, array, field, named, string_enum, structure, type_def},
    items,
};
use crate::model::{IntegerWidth, Presence, TypeDef, TypeKind, TypeRef};

fn emitted(types: Vec<TypeDef>, beginnings: &[&str]) -> String {
    items(&api(types, vec![]), "types/sample.rs", beginnings)
}

#[test]
fn an_alias_is_another_name() {
    let types = vec![
        structure("Agent", vec![field("counts", named(1), Presence::Optional)]),
        type_def("Counts", TypeKind::Alias(array(named(2)))),
        type_def("Count", TypeKind::Alias(TypeRef::Integer(IntegerWidth::U64))),
    ];
    insta::assert_snapshot!(emitted(types, &["pub type Counts", "pub type Count ", "    #[must_use] pub fn counts"]), @"
    pub type Counts = Vec<types::Count>;
    pub type Count = u64;
    #[must_use] pub fn counts(mut self, value: impl IntoIterator<Item = types::Count>) -> Self { self.counts = Some(runtime::list(value)); self }
    ");
}

#[test]
fn a_string_enum_is_open() {
    let status = string_enum("Status", &[("Idle", "idle"), ("Empty", "")]);
    insta::assert_snapshot!(
        emitted(vec![status], &["#[derive", "pub enum", "runtime::string_enum!"]),
        @r#"
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Status {
        /// `idle`
        Idle,
        /// `""`
        Empty,
        /// A value that this version of the crate does not know, kept as received.
        Unknown(runtime::UnknownValue),
    }
    runtime::string_enum! {
        Status {
            Idle = "idle",
            Empty = "",
            ..Unknown
        }
    }
    "#
    );
}

#[test]
fn a_string_enum_without_known_values_has_a_table_too() {
    insta::assert_snapshot!(emitted(vec![string_enum("Status", &[])], &["runtime::string_enum!"]), @"
    runtime::string_enum! {
        Status {
            ..Unknown
        }
    }
    ");
}

#[test]
fn a_recursive_alias_is_a_type_of_its_own() {
    let tree = type_def("Tree", TypeKind::Newtype(array(named(0))));
    insta::assert_snapshot!(emitted(vec![tree], &["pub struct", "impl From", "runtime::newtype!"]), @r#"
    pub struct Tree(
        /// The value.
        pub Vec<types::Tree>,
    );
    impl From<Vec<types::Tree>> for Tree {
        fn from(value: Vec<types::Tree>) -> Self {
            Self(value)
        }
    }
    runtime::newtype! {
        Tree
    }
    "#);
}
