//! Lists agents, creates one, talks with it, runs its tool, and prints errors of the API.

use std::process::ExitCode;

use managed_agents::{Client, Error, Result, types::*};

#[tokio::main]
async fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(url), Some(key)) = (arguments.next(), arguments.next()) else {
        println!("usage: application URL KEY");
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
    let client = Client::builder().base_url(url).api_key(key).build()?;
    list(&client).await?;
    let session_id = begin(&client).await?;
    talk(&client, &session_id, "Where is order 7?").await?;
    client.sessions().archive(&session_id).send().await?;
    // The session of an earlier day, which may have been deleted.
    match client.sessions().get("sesn_0").send().await {
        Ok(session) => println!("{} is there", session.id),
        Err(Error::Api(error)) if error.status() == 404 => {
            println!("{}: {} ({})", error.kind(), error.message().unwrap_or("-"), error.request_id().unwrap_or("-"));
        }
        Err(error) => return Err(error),
    }
    Ok(())
}

async fn list(client: &Client) -> Result<()> {
    let mut agents = client.agents().list().limit(2).include_archived(false).items();
    while let Some(agent) = agents.try_next().await? {
        // A response without a name has an empty one.
        let name = if agent.name.is_empty() { "-" } else { &agent.name };
        println!("{name} v{}", agent.version);
    }
    Ok(())
}

/// Creates a session, and its agent and environment.
async fn begin(client: &Client) -> Result<String> {
    let schema = CustomToolInputSchema::new().required(["id"]);
    let tool = CustomTool::new("find_order", "Finds an order.", schema);
    let ask = ToolDefaults::new().permission_policy(PermissionPolicy::new(PermissionPolicyType::AlwaysAsk));
    let tools = [Tool::from(tool), AgentToolset::new().default_config(ask).into()];
    let agent = CreateAgentRequest::new("Support", "claude-haiku-4-5").system("You are terse.").tools(tools);
    let agent = client.agents().create(&agent).send().await?;
    let network = LimitedNetworking::new().allowed_hosts(["example.com"]);
    let environment = CreateEnvironmentRequest::new("support", CloudConfig::new().networking(network));
    let environment = client.environments().create(&environment).send().await?;
    let session = CreateSessionRequest::new(agent.id, environment.id).metadata([("team", "support")]);
    Ok(client.sessions().create(&session).send().await?.id)
}

/// Sends a question, and answers the calls of tools, until the session has nothing more to do.
async fn talk(client: &Client, session_id: &str, question: &str) -> Result<()> {
    let mut events = client.events().stream(session_id).send().await?;
    client.events().send(session_id, &EventBatch::new([UserMessage::text(question)])).send().await?;
    let mut answers: Vec<SendableEvent> = Vec::new();
    while let Some(event) = events.try_next().await? {
        match event {
            SessionEvent::AgentMessage(message) => println!("agent: {}", message.text()),
            SessionEvent::AgentCustomToolUse(tool) => answers.push(find_order(&tool).into()),
            SessionEvent::AgentToolUse(tool) => {
                let denied = UserToolConfirmation::new(&tool.id, ToolConfirmation::Deny).deny_message("Not here.");
                answers.push(denied.into());
            }
            SessionEvent::SessionError(event) => {
                println!("trouble: {}", event.error.kind());
            }
            SessionEvent::SessionStatusIdle(event) => match event.stop_reason {
                StopReason::RequiresAction(_) => {
                    client.events().send(session_id, &EventBatch::new(answers.split_off(0))).send().await?;
                }
                reason => {
                    println!("idle: {}", reason.kind());
                    break;
                }
            },
            other => println!("{}", other.kind()),
        }
    }
    Ok(())
}

#[derive(serde::Deserialize)]
struct Order {
    id: String,
}

/// Runs the tool. An error is a result too: the agent reads it, and may try again.
fn find_order(tool: &AgentCustomToolUseEvent) -> UserCustomToolResult {
    match tool.input_as::<Order>() {
        Ok(order) => UserCustomToolResult::text(&tool.id, format!("{} is on its way", order.id)),
        Err(error) => UserCustomToolResult::text(&tool.id, error.to_string()).is_error(true),
    }
}
