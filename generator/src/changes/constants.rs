//! Properties with only one value. A required one has no field.

use super::{
    claims::{claims_of_field, claims_of_new},
    comparison::{About, Comparison},
    docs,
    pairs::TypePair,
    rules::types as rules,
};
use crate::{
    diagnostic::catalog::quoted,
    model::{Constant, Field},
};

/// Compares a property that has no field in one of the versions; `false` if it has one in both.
pub(super) fn compare(cx: &mut Comparison<'_>, pair: TypePair<'_>, about: &About, old: &Field, new: &Field) -> bool {
    match (old.fixed(), new.fixed()) {
        (None, None) => return false,
        (Some(before), Some(now)) => {
            changed(cx, pair, about, new, before, now);
            docs::text(cx, rules::SCHEMA_DOCS, about, [&old.docs, &new.docs], Vec::new());
        }
        (None, Some(now)) => fixed(cx, pair, about, old, now),
        (Some(_), None) => freed(cx, pair, about, new),
    }
    true
}

/// Compares the only values of a property that is a field: its setter takes no argument.
pub(super) fn of_setter(cx: &mut Comparison<'_>, pair: TypePair<'_>, about: &About, old: &Field, new: &Field) {
    let shown = format!("{} of `{}`", quoted(&new.wire_name), pair.new.rust_name);
    let claims = || [claims_of_field(pair.old, old), claims_of_field(pair.new, new)].concat();
    let is_made = is_made(pair);
    match (&old.constant, &new.constant) {
        (Some(before), Some(now)) => changed(cx, pair, about, new, before, now),
        (None, Some(_)) if is_made => {
            let message = format!("{shown} has only one value now, so its setter takes no argument");
            cx.add(rules::FIELD_VALUE_FIXED, about, message, claims());
        }
        (Some(_), None) if is_made => {
            let message = format!("{shown} has more than one value now, so its setter takes an argument");
            cx.add(rules::FIELD_VALUE_FREE, about, message, claims());
        }
        (None | Some(_), None) | (None, Some(_)) => {}
    }
}

/// A new property without a field.
pub(super) fn added(cx: &mut Comparison<'_>, pair: TypePair<'_>, about: &About, field: &Field, constant: &Constant) {
    let rule = if is_made(pair) { rules::CONSTANT_ADDED } else { rules::SCHEMA_DOCS };
    let (name, value) = (quoted(&field.wire_name), constant.as_json());
    let message = format!("the property {name} of `{}` is new, and is always {value}", pair.new.rust_name);
    cx.add(rule, about, message, Vec::new());
}

/// A property that is gone, and was no field.
pub(super) fn removed(cx: &mut Comparison<'_>, pair: TypePair<'_>, about: &About, field: &Field, constant: &Constant) {
    let rule = if is_made(pair) { rules::CONSTANT_REMOVED } else { rules::SCHEMA_DOCS };
    let (name, value) = (quoted(&field.wire_name), constant.as_json());
    let message = format!("the property {name} of `{}` is gone; it was always {value}", pair.old.rust_name);
    cx.add(rule, about, message, Vec::new());
}

fn is_made(pair: TypePair<'_>) -> bool {
    pair.old.is_made_by_callers() && pair.new.is_made_by_callers()
}

fn changed(cx: &mut Comparison<'_>, pair: TypePair<'_>, about: &About, new: &Field, before: &Constant, now: &Constant) {
    if before != now {
        let shown = format!("{} of `{}`", quoted(&new.wire_name), pair.new.rust_name);
        let message = format!("{shown} was always {} and is always {} now", before.as_json(), now.as_json());
        cx.add(rules::CONSTANT_CHANGED, about, message, Vec::new());
    }
}

/// A field that has only one value now.
fn fixed(cx: &mut Comparison<'_>, pair: TypePair<'_>, about: &About, old: &Field, now: &Constant) {
    let shown = format!("{} of `{}`", quoted(&old.wire_name), pair.new.rust_name);
    let value = now.as_json();
    let message = if old.constant.is_some() {
        format!("{shown} is required now, and is always {value}, so its field is removed")
    } else {
        format!("{shown} is always {value} now, so its field is removed")
    };
    let claims = [claims_of_field(pair.old, old), claims_of_new(pair.old), claims_of_new(pair.new)].concat();
    cx.add(rules::FIELD_VALUE_FIXED, about, message, claims);
}

/// A field whose property had only one value.
fn freed(cx: &mut Comparison<'_>, pair: TypePair<'_>, about: &About, new: &Field) {
    let shown = format!("{} of `{}`", quoted(&new.wire_name), pair.new.rust_name);
    let claims = [claims_of_field(pair.new, new), claims_of_new(pair.old), claims_of_new(pair.new)].concat();
    let why = if new.constant.is_some() { "is optional now" } else { "has more than one value now" };
    if is_made(pair) && new.is_argument() {
        let message = format!("{shown} {why}, so it has a field, and `new` takes it");
        cx.add(rules::FIELD_VALUE_FREE, about, message, claims);
    } else if is_made(pair) && !new.is_required() {
        let message = format!("{shown} {why}, so it has a field, and is not sent unless you set it");
        cx.add(rules::CONSTANT_REMOVED, about, message, claims);
    } else {
        let message = format!("{shown} {why}, so it has a field");
        cx.add(rules::FIELD_ADDED, about, message, claims);
    }
}
