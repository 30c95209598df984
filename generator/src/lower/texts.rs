//! Alternatives that are all strings.

use std::collections::BTreeSet;

use crate::model::{Docs, TextFormat, TypeRef};

use super::{
    Context, alternative::Alternative, conjunction::Subschema, enumeration, formats, keywords::SchemaType, place::Place,
};

/// The type of alternatives that are all strings: an open enum of all their values, which accepts any string. If one of them
/// is secret, the type is secret, since the values cannot be distinguished. One value next to any string has no enum, since
/// an enum of one value is a constant.
pub(super) fn common_type<'a>(
    context: &mut Context<'a, '_>,
    base: &[Subschema<'a>],
    alternatives: &[Alternative<'a>],
    docs: &Docs,
    place: &Place,
) -> Option<TypeRef> {
    let enumerations: Option<Vec<Vec<String>>> = alternatives.iter().map(values).collect();
    let enumerations = enumerations?;
    let mut all = alternatives.iter().map(|alternative| alternative.conjunction.parts.as_slice()).chain([base]);
    if all.any(enumeration::is_secret) {
        return Some(TypeRef::Secret);
    }
    let named: Vec<_> = alternatives.iter().zip(enumerations).filter(|(_, values)| !values.is_empty()).collect();
    let values: BTreeSet<&String> = named.iter().flat_map(|(_, values)| values).collect();
    match named.as_slice() {
        [] => Some(formats::text(common_format(base, alternatives))),
        _ if values.len() == 1 && named.len() < alternatives.len() => {
            Some(formats::text(common_format(base, alternatives)))
        }
        [(only, _)] if only.conjunction.sole_reference.is_some() => {
            only.conjunction.sole_reference.and_then(|reference| context.reference(reference)).map(|(ty, _)| ty)
        }
        several => {
            let parts: Vec<Subschema<'_>> =
                several.iter().flat_map(|(alternative, _)| &alternative.conjunction.parts).cloned().collect();
            let values = several.iter().flat_map(|(_, values)| values).cloned().collect();
            Some(enumeration::string_enum(context, values, &parts, docs, place))
        }
    }
}

/// The strings among `alternatives`, if one of them is any text, and another one lists values or has another format: its type
/// accepts any text too.
pub(super) fn covered(alternatives: &[Alternative<'_>]) -> Option<Vec<usize>> {
    let mut indices = Vec::new();
    let mut lists_values = false;
    let mut formats = BTreeSet::new();
    for (index, alternative) in alternatives.iter().enumerate() {
        let parts = &alternative.conjunction.parts;
        let Some(values) = values(alternative).filter(|_| !enumeration::is_secret(parts)) else { continue };
        indices.push(index);
        if values.is_empty() {
            let format = parts.iter().find_map(|part| part.keywords.format());
            formats.insert(format.and_then(TextFormat::of_name).map(TextFormat::rust_name));
        } else {
            lists_values = true;
        }
    }
    (!formats.is_empty() && (lists_values || formats.len() > 1)).then_some(indices)
}

/// The format that all alternatives have.
fn common_format<'a>(base: &'a [Subschema<'_>], alternatives: &'a [Alternative<'_>]) -> Option<&'a str> {
    let format = |parts: &'a [Subschema<'_>]| parts.iter().find_map(|part| part.keywords.format());
    let mut formats = alternatives.iter().map(|alternative| format(&alternative.conjunction.parts).or(format(base)));
    let first = formats.next()?;
    first.filter(|_| formats.all(|other| other == first))
}

/// The values of an alternative that is a string; none if it may be any.
fn values(alternative: &Alternative<'_>) -> Option<Vec<String>> {
    let parts = &alternative.conjunction.parts;
    let is_string = |part: &Subschema<'_>| {
        let keywords = &part.keywords;
        matches!(keywords.schema_type, None | Some(SchemaType::String))
            && keywords.one_of.is_empty()
            && keywords.any_of.is_empty()
    };
    let stated = parts.iter().any(|part| part.keywords.schema_type == Some(SchemaType::String));
    let values = enumeration::values(parts);
    if !parts.iter().all(is_string) || !(stated || values.is_some()) || alternative.conjunction.nullable {
        return None;
    }
    values.unwrap_or_default().iter().map(|value| value.as_str().map(str::to_owned)).collect()
}
