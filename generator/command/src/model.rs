//! `model`: the types and operations that the generator reads from a document.

use generator::{
    model::{Api, dump},
    render::item_paths,
};
use serde_json::{Value, json};

use crate::{document::Task, failure::Failure, generate::Counts, print};

/// Prints the model as text.
pub fn text(task: Task) -> Result<(), Failure> {
    print::result(&format!("{}\n", dump(&read(task)?)))
}

/// Prints where component schemas and operations are found in the emitted crate.
pub fn json(task: Task) -> Result<(), Failure> {
    print::json(&paths(&read(task)?))
}

/// Runs the generator on a document.
pub fn read(task: Task) -> Result<Api, Failure> {
    let shown = task.shown;
    let document = task.generate();
    let counts = Counts::of(&document);
    let api = document.generated()?.api;
    if shown.has_summary() {
        print::message(&format!("Read {counts}."));
    }
    Ok(api)
}

fn paths(api: &Api) -> Value {
    let is_component =
        |pointer: &str| pointer.strip_prefix("#/components/schemas/").is_some_and(|name| !name.contains('/'));
    let schemas: Vec<Value> = api
        .types
        .iter()
        .filter(|definition| is_component(&definition.pointer))
        .map(|definition| json!({"pointer": definition.pointer, "rust_path": item_paths::of_type(definition)}))
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
