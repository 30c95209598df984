//! Limits and defaults of values: bounds, lengths, patterns, formats. They are in no signature, so they claim no lines.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    comparison::{About, Comparison},
    pairs::{OperationPair, TypePair},
    rules::{Direction, types as rules},
    schemas::{LIMITS, LimitedPart, Narrower},
};
use crate::{
    diagnostic::catalog::quoted,
    model::{Field, Parameter},
    pointer::Pointer,
};

/// Formats whose values are values of another format.
const WIDER_FORMATS: &[(&str, &str)] =
    &[("int32", "int64"), ("float", "double"), ("uri", "uri-reference"), ("uri", "iri")];

/// Compares the limits and the default of a property.
pub(super) fn of_field(cx: &mut Comparison<'_>, about: &About, [old, new]: [&Field; 2]) {
    let places = [&old.pointer, &new.pointer].map(Pointer::from_text);
    compare(cx, about, &places);
    default(cx, about, &places);
}

/// Compares the limits of a type, and the default of a component.
pub(super) fn of_type(cx: &mut Comparison<'_>, pair: TypePair<'_>) {
    let places = [pair.old, pair.new].map(|def| Pointer::from_text(&def.pointer));
    limits(cx, &pair.about(), &places);
    let is_component = |place: &Pointer| place.tokens().take(4).count() == 3;
    if places.iter().all(is_component) {
        default(cx, &pair.about(), &places);
    }
}

/// Compares the limits of a parameter.
pub(super) fn of_parameter(cx: &mut Comparison<'_>, about: &About, [old, new]: [&Parameter; 2]) {
    let [before, now] = &cx.schemas;
    let before = before.schema_of(&Pointer::from_text(&old.pointer), None);
    let now = now.schema_of(&Pointer::from_text(&new.pointer), None);
    if let Some((before, now)) = before.zip(now) {
        compare(cx, about, &[before, now]);
    }
}

/// Compares the limits of a body that has no type: a list, or text.
pub(super) fn of_body(cx: &mut Comparison<'_>, about: &About, pair: OperationPair<'_>, media_types: [&str; 2]) {
    let [before, now] = &cx.schemas;
    let place = |operation: &str| Pointer::from_text(operation).child("requestBody");
    let before = before.schema_of(&place(&pair.old.1.pointer), Some(media_types[0]));
    let now = now.schema_of(&place(&pair.new.1.pointer), Some(media_types[1]));
    if let Some((before, now)) = before.zip(now) {
        compare(cx, about, &[before, now]);
    }
}

/// Compares limits, unless they belong to types.
fn compare(cx: &mut Comparison<'_>, about: &About, places: &[Pointer; 2]) {
    if cx.schemas.iter().zip(places).all(|(schemas, place)| !schemas.is_type(place)) {
        limits(cx, about, places);
    }
}

fn limits(cx: &mut Comparison<'_>, about: &About, places: &[Pointer; 2]) {
    let [before, now] = [0, 1].map(|version| cx.schemas[version].limits(&places[version]));
    let (mut differences, mut keywords) = (Vec::new(), BTreeSet::new());
    let mut is_narrower = false;
    for (keyword, narrower) in LIMITS {
        for part in [LimitedPart::Whole, LimitedPart::Items, LimitedPart::OtherProperties] {
            let (old, new) = (before.get(&(*keyword, part)), now.get(&(*keyword, part)));
            if old != new {
                is_narrower |= excludes(*narrower, old, new);
                differences.push(difference(keyword, part, old, new));
                keywords.insert(*keyword);
            }
        }
    }
    if differences.is_empty() {
        return;
    }
    let is_refused = is_narrower && about.direction != Direction::Response;
    let rule = if is_refused { rules::LIMITS_NARROWED } else { rules::LIMITS_CHANGED };
    let about = match keywords.first() {
        Some(keyword) if keywords.len() == 1 => at_keyword(cx, about, &places[1], keyword),
        Some(_) | None => about.clone(),
    };
    cx.add(rule, &about, differences.join("; "), Vec::new());
}

/// The same subject with the place of a keyword, if the new schema has it.
fn at_keyword(cx: &Comparison<'_>, about: &About, schema: &Pointer, keyword: &str) -> About {
    let place = schema.child(keyword);
    let pointer = if cx.schemas[1].has(&place) { place.to_string() } else { about.pointer.clone() };
    About { pointer, ..about.clone() }
}

/// Whether some values that the old limit accepts are not accepted by the new one.
fn excludes(narrower: Narrower, old: Option<&BTreeSet<String>>, new: Option<&BTreeSet<String>>) -> bool {
    let bounds = |limits: &BTreeSet<String>| -> Vec<f64> { limits.iter().filter_map(|it| it.parse().ok()).collect() };
    match (narrower, old, new) {
        (_, _, None) => false,
        (_, None, Some(_)) => true,
        (Narrower::Other, Some(old), Some(new)) => {
            !WIDER_FORMATS.iter().any(|(less, more)| old.iter().eq([less]) && new.iter().eq([more]))
        }
        (Narrower::Higher, Some(old), Some(new)) => {
            bounds(new).iter().any(|bound| bounds(old).iter().any(|old| bound > old))
        }
        (Narrower::Lower, Some(old), Some(new)) => {
            bounds(new).iter().any(|bound| bounds(old).iter().any(|old| bound < old))
        }
    }
}

/// The change of one keyword: ``` `maxLength` of the items was `10` and is `20` now ```.
fn difference(
    keyword: &str,
    part: LimitedPart,
    old: Option<&BTreeSet<String>>,
    new: Option<&BTreeSet<String>>,
) -> String {
    let part = match part {
        LimitedPart::Whole => "",
        LimitedPart::Items => " of the items",
        LimitedPart::OtherProperties => " of the additional properties",
    };
    let shown = |limits: &BTreeSet<String>| limits.iter().map(|limit| quoted(limit)).collect::<Vec<_>>().join(" or ");
    match (old.map(shown), new.map(shown)) {
        (Some(old), Some(new)) => format!("`{keyword}`{part} was {old} and is {new} now"),
        (None, Some(new)) => format!("`{keyword}`{part} is {new} now"),
        (Some(old), None) => format!("`{keyword}`{part} was {old}, and is gone"),
        (None, None) => String::new(),
    }
}

fn default(cx: &mut Comparison<'_>, about: &About, places: &[Pointer; 2]) {
    let [before, now] = [0, 1].map(|version| cx.schemas[version].default(&places[version]));
    if before != now {
        let shown = |value: Option<&Value>| value.map_or_else(|| "none".to_owned(), |value| quoted(&value.to_string()));
        let message = format!("the default was {} and is {} now", shown(before), shown(now));
        let about = at_keyword(cx, about, &places[1], "default");
        cx.add(rules::DEFAULT_CHANGED, &about, message, Vec::new());
    }
}
