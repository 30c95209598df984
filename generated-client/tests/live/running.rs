//! Runs that continue: their events, messages during a run, their cost, and their journal.

use std::{
    collections::BTreeMap,
    future::pending,
    io::Write,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use managed_agents::{
    Error, MessagePreviews,
    run::{FileJournal, OnFailure, RunErrorKind},
    testing::{Fault, On, Script},
    tools::{Tool, Tools},
    types::{AgentMessageEvent, EventBatch, MonetaryAmount, SessionEvent, StopReason, UserMessage},
};
use serde_json::json;

use crate::run::Fixture;

type Input = BTreeMap<String, String>;

fn call_weather(_: &str) -> Script {
    Script::new().call("weather", json!({ "city": "Oslo" })).reply(|results| results[0].text.clone())
}

/// A tool that counts its runs.
fn counted(runs: &Arc<AtomicUsize>) -> Tool {
    let runs = Arc::clone(runs);
    Tool::new("weather", move |_: Input| {
        runs.fetch_add(1, Ordering::Relaxed);
        async { "Rain." }
    })
}

/// The path of a file that is removed when it is dropped.
struct Temporary(PathBuf);

impl Temporary {
    fn new(name: &str) -> Self {
        Self(std::env::temp_dir().join(format!("managed-agents-{}-{name}", std::process::id())))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.0));
    }
}

#[tokio::test]
async fn events_come_as_they_happen_and_the_outcome_after_them() {
    let fixture = Fixture::new(call_weather).await;
    let mut running = fixture.run([counted(&Arc::default())]).start();
    let mut kinds = Vec::new();
    while let Some(event) = running.next().await {
        kinds.push(event.kind().to_owned());
    }
    let history = fixture.fake.history(&fixture.session_id);
    assert_eq!(kinds, history.iter().map(SessionEvent::kind).collect::<Vec<_>>());
    assert_eq!(running.outcome().await.expect("the run ends well").text, "Rain.");
}

#[tokio::test]
async fn previews_come_with_the_other_events() {
    let fixture = Fixture::new(|_| Script::new().say("A message of several words.")).await;
    let mut running = fixture.run([]).event_deltas(["agent.message"]).start();
    let (mut previews, mut last) = (MessagePreviews::new(), None);
    while let Some(event) = running.next().await {
        last = previews.push(&event).expect("previews fit").map(AgentMessageEvent::text).or(last);
    }
    assert_eq!(last.as_deref(), Some("A message of several words."));
    assert_eq!(running.outcome().await.expect("the run ends well").text, "A message of several words.");
}

#[tokio::test]
async fn a_message_that_is_sent_meanwhile_belongs_to_the_run() {
    let fixture = Fixture::new(|text| match text {
        "Go." => call_weather(text),
        text => Script::new().say(text),
    })
    .await;
    let mut running = fixture.run([counted(&Arc::default())]).start();
    let control = running.control();
    let mut has_sent = false;
    while let Some(event) = running.next().await {
        if matches!(event, SessionEvent::SessionStatusIdle(_)) && !has_sent {
            has_sent = true;
            control.message("And more.").await.expect("the run goes on");
        }
    }
    assert_eq!(running.outcome().await.expect("the run ends well").text, "Rain.\nAnd more.");
    let over = control.message("Too late.").await;
    assert!(matches!(&over, Err(Error::Build(_))), "{over:?}");
    assert_eq!(fixture.fake.sent(&fixture.session_id).len(), 3);
}

#[tokio::test]
async fn messages_that_are_sent_at_the_end_are_all_processed() {
    for delay in 0..30 {
        let fixture = Fixture::new(|text| Script::new().say(text)).await;
        fixture.fake.fail_next(On::Send, Fault::Delay(Duration::ZERO));
        fixture.fake.fail_next(On::Send, Fault::Delay(Duration::from_millis(20)));
        let mut running = fixture.run([]).start();
        running.next().await.expect("the message of the run");
        let control = running.control();
        let sender = tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(delay)).await;
            control.message("More.").await.is_ok()
        });
        let outcome = running.outcome().await.expect("the run ends well");
        let expected = if sender.await.expect("no panic") { "Go.\nMore." } else { "Go." };
        assert_eq!(outcome.text, expected, "{delay} ms");
    }
}

#[tokio::test]
async fn an_interrupt_ends_the_run_and_its_tools() {
    let fixture = Fixture::new(call_weather).await;
    let stalls = Tool::new("weather", |_: Input| pending::<String>());
    let mut running = fixture.run([stalls]).start();
    let control = running.control();
    while let Some(event) = running.next().await {
        if matches!(event, SessionEvent::SessionStatusIdle(_)) && fixture.interrupts() == 0 {
            control.interrupt().await.expect("the run goes on");
        }
    }
    let outcome = running.outcome().await.expect("the run ends well");
    assert!(matches!(outcome.stop_reason(), Some(StopReason::EndTurn(_))), "{outcome:?}");
    assert_eq!((fixture.interrupts(), fixture.results().len()), (1, 0));
}

#[tokio::test]
async fn a_run_that_is_dropped_while_it_goes_on_interrupts_the_session() {
    let fixture = Fixture::new(call_weather).await;
    let stalls = Tool::new("weather", |_: Input| pending::<String>());
    let mut running = fixture.run([stalls]).start();
    running.next().await.expect("an event");
    drop(running);
    let is_over = async {
        while fixture.interrupts() == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), is_over).await.expect("it is interrupted");
}

