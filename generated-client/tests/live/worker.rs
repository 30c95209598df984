//! A worker on the fake server: it serves sessions, and obeys the rules of leases even after failures.

use std::{
    collections::BTreeMap,
    future::pending,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use managed_agents::{
    Client, ClientBuilder, Result,
    testing::{FakeServer, Fault, On, Recorded, Script},
    tools::{Tool, Tools},
    types::{
        CreateAgentRequest, CreateEnvironmentRequest, CreateSessionRequest, EventBatch, SelfHostedConfig,
        SendableEvent, StopWorkRequest, ToolConfirmation, UserMessage, UserToolConfirmation, WorkState,
    },
    worker::{Shutdown, WorkEnd, Worker, WorkerEvent},
};
use serde_json::json;
use tokio::task::JoinHandle;

use crate::fast_clock::FAST_CLOCK;

type Input = BTreeMap<String, String>;
type Heard = Arc<Mutex<Vec<String>>>;

/// A self-hosted environment.
pub(crate) struct Fixture {
    pub(crate) fake: FakeServer,
    pub(crate) client: Client,
    agent_id: String,
    environment_id: String,
    /// The events of the worker, a line each.
    heard: Heard,
}

impl Fixture {
    pub(crate) async fn new(script: impl FnMut(&str) -> Script + Send + 'static) -> Self {
        Self::with(script, |builder| builder).await
    }

    pub(crate) async fn with(
        script: impl FnMut(&str) -> Script + Send + 'static,
        set: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> Self {
        let fake = FakeServer::start().await.expect("a free port");
        fake.on_message(script);
        let client = set(fake.client_builder().clock(FAST_CLOCK)).build().expect("the settings are right");
        let agent = client.agents().create(CreateAgentRequest::new("A", "claude-opus-5")).send().await;
        let environment = CreateEnvironmentRequest::new("own", SelfHostedConfig::new());
        let environment_id = client.environments().create(&environment).send().await.expect("an environment").id;
        let agent_id = agent.expect("an agent").id;
        Self { fake, client, agent_id, environment_id, heard: Heard::default() }
    }

    /// A session with a message.
    pub(crate) async fn session(&self) -> String {
        let session = CreateSessionRequest::new(self.agent_id.as_str(), self.environment_id.as_str());
        let session = session.initial_events([UserMessage::text("Go.")]);
        self.client.sessions().create(&session).send().await.expect("a session").id
    }

    pub(crate) fn worker(&self, tools: impl IntoIterator<Item = Tool>) -> Worker {
        let worker = Worker::new(&self.client, &self.environment_id, self.fake.environment_key(&self.environment_id));
        let heard = Arc::clone(&self.heard);
        let worker = worker.expect("the key is right").tools(Tools::new(tools));
        worker.on_event(move |event| heard.lock().expect("no test panics with it").extend(line(event)))
    }

    /// Lets a worker serve the items in the queue.
    pub(crate) async fn drain(&self, tools: impl IntoIterator<Item = Tool>) {
        let run = self.worker(tools).drain().run();
        let worked = tokio::time::timeout(Duration::from_secs(120), run).await;
        worked.unwrap_or_else(|_| panic!("it does not end: {:?}", self.heard())).expect("it ends well");
    }

    pub(crate) fn begin(&self, tools: impl IntoIterator<Item = Tool>) -> (Shutdown, JoinHandle<Result<()>>) {
        let worker = self.worker(tools);
        (worker.shutdown(), tokio::spawn(worker.run()))
    }

    pub(crate) fn heard(&self) -> Vec<String> {
        self.heard.lock().expect("no test panics with it").clone()
    }

    pub(crate) fn count(&self, wanted: &str) -> usize {
        self.heard().iter().filter(|line| line.as_str() == wanted).count()
    }

    /// Waits until the worker has reported an event.
    pub(crate) async fn hears(&self, wanted: &str) {
        let hears = async {
            while !self.heard().iter().any(|line| line == wanted) {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        let heard = tokio::time::timeout(Duration::from_secs(20), hears).await;
        heard.unwrap_or_else(|_| panic!("no `{wanted}` in {:?}", self.heard()));
    }

    /// The results that a session has accepted, with the kind of their event.
    pub(crate) fn results(&self, session_id: &str) -> Vec<String> {
        let text = |event: &SendableEvent| {
            let value = serde_json::to_value(event).expect("JSON");
            format!("{} {}", value["type"].as_str().unwrap_or("?"), value["content"][0]["text"].as_str().unwrap_or("?"))
        };
        let sent = self.fake.sent(session_id);
        sent.iter().map(text).filter(|text| text.contains("result")).collect()
    }

    /// The state of the only work item.
    pub(crate) fn state(&self) -> Option<WorkState> {
        Some(self.fake.work(&self.work_id())?.state)
    }

    /// The ID of the only work item, by the list of the queue.
    pub(crate) async fn only_work_id(&self) -> String {
        let key = self.fake.environment_key(&self.environment_id);
        let list = self.client.environment_work().list(&self.environment_id).bearer_token(key);
        let mut items = list.items();
        items.try_next().await.expect("a list").expect("an item").id
    }

    /// The ID of the only work item that the worker has asked for.
    fn work_id(&self) -> String {
        let requests = self.fake.requests();
        let target = requests.iter().rev().find_map(|request| match request {
            Recorded::Other { target, .. } => target.split('/').find(|part| part.starts_with("work_")),
            _ => None,
        });
        target.expect("a work item").to_owned()
    }

    pub(crate) fn requests(&self, end: &str) -> usize {
        let is_wanted = |request: &&Recorded| matches!(request, Recorded::Other { target, .. } if target.split('?').next().is_some_and(|path| path.ends_with(end)));
        self.fake.requests().iter().filter(is_wanted).count()
    }
}

fn line(event: &WorkerEvent<'_>) -> Option<String> {
    Some(match event {
        WorkerEvent::Ended { end, .. } => match end {
            WorkEnd::Failed(error) => format!("failed: {}", error.status().map_or(0, |status| status.as_u16())),
            end => format!("{end:?}"),
        },
        WorkerEvent::PollFailed { .. } => "poll failed".to_owned(),
        WorkerEvent::AcknowledgeFailed { .. } => "acknowledge failed".to_owned(),
        WorkerEvent::HeartbeatFailed { .. } => "heartbeat failed".to_owned(),
        WorkerEvent::LeaseExtended { .. } => "extended".to_owned(),
        WorkerEvent::StopFailed { .. } => "stop failed".to_owned(),
        WorkerEvent::Began { .. } => "began".to_owned(),
        WorkerEvent::ToolCalled { call, .. } => format!("{} {}", call.name, call.is_answered),
        _ => return None,
    })
}

pub(crate) fn echo(name: &str) -> Tool {
    Tool::new(name, |input: Input| async move { input.get("command").cloned().unwrap_or_default() })
}

pub(crate) fn use_bash(_: &str) -> Script {
    Script::new().use_tool("bash", json!({ "command": "ls" })).reply(|results| results[0].text.clone())
}

/// A tool that reports its start, and runs until it is ended.
fn stalling(begun: &Arc<AtomicUsize>) -> Tool {
    let begun = Arc::clone(begun);
    Tool::new("bash", move |_: Input| {
        begun.fetch_add(1, Ordering::Relaxed);
        pending::<String>()
    })
}

async fn until(is_so: impl Fn() -> bool) {
    let wait = async {
        while !is_so() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), wait).await.expect("it is so in time");
}

#[tokio::test]
async fn built_in_and_custom_tools_run_and_an_idle_session_ends_the_item() {
    let script = |_: &str| {
        let script = Script::new().use_tool("bash", json!({ "command": "ls" })).call("own", json!({ "command": "x" }));
        script.reply(|results| results.iter().map(|result| format!("<{}>", result.text)).collect())
    };
    let fixture = Fixture::new(script).await;
    let session = fixture.session().await;
    fixture.drain([echo("bash"), echo("own")]).await;
    let mut results = fixture.results(&session);
    results.sort();
    assert_eq!(results, ["user.custom_tool_result x", "user.tool_result ls"]);
    assert_eq!((fixture.count("Idle"), fixture.state()), (1, Some(WorkState::Stopped)));
    assert!(fixture.count("extended") > 1, "{:?}", fixture.heard());
}

#[tokio::test]
async fn calls_of_other_tools_are_left_and_those_that_ask_wait_for_permission() {
    let fixture = Fixture::new(|_| {
        let script = Script::new().ask("bash", json!({ "command": "a" })).ask("bash", json!({ "command": "b" }));
        script.use_tool("other", json!({}))
    })
    .await;
    let session = fixture.session().await;
    let (shutdown, worker) = fixture.begin([echo("bash")]);
    fixture.hears("extended").await;
    let ids: Vec<String> = (fixture.fake.history(&session).iter())
        .filter(|event| event.kind() == "agent.tool_use")
        .filter_map(|event| event.id().map(str::to_owned))
        .collect();
    assert_eq!(fixture.results(&session).len(), 0);
    let verdicts = [(&ids[0], ToolConfirmation::Allow), (&ids[1], ToolConfirmation::Deny)];
    let verdicts = verdicts.map(|(id, verdict)| UserToolConfirmation::new(id, verdict));
    fixture.client.events().send(&session, EventBatch::new(verdicts)).send().await.expect("it is accepted");
    fixture.hears("bash true").await;
    shutdown.begin();
    worker.await.expect("no panic").expect("it ends well");
    assert_eq!(fixture.results(&session), ["user.tool_result a"]);
}

#[tokio::test]
async fn a_queue_that_fails_is_asked_again() {
    let fixture = Fixture::new(use_bash).await;
    let session = fixture.session().await;
    // The client itself sends the request two more times.
    for _ in 0..4 {
        fixture.fake.fail_next(On::Poll, Fault::overloaded());
    }
    fixture.drain([echo("bash")]).await;
    assert_eq!((fixture.count("poll failed"), fixture.results(&session).len()), (1, 1));
}

#[tokio::test]
async fn a_key_that_is_refused_ends_the_worker() {
    let fixture = Fixture::new(use_bash).await;
    let worker = Worker::new(&fixture.client, &fixture.environment_id, "sk-ant-env-x").expect("a worker");
    let error = worker.run().await.expect_err("the key is refused");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
}

#[tokio::test]
async fn an_item_that_is_handed_out_and_lost_is_handed_out_again() {
    let fixture = Fixture::new(use_bash).await;
    let session = fixture.session().await;
    fixture.fake.fail_next(On::Poll, Fault::LoseResponse);
    let (shutdown, worker) = fixture.begin([echo("bash")]);
    until(|| fixture.requests("/poll") > 1).await;
    fixture.fake.advance(Duration::from_secs(5));
    fixture.hears("bash true").await;
    shutdown.begin();
    worker.await.expect("no panic").expect("it ends well");
    assert_eq!(fixture.results(&session).len(), 1);
}

#[tokio::test]
async fn an_acknowledgement_whose_response_is_lost_is_ours() {
    let fixture = Fixture::new(use_bash).await;
    let session = fixture.session().await;
    fixture.fake.fail_next(On::Ack, Fault::LoseResponse);
    fixture.drain([echo("bash")]).await;
    assert_eq!((fixture.requests("/ack"), fixture.results(&session).len()), (2, 1));
}

#[tokio::test]
async fn an_item_of_another_worker_is_left_to_it() {
    let fixture = Fixture::new(use_bash).await;
    let session = fixture.session().await;
    fixture.fake.fail_next(On::Ack, Fault::Status { status: 409, retry_after: None });
    fixture.drain([echo("bash")]).await;
    assert_eq!((fixture.requests("/ack"), fixture.requests("/stop"), fixture.results(&session).len()), (1, 0, 0));
}

#[tokio::test]
async fn an_item_that_can_never_be_acknowledged_is_stopped() {
    let fixture = Fixture::new(use_bash).await;
    fixture.session().await;
    fixture.fake.fail_next(On::Ack, Fault::Status { status: 403, retry_after: None });
    fixture.drain([echo("bash")]).await;
    assert_eq!((fixture.count("began"), fixture.state()), (0, Some(WorkState::Stopped)));
}

#[tokio::test]
async fn a_heartbeat_whose_response_is_lost_does_not_cost_the_lease() {
    let fixture = Fixture::new(use_bash).await;
    let session = fixture.session().await;
    fixture.fake.fail_next(On::Heartbeat, Fault::LoseResponse);
    fixture.drain([echo("bash")]).await;
    assert_eq!((fixture.count("heartbeat failed"), fixture.count("LeaseLost"), fixture.count("Idle")), (1, 0, 1));
    assert_eq!(fixture.results(&session).len(), 1);
}

#[tokio::test]
async fn a_mismatch_whose_body_is_cut_does_not_cost_the_lease() {
    let fixture = Fixture::new(use_bash).await;
    let session = fixture.session().await;
    fixture.fake.fail_next(On::Heartbeat, Fault::LoseResponse);
    // Within the body of the 412.
    fixture.fake.fail_next(On::Heartbeat, Fault::CutAfter(150));
    fixture.drain([echo("bash")]).await;
    assert_eq!((fixture.count("heartbeat failed"), fixture.count("LeaseLost"), fixture.count("Idle")), (2, 0, 1));
    assert_eq!(fixture.results(&session).len(), 1);
}

#[tokio::test]
async fn heartbeats_that_fail_for_a_time_do_not_cost_the_lease() {
    let fixture = Fixture::new(use_bash).await;
    let session = fixture.session().await;
    for fault in [Fault::overloaded(), Fault::LoseRequest, Fault::rate_limited(Duration::from_secs(1))] {
        fixture.fake.fail_next(On::Heartbeat, fault);
    }
    fixture.drain([echo("bash")]).await;
    assert_eq!((fixture.count("heartbeat failed"), fixture.count("Idle")), (3, 1));
    assert_eq!(fixture.results(&session).len(), 1);
}

#[tokio::test]
async fn a_lease_that_another_worker_has_ends_the_work_and_does_not_stop_the_item() {
    let fixture = Fixture::new(use_bash).await;
    let session = fixture.session().await;
    let begun = Arc::default();
    let (shutdown, worker) = fixture.begin([stalling(&begun)]);
    until(|| begun.load(Ordering::Relaxed) == 1).await;
    fixture.fake.take_lease(&fixture.work_id());
    fixture.hears("LeaseLost").await;
    shutdown.begin();
    worker.await.expect("no panic").expect("it ends well");
    assert_eq!((fixture.requests("/stop"), fixture.state()), (0, Some(WorkState::Active)));
    assert_eq!(fixture.results(&session).len(), 0);
}

#[tokio::test]
async fn a_lease_that_cannot_be_extended_in_time_counts_as_lost() {
    let fixture = Fixture::new(use_bash).await;
    fixture.session().await;
    for _ in 0..40 {
        fixture.fake.fail_next(On::Heartbeat, Fault::LoseRequest);
    }
    let begun = Arc::default();
    let (shutdown, worker) = fixture.begin([stalling(&begun)]);
    fixture.hears("LeaseLost").await;
    shutdown.begin();
    worker.await.expect("no panic").expect("it ends well");
    assert_eq!((fixture.count("extended"), fixture.requests("/stop")), (0, 0));
}

#[tokio::test]
async fn a_heartbeat_that_is_refused_ends_the_work_and_stops_the_item() {
    let fixture = Fixture::new(use_bash).await;
    fixture.session().await;
    fixture.fake.fail_next(On::Heartbeat, Fault::Status { status: 403, retry_after: None });
    fixture.drain([stalling(&Arc::default())]).await;
    assert_eq!((fixture.count("failed: 403"), fixture.state()), (1, Some(WorkState::Stopped)));
}

#[tokio::test]
async fn an_item_that_the_server_wants_stopped_is_stopped() {
    let fixture = Fixture::new(use_bash).await;
    let session = fixture.session().await;
    let begun = Arc::default();
    let (shutdown, worker) = fixture.begin([stalling(&begun)]);
    until(|| begun.load(Ordering::Relaxed) == 1 && fixture.count("extended") > 0).await;
    let stop =
        fixture.client.environment_work().stop(&fixture.environment_id, &fixture.work_id(), StopWorkRequest::new());
    stop.send().await.expect("it is asked");
    fixture.hears("StopRequested").await;
    shutdown.begin();
    worker.await.expect("no panic").expect("it ends well");
    assert_eq!((fixture.state(), fixture.results(&session).len()), (Some(WorkState::Stopped), 0));
}

#[tokio::test]
async fn an_item_that_is_stopped_before_the_worker_begins_says_so() {
    let fixture = Fixture::new(use_bash).await;
    fixture.session().await;
    for _ in 0..3 {
        fixture.fake.fail_next(On::Heartbeat, Fault::rate_limited(Duration::from_secs(30)));
    }
    let (shutdown, worker) = fixture.begin([stalling(&Arc::default())]);
    fixture.hears("heartbeat failed").await;
    let stop =
        fixture.client.environment_work().stop(&fixture.environment_id, &fixture.work_id(), StopWorkRequest::new());
    stop.send().await.expect("it is asked");
    fixture.hears("StoppedBeforeBegin").await;
    shutdown.begin();
    worker.await.expect("no panic").expect("it ends well");
}

#[tokio::test]
async fn an_item_that_is_not_a_session_is_stopped_and_not_run() {
    let fixture = Fixture::new(use_bash).await;
    for kind in ["healthcheck", "news"] {
        fixture.fake.queue_work(&fixture.environment_id, kind);
    }
    fixture.drain([echo("bash")]).await;
    assert_eq!((fixture.count("NotASession"), fixture.count("began"), fixture.requests("/stop")), (2, 0, 2));
}

#[tokio::test]
async fn a_session_that_has_ended_ends_the_item() {
    let fixture = Fixture::new(use_bash).await;
    let session = fixture.session().await;
    fixture.client.sessions().archive(&session).send().await.expect("it is archived");
    fixture.drain([echo("bash")]).await;
    assert_eq!((fixture.count("SessionOver"), fixture.state()), (1, Some(WorkState::Stopped)));
}

#[tokio::test]
async fn a_stop_that_fails_is_repeated() {
    let fixture = Fixture::new(use_bash).await;
    fixture.session().await;
    for fault in
        [Fault::LoseRequest, Fault::overloaded(), Fault::overloaded(), Fault::overloaded(), Fault::LoseResponse]
    {
        fixture.fake.fail_next(On::Stop, fault);
    }
    fixture.drain([echo("bash")]).await;
    assert_eq!((fixture.count("stop failed"), fixture.state()), (0, Some(WorkState::Stopped)));
}

#[tokio::test]
async fn a_stream_that_breaks_and_a_result_that_is_lost_run_no_tool_twice() {
    let fixture = Fixture::new(use_bash).await;
    let session = fixture.session().await;
    for bytes in [0, 100, 1000] {
        fixture.fake.fail_next(On::Stream, Fault::CutAfter(bytes));
    }
    fixture.fake.fail_next(On::Send, Fault::LoseRequest);
    fixture.fake.fail_next(On::Send, Fault::LoseResponse);
    fixture.drain([echo("bash")]).await;
    assert_eq!((fixture.count("bash true"), fixture.results(&session)), (1, vec!["user.tool_result ls".to_owned()]));
}

#[tokio::test]
async fn a_shutdown_finishes_the_calls_that_run() {
    let fixture = Fixture::new(use_bash).await;
    let session = fixture.session().await;
    let begun = Arc::new(AtomicUsize::new(0));
    let slow = Tool::new("bash", {
        let begun = Arc::clone(&begun);
        move |_: Input| {
            begun.fetch_add(1, Ordering::Relaxed);
            async {
                tokio::time::sleep(Duration::from_millis(20)).await;
                "slow"
            }
        }
    });
    let (shutdown, worker) = fixture.begin([slow]);
    until(|| begun.load(Ordering::Relaxed) == 1).await;
    shutdown.begin();
    worker.await.expect("no panic").expect("it ends well");
    assert_eq!(fixture.results(&session), ["user.tool_result slow"]);
    assert_eq!((fixture.count("Shutdown"), fixture.state()), (1, Some(WorkState::Stopped)));
}

#[tokio::test]
async fn a_tool_that_does_not_end_does_not_keep_a_shutdown_waiting() {
    let fixture = Fixture::new(use_bash).await;
    fixture.session().await;
    let begun = Arc::default();
    let (shutdown, worker) = fixture.begin([stalling(&begun)]);
    until(|| begun.load(Ordering::Relaxed) == 1).await;
    shutdown.begin();
    worker.await.expect("no panic").expect("it ends well");
    assert_eq!((fixture.count("Shutdown"), fixture.state()), (1, Some(WorkState::Stopped)));
}

#[tokio::test]
async fn sessions_are_served_side_by_side_up_to_the_limit() {
    let fixture = Fixture::new(use_bash).await;
    for _ in 0..5 {
        fixture.session().await;
    }
    let running = Arc::new(Mutex::new((0, 0)));
    let count = Tool::new("bash", {
        let running = Arc::clone(&running);
        move |_: Input| {
            let running = Arc::clone(&running);
            async move {
                {
                    let mut running = running.lock().expect("no test panics with it");
                    running.0 += 1;
                    running.1 = running.1.max(running.0);
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
                running.lock().expect("no test panics with it").0 -= 1;
            }
        }
    });
    fixture.worker([count]).concurrency(2).drain().run().await.expect("it ends well");
    assert_eq!((*running.lock().expect("no test panics with it"), fixture.count("Idle")), ((0, 2), 5));
}
