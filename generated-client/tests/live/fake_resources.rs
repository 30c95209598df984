//! The resources of the fake server: environments, files, skills, vaults, memory stores, threads, budgets.

use std::{fs, io::ErrorKind, path::Path, time::Duration};

use managed_agents::{
    Client, Error, Request,
    runtime::File,
    sessions::ListSessions,
    testing::{FakeServer, Recorded, Script},
    types::*,
};
use serde_json::json;

struct Fixture {
    fake: FakeServer,
    client: Client,
}

impl Fixture {
    async fn new() -> Self {
        let fake = FakeServer::start().await.expect("a free port");
        let client = fake.client_builder().max_retries(0).build().expect("the settings are right");
        Self { fake, client }
    }

    async fn session(&self, change: impl FnOnce(CreateSessionRequest) -> CreateSessionRequest) -> Session {
        let agent = self.client.agents().create(CreateAgentRequest::new("A", "claude-opus-5")).send().await;
        let environment = self.client.environments().create(CreateEnvironmentRequest::new("E", CloudConfig::new()));
        let environment = environment.send().await.expect("an environment");
        let session = change(CreateSessionRequest::new(agent.expect("an agent").id, environment.id));
        self.client.sessions().create(&session).send().await.expect("a session")
    }

    async fn say(&self, session_id: &str, text: &str) {
        let batch = EventBatch::new([UserMessage::text(text)]);
        self.client.events().send(session_id, &batch).send().await.expect("it is accepted");
    }
}

