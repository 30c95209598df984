//! A worker of a self-hosted environment: it runs the tool `bash` in the folder in which it is started, until it gets SIGINT or SIGTERM.
//!
//! `cargo run -p managed-agents --features testing --example worker` serves one session of a fake API. With `ANTHROPIC_ENVIRONMENT_ID` and
//! `ANTHROPIC_ENVIRONMENT_KEY` set, it serves that environment. Run it in a container: the commands of the agent can do what this process can.

use std::{error::Error, io::Write, process::Stdio, sync::Arc};

use managed_agents::{
    Client,
    testing::{FakeServer, Script},
    tools::{Tool, ToolError, Tools},
    types::{
        BashToolInput, CreateAgentRequest, CreateEnvironmentRequest, CreateSessionRequest, SelfHostedConfig,
        UserMessage,
    },
    worker::{Shutdown, Worker, WorkerEvent},
};
use serde_json::json;
use tokio::process::Command;

type Result<T, E = Box<dyn Error + Send + Sync>> = std::result::Result<T, E>;

#[tokio::main]
async fn main() -> Result<()> {
    let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let (Some(id), Some(key)) = (variable("ANTHROPIC_ENVIRONMENT_ID"), variable("ANTHROPIC_ENVIRONMENT_KEY")) else {
        println!(
            "(ANTHROPIC_ENVIRONMENT_ID and ANTHROPIC_ENVIRONMENT_KEY are not set: this is a fake API inside the example.)"
        );
        let fake = FakeServer::start().await?;
        let worker = on_fake(&fake).await?;
        return run(worker, std::io::stdout()).await;
    };
    let client = Client::builder().bearer_token(key.as_str()).build()?;
    let worker = Worker::new(&client, id, key)?.concurrency(4);
    tokio::spawn(end_on_signal(worker.shutdown()));
    run(worker, std::io::stdout()).await
}

/// Works, and writes a line for each event.
pub(crate) async fn run(worker: Worker, output: impl Write + Send + 'static) -> Result<()> {
    let output = std::sync::Mutex::new(output);
    let log = move |event: &WorkerEvent<'_>| {
        // Most of the time the queue is empty.
        if let (false, Ok(mut output)) = (matches!(event, WorkerEvent::QueueEmpty), output.lock()) {
            drop(writeln!(output, "{event:?}"));
        }
    };
    let bash = Tool::new("bash", bash);
    Ok(worker.tools(Arc::new(Tools::new([bash]))).on_event(log).run().await?)
}

/// Runs a command. Its output is the result, and an error if the command fails. If the time of the tool is over, the command is killed.
async fn bash(input: BashToolInput) -> std::result::Result<String, ToolError> {
    let mut command = Command::new("/bin/bash");
    command.args(["--noprofile", "--norc", "-c", input.command.as_deref().unwrap_or_default()]);
    // The keys of this process are not for the agent.
    std::env::vars().filter(|(name, _)| name.starts_with("ANTHROPIC_")).for_each(|(name, _)| {
        command.env_remove(name);
    });
    let output = command.stdin(Stdio::null()).kill_on_drop(true).output().await?;
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).trim_end().to_owned();
    if output.status.success() { Ok(text) } else { Err(ToolError::new(format!("{text}\n({})", output.status))) }
}

/// A worker of a fake API that has one session in its queue.
pub(crate) async fn on_fake(fake: &FakeServer) -> Result<Worker> {
    fake.on_message(|_| {
        let script = Script::new().use_tool("bash", json!({ "command": "echo Hello from $0" }));
        script.reply(|results| results[0].text.clone()).terminate()
    });
    let client = fake.client()?;
    let agent = client.agents().create(CreateAgentRequest::new("Builder", "claude-haiku-4-5")).send().await?;
    let environment = CreateEnvironmentRequest::new("own", SelfHostedConfig::new());
    let environment = client.environments().create(&environment).send().await?;
    let session = CreateSessionRequest::new(agent.id, environment.id.as_str());
    client.sessions().create(session.initial_events([UserMessage::text("Say hello.")])).send().await?;
    let key = fake.environment_key(&environment.id);
    Ok(Worker::new(&client, environment.id, key)?.drain())
}

/// Ends the worker on a signal: calls that run are finished.
async fn end_on_signal(shutdown: Shutdown) {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            let shutdown = shutdown.clone();
            tokio::spawn(async move {
                terminate.recv().await;
                shutdown.begin();
            });
        }
    }
    if tokio::signal::ctrl_c().await.is_ok() {
        shutdown.begin();
    }
}
