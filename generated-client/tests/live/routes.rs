//! Every route: the request with all parameters, and the decoding of its response.

#![expect(deprecated, reason = "the deprecated parameter and operation are still sent")]

use managed_agents::{Client, Result, types::*};
use serde_json::json;

use crate::server::{KEY, Received, Reply, Server};

/// The response of a route, by the tag of its content: `-` is a page without items.
fn reply(tag: &str) -> Reply {
    match tag {
        "-" => Reply::json(200, r#"{"data": [], "next_page": null}"#),
        "stream" => Reply::new(200, &[("content-type", "text/event-stream")], ""),
        "bytes" => Reply::new(200, &[("content-type", "application/pdf")], "%PDF"),
        "validation" => Reply::json(200, r#"{"type": "vault_credential_validation", "credential_id": "c"}"#),
        tag => Reply::json(200, &json!({"id": "x", "type": tag, "version": 1}).to_string()),
    }
}

pub(crate) async fn check(
    (method, target, tag, body): (&str, &str, &str, &str),
    call: impl AsyncFnOnce(&Client) -> Result<()>,
) -> Received {
    let server = Server::start([reply(tag)]).await;
    call(&server.client()).await.unwrap_or_else(|error| panic!("{method} {target}: {error}"));
    let [request] = <[Received; 1]>::try_from(server.requests()).expect("one request");
    assert_eq!((request.method.as_str(), request.target.as_str()), (method, target));
    let beta = beta(method, target);
    assert_eq!(request.header("anthropic-beta"), beta.as_slice(), "{method} {target}");
    assert_eq!(request.header("anthropic-version"), ["2023-06-01"], "{method} {target}");
    assert_eq!(request.header("x-api-key"), [KEY], "{method} {target}");
    let accept = match tag {
        "stream" => "text/event-stream",
        "bytes" => "application/binary",
        _ => "application/json",
    };
    assert_eq!(request.header("accept"), [accept], "{method} {target}");
    if body.is_empty() {
        assert!(request.body.is_empty(), "{method} {target}");
        assert!(request.header("content-type").is_empty(), "{method} {target}");
    } else if let Some(boundary) = boundary(&request) {
        let sent = String::from_utf8_lossy(&request.body).replace(&boundary, "B").replace("\r\n", "\n");
        assert_eq!(sent, body, "{method} {target}");
    } else {
        assert_eq!(request.body(), body, "{method} {target}");
        assert_eq!(request.header("content-type"), ["application/json"], "{method} {target}");
    }
    request
}

/// The boundary of a multipart body.
fn boundary(request: &Received) -> Option<String> {
    let content_type = request.header("content-type");
    content_type.first()?.strip_prefix("multipart/form-data; boundary=").map(str::to_owned)
}

/// The beta features that the official SDKs send for a route. For files, also the feature that shows their session.
fn beta(method: &str, target: &str) -> Vec<&'static str> {
    let resource = target.trim_start_matches("/v1/").split(['/', '?']).next().unwrap_or_default();
    match resource {
        "memory_stores" => vec!["agent-memory-2026-07-22"],
        "dreams" => vec!["dreaming-2026-04-21"],
        "tunnels" => vec!["mcp-tunnels-2026-06-22"],
        "files" if method == "GET" && !target.ends_with("/content") => vec!["managed-agents-2026-04-01"],
        "files" | "skills" | "models" => Vec::new(),
        _ => vec!["managed-agents-2026-04-01"],
    }
}

/// Checks routes: method, path and query, tag of the response, body, call.
macro_rules! routes {
    ($($name:ident { $(($method:literal $target:literal $tag:literal $body:expr) { $($call:tt)+ })* })*) => {$(
        #[tokio::test]
        async fn $name() {
            $(
                check(($method, $target, $tag, AsRef::<str>::as_ref($body)), async |client: &Client| {
                    client.$($call)+.send().await.map(drop)
                })
                .await;
            )*
        }
    )*};
}
pub(crate) use routes;

routes! {
    agents_are_asked_for_as_documented {
        ("GET" "/v1/agents?limit=2&page=p&include_archived=true&created_at%5Bgte%5D=2026-01-01T00%3A00%3A00Z&created_at%5Blte%5D=2026-02-01T00%3A00%3A00Z" "-" "") { agents().list().limit(2).page("p").include_archived(true).created_at_gte("2026-01-01T00:00:00Z").created_at_lte("2026-02-01T00:00:00Z") }
        ("POST" "/v1/agents" "agent" r#"{"name":"n","model":"m"}"#) { agents().create(&CreateAgentRequest::new("n", "m")) }
        ("GET" "/v1/agents/a?version=3" "agent" "") { agents().get("a").version(3) }
        ("POST" "/v1/agents/a" "agent" r#"{"system":null}"#) { agents().update("a", &UpdateAgentRequest::new().clear_system()) }
        ("POST" "/v1/agents/a/archive" "agent" "") { agents().archive("a") }
        ("GET" "/v1/agents/a/versions?limit=1&page=p" "-" "") { agents().list_versions("a").limit(1).page("p") }
    }
    environments_are_asked_for_as_documented {
        ("POST" "/v1/environments" "environment" r#"{"name":"n","config":{"type":"self_hosted"}}"#) { environments().create(&CreateEnvironmentRequest::new("n", SelfHostedConfig::new())) }
        ("GET" "/v1/environments/e" "environment" "") { environments().get("e") }
        ("POST" "/v1/environments/e" "environment" r#"{"name":"n","metadata":{"a":null}}"#) { environments().update("e", &UpdateEnvironmentRequest::new().name("n").metadata([("a", None)])) }
        ("GET" "/v1/environments?limit=1&page=p&include_archived=false" "-" "") { environments().list().limit(1).page("p").include_archived(false) }
        ("DELETE" "/v1/environments/e" "environment_deleted" "") { environments().delete("e") }
        ("POST" "/v1/environments/e/archive" "environment" "") { environments().archive("e") }
    }
    environment_work_is_asked_for_as_documented {
        ("GET" "/v1/environments/e/work/w" "work" "") { environment_work().get("e", "w") }
        ("POST" "/v1/environments/e/work/w" "work" r#"{"metadata":{"a":"b"}}"#) { environment_work().update("e", "w", &UpdateWorkRequest::new([("a", Some("b".to_owned()))])) }
        ("GET" "/v1/environments/e/work?limit=1&page=p" "-" "") { environment_work().list("e").limit(1).page("p") }
        ("POST" "/v1/environments/e/work/w/ack" "work" "") { environment_work().ack("e", "w") }
        ("POST" "/v1/environments/e/work/w/heartbeat?desired_ttl_seconds=90&expected_last_heartbeat=NO_HEARTBEAT" "work_heartbeat" "") { environment_work().heartbeat("e", "w").desired_ttl_seconds(90).expected_last_heartbeat("NO_HEARTBEAT") }
        ("GET" "/v1/environments/e/work/poll?block_ms=999&reclaim_older_than_ms=5" "work" "") { environment_work().poll("e").block_ms(999).reclaim_older_than_ms(5).anthropic_worker_id("me") }
        ("GET" "/v1/environments/e/work/stats" "work_queue_stats" "") { environment_work().get_stats("e") }
        ("POST" "/v1/environments/e/work/w/stop" "work" r#"{"force":true}"#) { environment_work().stop("e", "w", &StopWorkRequest::new().force(true)) }
    }
    sessions_are_asked_for_as_documented {
        ("POST" "/v1/sessions" "session" r#"{"agent":{"type":"agent_with_overrides","id":"a","system":"s"},"environment_id":"e","title":"t"}"#) { sessions().create(&CreateSessionRequest::new(AgentWithOverrides::new("a").system("s"), "e").title("t")) }
        ("GET" "/v1/sessions/s" "session" "") { sessions().get("s") }
        ("POST" "/v1/sessions/s" "session" r#"{"title":null,"agent":{"tools":[]}}"#) { sessions().update("s", &UpdateSessionRequest::new().clear_title().agent(SessionAgentUpdate::new().tools([] as [Tool; 0]))) }
        ("GET" "/v1/sessions?agent_id=a&status=idle&statuses%5B%5D=idle&statuses%5B%5D=running&agent_version=1&deployment_id=d&memory_store_id=m&limit=1&page=p&order=asc&include_archived=true&created_at%5Bgt%5D=1&created_at%5Bgte%5D=2&created_at%5Blt%5D=3&created_at%5Blte%5D=4" "-" "") { sessions().list().agent_id("a").status(SessionStatus::Idle).statuses([SessionStatus::Idle]).add_statuses(SessionStatus::Running).agent_version(1).deployment_id("d").memory_store_id("m").limit(1).page("p").order(SessionOrder::Asc).include_archived(true).created_at_gt("1").created_at_gte("2").created_at_lt("3").created_at_lte("4") }
        ("DELETE" "/v1/sessions/s" "session_deleted" "") { sessions().delete("s") }
        ("POST" "/v1/sessions/s/archive" "session" "") { sessions().archive("s") }
    }
    events_are_asked_for_as_documented {
        ("GET" "/v1/sessions/s/events?limit=1&page=p&order=desc&types%5B%5D=agent.message&types%5B%5D=session.error&created_at%5Bgt%5D=1&created_at%5Bgte%5D=2&created_at%5Blt%5D=3&created_at%5Blte%5D=4" "-" "") { events().list("s").limit(1).page("p").order(SessionOrder::Desc).types(["agent.message"]).type_("session.error").created_at_gt("1").created_at_gte("2").created_at_lt("3").created_at_lte("4") }
        ("POST" "/v1/sessions/s/events" "-" r#"{"events":[{"type":"user.interrupt"}]}"#) { events().send("s", &EventBatch::new([UserInterrupt::new()])) }
        ("GET" "/v1/sessions/s/events/stream?event_deltas%5B%5D=agent.message&event_deltas%5B%5D=agent.thinking" "stream" "") { events().stream("s").event_deltas([DeltaType::AgentMessage]).event_delta(DeltaType::AgentThinking) }
        ("GET" "/v1/sessions/s/stream" "stream" "") { events().stream_session("s") }
    }
    session_resources_are_asked_for_as_documented {
        ("GET" "/v1/sessions/s/resources/r" "file" "") { session_resources().get("s", "r") }
        ("POST" "/v1/sessions/s/resources/r" "file" r#"{"authorization_token":"t"}"#) { session_resources().update("s", "r", &UpdateSessionResourceRequest::new("t")) }
        ("GET" "/v1/sessions/s/resources?limit=1&page=p" "-" "") { session_resources().list("s").limit(1).page("p") }
        ("DELETE" "/v1/sessions/s/resources/r" "session_resource_deleted" "") { session_resources().delete("s", "r") }
        ("POST" "/v1/sessions/s/resources" "file" r#"{"type":"file","file_id":"f","mount_path":"/m"}"#) { session_resources().add("s", &FileResourceConfig::new("f").mount_path("/m")) }
    }
    session_threads_are_asked_for_as_documented {
        ("GET" "/v1/sessions/s/threads/t" "session_thread" "") { session_threads().get("s", "t") }
        ("GET" "/v1/sessions/s/threads?statuses%5B%5D=idle&statuses%5B%5D=running&limit=1&page=p" "-" "") { session_threads().list("s").statuses([SessionStatus::Idle]).status(SessionStatus::Running).limit(1).page("p") }
        ("POST" "/v1/sessions/s/threads/t/archive" "session_thread" "") { session_threads().archive("s", "t") }
        ("GET" "/v1/sessions/s/threads/t/events?limit=1&page=p" "-" "") { session_threads().list_events("s", "t").limit(1).page("p") }
        ("GET" "/v1/sessions/s/threads/t/stream?event_deltas%5B%5D=agent.message&event_deltas%5B%5D=agent.thinking" "stream" "") { session_threads().stream_events("s", "t").event_deltas([DeltaType::AgentMessage]).event_delta(DeltaType::AgentThinking) }
    }
    deployments_are_asked_for_as_documented {
        ("POST" "/v1/deployments" "deployment" r#"{"name":"n","agent":"a","environment_id":"e","initial_events":[{"type":"user.message","content":[{"type":"text","text":"t"}]}],"schedule":{"type":"cron","expression":"* * * * *","timezone":"UTC"}}"#) { deployments().create(&CreateDeploymentRequest::new("n", "a", "e", [UserMessage::text("t")]).schedule(CreateSchedule::new("* * * * *", "UTC"))) }
        ("GET" "/v1/deployments/d" "deployment" "") { deployments().get("d") }
        ("POST" "/v1/deployments/d" "deployment" r#"{"schedule":null}"#) { deployments().update("d", &UpdateDeploymentRequest::new().clear_schedule()) }
        ("GET" "/v1/deployments?agent_id=a&status=paused&limit=1&page=p&include_archived=true&created_at%5Bgte%5D=2&created_at%5Blte%5D=4" "-" "") { deployments().list().agent_id("a").status(DeploymentStatus::Paused).limit(1).page("p").include_archived(true).created_at_gte("2").created_at_lte("4") }
        ("POST" "/v1/deployments/d/archive" "deployment" "") { deployments().archive("d") }
        ("POST" "/v1/deployments/d/pause" "deployment" "") { deployments().pause("d") }
        ("POST" "/v1/deployments/d/run" "deployment_run" "") { deployments().run("d") }
        ("POST" "/v1/deployments/d/unpause" "deployment" "") { deployments().unpause("d") }
    }
    deployment_runs_are_asked_for_as_documented {
        ("GET" "/v1/deployment_runs/r" "deployment_run" "") { deployment_runs().get("r") }
        ("GET" "/v1/deployment_runs?deployment_id=d&trigger_type=schedule&has_error=true&limit=1&page=p&created_at%5Bgt%5D=1&created_at%5Bgte%5D=2&created_at%5Blt%5D=3&created_at%5Blte%5D=4" "-" "") { deployment_runs().list().deployment_id("d").trigger_type(TriggerType::Schedule).has_error(true).limit(1).page("p").created_at_gt("1").created_at_gte("2").created_at_lt("3").created_at_lte("4") }
    }
    vaults_are_asked_for_as_documented {
        ("POST" "/v1/vaults" "vault" r#"{"display_name":"n","metadata":{"a":"b"}}"#) { vaults().create(&CreateVaultRequest::new("n").metadata([("a", "b")])) }
        ("GET" "/v1/vaults/v" "vault" "") { vaults().get("v") }
        ("POST" "/v1/vaults/v" "vault" r#"{"display_name":"n"}"#) { vaults().update("v", &UpdateVaultRequest::new().display_name("n")) }
        ("GET" "/v1/vaults?limit=1&page=p&include_archived=true" "-" "") { vaults().list().limit(1).page("p").include_archived(true) }
        ("DELETE" "/v1/vaults/v" "vault_deleted" "") { vaults().delete("v") }
        ("POST" "/v1/vaults/v/archive" "vault" "") { vaults().archive("v") }
    }
    vault_credentials_are_asked_for_as_documented {
        ("POST" "/v1/vaults/v/credentials" "vault_credential" r#"{"auth":{"type":"static_bearer","mcp_server_url":"u","token":"t"}}"#) { vault_credentials().create("v", &CreateVaultCredentialRequest::new(CreateStaticBearer::new("u", "t"))) }
        ("GET" "/v1/vaults/v/credentials/c" "vault_credential" "") { vault_credentials().get("v", "c") }
        ("POST" "/v1/vaults/v/credentials/c" "vault_credential" r#"{"auth":{"type":"static_bearer","token":"t"}}"#) { vault_credentials().update("v", "c", &UpdateVaultCredentialRequest::new().auth(UpdateStaticBearer::new().token("t"))) }
        ("GET" "/v1/vaults/v/credentials?limit=1&page=p&include_archived=true" "-" "") { vault_credentials().list("v").limit(1).page("p").include_archived(true) }
        ("DELETE" "/v1/vaults/v/credentials/c" "vault_credential_deleted" "") { vault_credentials().delete("v", "c") }
        ("POST" "/v1/vaults/v/credentials/c/archive" "vault_credential" "") { vault_credentials().archive("v", "c") }
        ("POST" "/v1/vaults/v/credentials/c/mcp_oauth_validate" "validation" "") { vault_credentials().validate("v", "c") }
    }
    memory_stores_are_asked_for_as_documented {
        ("POST" "/v1/memory_stores" "memory_store" r#"{"name":"n"}"#) { memory_stores().create(&CreateMemoryStoreRequest::new("n")) }
        ("GET" "/v1/memory_stores/m" "memory_store" "") { memory_stores().get("m") }
        ("POST" "/v1/memory_stores/m" "memory_store" r#"{"description":null}"#) { memory_stores().update("m", &UpdateMemoryStoreRequest::new().clear_description()) }
        ("GET" "/v1/memory_stores?limit=1&page=p&include_archived=true&created_at%5Bgte%5D=2&created_at%5Blte%5D=4" "-" "") { memory_stores().list().limit(1).page("p").include_archived(true).created_at_gte("2").created_at_lte("4") }
        ("DELETE" "/v1/memory_stores/m" "memory_store_deleted" "") { memory_stores().delete("m") }
        ("POST" "/v1/memory_stores/m/archive" "memory_store" "") { memory_stores().archive("m") }
    }
    memories_are_asked_for_as_documented {
        ("POST" "/v1/memory_stores/m/memories?view=full" "memory" r#"{"path":"/a","content":"c"}"#) { memories().create("m", &CreateMemoryRequest::new("/a").content("c")).view(MemoryView::Full) }
        ("GET" "/v1/memory_stores/m/memories/y?view=basic" "memory" "") { memories().get("m", "y").view(MemoryView::Basic) }
        ("POST" "/v1/memory_stores/m/memories/y?view=full" "memory" r#"{"content":"c","precondition":{"type":"content_sha256","content_sha256":"h"}}"#) { memories().update("m", "y", &UpdateMemoryRequest::new().content("c").precondition(ContentSha256Precondition::new().content_sha256("h"))).view(MemoryView::Full) }
        ("GET" "/v1/memory_stores/m/memories?path_prefix=%2Fa&depth=1&view=full&limit=1&page=p" "-" "") { memories().list("m").path_prefix("/a").depth(1).view(MemoryView::Full).limit(1).page("p") }
        ("DELETE" "/v1/memory_stores/m/memories/y?expected_content_sha256=h" "memory_deleted" "") { memories().delete("m", "y").expected_content_sha256("h") }
    }
    memory_versions_are_asked_for_as_documented {
        ("GET" "/v1/memory_stores/m/memory_versions/x?view=full" "memory_version" "") { memory_versions().get("m", "x").view(MemoryView::Full) }
        ("GET" "/v1/memory_stores/m/memory_versions?memory_id=y&operation=created&session_id=s&api_key_id=k&service_account_id=a&view=full&created_at%5Bgte%5D=2&created_at%5Blte%5D=4&limit=1&page=p" "-" "") { memory_versions().list("m").memory_id("y").operation(MemoryOperation::Created).session_id("s").api_key_id("k").service_account_id("a").view(MemoryView::Full).created_at_gte("2").created_at_lte("4").limit(1).page("p") }
        ("POST" "/v1/memory_stores/m/memory_versions/x/redact" "memory_version" "") { memory_versions().redact("m", "x") }
    }
}

/// Names and values of the headers, and the body.
fn wire(request: &Received) -> String {
    let port = request.header("host").concat();
    let headers = request.headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect::<String>();
    format!("{headers}\n{}", request.body()).replace(&port, "HOST")
}

#[tokio::test]
async fn requests_are_sent_as_these_bytes() {
    let get =
        check(("GET", "/v1/agents/a", "agent", ""), async |client| client.agents().get("a").send().await.map(drop));
    let archive = check(("POST", "/v1/agents/a/archive", "agent", ""), async |client| {
        client.agents().archive("a").send().await.map(drop)
    });
    let create = check(("POST", "/v1/agents", "agent", r#"{"name":"n","model":"m"}"#), async |client| {
        client.agents().create(CreateAgentRequest::new("n", "m")).send().await.map(drop)
    });
    let head = |of_body: &str| {
        let version = env!("CARGO_PKG_VERSION");
        let encoding = if cfg!(feature = "gzip") { "accept-encoding: gzip\n" } else { "" };
        format!(
            "user-agent: managed-agents/{version}\nanthropic-version: 2023-06-01\n\
             anthropic-beta: managed-agents-2026-04-01\naccept: application/json\n{of_body}\
             x-api-key: {KEY}\n{encoding}host: HOST\n"
        )
    };
    assert_eq!(wire(&get.await), format!("{}\n", head("")));
    assert_eq!(wire(&archive.await), format!("{}\n", head("content-length: 0\n")));
    let body = r#"{"name":"n","model":"m"}"#;
    let head = head("content-type: application/json\n");
    assert_eq!(wire(&create.await), format!("{head}content-length: {}\n\n{body}", body.len()));
}

#[tokio::test]
async fn a_worker_says_its_name_and_uses_its_own_token() {
    let server = Server::start([Reply::json(200, "null")]).await;
    let client = Client::builder().base_url(server.url()).bearer_token("environment-key").build().expect("a client");
    let work = client.environment_work().poll("e").anthropic_worker_id("me").send().await.expect("an answer");
    assert!(work.is_none());
    let [request] = <[Received; 1]>::try_from(server.requests()).expect("one request");
    assert_eq!(request.header("anthropic-worker-id"), ["me"]);
    assert_eq!(request.header("authorization"), ["Bearer environment-key"]);
    assert!(request.header("x-api-key").is_empty());
}

#[tokio::test]
async fn callers_add_betas_to_those_that_an_operation_needs() {
    const AGENTS: &str = "managed-agents-2026-04-01";
    const MEMORY: &str = "agent-memory-2026-07-22";
    let server =
        Server::start([reply("agent"), reply("memory_store"), reply("agent"), reply("agent"), reply("agent")]).await;
    let client = server.builder().beta("x-2026-01-01").beta(AGENTS).build().expect("a client");
    client.agents().get("a").send().await.expect("an answer");
    client.memory_stores().get("m").beta("y-2026-01-01").send().await.expect("an answer");
    client.agents().get("a").beta(MEMORY).beta("y-2026-01-01,x-2026-01-01").send().await.expect("an answer");
    client.models().get("m").send().await.expect("an answer");
    server.client().models().get("m").send().await.expect("an answer");
    let requests = server.requests();
    let sent: Vec<_> = requests.iter().map(|request| request.header("anthropic-beta").join(";")).collect();
    let expected = [
        format!("x-2026-01-01,{AGENTS}"),
        format!("x-2026-01-01,y-2026-01-01,{MEMORY}"),
        format!("x-2026-01-01,y-2026-01-01,{AGENTS}"),
        format!("x-2026-01-01,{AGENTS}"),
        String::new(),
    ];
    assert_eq!(sent, expected);
}

#[tokio::test]
async fn a_header_of_one_call_replaces_all_betas() {
    let server = Server::start([reply("memory_store")]).await;
    let client = server.builder().beta("x-2026-01-01").build().expect("a client");
    client.memory_stores().get("m").header("anthropic-beta", "mine").send().await.expect("an answer");
    assert_eq!(server.requests().first().expect("a request").header("anthropic-beta"), ["mine"]);
}

#[tokio::test]
async fn the_workspace_is_named_where_the_client_or_the_call_says_so() {
    let server = Server::start([reply("agent"), reply("agent"), reply("agent")]).await;
    server.client().agents().get("a").send().await.expect("an answer");
    let client = server.builder().anthropic_workspace_id("w1").build().expect("a client");
    client.agents().get("a").send().await.expect("an answer");
    client.agents().get("a").anthropic_workspace_id("w2").send().await.expect("an answer");
    let requests = server.requests();
    let sent: Vec<_> = requests.iter().map(|request| request.header("anthropic-workspace-id")).collect();
    assert_eq!(sent, [vec![], vec!["w1"], vec!["w2"]]);
}
