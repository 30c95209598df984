//! Who sends each type: requests, responses, both, or nobody.

use crate::model::{Api, Operation, TypeId, TypeRef};

/// Marks everything that an operation reaches.
pub(super) fn usage(api: &mut Api) {
    let reached = |types: fn(&Operation) -> Vec<&TypeRef>| {
        let types = api.operations().flat_map(|(_, operation)| types(operation));
        api.reached(types.filter_map(TypeRef::named).collect())
    };
    let (sent, received) = (reached(Operation::sent), reached(Operation::received));
    for (index, definition) in api.types.iter_mut().enumerate() {
        definition.usage.request |= sent.contains(&TypeId::new(index));
        definition.usage.response |= received.contains(&TypeId::new(index));
    }
}
