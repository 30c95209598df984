//! Follows a session over lost connections until it has processed a message, and shows messages while they are written.
//!
//! `cargo run -p managed-agents --features testing --example follow` needs no key and no network.

#[path = "../support/mod.rs"]
pub(crate) mod support;

use std::{io::Write, time::Duration};

use managed_agents::{
    Client, MessagePreviews,
    testing::Script,
    types::{CreateAgentRequest, DeltaType, EventBatch, SessionEvent, UserMessage},
};

use support::Result;

#[tokio::main]
async fn main() -> Result<()> {
    let (client, _fake) = support::client(script).await?;
    run(&client, &mut std::io::stdout()).await
}

/// The script of an agent of the fake API.
pub(crate) fn script(_: &str) -> Script {
    Script::new().say("An agent is a model that works towards a goal with tools, in a loop.")
}

pub(crate) async fn run(client: &Client, output: &mut impl Write) -> Result<()> {
    let agent = CreateAgentRequest::new("Teller", "claude-haiku-4-5");
    let session_id = support::begin_session(client, &agent).await?;

    // Previews that are sent before the stream is open are lost. Events are not lost.
    let events = client.events().follow(&session_id).from_now().event_deltas([DeltaType::AgentMessage]);
    let mut events = events.idle_timeout(Duration::from_secs(600));
    events.open().await?;
    let question = EventBatch::new([UserMessage::text("What is an agent?")]);
    let sent = client.events().send(&session_id, &question).send().await?;
    // The stream ends when the session has processed the message, or waits for tools that this example does not have.
    events.until_processed(sent.ids());

    let mut previews = MessagePreviews::new();
    while let Some(event) = events.try_next().await? {
        match previews.push(&event) {
            Ok(Some(message)) if matches!(event, SessionEvent::AgentMessage(_)) => {
                writeln!(output, "{}", message.text())?;
            }
            Ok(Some(message)) => writeln!(output, "{} …", message.text())?,
            Ok(None) => {}
            // Some previews are missing. The whole message comes later.
            Err(error) => writeln!(output, "({error})")?,
        }
    }
    Ok(())
}
