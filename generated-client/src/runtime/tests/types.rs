//! Types in the style of the generator.

#![allow(unreachable_pub, reason = "methods of emitted types are public")]

pub(crate) use super::tuples::{Nulls, Row, Single};
use crate::runtime;

/// A struct with a property of each presence.
#[derive(Clone, PartialEq)]
pub(crate) struct Agent {
    pub(crate) id: String,
    pub(crate) version: i64,
    pub(crate) archived_at: Option<runtime::DateTime>,
    pub(crate) status: Option<Status>,
    pub(crate) system: runtime::Field<String>,
    pub(crate) limits: runtime::Field<Vec<Option<u64>>>,
    pub(crate) tools: Option<Vec<runtime::JsonObject>>,
    pub(crate) packages: Option<std::collections::BTreeMap<String, Vec<String>>>,
    pub(crate) model: Option<Model>,
    pub(crate) parent: Option<Box<Agent>>,
    pub(crate) ratio: Option<runtime::Number>,
    pub(crate) additional_properties: runtime::UnknownProperties,
}

runtime::object! {
    Agent {
        id: "id",
        version: "version",
        archived_at: nullable "archived_at",
        status: "status",
        system: "system",
        limits: "limits",
        tools: "tools",
        packages: "packages",
        model: "model",
        parent: "parent",
        ratio: "ratio",
        ..additional_properties
    }
}

/// A struct with numbers that may be strings.
#[derive(Clone, PartialEq)]
pub(crate) struct Order {
    pub(crate) id: i64,
    pub(crate) total: Option<f64>,
    pub(crate) stock: runtime::Field<i64>,
    pub(crate) sizes: Option<Vec<u64>>,
    pub(crate) plain: Option<i64>,
    pub(crate) additional_properties: runtime::UnknownProperties,
}

runtime::object! {
    Order {
        id: "id".in_text(),
        total: nullable "total".in_text(),
        stock: "stock".in_text(),
        sizes: "sizes".in_text(),
        plain: "plain",
        ..additional_properties
    }
}

/// A string enum.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Status {
    Idle,
    Running,
    Unknown(runtime::UnknownValue),
}

runtime::string_enum! {
    Status {
        Idle = "idle",
        Running = "running",
        ..Unknown
    }
}

/// A union by the kind of the JSON value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Model {
    Id(String),
    Reference(Reference),
}

runtime::union! {
    Model {
        Id(text String),
        Reference(from Reference),
    }
    empty Id(_);
    "a string or an object" {
        String => Arm(Id),
        Object => Arm(Reference),
    }
}

/// A struct of one required property.
#[derive(Clone, PartialEq)]
pub(crate) struct Reference {
    pub(crate) id: String,
    pub(crate) additional_properties: runtime::UnknownProperties,
}

runtime::object! {
    Reference {
        id: "id",
        ..additional_properties
    }
}

/// A struct with constants, and a required property that servers leave out.
#[derive(Clone, PartialEq)]
pub(crate) struct Fixed {
    pub(crate) count: i64,
    pub(crate) reference: Reference,
    pub(crate) note: Option<String>,
    pub(crate) additional_properties: runtime::UnknownProperties,
}

runtime::object! {
    Fixed {
        "type" = lenient(Text("fixed")),
        "version" = Integer(1),
        "is_new" = lenient(Boolean(true)),
        "nothing" = lenient(Null),
        count: lenient "count",
        reference: lenient "reference",
        note: "note",
        ..additional_properties
    }
}

/// A struct with a number as a constant.
#[derive(Clone, PartialEq)]
pub(crate) struct Scaled {
    pub(crate) additional_properties: runtime::UnknownProperties,
}

runtime::object! {
    Scaled {
        "scale" = Number("1.5"),
        ..additional_properties
    }
}

/// A struct with a constant that JSON escapes.
#[derive(Clone, PartialEq)]
pub(crate) struct Escaped {
    pub(crate) additional_properties: runtime::UnknownProperties,
}

runtime::object! {
    Escaped {
        "tag" = Text("a\"b\\n"),
        ..additional_properties
    }
}

