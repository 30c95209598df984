//! The paths of public items, below the crate, and the parts of the document that they are made of.
//!
//! `surface` reads items with these paths from the emitted code. `changes` and commands find the part of the model of
//! an item here.

use std::collections::BTreeMap;

use super::runtime_paths::{CLIENT_BUILDER, OAUTH2, REQUEST};
use crate::model::{Api, Operation, Resource, Settings, TypeDef};

/// The path of a type: `types::Agent`.
pub fn of_type(definition: &TypeDef) -> String {
    format!("types::{}", definition.rust_name)
}

/// The path of a member of a type: `types::Agent::name`.
pub fn of_member(definition: &TypeDef, name: &str) -> String {
    format!("{}::{name}", of_type(definition))
}

/// The path of the type that holds the methods of a resource: `agents::Agents`.
pub fn of_resource(resource: &Resource) -> String {
    format!("{}::{}", resource.accessor, resource.rust_name)
}

/// The path of the method that starts a request: `agents::Agents::list`.
pub fn of_method(resource: &Resource, operation: &Operation) -> String {
    format!("{}::{}", of_resource(resource), operation.rust_name)
}

/// The call that starts a request: `agents().list`.
pub fn call(resource: &Resource, operation: &Operation) -> String {
    format!("{}().{}", resource.accessor, operation.rust_name)
}

/// The path of the type that names an operation: `agents::ListAgents`.
pub fn of_operation(resource: &Resource, operation: &Operation) -> String {
    of_neighbour(resource, &operation.type_name)
}

/// The path of another type in the module of a resource: `agents::CreateAgentSuccess`.
pub fn of_neighbour(resource: &Resource, name: &str) -> String {
    format!("{}::{name}", resource.accessor)
}

/// The path of the request of an operation: `runtime::Request<agents::ListAgents>`.
pub fn of_request(resource: &Resource, operation: &Operation) -> String {
    format!("{REQUEST}<{}>", of_operation(resource, operation))
}

/// The path of the type of an operation's parameters in the server for tests: `fake::ListAgentsParameters`.
pub fn of_fake_parameters(operation: &Operation) -> String {
    format!("fake::{}", fake_parameters(operation))
}

/// The name of this type.
pub(super) fn fake_parameters(operation: &Operation) -> String {
    format!("{}Parameters", operation.type_name)
}

/// The parts of the document that items are made of.
#[derive(Debug)]
pub struct ItemOrigins<'a>(BTreeMap<String, &'a str>);

impl<'a> ItemOrigins<'a> {
    /// The origins of all types and operations.
    pub fn of(api: &'a Api) -> Self {
        let types = api.types.iter().map(|definition| (of_type(definition), definition.pointer.as_str()));
        let operations = api.operations().flat_map(|(resource, operation)| {
            let own = [of_method, of_operation, of_request].map(|path| path(resource, operation));
            let others = operation.other_responses.iter().map(|other| of_neighbour(resource, &other.type_name));
            let errors = operation.error_type.iter().map(|name| of_neighbour(resource, name));
            let paths = own.into_iter().chain(others).chain(errors).chain([of_fake_parameters(operation)]);
            paths.map(|path| (path, operation.pointer.as_str())).collect::<Vec<_>>()
        });
        let Settings { server_variables, security_schemes, .. } = &api.settings;
        let variables = server_variables.iter().map(|variable| format!("{CLIENT_BUILDER}::{}", variable.rust_name));
        let flows = security_schemes.iter().flat_map(|scheme| &scheme.flows);
        let flows = flows.map(|flow| format!("{OAUTH2}::{}", flow.rust_name));
        let variables = variables.map(|path| (path, "#/servers"));
        let flows = flows.map(|path| (path, "#/components/securitySchemes"));
        Self(types.chain(operations).chain(variables).chain(flows).collect())
    }

    /// The pointer to the schema or operation of the item at `path`, or of the one that it belongs to. The path can name a
    /// trait: `types::Agent: Debug`.
    pub fn of_item(&self, path: &str) -> Option<&'a str> {
        let mut path = path.split_once(": ").map_or(path, |(owner, _)| owner);
        loop {
            match self.0.get(path) {
                Some(pointer) => return Some(pointer),
                None => path = path.rsplit_once("::")?.0,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ItemOrigins;
    use crate::render::tests::sample;

    #[test]
    fn members_come_from_where_their_owner_comes_from() {
        let api = sample::api();
        let origins = ItemOrigins::of(&api);
        let (resource, operation) = api.operations().next().expect("an operation");
        let request = super::of_request(resource, operation);
        assert_eq!(origins.of_item(&format!("{request}::limit")), Some(operation.pointer.as_str()));
        assert_eq!(origins.of_item(&super::of_method(resource, operation)), Some(operation.pointer.as_str()));
        let definition = api.types.first().expect("a type");
        assert_eq!(
            origins.of_item(&format!("types::{}::new", definition.rust_name)),
            Some(definition.pointer.as_str())
        );
        assert_eq!(
            origins.of_item(&format!("types::{}: Debug", definition.rust_name)),
            Some(definition.pointer.as_str())
        );
        assert_eq!(origins.of_item("runtime::Client::agents"), None);
    }
}
