//! Objects: structs, maps and free-form JSON objects.

use std::collections::BTreeSet;

use indexmap::{IndexMap, IndexSet};
use serde_json::Value;

use crate::{
    diagnostic::catalog::lower as findings,
    extensions::{ARGUMENTS, PROPERTY_NAMES},
    model::{Access, AdditionalProperties, Docs, Field, Presence, Struct, TypeKind, TypeRef, UndeclaredRule},
    names::{self, Scope},
    pointer::Pointer,
    read::{Schema, Tag},
};

use super::{
    Context, access,
    conjunction::{self, Conjunction, Subschema},
    enumeration, given_names,
    keywords::SchemaRef,
    place::Place,
    schema::{self, LoweredSchema},
    text_numbers,
};

/// The type of an object that all `parts` describe.
pub(super) fn lower<'a>(context: &mut Context<'a, '_>, parts: &[Subschema<'a>], docs: &Docs, place: &Place) -> TypeRef {
    let tags = tags(parts);
    let mut properties = properties(parts);
    for tag in tags.keys() {
        properties.entry(tag).or_default();
    }
    if properties.is_empty() {
        return additional(context, parts, place).map_or(TypeRef::Object, map);
    }
    report_undeclared(context, &properties, parts);
    let arguments = arguments(context, &properties, parts);
    let place = context.reserve(docs, place);
    let required = required(parts);
    let fields = fields(context, properties, &required, &arguments, &tags, &place);
    let additional_properties = additional_properties(context, &fields, parts, &place);
    context.define(TypeKind::Struct(Struct { fields, required, additional_properties }), docs, &place)
}

/// A property's schemas: one for each part that declares it.
type Properties<'a> = IndexMap<&'a str, Vec<(SchemaRef<'a>, Pointer)>>;

fn properties<'a>(parts: &[Subschema<'a>]) -> Properties<'a> {
    let mut properties = Properties::new();
    for part in parts {
        let at = part.pointer.child("properties");
        for (wire_name, schema) in part.keywords.properties() {
            properties.entry(wire_name).or_default().push((schema, at.child(wire_name)));
        }
    }
    properties
}

/// The tags of an object, with the place of the schema that has them. The tags of a schema have precedence over those of the
/// schemas that it extends.
type TagsByProperty<'a> = IndexMap<&'a str, (&'a [Value], Pointer)>;

fn tags<'a>(parts: &[Subschema<'a>]) -> TagsByProperty<'a> {
    let mut found = TagsByProperty::new();
    for part in parts {
        for Tag { property, values } in &part.keywords.schema.tags {
            let at = part.pointer.child("properties").child(property);
            found.entry(property).or_insert((values, at));
        }
    }
    found
}

/// The names that are required by any part, each once.
fn required(parts: &[Subschema<'_>]) -> Vec<String> {
    let names: IndexSet<&String> = parts.iter().flat_map(|part| part.keywords.required).collect();
    names.into_iter().cloned().collect()
}

/// The optional properties that `new` takes, in the order of its arguments. Reports names that do not fit.
fn arguments<'a>(context: &mut Context<'_, '_>, properties: &Properties<'_>, parts: &[Subschema<'a>]) -> Vec<&'a str> {
    let mut arguments = Vec::new();
    let required = required(parts);
    for part in parts {
        let Some(written) = part.keywords.extension(ARGUMENTS) else { continue };
        let at = part.pointer.child(ARGUMENTS);
        let Some(names) = written.as_array() else {
            context.diagnostics.push(findings::arguments(&at, "expected a list of names of properties"));
            continue;
        };
        for (index, name) in names.iter().enumerate() {
            let what = match name.as_str() {
                Some(name) if required.iter().any(|other| other == name) => {
                    format!("`{name}` is required, so `new` takes it anyway")
                }
                Some(name) if properties.contains_key(name) => {
                    arguments.push(name);
                    continue;
                }
                _ => format!("the object has no property {name}"),
            };
            context.diagnostics.push(findings::arguments(&at.child(index), &what));
        }
    }
    arguments
}

/// Reports required names that are not declared.
fn report_undeclared(context: &mut Context<'_, '_>, properties: &Properties<'_>, parts: &[Subschema<'_>]) {
    for part in parts.iter().filter(|part| part.keywords.additional().is_none()) {
        for (index, name) in part.keywords.required.iter().enumerate() {
            if !properties.contains_key(name.as_str()) {
                let at = part.pointer.child("required").child(index);
                context.diagnostics.push(findings::required_not_declared(&at, name));
            }
        }
    }
}

/// The type of the undeclared properties, if any part describes them.
fn additional<'a>(context: &mut Context<'a, '_>, parts: &[Subschema<'a>], place: &Place) -> Option<LoweredSchema> {
    let schemas = parts
        .iter()
        .filter_map(|part| Some((part.keywords.additional()?, part.pointer.child("additionalProperties"))))
        .collect();
    schema::lower_all(context, schemas, |pointer| place.value(pointer))
}

