//! The fake server behaves like the API.

use std::time::{Duration, Instant};

use managed_agents::{
    Client, Error,
    testing::{FakeServer, Fault, On, Recorded, Script},
    types::{
        CloudConfig, CreateAgentRequest, CreateEnvironmentRequest, CreateSessionRequest, EventBatch, SendableEvent,
        SessionEvent, SessionStatus, StopReason, TextRubric, UpdateAgentRequest, UserCustomToolResult,
        UserDefineOutcome, UserInterrupt, UserMessage,
    },
};
use serde_json::json;

async fn started() -> (FakeServer, Client) {
    let fake = FakeServer::start().await.expect("a free port");
    let client = fake.client_builder().max_retries(0).build().expect("the settings are right");
    (fake, client)
}

/// Creates an agent, an environment and a session: the ids of the agent and the session.
async fn session(client: &Client) -> (String, String) {
    let agent = client.agents().create(CreateAgentRequest::new("Helper", "claude-opus-5"));
    let agent = agent.send().await.expect("an agent");
    let environment = CreateEnvironmentRequest::new("test", CloudConfig::new());
    let environment = client.environments().create(&environment).send().await.expect("an environment");
    let session = CreateSessionRequest::new(agent.id.as_str(), environment.id);
    let session = client.sessions().create(&session).send().await.expect("a session");
    (agent.id, session.id)
}

fn status<T>(result: Result<T, Error>) -> u16 {
    match result {
        Err(Error::Api(error)) => error.status().as_u16(),
        Err(error) => panic!("{error:?}"),
        Ok(_) => 200,
    }
}

fn message(text: &str) -> EventBatch {
    EventBatch::new([UserMessage::text(text)])
}

fn kinds(events: &[SessionEvent]) -> Vec<&str> {
    events.iter().map(SessionEvent::kind).collect()
}

