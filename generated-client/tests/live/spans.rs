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

use crate::collector::{Collected, attribute, attributes, check_attributes, collect};

type Input = BTreeMap<String, String>;

/// A text that is in all content. It has no digits, since times, ports and counts in a log could contain them.
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
    Tools::new([good("good").description("Tells a secret."), good("bash"), bad])
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
    assert_eq!((&run.status, &run.span_kind), (&Status::Ok, &SpanKind::Client));
    assert!(!attributes(run).contains_key("error.type"), "{run:?}");
    let good = collected.span("execute_tool good");
    for (name, value) in [
        ("gen_ai.operation.name", "execute_tool"),
        ("gen_ai.tool.name", "good"),
        ("gen_ai.tool.type", "function"),
        ("anthropic.session.id", &id),
    ] {
        assert_eq!(attribute(good, name), value);
    }
    assert!(attribute(good, "gen_ai.tool.call.id").starts_with("sevt_"), "{good:?}");
    assert_eq!(attribute(good, "gen_ai.tool.description"), "Tells a secret.");
    let bad = collected.span("execute_tool bad");
    assert_eq!((attribute(bad, "error.type").as_str(), &bad.status), ("tool_error", &Status::error("")));
    // The span of the run contains it, and the calls that it makes.
    let stream = collected.span("GET /v1/sessions/{session_id}/events/stream");
    for inner in [good, bad, stream] {
        assert_eq!(inner.parent_span_id, run.span_context.span_id(), "{}", inner.name);
    }
    assert!(!collected.log.contains(CONTENT), "{}", collected.log);
}

#[tokio::test]
async fn a_run_names_the_agent_that_it_invokes() {
    let (fake, id, _) = session(script, CloudConfig::new()).await;
    let client = fake.client().expect("the settings are right");
    let session = client.sessions().get(&id).send().await.expect("a session");
    let agent = session.agent.clone();
    let run = client.sessions().run(&id).tools(tools()).trace_agent(&agent);
    let collected = collect(async { drop(run.await.expect("the run ends well")) }).await;
    check_attributes(&collected);
    let run = collected.span("invoke_agent A");
    for (name, value) in [
        ("gen_ai.agent.id", agent.id.as_str()),
        ("gen_ai.agent.name", "A"),
        ("gen_ai.agent.version", "1"),
        ("gen_ai.request.model", "claude-opus-5"),
    ] {
        assert_eq!(attribute(run, name), value);
    }
}

#[tokio::test]
async fn content_is_in_spans_of_tools_only_if_it_is_asked_for() {
    let (fake, id, _) = session(script, CloudConfig::new()).await;
    let client = fake.client().expect("the settings are right");
    let tools = tools().trace_content();
    let run = async { drop(client.sessions().run(&id).tools(tools).await.expect("the run ends well")) };
    let collected = collect(run).await;
    check_content_of_tools(&collected);
    assert!(!attributes(collected.span("invoke_agent")).contains_key("gen_ai.output.messages"));
}

#[tokio::test]
async fn content_is_in_the_span_of_a_run_only_if_it_is_asked_for() {
    let (fake, id, _) = session(script, CloudConfig::new()).await;
    let client = fake.client().expect("the settings are right");
    let run = client.sessions().run(&id).message(CONTENT).tools(tools()).trace_content();
    let collected = collect(async { drop(run.await.expect("the run ends well")) }).await;
    let run = collected.span("invoke_agent");
    let messages =
        |name: &str| -> serde_json::Value { serde_json::from_str(&attribute(run, name)).expect("it is JSON") };
    let parts = json!([{ "type": "text", "content": CONTENT }]);
    assert_eq!(messages("gen_ai.input.messages"), json!([{ "role": "user", "parts": parts }]));
    let output = messages("gen_ai.output.messages");
    assert_eq!((&output[0]["role"], &output[0]["finish_reason"]), (&json!("assistant"), &json!("stop")));
    let text = output[0]["parts"][0]["content"].as_str().expect("text");
    assert!(text.lines().all(|line| line == CONTENT), "{text}");
    let tools = collected.spans.iter().filter(|span| span.name == "execute_tool good");
    assert!(tools.clone().count() > 0);
    for span in tools {
        assert!(attribute(span, "gen_ai.tool.call.result").contains(CONTENT));
    }
}

#[track_caller]
fn check_content_of_tools(collected: &Collected) {
    check_attributes(collected);
    for name in ["execute_tool good", "execute_tool bad"] {
        let span = collected.span(name);
        assert_eq!(attribute(span, "gen_ai.tool.call.arguments"), json!({ "secret": CONTENT }).to_string());
        let content = json!([{ "type": "text", "text": CONTENT }]);
        let sent: serde_json::Value =
            serde_json::from_str(&attribute(span, "gen_ai.tool.call.result")).expect("it is JSON");
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
    assert_eq!(
        (attribute(work, "gen_ai.agent.name"), attribute(work, "gen_ai.agent.version")),
        ("A".into(), "1".into())
    );
    let tool = collected.span("execute_tool bash");
    assert_eq!(tool.parent_span_id, work.span_context.span_id());
    assert!(!collected.log.contains(CONTENT) && !collected.log.contains("sk-ant"), "{}", collected.log);
}

#[cfg(feature = "apply")]
#[tokio::test]
async fn an_agent_that_is_created_from_files_has_a_span() {
    let fixture = crate::apply::Fixture::new("span").await;
    fixture.write("all.yaml", crate::apply::ALL);
    let project = fixture.project();
    let plan = project.plan(&fixture.client).await.expect("a plan");
    let mut id = None;
    let apply = async {
        let applied = project.apply(&fixture.client, &plan).await.expect("it is applied");
        id = applied.id("agent.helper").map(str::to_owned);
    };
    let collected = collect(apply).await;
    check_attributes(&collected);
    let created = collected.span("create_agent Helper");
    assert_eq!(Some(attribute(created, "gen_ai.agent.id")), id);
    assert_eq!((attribute(created, "gen_ai.agent.version"), &created.status), ("1".to_owned(), &Status::Ok));
    assert_eq!(attribute(created, "gen_ai.agent.description"), "${not.a.reference}");
    assert_eq!(collected.span("POST /v1/agents").parent_span_id, created.span_context.span_id());
}
