//! Values that callers must give to make a value of a type.

use super::{Field, Struct, TypeDef};

impl TypeDef {
    /// Whether callers make values of it: it is a part of requests, or of nothing.
    pub fn is_made_by_callers(&self) -> bool {
        self.usage.request || !self.usage.response
    }
}

impl Struct {
    /// The fields that `new` takes, in the order of its arguments. First come the required ones in the order of `required`,
    /// since the order of properties in a document has no meaning. Then come the fields that the extension names, in its order.
    pub fn arguments(&self) -> Vec<&Field> {
        let place = |field: &Field| self.required.iter().position(|name| *name == field.wire_name);
        let mut arguments: Vec<&Field> = self.fields.iter().filter(|field| field.is_argument()).collect();
        arguments.sort_by_key(|field| (field.argument, place(field)));
        arguments
    }
}