/// A struct whose undeclared properties have a type.
#[derive(Clone, PartialEq)]
pub(crate) struct Counts {
    pub(crate) note: Option<String>,
    pub(crate) additional_properties: runtime::AdditionalProperties<i64>,
}

runtime::object! {
    Counts {
        "unit" = lenient(Text("pieces")),
        note: "note",
        ..additional_properties
    }
}

/// A union by a tag, with a variant for unknown tags.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Event {
    Reference(Reference),
    Agent(Box<Agent>),
    Unknown(runtime::RawJson),
}

runtime::union! {
    Event {
        Reference(from Reference),
        Agent(boxed Agent),
        ..Unknown
    }
    empty Unknown(_);
    "an object" {
        Object => Tag("type", &[("agent", Agent), ("reference", Reference)]),
    }
}

/// A union by required keys, with a variant for other values.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ByKeys {
    Agent(Box<Agent>),
    Reference(Reference),
    Unknown(runtime::RawJson),
}

runtime::union! {
    ByKeys {
        Agent(boxed Agent),
        Reference(from Reference),
        ..Unknown
    }
    empty Unknown(_);
    "an object" {
        Object => Keys(&[(&["id", "version"], Agent), (&["id"], Reference)]),
    }
}

/// A union by a tag that may be absent.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum OptionalTag {
    Reference(Reference),
    Agent(Box<Agent>),
    Unknown(runtime::RawJson),
}

runtime::union! {
    OptionalTag {
        Reference(from Reference),
        Agent(boxed Agent),
        ..Unknown
    }
    empty Unknown(_);
    "an object" {
        Object => OptionalTag(
            &runtime::json::Choice::Tag("type", &[("agent", Agent), ("reference", Reference)]),
            &runtime::json::Choice::Arm(Reference)
        ),
    }
}

/// A union by a tag, with an arm for other tags.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TagOr {
    Agent(Box<Agent>),
    Reference(Reference),
    Unknown(runtime::RawJson),
}

runtime::union! {
    TagOr {
        Agent(boxed Agent),
        Reference(from Reference),
        ..Unknown
    }
    empty Unknown(_);
    "an object" {
        Object => TagOr("type", &[("agent", Agent)], Reference),
    }
}

/// A union by a tag, with an arm for other tags, and for objects that lack a member of the arm of their tag.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TagOrLacking {
    Agent(Box<Agent>),
    Reference(Reference),
    Unknown(runtime::RawJson),
}

runtime::union! {
    TagOrLacking {
        Agent(boxed Agent),
        Reference(from Reference),
        ..Unknown
    }
    empty Unknown(_);
    "an object" {
        Object => OrBase(&runtime::json::Choice::TagOr("type", &[("agent", Agent)], Reference), Reference),
    }
}

/// A union by a tag, with an arm that declares the tag for other tags.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum StateOr {
    Reference(Reference),
    Left(Left),
    Unknown(runtime::RawJson),
}

runtime::union! {
    StateOr {
        Reference(from Reference),
        Left(from Left),
        ..Unknown
    }
    empty Unknown(_);
    "an object" {
        Object => TagOr("state", &[("reference", Reference)], Left),
    }
}

/// A union by a tag, with an arm that declares the tag as an integer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum SharedOr {
    Reference(Reference),
    Left(Left),
    Unknown(runtime::RawJson),
}

runtime::union! {
    SharedOr {
        Reference(from Reference),
        Left(from Left),
        ..Unknown
    }
    empty Unknown(_);
    "an object" {
        Object => TagOr("shared", &[("reference", Reference)], Left),
    }
}

/// A union by a tag that may be absent, with an arm for all other tags.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum OptionalTagOr {
    Agent(Box<Agent>),
    Reference(Reference),
}

runtime::union! {
    OptionalTagOr {
        Agent(boxed Agent),
        Reference(from Reference),
    }
    empty Reference(_);
    "an object" {
        Object => OptionalTag(
            &runtime::json::Choice::TagOr("type", &[("agent", Agent)], Reference),
            &runtime::json::Choice::Keys(&[(&["id", "version"], Agent), (&["id"], Reference)])
        ),
    }
}

