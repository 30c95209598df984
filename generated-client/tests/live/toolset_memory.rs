//! Memory stores in the folder of a toolset.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use managed_agents::{
    Client,
    runtime::{Transport, TransportError, http, reqwest},
    testing::{FakeServer, Fault, On, Script},
    tools::{ToolOutput, Tools},
    toolset::{LocalToolset, MemoryErrorKind, Toolset},
    types::*,
    worker::Worker,
};
use serde_json::json;

use crate::{drift::drifting, fast_clock::FAST_CLOCK};

/// A store `Notes` of a fake API, a session with this store, and a folder, which is removed at the end.
pub(crate) struct Fixture {
    pub(crate) fake: FakeServer,
    pub(crate) client: Client,
    pub(crate) store: String,
    pub(crate) environment: String,
    pub(crate) session: Session,
    pub(crate) folder: PathBuf,
}

impl Fixture {
    pub(crate) async fn new(name: &str, access: MemoryStoreAccess, memories: &[(&str, &str)]) -> Self {
        let fake = FakeServer::start().await.expect("a free port");
        let client = fake.client_builder().max_retries(0).build().expect("the settings are right");
        let store = client.memory_stores().create(CreateMemoryStoreRequest::new("Notes")).send().await;
        let store = store.expect("a store").id.clone();
        for (path, text) in memories {
            let memory = CreateMemoryRequest::new(*path).content(*text);
            client.memories().create(&store, memory).send().await.expect("a memory");
        }
        fake.on_message(|_| {
            let write = json!({ "file_path": "/mnt/memory/notes/new.md", "content": "by the agent" });
            Script::new().use_tool("write", write).terminate()
        });
        let agent = client.agents().create(CreateAgentRequest::new("A", "claude-opus-5")).send().await;
        let environment = CreateEnvironmentRequest::new("own", SelfHostedConfig::new());
        let environment = client.environments().create(&environment).send().await.expect("an environment").id.clone();
        let resource = MemoryStoreResourceConfig::new(store.as_str()).access(access);
        let session = CreateSessionRequest::new(agent.expect("an agent").id.as_str(), environment.as_str());
        let session = session.resources([resource]).initial_events([UserMessage::text("hello")]);
        let session = client.sessions().create(&session).send().await.expect("a session").clone();
        let folder = std::env::temp_dir().join(format!("memory-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        Self { fake, client, store, environment, session, folder }
    }

    pub(crate) async fn mounted(&self) -> LocalToolset {
        let toolset = LocalToolset::new(&self.folder).expect("the folder is there");
        toolset.mount_memory(&self.client, &self.session).await.expect("it is downloaded");
        toolset
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.join("memory/notes").join(path)
    }

    pub(crate) fn put(&self, path: &str, text: &str) {
        fs::write(self.path(path), text).expect("a file");
    }

    /// The memories of the store: their texts by path.
    pub(crate) async fn stored(&self) -> BTreeMap<String, String> {
        let mut items = self.client.memories().list(&self.store).view(MemoryView::Full).items();
        let mut stored = BTreeMap::new();
        while let Some(item) = items.try_next().await.expect("a list") {
            let MemoryListItem::Memory(memory) = item else { panic!("{item:?}") };
            stored.insert(memory.path.clone(), memory.content.clone().expect("a text"));
        }
        stored
    }

    /// The ID of a memory.
    pub(crate) async fn id(&self, path: &str) -> String {
        let mut items = self.client.memories().list(&self.store).items();
        while let Some(item) = items.try_next().await.expect("a list") {
            if let MemoryListItem::Memory(memory) = item {
                if memory.path == path {
                    return memory.id.clone();
                }
            }
        }
        panic!("no {path}");
    }

    async fn change(&self, path: &str, text: &str) {
        let id = self.id(path).await;
        let body = UpdateMemoryRequest::new().content(text);
        self.client.memories().update(&self.store, &id, body).send().await.expect("a memory");
    }
}

impl Drop for Fixture {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

pub(crate) fn texts(texts: &[(&str, &str)]) -> BTreeMap<String, String> {
    texts.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

/// The files below a folder, without the one that marks it.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(&inner).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with(".anthropic-memory-store") {
                let name = path.strip_prefix(folder).expect("below").display().to_string();
                found.insert(format!("/{name}"), fs::read_to_string(&path).expect("text"));
            }
        }
    }
    found
}

