//! Each of the 19 operations: the exact request, and the decoded response.
//!
//! The keys of free-form objects are in alphabetical order in these tests, because the order of `serde_json` depends
//! on a feature that any crate of the build may turn on.

use std::collections::BTreeMap;

use document_client::{Client, Result, json_object, types::*};

use crate::server::{KEY, Received, Reply, exchange};

const AGENT: &str = r#"{"id":"agent_1","type":"agent","name":"Tidy","model":{"id":"claude-haiku-4-5","speed":"standard"},"system":null,"version":3}"#;
const ENVIRONMENT: &str = r#"{"id":"env_1","type":"environment","name":"ci","config":{"type":"cloud"}}"#;
const SESSION: &str = r#"{"id":"sesn_1","type":"session","agent":{"id":"agent_1"},"status":"idle"}"#;

/// The headers of every request, and no others.
fn check_headers(request: &Received, accept: &str) {
    let mut names: Vec<&str> = request.headers.iter().map(|(name, _)| name.as_str()).collect();
    names.retain(|name| !["accept-encoding", "content-length", "content-type"].contains(name));
    names.sort_unstable();
    let always = ["accept", "anthropic-beta", "anthropic-version", "host", "user-agent", "x-api-key"];
    assert_eq!(names, always);
    assert_eq!(request.header("accept"), [accept]);
    assert_eq!(request.header("anthropic-beta"), ["managed-agents-2026-04-01"]);
    assert_eq!(request.header("anthropic-version"), ["2023-06-01"]);
    assert_eq!(request.header("x-api-key"), [KEY]);
    let user_agent = concat!("document-client/", env!("CARGO_PKG_VERSION"));
    assert_eq!(request.header("user-agent"), [user_agent]);
}

/// Makes a call, and checks the request: `line` is the method and the target, and `body` has the bytes of the body, if it has one.
async fn sent<T>(
    line: &str,
    body: Option<&str>,
    reply: Reply,
    accept: &str,
    call: impl AsyncFnOnce(&Client) -> Result<T>,
) -> T {
    let (request, result) = exchange(reply, call).await;
    assert_eq!(format!("{} {}", request.method, request.target), line);
    check_headers(&request, accept);
    assert_eq!(request.body(), body.unwrap_or_default());
    let content_type: &[&str] = if body.is_some() { &["application/json"] } else { &[] };
    assert_eq!(request.header("content-type"), content_type);
    let length = match request.method.as_str() {
        "POST" => vec![request.body.len().to_string()],
        _ => Vec::new(),
    };
    assert_eq!(request.header("content-length"), length);
    result.expect("an answer")
}

async fn json<T>(line: &str, body: Option<&str>, reply: &str, call: impl AsyncFnOnce(&Client) -> Result<T>) -> T {
    sent(line, body, Reply::json(200, reply), "application/json", call).await
}

/// A response that the document does not describe in detail.
async fn undescribed(line: &str, body: Option<&str>, reply: &str, call: impl AsyncFnOnce(&Client) -> Result<()>) {
    sent(line, body, Reply::json(200, reply), "*/*", call).await;
}

#[tokio::test]
async fn create_agent() {
    let body = r#"{"name":"Tidy","model":{"id":"claude-haiku-4-5","speed":"fast"},"system":"Be brief.","description":"Tidies up.","tools":[{"input_schema":{"type":"object"},"name":"search","type":"custom"}],"mcp_servers":[],"skills":[{"skill_id":"xlsx","type":"anthropic"}],"multiagent":{"type":"coordinator"},"metadata":{"team":"a"}}"#;
    let agent = json("POST /v1/agents", Some(body), AGENT, async |client| {
        let model = CreateAgentRequestModelReference::new()
            .id("claude-haiku-4-5")
            .speed(CreateAgentRequestModelReferenceSpeed::Fast);
        let request = CreateAgentRequest::new("Tidy", model)
            .system("Be brief.")
            .description("Tidies up.")
            .tools([json_object! { "input_schema": { "type": "object" }, "name": "search", "type": "custom" }])
            .mcp_servers([])
            .skills([json_object! { "skill_id": "xlsx", "type": "anthropic" }])
            .multiagent([("type", "coordinator")])
            .metadata([("team", "a")]);
        client.agents().create(&request).send().await
    })
    .await;
    assert_eq!((agent.id.as_deref(), agent.name.as_deref(), agent.version), (Some("agent_1"), Some("Tidy"), Some(3)));
    assert_eq!(agent.type_.as_deref(), Some("agent"));
    let model = agent.model.expect("a model");
    assert_eq!((model.id.as_deref(), model.speed.as_deref()), (Some("claude-haiku-4-5"), Some("standard")));
    assert_eq!(agent.system, None);
}

