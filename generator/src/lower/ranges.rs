//! Bounds that exclude each other.

use crate::{
    diagnostic::catalog::lower as findings,
    pointer::Pointer,
    read::{Range, Ranges},
};

use super::{Context, conjunction::Subschema};

/// A pair of bounds, with the keywords of the least and the greatest value.
type Pair = (fn(&Ranges) -> Range, &'static str, &'static str);

const PAIRS: [Pair; 4] = [
    (|ranges| ranges.value, "minimum", "maximum"),
    (|ranges| ranges.length, "minLength", "maxLength"),
    (|ranges| ranges.items, "minItems", "maxItems"),
    (|ranges| ranges.properties, "minProperties", "maxProperties"),
];

/// Reports bounds that no value meets. Types do not depend on them, so the values of servers are read.
pub(super) fn report(context: &mut Context<'_, '_>, parts: &[Subschema<'_>], pointer: &Pointer) {
    if parts.len() < 2 {
        return;
    }
    for (of, minimum, maximum) in PAIRS {
        let ranges = || parts.iter().filter_map(|part| part.keywords.schema.ranges.as_deref().map(of));
        let least = ranges().filter_map(|range| range.least).reduce(f64::max);
        let most = ranges().filter_map(|range| range.most).reduce(f64::min);
        if let (Some(least), Some(most)) = (least, most)
            && least > most
        {
            let what = format!("a `{minimum}` of {least} is above a `{maximum}` of {most}");
            context.diagnostics.push(findings::all_of_impossible(pointer, &what));
        }
    }
}
