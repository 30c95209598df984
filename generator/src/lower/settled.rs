//! Alternatives that are settled: one of them is among the schemas that apply in any case.
//!
//! This is usual for inheritance in OpenAPI: `Pet` is `oneOf: [Cat, Dog]` and has the properties of all pets, and `Cat` is
//! `allOf: [Pet, …]`. For a cat, the alternative "a cat or a dog" has no meaning.

use std::collections::BTreeSet;

use crate::{pointer::Pointer, read::SchemaOrRef};

use super::{Context, conjunction::Subschema, keywords::SchemaRef};

/// Removes the lists of alternatives that are settled.
pub(super) fn remove(context: &Context<'_, '_>, parts: &mut [Subschema<'_>]) {
    if parts.len() < 2 {
        return;
    }
    let held: Vec<Pointer> = parts.iter().map(|part| part.pointer.clone()).collect();
    for part in parts {
        let Subschema { keywords, pointer, .. } = part;
        for (keyword, list) in [("oneOf", &mut keywords.one_of), ("anyOf", &mut keywords.any_of)] {
            let at = pointer.child(keyword);
            let is_inside = held.iter().any(|pointer| at.strip_prefix(pointer).is_some());
            if is_inside || leads_to(context, list, &held) {
                *list = &[];
            }
        }
    }
}

/// Whether one of the components in `list`, or in their own lists, is in `held`.
fn leads_to<'a>(context: &Context<'a, '_>, list: &'a [SchemaOrRef], held: &[Pointer]) -> bool {
    let mut entered = BTreeSet::new();
    let mut open: Vec<SchemaRef<'a>> = list.iter().map(SchemaRef::from).collect();
    while let Some(schema) = open.pop() {
        match schema {
            SchemaRef::Reference(reference) => {
                let Some((component, at)) = context.referenced(reference) else { continue };
                if held.contains(&at) {
                    return true;
                }
                if entered.insert(reference) {
                    open.push(component);
                }
            }
            SchemaRef::Item(item) => {
                open.extend(item.one_of.iter().chain(&item.any_of).map(SchemaRef::from));
            }
        }
    }
    false
}
