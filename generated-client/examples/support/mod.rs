//! Shared parts of the examples: the API, or the fake one if there is no key, and a session to talk to.

use std::error::Error;

use managed_agents::{
    Client,
    testing::{FakeServer, Script},
    types::{CloudConfig, CreateAgentRequest, CreateEnvironmentRequest, CreateSessionRequest},
};

pub(crate) type Result<T, E = Box<dyn Error + Send + Sync>> = std::result::Result<T, E>;

/// A client of the API if `ANTHROPIC_API_KEY` is set. Otherwise, a client of a fake API in this process, whose agents follow `script`. The fake API stops when
/// it is dropped.
pub(crate) async fn client(
    script: impl FnMut(&str) -> Script + Send + 'static,
) -> Result<(Client, Option<FakeServer>)> {
    if std::env::var("ANTHROPIC_API_KEY").is_ok_and(|key| !key.is_empty()) {
        return Ok((Client::from_env()?, None));
    }
    println!("(ANTHROPIC_API_KEY is not set: this is a fake API inside the example.)");
    let fake = FakeServer::start().await?;
    fake.on_message(script);
    Ok((fake.client()?, Some(fake)))
}

/// Creates an agent, an environment for it and a session of both; returns the id of the session.
#[allow(dead_code, reason = "not all examples need one")]
pub(crate) async fn begin_session(client: &Client, agent: &CreateAgentRequest) -> Result<String> {
    let agent = client.agents().create(agent).send().await?;
    let environment = CreateEnvironmentRequest::new("example", CloudConfig::new());
    let environment = client.environments().create(&environment).send().await?;
    Ok(client.sessions().create(CreateSessionRequest::new(agent.id, environment.id)).send().await?.id)
}
