//! `oneOf` and `anyOf`: the rules that find the arm of a JSON value.

use std::collections::BTreeMap;

use super::{Docs, TypeRef};

/// A value of one of several types.
#[derive(Clone, Debug)]
pub struct Union {
    /// The arms, in the document's order.
    pub arms: Vec<Arm>,
    /// The `discriminator` that the document declares.
    pub discriminator: Option<Discriminator>,
    /// The rule for each kind of JSON value; a kind that is not here is refused.
    pub by_kind: BTreeMap<JsonKind, Choice>,
    /// The name of the variant that keeps an object with an unknown tag as received, if a tag determines the arm.
    pub unknown_name: Option<String>,
    /// The variant that reading begins with: it can be made without input.
    pub base: Base,
}

/// The variant that reading begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// The one that keeps what is not known.
    Unknown,
    /// An arm.
    Arm(ArmId),
}

/// One type of a union.
#[derive(Clone, Debug)]
pub struct Arm {
    /// The place of its schema in the document.
    pub pointer: String,
    /// The variant's name.
    pub rust_name: String,
    /// From the arm's schema.
    pub docs: Docs,
    /// The type of the variant.
    pub ty: TypeRef,
}

/// A declared `discriminator`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discriminator {
    /// `propertyName`.
    pub wire_name: String,
    /// The values it may have and their arms: those of `mapping`, or the names of the schemas.
    pub arms: Vec<(String, ArmId)>,
    /// The arm of objects without the property: the one that the property's `default` names.
    pub absent: Option<ArmId>,
    /// The arm of objects without the property or with another value: `defaultMapping`.
    pub otherwise: Option<ArmId>,
    /// The arm of the base's own members, if the arms extend a base.
    pub base: Option<ArmId>,
}

/// The place of an [`Arm`] in [`Union::arms`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ArmId(pub usize);

/// The kinds of JSON values. Integers are distinguished from other numbers, as in JSON Schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum JsonKind {
    /// `null`
    Null,
    /// `true`, `false`
    Boolean,
    /// A number without a fraction.
    Integer,
    /// Any other number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

/// The rule that finds the arm for one kind of JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// There is only one.
    Arm(ArmId),
    /// By the value of a property.
    Tag {
        /// The property's name.
        wire_name: String,
        /// Known values and their arms.
        arms: Tags,
        /// The arm for any other value; if there is none, the object is kept as received.
        otherwise: Option<ArmId>,
        /// The rule for an object without the property, if the property may be absent.
        absent: Option<Box<Choice>>,
        /// The arm for an object that lacks a required property of the arm of its value: the base.
        incomplete: Option<ArmId>,
    },
    /// By the first set of required properties that is present. Arms with more required properties come first.
    Keys(Vec<(Vec<String>, ArmId)>),
    /// An array, by the kind of its first element. The arms' elements have no kind in common.
    FirstElement {
        /// Kinds and their arms.
        by_kind: Vec<(JsonKind, ArmId)>,
        /// The arm of the empty array, which all arms accept.
        empty: ArmId,
    },
    /// By trying, in order.
    Try(Vec<ArmId>),
    /// By trying all arms of the first list: the one that knows most of the value is used. If none fits, by trying the
    /// arms of the second list in order.
    Best(Vec<ArmId>, Vec<ArmId>),
}

/// The known values of a tag, all of one kind, and their arms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tags {
    /// Strings.
    Strings(Vec<(String, ArmId)>),
    /// Integers.
    Integers(Vec<(i64, ArmId)>),
    /// `true` and `false`, or one of them.
    Booleans(Vec<(bool, ArmId)>),
}

impl Tags {
    /// The JSON kind of the values.
    pub fn kind(&self) -> JsonKind {
        match self {
            Self::Strings(_) => JsonKind::String,
            Self::Integers(_) => JsonKind::Integer,
            Self::Booleans(_) => JsonKind::Boolean,
        }
    }

    /// The arms, one for each value.
    pub fn arms(&self) -> impl Iterator<Item = ArmId> {
        self.as_json().into_iter().map(|(_, arm)| arm)
    }

    /// The values as JSON, with their arms.
    pub fn as_json(&self) -> Vec<(String, ArmId)> {
        match self {
            Self::Strings(arms) => arms.iter().map(|(tag, arm)| (format!("{tag:?}"), *arm)).collect(),
            Self::Integers(arms) => arms.iter().map(|(tag, arm)| (tag.to_string(), *arm)).collect(),
            Self::Booleans(arms) => arms.iter().map(|(tag, arm)| (tag.to_string(), *arm)).collect(),
        }
    }
}
