//! Header parameters that every operation has, with one fixed default, become settings of the client.

use crate::model::{Api, HeaderSetting, Operation, Parameter, ParameterLocation};
use crate::names::{Scope, value_name};

/// Methods that the client's builder and every request have: no setter of a hoisted header is called so.
const RESERVED: &[&[&str]] = &[crate::names::BUILDER_METHODS, crate::names::REQUEST_METHODS];

/// Moves such headers from the operations to the settings.
pub(super) fn hoist_headers(api: &mut Api) {
    let mut operations = api.operations().map(|(_, operation)| operation);
    let Some(first) = operations.next() else { return };
    let rest: Vec<&Operation> = operations.collect();
    let common: Vec<&Parameter> = first
        .parameters
        .iter()
        .filter(|parameter| is_header_with_default(parameter))
        .filter(|parameter| {
            rest.iter().all(|other| other.parameters.iter().any(|candidate| is_same(candidate, parameter)))
        })
        .collect();
    let mut scope = Scope::new(&RESERVED.concat());
    // A setter of one operation keeps its name: the hoisted one gives way.
    for (_, operation) in api.operations() {
        for parameter in
            operation.parameters.iter().filter(|parameter| !common.iter().any(|other| is_same(parameter, other)))
        {
            scope.reserve(&parameter.rust_name);
        }
    }
    let settings: Vec<HeaderSetting> = common
        .iter()
        .map(|parameter| HeaderSetting {
            wire_name: parameter.wire_name.clone(),
            rust_name: scope.claim(&value_name(&parameter.wire_name)),
            docs: parameter.docs.clone(),
            default: parameter.default.clone().unwrap_or_default(),
        })
        .collect();
    let is_hoisted = |parameter: &Parameter| {
        parameter.location == ParameterLocation::Header
            && settings.iter().any(|setting| setting.wire_name.eq_ignore_ascii_case(&parameter.wire_name))
    };
    for operation in api.resources.iter_mut().flat_map(|resource| &mut resource.operations) {
        operation.parameters.retain(|parameter| !is_hoisted(parameter));
    }
    api.settings.headers = settings;
}

fn is_header_with_default(parameter: &Parameter) -> bool {
    parameter.location == ParameterLocation::Header && parameter.default.is_some()
}

fn is_same(left: &Parameter, right: &Parameter) -> bool {
    left.location == right.location
        && left.wire_name.eq_ignore_ascii_case(&right.wire_name)
        && left.default == right.default
}
