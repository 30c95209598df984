//! Memories whose changes are cut off: by a command that is killed, a lease that is lost, or a request whose outcome is not known.

use std::{
    fs,
    future::pending,
    path::Path,
    pin::pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use managed_agents::{
    ClientBuilder,
    runtime::{Transport, TransportError, reqwest},
    tools::{Tool, Tools},
    toolset::{LocalToolset, Toolset},
    types::{BashToolInput, MemoryStoreAccess},
    worker::Worker,
};

use crate::{
    fast_clock::{FAST_CLOCK, FastClock},
    toolset::file,
    toolset_memory::{Fixture, files, texts},
};

#[tokio::test]
async fn a_command_that_is_cut_off_deletes_no_memory() {
    let memories = [("/a.md", "a"), ("/b.md", "b"), ("/c.md", "c"), ("/d.md", "d")];
    let fixture = Fixture::new("cut-off", MemoryStoreAccess::ReadWrite, &memories).await;
    let toolset = fixture.mounted().await;
    let moving = "mv memory/notes/a.md away; sleep 30; mv away memory/notes/a.md";
    toolset.bash(BashToolInput::new().command(moving).timeout_ms(500)).await.expect_err("it is killed");
    let dropped = toolset.bash(BashToolInput::new().command("rm memory/notes/b.md; sleep 30"));
    tokio::time::timeout(Duration::from_millis(500), dropped).await.expect_err("it is dropped");
    toolset.close().await;
    assert_eq!(fixture.stored().await, texts(&memories));
    assert_eq!(files(&fixture.path("")), texts(&memories));
    toolset.bash(BashToolInput::new().command("rm memory/notes/c.md")).await.expect("it is complete");
    let closed = async {
        file(&fixture.path("../../began")).await;
        fs::remove_file(fixture.path("d.md")).expect("a file");
        toolset.close().await;
    };
    let (slept, ()) = tokio::join!(toolset.bash(BashToolInput::new().command("touch began; sleep 2")), closed);
    slept.expect("it is complete");
    assert_eq!(fixture.stored().await, texts(&memories), "a command ran");
    toolset.close().await;
    assert_eq!(fixture.stored().await, texts(&memories[..2]));
}

#[tokio::test]
async fn a_background_command_that_ends_with_its_shell_deletes_no_memory() {
    let memories = [("/a.md", "a"), ("/b.md", "b"), ("/c.md", "c")];
    let fixture = Fixture::new("background", MemoryStoreAccess::ReadWrite, &memories).await;
    let toolset = fixture.mounted().await;
    let run = async |command: &str| {
        toolset.bash(BashToolInput::new().command(command)).await.expect("it is complete");
    };
    let restart = async || {
        toolset.bash(BashToolInput::new().restart(true)).await.expect("it is restarted");
    };
    let moving = "(mv memory/notes/a.md away; sleep 30; mv away memory/notes/a.md) >/dev/null 2>&1 &
        while [ -e memory/notes/a.md ]; do sleep 0.01; done";
    run(&format!("{moving}; exit 0")).await;
    toolset.close().await;
    assert_eq!(fixture.stored().await, texts(&memories));
    assert_eq!(files(&fixture.path("")), texts(&memories));
    run(moving).await;
    restart().await;
    toolset.close().await;
    assert_eq!(fixture.stored().await, texts(&memories));
    assert_eq!(files(&fixture.path("")), texts(&memories));
    // Without a command in the background, the end of a shell cuts off nothing.
    run("rm memory/notes/b.md; exit 0").await;
    toolset.close().await;
    assert_eq!(fixture.stored().await, texts(&[memories[0], memories[2]]));
    run("rm memory/notes/c.md").await;
    restart().await;
    toolset.close().await;
    assert_eq!(fixture.stored().await, texts(&memories[..1]));
}

#[tokio::test]
async fn a_file_that_is_written_again_after_an_accident_wins() {
    let memories = [("/a.md", "a"), ("/b.md", "b")];
    for accident in ["rm memory/notes/a.md; sleep 30", "rm memory/notes/*.md"] {
        let fixture = Fixture::new("again", MemoryStoreAccess::ReadWrite, &memories).await;
        let (is_down, file) = (Arc::new(AtomicBool::new(false)), fixture.path("a.md"));
        let down = Arc::clone(&is_down);
        let builder = fixture.fake.client_builder().max_retries(0);
        let builder = builder.wrap_transport(move |next: Arc<dyn Transport>| {
            let (down, file) = (Arc::clone(&down), file.clone());
            move |request: reqwest::Request| {
                let (next, file, is_down) = (Arc::clone(&next), file.clone(), down.swap(false, Ordering::Relaxed));
                async move {
                    if is_down {
                        fs::write(file, "again").expect("a file");
                        return Err(TransportError::broken("the server is down"));
                    }
                    next.send(request).await
                }
            }
        });
        let toolset = LocalToolset::new(&fixture.folder).expect("the folder is there");
        let client = builder.build().expect("the settings are right");
        toolset.mount_memory(&client, &fixture.session).await.expect("it is downloaded");
        // The first command is killed.
        let _ = toolset.bash(BashToolInput::new().command(accident).timeout_ms(500)).await;
        is_down.store(true, Ordering::Relaxed);
        toolset.close().await;
        assert_eq!(fixture.stored().await, texts(&[("/a.md", "again"), ("/b.md", "b")]), "{accident}");
        assert_eq!(files(&fixture.path("")), texts(&[("/a.md", "again"), ("/b.md", "b")]), "{accident}");
    }
}

#[tokio::test]
async fn a_folder_that_was_removed_is_not_reported_as_kept() {
    let fixture = Fixture::new("removed", MemoryStoreAccess::ReadWrite, &[("/a.md", "a")]).await;
    let errors = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&errors);
    let toolset = LocalToolset::new(&fixture.folder).expect("the folder is there").on_memory_error(move |error| {
        heard.lock().expect("no test panics with it").push(error.to_string());
    });
    toolset.mount_memory(&fixture.client, &fixture.session).await.expect("it is downloaded");
    toolset.bash(BashToolInput::new().command("rm -rf memory/notes")).await.expect("it is complete");
    drop(toolset);
    assert!(errors.lock().expect("no test panics with it").is_empty());
    assert_eq!(fs::read_dir(fixture.folder.join("memory")).expect("a folder").count(), 0);
}

