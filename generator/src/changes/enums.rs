//! Strings and integers with known values.

use super::{comparison::Comparison, pairs::TypePair, report::DocumentVersion, rules::types as rules};
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
    for Variant { wire_name, rust_name, description: _ } in old_variants {
        match find(new_variants, wire_name) {
            Some(now) if now.rust_name != *rust_name => {
                let message = format!(
                    "the value {} of `{name}` was `{rust_name}` and is `{}` now",
                    quoted(wire_name),
                    now.rust_name
                );
                let claims = pair.members(rust_name, &now.rust_name);
                cx.add(rules::VALUE_RENAMED, &at(wire_name, DocumentVersion::New), message, claims);
            }
            Some(_) => {}
            None => {
                let message = format!("the value {} of `{name}` is gone", quoted(wire_name));
                let claims = pair.members(rust_name, rust_name);
                cx.add(rules::VALUE_REMOVED, &at(wire_name, DocumentVersion::Old), message, claims);
            }
        }
    }
    for Variant { wire_name, rust_name, description: _ } in new_variants {
        if find(old_variants, wire_name).is_none() {
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

/// Integers as strings, as they are written.
pub(super) fn spelled(IntegerEnum { variants, unknown_name }: &IntegerEnum) -> StringEnum {
    let spelled = variants.iter().map(|variant| Variant {
        wire_name: variant.value.to_string(),
        rust_name: variant.rust_name.clone(),
        description: variant.description.clone(),
    });
    StringEnum { variants: spelled.collect(), unknown_name: unknown_name.clone() }
}

fn find<'a>(variants: &'a [Variant], wire_name: &str) -> Option<&'a Variant> {
    variants.iter().find(|variant| variant.wire_name == wire_name)
}
