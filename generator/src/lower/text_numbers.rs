//! Numbers that may also be strings: ASP.NET Core writes `{type: [integer, string], pattern: …}` for each number, since it reads
//! `"1"` as 1. If the string can only be the same number, the type is the number. The client sends numbers, and reads both.
//!
//! Only properties and parameters have such a type, since the table of an object says how its properties are read.

use crate::{
    diagnostic::catalog::lower as findings,
    model::TypeRef,
    pointer::Pointer,
    read::{INTEGER_FORMATS, TextOfNumber},
};

use super::{
    Context,
    conjunction::{self, Subschema},
    keywords::{Keywords, SchemaRef, SchemaType},
    numbers,
    place::Place,
};

/// The numbers that may be strings.
#[derive(Clone, Debug, Default)]
pub(super) struct TextNumbers {
    /// The first place, and the number of all.
    places: Option<(Pointer, usize)>,
    /// Whether there are some in the property that is being lowered.
    is_in_property: bool,
}

/// The type of a number that may be a string; `None` if the parts do not say so, or if the place does not allow it.
pub(super) fn lower<'a>(context: &mut Context<'a, '_>, parts: &[Subschema<'a>], place: &Place) -> Option<TypeRef> {
    if !place.takes_text_numbers {
        return None;
    }
    let [part] = parts else { return None };
    let ty = untyped(part).or_else(|| alternatives(context, part))?;
    context.text_numbers.is_in_property = true;
    let (first, count) = context.text_numbers.places.take().unwrap_or_else(|| (part.pointer.clone(), 0));
    context.text_numbers.places = Some((first, count + 1));
    Some(ty)
}

/// Lowers a property by `lower`, and says whether numbers in it may be strings.
pub(super) fn of_property<'a, 'd, T>(
    context: &mut Context<'a, 'd>,
    lower: impl FnOnce(&mut Context<'a, 'd>) -> T,
) -> (T, bool) {
    let around = std::mem::take(&mut context.text_numbers.is_in_property);
    let lowered = lower(context);
    (lowered, std::mem::replace(&mut context.text_numbers.is_in_property, around))
}

/// Reports them.
pub(super) fn report(context: &mut Context<'_, '_>) {
    if let Some((first, count)) = context.text_numbers.places.take() {
        context.diagnostics.push(findings::number_or_text(&first, count));
    }
}

/// `{format: int32, pattern: …}`, since OpenAPI 3.0 has no lists of types.
fn untyped(part: &Subschema<'_>) -> Option<TypeRef> {
    let keywords = &part.keywords;
    let is_untyped = keywords.schema_type.is_none() && keywords.one_of.is_empty() && keywords.any_of.is_empty();
    let text = keywords.schema.text_of_number.filter(|_| is_untyped && is_scalar(keywords))?;
    let parts = std::slice::from_ref(part);
    match keywords.format()? {
        "float" | "double" => Some(numbers::number(parts)),
        format if INTEGER_FORMATS.contains(&format) && text == TextOfNumber::Integer => Some(numbers::integer(parts)),
        _ => None,
    }
}

/// The number among the alternatives, if all others are the same number as text.
fn alternatives<'a>(context: &mut Context<'a, '_>, part: &Subschema<'a>) -> Option<TypeRef> {
    let keywords = &part.keywords;
    let list = match (keywords.one_of, keywords.any_of) {
        (list, []) | ([], list) if keywords.schema_type.is_none() && is_scalar(keywords) => list,
        _ => return None,
    };
    let mut number = None;
    let mut texts = Vec::new();
    for alternative in list {
        let SchemaRef::Item(schema) = SchemaRef::from(alternative) else { return None };
        let keywords = Keywords::of(schema);
        match keywords.schema_type? {
            _ if !is_scalar(&keywords) || !keywords.one_of.is_empty() || !keywords.any_of.is_empty() => return None,
            SchemaType::Integer | SchemaType::Number if number.is_none() => number = Some(alternative),
            SchemaType::String => texts.push(keywords),
            _ => return None,
        }
    }
    let number = conjunction::conjunction(context, SchemaRef::from(number?), &part.pointer).parts;
    let is_integer = number.iter().any(|part| part.keywords.schema_type == Some(SchemaType::Integer));
    let is_number = |text: &Keywords<'_>| match text.schema.text_of_number {
        Some(TextOfNumber::Integer) => true,
        Some(TextOfNumber::Number) => !is_integer,
        None => is_integer && text.format().is_some_and(|format| INTEGER_FORMATS.contains(&format)),
    };
    if texts.is_empty() || !texts.iter().all(is_number) {
        return None;
    }
    Some(if is_integer { numbers::integer(&number) } else { numbers::number(&number) })
}

/// Whether the keywords are only about scalars, and list no values.
fn is_scalar(keywords: &Keywords<'_>) -> bool {
    keywords.enumeration.is_empty()
        && keywords.properties.is_empty()
        && keywords.required.is_empty()
        && keywords.all_of.is_empty()
        && keywords.additional().is_none()
        && keywords.items().is_none()
}
