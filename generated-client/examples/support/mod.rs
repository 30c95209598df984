//! Shared parts of the examples: the API, or a server that behaves like it if there is no key, and a session to talk to.

pub(crate) mod server;

use std::error::Error;

use managed_agents::{
    Client,
    types::{CloudConfig, CreateAgentRequest, CreateEnvironmentRequest, CreateSessionRequest},
};

pub(crate) type Result<T, E = Box<dyn Error + Send + Sync>> = std::result::Result<T, E>;

/// A client of the API where `ANTHROPIC_API_KEY` is set, or else of a server in this process, which stops when dropped.
pub(crate) async fn client() -> Result<(Client, Option<server::Server>)> {
    if std::env::var("ANTHROPIC_API_KEY").is_ok_and(|key| !key.is_empty()) {
        return Ok((Client::from_env()?, None));
    }
    println!("(ANTHROPIC_API_KEY is not set: this is a server inside the example.)");
    let server = server::Server::start().await?;
    let client = Client::builder().base_url(server.url()).api_key("any").build()?;
    Ok((client, Some(server)))
}

/// Creates an agent, an environment for it and a session of both; returns the id of the session.
#[allow(dead_code, reason = "not all examples need one")]
pub(crate) async fn begin_session(client: &Client, agent: &CreateAgentRequest) -> Result<String> {
    let agent = client.agents().create(agent).send().await?;
    let environment = CreateEnvironmentRequest::new("example", CloudConfig::new());
    let environment = client.environments().create(&environment).send().await?;
    Ok(client.sessions().create(CreateSessionRequest::new(agent.id, environment.id)).send().await?.id)
}
