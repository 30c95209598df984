//! One view of a schema, whichever of `openapiv3`'s kinds it was read as.

use openapiv3::{
    AdditionalProperties, AnySchema, ArrayType, BooleanType, Discriminator, IntegerFormat, IntegerType, NumberFormat,
    NumberType, ObjectType, ReferenceOr, Schema, SchemaData, SchemaKind, StringFormat, StringType, Type,
    VariantOrUnknownOrEmpty,
};
use serde_json::Value;

use crate::normalize::carry;

/// A schema or a reference to one, borrowed.
#[derive(Clone, Copy, Debug)]
pub(super) enum SchemaRef<'a> {
    /// The text of a `$ref`.
    Reference(&'a str),
    /// A schema in place.
    Item(&'a Schema),
}

impl<'a> From<&'a ReferenceOr<Schema>> for SchemaRef<'a> {
    fn from(schema: &'a ReferenceOr<Schema>) -> Self {
        match schema {
            ReferenceOr::Reference { reference } => Self::Reference(reference),
            ReferenceOr::Item(schema) => Self::Item(schema),
        }
    }
}

impl<'a> From<&'a ReferenceOr<Box<Schema>>> for SchemaRef<'a> {
    fn from(schema: &'a ReferenceOr<Box<Schema>>) -> Self {
        match schema {
            ReferenceOr::Reference { reference } => Self::Reference(reference),
            ReferenceOr::Item(schema) => Self::Item(schema),
        }
    }
}

/// `type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SchemaType {
    String,
    Number,
    Integer,
    Boolean,
    Array,
    Object,
}

impl SchemaType {
    /// Whether some value is of both types: every integer is a number.
    pub(super) fn overlaps(self, other: Self) -> bool {
        let is_numeric = |ty| matches!(ty, Self::Integer | Self::Number);
        self == other || (is_numeric(self) && is_numeric(other))
    }
}

/// What `additionalProperties` says.
#[derive(Clone, Copy, Debug)]
pub(super) enum Additional<'a> {
    /// Nothing, `true` or `false`: what comes is kept in any case.
    Undeclared,
    /// A schema.
    Schema(SchemaRef<'a>),
}

/// `prefixItems`: what the alternatives of `items` are for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Prefix {
    /// How many of them are for one element each. One more is for all elements after those.
    pub(super) elements: usize,
    /// How many elements there are in any case.
    pub(super) least: usize,
}

/// The keywords of one schema that bear on its type. Those that only restrict values (`minLength`, `pattern`, `not` …) are
/// the server's to check and end here.
#[derive(Clone, Debug)]
pub(super) struct Keywords<'a> {
    pub(super) data: &'a SchemaData,
    pub(super) schema_type: Option<SchemaType>,
    pub(super) format: Option<String>,
    pub(super) enumeration: Vec<Value>,
    /// The least and the greatest value, where they are not both integers of 64 bits.
    pub(super) bounds: (Option<f64>, Option<f64>),
    pub(super) properties: Vec<(&'a str, SchemaRef<'a>)>,
    pub(super) required: &'a [String],
    pub(super) additional: Additional<'a>,
    pub(super) items: Option<SchemaRef<'a>>,
    pub(super) prefix: Option<Prefix>,
    pub(super) one_of: &'a [ReferenceOr<Schema>],
    pub(super) any_of: &'a [ReferenceOr<Schema>],
    pub(super) all_of: &'a [ReferenceOr<Schema>],
    pub(super) discriminator: Option<&'a Discriminator>,
}

impl<'a> Keywords<'a> {
    /// The keywords of `schema`.
    pub(super) fn of(schema: &'a Schema) -> Self {
        let Schema { schema_data, schema_kind } = schema;
        let mut keywords = Self::empty(schema_data);
        match schema_kind {
            SchemaKind::Type(Type::String(string)) => keywords.string(string),
            SchemaKind::Type(Type::Number(number)) => keywords.number(number),
            SchemaKind::Type(Type::Integer(integer)) => keywords.integer(integer),
            SchemaKind::Type(Type::Object(object)) => keywords.object(object),
            SchemaKind::Type(Type::Array(array)) => keywords.array(array),
            SchemaKind::Type(Type::Boolean(boolean)) => keywords.boolean(boolean),
            SchemaKind::OneOf { one_of } => keywords.one_of = one_of,
            SchemaKind::AllOf { all_of } => keywords.all_of = all_of,
            SchemaKind::AnyOf { any_of } => keywords.any_of = any_of,
            SchemaKind::Not { not: _ } => {}
            SchemaKind::Any(any) => keywords.any(any),
        }
        keywords
    }

    /// Whether the schema says nothing about the type: an annotation beside others.
    pub(super) fn is_annotation(&self) -> bool {
        self.schema_type.is_none() && self.is_bare()
    }

    /// Whether the schema says nothing about the type but `type` itself.
    pub(super) fn is_bare(&self) -> bool {
        self.format.is_none()
            && self.enumeration.is_empty()
            && self.properties.is_empty()
            && self.required.is_empty()
            && matches!(self.additional, Additional::Undeclared)
            && self.items.is_none()
            && self.one_of.is_empty()
            && self.any_of.is_empty()
            && self.all_of.is_empty()
    }

    fn empty(data: &'a SchemaData) -> Self {
        Self {
            data,
            schema_type: None,
            format: None,
            enumeration: Vec::new(),
            bounds: (None, None),
            properties: Vec::new(),
            required: &[],
            additional: Additional::Undeclared,
            items: None,
            prefix: None,
            one_of: &[],
            any_of: &[],
            all_of: &[],
            discriminator: data.discriminator.as_ref(),
        }
    }