/// Waits until the store has these memories.
async fn until_stored(fixture: &Fixture, expected: &[(&str, &str)]) {
    let end = Instant::now() + Duration::from_secs(20);
    while fixture.stored().await != texts(expected) {
        assert!(Instant::now() < end, "{:?}", fixture.stored().await);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

const MEMORIES: &[(&str, &str)] = &[("/a.md", "a"), ("/b/c.md", "c"), ("/b/d.md", "d"), ("/e.md", "e"), ("/f.md", "f")];

#[tokio::test]
async fn changes_of_both_sides_are_on_both_sides_at_the_end() {
    let fixture = Fixture::new("both", MemoryStoreAccess::ReadWrite, MEMORIES).await;
    let errors = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&errors);
    let toolset = LocalToolset::new(&fixture.folder).expect("the folder is there").on_memory_error(move |error| {
        heard.lock().expect("no test panics with it").push(error.to_string());
    });
    toolset.mount_memory(&fixture.client, &fixture.session).await.expect("it is downloaded");
    assert_eq!(files(&fixture.path("")), texts(MEMORIES));

    fixture.put("a.md", "a by the session");
    fixture.put("new.md", "new");
    fs::remove_file(fixture.path("b/c.md")).expect("a file");
    fixture.change("/b/d.md", "d by another").await;
    fixture.change("/e.md", "e by another").await;
    fixture.put("e.md", "e by the session");
    let id = fixture.id("/f.md").await;
    fixture.client.memories().delete(&fixture.store, &id).send().await.expect("it is deleted");
    toolset.close().await;

    let expected =
        [("/a.md", "a by the session"), ("/b/d.md", "d by another"), ("/e.md", "e by another"), ("/new.md", "new")];
    assert_eq!(fixture.stored().await, texts(&expected));
    assert_eq!(files(&fixture.path("")), texts(&expected));
    let errors = errors.lock().expect("no test panics with it").clone();
    let [error] = &errors[..] else { panic!("{errors:?}") };
    assert!(error.contains(", /e.md: the file and the memory were both changed"), "{error}");
    drop(toolset);
    assert!(!fixture.path("").exists(), "the folder is removed at the end");
}

#[tokio::test]
async fn memories_that_cannot_be_decoded_are_kept_equal_and_lose_no_file() {
    let mut fixture = Fixture::new("drifting", MemoryStoreAccess::ReadWrite, &[("/a.md", "a"), ("/b.md", "b")]).await;
    let client = std::mem::replace(&mut fixture.client, drifting(fixture.fake.client_builder()));
    let toolset = fixture.mounted().await;
    fixture.client = client;
    assert_eq!(files(&fixture.path("")), texts(&[("/a.md", "a"), ("/b.md", "b")]));
    fixture.put("a.md", "a2");
    fixture.put("c.md", "c");
    fs::remove_file(fixture.path("b.md")).expect("a file");
    toolset.close().await;
    assert_eq!(fixture.stored().await, texts(&[("/a.md", "a2"), ("/c.md", "c")]));
}

#[tokio::test]
async fn a_page_of_a_proxy_in_place_of_a_response_costs_no_file() {
    let mut fixture = Fixture::new("proxy", MemoryStoreAccess::ReadWrite, &[("/a.md", "a"), ("/b.md", "b")]).await;
    let is_blocked = Arc::new(AtomicBool::new(false));
    let blocked = Arc::clone(&is_blocked);
    let builder = fixture.fake.client_builder().max_retries(0).wrap_transport(move |next: Arc<dyn Transport>| {
        let is_blocked = Arc::clone(&blocked);
        move |request: reqwest::Request| {
            let (next, is_lost) = (Arc::clone(&next), *request.method() != "GET" && is_blocked.load(Ordering::Relaxed));
            async move {
                if is_lost {
                    let page = http::Response::builder().header("content-type", "text/html").body("<html>");
                    return Ok(page.map_err(TransportError::broken)?.into());
                }
                next.send(request).await
            }
        }
    });
    let client = std::mem::replace(&mut fixture.client, builder.build().expect("the settings are right"));
    let toolset = fixture.mounted().await;
    fixture.client = client;
    fixture.put("a.md", "a2");
    fixture.put("c.md", "c");
    fs::remove_file(fixture.path("b.md")).expect("a file");
    is_blocked.store(true, Ordering::Relaxed);
    toolset.close().await;
    assert_eq!(fixture.stored().await, texts(&[("/a.md", "a"), ("/b.md", "b")]));
    is_blocked.store(false, Ordering::Relaxed);
    toolset.close().await;
    assert_eq!(files(&fixture.path("")), texts(&[("/a.md", "a2"), ("/c.md", "c")]));
    assert_eq!(fixture.stored().await, texts(&[("/a.md", "a2"), ("/c.md", "c")]));
}

#[tokio::test]
async fn changes_are_sent_while_the_session_works() {
    let fixture = Fixture::new("working", MemoryStoreAccess::ReadWrite, &[("/a.md", "a"), ("/b.md", "b")]).await;
    let quick = fixture.fake.client_builder().clock(FAST_CLOCK).build().expect("the settings are right");
    let toolset = LocalToolset::new(&fixture.folder).expect("the folder is there");
    toolset.mount_memory(&quick, &fixture.session).await.expect("it is downloaded");
    fixture.put("a.md", "changed");
    until_stored(&fixture, &[("/a.md", "changed"), ("/b.md", "b")]).await;
    fs::remove_file(fixture.path("b.md")).expect("a file");
    until_stored(&fixture, &[("/a.md", "changed")]).await;
}

#[tokio::test]
async fn a_response_that_is_lost_costs_no_later_change() {
    let fixture = Fixture::new("lost", MemoryStoreAccess::ReadWrite, &[("/a.md", "a")]).await;
    let toolset = fixture.mounted().await;
    fixture.put("a.md", "first");
    fixture.fake.fail_next(On::Any, Fault::Delay(Duration::ZERO));
    fixture.fake.fail_next(On::Any, Fault::LoseResponse);
    toolset.close().await;
    assert_eq!(fixture.stored().await, texts(&[("/a.md", "first")]));
    fixture.put("a.md", "second");
    toolset.close().await;
    assert_eq!(fixture.stored().await, texts(&[("/a.md", "second")]));
}

#[tokio::test]
async fn a_folder_that_was_emptied_is_filled_again_and_empties_no_store() {
    let fixture = Fixture::new("emptied", MemoryStoreAccess::ReadWrite, MEMORIES).await;
    let toolset = fixture.mounted().await;
    for entry in fs::read_dir(fixture.path("")).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }.expect("it is removed");
    }
    toolset.close().await;
    assert_eq!(fixture.stored().await, texts(MEMORIES));
    assert_eq!(files(&fixture.path("")), texts(MEMORIES));
}

