//! The direction of each type: requests, responses, both, or none.

use crate::model::{Api, Operation, Receiver, TypeId, TypeRef};

/// Marks everything that an operation uses. A request that the API sends is like a response.
pub(super) fn usage(api: &mut Api) {
    let reached = |types: fn(&Operation) -> Vec<&TypeRef>, receivers: &[Receiver]| {
        let types = api.operations().flat_map(|(_, operation)| types(operation)).filter_map(TypeRef::named);
        api.reached(types.chain(receivers.iter().map(|receiver| receiver.ty)).collect())
    };
    let (sent, received) = (reached(Operation::sent, &[]), reached(Operation::received, &api.receivers));
    for (index, definition) in api.types.iter_mut().enumerate() {
        definition.usage.request |= sent.contains(&TypeId::new(index));
        definition.usage.response |= received.contains(&TypeId::new(index));
    }
}