    fn string(&mut self, string: &StringType) {
        let StringType { format, pattern: _, enumeration, min_length: _, max_length: _ } = string;
        self.schema_type = Some(SchemaType::String);
        self.format = format_name(format, string_format);
        self.enumeration = values(enumeration);
    }

    fn number(&mut self, number: &NumberType) {
        let NumberType {
            format,
            multiple_of: _,
            exclusive_minimum: _,
            exclusive_maximum: _,
            minimum: _,
            maximum: _,
            enumeration,
        } = number;
        self.schema_type = Some(SchemaType::Number);
        self.format = format_name(format, number_format);
        self.enumeration = values(enumeration);
    }

    fn integer(&mut self, integer: &IntegerType) {
        let IntegerType {
            format,
            multiple_of: _,
            exclusive_minimum: _,
            exclusive_maximum: _,
            // They are read as `i64`: wider ones make it a schema of any type.
            minimum: _,
            maximum: _,
            enumeration,
        } = integer;
        self.schema_type = Some(SchemaType::Integer);
        self.format = format_name(format, integer_format);
        self.enumeration = values(enumeration);
    }

    fn boolean(&mut self, boolean: &BooleanType) {
        let BooleanType { enumeration } = boolean;
        self.schema_type = Some(SchemaType::Boolean);
        self.enumeration = values(enumeration);
    }

    fn object(&mut self, object: &'a ObjectType) {
        let ObjectType { properties, required, additional_properties, min_properties: _, max_properties: _ } = object;
        self.schema_type = Some(SchemaType::Object);
        self.properties = properties.iter().map(|(name, schema)| (name.as_str(), schema.into())).collect();
        self.required = required;
        self.additional = additional(additional_properties.as_ref());
    }

    fn array(&mut self, array: &'a ArrayType) {
        let ArrayType { items, min_items, max_items: _, unique_items: _ } = array;
        self.schema_type = Some(SchemaType::Array);
        self.items = items.as_ref().map(SchemaRef::from);
        self.prefix = prefix(self.data, *min_items);
    }

    fn any(&mut self, any: &'a AnySchema) {
        let AnySchema {
            typ,
            pattern: _,
            multiple_of: _,
            exclusive_minimum: _,
            exclusive_maximum: _,
            minimum,
            maximum,
            properties,
            required,
            additional_properties,
            min_properties: _,
            max_properties: _,
            items,
            min_items,
            max_items: _,
            unique_items: _,
            enumeration,
            format,
            min_length: _,
            max_length: _,
            one_of,
            all_of,
            any_of,
            not: _,
        } = any;
        self.schema_type = typ.as_deref().and_then(schema_type);
        self.format.clone_from(format);
        self.enumeration.clone_from(enumeration);
        self.bounds = (*minimum, *maximum);
        self.properties = properties.iter().map(|(name, schema)| (name.as_str(), schema.into())).collect();
        self.required = required;
        self.additional = additional(additional_properties.as_ref());
        self.items = items.as_ref().map(SchemaRef::from);
        self.prefix = prefix(self.data, *min_items);
        self.one_of = one_of;
        self.all_of = all_of;
        self.any_of = any_of;
    }
}

fn prefix(data: &SchemaData, min_items: Option<usize>) -> Option<Prefix> {
    let elements = usize::try_from(data.extensions.get(carry::PREFIX_ITEMS)?.as_u64()?).ok()?;
    Some(Prefix { elements, least: min_items.unwrap_or(0) })
}

fn schema_type(name: &str) -> Option<SchemaType> {
    match name {
        "string" => Some(SchemaType::String),
        "number" => Some(SchemaType::Number),
        "integer" => Some(SchemaType::Integer),
        "boolean" => Some(SchemaType::Boolean),
        "array" => Some(SchemaType::Array),
        "object" => Some(SchemaType::Object),
        _ => None,
    }
}

fn additional(additional: Option<&AdditionalProperties>) -> Additional<'_> {
    match additional {
        None | Some(AdditionalProperties::Any(_)) => Additional::Undeclared,
        Some(AdditionalProperties::Schema(schema)) => Additional::Schema(schema.as_ref().into()),
    }
}

fn values<T: Clone + Into<Value>>(enumeration: &[Option<T>]) -> Vec<Value> {
    enumeration.iter().map(|value| value.clone().map_or(Value::Null, Into::into)).collect()
}

fn format_name<T: Copy>(format: &VariantOrUnknownOrEmpty<T>, name: fn(T) -> &'static str) -> Option<String> {
    match format {
        VariantOrUnknownOrEmpty::Item(known) => Some(name(*known).to_owned()),
        VariantOrUnknownOrEmpty::Unknown(other) => Some(other.clone()),
        VariantOrUnknownOrEmpty::Empty => None,
    }
}

fn string_format(format: StringFormat) -> &'static str {
    match format {
        StringFormat::Date => "date",
        StringFormat::DateTime => "date-time",
        StringFormat::Password => "password",
        StringFormat::Byte => "byte",
        StringFormat::Binary => "binary",
    }
}

fn number_format(format: NumberFormat) -> &'static str {
    match format {
        NumberFormat::Float => "float",
        NumberFormat::Double => "double",
    }
}

fn integer_format(format: IntegerFormat) -> &'static str {
    match format {
        IntegerFormat::Int32 => "int32",
        IntegerFormat::Int64 => "int64",
    }
}
