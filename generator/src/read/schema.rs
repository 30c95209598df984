//! Schemas as OpenAPI 3.0 and JSON Schema 2020-12 (OpenAPI 3.1 and 3.2) have them: one type for both.
//!
//! It has the keywords that affect the type of values and the docs. The server checks keywords that only restrict values
//! (`minLength`, `pattern`, `not` …).

use std::sync::Arc;

use indexmap::IndexMap;
use openapiv3::ReferenceOr;
use serde_json::Value;
use thin_vec::{ThinVec, thin_vec};

/// A reference to a component schema, or a schema in place.
pub type SchemaOrRef = ReferenceOr<Box<Schema>>;

/// The schema, if it is in place.
pub(super) fn in_place(schema: &SchemaOrRef) -> Option<&Schema> {
    schema.as_item().map(Box::as_ref)
}

/// A schema. A document has many, so keywords that few schemas have take one word each.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "these are flags of JSON Schema")]
pub struct Schema {
    /// `title`.
    pub title: Option<Box<str>>,
    /// `description`, shared with the model.
    pub description: Option<Arc<str>>,
    /// `deprecated`.
    pub deprecated: bool,
    /// `readOnly`.
    pub read_only: bool,
    /// `writeOnly`.
    pub write_only: bool,
    /// `default`.
    pub default: Option<Box<Value>>,
    /// `example`, or the first of `examples`, without its long parts.
    pub example: Option<Box<Value>>,
    /// Whether null is a value in addition to all others: `nullable`, or `null` among several types, values or
    /// alternatives.
    pub nullable: bool,
    /// `type`, if there is only one type except `null`. Several types are alternatives of `any_of`.
    pub schema_type: Option<SchemaType>,
    /// `format`, or the one that `contentEncoding` and `contentMediaType` mean.
    pub format: Option<Box<str>>,
    /// `enum`, or the value of `const`. `null` is among them only if it is alone.
    pub enumeration: ThinVec<Value>,
    /// The bounds of values, lengths and counts, as they are written, if there are any.
    pub ranges: Option<Box<Ranges>>,
    /// `properties`, by name.
    pub properties: ThinVec<(String, SchemaOrRef)>,
    /// `required`.
    pub required: ThinVec<String>,
    /// The schema of undeclared properties: `additionalProperties`, `patternProperties`, `unevaluatedProperties`.
    pub additional: Option<Box<SchemaOrRef>>,
    /// Whether undeclared properties are invalid: `additionalProperties: false`, `unevaluatedProperties: false`.
    pub is_closed: bool,
    /// `items`. Of an array with `prefixItems`, all elements, as alternatives.
    pub items: Option<Box<SchemaOrRef>>,
    /// `prefixItems`.
    pub prefix: Option<Box<Prefix>>,
    /// `oneOf`, without `null`.
    pub one_of: ThinVec<SchemaOrRef>,
    /// `anyOf`, without `null`.
    pub any_of: ThinVec<SchemaOrRef>,
    /// `allOf`, and a `$ref` with other keywords next to it.
    pub all_of: ThinVec<SchemaOrRef>,
    /// `discriminator`.
    pub discriminator: Option<Box<DiscriminatorObject>>,
    /// `contentEncoding` and `contentMediaType`, if one of them is there.
    pub content: Option<Box<StringContent>>,
    /// Extensions by name, if there are any.
    pub extensions: Option<Box<IndexMap<String, Value>>>,
    /// The numbers whose texts the `pattern` allows, if it allows no other text.
    pub text_of_number: Option<TextOfNumber>,
    /// The tags of a schema that builds on a base with a `discriminator`.
    pub tags: ThinVec<Tag>,
    /// The base whose own members this component has.
    pub base_of: Option<Box<str>>,
}

/// The numbers whose texts a `pattern` allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextOfNumber {
    /// Only integers.
    Integer,
    /// Also numbers with a fraction or an exponent.
    Number,
}

/// The content of a string.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StringContent {
    /// `contentEncoding`.
    pub encoding: Option<String>,
    /// `contentMediaType`.
    pub media_type: Option<String>,
}

