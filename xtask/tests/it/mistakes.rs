//! Typical mistakes of users: some forms compile, and the messages of the compiler for the others lead to the remedy.

use std::{collections::BTreeMap, path::Path};

use serde_json::Value;

use crate::support::{cargo, root, write};

/// Programs that compile without a warning.
const ACCEPTED: [(&str, &str); 7] = [
    ("imports_everything", "use managed_agents::{*, types::*}; let _: Option<Error> = None; drop(client);"),
    ("awaits_a_request", "let _ = client.agents().get(\"agent_1\").await?;"),
    (
        "gives_a_body_by_value_or_by_reference",
        "let body = UpdateAgentRequest::new();
         client.agents().update(\"agent_1\", &body).await?;
         client.agents().update(\"agent_1\", body).await?;",
    ),
    ("sends_one_message", "client.events().send(\"sesn_1\", EventBatch::from(UserMessage::text(\"Hello\"))).await?;"),
    (
        "keeps_a_group_of_operations",
        "struct App { events: Events }
         let app = App { events: client.events() };
         drop(tokio::spawn(async move { app.events.list(\"sesn_1\").await }));",
    ),
    (
        "gives_tools_of_several_kinds",
        "let tools = [Tool::from(AgentToolset::new()), McpToolset::new(\"server\").into()];
         client.agents().update(\"agent_1\", UpdateAgentRequest::new().tools(tools)).await?;",
    ),
    (
        "adds_tools_one_by_one",
        "let update = UpdateAgentRequest::new().tool(AgentToolset::new()).tool(McpToolset::new(\"server\"));
         client.agents().update(\"agent_1\", update).await?;",
    ),
];

/// Programs with a mistake, and parts of the message.
const REFUSED: [(&str, &str, &[&str]); 8] = [
    (
        "sends_a_message_as_a_batch",
        "client.events().send(\"sesn_1\", UserMessage::text(\"Hello\")).await?;",
        &[
            "UserMessage` is not the body of this operation",
            "expected `EventBatch` or `&EventBatch`",
            "`EventBatch::from(…)` if there is a conversion",
        ],
    ),
    (
        "gives_the_body_of_another_operation",
        "client.agents().update(\"agent_1\", &EventBatch::from(UserMessage::text(\"Hello\"))).await?;",
        &["EventBatch` is not the body of this operation", "expected `UpdateAgentRequest` or `&UpdateAgentRequest`"],
    ),
    (
        "does_not_send",
        "client.agents().get(\"agent_1\");",
        &["Request` that must be used", "a request does nothing until it is sent"],
    ),
    (
        "uses_the_filter_of_another_list",
        "client.agents().list().status(SessionStatus::Running).await?;",
        &["no method named `status` found", "ListSessions>"],
    ),
    // The guide `compiler_messages` explains the messages that only the compiler can change.
    (
        "gives_tools_of_several_kinds_in_one_array",
        "drop(UpdateAgentRequest::new().tools([AgentToolset::new(), McpToolset::new(\"server\")]));",
        &["expected `AgentToolset`, found `McpToolset`"],
    ),
    (
        "writes_a_struct",
        "drop(TextBlock { text: \"Hello\".to_owned() });",
        &["cannot create non-exhaustive struct using struct expression"],
    ),
    ("counts_with_another_integer", "client.agents().list().limit(20_u32).await?;", &["expected `i64`, found `u32`"]),
    (
        "loops_over_a_stream",
        "for agent in client.agents().list().items() { drop(agent); }",
        &["Items<ListAgents>` is not an iterator"],
    ),
];

#[test]
fn the_compiler_leads_from_typical_mistakes_to_their_remedies() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mistakes");
    let programs = folder.join("src/bin");
    let client = root().join("generated-client");
    let manifest = format!(
        "[package]\nname = \"mistakes\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\nmanaged-agents = {{ path = {:?} }}\n\
         tokio = {{ version = \"1\", features = [\"rt\"] }}\n\n[workspace]\n",
        client.display().to_string()
    );
    write(&folder.join("Cargo.toml"), manifest);
    let refused = REFUSED.iter().map(|(name, body, _)| (*name, *body));
    for (name, body) in ACCEPTED.into_iter().chain(refused) {
        write(&programs.join(format!("{name}.rs")), program(body));
    }
    let said = messages(&folder);
    for (name, _) in ACCEPTED {
        assert_eq!(said.get(name), None, "{name}");
    }
    for (name, _, parts) in REFUSED {
        let message = said.get(name).unwrap_or_else(|| panic!("{name} compiles"));
        for part in parts {
            assert!(message.contains(part), "{name}: no {part:?} in\n{message}");
        }
    }
}

fn program(body: &str) -> String {
    format!(
        "#![allow(dead_code, unused_imports)]\n\nuse managed_agents::{{Client, Result, events::Events, types::*}};\n\n\
         async fn example(client: Client) -> Result<()> {{\n    {body}\n    Ok(())\n}}\n\nfn main() {{}}\n"
    )
}

/// The messages of the compiler for each program that does not compile without messages.
fn messages(folder: &Path) -> BTreeMap<String, String> {
    let checked = cargo(folder, &["check", "--bins", "--keep-going", "--message-format", "json"]);
    let mut messages = BTreeMap::new();
    for line in checked.stdout.lines() {
        let line: Value = serde_json::from_str(line).expect("a line of cargo is JSON");
        let (target, rendered) = (line.pointer("/target/name"), line.pointer("/message/rendered"));
        if let (Some(Value::String(target)), Some(Value::String(rendered))) = (target, rendered) {
            messages.entry(target.clone()).or_insert_with(String::new).push_str(rendered);
        }
    }
    assert!(!messages.is_empty(), "{}", checked.stderr);
    messages
}
