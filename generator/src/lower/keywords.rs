//! The keywords of one of several schemas that apply together. Some keywords are removed when they are used.

use serde_json::Value;

use crate::read::{DiscriminatorObject, Prefix, Schema, SchemaOrRef};
pub(super) use crate::read::{SchemaRef, SchemaType};

/// The keywords of one schema that affect its type.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keywords<'a> {
    pub(super) schema: &'a Schema,
    pub(super) schema_type: Option<SchemaType>,
    pub(super) enumeration: &'a [Value],
    pub(super) properties: &'a [(String, SchemaOrRef)],
    pub(super) required: &'a [String],
    pub(super) one_of: &'a [SchemaOrRef],
    pub(super) any_of: &'a [SchemaOrRef],
    pub(super) all_of: &'a [SchemaOrRef],
    pub(super) discriminator: Option<&'a DiscriminatorObject>,
}

impl<'a> Keywords<'a> {
    /// The keywords of `schema`.
    pub(super) fn of(schema: &'a Schema) -> Self {
        Self {
            schema,
            schema_type: schema.schema_type,
            enumeration: &schema.enumeration,
            properties: &schema.properties,
            required: &schema.required,
            one_of: &schema.one_of,
            any_of: &schema.any_of,
            all_of: &schema.all_of,
            discriminator: schema.discriminator.as_deref(),
        }
    }

    pub(super) fn format(&self) -> Option<&'a str> {
        self.schema.format.as_deref()
    }

    /// The extension of this name.
    pub(super) fn extension(&self, name: &str) -> Option<&'a Value> {
        self.schema.extensions.as_deref()?.get(name)
    }

    /// The properties, by name.
    pub(super) fn properties(&self) -> impl Iterator<Item = (&'a str, SchemaRef<'a>)> + use<'a> {
        self.properties.iter().map(|(name, schema)| (name.as_str(), SchemaRef::from(schema)))
    }

    /// The schema of undeclared properties; none if they may have any value, or are forbidden: they are kept in any
    /// case.
    pub(super) fn additional(&self) -> Option<SchemaRef<'a>> {
        self.schema.additional.as_deref().map(SchemaRef::from)
    }

    pub(super) fn items(&self) -> Option<SchemaRef<'a>> {
        self.schema.items.as_deref().map(SchemaRef::from)
    }

    pub(super) fn prefix(&self) -> Option<Prefix> {
        self.schema.prefix.as_deref().copied()
    }

    /// Whether the schema does not affect the type, so that it is only an annotation of other schemas.
    pub(super) fn is_annotation(&self) -> bool {
        self.schema_type.is_none() && self.is_bare()
    }

    /// Whether `type` is the only keyword that affects the type.
    pub(super) fn is_bare(&self) -> bool {
        let Schema { format, additional, items, tags, .. } = self.schema;
        format.is_none()
            && tags.is_empty()
            && self.enumeration.is_empty()
            && self.properties.is_empty()
            && self.required.is_empty()
            && additional.is_none()
            && items.is_none()
            && self.one_of.is_empty()
            && self.any_of.is_empty()
            && self.all_of.is_empty()
    }
}
