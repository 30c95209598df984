//! Creates an agent, an environment and a session, sends the agent a message, and prints its words as they arrive.
//!
//! `cargo run -p managed-agents --features testing --example quickstart` needs no key and no network: it talks to a fake API.
//! With `ANTHROPIC_API_KEY` set, it takes the same steps against the API.

#[path = "../support/mod.rs"]
pub(crate) mod support;

use std::io::Write;

use managed_agents::{
    Client,
    testing::Script,
    types::{
        CloudConfig, CreateAgentRequest, CreateEnvironmentRequest, CreateSessionRequest, EventBatch, SessionEvent,
        UserMessage,
    },
};

use support::Result;

#[tokio::main]
async fn main() -> Result<()> {
    let (client, _fake) = support::client(script).await?;
    run(&client, &mut std::io::stdout()).await
}

/// The script of an agent of the fake API.
pub(crate) fn script(_: &str) -> Script {
    Script::new()
        .say("An agent is a model that works towards a goal with tools, in a loop.")
        .say("This one is a script of two lines, and says the same to everybody.")
}

/// All steps: sets up, talks, and cleans up even if talking failed.
pub(crate) async fn run(client: &Client, output: &mut impl Write) -> Result<()> {
    // An agent does the work, and an environment is the place for it. Make both once, and use them for many sessions.
    let agent = CreateAgentRequest::new("Quickstart", "claude-haiku-4-5").system("Answer in two sentences at most.");
    let agent_id = client.agents().create(&agent).send().await?.id;

    let environment = CreateEnvironmentRequest::new("quickstart", CloudConfig::new());
    let environment_id = client.environments().create(&environment).send().await?.id;

    let session = CreateSessionRequest::new(agent_id.as_str(), environment_id.as_str());
    let session_id = client.sessions().create(&session).send().await?.id;
    writeln!(output, "{session_id}: {agent_id} in {environment_id}")?;

    let talk = talk(client, &session_id, "What is an agent?", output).await;

    // All three requests are sent, even if the talk or one of them has failed.
    let session = client.sessions().archive(&session_id).send().await;
    let environment = client.environments().archive(&environment_id).send().await;
    let agent = client.agents().archive(&agent_id).send().await;
    talk?;
    session?;
    environment?;
    writeln!(output, "archived: {}", agent?.archived_at.is_some())?;
    Ok(())
}

/// Sends a message and prints the agent's words until it has nothing more to do.
async fn talk(client: &Client, session_id: &str, question: &str, output: &mut impl Write) -> Result<()> {
    // A stream has only events that happen while it is open, so open it before you send the message.
    let mut events = client.events().stream(session_id).send().await?;

    client.events().send(session_id, EventBatch::new([UserMessage::text(question)])).send().await?;

    while let Some(event) = events.try_next().await? {
        match event {
            SessionEvent::AgentMessage(message) => {
                writeln!(output, "agent: {}", message.text())?;
                output.flush()?;
            }
            SessionEvent::SessionError(event) => {
                writeln!(output, "trouble: {}", event.error.kind())?;
            }
            SessionEvent::SessionStatusIdle(event) => {
                writeln!(output, "idle: {}", event.stop_reason.kind())?;
                return Ok(());
            }
            SessionEvent::SessionStatusTerminated(_) => return Err("the session was terminated".into()),
            // The API has many more kinds of events, and later versions add others.
            _ => {}
        }
    }
    Err("the stream ended before the agent was done".into())
}
