//! Bodies with all their properties, and a check that the tables are complete.

use std::collections::{BTreeMap, BTreeSet};

use managed_agents::{Client, types::*};
use serde_json::Value;

use crate::{
    routes::{check, routes},
    shapes::one_line,
};

fn tools() -> [Tool; 3] {
    let schema = CustomToolInputSchema::new().properties([("q", "any")]).required(["q"]);
    [
        AgentToolset::new().configs([BashToolConfig::new().enabled(false)]).into(),
        McpToolset::new("m").default_config(ToolDefaults::new().enabled(true)).into(),
        CustomTool::new("n", "d", schema).into(),
    ]
}

const TOOLS: &str = r#"[
    {"type":"agent_toolset_20260401","configs":[{"name":"bash","enabled":false}]},
    {"type":"mcp_toolset","mcp_server_name":"m","default_config":{"enabled":true}},
    {"type":"custom","name":"n","description":"d","input_schema":{"type":"object","properties":{"q":"any"},"required":["q"]}}
]"#;

fn cloud() -> CloudConfig {
    let networking =
        LimitedNetworking::new().allowed_hosts(["h"]).allow_mcp_servers(true).allow_package_managers(false);
    CloudConfig::new().networking(networking).packages(Packages::new().pip(["p"]))
}

const CLOUD: &str = r#"{"type":"cloud","networking":{"type":"limited","allowed_hosts":["h"],"allow_mcp_servers":true,
    "allow_package_managers":false},"packages":{"pip":["p"]}}"#;

fn resources() -> [SessionResourceConfig; 3] {
    let repository =
        GitHubRepositoryResourceConfig::new("u").authorization_token("t").checkout(BranchCheckout::new("main"));
    let memory = MemoryStoreResourceConfig::new("m").access(MemoryStoreAccess::ReadOnly).instructions("i");
    [repository.into(), FileResourceConfig::new("f").into(), memory.into()]
}

const RESOURCES: &str = r#"[
    {"type":"github_repository","url":"u","authorization_token":"t","checkout":{"type":"branch","name":"main"}},
    {"type":"file","file_id":"f"},
    {"type":"memory_store","memory_store_id":"m","access":"read_only","instructions":"i"}
]"#;

fn budget() -> BudgetLimit {
    BudgetLimit::new(MonetaryAmount::new("1.50", "USD"))
}

const BUDGET: &str = r#"{"type":"limit","max_list_cost":{"amount":"1.50","currency":"USD"}}"#;

/// The bytes of a body. Parts that several bodies have in common are in the text by name.
fn body(text: &str) -> String {
    [("$TOOLS", TOOLS), ("$CLOUD", CLOUD), ("$RESOURCES", RESOURCES), ("$BUDGET", BUDGET)]
        .into_iter()
        .fold(text.to_owned(), |text, (name, value)| text.replace(name, &one_line(value)))
}

