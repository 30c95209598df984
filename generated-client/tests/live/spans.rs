//! The spans of runs, tools and work: names and attributes of OpenTelemetry, and no content.

use std::{collections::BTreeMap, time::Duration};

use managed_agents::{
    testing::{FakeServer, Script},
    tools::{Tool, ToolError, Tools},
    types::{
        CloudConfig, CreateAgentRequest, CreateEnvironmentRequest, CreateSessionRequest, EnvironmentConfig, EventBatch,
        SelfHostedConfig, UserMessage,
    },
    worker::Worker,
};
use opentelemetry::trace::{SpanKind, Status};
use serde_json::json;

use crate::collector::{attribute, attributes, check_attributes, collect};

type Input = BTreeMap<String, String>;

/// A part of all content. It has no digits: times, ports and counts in a log could contain them.
const CONTENT: &str = "quail-confidential";

/// A server with an agent, and a session in an environment: their IDs.
async fn session(script: fn(&str) -> Script, config: impl Into<EnvironmentConfig>) -> (FakeServer, String, String) {
    let fake = FakeServer::start().await.expect("a free port");
    fake.on_message(script);
    let client = fake.client().expect("the settings are right");
    let agent = client.agents().create(CreateAgentRequest::new("A", "claude-opus-5")).send().await.expect("an agent");
    let environment = CreateEnvironmentRequest::new("E", config.into());
    let environment = client.environments().create(&environment).send().await.expect("an environment");
    let session = CreateSessionRequest::new(agent.id, environment.id.as_str());
    let session = session.initial_events([UserMessage::text(CONTENT)]);
    let session = client.sessions().create(&session).send().await.expect("a session");
    (fake, session.id, environment.id)
}

fn script(_: &str) -> Script {
    Script::new().call("good", json!({ "secret": CONTENT })).call("bad", json!({ "secret": CONTENT })).say(CONTENT)
}

fn tools() -> Tools {
    let good =
        |name: &str| Tool::new(name, |input: Input| async move { input.get("secret").cloned().unwrap_or_default() });
    let bad = Tool::new("bad", |_: Input| async { Err::<(), _>(ToolError::new(CONTENT)) });
    Tools::new([good("good"), good("bash"), bad])
}

#[tokio::test]
async fn a_run_and_its_tools_have_spans_without_content() {
    let (fake, id, _) = session(script, CloudConfig::new()).await;
    let client = fake.client().expect("the settings are right");
    let run = async { drop(client.sessions().run(&id).tools(tools()).await.expect("the run ends well")) };
    let collected = collect(run).await;
    check_attributes(&collected);
    let run = collected.span("invoke_agent");
    for (name, value) in [
        ("gen_ai.operation.name", "invoke_agent"),
        ("gen_ai.provider.name", "anthropic"),
        ("gen_ai.conversation.id", &id),
        ("gen_ai.usage.output_tokens", "5"),
    ] {
        assert_eq!(attribute(run, name), value);
    }
    assert_eq!((&run.status, &run.span_kind), (&Status::Ok, &SpanKind::Internal));
    assert!(!attributes(run).contains_key("error.type"), "{run:?}");
    let good = collected.span("anthropic.custom_tool_use good");
    for (name, value) in [
        ("gen_ai.operation.name", "execute_tool"),
        ("gen_ai.tool.name", "good"),
        ("gen_ai.tool.type", "function"),
        ("anthropic.session.id", &id),
    ] {
        assert_eq!(attribute(good, name), value);
    }
    assert!(attribute(good, "gen_ai.tool.call.id").starts_with("sevt_"), "{good:?}");
    let bad = collected.span("anthropic.custom_tool_use bad");
    assert_eq!((attribute(bad, "error.type").as_str(), &bad.status), ("tool_error", &Status::error("")));
    // The span of the run is around it, and around the calls that it makes.
    let stream = collected.span("GET /v1/sessions/{session_id}/events/stream");
    for inner in [good, bad, stream] {
        assert_eq!(inner.parent_span_id, run.span_context.span_id(), "{}", inner.name);
    }
    assert!(!collected.log.contains(CONTENT), "{}", collected.log);
}