fn map(value: LoweredSchema) -> TypeRef {
    match value.with_null() {
        TypeRef::Any => TypeRef::Object,
        value => TypeRef::Map(Box::new(value)),
    }
}

/// The names that the author chose for properties.
fn given_names<'a>(context: &mut Context<'a, '_>, properties: &Properties<'a>) -> IndexMap<&'a str, String> {
    let mut given = IndexMap::new();
    for (wire_name, schemas) in properties {
        for (schema, pointer) in schemas {
            let SchemaRef::Item(schema) = schema else { continue };
            let Some(extensions) = schema.extensions.as_deref() else { continue };
            if let Some(name) = given_names::name(context, extensions, PROPERTY_NAMES, pointer) {
                given.entry(*wire_name).or_insert(name);
            }
        }
    }
    given
}

fn fields<'a>(
    context: &mut Context<'a, '_>,
    properties: Properties<'a>,
    required: &[String],
    arguments: &[&str],
    tags: &TagsByProperty<'a>,
    place: &Place,
) -> Vec<Field> {
    let required: BTreeSet<&str> = required.iter().map(String::as_str).collect();
    let (rust_names, mut scope) = field_names(context, &properties, place);
    let mut fields = Vec::with_capacity(properties.len());
    let mut by_height: Vec<_> = properties.into_iter().zip(rust_names).enumerate().collect();
    // A schema is named before an equal one that is deeper inside another property.
    by_height.sort_by_cached_key(|(_, ((_, schemas), _))| schemas.iter().map(|(schema, _)| height(*schema, 0)).max());
    for (index, ((wire_name, schemas), rust_name)) in by_height {
        let tag = tags.get(wire_name);
        // Without its tag, a request would not name its type.
        let access = if tag.is_some() { Access::ReadWrite } else { access::access(context, &schemas) };
        let first = schemas.first().map(|(_, pointer)| pointer).or(tag.map(|(_, pointer)| pointer));
        let pointer = first.map(Pointer::to_string).unwrap_or_default();
        let is_required = required.contains(wire_name);
        let (lowered, is_in_text) = text_numbers::of_property(context, |context| {
            let place = |pointer| Place { takes_text_numbers: true, ..place.child(pointer, wire_name) };
            match tag {
                Some((values, pointer)) => Some(tag_type(context, values, &schemas, &place(pointer.clone()))),
                None => schema::lower_all(context, schemas, place),
            }
        });
        let may_lack = tag.is_some() && (!is_required || lowered.as_ref().is_some_and(|lowered| lowered.nullable));
        let field = |LoweredSchema { ty, nullable, docs }| Field {
            pointer,
            wire_name: wire_name.to_owned(),
            rust_name,
            clear_name: String::new(),
            add_name: None,
            docs,
            ty,
            // A caller that makes an object must set its tag.
            presence: if tag.is_some() { Presence::Required } else { presence(is_required, nullable) },
            access,
            argument: arguments.iter().position(|name| *name == wire_name),
            constant: None,
            is_lenient: may_lack,
            is_in_text,
        };
        fields.extend(lowered.map(|lowered| (index, field(lowered))));
    }
    fields.sort_by_key(|(index, _)| *index);
    let mut fields: Vec<Field> = fields.into_iter().map(|(_, field)| field).collect();
    for field in &mut fields {
        field.clear_name = scope.claim(&format!("clear_{}", field.rust_name.trim_matches('_')));
    }
    fields
}

