//! Takes out every member that `openapiv3` would drop, and reports those that a user may have hoped something of.

use std::collections::BTreeMap;

use super::super::{
    Context,
    objects::{Fate, Kind},
    walk::walk,
};
use crate::{diagnostic::catalog::structure as catalog, pointer::Pointer, similar::similar};

pub(super) fn run(context: &mut Context<'_>) {
    let mut dropped: BTreeMap<(Kind, String), (Pointer, usize)> = BTreeMap::new();
    walk(&mut context.document, &mut |kind, object, path| {
        if !object.keys().any(|name| is_dropped(kind, name)) {
            return;
        }
        let names: Vec<String> = object.keys().filter(|name| is_dropped(kind, name)).cloned().collect();
        for name in names {
            object.shift_remove(&name);
            let place = || path.pointer().child(&name);
            dropped.entry((kind, name.clone())).or_insert_with(|| (place(), 0)).1 += 1;
        }
    });
    for ((kind, name), (first, count)) in dropped {
        match kind.member(&name).map(|member| member.fate) {
            Some(Fate::Read | Fate::Quiet) => {}
            Some(Fate::Ignored) => {
                let why = "values are not checked against it; unknown members are kept";
                context.findings.report(catalog::not_generated(&first, &name, count, why));
            }
            None => {
                let names = kind.members().iter().map(|member| member.name);
                let nearest = similar(&name, names);
                context.findings.report(catalog::unknown_member(&first, kind.title(), &name, nearest, count));
            }
        }
    }
}

fn is_dropped(kind: Kind, name: &str) -> bool {
    if name.starts_with("x-") || kind.pattern().is_some() {
        return false;
    }
    kind.member(name).is_none_or(|member| member.fate != Fate::Read)
        // A reference stands for the whole object.
        && name != "$ref"
}
