//! Workers on a server with random faults: no tool runs twice, no result is lost, and each item is stopped.

use std::{
    collections::{BTreeMap, BTreeSet},
    future::pending,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use managed_agents::{
    Client, ClientBuilder, Error,
    run::Verdict,
    runtime::{Transport, TransportError, http, reqwest},
    testing::{Fault, On, Recorded, Script},
    tools::{Tool, Tools},
    types::{EventBatch, SendableEvent, SessionEvent, ToolConfirmation, UserMessage, UserToolConfirmation, WorkState},
    worker::Worker,
};
use serde_json::{Value, json};

use crate::{
    drift::changing,
    fast_clock::FAST_CLOCK,
    run_faults::{Chance, Overcome, Runs, all, count, number_of_runs},
    server::{Reply, Server},
    worker::{Fixture, echo, use_bash},
};

/// Up to 4 rounds of up to 4 calls at the same time, of a custom tool and of a built-in one. The session ends or is idle afterwards.
fn script(chance: &mut Chance) -> (Script, u64) {
    let (mut script, mut calls) = (Script::new(), 0);
    for _ in 0..=chance.below(4) {
        for _ in 0..=chance.below(4) {
            let input = json!({ "number": calls });
            script = match chance.below(2) {
                0 => script.call("count", input),
                _ => script.use_tool("count", input),
            };
            calls += 1;
        }
        script = script.say(format!("{calls} so far"));
    }
    let script = if chance.below(2) == 0 { script.terminate() } else { script };
    (script, calls)
}

/// Up to 12 faults. The number of failed heartbeats fits into a lease, and the worker sends failed acknowledgements and stops again.
fn faults(fixture: &Fixture, chance: &mut Chance) {
    let (mut heartbeats, mut others) = (0, 0);
    for _ in 0..chance.below(13) {
        let bytes = usize::try_from(chance.below(3000)).expect("a small number");
        let whole = match chance.below(4) {
            0 => Fault::LoseRequest,
            1 => Fault::LoseResponse,
            2 => Fault::CutAfter(bytes / 10),
            _ => Fault::overloaded(),
        };
        let (on, fault) = match chance.below(9) {
            0 | 1 => (On::Send, whole),
            2 | 3 => (On::Stream, Fault::CutAfter(bytes)),
            4 => (On::Stream, Fault::DuplicateEvents),
            5 => (On::History, Fault::CutAfter(bytes)),
            6 if heartbeats < 4 => {
                heartbeats += 1;
                (On::Heartbeat, whole)
            }
            7 if others < 2 => {
                others += 1;
                (if chance.below(2) == 0 { On::Ack } else { On::Stop }, whole)
            }
            _ => (On::Poll, whole),
        };
        fixture.fake.fail_next(on, fault);
    }
}

/// Checks that each call has one result in the session.
fn check_results(fixture: &Fixture, session: &str, seed: u64) {
    let mut results: BTreeMap<String, usize> = BTreeMap::new();
    for event in fixture.fake.sent(session) {
        let id = match event {
            SendableEvent::UserCustomToolResult(result) => result.custom_tool_use_id,
            SendableEvent::UserToolResult(result) => result.tool_use_id,
            _ => continue,
        };
        *results.entry(id).or_default() += 1;
    }
    let history = fixture.fake.history(session);
    let uses = history.iter().filter_map(|event| match event {
        SessionEvent::AgentCustomToolUse(call) => Some((call.id.clone(), 1)),
        SessionEvent::AgentToolUse(call) => Some((call.id.clone(), 1)),
        _ => None,
    });
    assert_eq!(results, uses.collect(), "seed {seed}: {:?}", fixture.heard());
}

async fn once(seed: u64, http: reqwest::Client) -> Overcome {
    let mut chance = Chance::of(seed);
    let (script, calls) = script(&mut chance);
    let fixture = Fixture::with(move |_| script.clone(), |builder| builder.http_client(http)).await;
    let session = fixture.session().await;
    let work = fixture.only_work_id().await;
    // Faults of the first connection are the same as for any other call.
    fixture.fake.fail_next(On::History, Fault::Delay(Duration::ZERO));
    fixture.fake.fail_next(On::Stream, Fault::CutAfter(usize::try_from(chance.below(4000)).expect("a small number")));
    faults(&fixture, &mut chance);
    let runs = Runs::default();
    let mut workers = 0;
    while fixture.fake.work(&work).expect("an item").state != WorkState::Stopped {
        assert!(workers < 8, "seed {seed}: {:?}", fixture.heard());
        fixture.drain([count(&runs)]).await;
        // The item was handed out, and the response was lost: it is handed out again after its claim.
        fixture.fake.advance(Duration::from_secs(61));
        workers += 1;
    }
    let once: BTreeMap<u64, u64> = (0..calls).map(|number| (number, 1)).collect();
    assert_eq!(*runs.lock().expect("no test panics with it"), once, "seed {seed}: {:?}", fixture.heard());
    check_results(&fixture, &session, seed);
    let requests = fixture.fake.requests();
    let sends = requests.iter().filter(|request| matches!(request, Recorded::SendEvents { .. })).count();
    Overcome {
        streams: fixture.requests("/stream").saturating_sub(1),
        results: sends - fixture.fake.sent(&session).len().min(sends),
    }
}

#[tokio::test]
async fn after_any_failure_no_tool_runs_twice_and_each_item_is_stopped() {
    let runs = number_of_runs(100);
    let overcome = all(runs, once).await;
    println!("{runs} runs of workers, {} streams and {} results lost", overcome.streams, overcome.results);
    assert!(overcome.streams as u64 > runs / 3 && overcome.results as u64 > runs / 10);
}

#[tokio::test]
async fn a_session_that_cannot_be_read_for_a_time_is_served_afterwards() {
    for on in [On::Session, On::Stream, On::History] {
        let fixture = Fixture::new(use_bash).await;
        let session = fixture.session().await;
        for _ in 0..10 {
            fixture.fake.fail_next(on, Fault::overloaded());
        }
        fixture.drain([echo("bash")]).await;
        assert_eq!(fixture.results(&session), ["user.tool_result ls"], "{on:?}: {:?}", fixture.heard());
    }
}

#[tokio::test]
async fn a_listener_that_panics_costs_no_item() {
    let fixture = Fixture::new(use_bash).await;
    let session = fixture.session().await;
    let worker = fixture.worker([echo("bash")]).on_event(|event| panic!("the listener panics at {event:?}"));
    let worked = tokio::time::timeout(Duration::from_secs(60), worker.drain().run()).await;
    worked.expect("it ends").expect("it ends well");
    assert_eq!(fixture.results(&session), ["user.tool_result ls"]);
    assert_eq!(fixture.state(), Some(WorkState::Stopped));
}

#[tokio::test]
async fn a_call_whose_result_in_the_history_cannot_be_decoded_is_not_run_again() {
    let script = |text: &str| {
        let number = if text == "Go." { 1 } else { 2 };
        Script::new().call("count", json!({ "number": number })).say("done")
    };
    // The last idle event of the first turn is not known either.
    let change = |event: &mut Value| match event["type"].as_str() {
        Some("user.custom_tool_result" | "user.tool_result") => event["content"] = 5.into(),
        Some("session.status_idle") => event["stop_reason"] = 5.into(),
        _ => {}
    };
    let fixture = Fixture::with(script, |builder| changing(builder, change)).await;
    let (session, runs) = (fixture.session().await, Runs::default());
    let other = fixture.fake.client().expect("the settings are right");
    other.sessions().run(&session).tools(Tools::new([count(&runs)])).await.expect("the first turn");
    let more = EventBatch::new([UserMessage::text("More.")]);
    fixture.client.events().send(&session, &more).send().await.expect("it is sent");
    fixture.drain([count(&runs)]).await;
    assert_eq!(*runs.lock().expect("no test panics with it"), BTreeMap::from([(1, 1), (2, 1)]));
    assert_eq!(fixture.results(&session).len(), 2);
}

#[tokio::test]
async fn a_result_that_is_refused_for_now_is_sent_again_after_a_permission() {
    let fixture = Fixture::new(|_| Script::new().ask("bash", json!({ "command": "a" })).say("done")).await;
    let session = fixture.session().await;
    let (shutdown, worker) = fixture.begin([echo("bash")]);
    fixture.hears("extended").await;
    let history = fixture.fake.history(&session);
    let id = history.iter().find(|event| event.kind() == "agent.tool_use").and_then(SessionEvent::id).expect("a call");
    // The fault is for the result.
    fixture.fake.fail_next(On::Send, Fault::Delay(Duration::ZERO));
    fixture.fake.fail_next(On::Send, Fault::overloaded());
    let permission = EventBatch::new([UserToolConfirmation::new(id, ToolConfirmation::Allow)]);
    fixture.client.events().send(&session, permission).send().await.expect("it is accepted");
    fixture.hears("bash true").await;
    shutdown.begin();
    worker.await.expect("no panic").expect("it ends well");
    assert_eq!(fixture.results(&session), ["user.tool_result a"]);
}

#[tokio::test]
async fn a_run_waits_for_the_results_of_a_worker_even_of_calls_that_it_permits() {
    let script = |text: &str| {
        let (script, command) = (Script::new(), json!({ "command": text }));
        let script = if text == "ask" { script.ask("bash", command) } else { script.use_tool("bash", command) };
        script.reply(|results| format!("<{}>", results[0].text))
    };
    let fixture = Fixture::new(script).await;
    let session = fixture.session().await;
    let slow = Tool::new("bash", |input: BTreeMap<String, String>| async move {
        tokio::time::sleep(Duration::from_millis(300)).await;
        input["command"].clone()
    });
    let (shutdown, worker) = fixture.begin([slow]);
    let long = Duration::from_secs(60);
    let run = || fixture.client.sessions().run(&session).blocked_timeout(long).confirm(|_| async { Verdict::Allow });
    assert_eq!(run().await.expect("a run").text, "<Go.>");
    assert_eq!(run().message("ask").await.expect("a run").text, "<ask>");
    shutdown.begin();
    worker.await.expect("no panic").expect("it ends well");
}

#[tokio::test]
async fn a_turn_that_permits_a_call_hands_over_the_call_that_waits_for_its_result() {
    let fixture = Fixture::new(|_| Script::new().ask("bash", json!({ "command": "a" }))).await;
    let session = fixture.session().await;
    let history = fixture.fake.history(&session);
    let call = history.iter().find(|event| event.kind() == "agent.tool_use").and_then(SessionEvent::id);
    let permission = UserToolConfirmation::new(call.expect("a call"), ToolConfirmation::Allow);
    let turn = fixture.client.events().send_and_wait(&session, &EventBatch::new([permission])).await.expect("a turn");
    assert_eq!(turn.blocking().map(SessionEvent::id).collect::<Vec<_>>(), [call]);
}

#[tokio::test]
async fn a_shutdown_does_not_wait_for_a_session_that_cannot_be_read() {
    let fixture = Fixture::new(use_bash).await;
    fixture.session().await;
    for _ in 0..10_000 {
        fixture.fake.fail_next(On::Session, Fault::overloaded());
    }
    let (shutdown, worker) = fixture.begin([echo("bash")]);
    fixture.hears("began").await;
    shutdown.begin();
    worker.await.expect("no panic").expect("it ends well");
    assert_eq!((fixture.count("Shutdown"), fixture.state()), (1, Some(WorkState::Stopped)));
}

#[tokio::test]
async fn a_success_that_cannot_be_read_does_not_cost_the_item() {
    let item = json!({ "type": "work", "id": "work_1", "data": { "type": "session", "id": "sesn_1" } });
    let gone = || Reply::json(404, "{}");
    // The responses to the poll, the acknowledgement, the first heartbeat and the session in any order, and the stop.
    let replies =
        [Reply::json(200, &item.to_string()), Reply::new(204, &[], ""), gone(), gone(), Reply::new(204, &[], "")];
    let server = Server::start(replies).await;
    let (heard, mut events) = tokio::sync::mpsc::unbounded_channel();
    let worker = Worker::new(&server.client(), "env_1", "key").expect("the key is right");
    let worker = worker.tools(Tools::new([echo("bash")])).on_event(move |event| {
        let _ = heard.send(format!("{event:?}"));
    });
    let running = tokio::spawn(worker.run());
    let mut all = Vec::new();
    while !all.last().is_some_and(|event: &String| event.starts_with("Ended")) {
        let event = tokio::time::timeout(Duration::from_secs(20), events.recv()).await;
        all.push(event.expect("the item ends").expect("the worker runs"));
    }
    running.abort();
    assert!(all.iter().any(|event| event.starts_with("Began")), "{all:?}");
    assert!(!all.iter().any(|event| event.contains("AcknowledgeFailed") || event.contains("StopFailed")), "{all:?}");
}

#[tokio::test]
async fn a_poll_that_cannot_be_decoded_does_not_end_the_worker() {
    let replies = ["<html>", r#"{"type":"work"}"#, "null"].map(|body| Reply::json(200, body));
    let server = Server::start(replies).await;
    let client = server.builder().clock(FAST_CLOCK).build().expect("the settings are right");
    let (heard, mut events) = tokio::sync::mpsc::unbounded_channel();
    let worker = Worker::new(&client, "env_1", "key").expect("the key is right").drain().on_event(move |event| {
        let _ = heard.send(format!("{event:?}"));
    });
    worker.run().await.expect("the queue is empty");
    for expected in ["PollFailed", "PollFailed", "QueueEmpty"] {
        let event = events.recv().await.expect("an event");
        assert!(event.starts_with(expected), "{event}");
    }
}

#[tokio::test]
async fn a_website_in_place_of_the_api_ends_the_worker() {
    let website = || Reply::new(200, &[("content-type", "text/html")], "<html>");
    for is_drained in [false, true] {
        let server = Server::start((0..10).map(|_| website())).await;
        let client = server.builder().clock(FAST_CLOCK).build().expect("the settings are right");
        let worker = Worker::new(&client, "env_1", "key").expect("the key is right");
        let error = if is_drained { worker.drain() } else { worker }.run().await.expect_err("the base URL is wrong");
        assert!(matches!(error, Error::Decode(_)), "{error}");
        assert_eq!(server.requests().len(), 6);
    }
    // After a success, it is a proxy.
    let replies = [Reply::json(200, "null")].into_iter().chain((0..10).map(|_| website()));
    let server = Server::start(replies.chain([Reply::json(401, "{}")])).await;
    let client = server.builder().clock(FAST_CLOCK).build().expect("the settings are right");
    let error = Worker::new(&client, "env_1", "key").expect("the key is right").run().await.expect_err("it is refused");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
}

/// Answers the first request of each kind as a proxy does, although the server gets it. Later, heartbeats and the session
/// cannot be decoded.
fn behind_a_proxy(builder: ClientBuilder) -> ClientBuilder {
    let answered = Arc::new(Mutex::new(BTreeSet::new()));
    builder.wrap_transport(move |next: Arc<dyn Transport>| {
        let answered = Arc::clone(&answered);
        move |request: reqwest::Request| {
            let (next, answered) = (Arc::clone(&next), Arc::clone(&answered));
            async move {
                let kind = request.url().path().rsplit('/').next().unwrap_or_default().to_owned();
                let response = next.send(request).await?;
                if !["ack", "heartbeat", "stop"].contains(&kind.as_str()) && !kind.starts_with("sesn_") {
                    return Ok(response);
                }
                let is_first = answered.lock().expect("no test panics with it").insert(kind);
                let (status, body) = (response.status(), response.bytes().await?);
                let mut body: Value = serde_json::from_slice(&body).expect("the fake API sends JSON");
                if let Some(seconds) = body["ttl_seconds"].as_u64() {
                    body["ttl_seconds"] = seconds.to_string().into();
                }
                if body["type"] == "session" {
                    body["agent"] = 5.into();
                }
                let body = if is_first { "<html>".to_owned() } else { body.to_string() };
                Ok(http::Response::builder().status(status).body(body).map_err(TransportError::broken)?.into())
            }
        }
    })
}

#[tokio::test]
async fn the_page_of_a_proxy_costs_neither_the_item_nor_the_lease() {
    let fixture = Fixture::with(use_bash, behind_a_proxy).await;
    let session = fixture.session().await;
    let (shutdown, worker) = fixture.begin([echo("bash")]);
    fixture.hears("bash true").await;
    fixture.hears("extended").await;
    shutdown.begin();
    worker.await.expect("no panic").expect("it ends well");
    assert_eq!((fixture.results(&session).len(), fixture.state()), (1, Some(WorkState::Stopped)));
    for expected in ["acknowledge failed", "heartbeat failed", "Shutdown"] {
        assert_eq!(fixture.count(expected), 1, "{:?}", fixture.heard());
    }
}

#[tokio::test]
async fn no_pause_that_the_server_asks_for_ends_a_worker() {
    let fixture = Fixture::new(use_bash).await;
    let session = fixture.session().await;
    let years = Duration::from_secs(1_700_000_000);
    fixture.fake.fail_next(On::Poll, Fault::rate_limited(years));
    fixture.fake.fail_next(On::Ack, Fault::rate_limited(years));
    fixture.drain([echo("bash")]).await;
    assert_eq!((fixture.count("poll failed"), fixture.count("acknowledge failed")), (1, 1));
    assert_eq!(fixture.results(&session).len(), 1);
}

/// A client whose first stream of events has only this, and then ends.
fn beginning_with(builder: ClientBuilder, first: &'static str) -> ClientBuilder {
    let is_first = Arc::new(AtomicBool::new(true));
    builder.wrap_transport(move |next: Arc<dyn Transport>| {
        let is_first = Arc::clone(&is_first);
        move |request: reqwest::Request| {
            let next = Arc::clone(&next);
            let is_replaced = request.url().path().ends_with("/stream") && is_first.swap(false, Ordering::Relaxed);
            async move {
                if !is_replaced {
                    return next.send(request).await;
                }
                let stream = http::Response::builder().header("content-type", "text/event-stream").body(first);
                Ok(stream.map_err(TransportError::broken)?.into())
            }
        }
    })
}

#[tokio::test]
async fn an_error_of_the_stream_at_the_end_of_the_history_costs_no_call() {
    let error = r#"{"type":"error","error":{"type":"overloaded_error","message":"It is busy."}}"#;
    let unreadable = r#"{"type":"user.message","id":"sevt_x","content":5}"#;
    for event in [format!("event: error\ndata: {error}\n\n"), format!("event: message\ndata: {unreadable}\n\n")] {
        let event: &'static str = event.leak();
        let fixture = Fixture::with(use_bash, |builder| beginning_with(builder, event)).await;
        let session = fixture.session().await;
        let (shutdown, worker) = fixture.begin([echo("bash")]);
        fixture.hears("bash true").await;
        shutdown.begin();
        worker.await.expect("no panic").expect("it ends well");
        assert_eq!(fixture.results(&session), ["user.tool_result ls"], "{event}");
    }
}

#[tokio::test(start_paused = true)]
async fn items_that_a_worker_may_not_acknowledge_are_requested_with_pauses() {
    let polls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&polls);
    let transport = move |request: reqwest::Request| {
        let is_poll = request.url().path().ends_with("/poll");
        // Without pauses, the time would never pass.
        let is_endless = is_poll && counted.fetch_add(1, Ordering::Relaxed) >= 1000;
        async move {
            if is_endless {
                pending::<()>().await;
            }
            let item = r#"{"type":"work","id":"work_1","data":{"type":"session","id":"sesn_1"}}"#;
            let (status, body) = if is_poll { (200, item) } else { (403, "{}") };
            Ok(http::Response::builder().status(status).body(body).map_err(TransportError::broken)?.into())
        }
    };
    let client = Client::builder().transport(transport).build().expect("the settings are right");
    let worker = Worker::new(&client, "env_1", "key").expect("the key is right");
    tokio::time::timeout(Duration::from_secs(600), worker.run()).await.expect_err("it goes on");
    let polls = polls.load(Ordering::Relaxed);
    assert!((5..25).contains(&polls), "{polls} polls in 10 minutes");
}
