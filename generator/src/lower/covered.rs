//! Alternatives of one JSON kind, of which one accepts the values of the others. They share one arm:
//! `anyOf: [{type: boolean}, {type: string}, {const: auto}]` is a boolean or a string.

use std::collections::BTreeSet;

use crate::{
    model::{Docs, TypeRef},
    pointer::Pointer,
};

use super::{
    Context, alternative::Alternative, booleans, conjunction::Subschema, enumeration, numbers, place::Place, texts,
};

/// Alternatives that share one arm.
pub(super) struct Covered<'a> {
    /// The alternative that accepts the values of the others.
    covering: Pointer,
    all: Vec<Alternative<'a>>,
}

/// Takes out the alternatives that others cover.
pub(super) fn take<'a>(alternatives: &mut Vec<Alternative<'a>>) -> Vec<Covered<'a>> {
    let mut found = Vec::new();
    for covered in [texts::covered, numbers::covered, booleans::covered] {
        let Some(indices) = covered(alternatives) else { continue };
        let all: Vec<Alternative<'a>> = indices.iter().filter_map(|index| alternatives.get(*index)).cloned().collect();
        let covers = |alternative: &&Alternative<'a>| enumeration::values(&alternative.conjunction.parts).is_none();
        let Some(covering) = all.iter().find(covers).map(|alternative| alternative.pointer.clone()) else { continue };
        let covered: BTreeSet<&Pointer> =
            all.iter().map(|alternative| &alternative.pointer).filter(|pointer| **pointer != covering).collect();
        alternatives.retain(|alternative| !covered.contains(&alternative.pointer));
        found.push(Covered { covering, all });
    }
    found
}

/// The type of the alternatives that share the arm of `alternative`; `None` if it has its own.
pub(super) fn type_of<'a>(
    context: &mut Context<'a, '_>,
    base: &[Subschema<'a>],
    covered: &[Covered<'a>],
    alternative: &Alternative<'a>,
    place: &Place,
) -> Option<TypeRef> {
    let shared = covered.iter().find(|shared| shared.covering == alternative.pointer)?;
    one_scalar(context, base, &shared.all, &Docs::default(), place)
}

/// The documentation of the arm of `alternative`, and of the alternatives that share it.
pub(super) fn docs(covered: &[Covered<'_>], alternative: &Alternative<'_>) -> Docs {
    let docs = alternative.conjunction.docs.clone();
    let shared = covered.iter().find(|shared| shared.covering == alternative.pointer);
    let others = shared.into_iter().flat_map(|shared| &shared.all).filter(|other| other.pointer != alternative.pointer);
    let described = others.filter_map(|other| {
        let description = other.conjunction.docs.description.as_deref()?;
        Some(match enumeration::values(&other.conjunction.parts).as_deref() {
            Some([only]) => {
                format!("`{}`: {description}", only.as_str().map_or_else(|| only.to_string(), str::to_owned))
            }
            _ => description.to_owned(),
        })
    });
    let texts: Vec<String> = docs.description.as_deref().map(str::to_owned).into_iter().chain(described).collect();
    let description = (!texts.is_empty()).then(|| texts.join("\n\n").into());
    Docs { description, ..docs }
}

/// The type of alternatives that are all strings, or all numbers or booleans of which one accepts the values of the others.
pub(super) fn one_scalar<'a>(
    context: &mut Context<'a, '_>,
    base: &[Subschema<'a>],
    alternatives: &[Alternative<'a>],
    docs: &Docs,
    place: &Place,
) -> Option<TypeRef> {
    let ty = texts::common_type(context, base, alternatives, docs, place)
        .or_else(|| numbers::common_type(context, alternatives, docs, place))
        .or_else(|| booleans::common_type(alternatives))?;
    // The values of components are reported with the components.
    for Alternative { conjunction, pointer, .. } in
        alternatives.iter().filter(|it| it.conjunction.sole_reference.is_none())
    {
        if enumeration::values(&conjunction.parts).is_some() {
            enumeration::report(context, &conjunction.parts, pointer);
        }
    }
    Some(ty)
}
