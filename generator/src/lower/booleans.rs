//! Alternatives that are all booleans.

use serde_json::Value;

use crate::model::TypeRef;

use super::{alternative::Alternative, enumeration, keywords::SchemaType};

/// The type of alternatives that are all booleans, if one of them accepts both: `anyOf: [{const: true}, {type: boolean}]`.
pub(super) fn common_type(alternatives: &[Alternative<'_>]) -> Option<TypeRef> {
    let indices = covered(alternatives)?;
    (indices.len() == alternatives.len()).then_some(TypeRef::Boolean)
}

/// The booleans among `alternatives`, if there are several and one of them accepts both.
pub(super) fn covered(alternatives: &[Alternative<'_>]) -> Option<Vec<usize>> {
    let has_both = |alternative: &&Alternative<'_>| enumeration::values(&alternative.conjunction.parts).is_none();
    let booleans = || alternatives.iter().enumerate().filter(|(_, alternative)| is_boolean(alternative));
    booleans().map(|(_, alternative)| alternative).find(has_both)?;
    let indices: Vec<usize> = booleans().map(|(index, _)| index).collect();
    (indices.len() > 1).then_some(indices)
}

fn is_boolean(alternative: &Alternative<'_>) -> bool {
    let parts = &alternative.conjunction.parts;
    let may_be_boolean = parts.iter().all(|part| {
        let keywords = &part.keywords;
        matches!(keywords.schema_type, None | Some(SchemaType::Boolean))
            && keywords.one_of.is_empty()
            && keywords.any_of.is_empty()
    });
    let has_type = match enumeration::values(parts) {
        Some(values) => values.iter().all(Value::is_boolean),
        None => parts.iter().any(|part| part.keywords.schema_type == Some(SchemaType::Boolean)),
    };
    may_be_boolean && has_type && !alternative.conjunction.nullable
}
