//! A chat service: each chat is a session, the browser gets its events by SSE, and the tools run in this process.

mod confirmations;
mod events;
mod tools;

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use managed_agents::{
    Client, MessagePreviews,
    run::Run,
    tools::Tools,
    types::{
        AgentToolset, CloudConfig, CreateAgentRequest, CreateEnvironmentRequest, CreateSessionRequest, EventBatch,
        PermissionPolicy, PermissionPolicyType, ToolDefaults, UserInterrupt,
    },
};
use serde::Deserialize;
use serde_json::{Value, json};

use confirmations::Confirmations;
use events::{Events, events, tell};

/// A failure of the API, in the form that the browser gets.
pub struct Failure(managed_agents::Error);

impl From<managed_agents::Error> for Failure {
    fn from(error: managed_agents::Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        eprintln!("{}", self.0);
        match self.0.status() {
            Some(StatusCode::NOT_FOUND) => (StatusCode::NOT_FOUND, "no such chat"),
            Some(StatusCode::TOO_MANY_REQUESTS) => (StatusCode::SERVICE_UNAVAILABLE, "the agent service is busy"),
            _ if self.0.is_timeout() => (StatusCode::GATEWAY_TIMEOUT, "the agent service takes too long"),
            _ => (StatusCode::BAD_GATEWAY, "the agent service failed"),
        }
        .into_response()
    }
}

#[derive(Clone)]
pub struct App {
    client: Client,
    tools: Arc<Tools>,
    confirmations: Arc<Confirmations>,
    agent_id: String,
    environment_id: String,
}

impl App {
    pub async fn new(client: Client, orders: Vec<(u32, String)>) -> managed_agents::Result<Self> {
        let tools = tools::tools(orders)?;
        let ask = ToolDefaults::new().permission_policy(PermissionPolicy::new(PermissionPolicyType::AlwaysAsk));
        let agent = CreateAgentRequest::new("Chat", "claude-opus-5").system("You answer questions about orders.");
        let agent = agent.tools(tools.definitions()).tool(AgentToolset::new().default_config(ask));
        let agent = client.agents().create(&agent).send().await?;
        let environment = CreateEnvironmentRequest::new("chat", CloudConfig::new());
        let environment = client.environments().create(&environment).send().await?;
        let (tools, confirmations) = (Arc::new(tools), Arc::default());
        Ok(Self { client, tools, confirmations, agent_id: agent.id, environment_id: environment.id })
    }

    pub fn router(self) -> Router {
        Router::new()
            .route("/chats", post(create))
            .route("/chats/{id}/messages", post(say))
            .route("/chats/{id}/confirmations", post(confirm))
            .route("/chats/{id}/events", get(resume))
            .route("/chats/{id}/cancel", post(cancel))
            .with_state(self)
    }

    fn run(&self, id: &str) -> Run {
        let confirmations = Arc::clone(&self.confirmations);
        let run = self.client.sessions().run(id).tools(Arc::clone(&self.tools)).event_deltas(["agent.message"]);
        run.confirm(move |tool_use| {
            let confirmations = Arc::clone(&confirmations);
            async move { confirmations.wait(tool_use.id).await }
        })
    }
}

async fn create(State(app): State<App>) -> Result<Json<Value>, Failure> {
    let session = CreateSessionRequest::new(app.agent_id, app.environment_id).title("chat");
    let session = app.client.sessions().create(&session).send().await?;
    Ok(Json(json!({ "id": session.id })))
}

#[derive(Deserialize)]
struct Said {
    text: String,
}

async fn say(State(app): State<App>, Path(id): Path<String>, Json(said): Json<Said>) -> Result<Events, Failure> {
    app.client.sessions().get(&id).send().await?;
    Ok(events(Vec::new(), app.run(&id).message(said.text).start()))
}

/// Continues after the last event that the browser has seen, or sends all events.
async fn resume(State(app): State<App>, Path(id): Path<String>, headers: HeaderMap) -> Result<Events, Failure> {
    app.client.sessions().get(&id).send().await?;
    let mut last = headers.get("last-event-id").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let (mut told, mut previews) = (Vec::new(), MessagePreviews::new());
    if last.is_none() {
        let mut history = app.client.events().list(&id).items();
        while let Some(event) = history.try_next().await? {
            told.extend(tell(&event, &mut previews));
            last = event.id().map(str::to_owned).or(last);
        }
    }
    let run = app.run(&id);
    Ok(events(told, last.into_iter().fold(run, Run::after).start()))
}

#[derive(Deserialize)]
struct Word {
    tool_use_id: String,
    allow: bool,
}

async fn confirm(State(app): State<App>, Json(word): Json<Word>) -> StatusCode {
    match app.confirmations.decide(&word.tool_use_id, word.allow) {
        true => StatusCode::ACCEPTED,
        false => StatusCode::NOT_FOUND,
    }
}

async fn cancel(State(app): State<App>, Path(id): Path<String>) -> Result<StatusCode, Failure> {
    app.client.events().send(&id, &EventBatch::new([UserInterrupt::new()])).idempotent().send().await?;
    Ok(StatusCode::ACCEPTED)
}
