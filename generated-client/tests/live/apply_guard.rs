//! Resources as files: one process at a time.

use std::{fs, future::ready, pin::pin};

use managed_agents::apply::ApplyError;

use crate::apply::{ALL, Fixture};

#[tokio::test]
async fn a_second_apply_says_who_applies_and_changes_nothing() {
    let fixture = Fixture::new("second").await;
    fixture.write("all.yaml", ALL);
    let project = fixture.project();
    let plan = project.plan(&fixture.client).await.expect("a plan");
    let mut first = pin!(project.apply(&fixture.client, &plan));
    tokio::select! {
        biased;
        ended = &mut first => panic!("{ended:?}"),
        () = ready(()) => {}
    }
    let before = fixture.fake.requests().len();
    let second = fixture.project().apply(&fixture.client, &plan).await;
    let Err(ApplyError::Busy { path, holder }) = &second else { panic!("{second:?}") };
    assert!(
        holder.starts_with(&format!("process {} on ", std::process::id())) && holder.contains(" since 2"),
        "{holder}"
    );
    assert_eq!(path.file_name().expect("a file"), ".managed-agents.lock.guard");
    assert_eq!(fixture.fake.requests().len(), before);
    first.await.expect("it is applied");
    assert!(!path.exists(), "nothing is left");
    assert_eq!(fixture.project().plan(&fixture.client).await.expect("a plan").to_string(), NO_CHANGE);
}

const NO_CHANGE: &str = "0 to create, 0 to change, 0 to remove, 7 without a change\n";

#[tokio::test]
async fn a_plan_does_not_use_resources_that_another_process_is_creating() {
    let fixture = Fixture::new("creating").await;
    fixture.write("all.yaml", ALL);
    let project = fixture.project();
    let plan = project.plan(&fixture.client).await.expect("a plan");
    let mut first = pin!(project.apply(&fixture.client, &plan));
    while !fixture.has_pending() {
        tokio::select! {
            biased;
            ended = &mut first => panic!("{ended:?}"),
            () = tokio::task::yield_now() => {}
        }
    }
    let busy = fixture.project().plan(&fixture.client).await;
    assert!(matches!(busy, Err(ApplyError::Busy { .. })), "{busy:?}");
    first.await.expect("it is applied");
}

#[tokio::test]
async fn a_process_that_has_ended_blocks_nobody() {
    let fixture = Fixture::new("ended").await;
    fixture.write("all.yaml", ALL);
    fixture.write(".managed-agents.lock.guard", "process 1 on elsewhere since 2026-01-01T00:00:00Z");
    let project = fixture.project();
    let plan = project.plan(&fixture.client).await.expect("a plan");
    {
        let mut first = pin!(project.apply(&fixture.client, &plan));
        tokio::select! {
            biased;
            ended = &mut first => panic!("{ended:?}"),
            () = ready(()) => {}
        }
        // The lock is dropped here, as if its process ended.
    }
    let again = project.plan(&fixture.client).await.expect("a plan");
    project.apply(&fixture.client, &again).await.expect("it is applied");
    let files = fs::read_dir(fixture.folder()).expect("a folder").map(|file| file.expect("a file").file_name());
    let mut files: Vec<String> = files.map(|name| name.to_string_lossy().into_owned()).collect();
    files.sort();
    assert_eq!(files, ["all.yaml", "managed-agents.lock", "skills"]);
}
