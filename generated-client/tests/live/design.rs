//! The code of an application, from the first agent to the last page.

use std::time::Duration;

use managed_agents::{Client, Error, types::*};
use serde_json::json;

use crate::server::{Reply, Server};

fn json(body: &serde_json::Value) -> Reply {
    Reply::json(200, &body.to_string())
}

fn agent() -> Reply {
    json(&json!({"id": "agent_1", "type": "agent", "version": 1}))
}

#[tokio::test]
async fn the_first_program_works_as_it_reads() -> managed_agents::Result<()> {
    let events = concat!(
        "data: {\"type\":\"agent.message\",\"id\":\"e1\",\"content\":[{\"type\":\"text\",\"text\":\"Done.\"}]}\n\n",
        "data: {\"type\":\"session.status_idle\",\"id\":\"e2\",\"stop_reason\":{\"type\":\"end_turn\"}}\n\n",
    );
    let server = Server::start([
        agent(),
        json(&json!({"id": "env_1", "type": "environment"})),
        json(&json!({"id": "sesn_1", "type": "session"})),
        Reply::new(200, &[("content-type", "text/event-stream")], events),
        json(&json!({"data": []})),
        Reply::new(409, &[], r#"{"type": "error", "error": {"type": "conflict_error", "message": "stale"}}"#),
        json(&json!({"data": [{"id": "sesn_1", "type": "session"}], "next_page": "b"})),
        json(&json!({"data": [{"id": "sesn_2", "type": "session"}]})),
    ])
    .await;
    let client: Client = server.client();

    let agent = client
        .agents()
        .create(CreateAgentRequest::new("Coding Assistant", "claude-opus-4-7").system("You are terse."))
        .send()
        .await?;
    let env = client.environments().create(CreateEnvironmentRequest::new("ci", CloudConfig::new())).send().await?;
    let session = client.sessions().create(CreateSessionRequest::new(agent.id.clone(), env.id)).send().await?;

    let mut events = client.events().stream(&session.id).send().await?;
    client.events().send(&session.id, EventBatch::new([UserMessage::text("Fix the build.")])).send().await?;
    let mut seen = Vec::new();
    while let Some(event) = events.try_next().await? {
        match event {
            SessionEvent::AgentMessage(message) => seen.push(message.text()),
            SessionEvent::SessionStatusIdle(_) => break,
            other => seen.push(other.kind().to_owned()),
        }
    }
    assert_eq!(seen, ["Done."]);

    let patch = UpdateAgentRequest::new().version(agent.version).clear_system();
    let stale = client.agents().update(&agent.id, &patch).max_retries(0).timeout(Duration::from_secs(5)).send().await;
    let Err(Error::Api(error)) = stale else { panic!("{stale:?}") };
    assert_eq!((error.status().as_u16(), error.kind()), (409, "conflict_error"));

    let idle: Vec<Session> = client.sessions().list().statuses([SessionStatus::Idle]).items().try_collect().await?;
    assert_eq!(idle.iter().map(|session| session.id.as_str()).collect::<Vec<_>>(), ["sesn_1", "sesn_2"]);

    let requests = server.requests();
    let bodies: Vec<serde_json::Value> =
        requests.iter().filter_map(|request| serde_json::from_slice(&request.body).ok()).collect();
    assert_eq!(
        bodies,
        [
            json!({"name": "Coding Assistant", "model": "claude-opus-4-7", "system": "You are terse."}),
            json!({"name": "ci", "config": {"type": "cloud"}}),
            json!({"agent": "agent_1", "environment_id": "env_1"}),
            json!({"events": [{"type": "user.message", "content": [{"type": "text", "text": "Fix the build."}]}]}),
            json!({"version": 1, "system": null}),
        ]
    );
    assert_eq!(requests.last().map(|request| request.target.as_str()), Some("/v1/sessions?statuses%5B%5D=idle&page=b"));
    Ok(())
}
