//! Names of the methods that add an element to a list, in a body or in a query.

use crate::{
    model::{Api, Field, Operation, Parameter, ParameterLocation, ParameterStyle, Struct, TypeKind, TypeRef},
    names::{REQUEST_METHODS, Scope, singular},
};

/// Names a method for each list that callers set: `tools` has `tool`. A list without a plural, or whose singular is another
/// name, has `add_content`.
pub(super) fn adders(api: &mut Api) {
    of_structs(api);
    of_requests(api);
}

fn of_structs(api: &mut Api) {
    for index in 0..api.types.len() {
        let def = &api.types[index];
        let TypeKind::Struct(object) = &def.kind else { continue };
        if !def.is_made_by_callers() {
            continue;
        }
        let names = names(api, object);
        let TypeKind::Struct(object) = &mut api.types[index].kind else { continue };
        for (field, name) in object.fields.iter_mut().zip(names) {
            field.add_name = name;
        }
    }
}

fn of_requests(api: &mut Api) {
    let mut names =
        api.operations().map(|(_, operation)| names_of_request(api, operation)).collect::<Vec<_>>().into_iter();
    for operation in api.resources.iter_mut().flat_map(|resource| &mut resource.operations) {
        for (parameter, name) in operation.parameters.iter_mut().zip(names.next().into_iter().flatten()) {
            parameter.add_name = name;
        }
    }
}

fn names_of_request(api: &Api, operation: &Operation) -> Vec<Option<String>> {
    let mut scope = Scope::new(REQUEST_METHODS);
    for setting in &api.settings.headers {
        scope.reserve(&setting.rust_name);
    }
    for parameter in &operation.parameters {
        scope.reserve(&parameter.rust_name);
    }
    let of_body = operation.body.iter().flat_map(|body| &body.others).map(|other| &other.rust_name);
    let of_response = operation.other_responses.iter().map(|other| &other.rust_name);
    of_body.chain(of_response).for_each(|name| scope.reserve(name));
    scope.reserve("body");
    let name = |parameter: &Parameter| {
        takes_items(api, parameter).then(|| name(&mut scope, parameter.rust_name.trim_matches('_')))
    };
    operation.parameters.iter().map(name).collect()
}

/// Whether it is an optional list of a query, in a style whose text can grow by an item.
fn takes_items(api: &Api, parameter: &Parameter) -> bool {
    let is_list = match parameter.style {
        ParameterStyle::Form { .. } | ParameterStyle::SpaceDelimited { .. } | ParameterStyle::PipeDelimited { .. } => {
            matches!(api.resolved(&parameter.ty), TypeRef::Array(_))
        }
        ParameterStyle::DeepObject { .. }
        | ParameterStyle::Simple { .. }
        | ParameterStyle::Label { .. }
        | ParameterStyle::Matrix { .. }
        | ParameterStyle::Cookie { .. }
        | ParameterStyle::Segments
        | ParameterStyle::Json
        | ParameterStyle::WholeQuery { .. } => false,
    };
    is_list && !parameter.is_positional() && parameter.location == ParameterLocation::Query
}

fn names(api: &Api, object: &Struct) -> Vec<Option<String>> {
    let mut scope = Scope::new(&["new"]);
    scope.reserve(&object.additional_properties.rust_name);
    for field in &object.fields {
        scope.reserve(&field.rust_name);
        scope.reserve(&field.clear_name);
    }
    let name = |field: &Field| is_list(api, field).then(|| name(&mut scope, field.rust_name.trim_matches('_')));
    object.fields.iter().map(name).collect()
}

fn is_list(api: &Api, field: &Field) -> bool {
    field.constant.is_none() && matches!(api.resolved(&field.ty), TypeRef::Array(_))
}

fn name(scope: &mut Scope, list: &str) -> String {
    let one = singular(list);
    if one != list && scope.is_free(&one) { scope.claim(&one) } else { scope.claim(&format!("add_{list}")) }
}