#[tokio::test]
async fn agents_have_versions_and_a_stale_one_is_a_conflict() {
    let (_fake, client) = started().await;
    let agents = client.agents();
    let agent = agents.create(CreateAgentRequest::new("A", "claude-opus-5")).send().await.expect("an agent");
    assert_eq!(agent.version, 1);
    let renamed = UpdateAgentRequest::new().version(1).name("B");
    let second = agents.update(&agent.id, &renamed).send().await.expect("the version is the last one");
    assert_eq!((second.version, second.name.as_str()), (2, "B"));
    assert_eq!(status(agents.update(&agent.id, &renamed).send().await), 409);
    // Equal content makes no new version.
    let same = agents.update(&agent.id, UpdateAgentRequest::new().version(2).name("B")).send().await;
    assert_eq!(same.expect("the version is the last one").version, 2);
    let first = agents.get(&agent.id).version(1).send().await.expect("the first version");
    assert_eq!(first.name, "A");
    let versions = agents.list_versions(&agent.id).send().await.expect("the versions").data;
    assert_eq!(versions.iter().map(|agent| agent.version).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(status(agents.list_versions(&agent.id).limit(0).send().await), 400);
    agents.archive(&agent.id).send().await.expect("it is archived");
    assert_eq!(status(agents.update(&agent.id, UpdateAgentRequest::new().name("C")).send().await), 400);
    assert_eq!(agents.list().send().await.expect("a list").data.len(), 0);
}

#[tokio::test]
async fn lists_come_by_pages() {
    let (_fake, client) = started().await;
    for name in ["a", "b", "c", "d", "e"] {
        client.agents().create(CreateAgentRequest::new(name, "claude-opus-5")).send().await.expect("an agent");
    }
    let mut pages = client.agents().list().limit(2).pages();
    let mut names = Vec::new();
    while let Some(page) = pages.try_next().await.expect("a page") {
        names.push(page.data.into_iter().map(|agent| agent.name).collect::<String>());
    }
    assert_eq!(names, ["ed", "cb", "a"]);
}

#[tokio::test]
async fn requests_for_missing_resources_are_refused() {
    let (fake, client) = started().await;
    assert_eq!(status(client.agents().get("agent_x").send().await), 404);
    assert_eq!(status(client.sessions().get("sesn_x").send().await), 404);
    assert_eq!(status(client.events().stream("sesn_x").send().await), 404);
    assert_eq!(status(client.sessions().create(CreateSessionRequest::new("agent_x", "env_x")).send().await), 404);
    assert_eq!(status(client.deployments().get("depl_x").send().await), 404);
    assert_eq!(status(client.dreams().list().send().await), 404);
    let without_key = reqwest::get(format!("{}/v1/agents", fake.url())).await.expect("a response");
    assert_eq!(without_key.status(), 401);
}

#[tokio::test]
async fn a_session_waits_for_results_and_refuses_others() {
    let (fake, client) = started().await;
    fake.on_message(|_| Script::new().call("one", json!({})).call("two", json!({})).say("Both."));
    let (_, id) = session(&client).await;
    let turn = client.events().send_and_wait(&id, &message("Go.")).blocked_timeout(Duration::from_millis(50));
    let turn = turn.await.expect("a turn");
    let [one, two] = turn.blocking_ids() else { panic!("{turn:?}") };
    let send = async |event: SendableEvent| client.events().send(&id, EventBatch::new([event])).send().await;
    assert_eq!(status(send(UserCustomToolResult::text("sevt_x", "1").into()).await), 400);
    assert_eq!(status(send(UserCustomToolResult::text(one, "1").into()).await), 200);
    // The session reports the calls that it still waits for.
    let history = fake.history(&id);
    let Some(SessionEvent::SessionStatusIdle(idle)) = history.last() else { panic!("{history:?}") };
    let StopReason::RequiresAction(reason) = &idle.stop_reason else { panic!("{idle:?}") };
    assert_eq!(reason.event_ids, [two.as_str()]);
    assert_eq!(status(send(UserCustomToolResult::text(one, "1").into()).await), 400);
    assert_eq!(status(send(UserCustomToolResult::text(two, "2").into()).await), 200);
    assert!(kinds(&fake.history(&id)).ends_with(&["span.model_request_end", "session.usage", "session.status_idle"]));
    assert_eq!(fake.sent(&id).len(), 3);
}

#[tokio::test]
async fn a_message_to_a_session_that_waits_is_taken_up_later_and_an_interrupt_ends_the_wait() {
    let (fake, client) = started().await;
    fake.on_message(|text| match text {
        "call" => Script::new().call("one", json!({})),
        text => Script::new().say(text),
    });
    let (_, id) = session(&client).await;
    client.events().send(&id, message("call")).send().await.expect("it is accepted");
    let queued = client.events().send(&id, message("later")).send().await.expect("it is accepted");
    let Some([SessionEvent::UserMessage(queued)]) = queued.data.as_deref() else { panic!("{queued:?}") };
    assert!(queued.processed_at.is_none());
    let interrupt = EventBatch::new([UserInterrupt::new()]);
    let turn = client.events().send_and_wait(&id, &interrupt).await.expect("a turn");
    assert_eq!(turn.text(), "later");
    let history = fake.history(&id);
    let taken_up = history.iter().any(|event| {
        matches!(event, SessionEvent::UserMessage(event) if event.id == queued.id && event.processed_at.is_some())
    });
    assert!(taken_up, "{history:?}");
}

#[tokio::test]
async fn an_outcome_for_a_session_that_waits_has_its_id_at_once() {
    let (fake, client) = started().await;
    fake.on_message(|text| match text {
        "call" => Script::new().call("one", json!({})),
        text => Script::new().say(text),
    });
    let (_, id) = session(&client).await;
    client.events().send(&id, message("call")).send().await.expect("it is accepted");
    let outcome = EventBatch::new([UserDefineOutcome::new("A poem.", TextRubric::new("It rhymes."))]);
    let sent = client.events().send(&id, outcome).send().await.expect("it is accepted");
    let Some([SessionEvent::UserDefineOutcome(outcome)]) = sent.data.as_deref() else { panic!("{sent:?}") };
    assert!(outcome.outcome_id.starts_with("outc_"), "{outcome:?}");
}

#[tokio::test]
async fn sessions_are_archived_and_deleted() {
    let (_fake, client) = started().await;
    let (_, id) = session(&client).await;
    let mut events = client.events().follow(&id);
    events.open().await.expect("the stream is open");
    let archived = client.sessions().archive(&id).send().await.expect("it is archived");
    assert_eq!((archived.status, archived.archived_at.is_some()), (SessionStatus::Terminated, true));
    let last = events.try_next().await.expect("an event");
    assert!(matches!(last, Some(SessionEvent::SessionStatusTerminated(_))), "{last:?}");
    assert!(events.try_next().await.expect("the end").is_none());
    assert_eq!(status(client.events().send(&id, message("Go.")).send().await), 400);
    client.sessions().delete(&id).send().await.expect("it is deleted");
    assert_eq!(status(client.sessions().get(&id).send().await), 404);
}

#[tokio::test]
async fn requests_are_recorded_as_typed_values() {
    let (fake, client) = started().await;
    let (agent_id, id) = session(&client).await;
    client.agents().update(&agent_id, UpdateAgentRequest::new().name("B")).send().await.expect("an agent");
    client.events().send(&id, message("Go.")).send().await.expect("it is accepted");
    client.agents().list().limit(5).send().await.expect("a list");
    let requests = fake.requests();
    let [
        Recorded::CreateAgent(agent),
        Recorded::CreateEnvironment(environment),
        Recorded::CreateSession(created),
        Recorded::UpdateAgent { agent_id: updated, body },
        Recorded::SendEvents { session_id, body: sent },
        Recorded::Other { method, target },
    ] = &requests[..]
    else {
        panic!("{requests:?}")
    };
    assert_eq!((agent.name.as_str(), environment.name.as_str()), ("Helper", "test"));
    assert!(created.environment_id.starts_with("env_"), "{created:?}");
    assert_eq!((updated, body.name.as_deref()), (&agent_id, Some("B")));
    assert_eq!((session_id, sent), (&id, &message("Go.")));
    assert_eq!((method.as_str(), target.as_str()), ("GET", "/v1/agents?limit=5"));
}

#[tokio::test]
async fn faults_happen_once_to_the_requests_that_they_are_for() {
    let (fake, client) = started().await;
    let (_, id) = session(&client).await;
    let list = || client.events().list(&id).send();
    fake.fail_next(On::History, Fault::rate_limited(Duration::from_secs(7)));
    fake.fail_next(On::History, Fault::overloaded());
    fake.fail_next(On::History, Fault::LoseRequest);
    fake.fail_next(On::History, Fault::CutAfter(100));
    fake.fail_next(On::History, Fault::Delay(Duration::from_millis(80)));
    client.agents().list().send().await.expect("it is not for this request");
    let limited = list().await.expect_err("it is refused");
    assert_eq!(
        (limited.status().map(|status| status.as_u16()), limited.retry_after()),
        (Some(429), Some(Duration::from_secs(7)))
    );
    assert_eq!(status(list().await), 529);
    assert!(matches!(list().await, Err(Error::Transport(_))));
    assert!(matches!(list().await, Err(Error::Transport(_))));
    let begin = Instant::now();
    list().await.expect("it is late");
    assert!(begin.elapsed() >= Duration::from_millis(80));
}

#[cfg(feature = "blocking")]
#[tokio::test]
async fn a_stream_tells_events_late_or_twice_while_the_history_has_them_once() {
    let (fake, client) = started().await;
    let (_, session) = session(&client).await;
    let stream = async || client.events().stream(&session).send().await.expect("a stream");
    fake.fail_next(On::Stream, Fault::LateEvents(Duration::from_secs(3600)));
    let mut late = stream().await;
    fake.fail_next(On::Stream, Fault::DuplicateEvents);
    let mut twice = stream().await;
    client.events().send(&session, message("Hello")).send().await.expect("the message is taken");
    let history: Vec<SessionEvent> = client.events().list(&session).items().try_collect().await.expect("the history");
    assert!(!history.is_empty());
    for event in history {
        for _ in 0..2 {
            assert_eq!(twice.try_next().await.expect("the stream goes on"), Some(event.clone()));
        }
    }
    let next = tokio::time::timeout(Duration::from_millis(20), late.try_next()).await;
    assert!(next.is_err(), "{next:?}");
}

#[test]
fn it_serves_code_that_is_not_asynchronous() {
    let fake = FakeServer::start_blocking().expect("a free port");
    let client = fake.client().expect("the settings are right");
    let agent = client.agents().create(CreateAgentRequest::new("Helper", "claude-opus-5")).send_blocking();
    let agent = agent.expect("an agent");
    let environment = CreateEnvironmentRequest::new("test", CloudConfig::new());
    let environment = client.environments().create(&environment).send_blocking().expect("an environment");
    let session = CreateSessionRequest::new(agent.id, environment.id);
    let session = client.sessions().create(&session).send_blocking().expect("a session");
    let outcome = client.sessions().run(&session.id).message("Go.").wait_blocking().expect("the run ends well");
    assert_eq!(outcome.text, "Done.");
}
