//! The worker of the example.

use std::{
    error::Error,
    io::Write,
    path::{Path, PathBuf},
    sync::Mutex,
};

use managed_agents::{
    Client,
    testing::{FakeServer, Script},
    tools::Tools,
    toolset::LocalToolset,
    types::{CreateAgentRequest, CreateEnvironmentRequest, CreateSessionRequest, SelfHostedConfig, UserMessage},
    worker::{Shutdown, Worker, WorkerEvent},
};
use serde_json::json;

pub(crate) type Result<T, E = Box<dyn Error + Send + Sync>> = std::result::Result<T, E>;

pub(crate) async fn main() -> Result<()> {
    let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let folder = PathBuf::from(variable("WORKER_FOLDER").unwrap_or_else(|| "sessions".to_owned()));
    let (Some(id), Some(key)) = (variable("ANTHROPIC_ENVIRONMENT_ID"), variable("ANTHROPIC_ENVIRONMENT_KEY")) else {
        println!(
            "(ANTHROPIC_ENVIRONMENT_ID and ANTHROPIC_ENVIRONMENT_KEY are not set: this is a fake API inside the example.)"
        );
        let fake = FakeServer::start().await?;
        return run(on_fake(&fake).await?, &std::env::temp_dir().join("sessions"), std::io::stdout()).await;
    };
    let client = Client::builder().bearer_token(key.as_str()).build()?;
    let worker = Worker::new(&client, id, key)?.concurrency(4);
    tokio::spawn(end_on_signal(worker.shutdown()));
    run(worker, &folder, std::io::stdout()).await
}

/// Works in folders below `folder`, and writes a line for each event.
pub(crate) async fn run(worker: Worker, folder: &Path, output: impl Write + Send + 'static) -> Result<()> {
    let output = Mutex::new(output);
    let log = move |event: &WorkerEvent<'_>| {
        // Most of the time the queue is empty.
        if let (false, Ok(mut output)) = (matches!(event, WorkerEvent::QueueEmpty), output.lock()) {
            drop(writeln!(output, "{event:?}"));
        }
    };
    let folder = folder.to_owned();
    let worker = worker.tools_for(move |context| {
        let folder = folder.join(&context.session.id);
        async move {
            std::fs::create_dir_all(&folder)?;
            let toolset = LocalToolset::new(&folder)?.on_memory_error(|error| eprintln!("{error}"));
            toolset.mount_memory(&context.client, &context.session).await?;
            for (skill, result) in toolset.install_skills(&context.client, &context.session).await {
                result.unwrap_or_else(|error| eprintln!("{skill}: {error}"));
            }
            Ok(Tools::of_toolset(toolset))
        }
    });
    Ok(worker.on_event(log).run().await?)
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
    use tokio::signal::unix::{SignalKind, signal};
    if let Ok(mut terminate) = signal(SignalKind::terminate()) {
        let shutdown = shutdown.clone();
        tokio::spawn(async move {
            terminate.recv().await;
            shutdown.begin();
        });
    }
    if tokio::signal::ctrl_c().await.is_ok() {
        shutdown.begin();
    }
}
