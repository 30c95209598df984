//! Limits and defaults of values: bounds, lengths, patterns, formats. They are in no signature, so they claim no lines.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    comparison::{About, Comparison},
    limit_values::{KeywordValues, LEAST_CONTAINED, LIMITS, ONE_REQUIRED, PartLimits, REQUIRED, excludes, normalized},
    pairs::{OperationPair, TypePair},
    rules::{Direction, Rule, operations::PARAMETER_DEFAULT_CHANGED, types as rules},
    schemas::{NormalizedSchemas, UsedAliases},
};
use crate::{
    diagnostic::catalog::quoted,
    model::{Field, Parameter},
    pointer::Pointer,
};

/// The places of the schemas of a value in both versions. All schemas of a version apply to it.
type SchemaPlaces = [Vec<Pointer>; 2];

/// Compares the limits and the default of a property, by all schemas that its type extends.
pub(super) fn of_field(cx: &mut Comparison<'_>, about: &About, pair: TypePair<'_>, [old, new]: [&Field; 2]) {
    let [before, now] = &cx.schemas;
    let places = [
        before.places_of_property(&pair.old.pointer, &old.pointer, &old.wire_name),
        now.places_of_property(&pair.new.pointer, &new.pointer, &new.wire_name),
    ];
    of_parts(cx, (rules::DEFAULT_CHANGED, about), &places, |_| true);
    compare(cx, about, places);
}

