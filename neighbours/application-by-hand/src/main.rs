//! Lists agents, creates one, talks with it, runs its tool, and prints errors of the API.

mod api;

use std::process::ExitCode;

use api::{
    Block, Client, Config, CreateAgent, CreateEnvironment, CreateSession, Error, Event, Networking, Result, Send, Tool,
    ToolUse,
};

#[tokio::main]
async fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(url), Some(key)) = (arguments.next(), arguments.next()) else {
        println!("usage: application-by-hand URL KEY");
        return ExitCode::SUCCESS;
    };
    match run(url, key).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(url: String, key: String) -> Result<()> {
    let client = Client::new(url, key)?;
    list(&client).await?;
    let session_id = begin(&client).await?;
    talk(&client, &session_id, "Where is order 7?").await?;
    client.archive_session(&session_id).await?;
    // The session of an earlier day, which may have been deleted.
    match client.session("sesn_0").await {
        Ok(session) => println!("{} is there", session.id),
        Err(Error::Api { status: 404, kind, message, request_id }) => {
            println!("{kind}: {message} ({})", request_id.as_deref().unwrap_or("-"));
        }
        Err(error) => return Err(error),
    }
    Ok(())
}

async fn list(client: &Client) -> Result<()> {
    let mut cursor = None;
    loop {
        let page = client.agents(cursor.as_deref()).await?;
        for agent in page.data {
            println!("{} v{}", agent.name.as_deref().unwrap_or("-"), agent.version.unwrap_or_default());
        }
        cursor = page.next_page;
        if cursor.is_none() {
            return Ok(());
        }
    }
}

/// Creates a session, and its agent and environment.
async fn begin(client: &Client) -> Result<String> {
    let tools = [Tool::custom("find_order", "Finds an order.", &["id"]), Tool::toolset_that_asks()];
    let agent =
        CreateAgent { name: "Support", model: "claude-haiku-4-5", system: Some("You are terse."), tools: &tools };
    let agent = client.create_agent(&agent).await?;
    let config = Config::Cloud { networking: Networking::Limited { allowed_hosts: &["example.com"] } };
    let environment = client.create_environment(&CreateEnvironment { name: "support", config }).await?;
    let metadata = [("team", "support")].into();
    let session = CreateSession { agent: &agent.id, environment_id: &environment.id, metadata };
    Ok(client.create_session(&session).await?.id)
}

/// Sends a question, and answers the calls of tools, until the session has nothing more to do.
async fn talk(client: &Client, session_id: &str, question: &str) -> Result<()> {
    let mut events = client.stream(session_id).await?;
    client.send(session_id, &[Send::UserMessage { content: vec![Block::text(question)] }]).await?;
    let mut answers = Vec::new();
    while let Some(event) = events.next().await? {
        match event {
            Event::AgentMessage { content } => {
                println!("agent: {}", content.iter().map(Block::as_text).collect::<String>());
            }
            Event::AgentCustomToolUse(tool) => answers.push(find_order(tool)),
            Event::AgentToolUse(tool) => answers.push(Send::UserToolConfirmation {
                tool_use_id: tool.id,
                result: "deny",
                deny_message: Some("Not here."),
            }),
            Event::SessionError { error } => {
                println!("trouble: {}", error.as_ref().map_or("-", |error| &error.kind));
            }
            Event::SessionStatusIdle { stop_reason } => match stop_reason.as_ref().map(|reason| reason.kind.as_str()) {
                Some("requires_action") => {
                    client.send(session_id, &answers).await?;
                    answers.clear();
                }
                reason => {
                    println!("idle: {}", reason.unwrap_or("-"));
                    break;
                }
            },
            Event::Other(kind) => println!("{kind}"),
        }
    }
    Ok(())
}

#[derive(serde::Deserialize)]
struct Order {
    id: String,
}

/// Runs the tool. An error is a result too: the agent reads it, and may try again.
fn find_order(tool: ToolUse) -> Send {
    let (text, is_error) = match serde_json::from_value::<Order>(tool.input) {
        Ok(order) => (format!("{} is on its way", order.id), None),
        Err(error) => (error.to_string(), Some(true)),
    };
    Send::UserCustomToolResult { custom_tool_use_id: tool.id, content: vec![Block::text(text)], is_error }
}