#[tokio::test]
async fn a_link_or_folder_in_place_of_the_folder_of_a_store_keeps_its_files() {
    for other in ["mkdir docs; ln -s ../docs memory/notes", "mkdir memory/notes; ln -s memory/notes docs"] {
        let fixture = Fixture::new("replaced", MemoryStoreAccess::ReadWrite, &[("/a.md", "a"), ("/b.md", "b")]).await;
        let errors = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&errors);
        let toolset = LocalToolset::new(&fixture.folder).expect("the folder is there").on_memory_error(move |error| {
            heard.lock().expect("no test panics with it").push(error.to_string());
        });
        toolset.mount_memory(&fixture.client, &fixture.session).await.expect("it is downloaded");
        let replace =
            format!("rm -rf memory/notes; {other}; mkdir docs/guide; echo -n text | tee docs/c.md docs/guide/d.md");
        toolset.bash(BashToolInput::new().command(replace)).await.expect("it is complete");
        drop(toolset);
        let kept = fixture.folder.join("memory/notes.unsent");
        assert_eq!(files(&kept), texts(&[("/c.md", "text"), ("/guide/d.md", "text")]), "{other}");
        let error = errors.lock().expect("no test panics with it").pop().expect("an error");
        assert!(error.contains("the folder is kept at /"), "{error}");
        // Another session can use the path.
        drop(fixture.mounted().await);
        assert!(!fixture.path("").exists());
    }
}

