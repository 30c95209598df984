//! Makes header parameters settings of the client if every operation has them, and calls need not set them: required ones with a
//! default, and optional text without a default. The default of the setting is the most frequent one. Other operations send their
//! own default, which has precedence over the client's. An optional header is not sent by default. A header with a list, to which
//! callers add items, is always a setting.

use crate::model::{Api, HeaderSetting, Operation, Parameter, ParameterLocation, TypeRef};
use crate::names::{Scope, value_name};

/// Methods that the client's builder and every request have: no setter of a hoisted header has one of these names.
const RESERVED: &[&[&str]] = &[crate::names::BUILDER_METHODS, crate::names::REQUEST_METHODS];

/// Moves such headers from the operations to the settings.
pub(super) fn hoist_headers(api: &mut Api) {
    let mut operations = api.operations().map(|(_, operation)| operation);
    let Some(first) = operations.next() else { return };
    let rest: Vec<&Operation> = operations.collect();
    let common: Vec<&Parameter> = first
        .parameters
        .iter()
        // A header of a single operation stays with the operation.
        .filter(|parameter| {
            has_fixed_default(parameter)
                || parameter.list.is_some()
                || (is_optional_text(parameter) && !rest.is_empty())
        })
        .filter(|parameter| {
            rest.iter().all(|other| other.parameters.iter().any(|candidate| is_same(candidate, parameter)))
        })
        .collect();
    let mut scope = Scope::new(&RESERVED.concat());
    for variable in &api.settings.server_variables {
        scope.reserve(&variable.rust_name);
    }
    for (_, operation) in api.operations() {
        let of_body = operation.body.iter().flat_map(|body| &body.others).map(|other| &other.rust_name);
        let of_response = operation.other_responses.iter().map(|other| &other.rust_name);
        of_body.chain(of_response).for_each(|name| scope.reserve(name));
    }
    let settings: Vec<HeaderSetting> = common
        .iter()
        .map(|parameter| HeaderSetting {
            pointer: parameter.pointer.clone(),
            wire_name: parameter.wire_name.clone(),
            rust_name: scope.claim(&match &parameter.list {
                Some(list) => list.method.clone(),
                None => value_name(&parameter.wire_name),
            }),
            docs: parameter.docs.clone(),
            default: usual_default(api, &parameter.wire_name),
            list: parameter.list.clone(),
        })
        .collect();
    let is_hoisted = |parameter: &Parameter| -> bool {
        parameter.location == ParameterLocation::Header
            && settings.iter().any(|setting| setting.wire_name.eq_ignore_ascii_case(&parameter.wire_name))
    };
    for operation in api.resources.iter_mut().flat_map(|resource| &mut resource.operations) {
        let (hoisted, kept) = std::mem::take(&mut operation.parameters).into_iter().partition(is_hoisted);
        operation.parameters = kept;
        let hoisted: Vec<Parameter> = hoisted;
        operation.headers.extend(hoisted.into_iter().filter_map(|parameter| {
            // An operation without its own items sends only the items that callers add.
            let default = parameter.default.or_else(|| parameter.list.is_some().then(String::new))?;
            let is_usual = settings.iter().any(|setting| {
                setting.wire_name.eq_ignore_ascii_case(&parameter.wire_name)
                    && setting.default.as_ref() == Some(&default)
            });
            (!is_usual).then_some((parameter.wire_name, default))
        }));
    }
    for operation in api.resources.iter_mut().flat_map(|resource| &mut resource.operations) {
        give_way(&mut operation.parameters, &settings);
    }
    api.settings.headers = settings;
}

/// Every request has the setters of hoisted headers: an operation's own setter of the same name gets another one.
fn give_way(parameters: &mut [Parameter], settings: &[HeaderSetting]) {
    let hoisted: Vec<&str> = settings.iter().map(|setting| setting.rust_name.as_str()).collect();
    let mut scope = Scope::new(&hoisted);
    for parameter in parameters.iter_mut().filter(|parameter| !parameter.is_positional()) {
        parameter.rust_name = scope.claim(&parameter.rust_name);
    }
}

fn has_fixed_default(parameter: &Parameter) -> bool {
    parameter.location == ParameterLocation::Header && parameter.required && parameter.default.is_some()
}

fn is_optional_text(parameter: &Parameter) -> bool {
    parameter.location == ParameterLocation::Header
        && !parameter.required
        && parameter.default.is_none()
        && parameter.ty == TypeRef::String
}

fn is_same(left: &Parameter, right: &Parameter) -> bool {
    left.wire_name.eq_ignore_ascii_case(&right.wire_name)
        && match (&left.list, &right.list) {
            (Some(_), Some(_)) => true,
            (None, None) => {
                has_fixed_default(left) == has_fixed_default(right) && is_optional_text(left) == is_optional_text(right)
            }
            (Some(_), None) | (None, Some(_)) => false,
        }
}

/// The most frequent default, or the first of several; `None` if no operation has one.
fn usual_default(api: &Api, wire_name: &str) -> Option<String> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    let parameters = api.operations().flat_map(|(_, operation)| &operation.parameters);
    let called = parameters.filter(|parameter| parameter.wire_name.eq_ignore_ascii_case(wire_name));
    for default in called.filter_map(|parameter| parameter.default.as_deref()) {
        match counts.iter_mut().find(|(known, _)| *known == default) {
            Some((_, count)) => *count += 1,
            None => counts.push((default, 1)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or_default();
    counts.iter().find(|(_, count)| *count == most).map(|(default, _)| (*default).to_owned())
}
