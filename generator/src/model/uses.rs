//! Finds the types that the parts of an API use, and removes unused types.

use std::collections::{BTreeMap, BTreeSet};

use super::{Api, Operation, TypeId, TypeRef};

impl Api {
    /// The types that operations name.
    pub fn named_by_operations(&self, is_meant: impl Fn(&Operation) -> bool) -> Vec<TypeId> {
        let meant = self.operations().map(|(_, operation)| operation).filter(|operation| is_meant(operation));
        let types = meant.flat_map(|operation| operation.sent().into_iter().chain(operation.received()));
        types.filter_map(TypeRef::named).collect()
    }

    /// The types in `open`, and the types inside them.
    pub fn reached(&self, mut open: Vec<TypeId>) -> BTreeSet<TypeId> {
        let mut reached = BTreeSet::new();
        while let Some(id) = open.pop() {
            if reached.insert(id) {
                open.extend(self.type_def(id).kind.children().into_iter().filter_map(TypeRef::named));
            }
        }
        reached
    }

    /// Removes all types except these, which must not refer to others.
    pub fn keep_types(&mut self, kept: BTreeSet<TypeId>) {
        let mut index = 0;
        self.types.retain(|_| {
            index += 1;
            kept.contains(&TypeId::new(index - 1))
        });
        // Ids are places in the list of types.
        let places: BTreeMap<TypeId, TypeId> =
            kept.into_iter().enumerate().map(|(place, id)| (id, TypeId::new(place))).collect();
        self.types_in_order = places.values().copied().collect();
        let move_all = |types: Vec<&mut TypeRef>| {
            for id in types.into_iter().filter_map(TypeRef::named_mut) {
                *id = *places.get(id).expect("what is left refers to what was reached");
            }
        };
        // A receiver is removed with its type.
        self.receivers.retain_mut(|receiver| match places.get(&receiver.ty) {
            Some(id) => {
                receiver.ty = *id;
                true
            }
            None => false,
        });
        for operation in self.resources.iter_mut().flat_map(|resource| &mut resource.operations) {
            move_all(operation.sent_mut());
            move_all(operation.received_mut());
        }
        self.types.iter_mut().for_each(|definition| move_all(definition.kind.children_mut()));
    }
}