#[tokio::test]
async fn a_file_that_cannot_be_a_memory_is_an_error_once_until_it_changes() {
    let fixture = Fixture::new("large", MemoryStoreAccess::ReadWrite, &[("/a.md", "a"), ("/b.md", "b")]).await;
    let errors = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&errors);
    let toolset = LocalToolset::new(&fixture.folder).expect("the folder is there").on_memory_error(move |error| {
        heard.lock().expect("no test panics with it").push(error.to_string());
    });
    toolset.mount_memory(&fixture.client, &fixture.session).await.expect("it is downloaded");
    // The limit is inside a character.
    fixture.put("a.md", &format!("x{}", "ü".repeat(60_000)));
    fs::write(fixture.path("b.md"), b"\xFF").expect("a file");
    for _ in 0..3 {
        toolset.close().await;
    }
    let errors = errors.lock().expect("no test panics with it").clone();
    let [large, binary] = &errors[..] else { panic!("{errors:?}") };
    assert!(large.ends_with(", /a.md: the file is larger than 102400 bytes"), "{large}");
    assert!(binary.ends_with(", /b.md: the file is not UTF-8 text"), "{binary}");
    fixture.put("a.md", "short");
    toolset.close().await;
    assert_eq!(fixture.stored().await, texts(&[("/a.md", "short"), ("/b.md", "b")]));
}