#[tokio::test]
async fn content_is_in_spans_of_tools_only_if_it_is_asked_for() {
    let (fake, id, _) = session(script, CloudConfig::new()).await;
    let client = fake.client().expect("the settings are right");
    let tools = tools().trace_content();
    let run = async { drop(client.sessions().run(&id).tools(tools).await.expect("the run ends well")) };
    let collected = collect(run).await;
    check_attributes(&collected);
    for name in ["anthropic.custom_tool_use good", "anthropic.custom_tool_use bad"] {
        let span = collected.span(name);
        assert_eq!(attribute(span, "gen_ai.tool.call.arguments"), json!({ "secret": CONTENT }).to_string());
        let content = json!([{ "type": "text", "text": CONTENT }]);
        let sent: serde_json::Value =
            serde_json::from_str(&attribute(span, "anthropic.tool_result.content")).expect("it is JSON");
        assert_eq!(sent, content);
        assert!(!attributes(span).contains_key("anthropic.content.truncated"), "{span:?}");
    }
}

#[tokio::test]
async fn a_turn_has_a_span_without_content() {
    let (fake, id, _) = session(|_| Script::new().say(CONTENT), CloudConfig::new()).await;
    let client = fake.client().expect("the settings are right");
    let batch = EventBatch::new([UserMessage::text(CONTENT)]);
    let turn = async { drop(client.events().send_and_wait(&id, &batch).await.expect("the turn ends well")) };
    let collected = collect(turn).await;
    check_attributes(&collected);
    let turn = collected.span("invoke_agent");
    assert_eq!((attribute(turn, "gen_ai.conversation.id"), &turn.status), (id, &Status::Ok));
    assert_eq!(attribute(turn, "gen_ai.usage.output_tokens"), "5");
    let sent = collected.span("POST /v1/sessions/{session_id}/events");
    assert_eq!(sent.parent_span_id, turn.span_context.span_id());
    assert!(!collected.log.contains(CONTENT), "{}", collected.log);
}

#[tokio::test]
async fn a_run_that_fails_says_why() {
    let (fake, id, _) = session(script, CloudConfig::new()).await;
    let client = fake.client().expect("the settings are right");
    let run = async { drop(client.sessions().run(&id).tools(tools()).max_tool_calls(1).await.expect_err("two calls")) };
    let collected = collect(run).await;
    let run = collected.span("invoke_agent");
    assert_eq!((attribute(run, "error.type").as_str(), &run.status), ("tool_call_limit", &Status::error("")));
}

#[tokio::test]
async fn the_work_on_an_item_has_a_span() {
    let script = |_: &str| Script::new().use_tool("bash", json!({ "secret": CONTENT })).terminate();
    let (fake, id, environment_id) = session(script, SelfHostedConfig::new()).await;
    let client = fake.client().expect("the settings are right");
    let key = fake.environment_key(&environment_id);
    let worker = Worker::new(&client, &environment_id, key).expect("a worker").tools(tools()).drain();
    let run = tokio::time::timeout(Duration::from_secs(20), worker.run());
    let collected = collect(async { run.await.expect("it ends").expect("it ends well") }).await;
    check_attributes(&collected);
    let work = collected.span("anthropic.environment.work");
    assert_eq!(attribute(work, "anthropic.environment.id"), environment_id);
    assert_eq!(attribute(work, "anthropic.session.id"), id);
    assert!(attribute(work, "anthropic.environment.work.id").starts_with("work_"), "{work:?}");
    let tool = collected.span("anthropic.tool_use bash");
    assert_eq!(tool.parent_span_id, work.span_context.span_id());
    assert!(!collected.log.contains(CONTENT) && !collected.log.contains("sk-ant"), "{}", collected.log);
}
