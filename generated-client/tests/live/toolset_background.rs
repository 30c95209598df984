//! Memories whose files are removed or moved while commands run in the background.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use managed_agents::{
    toolset::{LocalToolset, Toolset},
    types::{BashToolInput, CreateMemoryRequest, MemoryStoreAccess},
};

use crate::{
    fast_clock::FAST_CLOCK,
    toolset_memory::{Fixture, files, texts},
};

async fn run(toolset: &LocalToolset, command: &str) {
    toolset.bash(BashToolInput::new().command(command)).await.expect("it is complete");
}

async fn until(is_so: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(30);
    while !is_so() {
        assert!(Instant::now() < end, "it takes long");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Whether a process of a file with its ID has ended.
fn has_ended(pid: &Path) -> bool {
    let pid = fs::read_to_string(pid).expect("a file");
    let stat = fs::read_to_string(format!("/proc/{}/stat", pid.trim())).unwrap_or_default();
    stat.rsplit(')').next().is_none_or(|fields| matches!(fields.trim().get(..1), None | Some("Z" | "X")))
}

#[tokio::test]
async fn a_file_that_a_background_command_has_moved_for_a_time_deletes_no_memory() {
    // The process of `timeout` has its own group.
    for (begin, end) in [("(", ")"), ("timeout 600 bash -c '", "'")] {
        moved_for_a_time(begin, end).await;
    }
}

async fn moved_for_a_time(begin: &str, end: &str) {
    let memories = [("/a.md", "a"), ("/b.md", "b"), ("/c.md", "c"), ("/d.md", "d")];
    let fixture = Fixture::new("moved", MemoryStoreAccess::ReadWrite, &memories).await;
    let toolset = LocalToolset::new(&fixture.folder).expect("the folder is there");
    let quick = fixture.fake.client_builder().clock(FAST_CLOCK).build().expect("the settings are right");
    toolset.mount_memory(&quick, &fixture.session).await.expect("it is downloaded");
    let moving = format!(
        "{begin}until [ -e go ]; do sleep 0.01; done; mv memory/notes/a.md away; touch moved
        until [ -e back ]; do sleep 0.01; done; mv away memory/notes/a.md; rm memory/notes/b.md{end} >/dev/null 2>&1 &
        echo $! > pid; rm memory/notes/c.md"
    );
    run(&toolset, &moving).await;
    fs::write(fixture.folder.join("go"), "").expect("a file");
    until(|| fixture.folder.join("moved").exists()).await;
    // The file is missing before this command too.
    run(&toolset, "rm memory/notes/d.md").await;
    // Many comparisons are made meanwhile.
    tokio::time::sleep(Duration::from_millis(500)).await;
    toolset.close().await;
    // It is not known whether the command in the background has removed `c.md`.
    assert_eq!(fixture.stored().await, texts(&memories[..3]));
    fs::write(fixture.folder.join("back"), "").expect("a file");
    until(|| has_ended(&fixture.folder.join("pid"))).await;
    toolset.close().await;
    assert_eq!(fixture.stored().await, texts(&memories[..1]));
    assert_eq!(files(&fixture.path("")), texts(&memories[..1]));
}

#[tokio::test]
async fn a_memory_that_is_downloaded_while_a_command_runs_in_the_background_is_not_deleted_when_it_moves_the_file() {
    let memories = [("/a.md", "a"), ("/b.md", "b")];
    let fixture = Fixture::new("downloaded", MemoryStoreAccess::ReadWrite, &memories[..1]).await;
    let toolset = fixture.mounted().await;
    let moving = "(until [ -e memory/notes/b.md ]; do sleep 0.01; done; mv memory/notes/b.md away; touch moved
        until [ -e back ]; do sleep 0.01; done; mv away memory/notes/b.md) >/dev/null 2>&1 & echo $! > pid";
    run(&toolset, moving).await;
    let (path, text) = memories[1];
    let memory = CreateMemoryRequest::new(path).content(text);
    fixture.client.memories().create(&fixture.store, memory).send().await.expect("a memory");
    toolset.close().await;
    until(|| fixture.folder.join("moved").exists()).await;
    toolset.close().await;
    assert_eq!(fixture.stored().await, texts(&memories));
    fs::write(fixture.folder.join("back"), "").expect("a file");
    until(|| has_ended(&fixture.folder.join("pid"))).await;
    toolset.close().await;
    assert_eq!(fixture.stored().await, texts(&memories));
}

#[tokio::test]
async fn a_server_in_the_background_does_not_keep_memories_of_removed_files() {
    let memories = [("/a.md", "a"), ("/b.md", "b"), ("/c.md", "c"), ("/d.md", "d"), ("/e.md", "e")];
    let fixture = Fixture::new("server", MemoryStoreAccess::ReadWrite, &memories).await;
    let toolset = fixture.mounted().await;
    run(&toolset, "rm memory/notes/a.md").await;
    // It has new processes again and again.
    run(&toolset, "(while :; do sleep 0.01; done) >/dev/null 2>&1 &").await;
    toolset.close().await;
    assert_eq!(fixture.stored().await, texts(&memories[1..]));
    for removed in 2..4 {
        run(&toolset, &format!("rm memory/notes{}", memories[removed - 1].0)).await;
        toolset.close().await;
        assert_eq!(fixture.stored().await, texts(&memories[removed..]));
    }
    // A file that was written again can be removed again.
    run(&toolset, "echo -n again > memory/notes/a.md").await;
    toolset.close().await;
    assert_eq!(fixture.stored().await, texts(&[("/a.md", "again"), memories[3], memories[4]]));
    run(&toolset, "rm memory/notes/a.md").await;
    toolset.close().await;
    assert_eq!(fixture.stored().await, texts(&memories[3..]));
    fs::remove_file(fixture.path("d.md")).expect("a file");
    toolset.close().await;
    assert_eq!(fixture.stored().await, texts(&memories[3..]), "the server may have moved it");
}