/// An object without required properties.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Left {
    pub(crate) shared: Option<i64>,
    pub(crate) left: Option<String>,
    pub(crate) state: Option<Status>,
    pub(crate) additional_properties: runtime::UnknownProperties,
}

runtime::object! {
    Left {
        shared: "shared",
        left: "left",
        state: "state",
        ..additional_properties
    }
}

/// Another one.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Right {
    pub(crate) shared: Option<i64>,
    pub(crate) right: Option<Box<Best>>,
    pub(crate) state: Option<String>,
    pub(crate) additional_properties: runtime::UnknownProperties,
}

runtime::object! {
    Right {
        shared: "shared",
        right: "right",
        state: "state",
        ..additional_properties
    }
}

/// A union that uses the arm with the fewest unknown properties.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Best {
    Left(Left),
    Right(Right),
    Events(Vec<Event>),
    Lefts(Vec<Left>),
    Other(runtime::JsonObject),
}

runtime::union! {
    Best {
        Left(from Left),
        Right(from Right),
        Events(from Vec<Event>),
        Lefts(from Vec<Left>),
        Other(from runtime::JsonObject),
    }
    empty Left(_);
    "an array or an object" {
        Array => Best(&[("Events", Events), ("Lefts", Lefts)], &[]),
        Object => Best(&[("Left", Left), ("Right", Right)], &[("Other", Other)]),
    }
}

/// A union by trying.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Tried {
    Agent(Box<Agent>),
    Reference(Reference),
    Counts(Vec<i64>),
    Names(Vec<String>),
    Nothing,
}

runtime::union! {
    Tried {
        Agent(boxed Agent),
        Reference(from Reference),
        Counts(from Vec<i64>),
        Names(from Vec<String>),
        Nothing,
    }
    empty Nothing;
    "an array or an object" {
        Array => Try(&[("Counts", Counts), ("Names", Names)]),
        Object => Try(&[("Agent", Agent), ("Reference", Reference), ("Nothing", Nothing)]),
    }
}

macro_rules! by_kind {
    ($name:ident, $expected:literal, $first:ident $first_ty:ty $(, $kind:ident $ty:ty)*) => {
        #[derive(Clone, Debug, PartialEq)]
        pub(crate) enum $name {
            $first($first_ty),
            $($kind($ty),)*
        }

        runtime::union! {
            $name { $first(_), $($kind(_),)* }
            empty $first(_);
            $expected { $first => Arm($first), $($kind => Arm($kind),)* }
        }
    };
}

by_kind!(OnlyInteger, "an integer", Integer i64);
by_kind!(OnlyNumber, "a number", Number runtime::Number);
by_kind!(
    AllKinds, "anything", Null (), Boolean bool, Integer i64, Number runtime::Number, String String,
    Array Vec<String>, Object runtime::JsonObject
);
by_kind!(NoNumber, "a boolean", Boolean bool);
by_kind!(
    NullableArms, "a string or null, or an integer or null", Null Option<String>, String Option<String>,
    Integer Option<u64>
);

/// A recursive union by trying.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Nested {
    One(Box<NestedOne>),
    Other(Box<NestedOther>),
    Nothing,
}

runtime::union! {
    Nested {
        One(_),
        Other(_),
        Nothing,
    }
    empty Nothing;
    "an object" {
        Object => Try(&[("One", One), ("Other", Other)]),
    }
}

macro_rules! nested {
    ($name:ident, $ty:ty) => {
        #[derive(Clone, PartialEq)]
        pub(crate) struct $name {
            pub(crate) next: Nested,
            pub(crate) name: String,
            pub(crate) id: $ty,
            pub(crate) additional_properties: runtime::UnknownProperties,
        }

        runtime::object! {
            $name {
                next: "next",
                name: "name",
                id: "id",
                ..additional_properties
            }
        }
    };
}

nested!(NestedOne, String);
nested!(NestedOther, bool);
