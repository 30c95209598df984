//! Names that the author of a document has chosen, by our extensions and those of other tools.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::Value;

use crate::{diagnostic::catalog::lower as findings, names, pointer::Pointer};

use super::{Context, Extensions, conjunction::Subschema};

/// The name of the item with these `extensions` at `at`: the value of the first extension in `known` that is set.
pub(super) fn name(
    context: &mut Context<'_, '_>,
    extensions: &Extensions,
    known: &[&'static str],
    at: &Pointer,
) -> Option<String> {
    known.iter().find_map(|extension| {
        let given = extensions.get(*extension)?;
        let name = given_text(given).filter(|name| names::is_name(name));
        if name.is_none() {
            context.diagnostics.push(findings::extension_value(&at.child(extension), extension, "a name"));
        }
        name
    })
}

/// Text, or a list of texts: the groups of Fern are nested.
fn given_text(given: &Value) -> Option<String> {
    match given {
        Value::String(name) => Some(name.clone()),
        Value::Array(names) if !names.is_empty() => {
            names.iter().map(Value::as_str).collect::<Option<Vec<_>>>().map(|names| names.join(" "))
        }
        _ => None,
    }
}

/// The name of the type of an `enum`, as Azure writes it: `x-ms-enum: {name: …}`.
pub(super) fn enum_type(parts: &[Subschema<'_>]) -> Option<String> {
    let name = parts.iter().find_map(|part| part.keywords.extension("x-ms-enum")?.get("name")?.as_str())?;
    names::is_name(name).then(|| names::type_name(name))
}

/// Name and description of a value of an `enum`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Said {
    pub(super) name: Option<String>,
    pub(super) description: Option<String>,
}

/// Names and descriptions of the values of an `enum`, by the values as text: from extensions, of which ours have precedence, and
/// from alternatives that are one value each.
pub(super) fn enum_values(context: &mut Context<'_, '_>, parts: &[Subschema<'_>]) -> IndexMap<String, Said> {
    let mut all: IndexMap<String, Said> = IndexMap::new();
    for part in parts.iter().filter(|part| !part.keywords.enumeration.is_empty()) {
        for (extension, read) in READERS {
            let Some(given) = part.keywords.extension(extension) else { continue };
            let Some(said) = read(given, part.keywords.enumeration) else {
                let at = part.pointer.child(extension);
                let expected = "a list with one text for each value of `enum`, or a map by these values";
                context.diagnostics.push(findings::extension_value(&at, extension, expected));
                continue;
            };
            for (value, said) in said {
                let known = all.entry(value).or_default();
                known.name = known.name.take().or(said.name.filter(|name| names::is_name(name)));
                known.description = known.description.take().or(said.description);
            }
        }
    }
    annotated(parts, &mut all);
    all
}

/// Whether the author has named or described some values.
pub(super) fn are_given(parts: &[Subschema<'_>]) -> bool {
    let has_extension =
        |part: &Subschema<'_>| READERS.iter().any(|(extension, _)| part.keywords.extension(extension).is_some());
    let mut annotations = IndexMap::new();
    annotated(parts, &mut annotations);
    !annotations.is_empty() || parts.iter().any(has_extension)
}

/// Adds the titles and descriptions of alternatives: `oneOf: [{const: 1, title: Low, description: It can wait.}, …]`. Text is a
/// name by itself, so only integers are named by a title.
fn annotated(parts: &[Subschema<'_>], all: &mut IndexMap<String, Said>) {
    let single = parts.iter().filter_map(|part| match part.keywords.enumeration {
        [value] => Some((value, part.keywords.schema)),
        _ => None,
    });
    let single: Vec<_> = single.collect();
    // One alone is what the whole schema is about.
    if single.len() < 2 {
        return;
    }
    let titles: BTreeSet<&str> = single.iter().filter_map(|(_, schema)| schema.title.as_deref()).collect();
    let is_distinct = titles.len() == single.len();
    for (value, schema) in single {
        let title = schema.title.as_deref().filter(|title| is_distinct && value.is_number() && names::is_name(title));
        let description = schema.description.as_deref().filter(|text| !text.trim().is_empty());
        if title.is_some() || description.is_some() {
            let known = all.entry(as_text(value)).or_default();
            known.name = known.name.take().or(title.map(str::to_owned));
            known.description = known.description.take().or(description.map(str::to_owned));
        }
    }
}

type NamesReader = fn(&Value, &[Value]) -> Option<Vec<(String, Said)>>;

const READERS: &[(&str, NamesReader)] = &[
    (crate::extensions::ENUM_NAMES, by_name),
    ("x-enum-varnames", by_name),
    ("x-enumNames", by_name),
    ("x-enum-names", by_name),
    ("x-speakeasy-enums", by_name),
    ("x-fern-enum", by_entry),
    ("x-ms-enum", by_list_of_entries),
    ("x-stainless-renameMap", by_value),
    ("x-enum-descriptions", by_description),
    ("x-enumDescriptions", by_description),
    ("x-speakeasy-enum-descriptions", by_description),
];

fn by_name(given: &Value, values: &[Value]) -> Option<Vec<(String, Said)>> {
    let texts = texts(given, values)?.into_iter();
    Some(texts.map(|(value, name)| (value, Said { name: Some(name), description: None })).collect())
}

/// `{name: value}`
fn by_value(given: &Value, _: &[Value]) -> Option<Vec<(String, Said)>> {
    let said =
        |(name, value): (&String, &Value)| (as_text(value), Said { name: Some(name.clone()), description: None });
    Some(given.as_object()?.iter().map(said).collect())
}

fn by_description(given: &Value, values: &[Value]) -> Option<Vec<(String, Said)>> {
    let texts = texts(given, values)?.into_iter().filter(|(_, text)| !text.trim().is_empty());
    Some(texts.map(|(value, text)| (value, Said { name: None, description: Some(text) })).collect())
}

/// `[…]` in the order of the values, or `{value: …}`. A null has no effect.
fn texts(given: &Value, values: &[Value]) -> Option<Vec<(String, String)>> {
    let pairs: Vec<(String, &Value)> = match given {
        // A `null` that another tool put among the values has no name.
        Value::Array(given) if given.len() == values.len() => values.iter().map(as_text).zip(given).collect(),
        Value::Array(given) => {
            let values: Vec<&Value> = values.iter().filter(|value| !value.is_null()).collect();
            let is_each = given.len() == values.len();
            is_each.then(|| values.into_iter().map(as_text).zip(given).collect())?
        }
        Value::Object(given) => given.iter().map(|(value, text)| (value.clone(), text)).collect(),
        _ => return None,
    };
    let given = pairs.into_iter().filter(|(_, text)| !text.is_null());
    given.map(|(value, text)| Some((value, text.as_str()?.to_owned()))).collect()
}

/// `{value: {name, description}}`
fn by_entry(given: &Value, _: &[Value]) -> Option<Vec<(String, Said)>> {
    given.as_object()?.iter().map(|(value, entry)| Some((value.clone(), said(entry)?))).collect()
}

/// `{values: [{value, name, description}]}`; `values` may be missing.
fn by_list_of_entries(given: &Value, _: &[Value]) -> Option<Vec<(String, Said)>> {
    let Some(entries) = given.as_object()?.get("values") else { return Some(Vec::new()) };
    entries.as_array()?.iter().map(|entry| Some((as_text(entry.get("value")?), said(entry)?))).collect()
}

fn said(entry: &Value) -> Option<Said> {
    let text = |member: &str| match entry.get(member) {
        None | Some(Value::Null) => Some(None),
        Some(Value::String(text)) => Some(Some(text.clone())),
        Some(_) => None,
    };
    entry.is_object().then_some(())?;
    Some(Said { name: text("name")?, description: text("description")? })
}

fn as_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
