//! Types of numbers, and of alternatives that are all numbers.

use serde_json::Value;

use crate::{
    model::{Docs, IntegerWidth, TypeRef},
    read::INTEGER_FORMATS,
};

use super::{
    Context, alternative::Alternative, conjunction::Subschema, enumeration, given_names, keywords::SchemaType,
    place::Place,
};

/// An alternative that is a number.
enum Numbers {
    /// All values of a type.
    All(TypeRef),
    /// Some values.
    Listed(Vec<Value>),
}

/// The type of alternatives that are all numbers, if one of them accepts the values of all others:
/// `anyOf: [{type: integer}, {const: -1}]`. Values that the author has named make an open enum.
pub(super) fn common_type<'a>(
    context: &mut Context<'a, '_>,
    alternatives: &[Alternative<'a>],
    docs: &Docs,
    place: &Place,
) -> Option<TypeRef> {
    let all: Option<Vec<Numbers>> = alternatives.iter().map(numbers).collect();
    let (common, values) = covering(&all?)?;
    let listing: Vec<&Alternative<'_>> = alternatives
        .iter()
        .filter(|alternative| enumeration::values(&alternative.conjunction.parts).is_some())
        .collect();
    if common != TypeRef::Integer(IntegerWidth::I64) || values.len() < 2 {
        return Some(common);
    }
    if let [only] = listing.as_slice()
        && let Some(reference) = only.conjunction.sole_reference
    {
        return context.reference(reference).map(|(ty, _)| ty);
    }
    let parts: Vec<Subschema<'_>> =
        listing.iter().flat_map(|alternative| &alternative.conjunction.parts).cloned().collect();
    let is_enum = given_names::are_given(&parts);
    Some(if is_enum { enumeration::lower(context, &values, &parts, docs, place) } else { common })
}

/// The numbers among `alternatives`, if one of them accepts the values of the others.
pub(super) fn covered(alternatives: &[Alternative<'_>]) -> Option<Vec<usize>> {
    let found = alternatives.iter().enumerate();
    let (indices, all): (Vec<usize>, Vec<Numbers>) =
        found.filter_map(|(index, alternative)| Some((index, numbers(alternative)?))).unzip();
    let (_, values) = covering(&all)?;
    (!values.is_empty()).then_some(indices)
}

/// The type that accepts all numbers, and the listed values.
fn covering(all: &[Numbers]) -> Option<(TypeRef, Vec<Value>)> {
    let mut types = all.iter().filter_map(|numbers| match numbers {
        Numbers::All(ty) => Some(ty),
        Numbers::Listed(_) => None,
    });
    let common = types.next()?;
    let values = all.iter().filter_map(|numbers| match numbers {
        Numbers::Listed(values) => Some(values),
        Numbers::All(_) => None,
    });
    let values: Vec<Value> = values.flatten().cloned().collect();
    let is_covering = types.all(|ty| ty == common) && values.iter().all(|value| accepts(common, value));
    is_covering.then(|| (common.clone(), values))
}

fn numbers(alternative: &Alternative<'_>) -> Option<Numbers> {
    let parts = &alternative.conjunction.parts;
    let is_number = |part: &Subschema<'_>| {
        let keywords = &part.keywords;
        matches!(keywords.schema_type, None | Some(SchemaType::Integer | SchemaType::Number))
            && keywords.one_of.is_empty()
            && keywords.any_of.is_empty()
    };
    if alternative.conjunction.nullable || !parts.iter().all(is_number) {
        return None;
    }
    match enumeration::values(parts) {
        Some(values) => values.iter().all(Value::is_number).then_some(Numbers::Listed(values)),
        None => number_or_integer(parts).map(Numbers::All),
    }
}

fn accepts(ty: &TypeRef, value: &Value) -> bool {
    match ty {
        TypeRef::Integer(IntegerWidth::I64) => value.is_i64(),
        TypeRef::Integer(IntegerWidth::U64) => value.is_u64(),
        _ => true,
    }
}

fn format<'p>(parts: &'p [Subschema<'_>]) -> Option<&'p str> {
    parts.iter().find_map(|part| part.keywords.format())
}

/// The type of numbers without listed values; `None` if the parts have another `type`, or none.
fn number_or_integer(parts: &[Subschema<'_>]) -> Option<TypeRef> {
    let types: Vec<SchemaType> = parts.iter().filter_map(|part| part.keywords.schema_type).collect();
    match types.as_slice() {
        [] => None,
        types if types.contains(&SchemaType::Integer) => Some(integer(parts)),
        types if types.contains(&SchemaType::Number) => Some(number(parts)),
        _ => None,
    }
}

/// Floats if the format says so. Other numbers may have any precision, except integers of `OData`: its converters write
/// them with `type: number`, the format of an integer, and the bounds of this format.
pub(super) fn number(parts: &[Subschema<'_>]) -> TypeRef {
    let has_whole_bounds = || parts.iter().any(|part| part.keywords.schema.has_whole_bounds());
    match format(parts) {
        // Servers write more digits than a float of 32 bits has.
        Some("float" | "double") => TypeRef::Float,
        Some(format) if INTEGER_FORMATS.contains(&format) && has_whole_bounds() => integer(parts),
        _ => TypeRef::Number,
    }
}

/// The narrowest type for all integers that the format and the bounds allow.
pub(super) fn integer(parts: &[Subschema<'_>]) -> TypeRef {
    // The greatest integers of 63 and 64 bits, plus one: their values as floats.
    const END_OF_I64: f64 = 9_223_372_036_854_775_808.0;
    const END_OF_U64: f64 = 18_446_744_073_709_551_616.0;
    match format(parts) {
        // The second and third are its names in other languages.
        Some("uint64" | "uint" | "ulong") => return TypeRef::Integer(IntegerWidth::U64),
        Some("int128" | "uint128") => return TypeRef::Number,
        _ => {}
    }
    let bounds = || parts.iter().map(|part| part.keywords.schema.integer_bounds());
    let least = bounds().filter_map(|bounds| bounds.least).reduce(f64::max);
    let most = bounds().filter_map(|bounds| bounds.most).reduce(f64::min);
    let reaches = |end: f64| most.is_some_and(|most| most > end) || least.is_some_and(|least| least >= end);
    if reaches(END_OF_U64) || least.is_some_and(|least| least < -END_OF_I64) {
        TypeRef::Number
    } else if reaches(END_OF_I64) {
        if least.is_some_and(|least| least >= 0.0) { TypeRef::Integer(IntegerWidth::U64) } else { TypeRef::Number }
    } else {
        TypeRef::Integer(IntegerWidth::I64)
    }
}
