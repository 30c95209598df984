//! Bodies with absent properties, null and values.

use document_client::{json_object, runtime::Field, types::*};
use serde_json::{Value, json};

use crate::server::{Reply, exchange};

/// The body of an update as the server receives it.
async fn updated(update: UpdateAgentRequest) -> Value {
    let (request, result) =
        exchange(Reply::json(200, "{}"), async |client| client.agents().update("agent_1", &update).send().await).await;
    result.expect("an answer");
    serde_json::from_slice(&request.body).expect("JSON")
}

#[tokio::test]
async fn properties_that_an_update_does_not_mention_are_not_sent() {
    assert_eq!(updated(UpdateAgentRequest::new(1)).await, json!({ "version": 1 }));
}

#[tokio::test]
async fn cleared_properties_are_sent_as_null() {
    let update = UpdateAgentRequest::new(1).clear_system().clear_description();
    assert_eq!(updated(update).await, json!({ "version": 1, "system": null, "description": null }));
}

#[tokio::test]
async fn set_properties_are_sent_even_if_they_are_empty() {
    let update = UpdateAgentRequest::new(1).system("").description("d");
    assert_eq!(updated(update).await, json!({ "version": 1, "system": "", "description": "d" }));
}

#[tokio::test]
async fn the_last_word_on_a_property_counts() {
    let mut update = UpdateAgentRequest::new(1).system("a").clear_system().clear_description().description("d");
    assert_eq!(update.system, Field::Null);
    assert_eq!(updated(update.clone()).await, json!({ "version": 1, "system": null, "description": "d" }));
    update.system = Field::Absent;
    assert_eq!(updated(update).await, json!({ "version": 1, "description": "d" }));
}

#[tokio::test]
async fn lists_that_are_absent_empty_and_null_are_three_things() {
    let update = UpdateAgentRequest::new(1);
    assert_eq!(updated(update.clone().tools([])).await, json!({ "version": 1, "tools": [] }));
    // The document does not allow null for lists, so null is set explicitly.
    let mut null = update;
    null.additional_properties.insert("tools".to_owned(), Value::Null);
    assert_eq!(updated(null).await, json!({ "version": 1, "tools": null }));
}

#[tokio::test]
async fn an_element_is_added_to_a_list_and_a_list_is_replaced() {
    let tool = |name: &str| json_object! { "name": name };
    let update = UpdateAgentRequest::new(1).tool(tool("a")).tool(tool("b"));
    assert_eq!(updated(update.clone()).await, json!({ "version": 1, "tools": [{ "name": "a" }, { "name": "b" }] }));
    assert_eq!(updated(update.tools([tool("c")])).await, json!({ "version": 1, "tools": [{ "name": "c" }] }));
}

#[tokio::test]
async fn maps_that_are_absent_and_empty_are_two_things() {
    let none: [(&str, &str); 0] = [];
    assert_eq!(updated(UpdateAgentRequest::new(1).metadata(none)).await, json!({ "version": 1, "metadata": {} }));
    let update = UpdateAgentRequest::new(1).metadata([("a", json!("b")), ("gone", Value::Null)]);
    assert_eq!(updated(update).await, json!({ "version": 1, "metadata": { "a": "b", "gone": null } }));
}

#[tokio::test]
async fn properties_that_the_document_lacks_can_be_sent() {
    let mut create = CreateSessionRequest::new("agent_1", "env_1");
    create.additional_properties.insert("title".to_owned(), json!("Nightly build"));
    let (request, result) =
        exchange(Reply::json(200, "{}"), async |client| client.sessions().create(&create).send().await).await;
    result.expect("an answer");
    assert_eq!(request.body(), r#"{"agent":"agent_1","environment_id":"env_1","title":"Nightly build"}"#);
}

#[tokio::test]
async fn a_response_can_be_sent_back_with_its_unknown_properties() {
    let reply = r#"{"id":"agent_1","model":{"id":"m","speed":"ludicrous","effort":{"type":"high"}},"version":7}"#;
    let (_, result) =
        exchange(Reply::json(200, reply), async |client| client.agents().get("agent_1").send().await).await;
    let model = result.expect("an answer").model.expect("a model");
    let model = serde_json::from_value::<CreateAgentRequestModel>(serde_json::to_value(model).expect("JSON"));
    let create = CreateAgentRequest::new("copy", model.expect("a model of a request"));
    let (request, _) =
        exchange(Reply::json(200, "{}"), async |client| client.agents().create(&create).send().await).await;
    let body = r#"{"name":"copy","model":{"id":"m","speed":"ludicrous","effort":{"type":"high"}}}"#;
    assert_eq!(request.body(), body);
}
