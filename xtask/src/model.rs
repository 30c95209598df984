//! `cargo xtask model`: what the generator understands of a document.

use std::path::Path;

use generator::model::{Api, dump};
use serde_json::{Value, json};

use crate::{
    document::{self, Document},
    failure::Failure,
    print,
};

/// Prints the model as text.
pub(crate) fn text(spec: Option<&Path>) -> Result<(), Failure> {
    print::result(&format!("{}\n", dump(&read(spec)?)))
}

/// Prints where component schemas and operations are found in the emitted crate.
pub(crate) fn json(spec: Option<&Path>) -> Result<(), Failure> {
    print::result(&format!("{:#}\n", paths(&read(spec)?)))
}

fn read(spec: Option<&Path>) -> Result<Api, Failure> {
    let source = document::read(spec)?;
    Ok(Document::generate(source, &document::options_to_show(spec)).generated()?.api)
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
