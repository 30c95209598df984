//! `readOnly` and `writeOnly` of a property.

use std::collections::BTreeSet;

use crate::{model::Access, pointer::Pointer};

use super::{Context, keywords::SchemaRef};

/// The most schemas that are looked at for one property.
const MOST_SCHEMAS: usize = 100;

/// The access to the property that all `schemas` describe. The members of `allOf` and the targets of references count too.
pub(super) fn access<'a>(context: &mut Context<'a, '_>, schemas: &[(SchemaRef<'a>, Pointer)]) -> Access {
    let mut access = Access::ReadWrite;
    let mut entered = BTreeSet::new();
    let mut stack: Vec<SchemaRef<'a>> = schemas.iter().map(|(schema, _)| *schema).collect();
    for _ in 0..MOST_SCHEMAS {
        match stack.pop() {
            None => break,
            Some(SchemaRef::Reference(reference)) => {
                let reference = context.end_of_chain(reference);
                let target = context.referenced(reference).filter(|_| entered.insert(reference));
                stack.extend(target.map(|(component, _)| component));
            }
            Some(SchemaRef::Item(item)) if item.read_only => return Access::ReadOnly,
            Some(SchemaRef::Item(item)) => {
                if item.write_only {
                    access = Access::WriteOnly;
                }
                stack.extend(item.all_of.iter().map(SchemaRef::from));
            }
        }
    }
    access
}
