//! Memories whose changes or paths are refused: by a server that has executed an earlier attempt, or by the file system.

use std::{
    fs,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use managed_agents::{
    ClientBuilder,
    runtime::{Transport, TransportError, http, reqwest},
    toolset::{LocalToolset, Toolset},
    types::{BashToolInput, CreateMemoryRequest, MemoryStoreAccess, UpdateMemoryRequest},
};
use serde_json::{Value, json};

use crate::{
    fast_clock::FAST_CLOCK,
    toolset_memory::{Fixture, files, texts},
};

#[tokio::test]
async fn an_attempt_that_was_executed_in_spite_of_its_error_overwrites_no_newer_file() {
    for path in ["/a.md", "/new.md"] {
        let fixture = Fixture::new("executed", MemoryStoreAccess::ReadWrite, &[("/a.md", "a")]).await;
        let (has_failed, file) = (Arc::new(AtomicBool::new(false)), fixture.path(&path[1..]));
        let builder = fixture.fake.client_builder().max_retries(2).clock(FAST_CLOCK);
        let builder = builder.wrap_transport(move |next: Arc<dyn Transport>| {
            let (has_failed, file) = (Arc::clone(&has_failed), file.clone());
            move |request: reqwest::Request| {
                let (next, file) = (Arc::clone(&next), file.clone());
                let fails = *request.method() != "GET" && !has_failed.swap(true, Ordering::Relaxed);
                async move {
                    let response = next.send(request).await?;
                    if !fails {
                        return Ok(response);
                    }
                    fs::write(file, "second").expect("a file");
                    let failed = http::Response::builder().status(503).header("content-type", "application/json");
                    let body = r#"{"type":"error","error":{"type":"overloaded_error","message":"It is busy."}}"#;
                    Ok(failed.body(body).map_err(TransportError::broken)?.into())
                }
            }
        });
        let toolset = LocalToolset::new(&fixture.folder).expect("the folder is there");
        let client = builder.build().expect("the settings are right");
        toolset.mount_memory(&client, &fixture.session).await.expect("it is downloaded");
        fixture.put(&path[1..], "first");
        toolset.close().await;
        let mut expected = texts(&[("/a.md", "a")]);
        expected.insert(path.to_owned(), "second".to_owned());
        assert_eq!(files(&fixture.path("")), expected);
        assert_eq!(fixture.stored().await, expected);
    }
}

/// A toolset whose errors are collected.
fn listening(fixture: &Fixture) -> (LocalToolset, Arc<Mutex<Vec<String>>>) {
    let errors = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&errors);
    let toolset = LocalToolset::new(&fixture.folder).expect("the folder is there").on_memory_error(move |error| {
        heard.lock().expect("no test panics with it").push(error.to_string());
    });
    (toolset, errors)
}

#[tokio::test]
async fn a_path_that_is_too_long_costs_no_other_change() {
    let fixture = Fixture::new("deep", MemoryStoreAccess::ReadWrite, &[("/a.md", "a"), ("/b.md", "b")]).await;
    let (toolset, errors) = listening(&fixture);
    toolset.mount_memory(&fixture.client, &fixture.session).await.expect("it is downloaded");
    let deep = "cd memory/notes; name=$(printf 'x%.0s' {1..200})
        for number in {1..25}; do mkdir $name && cd $name || exit 1; done; echo deep > file";
    toolset.bash(BashToolInput::new().command(deep)).await.expect("it is complete");
    fixture.put("a.md", "changed");
    fs::remove_file(fixture.path("b.md")).expect("a file");
    toolset.close().await;
    toolset.close().await;
    assert_eq!(fixture.stored().await, texts(&[("/a.md", "changed")]));
    let errors = errors.lock().expect("no test panics with it").clone();
    let [error] = &errors[..] else { panic!("{errors:?}") };
    assert!(error.contains("/xxx") && error.contains("ame too long"), "{error}");
}