#[tokio::test]
async fn a_run_that_has_cost_enough_ends_instead_of_going_on() {
    let script = |_: &str| Script::new().say("one").say("two").call("weather", json!({})).say("three");
    let cents = |amount: &str| MonetaryAmount::new(amount, "USD");
    let fixture = Fixture::new(script).await;
    let error = fixture.run([counted(&Arc::default())]).max_cost(cents("2")).await.expect_err("it costs too much");
    assert!(matches!(error.kind(), RunErrorKind::CostLimit(limit) if limit.amount == "2"), "{error:?}");
    assert_eq!(error.to_string(), "the run has cost as much as it may (2 cents, USD)");
    assert_eq!(error.outcome().list_cost, Some(cents("2")));
    assert_eq!((fixture.interrupts(), fixture.results().len()), (1, 0));
    // The earlier cost does not count.
    let outcome = fixture.run([counted(&Arc::default())]).max_cost(cents("3")).await.expect("it is cheap enough");
    assert_eq!(outcome.list_cost, Some(cents("5")));
    let error = fixture.run([]).max_cost(cents("2.5")).await.expect_err("an invalid limit");
    assert!(error.to_string().contains("`2.5`: expected whole cents"), "{error}");
}

#[tokio::test]
async fn a_result_that_is_kept_is_sent_by_the_next_run_and_the_tool_does_not_run_again() {
    let fixture = Fixture::new(call_weather).await;
    let (path, runs) = (Temporary::new("kept"), Arc::default());
    fixture.fake.fail_next(On::Send, Fault::Delay(Duration::ZERO));
    fixture.fake.fail_next(On::Send, Fault::Status { status: 403, retry_after: None });
    let run = fixture
        .run([counted(&runs)])
        .journal(FileJournal::open(&path.0).expect("the run before was dropped"))
        .on_failure(OnFailure::Leave);
    run.await.expect_err("the result is refused");
    let next = fixture.client.sessions().run(&fixture.session_id).tools(Tools::new([counted(&runs)]));
    let outcome =
        next.journal(FileJournal::open(&path.0).expect("the run before was dropped")).await.expect("the run ends well");
    assert_eq!((outcome.text.as_str(), runs.load(Ordering::Relaxed)), ("Rain.", 1));
}

#[tokio::test]
async fn a_call_that_was_only_begun_gets_an_error_and_does_not_run_again() {
    let fixture = Fixture::new(call_weather).await;
    let (path, runs) = (Temporary::new("begun"), Arc::<AtomicUsize>::default());
    let begun = Arc::clone(&runs);
    let stalls = Tool::new("weather", move |_: Input| {
        begun.fetch_add(1, Ordering::Relaxed);
        pending::<String>()
    });
    let mut running = fixture
        .run([stalls])
        .journal(FileJournal::open(&path.0).expect("the run before was dropped"))
        .on_failure(OnFailure::Leave)
        .start();
    while runs.load(Ordering::Relaxed) == 0 {
        drop(tokio::time::timeout(Duration::from_millis(5), running.next()).await);
    }
    drop(running);
    let next = fixture.client.sessions().run(&fixture.session_id).tools(Tools::new([counted(&runs)]));
    let outcome =
        next.journal(FileJournal::open(&path.0).expect("the run before was dropped")).await.expect("the run ends well");
    let text = "The tool was interrupted. It may have run, so it is not run again.";
    assert_eq!((outcome.text.as_str(), runs.load(Ordering::Relaxed)), (text, 1));
    assert_eq!(fixture.results(), [(text.to_owned(), true)]);
}

#[tokio::test]
async fn a_journal_forgets_only_a_line_that_is_not_whole() {
    let fixture = Fixture::new(call_weather).await;
    let (path, runs) = (Temporary::new("torn"), Arc::default());
    let journal = FileJournal::open(&path.0).expect("a journal");
    fixture.run([counted(&runs)]).journal(journal).await.expect("the run ends well");
    let whole = std::fs::read(&path.0).expect("the journal");
    let mut file = std::fs::OpenOptions::new().append(true).open(&path.0).expect("the journal");
    file.write_all(b"{\"id\": \"sevt_").expect("it is written");
    drop(FileJournal::open(&path.0).expect("a journal"));
    assert_eq!(std::fs::read(&path.0).expect("the journal"), whole);
    file.write_all(b"nonsense\n").expect("it is written");
    let error = FileJournal::open(&path.0).expect_err("an invalid line");
    assert!(error.to_string().starts_with("line 3 of the journal: "), "{error}");
}

#[tokio::test]
async fn a_run_goes_on_after_the_last_event_that_is_known() {
    let fixture = Fixture::new(|text| Script::new().say(text)).await;
    let first = fixture.run([]).await.expect("the run ends well");
    let batch = EventBatch::new([UserMessage::text("Meanwhile.")]);
    fixture.client.events().send_and_wait(&fixture.session_id, &batch).await.expect("a turn");
    let next = fixture.client.sessions().run(&fixture.session_id).after(first.last_event_id.expect("an event"));
    assert_eq!(next.message("Now.").await.expect("the run ends well").text, "Meanwhile.\nNow.");
}