/// The names of the fields, and the scope that has them.
fn field_names<'a>(context: &mut Context<'a, '_>, properties: &Properties<'a>, place: &Place) -> (Vec<String>, Scope) {
    let mut scope = Scope::new(&["new"]);
    // In scripts without case, a tuple struct of this file may have the name of a field, and a variable cannot have the
    // name of a tuple struct.
    let given: IndexMap<&str, String> = given_names(context, properties);
    let rust_name = |wire_name: &str| names::value_name(given.get(wire_name).map_or(wire_name, String::as_str));
    for name in properties.keys().map(|wire_name| rust_name(wire_name)) {
        if names::is_type_name(&name) && names::module_name(&name) == place.module {
            scope.reserve(&name);
        }
    }
    let rust_names = scope.claim_all(properties.keys().copied(), rust_name);
    (rust_names, scope)
}

/// How deep inline schemas are nested in a schema.
fn height(schema: SchemaRef<'_>, depth: usize) -> usize {
    const DEEPEST: usize = 32;
    let SchemaRef::Item(item) = schema else { return 0 };
    if depth == DEEPEST {
        return 0;
    }
    let Schema { properties, additional, items, one_of, any_of, all_of, .. } = item;
    let lists = [one_of, any_of, all_of].into_iter().flatten();
    let inside = properties.iter().map(|(_, schema)| schema).chain(lists).map(SchemaRef::from);
    let inside = inside.chain([additional, items].into_iter().flatten().map(|schema| SchemaRef::from(&**schema)));
    inside.map(|schema| 1 + height(schema, depth + 1)).max().unwrap_or_default()
}

/// The type of a tag that has one of `values`, and is described by the schemas of its property.
fn tag_type<'a>(
    context: &mut Context<'a, '_>,
    values: &[Value],
    schemas: &[(SchemaRef<'a>, Pointer)],
    place: &Place,
) -> LoweredSchema {
    let described = schemas.iter().map(|(schema, pointer)| conjunction::conjunction(context, *schema, pointer));
    let described: Vec<Conjunction<'a>> = described.collect();
    let nullable = described.iter().any(|schema| schema.nullable);
    let docs = described.into_iter().map(|schema| schema.docs).reduce(Docs::or).unwrap_or_default();
    let ty = enumeration::lower(context, values, &[], &docs, place);
    LoweredSchema { ty, nullable, docs }
}

fn presence(is_required: bool, is_nullable: bool) -> Presence {
    match (is_required, is_nullable) {
        (true, false) => Presence::Required,
        (true, true) => Presence::RequiredNullable,
        (false, false) => Presence::Optional,
        (false, true) => Presence::ThreeState,
    }
}

/// The field of the undeclared properties.
fn additional_properties<'a>(
    context: &mut Context<'a, '_>,
    fields: &[Field],
    parts: &[Subschema<'a>],
    place: &Place,
) -> AdditionalProperties {
    let taken: Vec<&str> = fields.iter().map(|field| field.rust_name.as_str()).collect();
    let rust_name = Scope::new(&taken).claim("additional_properties");
    let value = additional(context, parts, place).map(LoweredSchema::with_null);
    let rule = match &value {
        Some(_) => UndeclaredRule::Typed,
        None if parts.iter().any(|part| part.keywords.schema.is_closed) => UndeclaredRule::Closed,
        None => UndeclaredRule::Open,
    };
    AdditionalProperties { rust_name, value: value.unwrap_or(TypeRef::Any), rule }
}