/// The pairs of keywords that bound a value.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ranges {
    /// `minimum`, `maximum` and their exclusive forms.
    pub value: Range,
    /// `minLength`, `maxLength`.
    pub length: Range,
    /// `minItems`, `maxItems`.
    pub items: Range,
    /// `minProperties`, `maxProperties`.
    pub properties: Range,
}

/// A least and a greatest value.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Range {
    /// The least value.
    pub least: Option<f64>,
    /// The greatest value.
    pub most: Option<f64>,
}

/// The values of a property that determine the schema of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// The name of the property.
    pub property: String,
    /// Its values.
    pub values: Vec<Value>,
}

/// `type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemaType {
    /// `string`
    String,
    /// `number`
    Number,
    /// `integer`
    Integer,
    /// `boolean`
    Boolean,
    /// `array`
    Array,
    /// `object`
    Object,
}

/// `prefixItems`: the alternatives of `items` that are the first elements of an array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prefix {
    /// The number of alternatives for one element each. One more is for all further elements.
    pub elements: usize,
    /// The minimum number of elements.
    pub least: usize,
}

/// The Discriminator Object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DiscriminatorObject {
    /// `propertyName`.
    pub property_name: String,
    /// `mapping`, by value.
    pub mapping: Vec<(String, String)>,
    /// `defaultMapping`: the schema of objects without a value, or with an unknown one.
    pub default: Option<String>,
}

impl Schema {
    /// The schema that allows only null. Other keywords of `self` are about other values.
    pub(super) fn only_null(self) -> Self {
        let Self { title, description, deprecated, extensions, .. } = self;
        let enumeration = thin_vec![Value::Null];
        Self { title, description, deprecated, extensions, nullable: true, enumeration, ..Self::default() }
    }

    /// The least and the greatest value of an integer, unless both are integers of 64 bits.
    pub fn integer_bounds(&self) -> Range {
        const END_OF_I64: f64 = 9_223_372_036_854_775_808.0;
        let is_integer = matches!(self.schema_type, None | Some(SchemaType::Integer));
        let value = self.ranges.as_ref().filter(|_| is_integer).map(|ranges| ranges.value).unwrap_or_default();
        let is_wide = |bound: f64| !(-END_OF_I64..END_OF_I64).contains(&bound);
        if [value.least, value.most].into_iter().flatten().any(is_wide) { value } else { Range::default() }
    }

    /// Whether both a least and a greatest value are given, and are whole numbers.
    pub fn has_whole_bounds(&self) -> bool {
        let value = self.ranges.as_ref().map(|ranges| ranges.value).unwrap_or_default();
        [value.least, value.most].into_iter().all(|bound| bound.is_some_and(|bound| bound.fract() == 0.0))
    }

    /// `contentMediaType`.
    pub fn content_media_type(&self) -> Option<&str> {
        self.content.as_ref()?.media_type.as_deref()
    }

    /// `contentEncoding`.
    pub fn content_encoding(&self) -> Option<&str> {
        self.content.as_ref()?.encoding.as_deref()
    }

    /// Whether it allows only null.
    pub(super) fn is_only_null(&self) -> bool {
        matches!(self.enumeration.as_slice(), [Value::Null])
    }
}

impl SchemaType {
    /// The type of this name; none for `null`.
    pub fn of(name: &str) -> Option<Self> {
        Some(match name {
            "string" => Self::String,
            "number" => Self::Number,
            "integer" => Self::Integer,
            "boolean" => Self::Boolean,
            "array" => Self::Array,
            "object" => Self::Object,
            _ => return None,
        })
    }

    /// The value of `type`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Number => "number",
            Self::Integer => "integer",
            Self::Boolean => "boolean",
            Self::Array => "array",
            Self::Object => "object",
        }
    }

    /// Whether some value is of both types: every integer is a number.
    pub fn overlaps(self, other: Self) -> bool {
        let is_numeric = |ty| matches!(ty, Self::Integer | Self::Number);
        self == other || (is_numeric(self) && is_numeric(other))
    }
}
