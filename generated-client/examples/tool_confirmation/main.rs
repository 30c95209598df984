//! Lets an agent ask before it uses a built-in tool: reading is allowed, everything else is denied with a reason.
//!
//! `cargo run -p managed-agents --features testing --example tool_confirmation` needs no key and no network.

#[path = "../support/mod.rs"]
pub(crate) mod support;

use std::io::Write;

use managed_agents::{
    Client,
    testing::Script,
    types::{
        AgentToolUseEvent, AgentToolset, BashToolInput, CreateAgentRequest, EventBatch, PermissionPolicy,
        PermissionPolicyType, SessionEvent, ToolConfirmation, ToolDefaults, UserMessage, UserToolConfirmation,
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
        .ask("read", json!({ "file_path": "notes.txt" }))
        .ask("bash", json!({ "command": "rm notes.txt" }))
        .reply(|replies| {
            replies.iter().map(|reply| format!("{}: {}", reply.name, reply.text)).collect::<Vec<_>>().join("; ")
        })
}

pub(crate) async fn run(client: &Client, output: &mut impl Write) -> Result<()> {
    let ask = ToolDefaults::new().permission_policy(PermissionPolicy::new(PermissionPolicyType::AlwaysAsk));
    let agent = CreateAgentRequest::new("Careful", "claude-haiku-4-5").tools([AgentToolset::new().default_config(ask)]);
    let session_id = support::begin_session(client, &agent).await?;

    let events = client.events();
    let request = EventBatch::new([UserMessage::text("Read notes.txt, then delete it.")]);
    let mut turn = events.send_and_wait(&session_id, &request).await?;
    while !turn.blocking_ids().is_empty() {
        let mut verdicts = Vec::new();
        for event in turn.blocking() {
            let (name, verdict) = match event {
                SessionEvent::AgentToolUse(tool_use) => (&tool_use.name, judge(tool_use)),
                // Tools of MCP servers: this example does not know them.
                SessionEvent::AgentMcpToolUse(tool_use) => (&tool_use.name, deny(&tool_use.id)),
                // This agent has no custom tools. The example `custom_tool` has one.
                other => return Err(format!("the agent waits for an answer to {}", other.kind()).into()),
            };
            writeln!(output, "{name}: {}", verdict.result)?;
            verdicts.push(verdict);
        }
        if verdicts.is_empty() {
            return Err("the agent waits for something that is not in its history".into());
        }
        turn = events.send_and_wait(&session_id, &EventBatch::new(verdicts)).await?;
    }
    writeln!(output, "agent: {}", turn.text())?;
    Ok(())
}

/// Decides on one use of a tool. It denies all tools that are not known to be harmless.
fn judge(tool_use: &AgentToolUseEvent) -> UserToolConfirmation {
    let is_harmless = match tool_use.name.as_str() {
        "read" | "glob" | "grep" => true,
        "bash" => tool_use.input_as::<BashToolInput>().is_ok_and(|input| input.command.as_deref() == Some("ls")),
        _ => false,
    };
    if is_harmless { UserToolConfirmation::new(&tool_use.id, ToolConfirmation::Allow) } else { deny(&tool_use.id) }
}

fn deny(id: &str) -> UserToolConfirmation {
    UserToolConfirmation::new(id, ToolConfirmation::Deny).deny_message("Only reading is allowed here.")
}