#[tokio::test]
async fn a_file_that_became_a_folder_and_a_folder_that_became_a_file_are_stored_at_the_end() {
    let memories = [("/a", "a"), ("/b/c.md", "c"), ("/d.md", "d")];
    let fixture = Fixture::new("kinds", MemoryStoreAccess::ReadWrite, &memories).await;
    let toolset = fixture.mounted().await;
    fs::remove_file(fixture.path("a")).expect("a file");
    fs::create_dir(fixture.path("a")).expect("a folder");
    fixture.put("a/n.md", "n");
    fs::remove_dir_all(fixture.path("b")).expect("a folder");
    fixture.put("b", "b");
    toolset.close().await;
    assert_eq!(fixture.stored().await, texts(&[("/a/n.md", "n"), ("/b", "b"), ("/d.md", "d")]));
}

#[tokio::test]
async fn no_other_user_can_read_memories() {
    use std::os::unix::fs::PermissionsExt;
    let fixture = Fixture::new("private", MemoryStoreAccess::ReadWrite, &[("/a.md", "a")]).await;
    let is_private = || {
        for path in ["", "a.md"] {
            let mode = fs::metadata(fixture.path(path)).expect("it exists").permissions().mode();
            assert_eq!(mode & 0o077, 0, "{path:?}: {mode:o}");
        }
    };
    let toolset = fixture.mounted().await;
    is_private();
    drop(toolset);

    // A killed process has left a folder that others can list.
    fs::create_dir_all(fixture.path("")).expect("a folder");
    fs::set_permissions(fixture.path(""), fs::Permissions::from_mode(0o755)).expect("it is ours");
    fixture.put(".anthropic-memory-store", &format!("version 1\n{}\n", fixture.store));
    let _toolset = fixture.mounted().await;
    is_private();
}

#[tokio::test]
async fn a_store_that_may_only_be_read_is_not_changed() {
    let fixture = Fixture::new("read-only", MemoryStoreAccess::ReadOnly, &[("/a.md", "a"), ("/b.md", "b")]).await;
    let toolset = fixture.mounted().await;
    let write = WriteToolInput::new("/mnt/memory/notes/a.md", "changed");
    let error = toolset.write(write).await.expect_err("it is read-only").to_string();
    assert_eq!(error, "/mnt/memory/notes/a.md: the session may only read this memory store");
    fixture.put("a.md", "changed");
    fixture.put("c.md", "new");
    fs::remove_file(fixture.path("b.md")).expect("a file");
    toolset.close().await;
    assert_eq!(fixture.stored().await, texts(&[("/a.md", "a"), ("/b.md", "b")]));
    assert!(fixture.path("b.md").exists(), "it is downloaded again");
}

#[tokio::test]
async fn the_tools_find_a_store_under_the_path_that_the_agent_knows() {
    let fixture = Fixture::new("known", MemoryStoreAccess::ReadWrite, MEMORIES).await;
    let toolset = fixture.mounted().await;
    let text = |output: ToolOutput| match &output.content()[0] {
        ToolResultContent::Text(block) => block.text.clone(),
        other => panic!("{other:?}"),
    };
    let read = toolset.read(ReadToolInput::new("/mnt/memory/notes/b/c.md")).await.expect("a file");
    assert_eq!(text(read), "c");
    let glob = toolset.glob(GlobToolInput::new("*.md").path("/mnt/memory/notes/b")).await.expect("files");
    assert_eq!(text(glob).lines().count(), 2);
    for outside in ["/mnt/memory/notes/../../../secret", "/mnt/memory/notesx/a", "/mnt/memory"] {
        let error = toolset.read(ReadToolInput::new(outside)).await.expect_err(outside).to_string();
        assert!(error.contains("the path is outside of the working folder"), "{error}");
    }
}

