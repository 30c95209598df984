//! `x-rust-header-list`: headers whose value is a list, to which callers add.

use indexmap::IndexMap;
use serde_json::Value;

use super::Context;
use crate::{
    diagnostic::{Diagnostics, catalog::lower as findings},
    extensions::HEADER_LIST,
    model::{HeaderList, Parameter, ParameterLocation, Resource},
    names,
    pointer::Pointer,
};

/// Reads the extension of a parameter: `{method: NAME, exclusive: [ITEM, …]}`.
pub(super) fn read(
    context: &mut Context<'_, '_>,
    location: ParameterLocation,
    extensions: &IndexMap<String, Value>,
    parameter: &Pointer,
) -> Option<HeaderList> {
    let written = extensions.get(HEADER_LIST)?;
    let list = match location {
        ParameterLocation::Header => parse(written),
        ParameterLocation::Path | ParameterLocation::Query | ParameterLocation::Cookie => {
            Err("the parameter is not a header".to_owned())
        }
    };
    list.map_err(|what| context.diagnostics.push(findings::header_list(&parameter.child(HEADER_LIST), &what))).ok()
}

fn parse(written: &Value) -> Result<HeaderList, String> {
    let members = written.as_object().ok_or("expected an object with `method`, and `exclusive` if needed")?;
    if let Some(unknown) = members.keys().find(|name| !["method", "exclusive"].contains(&name.as_str())) {
        return Err(format!("`{}` is not one of `method` and `exclusive`", unknown.escape_debug()));
    }
    let method = members.get("method").and_then(Value::as_str).filter(|name| !name.is_empty());
    let method =
        names::value_name(method.ok_or("`method`, the name of the method that adds an item, is not a string")?);
    let exclusive = match members.get("exclusive") {
        None => Some(Vec::new()),
        Some(Value::Array(items)) => items.iter().map(|item| item.as_str().map(str::to_owned)).collect(),
        Some(_) => None,
    };
    let exclusive = exclusive.ok_or("`exclusive` is not a list of strings")?;
    Ok(HeaderList { method, exclusive })
}

/// Reports lists that an operation lacks: the method that adds to them is on every request.
pub(super) fn check(resources: &[Resource], diagnostics: &mut Diagnostics) {
    let operations = || resources.iter().flat_map(|resource| &resource.operations);
    let lists = |parameter: &&Parameter| parameter.list.is_some();
    let mut seen: Vec<&str> = Vec::new();
    for parameter in operations().flat_map(|operation| operation.parameters.iter().filter(lists)) {
        if seen.iter().any(|name| name.eq_ignore_ascii_case(&parameter.wire_name)) {
            continue;
        }
        seen.push(&parameter.wire_name);
        let is_same = |other: &Parameter| {
            other.list == parameter.list && other.wire_name.eq_ignore_ascii_case(&parameter.wire_name)
        };
        if let Some(lacking) = operations().find(|operation| !operation.parameters.iter().any(is_same)) {
            let at = Pointer::from_text(parameter.pointer.clone()).child(HEADER_LIST);
            let id = lacking.operation_id.escape_debug();
            diagnostics.push(findings::header_list(&at, &format!("the operation `{id}` does not have the same list")));
        }
    }
}