#[tokio::test]
async fn a_memory_whose_name_is_too_long_for_a_file_costs_no_other_one() {
    let fixture = Fixture::new("long-name", MemoryStoreAccess::ReadWrite, &[("/a.md", "a")]).await;
    let path = format!("/{}", "x".repeat(300));
    let memory = CreateMemoryRequest::new(path.as_str()).content("long");
    fixture.client.memories().create(&fixture.store, memory).send().await.expect("a memory");
    let (toolset, errors) = listening(&fixture);
    toolset.mount_memory(&fixture.client, &fixture.session).await.expect("the other one is downloaded");
    assert_eq!(files(&fixture.path("")), texts(&[("/a.md", "a")]));
    fixture.put("a.md", "changed");
    toolset.close().await;
    assert_eq!(fixture.stored().await, texts(&[("/a.md", "changed"), (&path, "long")]));
    let errors = errors.lock().expect("no test panics with it").clone();
    let [error] = &errors[..] else { panic!("{errors:?}") };
    assert!(error.contains("/xxx") && error.contains("ame too long"), "{error}");
}

#[tokio::test]
async fn a_memory_without_its_text_changes_no_file_and_no_store() {
    for changed in [json!(null), json!("")] {
        let memories = [("/a.md", "a"), ("/b.md", "b")];
        let mut fixture = Fixture::new("textless", MemoryStoreAccess::ReadWrite, &memories).await;
        let is_changed = Arc::new(AtomicBool::new(true));
        let builder = textless(fixture.fake.client_builder(), Arc::clone(&is_changed), changed);
        let client = std::mem::replace(&mut fixture.client, builder.build().expect("the settings are right"));
        let (toolset, errors) = listening(&fixture);
        toolset.mount_memory(&fixture.client, &fixture.session).await.expect("the other one is downloaded");
        assert_eq!(files(&fixture.path("")), texts(&memories[1..]));
        fixture.client = client;
        fixture.put("b.md", "changed");
        toolset.close().await;
        toolset.close().await;
        assert_eq!(fixture.stored().await, texts(&[("/a.md", "a"), ("/b.md", "changed")]));
        let [error] = &errors.lock().expect("no test panics with it").clone()[..] else { panic!("{errors:?}") };
        assert!(error.contains(", /a.md: the API sent no text with the hash of the memory"), "{error}");
        is_changed.store(false, Ordering::Relaxed);
        toolset.close().await;
        assert_eq!(files(&fixture.path("")), fixture.stored().await);

        // The same after a change by another client.
        let id = fixture.id("/a.md").await;
        let update = UpdateMemoryRequest::new().content("more");
        fixture.client.memories().update(&fixture.store, &id, update).send().await.expect("a memory");
        is_changed.store(true, Ordering::Relaxed);
        toolset.close().await;
        assert_eq!(fs::read_to_string(fixture.path("a.md")).expect("a file"), "a");
        is_changed.store(false, Ordering::Relaxed);
        toolset.close().await;
        assert_eq!(files(&fixture.path("")), texts(&[("/a.md", "more"), ("/b.md", "changed")]));
        assert_eq!(files(&fixture.path("")), fixture.stored().await);
    }
}

/// Replaces the text of the memory `/a.md` in each response, as long as `is_changed`.
fn textless(builder: ClientBuilder, is_changed: Arc<AtomicBool>, text: Value) -> ClientBuilder {
    builder.wrap_transport(move |next: Arc<dyn Transport>| {
        let (is_changed, text) = (Arc::clone(&is_changed), text.clone());
        move |request: reqwest::Request| {
            let (next, text) = (Arc::clone(&next), text.clone());
            let is_changed = is_changed.load(Ordering::Relaxed);
            async move {
                let response = next.send(request).await?;
                let (status, body) = (response.status(), response.bytes().await?);
                let mut body: Value = serde_json::from_slice(&body).expect("the fake API sends JSON");
                let change = |memory: &mut Value| {
                    if is_changed && memory["path"] == "/a.md" {
                        memory["content"] = text.clone();
                    }
                };
                change(&mut body);
                body.get_mut("data").and_then(Value::as_array_mut).into_iter().flatten().for_each(change);
                let response = http::Response::builder().status(status).header("content-type", "application/json");
                Ok(response.body(body.to_string()).map_err(TransportError::broken)?.into())
            }
        }
    })
}
