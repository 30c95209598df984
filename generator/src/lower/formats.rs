//! The types of text by `format`.

use std::collections::BTreeSet;

use crate::{
    diagnostic::catalog::lower as findings,
    model::{TextFormat, TypeRef},
};

use super::{Context, conjunction::Subschema, place::Place};

/// The type of text that all parts describe.
pub(super) fn string(context: &mut Context<'_, '_>, parts: &[Subschema<'_>], place: &Place) -> TypeRef {
    match format_of_text(context, parts, place) {
        Some("password") => TypeRef::Secret,
        format => text(format),
    }
}

/// Text of a format, or of none.
pub(super) fn text(format: Option<&str>) -> TypeRef {
    format.and_then(TextFormat::of_name).map_or(TypeRef::String, TypeRef::Text)
}

/// Formats that exclude each other.
const EXCLUSIVE: &[&str] = &["date", "date-time", "duration", "email", "ipv4", "ipv6", "time", "uri", "uuid"];

/// The format of text; none if no text has all formats that apply.
fn format_of_text<'p>(context: &mut Context<'_, '_>, parts: &'p [Subschema<'_>], place: &Place) -> Option<&'p str> {
    let formats = || parts.iter().filter_map(|part| part.keywords.format());
    let exclusive: BTreeSet<&str> = formats().filter(|format| EXCLUSIVE.contains(format)).collect();
    if exclusive.len() > 1 {
        let what = format!("their formats are {}", Vec::from_iter(exclusive).join(" and "));
        context.diagnostics.push(findings::all_of_impossible(&place.pointer, &what));
        return formats().find(|format| !EXCLUSIVE.contains(format));
    }
    formats().next()
}