#[tokio::test]
async fn a_lease_that_is_lost_costs_no_change() {
    let fixture = Fixture::new("lost-lease", MemoryStoreAccess::ReadWrite, &[("/a.md", "a")]).await;
    // The worker waits for the last changes for 3 seconds.
    let quick = fixture.fake.client_builder().clock(FastClock(10)).build().expect("the settings are right");
    let key = fixture.fake.environment_key(&fixture.environment);
    let worker = Worker::new(&quick, &fixture.environment, key).expect("the key is right").drain();
    let (folder, client) = (fixture.folder.clone(), fixture.client.clone());
    let (written, mut work_ids) = tokio::sync::mpsc::unbounded_channel();
    let worker = worker.tools_for(move |context| {
        let (folder, client, written) = (folder.clone(), client.clone(), written.clone());
        async move {
            let toolset = Arc::new(LocalToolset::new(&folder)?);
            toolset.mount_memory(&client, &context.session).await?;
            let write = Tool::new("write", move |_: serde_json::Value| {
                fs::write(folder.join("memory/notes/a.md"), "changed").expect("a file");
                written.send(context.work_id.clone()).expect("the test waits");
                pending::<String>()
            });
            Ok(Tools::new([write]).on_close(move || {
                let toolset = Arc::clone(&toolset);
                async move { toolset.close().await }
            }))
        }
    });
    let worked = tokio::spawn(worker.run());
    fixture.fake.take_lease(&work_ids.recv().await.expect("the tool runs"));
    tokio::time::timeout(Duration::from_secs(30), worked).await.expect("it ends").expect("no panic").expect("no error");
    assert_eq!(fixture.stored().await, texts(&[("/a.md", "changed")]));
}

#[tokio::test]
async fn a_folder_is_used_as_soon_as_the_worker_that_lost_its_lease_has_closed_it() {
    let fixture = Fixture::new("handed-out", MemoryStoreAccess::ReadWrite, &[("/a.md", "a"), ("/b/c.md", "c")]).await;
    let first = fixture.mounted().await;
    fixture.put("a.md", "changed");
    let second = LocalToolset::new(&fixture.folder).expect("the folder is there");
    let mut mounting = pin!(second.mount_memory(&fixture.client, &fixture.session));
    // The first one is not ready yet.
    tokio::time::timeout(Duration::from_millis(300), &mut mounting).await.expect_err("the folder is in use");
    first.close().await;
    drop(first);
    mounting.await.expect("the folder is free");
    assert_eq!(files(&fixture.path("")), texts(&[("/a.md", "changed"), ("/b/c.md", "c")]));
    assert_eq!(fs::read_dir(fixture.folder.join("memory")).expect("a folder").count(), 1);
}

#[tokio::test]
async fn a_shutdown_does_not_wait_for_a_folder() {
    let fixture = Fixture::new("shutdown", MemoryStoreAccess::ReadWrite, &[("/a.md", "a")]).await;
    let _first = fixture.mounted().await;
    let key = fixture.fake.environment_key(&fixture.environment);
    let worker = Worker::new(&fixture.client, &fixture.environment, key).expect("the key is right");
    let (making, mut begun) = tokio::sync::mpsc::unbounded_channel();
    let folder = fixture.folder.clone();
    let worker = worker.tools_for(move |context| {
        let (folder, making) = (folder.clone(), making.clone());
        async move {
            making.send(()).expect("the test waits");
            let toolset = LocalToolset::new(&folder)?;
            toolset.mount_memory(&context.client, &context.session).await?;
            Ok(Tools::of_toolset(toolset))
        }
    });
    let shutdown = worker.shutdown();
    let worked = tokio::spawn(worker.run());
    begun.recv().await.expect("it has an item");
    shutdown.begin();
    tokio::time::timeout(Duration::from_secs(25), worked).await.expect("it ends").expect("no panic").expect("no error");
}

#[tokio::test]
async fn the_last_changes_are_sent_although_a_connection_is_lost_without_a_trace() {
    let fixture = Fixture::new("black-hole", MemoryStoreAccess::ReadWrite, &[("/a.md", "a")]).await;
    let is_lost = Arc::new(AtomicBool::new(false));
    let lost = Arc::clone(&is_lost);
    let builder = fixture.fake.client_builder().wrap_transport(move |next: Arc<dyn Transport>| {
        let lost = Arc::clone(&lost);
        move |request: reqwest::Request| {
            let (next, is_lost) = (Arc::clone(&next), lost.swap(false, Ordering::Relaxed));
            async move { if is_lost { pending().await } else { next.send(request).await } }
        }
    });
    let client = builder.build().expect("the settings are right");
    let toolset = LocalToolset::new(&fixture.folder).expect("the folder is there");
    toolset.mount_memory(&client, &fixture.session).await.expect("it is downloaded");
    fixture.put("a.md", "changed");
    is_lost.store(true, Ordering::Relaxed);
    // A worker waits as long.
    tokio::time::timeout(Duration::from_secs(30), toolset.close()).await.expect("it ends");
    assert_eq!(fixture.stored().await, texts(&[("/a.md", "changed")]));
}