/// Compares the defaults of a value and of its parts, unless the parts belong to a type.
fn of_parts(
    cx: &mut Comparison<'_>,
    about: (&'static Rule, &About),
    places: &SchemaPlaces,
    is_compared: impl Fn(&str) -> bool,
) {
    let is_type =
        |(schemas, places): (&NormalizedSchemas<'_>, &Vec<Pointer>)| places.iter().any(|place| schemas.is_type(place));
    let has_type = cx.schemas.iter().zip(places).any(is_type);
    default(cx, about, places, |part| is_compared(part) && (part.is_empty() || !has_type));
}

/// Compares the limits of a type, and its default if it is a component or in a list or map. Otherwise, the property or parameter
/// has the default.
pub(super) fn of_type(cx: &mut Comparison<'_>, pair: TypePair<'_>) {
    let places = [pair.old, pair.new].map(|def| vec![Pointer::from_text(&def.pointer)]);
    limits(cx, &pair.about(), &places);
    let has_default = places.iter().flatten().all(|place| is_component(place) || is_element(place));
    default(cx, (rules::DEFAULT_CHANGED, &pair.about()), &places, |part| has_default || !part.is_empty());
}

fn is_component(place: &Pointer) -> bool {
    place.tokens().take(4).count() == 3
}

/// Whether a schema is the one of the elements of a list or a map.
fn is_element(place: &Pointer) -> bool {
    let tokens: Vec<String> = place.tokens().collect();
    match tokens.as_slice() {
        [.., parent, last] => parent != "properties" && ["items", "additionalProperties"].contains(&last.as_str()),
        _ => false,
    }
}

/// Compares the limits of a parameter, and the defaults of its parts.
pub(super) fn of_parameter(cx: &mut Comparison<'_>, about: &About, [old, new]: [&Parameter; 2]) {
    let [before, now] = &cx.schemas;
    let before = before.schema_of(&Pointer::from_text(&old.pointer), None);
    let now = now.schema_of(&Pointer::from_text(&new.pointer), None);
    if let Some((before, now)) = before.zip(now) {
        let places = [vec![before], vec![now]];
        // The model has the default of the whole value.
        of_parts(cx, (PARAMETER_DEFAULT_CHANGED, about), &places, |part| !part.is_empty());
        compare(cx, about, places);
    }
}

/// Compares the limits and defaults of a body that has no type: a list, or text.
pub(super) fn of_body(cx: &mut Comparison<'_>, about: &About, pair: OperationPair<'_>, media_types: [&str; 2]) {
    let [before, now] = &cx.schemas;
    let place = |operation: &str| Pointer::from_text(operation).child("requestBody");
    let before = before.schema_of(&place(&pair.old.1.pointer), Some(media_types[0]));
    let now = now.schema_of(&place(&pair.new.1.pointer), Some(media_types[1]));
    if let Some((before, now)) = before.zip(now) {
        // Operations can share the body: one edit is one entry.
        let about = About { pointer: now.to_string(), ..about.clone() };
        let places = [vec![before], vec![now]];
        of_parts(cx, (rules::DEFAULT_CHANGED, &about), &places, |_| true);
        compare(cx, &about, places);
    }
}

/// Compares limits, unless they belong to types.
fn compare(cx: &mut Comparison<'_>, about: &About, mut places: SchemaPlaces) {
    for (schemas, places) in cx.schemas.iter().zip(&mut places) {
        places.retain(|place| !schemas.is_type(place));
    }
    if places.iter().all(|places| !places.is_empty()) {
        limits(cx, about, &places);
    }
}

fn limits(cx: &mut Comparison<'_>, about: &About, places: &SchemaPlaces) {
    let except = except(cx, places);
    let [old, new] = [0, 1].map(|version| cx.schemas[version].limits(&places[version], &except[version]));
    let (mut differences, mut keywords) = (Vec::new(), BTreeSet::new());
    let mut is_narrower = false;
    for (keyword, narrower) in LIMITS {
        for (part, before) in &old.parts {
            let Some(now) = new.parts.get(part) else { continue };
            if before.get(keyword) != now.get(keyword) && !is_implied(keyword, [before, now]) {
                is_narrower |= excludes(keyword, *narrower, [before, now]);
                differences.push(difference(keyword, part, before.get(keyword), now.get(keyword)));
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
        Some(keyword) if keywords.len() == 1 && *keyword != REQUIRED => at_keyword(cx, about, &places[1], keyword),
        Some(_) | None => about.clone(),
    };
    let message = differences.join("; ");
    cx.add_repeatable(rule, &about, message, Vec::new());
}

/// Whether a keyword has its default because of a new or removed `contains`, which is reported.
fn is_implied(keyword: &str, versions: [&PartLimits; 2]) -> bool {
    let values = versions.into_iter().filter_map(|limits| limits.get(keyword));
    keyword == "minContains" && values.flatten().eq([LEAST_CONTAINED])
}

/// The aliases that both versions of a value refer to. They have their own entries.
fn except(cx: &Comparison<'_>, places: &SchemaPlaces) -> [UsedAliases; 2] {
    let all = UsedAliases::new();
    let [old, new] = [0, 1].map(|version| cx.schemas[version].limits(&places[version], &all).aliases);
    let name_now = |name: &str| cx.renamed.get(name).map_or_else(|| name.to_owned(), |now| (*now).to_owned());
    let shared = old.into_iter().map(|(part, name)| ((part.clone(), name_now(&name)), (part, name)));
    let (now, before) = shared.filter(|(now, _)| new.contains(now)).unzip();
    [before, now]
}

/// The same subject with the place of a keyword, if a new schema has it.
fn at_keyword(cx: &Comparison<'_>, about: &About, schemas: &[Pointer], keyword: &str) -> About {
    let place = schemas.iter().map(|schema| schema.child(keyword)).find(|place| cx.schemas[1].has(place));
    let pointer = place.map_or_else(|| about.pointer.clone(), |place| place.to_string());
    About { pointer, ..about.clone() }
}

/// The change of one keyword: ``` `maxLength` of the items was `10` and is `20` now ```.
fn difference(keyword: &str, part: &str, old: Option<&KeywordValues>, new: Option<&KeywordValues>) -> String {
    let (keyword, of_alternatives) = match keyword {
        REQUIRED => (REQUIRED, " of the alternatives"),
        ONE_REQUIRED => (REQUIRED, " of exactly one alternative"),
        other => (other, ""),
    };
    let part = format!("{of_alternatives}{part}");
    let shown = |limits: &KeywordValues| limits.iter().map(|limit| quoted(limit)).collect::<Vec<_>>().join(" or ");
    match (old.map(shown), new.map(shown)) {
        (Some(old), Some(new)) => format!("`{keyword}`{part} was {old} and is {new} now"),
        (None, Some(new)) => format!("`{keyword}`{part} is {new} now"),
        (Some(old), None) => format!("`{keyword}`{part} was {old}, and is gone"),
        (None, None) => String::new(),
    }
}

/// Compares the defaults of some parts.
fn default(
    cx: &mut Comparison<'_>,
    (rule, about): (&'static Rule, &About),
    places: &SchemaPlaces,
    is_compared: impl Fn(&str) -> bool,
) {
    let except = except(cx, places);
    let [old, new] = [0, 1].map(|version| cx.schemas[version].limits(&places[version], &except[version]));
    for part in new.parts.keys().filter(|part| old.parts.contains_key(*part) && is_compared(part)) {
        let [before, now] = [&old, &new].map(|limits| limits.defaults.get(part).filter(|value| !value.is_null()));
        if before.map(|value| normalized(value)) == now.map(|value| normalized(value)) {
            continue;
        }
        let shown =
            |value: Option<&&Value>| value.map_or_else(|| "none".to_owned(), |value| quoted(&value.to_string()));
        let message = format!("the default{part} was {} and is {} now", shown(before), shown(now));
        let places = if part.is_empty() { places[1].as_slice() } else { &[] };
        let about = at_keyword(cx, about, places, "default");
        cx.add_repeatable(rule, &about, message, Vec::new());
    }
}
