//! Gives a session a memory store and a vault. It lists the memories of the store page by page, and changes one only if nobody else has
//! changed it. The vault has a credential, whose secret is never shown.
//!
//! `cargo run -p managed-agents --features testing --example memory_and_vaults` needs no key and no network.

#[path = "../support/mod.rs"]
pub(crate) mod support;

use std::io::Write;

use managed_agents::{
    Client, Error, testing,
    types::{
        AgentReference, CloudConfig, ContentSha256Precondition, CreateAgentRequest, CreateEnvironmentRequest,
        CreateMemoryRequest, CreateMemoryStoreRequest, CreateSessionRequest, CreateStaticBearer,
        CreateVaultCredentialRequest, CreateVaultRequest, MemoryListItem, MemoryStoreResourceConfig,
        UpdateMemoryRequest,
    },
};

use support::Result;

#[tokio::main]
async fn main() -> Result<()> {
    let (client, _fake) = support::client(|_| testing::Script::new()).await?;
    run(&client, &mut std::io::stdout()).await
}

pub(crate) async fn run(client: &Client, output: &mut impl Write) -> Result<()> {
    let store_id = remember(client, output).await?;
    let vault_id = keep_a_credential(client, output).await?;

    let agent = client.agents().create(CreateAgentRequest::new("Librarian", "claude-haiku-4-5")).send().await?;
    let environment = CreateEnvironmentRequest::new("library", CloudConfig::new());
    let environment = client.environments().create(&environment).send().await?;
    // A version of the agent, so that later changes of the agent do not change the session.
    let session = CreateSessionRequest::new(AgentReference::new(agent.id).version(agent.version), environment.id)
        .resources([MemoryStoreResourceConfig::new(store_id)])
        .vault_ids([vault_id]);
    let session = client.sessions().create(&session).send().await?;
    writeln!(output, "session: {}", session.id)?;
    Ok(())
}

/// Makes a memory store with files; returns its id.
async fn remember(client: &Client, output: &mut impl Write) -> Result<String> {
    let store_id = client.memory_stores().create(CreateMemoryStoreRequest::new("Notes")).send().await?.id;
    let memories = client.memories();
    for path in ["/paris.md", "/rome.md", "/oslo.md"] {
        memories.create(&store_id, CreateMemoryRequest::new(path).content("Sunny.")).send().await?;
    }
    // Two memories on each page. The next page is requested when it is needed.
    let mut items = memories.list(&store_id).limit(2).items();
    let mut last = None;
    while let Some(item) = items.try_next().await? {
        if let MemoryListItem::Memory(memory) = item {
            writeln!(output, "memory: {}", memory.path)?;
            last = Some(memory);
        }
    }

    let memory = last.ok_or("the store is empty")?;
    let unchanged = ContentSha256Precondition::new().content_sha256(memory.content_sha256);
    let update = UpdateMemoryRequest::new().content("Rainy.").precondition(unchanged);
    memories.update(&store_id, &memory.id, &update).send().await?;
    // The same update again is refused, since the content is not the expected one any more.
    match memories.update(&store_id, &memory.id, &update).send().await {
        Err(Error::Api(error)) if error.status() == 409 => writeln!(output, "refused: {}", error.kind())?,
        other => return Err(format!("it should have been refused: {other:?}").into()),
    }
    Ok(store_id)
}

/// Makes a vault with the token of an MCP server; returns its id.
async fn keep_a_credential(client: &Client, output: &mut impl Write) -> Result<String> {
    let vault_id = client.vaults().create(CreateVaultRequest::new("Ada")).send().await?.id;
    let token = CreateStaticBearer::new("https://mcp.example.com", "t-0123456789");
    let credential = CreateVaultCredentialRequest::new(token).display_name("Calendar");
    client.vault_credentials().create(&vault_id, &credential).send().await?;
    writeln!(output, "credential: {credential:?}")?;
    Ok(vault_id)
}