type Held = Arc<Mutex<Option<(Arc<dyn Transport>, reqwest::Request)>>>;

/// Holds the first change that a client sends, as if it were late, and calls `before` before each later one.
fn holding(builder: ClientBuilder, held: &Held, before: impl Fn() + Clone + Send + Sync + 'static) -> ClientBuilder {
    let (held, has_held) = (Arc::clone(held), Arc::new(AtomicBool::new(false)));
    builder.max_retries(0).clock(FAST_CLOCK).wrap_transport(move |next: Arc<dyn Transport>| {
        let (held, has_held, before) = (Arc::clone(&held), Arc::clone(&has_held), before.clone());
        move |request: reqwest::Request| {
            let (next, held, has_held, before) =
                (Arc::clone(&next), Arc::clone(&held), Arc::clone(&has_held), before.clone());
            async move {
                if *request.method() == "GET" {
                    return next.send(request).await;
                }
                if !has_held.swap(true, Ordering::Relaxed) {
                    *held.lock().expect("no test panics with it") = Some((next, request));
                    return Err(TransportError::broken("the response is late"));
                }
                before();
                arrive(&held).await;
                next.send(request).await
            }
        }
    })
}

/// Lets the request that is held arrive.
async fn arrive(held: &Held) {
    let late = held.lock().expect("no test panics with it").take();
    if let Some((next, request)) = late {
        next.send(request).await.expect("a response");
    }
}

#[tokio::test]
async fn an_update_that_arrives_late_overwrites_no_newer_file() {
    let fixture = Fixture::new("late-update", MemoryStoreAccess::ReadWrite, &[("/a.md", "a")]).await;
    let (held, file) = (Held::default(), fixture.path("a.md"));
    let second = move || fs::write(&file, "second").expect("a file");
    let late = holding(fixture.fake.client_builder(), &held, second).build().expect("the settings are right");
    let toolset = LocalToolset::new(&fixture.folder).expect("the folder is there");
    toolset.mount_memory(&late, &fixture.session).await.expect("it is downloaded");
    fixture.put("a.md", "first");
    toolset.close().await;
    assert!(held.lock().expect("no test panics with it").is_none(), "it has arrived");
    assert_eq!(fs::read_to_string(fixture.path("a.md")).expect("a file"), "second");
    assert_eq!(fixture.stored().await, texts(&[("/a.md", "second")]));
}

#[tokio::test]
async fn a_deletion_that_arrives_late_removes_no_file() {
    let fixture = Fixture::new("late-deletion", MemoryStoreAccess::ReadWrite, &[("/a.md", "a"), ("/b.md", "b")]).await;
    let held = Held::default();
    let late = holding(fixture.fake.client_builder(), &held, || {}).build().expect("the settings are right");
    let toolset = LocalToolset::new(&fixture.folder).expect("the folder is there");
    toolset.mount_memory(&late, &fixture.session).await.expect("it is downloaded");
    fs::remove_file(fixture.path("a.md")).expect("a file");
    while held.lock().expect("no test panics with it").is_none() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    fixture.put("a.md", "a");
    toolset.close().await;
    arrive(&held).await;
    toolset.close().await;
    assert_eq!(files(&fixture.path("")), texts(&[("/a.md", "a"), ("/b.md", "b")]));
    assert_eq!(fixture.stored().await, texts(&[("/a.md", "a"), ("/b.md", "b")]));
}

