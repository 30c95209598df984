//! Inline schemas of shared components (`components.parameters`, `.responses`, `.requestBodies`): each is one type for all
//! operations that refer to it, and is named after the component. Headers have their own names after the one of the component, and
//! so have the media types that are not the preferred one.

use crate::names;

use super::{
    Context,
    keywords::SchemaRef,
    place::Place,
    schema::{self, LoweredSchema},
    sequences,
};

/// Lowers a schema that is in an operation or in a component that operations share.
pub(super) fn lower<'a>(context: &mut Context<'a, '_>, schema: SchemaRef<'a>, place: &Place) -> LoweredSchema {
    let tokens: Vec<String> = place.pointer.tokens().collect();
    let [components, section, component, inside @ ..] = tokens.as_slice() else {
        return schema::lower(context, schema, place);
    };
    if components != "components" {
        return schema::lower(context, schema, place);
    }
    if let Some(lowered) = context.shared.get(place.pointer.as_str()) {
        return lowered.clone();
    }
    let type_name = names::type_name(component);
    let module = context.shared_module(&names::module_name(&type_name));
    let part = part(context, section, component, inside);
    let place = Place { type_name: format!("{type_name}{part}"), module, ..place.clone() };
    let lowered = schema::lower(context, schema, &place);
    context.shared.insert(place.pointer.as_str().to_owned(), lowered.clone());
    lowered
}

/// The part of the name for the header or media type `inside` a component.
fn part(context: &Context<'_, '_>, section: &str, component: &str, inside: &[String]) -> String {
    match inside {
        [member, name, ..] if member == "headers" => names::type_part(name),
        [member, media_type, ..] if member == "content" => {
            let is_preferred = preferred(context, section, component).is_none_or(|preferred| preferred == media_type);
            if is_preferred { String::new() } else { names::type_part(&names::media_word(media_type)) }
        }
        _ => String::new(),
    }
}

/// The media type of a request body or response that is preferred.
fn preferred<'a>(context: &Context<'a, '_>, section: &str, component: &str) -> Option<&'a str> {
    let components = context.document.openapi.components.as_ref()?;
    let offers = match section {
        "requestBodies" => sequences::of_request(context, components.request_bodies.get(component)?.as_item()?),
        "responses" => sequences::of_response(context, components.responses.get(component)?.as_item()?),
        _ => return None,
    };
    offers.first().map(|offer| offer.media_type)
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
