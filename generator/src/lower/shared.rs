//! Inline schemas of shared components (`components.parameters`, `.responses`, `.requestBodies`): each is one type for all
//! operations that refer to it, and is named after the component.

use crate::names;

use super::{
    Context,
    keywords::SchemaRef,
    place::Place,
    schema::{self, LoweredSchema},
};

/// Lowers a schema that is in an operation or in a component that operations share.
pub(super) fn lower<'a>(context: &mut Context<'a, '_>, schema: SchemaRef<'a>, place: &Place) -> LoweredSchema {
    let Some(component) = shared_component(place) else { return schema::lower(context, schema, place) };
    if let Some(lowered) = context.shared.get(place.pointer.as_str()) {
        return lowered.clone();
    }
    let type_name = names::type_name(&component);
    let module = names::module_name(&type_name);
    let place = Place { type_name, module: context.shared_module(&module), ..place.clone() };
    let lowered = schema::lower(context, schema, &place);
    context.shared.insert(place.pointer.as_str().to_owned(), lowered.clone());
    lowered
}

fn shared_component(place: &Place) -> Option<String> {
    let mut tokens = place.pointer.tokens();
    (tokens.next().as_deref() == Some("components")).then(|| tokens.nth(1)).flatten()
}

impl Context<'_, '_> {
    /// The file for types of an operation or a shared component.
    pub(super) fn shared_module(&mut self, wanted: &str) -> String {
        if let Some(module) = self.operation_modules.get(wanted) {
            return module.clone();
        }
        let module = self.modules.claim(wanted);
        self.operation_modules.insert(wanted.to_owned(), module.clone());
        module
    }
}
