//! Gives an agent a tool of your own, runs it when the agent asks, and returns the result, until the agent is done.
//!
//! `cargo run -p managed-agents --example custom_tool` needs no key and no network.

#[path = "../support/mod.rs"]
pub(crate) mod support;

use std::io::Write;

use managed_agents::{
    Client,
    types::{
        AgentCustomToolUseEvent, CreateAgentRequest, CustomTool, CustomToolInputSchema, EventBatch, SessionEvent,
        UserCustomToolResult, UserMessage,
    },
};
use serde_json::json;

use support::Result;

#[tokio::main]
async fn main() -> Result<()> {
    let (client, _server) = support::client().await?;
    run(&client, &mut std::io::stdout()).await
}

pub(crate) async fn run(client: &Client, output: &mut impl Write) -> Result<()> {
    let schema = CustomToolInputSchema::new().properties([("city", json!({"type": "string"}))]).required(["city"]);
    let tool = CustomTool::new("weather", "Tells the weather of a city.", schema);
    let agent = CreateAgentRequest::new("Forecaster", "claude-haiku-4-5").tools([tool]);
    let session_id = support::begin_session(client, &agent).await?;

    let events = client.events();
    let question = EventBatch::new([UserMessage::text("How is the weather in Paris?")]);
    let mut turn = events.send_and_wait(&session_id, &question).await?;
    // The agent stops with `requires_action` where it waits for results; all it waits for are answered at once.
    while !turn.blocking_ids().is_empty() {
        let results: Vec<UserCustomToolResult> = turn
            .blocking()
            .filter_map(|event| match event {
                SessionEvent::AgentCustomToolUse(tool_use) => Some(run_tool(tool_use)),
                _ => None,
            })
            .collect();
        if results.is_empty() {
            return Err("the agent waits for something else than a tool of ours".into());
        }
        writeln!(output, "tools run: {}", results.len())?;
        turn = events.send_and_wait(&session_id, &EventBatch::new(results)).await?;
    }
    writeln!(output, "agent: {}", turn.text())?;
    Ok(())
}

/// What the tool takes.
#[derive(serde_derive::Deserialize)]
struct WeatherInput {
    city: String,
}

/// Runs the tool. What is wrong is a result too: the agent reads it and may try again.
fn run_tool(tool_use: &AgentCustomToolUseEvent) -> UserCustomToolResult {
    match tool_use.input_as::<WeatherInput>() {
        Ok(input) => UserCustomToolResult::text(&tool_use.id, format!("It rains in {}.", input.city)),
        Err(error) => UserCustomToolResult::text(&tool_use.id, error.to_string()).is_error(true),
    }
}
