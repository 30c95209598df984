//! Tools whose schema is made from the type of their input.

use managed_agents::tools::Tool;
use schemars::JsonSchema;
use serde_derive::Deserialize;
use serde_json::{Value, json};

/// Books a journey.
#[derive(Deserialize, JsonSchema)]
#[allow(dead_code, reason = "its schema is what is tested")]
struct Journey {
    /// Where it begins.
    from: String,
    days: Option<u8>,
    class: Class,
    stops: Vec<Stop>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(dead_code, reason = "its schema is what is tested")]
enum Class {
    First,
    Second,
}

#[derive(Deserialize, JsonSchema)]
#[allow(dead_code, reason = "its schema is what is tested")]
struct Stop {
    city: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(tag = "kind")]
#[allow(dead_code, reason = "its schema is what is tested")]
enum Choice {
    Walk { km: u8 },
    Ride,
}

fn schema(tool: &Tool) -> Value {
    serde_json::to_value(tool.definition()).expect("JSON")["input_schema"].clone()
}

#[test]
fn the_schema_has_the_whole_type_inline() {
    let tool = Tool::typed("book", |journey: Journey| async move { journey.from }).expect("a struct");
    assert_eq!(tool.definition().description, "Books a journey.");
    let schema = schema(&tool);
    assert_eq!((&schema["type"], &schema["required"]), (&json!("object"), &json!(["from", "class", "stops"])));
    let properties = &schema["properties"];
    assert_eq!(properties["from"], json!({ "type": "string", "description": "Where it begins." }));
    assert_eq!(properties["class"], json!({ "type": "string", "enum": ["first", "second"] }));
    assert_eq!(properties["stops"]["items"]["properties"]["city"], json!({ "type": "string" }));
    assert!(
        schema.get("$defs").is_none() && schema.get("$schema").is_none() && schema.get("title").is_none(),
        "{schema}"
    );
}

#[test]
fn a_union_of_objects_is_an_object() {
    let tool = Tool::typed("go", |_: Choice| async {}).expect("objects");
    let schema = schema(&tool);
    assert_eq!((&schema["type"], schema["oneOf"].as_array().map(Vec::len)), (&json!("object"), Some(2)));
}

#[test]
fn an_input_that_is_not_an_object_is_refused() {
    for (error, found) in [
        (Tool::typed("n", |_: u8| async {}).err(), "\"integer\""),
        (Tool::typed("n", |_: Vec<u8>| async {}).err(), "\"array\""),
        (Tool::typed("n", |(): ()| async {}).err(), "\"null\""),
    ] {
        let error = error.expect("it is refused").to_string();
        let expected = "the input of the tool `n` is not an object: expected a struct or a map, found ";
        assert!(error.contains(&format!("{expected}{found}")), "{error}");
    }
}
