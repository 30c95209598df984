//! One call of each operation, with all parameters and properties set.

use std::{collections::BTreeMap, pin::Pin};

use document_client::{Client, Result, json_object, types::*};

/// The value of every path parameter. It must be encoded.
pub(super) const ID: &str = "a/b c?d%é";

type Call = Box<dyn Fn(Client) -> Pin<Box<dyn Future<Output = Result<()>>>>>;

fn call<F>(id: &'static str, call: impl Fn(Client) -> F + 'static) -> (&'static str, Call)
where
    F: Future<Output = Result<()>> + 'static,
{
    (id, Box::new(move |client| Box::pin(call(client))))
}

/// A call of each operation, with its `operationId`.
pub(super) fn calls() -> Vec<(&'static str, Call)> {
    [agents(), environments(), sessions(), events()].into_iter().flatten().collect()
}

fn agents() -> Vec<(&'static str, Call)> {
    vec![
        call("createAgent", async |c| c.agents().create(create_agent()).send().await.map(drop)),
        call("listAgents", async |c| c.agents().list().limit(5).send().await.map(drop)),
        call("getAgent", async |c| c.agents().get(ID).send().await.map(drop)),
        call("updateAgent", async |c| c.agents().update(ID, update_agent()).send().await.map(drop)),
        call("archiveAgent", async |c| c.agents().archive(ID).send().await.map(drop)),
        call("listAgentVersions", async |c| c.agents().list_versions(ID).send().await.map(drop)),
    ]
}

fn environments() -> Vec<(&'static str, Call)> {
    vec![
        call("createEnvironment", async |c| c.environments().create(create_environment()).send().await.map(drop)),
        call("listEnvironments", async |c| c.environments().list().send().await.map(drop)),
        call("getEnvironment", async |c| c.environments().get(ID).send().await.map(drop)),
        call("deleteEnvironment", async |c| c.environments().delete(ID).send().await),
        call("archiveEnvironment", async |c| c.environments().archive(ID).send().await),
    ]
}

fn sessions() -> Vec<(&'static str, Call)> {
    vec![
        call("createSession", async |c| c.sessions().create(create_session()).send().await.map(drop)),
        call("listSessions", async |c| {
            c.sessions().list().agent_id("agent_1").status(SessionStatus::Rescheduling).send().await.map(drop)
        }),
        call("getSession", async |c| c.sessions().get(ID).send().await.map(drop)),
        call("updateSession", async |c| {
            c.sessions().update(ID, &json_object! { "title": null }).send().await.map(drop)
        }),
        call("deleteSession", async |c| c.sessions().delete(ID).send().await),
        call("archiveSession", async |c| c.sessions().archive(ID).send().await),
    ]
}

fn events() -> Vec<(&'static str, Call)> {
    vec![
        call("sendSessionEvents", async |c| c.events().send(ID, event_batch()).send().await),
        call("streamSession", async |c| {
            let end = c.events().stream(ID).send().await?.try_next().await?;
            assert_eq!(end, None);
            Ok(())
        }),
    ]
}

fn create_agent() -> CreateAgentRequest {
    let model = CreateAgentRequestModelReference::new().id("m").speed(CreateAgentRequestModelReferenceSpeed::Standard);
    CreateAgentRequest::new("name", model)
        .system("system")
        .description("description")
        .tools([json_object! { "type": "custom" }])
        .mcp_servers([json_object! { "type": "url" }])
        .skills([json_object! { "type": "anthropic" }])
        .multiagent([("type", "coordinator")])
        .metadata([("key", "value")])
}

fn update_agent() -> UpdateAgentRequest {
    UpdateAgentRequest::new(1)
        .name("name")
        .model(json_object! { "id": "m" })
        .system("system")
        .clear_description()
        .tools([json_object! { "type": "custom" }])
        .mcp_servers([json_object! { "type": "url" }])
        .skills([json_object! { "type": "anthropic" }])
        .metadata([("key", "value")])
}

fn create_environment() -> CreateEnvironmentRequest {
    let networking = CreateEnvironmentRequestConfigNetworking::new()
        .type_(CreateEnvironmentRequestConfigNetworkingType::Limited)
        .allowed_hosts(["example.com"])
        .allow_mcp_servers(true)
        .allow_package_managers(false);
    let config = CreateEnvironmentRequestConfig::new(CreateEnvironmentRequestConfigType::SelfHosted)
        .packages(BTreeMap::from([("apt".to_owned(), vec!["jq".to_owned()])]))
        .networking(networking);
    CreateEnvironmentRequest::new("name", config)
}

fn create_session() -> CreateSessionRequest {
    let agent = CreateSessionRequestAgentReference::new().type_().id("agent_1").version(1);
    CreateSessionRequest::new(agent, "env_1").vault_ids(["vlt_1"])
}

fn event_batch() -> EventBatch {
    let content = json_object! { "type": "text", "text": "Hello." };
    EventBatch::new([EventBatchEvent::new().type_(EventBatchEventType::UserMessage).content([content])])
}