#[tokio::test]
async fn a_folder_with_changes_that_were_not_sent_is_kept() {
    let fixture = Fixture::new("unsent", MemoryStoreAccess::ReadWrite, &[("/a.md", "a")]).await;
    let errors = Arc::new(Mutex::new(Vec::new()));
    for number in ["", "-2"] {
        let is_down = Arc::new(AtomicBool::new(false));
        let down = Arc::clone(&is_down);
        let builder = fixture.fake.client_builder().max_retries(0).clock(FAST_CLOCK);
        let builder = builder.wrap_transport(move |next: Arc<dyn Transport>| {
            let down = Arc::clone(&down);
            move |request: reqwest::Request| {
                let (next, is_down) = (Arc::clone(&next), down.load(Ordering::Relaxed));
                async move {
                    if is_down { Err(TransportError::broken("the server is down")) } else { next.send(request).await }
                }
            }
        });
        let (client, heard) = (builder.build().expect("the settings are right"), Arc::clone(&errors));
        let toolset = LocalToolset::new(&fixture.folder).expect("the folder is there").on_memory_error(move |error| {
            heard.lock().expect("no test panics with it").push(error.to_string());
        });
        toolset.mount_memory(&client, &fixture.session).await.expect("it is downloaded");
        is_down.store(true, Ordering::Relaxed);
        fixture.put("a.md", "changed");
        toolset.close().await;
        drop(toolset);
        assert!(!fixture.path("").exists(), "another session can use the path");
        let kept = fixture.folder.join(format!("memory/notes.unsent{number}"));
        assert_eq!(files(&kept), texts(&[("/a.md", "changed")]));
        let error = errors.lock().expect("no test panics with it").pop().expect("an error");
        assert!(error.contains("the folder is kept at /"), "{error}");
        assert!(Path::new(error.rsplit(' ').next().expect("a path")).ends_with(kept.file_name().expect("a name")));
    }
}

#[tokio::test]
async fn a_folder_that_a_killed_process_has_left_is_kept_if_it_differs() {
    let memories = [("/a.md", "a"), ("/b/c.md", "c")];
    let fixture = Fixture::new("left", MemoryStoreAccess::ReadWrite, &memories).await;
    let errors = Arc::new(Mutex::new(Vec::new()));
    let kept = |number: &str| fixture.folder.join(format!("memory/notes.unsent{number}"));
    for (changed, expected) in [("a", None), ("first", Some("")), ("second", Some("-2"))] {
        // A killed process does not remove the folder.
        std::mem::forget(fixture.mounted().await);
        let left = fixture.folder.with_extension("left");
        fs::rename(&fixture.folder, &left).expect("a folder");
        copy(&left, &fixture.folder);
        fs::remove_dir_all(&left).expect("a folder");
        fixture.put("a.md", changed);
        let heard = Arc::clone(&errors);
        let toolset = LocalToolset::new(&fixture.folder).expect("the folder is there").on_memory_error(move |error| {
            heard.lock().expect("no test panics with it").push(error.to_string());
        });
        toolset.mount_memory(&fixture.client, &fixture.session).await.expect("it is downloaded");
        assert_eq!(files(&fixture.path("")), texts(&memories));
        let error = errors.lock().expect("no test panics with it").pop();
        if let Some(number) = expected {
            assert_eq!(files(&kept(number)), texts(&[("/a.md", changed), ("/b/c.md", "c")]));
            assert!(error.expect("an error").ends_with(&format!("/memory/notes.unsent{number}")));
        } else {
            assert_eq!(error, None);
            assert!(!kept("").exists(), "the store has all its files");
        }
    }
    assert!(!kept("-3").exists());
}

/// Copies a folder, so that no process has locked a file of it.
fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let (path, to) = entry.map(|entry| (entry.path(), to.join(entry.file_name()))).expect("an entry");
        if path.is_dir() { copy(&path, &to) } else { fs::copy(&path, &to).map(drop).expect("a file") }
    }
}

#[cfg(feature = "tracing")]
#[tokio::test]
async fn a_folder_that_is_kept_is_in_the_log() {
    let fixture = Fixture::new("logged", MemoryStoreAccess::ReadWrite, &[("/a.md", "a")]).await;
    let collected = crate::collector::collect(async {
        let toolset = fixture.mounted().await;
        fixture.put("a.md", "a secret");
        drop(toolset);
    });
    let log = collected.await.log;
    let line = log.lines().find(|line| line.contains("WARN")).expect("a warning");
    assert!(line.contains("the folder is kept") && line.contains("/memory/notes.unsent\""), "{line}");
    assert!(!log.contains("secret"), "{log}");
}