#[tokio::test]
async fn a_folder_of_another_is_not_used_and_one_of_a_killed_process_is() {
    let fixture = Fixture::new("folders", MemoryStoreAccess::ReadWrite, &[("/a.md", "a")]).await;
    let quick = fixture.fake.client_builder().clock(FAST_CLOCK).build().expect("the settings are right");
    let kind = async || {
        let toolset = LocalToolset::new(&fixture.folder).expect("the folder is there");
        toolset.mount_memory(&quick, &fixture.session).await.map_err(|error| error.kind)
    };
    let first = fixture.mounted().await;
    let busy = kind().await;
    assert!(
        matches!(&busy, Err(MemoryErrorKind::Files(error)) if error.to_string().contains("another process")),
        "{busy:?}"
    );
    assert!(fixture.path("a.md").exists(), "the folder of the first one stays");
    drop(first);

    fs::create_dir_all(fixture.path("")).expect("a folder");
    fixture.put("kept", "by somebody");
    let other = kind().await;
    assert!(
        matches!(&other, Err(MemoryErrorKind::Files(error)) if error.to_string().contains("something else")),
        "{other:?}"
    );
    assert!(fixture.path("kept").exists());

    // A link to a missing folder; its target is not made.
    fs::rename(fixture.path(""), fixture.folder.join("memory/other")).expect("a folder");
    std::os::unix::fs::symlink("missing", fixture.folder.join("memory/notes")).expect("a link");
    let link = kind().await;
    assert!(
        matches!(&link, Err(MemoryErrorKind::Files(error)) if error.to_string().contains("something else")),
        "{link:?}"
    );
    fs::remove_file(fixture.folder.join("memory/notes")).expect("a link");
    fs::rename(fixture.folder.join("memory/other"), fixture.folder.join("memory/notes")).expect("a folder");

    fixture.put(".anthropic-memory-store", &format!("version 1\n{}\n", fixture.store));
    fixture.put("stale.md", "left by a killed process");
    let toolset = fixture.mounted().await;
    assert_eq!(files(&fixture.path("")), texts(&[("/a.md", "a")]));
    drop(toolset);

    // Its process was killed before it wrote the marker.
    fs::create_dir_all(fixture.path("")).expect("a folder");
    fixture.put(".anthropic-memory-store", "");
    let toolset = fixture.mounted().await;
    assert_eq!(files(&fixture.path("")), texts(&[("/a.md", "a")]));
    drop(toolset);
}

#[tokio::test]
async fn the_last_changes_are_sent_although_the_server_is_overloaded_for_a_time() {
    let fixture = Fixture::new("overloaded", MemoryStoreAccess::ReadWrite, &[("/a.md", "a"), ("/b.md", "b")]).await;
    let quick = fixture.fake.client_builder().max_retries(0).clock(FAST_CLOCK).build().expect("the settings are right");
    let toolset = LocalToolset::new(&fixture.folder).expect("the folder is there");
    toolset.mount_memory(&quick, &fixture.session).await.expect("it is downloaded");
    fixture.put("a.md", "changed");
    fs::remove_file(fixture.path("b.md")).expect("a file");
    for fault in [Fault::overloaded(), Fault::LoseRequest, Fault::LoseResponse, Fault::overloaded()] {
        fixture.fake.fail_next(On::Any, fault);
    }
    toolset.close().await;
    assert_eq!(fixture.stored().await, texts(&[("/a.md", "changed")]));
}

#[tokio::test]
async fn a_worker_sends_the_last_changes_before_it_stops_the_item() {
    let fixture = Fixture::new("worker", MemoryStoreAccess::ReadWrite, &[("/a.md", "a")]).await;
    let key = fixture.fake.environment_key(&fixture.environment);
    let folder = fixture.folder.clone();
    let worker = Worker::new(&fixture.client, &fixture.environment, key).expect("the key is right").drain();
    let worker = worker.tools_for(move |context| {
        let folder = folder.clone();
        async move {
            let toolset = LocalToolset::new(&folder)?;
            toolset.mount_memory(&context.client, &context.session).await?;
            Ok(Tools::of_toolset(toolset))
        }
    });
    tokio::time::timeout(Duration::from_secs(30), worker.run()).await.expect("it ends").expect("it ends well");
    assert_eq!(fixture.stored().await, texts(&[("/a.md", "a"), ("/new.md", "by the agent")]));
    assert!(!fixture.path("").exists(), "the folder is removed at the end");
}

#[tokio::test]
async fn all_memories_whose_files_were_removed_are_deleted_at_the_end() {
    let paths: Vec<String> = (10..30).map(|number| format!("/{number}.md")).collect();
    let memories: Vec<(&str, &str)> = paths.iter().map(|path| (path.as_str(), "text")).collect();
    let fixture = Fixture::new("many", MemoryStoreAccess::ReadWrite, &memories).await;
    let toolset = fixture.mounted().await;
    toolset
        .bash(BashToolInput::new().command("cd memory/notes && rm 1?.md 20.md 21.md"))
        .await
        .expect("it is complete");
    toolset.close().await;
    assert_eq!(fixture.stored().await, texts(&memories[12..]));
}
