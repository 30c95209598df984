//! Removes operations from the model, and the types that nothing refers to any more.

use std::collections::BTreeSet;

use crate::{
    model::{Api, TypeId},
    pointer::Pointer,
};

use super::{Schemas, Selection};

/// Keeps the selected operations and the types that they use, without the schemas that are left out.
pub fn prune(api: &mut Api, selection: &Selection, left_out: &BTreeSet<String>) {
    if selection.takes_all_operations() {
        if !left_out.is_empty() {
            let is_left_out = |pointer: &str| component(pointer).is_some_and(|name| left_out.contains(&name));
            let kept = api.types.iter().enumerate().filter(|(_, it)| !is_left_out(&it.pointer));
            let kept = kept.map(|(index, _)| TypeId::new(index)).collect();
            api.keep_types(kept);
        }
        return;
    }
    let reached = reached(api, selection);
    let wanted: Vec<bool> = api.receivers.iter().map(|receiver| selection.takes_receiver(api, receiver)).collect();
    let mut wanted = wanted.into_iter();
    api.receivers.retain(|_| wanted.next().unwrap_or_default());
    for resource in &mut api.resources {
        resource.operations.retain(|it| selection.takes(&it.path, &it.tags, &it.operation_id));
    }
    api.resources.retain(|resource| !resource.operations.is_empty());
    api.keep_types(reached);
}

/// The name of the component schema at `pointer`.
fn component(pointer: &str) -> Option<String> {
    let name = pointer.strip_prefix("#/components/schemas/").filter(|name| !name.contains('/'))?;
    Pointer::from_text(format!("#/{name}")).tokens().next()
}

/// The types that the selected operations use, and those of the schemas that are kept in any case.
pub(super) fn reached(api: &Api, selection: &Selection) -> BTreeSet<TypeId> {
    let is_kept = |name: String| match &selection.schemas {
        Schemas::Named(names) => names.contains(&name),
        Schemas::All => true,
    };
    let kept = api.types.iter().enumerate().filter(|(_, it)| component(&it.pointer).is_some_and(is_kept));
    let mut open: Vec<TypeId> = kept.map(|(index, _)| TypeId::new(index)).collect();
    open.extend(api.named_by_operations(|it| selection.takes(&it.path, &it.tags, &it.operation_id)));
    let receivers = api.receivers.iter().filter(|receiver| selection.takes_receiver(api, receiver));
    open.extend(receivers.map(|receiver| receiver.ty));
    api.reached(open)
}
