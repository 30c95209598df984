//! Types of the emitted crate.

use super::{Docs, TypeRef, Union};

/// One public type of `types`.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// The place of the schema in the document.
    pub pointer: String,
    /// The name in `types`, unique in the crate.
    pub rust_name: String,
    /// The file under `types/` that contains it, without extension: the file of its component schema.
    pub module: String,
    /// From `title` and `description`.
    pub docs: Docs,
    /// Who sends it.
    pub usage: Usage,
    /// Its form.
    pub kind: TypeKind,
}

/// The form of a type.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// An object with declared properties.
    Struct(Struct),
    /// A string with known values.
    StringEnum(StringEnum),
    /// An integer with known values.
    IntegerEnum(IntegerEnum),
    /// An array whose first elements have their own types.
    Tuple(Tuple),
    /// A `oneOf` or `anyOf`.
    Union(Union),
    /// Another name for a type.
    Alias(TypeRef),
    /// A type of its own around another one: where an alias would be recursive, or is an integer with a name.
    Newtype(TypeRef),
}

/// An object with declared properties.
#[derive(Clone, Debug)]
pub struct Struct {
    /// The declared properties, in the document's order.
    pub fields: Vec<Field>,
    /// The names of properties that are required, in the document's order.
    pub required: Vec<String>,
    /// Where undeclared properties are kept.
    pub additional_properties: AdditionalProperties,
}

/// The field that keeps the properties a struct does not declare.
#[derive(Clone, Debug)]
pub struct AdditionalProperties {
    /// The field's name: `additional_properties`, unless a property has taken it.
    pub rust_name: String,
    /// The type of the values.
    pub value: TypeRef,
    /// The rule of the document. Undeclared properties are kept in any case.
    pub rule: UndeclaredRule,
}

/// The rule of a document for the properties that a struct does not declare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UndeclaredRule {
    /// They have a schema.
    Typed,
    /// Any value is valid, or the schema says nothing about them.
    Open,
    /// They are invalid: `additionalProperties: false`.
    Closed,
}

/// One declared property.
#[derive(Clone, Debug)]
pub struct Field {
    /// The place of its schema in the document. If several members of an `allOf` declare it, the first place.
    pub pointer: String,
    /// The property's name.
    pub wire_name: String,
    /// The name of the field and of its setter.
    pub rust_name: String,
    /// The name of the method that sends `null`, for [`Presence::ThreeState`].
    pub clear_name: String,
    /// The name of the method that adds an element, if the setter takes a list.
    pub add_name: Option<String>,
    /// From `description`.
    pub docs: Docs,
    /// The type of a value that is present and not null.
    pub ty: TypeRef,
    /// The values that may replace a value.
    pub presence: Presence,
    /// Who sends it.
    pub access: Access,
    /// The position in `x-rust-arguments`, if the extension names this optional property.
    pub argument: Option<usize>,
    /// The only value that the property may have. A required one has no field in the struct: see [`Field::fixed`].
    pub constant: Option<Constant>,
    /// Whether a response may lack it, although it is required: it then reads as empty.
    pub is_lenient: bool,
    /// Whether numbers in it may be strings in JSON.
    pub is_in_text: bool,
}

impl Field {
    /// The value that the property always has: it is written without a field that holds it.
    pub fn fixed(&self) -> Option<&Constant> {
        self.constant.as_ref().filter(|_| self.presence == Presence::Required)
    }

    /// Whether it is always present, possibly as `null`.
    pub fn is_required(&self) -> bool {
        matches!(self.presence, Presence::Required | Presence::RequiredNullable)
    }

    /// Whether `new` takes it: it is required, not nullable and has several possible values, or the extension names it.
    pub fn is_argument(&self) -> bool {
        self.argument.is_some() || self.presence == Presence::Required && self.constant.is_none()
    }
}

/// The only value that a property may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Constant {
    /// A string.
    Text(String),
    /// An integer.
    Integer(i64),
    /// A number, as JSON.
    Number(String),
    /// `true` or `false`.
    Boolean(bool),
    /// `null`
    Null,
}

impl Constant {
    /// The value as JSON.
    pub fn as_json(&self) -> String {
        match self {
            Self::Text(text) => format!("{text:?}"),
            Self::Integer(integer) => integer.to_string(),
            Self::Number(number) => number.clone(),
            Self::Boolean(boolean) => boolean.to_string(),
            Self::Null => "null".to_owned(),
        }
    }
}

/// `readOnly` and `writeOnly`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Access {
    /// In requests and responses.
    #[default]
    ReadWrite,
    /// `readOnly`: in responses only.
    ReadOnly,
    /// `writeOnly`: in requests only.
    WriteOnly,
}

/// The values that may replace a property's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Always a value.
    Required,
    /// A value or `null`, always written.
    RequiredNullable,
    /// A value or nothing.
    Optional,
    /// A value, `null` or nothing, which are distinguished.
    ThreeState,
}

/// A string with known values, open to others.
#[derive(Clone, Debug)]
pub struct StringEnum {
    /// The known values.
    pub variants: Vec<Variant>,
    /// The name of the variant that keeps any other value.
    pub unknown_name: String,
}

/// An integer with known values, open to others.
#[derive(Clone, Debug)]
pub struct IntegerEnum {
    /// The known values.
    pub variants: Vec<IntegerVariant>,
    /// The name of the variant that keeps any other value.
    pub unknown_name: String,
}

/// One known integer.
#[derive(Clone, Debug)]
pub struct IntegerVariant {
    /// The value.
    pub value: i64,
    /// The variant's name.
    pub rust_name: String,
    /// The description of the value in the document.
    pub description: Option<String>,
}

/// An array whose first elements have their own types.
#[derive(Clone, Debug)]
pub struct Tuple {
    /// The types of the first elements.
    pub elements: Vec<TypeRef>,
    /// The number of elements that are always present.
    pub required: usize,
    /// The type of all further elements. `None` means that there are no further elements.
    pub rest: Option<TypeRef>,
}

/// One known value.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The value.
    pub wire_name: String,
    /// The variant's name.
    pub rust_name: String,
    /// The description of the value in the document.
    pub description: Option<String>,
}

/// The direction of a type: who sends it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Reachable from a request.
    pub request: bool,
    /// Reachable from a response.
    pub response: bool,
}
