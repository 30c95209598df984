//! The spans of runs, tools and work: names and attributes of OpenTelemetry, and no content.

use std::{
    collections::BTreeMap,
    io,
    sync::{Arc, Mutex},
    time::Duration,
};

use managed_agents::{
    testing::{FakeServer, Script},
    tools::{Tool, ToolError, Tools},
    types::{
        CloudConfig, CreateAgentRequest, CreateEnvironmentRequest, CreateSessionRequest, EnvironmentConfig,
        SelfHostedConfig, UserMessage,
    },
    worker::Worker,
};
use serde_json::json;
use tracing_subscriber::fmt::format::FmtSpan;

type Input = BTreeMap<String, String>;

/// Collects what is written.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no test panics with it").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// Collects spans as they end, while `future` runs.
    async fn of(future: impl Future<Output = ()>) -> String {
        let log = Self::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_writer(move || writer.clone())
            .with_ansi(false)
            .with_span_events(FmtSpan::CLOSE)
            .with_max_level(tracing_subscriber::filter::LevelFilter::INFO)
            .finish();
        let _guard = tracing::subscriber::set_default(subscriber);
        future.await;
        String::from_utf8(log.0.lock().expect("no test panics with it").clone()).expect("text")
    }
}

/// A server with an agent, and a session in an environment: their IDs.
async fn session(script: fn(&str) -> Script, config: impl Into<EnvironmentConfig>) -> (FakeServer, String, String) {
    let fake = FakeServer::start().await.expect("a free port");
    fake.on_message(script);
    let client = fake.client().expect("the settings are right");
    let agent = client.agents().create(CreateAgentRequest::new("A", "claude-opus-5")).send().await.expect("an agent");
    let environment = CreateEnvironmentRequest::new("E", config.into());
    let environment = client.environments().create(&environment).send().await.expect("an environment");
    let session = CreateSessionRequest::new(agent.id, environment.id.as_str());
    let session = session.initial_events([UserMessage::text("The secret is 4711.")]);
    let session = client.sessions().create(&session).send().await.expect("a session");
    (fake, session.id, environment.id)
}

fn script(_: &str) -> Script {
    Script::new().call("good", json!({ "secret": "4711" })).call("bad", json!({ "secret": "4711" })).say("4711")
}

fn tools() -> Tools {
    let good =
        |name: &str| Tool::new(name, |input: Input| async move { input.get("secret").cloned().unwrap_or_default() });
    let bad = Tool::new("bad", |_: Input| async { Err::<(), _>(ToolError::new("4711")) });
    Tools::new([good("good"), good("bash"), bad])
}

/// The line of a span that has ended.
#[track_caller]
fn line<'a>(log: &'a str, words: &[&str]) -> &'a str {
    let line = log.lines().find(|line| line.contains("close") && words.iter().all(|word| line.contains(word)));
    line.unwrap_or_else(|| panic!("no {words:?} in {log}"))
}

#[tokio::test]
async fn a_run_and_its_tools_have_spans_without_content() {
    let (fake, id, _) = session(script, CloudConfig::new()).await;
    let client = fake.client().expect("the settings are right");
    let run = async { drop(client.sessions().run(&id).tools(tools()).await.expect("the run ends well")) };
    let log = Log::of(run).await;
    let run = line(&log, &["otel.name=\"invoke_agent\"", "gen_ai.usage.output_tokens=5"]);
    let conversation = format!("gen_ai.conversation.id=\"{id}\"");
    for field in ["gen_ai.operation.name=\"invoke_agent\"", "gen_ai.provider.name=\"anthropic\"", &conversation] {
        assert!(run.contains(field), "{field} in {run}");
    }
    assert!(run.contains("otel.status_code=\"OK\"") && !run.contains("error.type"), "{run}");
    // The span of the run is around it.
    let good = line(&log, &["run{", "otel.name=\"anthropic.custom_tool_use good\""]);
    let tool = ["gen_ai.operation.name=\"execute_tool\"", "gen_ai.tool.name=\"good\"", "gen_ai.tool.type=\"function\""];
    for field in tool.into_iter().chain(["gen_ai.tool.call.id=\"sevt_", "otel.kind=\"internal\""]) {
        assert!(good.contains(field), "{field} in {good}");
    }
    line(
        &log,
        &["otel.name=\"anthropic.custom_tool_use bad\"", "error.type=\"tool_error\"", "otel.status_code=\"ERROR\""],
    );
    assert!(!log.contains("4711"), "{log}");
}

#[tokio::test]
async fn a_run_that_fails_says_why() {
    let (fake, id, _) = session(script, CloudConfig::new()).await;
    let client = fake.client().expect("the settings are right");
    let run = async { drop(client.sessions().run(&id).tools(tools()).max_tool_calls(1).await.expect_err("two calls")) };
    let log = Log::of(run).await;
    line(&log, &["otel.name=\"invoke_agent\"", "error.type=\"tool_call_limit\"", "otel.status_code=\"ERROR\""]);
}

#[tokio::test]
async fn the_work_on_an_item_has_a_span() {
    let script = |_: &str| Script::new().use_tool("bash", json!({ "secret": "4711" })).terminate();
    let (fake, id, environment_id) = session(script, SelfHostedConfig::new()).await;
    let client = fake.client().expect("the settings are right");
    let key = fake.environment_key(&environment_id);
    let worker = Worker::new(&client, &environment_id, key).expect("a worker").tools(tools()).drain();
    let run = tokio::time::timeout(Duration::from_secs(20), worker.run());
    let log = Log::of(async { run.await.expect("it ends").expect("it ends well") }).await;
    let environment = format!("anthropic.environment.id=\"{environment_id}\"");
    let session = format!("anthropic.session.id=\"{id}\"");
    line(
        &log,
        &["otel.name=\"anthropic.environment.work\"", &environment, &session, "anthropic.environment.work.id=\"work_"],
    );
    line(&log, &["work{", "otel.name=\"anthropic.tool_use bash\""]);
    assert!(!log.contains("4711") && !log.contains("sk-ant"), "{log}");
}
