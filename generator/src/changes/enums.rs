//! Strings and integers with known values.

use super::{
    comparison::{About, Comparison},
    pairs::TypePair,
    report::DocumentVersion,
    rules::types as rules,
};
use crate::{
    diagnostic::catalog::quoted,
    model::{IntegerEnum, StringEnum, Variant},
};

/// Compares the values of a type.
pub(super) fn compare(cx: &mut Comparison<'_>, pair: TypePair<'_>, old: &StringEnum, new: &StringEnum) {
    let StringEnum { variants: old_variants, unknown_name: old_unknown } = old;
    let StringEnum { variants: new_variants, unknown_name: new_unknown } = new;
    let name = &pair.new.rust_name;
    let at = |value: &str, document: DocumentVersion| {
        let def = if document == DocumentVersion::Old { pair.old } else { pair.new };
        pair.about().part(value, document, &format!("{}/enum", def.pointer))
    };
    for before in old_variants {
        let Variant { wire_name, rust_name, description: _ } = before;
        match same(old_variants, (wire_name, rust_name), new_variants) {
            Some(now) => value(cx, pair, &at(&now.wire_name, DocumentVersion::New), before, now),
            None => {
                let message = format!("the value {} of `{name}` is gone", quoted(wire_name));
                let claims = pair.members(rust_name, rust_name);
                cx.add(rules::VALUE_REMOVED, &at(wire_name, DocumentVersion::Old), message, claims);
            }
        }
    }
    for Variant { wire_name, rust_name, description: _ } in new_variants {
        if same(new_variants, (wire_name, rust_name), old_variants).is_none() {
            let message = format!("the value {} of `{name}` is new", quoted(wire_name));
            let claims = pair.members(rust_name, rust_name);
            cx.add(rules::VALUE_ADDED, &at(wire_name, DocumentVersion::New), message, claims);
        }
    }
    if old_unknown != new_unknown {
        let message =
            format!("the variant of `{name}` for unknown values was `{old_unknown}` and is `{new_unknown}` now");
        let claims = pair.members(old_unknown, new_unknown);
        cx.add(rules::UNKNOWN_RENAMED, &pair.about(), message, claims);
    }
    let in_both = |variants: &[Variant], others: &[Variant]| -> Vec<String> {
        let common = variants.iter().filter(|variant| find(others, &variant.wire_name).is_some());
        common.map(|variant| variant.wire_name.clone()).collect()
    };
    let (before, now) = (in_both(old_variants, new_variants), in_both(new_variants, old_variants));
    if before != now {
        let list = |values: &[String]| values.iter().map(|value| quoted(value)).collect::<Vec<_>>().join(", ");
        let message = format!("the values of `{name}` were {} and are {} now", list(&before), list(&now));
        cx.add(rules::VALUES_REORDERED, &at("order", DocumentVersion::New), message, Vec::new());
    }
}

/// Compares a value that both versions have.
fn value(cx: &mut Comparison<'_>, pair: TypePair<'_>, about: &About, old: &Variant, new: &Variant) {
    let Variant { wire_name: old_value, rust_name: old_name, description: old_docs } = old;
    let Variant { wire_name: new_value, rust_name: new_name, description: new_docs } = new;
    let shown = format!("the value {} of `{}`", quoted(old_value), pair.new.rust_name);
    let claims = || pair.members(old_name, new_name);
    if old_value != new_value {
        let message = format!("{shown} is {} now; its variant is `{new_name}`, as before", quoted(new_value));
        cx.add(rules::VALUE_WIRE_NAME_CHANGED, about, message, claims());
    }
    if old_name != new_name {
        let message = format!("{shown} was `{old_name}` and is `{new_name}` now");
        cx.add(rules::VALUE_RENAMED, about, message, claims());
    }
    if text(old_docs.as_deref()) != text(new_docs.as_deref()) {
        cx.add(rules::SCHEMA_DOCS, about, "the description differs".to_owned(), claims());
    }
}

/// Integers as strings, as they are written.
pub(super) fn spelled(IntegerEnum { variants, unknown_name }: &IntegerEnum) -> StringEnum {
    let spelled = variants.iter().map(|variant| Variant {
        wire_name: variant.value.to_string(),
        rust_name: variant.rust_name.clone(),
        description: variant.description.clone(),
    });
    StringEnum { variants: spelled.collect(), unknown_name: unknown_name.clone() }
}

fn text(description: Option<&str>) -> &str {
    description.unwrap_or_default().trim()
}

/// The same value in the other version: by the value or, if neither version has the other's value, by the variant.
fn same<'a>(variants: &[Variant], (wire_name, rust_name): (&str, &str), others: &'a [Variant]) -> Option<&'a Variant> {
    find(others, wire_name).or_else(|| {
        let other = others.iter().find(|other| other.rust_name == rust_name)?;
        find(variants, &other.wire_name).is_none().then_some(other)
    })
}

fn find<'a>(variants: &'a [Variant], wire_name: &str) -> Option<&'a Variant> {
    variants.iter().find(|variant| variant.wire_name == wire_name)
}
