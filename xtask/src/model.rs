//! `cargo xtask model`: what the generator understands of a document.

use generator::{
    Options,
    model::{Api, dump},
};
use serde_json::{Value, json};

use crate::{
    document::{Extent, Files},
    failure::Failure,
    print,
};

/// Prints the model as text.
pub(crate) fn text(files: &Files, extent: &Extent) -> Result<(), Failure> {
    print::result(&format!("{}\n", dump(&read(files, extent)?)))
}

/// Prints where component schemas and operations are found in the emitted crate.
pub(crate) fn json(files: &Files, extent: &Extent) -> Result<(), Failure> {
    print::json(&paths(&read(files, extent)?))
}

/// Reads a document and runs the generator on it.
pub(crate) fn read(files: &Files, extent: &Extent) -> Result<Api, Failure> {
    let options = Options { errors: extent.errors(), selection: extent.selection(files), ..files.options_to_show() };
    Ok(files.generate(&options)?.generated()?.api)
}

fn paths(api: &Api) -> Value {
    let is_component =
        |pointer: &str| pointer.strip_prefix("#/components/schemas/").is_some_and(|name| !name.contains('/'));
    let schemas: Vec<Value> = api
        .types
        .iter()
        .filter(|definition| is_component(&definition.pointer))
        .map(|definition| json!({"pointer": definition.pointer, "rust_path": format!("types::{}", definition.rust_name)}))
        .collect();
    let operations: Vec<Value> = api
        .operations()
        .map(|(resource, operation)| {
            json!({
                "operation_id": operation.operation_id,
                "method": operation.method.as_str(),
                "path": operation.path,
                "rust_path": format!("{}().{}", resource.accessor, operation.rust_name),
            })
        })
        .collect();
    json!({"schemas": schemas, "operations": operations})
}