routes! {
    bodies_of_agents_and_environments_are_sent_whole {
        ("POST" "/v1/agents" "agent" &body(r#"{"name":"n","model":{"id":"m","effort":{"type":"high"},"inference_geo":"eu","speed":"fast"},"system":"s","description":"d","tools":$TOOLS,"mcp_servers":[{"type":"url","name":"m","url":"u"}],"skills":[{"type":"anthropic","skill_id":"k","version":"1"}],"multiagent":{"type":"coordinator","agents":["b",{"type":"agent","id":"c"},{"type":"self"},{"type":"advisor","model":"m"}]},"metadata":{"k":"v"},"execution_identity":{"type":"aws_role","role_arn":"r"}}"#)) { agents().create(&CreateAgentRequest::new("n", ModelConfig::new("m").effort(EffortConfig::new(EffortLevel::High)).speed(ModelSpeed::Fast).inference_geo("eu")).system("s").description("d").tools(tools()).mcp_servers([McpServer::new("m", "u")]).skills([AnthropicSkill::new("k").version("1")]).multiagent(MultiagentCoordinator::new([MultiagentRosterEntry::from("b"), AgentReference::new("c").into(), SelfReference::new().into(), Advisor::new("m").into()])).metadata([("k", "v")]).execution_identity(AwsRoleExecutionIdentity::new("r"))) }
        ("POST" "/v1/agents/a" "agent" &body(r#"{"version":2,"name":"n","model":"m","system":"s","description":"d","tools":$TOOLS,"mcp_servers":null,"skills":[{"type":"custom","skill_id":"k"}],"metadata":{"gone":null,"k":"v"},"multiagent":null,"execution_identity":{"type":"service_account"}}"#)) { agents().update("a", &UpdateAgentRequest::new().version(2).name("n").model("m").system("s").description("d").tools(tools()).clear_mcp_servers().skills([CustomSkill::new("k")]).clear_multiagent().metadata([("k", Some("v".to_owned())), ("gone", None)]).execution_identity(ServiceAccountExecutionIdentity::new())) }
        ("POST" "/v1/environments" "environment" &body(r#"{"name":"n","config":$CLOUD,"description":"d","metadata":{"k":"v"},"scope":"account"}"#)) { environments().create(&CreateEnvironmentRequest::new("n", cloud()).description("d").metadata([("k", "v")]).scope(EnvironmentScope::Account)) }
        ("POST" "/v1/environments/e" "environment" &body(r#"{"name":null,"description":"d","config":$CLOUD,"metadata":{"k":null},"scope":"organization"}"#)) { environments().update("e", &UpdateEnvironmentRequest::new().clear_name().config(cloud()).description("d").metadata([("k", None)]).scope(EnvironmentScope::Organization)) }
    }
    bodies_of_sessions_are_sent_whole {
        ("POST" "/v1/sessions" "session" &body(r#"{"agent":{"type":"agent","id":"a","version":2},"environment_id":"e","vault_ids":["v"],"title":"t","metadata":{"k":"v"},"resources":$RESOURCES,"initial_events":[{"type":"user.message","content":[{"type":"text","text":"t"}]},{"type":"user.define_outcome","description":"d","rubric":{"type":"text","content":"c"},"max_iterations":3}],"budget":$BUDGET}"#)) { sessions().create(&CreateSessionRequest::new(AgentReference::new("a").version(2), "e").title("t").metadata([("k", "v")]).resources(resources()).vault_ids(["v"]).budget(budget()).initial_events([InitialEvent::from(UserMessage::text("t")), UserDefineOutcome::new("d", TextRubric::new("c")).max_iterations(3).into()])) }
        ("POST" "/v1/sessions/s" "session" &body(r#"{"title":"t","agent":{"tools":$TOOLS,"mcp_servers":[]},"metadata":{"k":null},"budget":$BUDGET,"vault_ids":["v"]}"#)) { sessions().update("s", &UpdateSessionRequest::new().title("t").agent(SessionAgentUpdate::new().tools(tools()).mcp_servers([] as [McpServer; 0])).metadata([("k", None)]).budget(budget()).vault_ids(["v"])) }
        ("POST" "/v1/sessions/s/events" "-" r#"{"events":[{"type":"user.message","content":[{"type":"text","text":"t"},{"type":"image","source":{"type":"url","url":"u"}},{"type":"document","source":{"type":"file","file_id":"f"},"title":"t"}]},{"type":"user.interrupt","session_thread_id":"t"},{"type":"user.tool_confirmation","tool_use_id":"u","result":"deny","deny_message":"no"},{"type":"user.custom_tool_result","custom_tool_use_id":"u","content":[{"type":"text","text":"t"}],"is_error":true},{"type":"user.tool_result","tool_use_id":"u","content":[{"type":"text","text":"t"}]},{"type":"user.define_outcome","description":"d","rubric":{"type":"file","file_id":"f"}},{"type":"system.message","content":[{"type":"text","text":"t"}]}]}"#) { events().send("s", &EventBatch::new([SendableEvent::from(UserMessage::new([MessageContent::from(TextBlock::new("t")), ImageBlock::new(UrlImageSource::new("u")).into(), DocumentBlock::new(FileDocumentSource::new("f")).title("t").into()])), UserInterrupt::new().session_thread_id("t").into(), UserToolConfirmation::new("u", ToolConfirmation::Deny).deny_message("no").into(), UserCustomToolResult::text("u", "t").is_error(true).into(), UserToolResult::text("u", "t").into(), UserDefineOutcome::new("d", FileRubric::new("f")).into(), SystemMessage::new([TextBlock::new("t")]).into()])) }
    }
    bodies_of_deployments_are_sent_whole {
        ("POST" "/v1/deployments" "deployment" &body(r#"{"name":"n","agent":{"type":"agent","id":"a"},"environment_id":"e","initial_events":[{"type":"system.message","content":[{"type":"text","text":"t"}]}],"description":"d","resources":$RESOURCES,"vault_ids":["v"],"schedule":{"type":"cron","expression":"* * * * *","timezone":"UTC"},"budget":$BUDGET,"metadata":{"k":"v"}}"#)) { deployments().create(&CreateDeploymentRequest::new("n", AgentReference::new("a"), "e", [SystemMessage::new([TextBlock::new("t")])]).description("d").resources(resources()).vault_ids(["v"]).schedule(CreateSchedule::new("* * * * *", "UTC")).budget(budget()).metadata([("k", "v")])) }
        ("POST" "/v1/deployments/d" "deployment" &body(r#"{"name":"n","agent":"a","environment_id":"e","initial_events":[{"type":"user.message","content":[{"type":"text","text":"t"}]}],"description":null,"resources":null,"vault_ids":null,"schedule":{"type":"cron","expression":"* * * * *","timezone":"UTC"},"budget":$BUDGET,"metadata":{"k":null}}"#)) { deployments().update("d", &UpdateDeploymentRequest::new().name("n").agent("a").environment_id("e").initial_events([UserMessage::text("t")]).clear_description().clear_resources().clear_vault_ids().schedule(CreateSchedule::new("* * * * *", "UTC")).budget(budget()).metadata([("k", None)])) }
    }
    bodies_of_vaults_and_memory_stores_are_sent_whole {
        ("POST" "/v1/vaults/v" "vault" r#"{"display_name":null,"metadata":{"k":null}}"#) { vaults().update("v", &UpdateVaultRequest::new().clear_display_name().metadata([("k", None)])) }
        ("POST" "/v1/vaults/v/credentials" "vault_credential" r#"{"auth":{"type":"mcp_oauth","mcp_server_url":"u","access_token":"t","expires_at":"2026-05-01T00:00:00Z","refresh":{"client_id":"c","refresh_token":"r","token_endpoint":"e","token_endpoint_auth":{"type":"client_secret_basic","client_secret":"s"},"resource":"x","scope":"y"}},"display_name":"n","metadata":{"k":"v"}}"#) { vault_credentials().create("v", &CreateVaultCredentialRequest::new(CreateMcpOAuth::new("u", "t").expires_at("2026-05-01T00:00:00Z").refresh(CreateMcpOAuthRefresh::new("c", "r", "e", TokenEndpointAuthBasic::new("s")).resource("x").scope("y"))).display_name("n").metadata([("k", "v")])) }
        ("POST" "/v1/vaults/v/credentials/c" "vault_credential" r#"{"auth":{"type":"environment_variable","secret_value":"s","networking":{"type":"limited","allowed_hosts":["h"]},"injection_location":{"header":true}},"display_name":"n","metadata":{"k":null}}"#) { vault_credentials().update("v", "c", &UpdateVaultCredentialRequest::new().display_name("n").metadata([("k", None)]).auth(UpdateEnvironmentVariable::new().secret_value("s").networking(LimitedCredentialNetworking::new(["h"])).injection_location(InjectionLocation::new().header(true)))) }
        ("POST" "/v1/memory_stores" "memory_store" r#"{"name":"n","description":"d","metadata":{"k":"v"}}"#) { memory_stores().create(&CreateMemoryStoreRequest::new("n").description("d").metadata([("k", "v")])) }
        ("POST" "/v1/memory_stores/m" "memory_store" r#"{"name":"n","description":"d","metadata":{"k":null}}"#) { memory_stores().update("m", &UpdateMemoryStoreRequest::new().name("n").description("d").metadata([("k", None)])) }
        ("POST" "/v1/memory_stores/m/memories/y" "memory" r#"{"path":"/b","content":null}"#) { memories().update("m", "y", &UpdateMemoryRequest::new().path("/b").clear_content()) }
    }
}

/// The surface of one operation.
#[derive(Debug, Default)]
struct Operation {
    /// `agents().create(`.
    call: String,
    /// The type of its body.
    body: Option<String>,
    setters: BTreeSet<String>,
}

/// All operations by their types, and the fields of all types.
fn surface() -> (BTreeMap<String, Operation>, BTreeMap<String, BTreeSet<String>>) {
    let mut operations: BTreeMap<String, Operation> = BTreeMap::new();
    let mut fields: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in include_str!("../../API.txt").lines() {
        let line = line.trim_start_matches("#[deprecated] ");
        if let Some((method, marker)) = line.split_once(" -> runtime::Request<") {
            let (path, arguments) = method.trim_start_matches("pub fn ").split_once('(').expect("arguments");
            let (module, name) =
                (path.split("::").next().expect("a module"), path.rsplit("::").next().expect("a name"));
            let body = arguments.split_once("AsBody<types::").and_then(|(_, ty)| ty.split('>').next());
            let operation = operations.entry(marker.trim_end_matches('>').to_owned()).or_default();
            operation.call = format!("{module}().{name}(");
            operation.body = body.map(str::to_owned);
        } else if let Some(rest) = line.strip_prefix("pub fn runtime::Request<") {
            let (marker, rest) = rest.split_once(">::").expect("a method");
            let setter = rest.split('(').next().expect("a name").to_owned();
            operations.entry(marker.to_owned()).or_default().setters.insert(setter);
        } else if let Some((ty, field)) = line.strip_prefix("pub types::").and_then(|rest| rest.split_once("::")) {
            if let Some((field, _)) = field.split_once(": ").filter(|(field, _)| *field != "additional_properties") {
                fields.entry(ty.to_owned()).or_default().insert(field.trim_end_matches('_').to_owned());
            }
        }
    }
    operations.retain(|_, operation| !operation.call.is_empty());
    (operations, fields)
}

/// The calls in the rows of a table: `agents().create(`.
fn called(table: &str) -> BTreeSet<&str> {
    let rows = table.lines().filter(|line| line.trim_start().starts_with("(\""));
    let calls = rows.filter_map(|row| Some(row.split_once(") { ")?.1));
    calls.filter_map(|call| call.match_indices('(').nth(1).map(|(end, _)| &call[..=end])).collect()
}

#[test]
fn every_operation_is_checked_with_every_parameter_and_every_property_of_its_body() {
    let routes = [include_str!("routes.rs"), include_str!("neighbours.rs")].concat();
    let tables = [&routes, include_str!("bodies.rs")].concat();
    let (operations, fields) = surface();
    let calls: BTreeSet<&str> = operations.values().map(|operation| operation.call.as_str()).collect();
    assert_eq!(calls, called(&routes));
    let mut missing = Vec::new();
    for Operation { call, body, setters } in operations.values() {
        let entries: Vec<&str> = tables.lines().filter(|line| line.contains(&format!("{{ {call}"))).collect();
        for setter in
            setters.iter().filter(|setter| !entries.iter().any(|entry| entry.contains(&format!(".{setter}("))))
        {
            missing.push(format!("{call} .{setter}"));
        }
        for field in body.iter().flat_map(|body| &fields[body]) {
            let is_sent = |entry: &&str| {
                let text = entry.split_once("r#\"").and_then(|(_, rest)| rest.split_once("\"#"));
                let quoted = ["$TOOLS", "$CLOUD", "$RESOURCES", "$BUDGET"]
                    .iter()
                    .fold(text.map_or("null", |(text, _)| text).to_owned(), |text, name| text.replace(name, "0"));
                let is_part = entry.contains(&format!("name=\\\"{field}"));
                is_part || serde_json::from_str::<Value>(&quoted).expect("JSON").get(field).is_some()
            };
            if !entries.iter().any(is_sent) {
                missing.push(format!("{call} {field} of its body"));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}