/// The status and the kind of an error.
fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> (u16, String) {
    match result {
        Err(Error::Api(error)) => (error.status().as_u16(), error.kind().to_owned()),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn environments_have_defaults_and_keep_their_type() {
    let Fixture { client, fake: _fake } = Fixture::new().await;
    let environments = client.environments();
    let packages = Packages::new().pip(["numpy"]);
    let create = CreateEnvironmentRequest::new("E", CloudConfig::new().packages(packages));
    let created = environments.create(&create).send().await.expect("an environment");
    let EnvironmentConfig::Cloud(config) = &created.config else { panic!("{created:?}") };
    assert!(matches!(config.networking.value(), Some(Networking::Unrestricted(_))), "{config:?}");
    let packages = config.packages.value().expect("packages");
    assert_eq!(packages.pip.value().map(Vec::as_slice), Some(&["numpy".to_owned()][..]));
    assert_eq!(packages.npm.value().map(Vec::len), Some(0));

    let change = UpdateEnvironmentRequest::new().metadata([("a", Some("1".to_owned())), ("b", Some("2".to_owned()))]);
    environments.update(&created.id, &change).send().await.expect("it is changed");
    let change = UpdateEnvironmentRequest::new().metadata([("a", None)]);
    let changed = environments.update(&created.id, &change).send().await.expect("it is changed");
    assert_eq!(changed.metadata.into_iter().collect::<Vec<_>>(), [("b".to_owned(), "2".to_owned())]);
    let change = UpdateEnvironmentRequest::new().config(SelfHostedConfig::new());
    assert_eq!(refused(environments.update(&created.id, &change).send().await).0, 400);

    environments.archive(&created.id).send().await.expect("it is archived");
    assert_eq!(environments.list().send().await.expect("a list").data.len(), 0);
    let with_archived = environments.list().include_archived(true).send().await.expect("a list");
    assert_eq!(with_archived.data.len(), 1);
    let agent = client.agents().create(CreateAgentRequest::new("A", "claude-opus-5")).send().await.expect("an agent");
    let session = client.sessions().create(CreateSessionRequest::new(agent.id, created.id.as_str())).send().await;
    assert_eq!(refused(session), (400, "invalid_request_error".to_owned()));
    environments.delete(&created.id).send().await.expect("it is deleted");
    assert_eq!(refused(environments.get(&created.id).send().await).0, 404);
}

#[tokio::test]
async fn files_are_uploaded_and_mounted_and_files_of_sessions_are_downloaded() {
    let fixture = Fixture::new().await;
    fixture.fake.on_message(|text| Script::new().write_file("report.md", text));
    let files = fixture.client.files();
    let file = File::from("a,b\r\n--1").name("data/in.csv").content_type("text/csv");
    let uploaded = files.upload(UploadFileRequest::new(file)).send().await.expect("it is uploaded");
    assert_eq!(
        (uploaded.filename.as_str(), uploaded.mime_type.as_str(), uploaded.size_bytes),
        ("in.csv", "text/csv", 8)
    );
    assert_eq!(uploaded.downloadable, Some(false));
    assert_eq!(refused(files.download(&uploaded.id).send().await).0, 400);
    let requests = fixture.fake.requests();
    let [Recorded::UploadFile { content, .. }, ..] = &requests[..] else { panic!("{requests:?}") };
    assert_eq!(content, b"a,b\r\n--1");
    // Chunks, since the length of a reader is not known.
    let reader = File::from_reader(std::io::Cursor::new(vec![b'x'; 300_000])).name("big");
    let big = files.upload(UploadFileRequest::new(reader)).send().await.expect("it is uploaded");
    assert_eq!(big.size_bytes, 300_000);

    let session = fixture.session(|request| request.resources([FileResourceConfig::new(uploaded.id.as_str())])).await;
    let [SessionResource::File(mounted)] = &session.resources[..] else { panic!("one file") };
    let path = format!("/mnt/session/uploads/{}", uploaded.id);
    assert_eq!((&mounted.file_id, &mounted.mount_path), (&uploaded.id, &path));
    let resources = fixture.client.session_resources();
    let unknown = resources.add(&session.id, FileResourceConfig::new("file_x")).send().await;
    assert_eq!(refused(unknown).0, 404);
    resources.delete(&session.id, &mounted.id).send().await.expect("it is removed");
    assert_eq!(resources.list(&session.id).send().await.expect("a list").data.len(), 0);

    fixture.say(&session.id, "All is well.").await;
    let written = files.list().scope_id(&session.id).send().await.expect("a list").data;
    let [written] = &written[..] else { panic!("{written:?}") };
    assert_eq!((written.filename.as_str(), written.downloadable), ("report.md", Some(true)));
    assert_eq!(&files.download(&written.id).send().await.expect("its content")[..], b"All is well.");
    files.delete(&uploaded.id).send().await.expect("it is deleted");
    assert_eq!(refused(files.get(&uploaded.id).send().await).0, 404);
}

#[tokio::test]
async fn skills_have_versions_with_the_name_in_their_file() {
    let Fixture { client, fake: _fake } = Fixture::new().await;
    let file = |name: &str, description: &str| {
        let text = format!("---\nname: {name}\ndescription: {description}\n---\nDo it.");
        File::from(text).name("tidy/SKILL.md")
    };
    let create = CreateSkillRequest::new([file("tidy", "one")]).display_name("Tidy");
    let skill = client.skills().create(&create).send().await.expect("a skill");
    let versions = client.skill_versions();
    let second = versions.create(&skill.id, CreateSkillVersionRequest::new([file("tidy", "two")])).send().await;
    let second = second.expect("a version");
    assert_eq!((second.name.as_str(), second.description.as_str()), ("tidy", "two"));
    assert_eq!(versions.get(&skill.id, "latest").send().await.expect("a version").id, second.id);
    let other = versions.create(&skill.id, CreateSkillVersionRequest::new([file("other", "")])).send().await;
    assert_eq!(refused(other).0, 400);
    let without = CreateSkillRequest::new([File::from("text").name("README.md")]);
    assert_eq!(refused(client.skills().create(&without).send().await).0, 400);
    versions.delete(&skill.id, &second.id).send().await.expect("it is deleted");
    let now = client.skills().get(&skill.id).send().await.expect("the skill");
    assert_eq!(now.latest_version_id, skill.latest_version_id);
    client.skills().delete(&skill.id).send().await.expect("it is deleted");
    assert_eq!(refused(versions.list(&skill.id).send().await).0, 404);
}

#[tokio::test]
async fn a_folder_is_uploaded_as_a_skill_and_as_a_version() {
    let Fixture { client, fake: _fake } = Fixture::new().await;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("skills-{}/tidy", std::process::id()));
    fs::create_dir_all(folder.join("data")).expect("a folder");
    let error = CreateSkillRequest::from_folder(&folder).expect_err("it is empty");
    assert_eq!(error.to_string(), format!("{} has no SKILL.md", folder.display()));
    fs::write(folder.join("SKILL.md"), "---\nname: tidy\ndescription: one\n---\nDo it.").expect("a file");
    fs::write(folder.join("data/cities.csv"), "Rome").expect("a file");
    let create = CreateSkillRequest::from_folder(&folder).expect("the files");
    let skill = client.skills().create(create).send().await.expect("a skill");
    let version = CreateSkillVersionRequest::from_folder(&folder).expect("the files");
    assert!(format!("{version:?}").contains("tidy/data/cities.csv"), "{version:?}");
    let version = client.skill_versions().create(&skill.id, version).send().await.expect("a version");
    assert_eq!((version.name.as_str(), version.description.as_str()), ("tidy", "one"));
    let missing = CreateSkillRequest::from_folder(folder.join("none")).expect_err("there is no folder");
    assert_eq!(missing.kind(), ErrorKind::NotFound);
    fs::remove_dir_all(folder).expect("the folder is there");
}

#[tokio::test]
async fn vaults_never_return_secrets() {
    let fixture = Fixture::new().await;
    let vaults = fixture.client.vaults();
    let vault = vaults.create(CreateVaultRequest::new("Ada")).send().await.expect("a vault");
    let token = CreateStaticBearer::new("https://mcp.example.com", "t-0123456789");
    let create = CreateVaultCredentialRequest::new(token).display_name("Calendar");
    let credentials = fixture.client.vault_credentials();
    let created = credentials.create(&vault.id, &create).send_json().await.expect("a credential");
    assert_eq!(created["auth"], json!({ "type": "static_bearer", "mcp_server_url": "https://mcp.example.com" }));
    assert!(!format!("{:?}", fixture.fake.requests()).contains("0123456789"));
    let session = fixture.session(|request| request.vault_ids([vault.id.as_str()])).await;
    assert_eq!(session.vault_ids, [vault.id.as_str()]);
    let id = created["id"].as_str().expect("an id").to_owned();
    credentials.archive(&vault.id, &id).send().await.expect("it is archived");
    assert_eq!(credentials.list(&vault.id).send().await.expect("a list").data.len(), 0);
    vaults.delete(&vault.id).send().await.expect("it is deleted");
    assert_eq!(refused(credentials.get(&vault.id, &id).send().await).0, 404);
}

#[tokio::test]
async fn memories_have_versions_and_refuse_stale_hashes_and_overlapping_paths() {
    let Fixture { client, fake: _fake } = Fixture::new().await;
    let store = client.memory_stores().create(CreateMemoryStoreRequest::new("Notes")).send().await.expect("a store").id;
    let memories = client.memories();
    let create = |path: &str| memories.create(&store, CreateMemoryRequest::new(path).content("abc")).send();
    let first = create("/a/one.md").await.expect("a memory");
    let hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!((first.content_sha256.as_str(), first.content), (hash, None));
    for path in ["/a/one.md", "/a", "/a/one.md/two"] {
        assert_eq!(refused(create(path).await), (409, "memory_path_conflict_error".to_owned()));
    }
    create("/b.md").await.expect("a memory");
    let listed = memories.list(&store).depth(1).send().await.expect("a list").data;
    let [MemoryListItem::MemoryPrefix(folder), MemoryListItem::Memory(file)] = &listed[..] else {
        panic!("{listed:?}")
    };
    assert_eq!((folder.path.as_str(), file.path.as_str()), ("/a/", "/b.md"));

    let same = |hash: &str| ContentSha256Precondition::new().content_sha256(hash);
    let change = UpdateMemoryRequest::new().content("def").precondition(same(hash));
    memories.update(&store, &first.id, &change).send().await.expect("the hash is right");
    let stale = memories.update(&store, &first.id, &change).send().await;
    assert_eq!(refused(stale), (409, "memory_precondition_failed_error".to_owned()));
    let got = memories.get(&store, &first.id).send().await.expect("a memory");
    assert_eq!(got.content.as_deref(), Some("def"));
    assert_eq!(refused(memories.delete(&store, &first.id).expected_content_sha256(hash).send().await).0, 409);
    memories.delete(&store, &first.id).send().await.expect("it is deleted");

    let versions = client.memory_versions();
    let all = versions.list(&store).memory_id(&first.id).send().await.expect("a list").data;
    let operations: Vec<_> = all.iter().map(|version| version.operation.clone()).collect();
    assert_eq!(operations, [MemoryOperation::Deleted, MemoryOperation::Modified, MemoryOperation::Created]);
    let redacted = versions.redact(&store, &all[1].id).send().await.expect("it is redacted");
    assert_eq!((redacted.content, redacted.path), (None, None));
    client.memory_stores().archive(&store).send().await.expect("it is archived");
    assert_eq!(refused(create("/c.md").await).0, 400);
}

#[tokio::test]
async fn another_agent_has_a_thread_of_its_own() {
    let fixture = Fixture::new().await;
    fixture.fake.on_message(|_| Script::new().delegate("Reader", "I have read it.").say("Done."));
    let session = fixture.session(|request| request).await;
    fixture.say(&session.id, "Read it.").await;
    let threads = fixture.client.session_threads();
    let all = threads.list(&session.id).send().await.expect("a list").data;
    let [main, child] = &all[..] else { panic!("{all:?}") };
    assert_eq!((main.parent_thread_id.as_ref(), child.parent_thread_id.as_ref()), (None, Some(&main.id)));
    let events = threads.list_events(&session.id, &child.id).send().await.expect("a list").data;
    let [SessionEvent::AgentMessage(message)] = &events[..] else { panic!("{events:?}") };
    assert_eq!(message.text(), "I have read it.");
    let told = fixture.fake.history(&session.id);
    let told: Vec<_> = told.iter().map(SessionEvent::kind).filter(|kind| kind.contains("thread")).collect();
    let expected = ["session.thread_created", "session.thread_status_running", "agent.thread_message_received"];
    assert_eq!(told, [&expected[..], &["session.thread_status_idle"]].concat());
    threads.archive(&session.id, &child.id).send().await.expect("it is archived");
    let last = fixture.fake.history(&session.id).pop();
    assert!(matches!(last, Some(SessionEvent::SessionThreadStatusTerminated(_))), "{last:?}");
    let ended = threads.list(&session.id).statuses(["terminated"]).send().await.expect("a list").data;
    assert_eq!(ended.iter().map(|thread| &thread.id).collect::<Vec<_>>(), [&child.id]);
}

#[tokio::test]
async fn sessions_are_listed_by_what_they_use() {
    let fixture = Fixture::new().await;
    let store = fixture.client.memory_stores().create(CreateMemoryStoreRequest::new("S")).send().await;
    let store = store.expect("a store").id.clone();
    let with_store = fixture.session(|request| request.resources([MemoryStoreResourceConfig::new(&store)])).await;
    fixture.session(|request| request).await;
    let list = || fixture.client.sessions().list();
    let ids = async |list: Request<ListSessions>| {
        let found = list.send().await.expect("a list").data;
        found.into_iter().map(|session| session.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(list().memory_store_id(&*store)).await, [with_store.id.as_str()]);
    assert_eq!(ids(list().agent_id(&*with_store.agent.id).agent_version(1)).await, [with_store.id.as_str()]);
    assert_eq!(ids(list().agent_version(2)).await, [""; 0]);
    assert_eq!(ids(list().deployment_id("depl_x")).await, [""; 0]);
}

#[tokio::test]
async fn a_budget_stops_a_session_between_requests_to_the_model() {
    let fixture = Fixture::new().await;
    fixture.fake.on_message(|_| Script::new().say("one").say("two").say("three"));
    let budget = BudgetLimit::new(MonetaryAmount::new("2", "USD"));
    let session = fixture.session(|request| request.budget(budget)).await;
    let turn = fixture.client.events().send_and_wait(&session.id, &EventBatch::new([UserMessage::text("Count.")]));
    let turn = turn.total_timeout(Duration::from_secs(10)).await.expect("a turn");
    assert_eq!(turn.text(), "one\ntwo");
    assert!(matches!(turn.stop_reason(), Some(StopReason::BudgetReached(_))), "{turn:?}");
    let usage = turn.events.iter().find_map(|event| match event {
        SessionEvent::SessionUsage(event) => event.usage.list_cost.clone(),
        _ => None,
    });
    assert_eq!(usage.map(|cost| cost.amount), Some("2".to_owned()));
}

#[tokio::test]
async fn lists_keep_their_place_while_items_come_and_refuse_invalid_cursors() {
    let Fixture { client, fake: _fake } = Fixture::new().await;
    let create =
        async |name: &str| client.vaults().create(CreateVaultRequest::new(name)).send().await.expect("a vault");
    for name in ["a", "b", "c"] {
        create(name).await;
    }
    let first = client.vaults().list().limit(2).send().await.expect("a page");
    create("d").await;
    let cursor = first.next_page.expect("a second page");
    let second = client.vaults().list().limit(2).page(&cursor).send().await.expect("a page");
    let names: Vec<_> = second.data.into_iter().map(|vault| vault.display_name).collect();
    assert_eq!((names, second.next_page), (vec!["a".to_owned()], None));
    assert_eq!(refused(client.vaults().list().page("nonsense").send().await).0, 400);
    assert_eq!(refused(client.vaults().list().limit(101).send().await).0, 400);
}

#[tokio::test]
async fn an_invalid_body_and_a_missing_beta_are_refused() {
    let fixture = Fixture::new().await;
    let post = |path: &str, beta: &str, body: serde_json::Value| {
        let request = reqwest::Client::new().post(format!("{}/v1/{path}", fixture.fake.url()));
        let request = request.header("x-api-key", "k").header("anthropic-version", "2023-06-01");
        request.header("anthropic-beta", beta).body(body.to_string()).send()
    };
    let text = async |response| {
        let response: reqwest::Response = response;
        (response.status().as_u16(), response.text().await.expect("a text"))
    };
    let agents = "managed-agents-2026-04-01";
    let (status, body) = text(post("agents", agents, json!({ "model": "m" })).await.expect("a response")).await;
    assert!(status == 400 && body.contains("missing property `name`"), "{status} {body}");
    let (status, body) =
        text(post("agents", "", json!({ "name": "A", "model": "m" })).await.expect("a response")).await;
    assert!(status == 400 && body.contains("beta header"), "{status} {body}");
    let (status, _) = text(post("memory_stores", agents, json!({ "name": "A" })).await.expect("a response")).await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn deployments_pin_their_agent_and_run_on_request() {
    let Fixture { client, fake } = Fixture::new().await;
    fake.on_message(|text| Script::new().say(format!("Read: {text}")));
    let agent = client.agents().create(CreateAgentRequest::new("A", "claude-opus-5")).send().await.expect("an agent");
    let environment = CreateEnvironmentRequest::new("E", CloudConfig::new());
    let environment = client.environments().create(&environment).send().await.expect("an environment");
    let deployments = client.deployments();
    let create = CreateDeploymentRequest::new("D", &*agent.id, &*environment.id, [UserMessage::text("Hello")]);
    let created = deployments.create(&create).send().await.expect("a deployment");
    assert_eq!(created.agent.version, Some(1));
    let missing = CreateDeploymentRequest::new("D", "agent_x", &*environment.id, [UserMessage::text("Hello")]);
    assert_eq!(refused(deployments.create(&missing).send().await).0, 404);

    let paused = deployments.pause(&created.id).send().await.expect("it is paused");
    assert_eq!(paused.status, DeploymentStatus::Paused);
    assert_eq!(deployments.list().status(DeploymentStatus::Active).send().await.expect("a list").data, []);
    let active = deployments.unpause(&created.id).send().await.expect("it is active");
    assert_eq!(active.status, DeploymentStatus::Active);
    let schedule = UpdateDeploymentRequest::new().schedule(CreateSchedule::new("0 6 * * *", "UTC"));
    let changed = deployments.update(&created.id, &schedule).send().await.expect("it is changed");
    assert_eq!(changed.schedule.map(|schedule| schedule.expression), Some("0 6 * * *".to_owned()));

    let run = deployments.run(&created.id).send().await.expect("a run");
    let session = client.sessions().get(run.session_id.as_deref().expect("a session")).send().await.expect("a session");
    let history = fake.history(&session.id);
    assert!(
        history
            .iter()
            .any(|event| matches!(event, SessionEvent::AgentMessage(message) if message.text() == "Read: Hello"))
    );
    let runs = client.deployment_runs().list().deployment_id(&*created.id).send().await.expect("a list");
    assert_eq!(runs.data.len(), 1);
    let runs = client.deployment_runs().list().has_error(true).send().await.expect("a list");
    assert_eq!(runs.data, []);
    let runs = client.deployment_runs().list().has_error(false).trigger_type("manual").send().await.expect("a list");
    assert_eq!(runs.data.len(), 1);
    deployments.archive(&created.id).send().await.expect("it is archived");
    assert_eq!(refused(deployments.run(&created.id).send().await).0, 400);
    assert!(
        fake.requests().iter().any(|request| matches!(request, Recorded::CreateDeployment(body) if body.name == "D"))
    );
}