#[tokio::test]
async fn create_agent_with_a_model_by_name() {
    let body = r#"{"name":"Tidy","model":"claude-haiku-4-5"}"#;
    json("POST /v1/agents", Some(body), AGENT, async |client| {
        client.agents().create(CreateAgentRequest::new("Tidy", "claude-haiku-4-5")).send().await
    })
    .await;
}

#[tokio::test]
async fn list_agents() {
    let reply = format!(r#"{{"data":[{AGENT},{AGENT}],"has_more":true}}"#);
    let list =
        json("GET /v1/agents?limit=2", None, &reply, async |client| client.agents().list().limit(2).send().await);
    let list = list.await;
    assert_eq!((list.data.expect("a list").len(), list.has_more), (2, Some(true)));
}

#[tokio::test]
async fn list_agents_without_a_limit_leaves_it_to_the_server() {
    let list = json("GET /v1/agents", None, "{}", async |client| client.agents().list().send().await).await;
    assert_eq!((list.data, list.has_more), (None, None));
}

#[tokio::test]
async fn get_agent() {
    let agent =
        json("GET /v1/agents/agent_1", None, AGENT, async |client| client.agents().get("agent_1").send().await).await;
    assert_eq!(agent.version, Some(3));
}

#[tokio::test]
async fn update_agent() {
    let body = r#"{"version":3,"name":"Tidier","model":"claude-opus-4-7","system":null,"description":"Tidies more."}"#;
    let agent = json("POST /v1/agents/agent_1", Some(body), AGENT, async |client| {
        let request = UpdateAgentRequest::new(3)
            .name("Tidier")
            .model("claude-opus-4-7")
            .clear_system()
            .description("Tidies more.");
        client.agents().update("agent_1", &request).send().await
    })
    .await;
    assert_eq!(agent.id.as_deref(), Some("agent_1"));
}

#[tokio::test]
async fn archive_agent() {
    let reply = r#"{"id":"agent_1","archived_at":"2026-05-01T20:38:11.915453505Z"}"#;
    let agent = json("POST /v1/agents/agent_1/archive", None, reply, async |client| {
        client.agents().archive("agent_1").send().await
    })
    .await;
    let archived_at = agent.archived_at.expect("a time");
    assert_eq!(archived_at.as_str(), "2026-05-01T20:38:11.915453505Z");
    assert_eq!(archived_at.timestamp().expect("an instant").subsec_nanosecond(), 915_453_505);
}

#[tokio::test]
async fn list_agent_versions() {
    let reply = format!(r#"{{"data":[{AGENT}],"has_more":false}}"#);
    let list = json("GET /v1/agents/agent_1/versions", None, &reply, async |client| {
        client.agents().list_versions("agent_1").send().await
    })
    .await;
    assert_eq!(list.data.expect("a list")[0].version, Some(3));
}

#[tokio::test]
async fn create_environment() {
    let body = r#"{"name":"ci","config":{"type":"cloud","packages":{"apt":["jq"],"pip":[]},"networking":{"type":"limited","allowed_hosts":["example.com"],"allow_mcp_servers":false,"allow_package_managers":true}}}"#;
    let environment = json("POST /v1/environments", Some(body), ENVIRONMENT, async |client| {
        let networking = CreateEnvironmentRequestConfigNetworking::new()
            .type_(CreateEnvironmentRequestConfigNetworkingType::Limited)
            .allowed_hosts(["example.com"])
            .allow_mcp_servers(false)
            .allow_package_managers(true);
        let packages = BTreeMap::from([("apt".to_owned(), vec!["jq".to_owned()]), ("pip".to_owned(), Vec::new())]);
        let config = CreateEnvironmentRequestConfig::new(CreateEnvironmentRequestConfigType::Cloud)
            .packages(packages)
            .networking(networking);
        client.environments().create(CreateEnvironmentRequest::new("ci", config)).send().await
    })
    .await;
    assert_eq!((environment.id.as_deref(), environment.name.as_deref()), (Some("env_1"), Some("ci")));
    assert_eq!(environment.config, Some(json_object! { "type": "cloud" }));
}

#[tokio::test]
async fn list_environments() {
    let reply = format!(r#"{{"data":[{ENVIRONMENT}]}}"#);
    let list =
        json("GET /v1/environments", None, &reply, async |client| client.environments().list().send().await).await;
    assert_eq!((list.data.expect("a list").len(), list.has_more), (1, None));
}

#[tokio::test]
async fn get_environment() {
    let environment = json("GET /v1/environments/env_1", None, ENVIRONMENT, async |client| {
        client.environments().get("env_1").send().await
    })
    .await;
    assert_eq!(environment.id.as_deref(), Some("env_1"));
}

#[tokio::test]
async fn delete_environment() {
    let reply = r#"{"id":"env_1","type":"environment_deleted"}"#;
    undescribed("DELETE /v1/environments/env_1", None, reply, async |client| {
        client.environments().delete("env_1").send().await
    })
    .await;
}

#[tokio::test]
async fn archive_environment() {
    undescribed("POST /v1/environments/env_1/archive", None, ENVIRONMENT, async |client| {
        client.environments().archive("env_1").send().await
    })
    .await;
}

#[tokio::test]
async fn create_session() {
    let body = r#"{"agent":"agent_1","environment_id":"env_1","vault_ids":["vlt_1"]}"#;
    let session = json("POST /v1/sessions", Some(body), SESSION, async |client| {
        let request = CreateSessionRequest::new("agent_1", "env_1").vault_ids(["vlt_1"]);
        client.sessions().create(&request).send().await
    })
    .await;
    assert_eq!((session.id.as_deref(), session.status), (Some("sesn_1"), Some(SessionStatus::Idle)));
    assert_eq!(session.agent.expect("an agent")["id"], "agent_1");
}

#[tokio::test]
async fn create_session_with_a_version_of_an_agent() {
    let body = r#"{"agent":{"type":"agent","id":"agent_1","version":2},"environment_id":"env_1"}"#;
    json("POST /v1/sessions", Some(body), SESSION, async |client| {
        let agent = CreateSessionRequestAgentReference::new().type_().id("agent_1").version(2);
        client.sessions().create(CreateSessionRequest::new(agent, "env_1")).send().await
    })
    .await;
}

#[tokio::test]
async fn list_sessions() {
    let reply = format!(r#"{{"data":[{SESSION}],"has_more":false}}"#);
    let list = json("GET /v1/sessions?agent_id=agent_1&status=running", None, &reply, async |client| {
        client.sessions().list().agent_id("agent_1").status(SessionStatus::Running).send().await
    })
    .await;
    assert_eq!(list.data.expect("a list").len(), 1);
}

#[tokio::test]
async fn get_session() {
    let session =
        json("GET /v1/sessions/sesn_1", None, SESSION, async |client| client.sessions().get("sesn_1").send().await);
    assert_eq!(session.await.id.as_deref(), Some("sesn_1"));
}

#[tokio::test]
async fn update_session() {
    let body = r#"{"agent":{"tools":[]},"title":null}"#;
    json("POST /v1/sessions/sesn_1", Some(body), SESSION, async |client| {
        let request = json_object! { "agent": { "tools": [] }, "title": null };
        client.sessions().update("sesn_1", &request).send().await
    })
    .await;
}

#[tokio::test]
async fn delete_session() {
    let reply = r#"{"id":"sesn_1","type":"session_deleted"}"#;
    undescribed("DELETE /v1/sessions/sesn_1", None, reply, async |client| {
        client.sessions().delete("sesn_1").send().await
    })
    .await;
}

#[tokio::test]
async fn archive_session() {
    undescribed("POST /v1/sessions/sesn_1/archive", None, SESSION, async |client| {
        client.sessions().archive("sesn_1").send().await
    })
    .await;
}

#[tokio::test]
async fn send_session_events() {
    let body = r#"{"events":[{"type":"user.message","content":[{"text":"Grüß Gott","type":"text"}]},{"type":"user.interrupt"}]}"#;
    undescribed("POST /v1/sessions/sesn_1/events", Some(body), r#"{"data":[]}"#, async |client| {
        let message = EventBatchEvent::new()
            .type_(EventBatchEventType::UserMessage)
            .content([json_object! { "text": "Grüß Gott", "type": "text" }]);
        let interrupt = EventBatchEvent::new().type_("user.interrupt");
        client.events().send("sesn_1", EventBatch::new([message, interrupt])).send().await
    })
    .await;
}

#[tokio::test]
async fn stream_session() {
    let (reply, sender) = Reply::events();
    sender.send("data: {}\n\n".to_owned()).expect("the server listens");
    drop(sender);
    let event = sent("GET /v1/sessions/sesn_1/stream", None, reply, "text/event-stream", async |client| {
        client.events().stream("sesn_1").send().await?.try_next().await
    })
    .await;
    assert_eq!(event.expect("an event").data, "{}");
}
