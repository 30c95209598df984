//! Gives an agent a custom tool in addition to the built-in ones. Until the agent is done, it runs the custom tool, and decides on the
//! calls of built-in tools.
//!
//! `cargo run -p managed-agents --features testing --example custom_tool` needs no key and no network.

#[path = "../support/mod.rs"]
pub(crate) mod support;

use std::io::Write;

use managed_agents::{
    Client,
    testing::Script,
    types::{
        AgentCustomToolUseEvent, AgentToolset, CreateAgentRequest, CustomTool, CustomToolInputSchema,
        EvaluatedPermission, EventBatch, PermissionPolicy, PermissionPolicyType, SendableEvent, SessionEvent, Tool,
        ToolConfirmation, ToolDefaults, UserCustomToolResult, UserMessage, UserToolConfirmation, UserToolResult,
    },
};
use serde_json::json;

use support::Result;

#[tokio::main]
async fn main() -> Result<()> {
    let (client, _fake) = support::client(script).await?;
    run(&client, &mut std::io::stdout()).await
}

/// The script of an agent of the fake API.
pub(crate) fn script(_: &str) -> Script {
    Script::new()
        .call("weather", json!({ "city": "Paris" }))
        .ask("read", json!({ "file_path": "notes.txt" }))
        .ask("bash", json!({ "command": "rm notes.txt" }))
        .reply(|replies| {
            replies.iter().map(|reply| format!("{}: {}", reply.name, reply.text)).collect::<Vec<_>>().join("; ")
        })
}

pub(crate) async fn run(client: &Client, output: &mut impl Write) -> Result<()> {
    let schema = CustomToolInputSchema::new().properties([("city", json!({"type": "string"}))]).required(["city"]);
    let tool = CustomTool::new("weather", "Tells the weather of a city.", schema);
    let ask = ToolDefaults::new().permission_policy(PermissionPolicy::new(PermissionPolicyType::AlwaysAsk));
    let tools = [Tool::from(tool), Tool::from(AgentToolset::new().default_config(ask))];
    let agent = CreateAgentRequest::new("Forecaster", "claude-haiku-4-5").tools(tools);
    let session_id = support::begin_session(client, &agent).await?;

    let events = client.events();
    let question = EventBatch::new([UserMessage::text("How is the weather in Paris?")]);
    let mut turn = events.send_and_wait(&session_id, &question).await?;
    // The agent stops with `requires_action` if it waits for answers. All of them are sent at once.
    while !turn.blocking_ids().is_empty() {
        let answers: Vec<SendableEvent> = turn.blocking().filter_map(answer).collect();
        for answer in &answers {
            writeln!(output, "{}", answer.kind())?;
        }
        if answers.is_empty() {
            return Err("the agent waits for something that this program does not know".into());
        }
        turn = events.send_and_wait(&session_id, &EventBatch::new(answers)).await?;
    }
    writeln!(output, "agent: {}", turn.text())?;
    Ok(())
}

/// Answers an event of any kind that the agent waits for.
fn answer(event: &SessionEvent) -> Option<SendableEvent> {
    Some(match event {
        SessionEvent::AgentCustomToolUse(tool_use) => run_tool(tool_use).into(),
        // Such a tool runs in a self-hosted environment, and this example has none.
        SessionEvent::AgentToolUse(tool_use) if tool_use.evaluated_permission == Some(EvaluatedPermission::Allow) => {
            UserToolResult::text(&tool_use.id, "There is no such tool.").is_error(true).into()
        }
        SessionEvent::AgentToolUse(tool_use) => decide(&tool_use.id, &tool_use.name).into(),
        SessionEvent::AgentMcpToolUse(tool_use) => decide(&tool_use.id, &tool_use.name).into(),
        _ => return None,
    })
}

/// Decides on a tool that runs elsewhere.
fn decide(id: &str, name: &str) -> UserToolConfirmation {
    if name == "read" {
        UserToolConfirmation::new(id, ToolConfirmation::Allow)
    } else {
        UserToolConfirmation::new(id, ToolConfirmation::Deny).deny_message("Only reading is allowed here.")
    }
}

/// The input of the tool.
#[derive(serde_derive::Deserialize)]
struct WeatherInput {
    city: String,
}

/// Runs the tool. An error is a result too: the agent reads it, and may try again.
fn run_tool(tool_use: &AgentCustomToolUseEvent) -> UserCustomToolResult {
    match tool_use.input_as::<WeatherInput>() {
        Ok(input) => UserCustomToolResult::text(&tool_use.id, format!("It rains in {}.", input.city)),
        Err(error) => UserCustomToolResult::text(&tool_use.id, error.to_string()).is_error(true),
    }
}
