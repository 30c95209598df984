//! Runs and followers behind a proxy that cuts connections at any byte, and responds with pages of its own.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use managed_agents::{
    Follow,
    testing::Script,
    tools::Tools,
    types::{SendableEvent, SessionEvent, StopReason},
};
use serde_json::json;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};

use crate::{
    fast_clock::FAST_CLOCK,
    run::Fixture,
    run_faults::{Chance, Runs, count, number_of_runs},
};

/// The number of connections with a fault in a conversation.
const FAULTS: usize = 30;

/// A proxy whose first connections have faults.
struct Proxy {
    url: String,
    /// Whether the faults begin.
    is_bad: Arc<AtomicBool>,
    task: JoinHandle<()>,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Proxy {
    async fn start(server: &str, mut chance: Chance) -> Self {
        let server = server.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let is_bad = Arc::new(AtomicBool::new(false));
        let bad = Arc::clone(&is_bad);
        let task = tokio::spawn(async move {
            let mut open = JoinSet::new();
            for number in 0.. {
                let Ok((client, _)) = listener.accept().await else { return };
                let fault = if number < FAULTS { chance.below(10) } else { u64::MAX };
                let (server, bad, chance) = (server.clone(), Arc::clone(&bad), Chance::of(chance.below(1 << 30)));
                open.spawn(async move { connection(client, server, fault, chance, &bad).await });
            }
        });
        Self { url, is_bad, task }
    }
}

async fn connection(mut client: TcpStream, server: String, fault: u64, mut chance: Chance, is_bad: &AtomicBool) {
    let is_closed = chance.below(2) == 0;
    let (up, down) = match fault {
        0 if is_bad.load(Ordering::Relaxed) => (0, 0),
        1 | 2 if is_bad.load(Ordering::Relaxed) => return page(&mut client, &mut chance).await,
        // In the head or the body of a request.
        0..=3 => (chance.below(900), u64::MAX),
        // After the request, or in the head of the response.
        4 | 5 => (u64::MAX, chance.below(2) * chance.below(200)),
        6 | 7 => (u64::MAX, chance.below(8000)),
        _ => (u64::MAX, u64::MAX),
    };
    let Ok(mut upstream) = TcpStream::connect(server).await else { return };
    let (mut from_client, mut to_client) = client.split();
    let (mut from_server, mut to_server) = upstream.split();
    tokio::select! {
        () = copy(&mut from_client, &mut to_server, up, is_bad) => {}
        () = copy(&mut from_server, &mut to_client, down, is_bad) => {}
    }
    if !is_closed {
        client.set_zero_linger().expect("the connection can be reset");
    }
}

/// Copies bytes up to a limit, which counts once the proxy is bad.
async fn copy(
    from: &mut (impl AsyncRead + Unpin),
    to: &mut (impl AsyncWrite + Unpin),
    limit: u64,
    is_bad: &AtomicBool,
) {
    let (mut buffer, mut rest) = (vec![0; 16_384], usize::try_from(limit).unwrap_or(usize::MAX));
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        let is_bad = is_bad.load(Ordering::Relaxed);
        let length = if is_bad { read.min(rest) } else { read };
        if to.write_all(&buffer[..length]).await.is_err() {
            return;
        }
        rest -= if is_bad { length } else { 0 };
        if is_bad && rest == 0 {
            return;
        }
    }
}

/// A page of the proxy as the response to the first bytes of a connection.
async fn page(client: &mut TcpStream, chance: &mut Chance) {
    if !matches!(client.read(&mut vec![0; 65_536]).await, Ok(1..)) {
        return;
    }
    let statuses = ["429 Too Many Requests", "500 Internal Server Error", "502 Bad Gateway", "529 Overloaded"];
    let status = statuses[usize::try_from(chance.below(4)).expect("a small number")];
    let head =
        format!("HTTP/1.1 {status}\r\ncontent-type: text/html\r\ncontent-length: 20\r\nconnection: close\r\n\r\n");
    // Half of the pages are cut.
    let body = if chance.below(2) == 0 { "<html>Sorry.</html>\n" } else { "<html>" };
    // The client may be gone.
    let _ = client.write_all(format!("{head}{body}").as_bytes()).await;
}

/// Up to 5 rounds of up to 4 calls at the same time, each with its own number.
fn script(chance: &mut Chance) -> (Script, u64) {
    let (mut script, mut calls) = (Script::new(), 0);
    for _ in 0..=chance.below(5) {
        for _ in 0..=chance.below(4) {
            script = script.call("count", json!({ "number": calls }));
            calls += 1;
        }
        script = script.say("More.");
    }
    (script.say("The end."), calls)
}

/// The events until the end of the agent's turn.
async fn followed(mut follow: Follow) -> Vec<SessionEvent> {
    let mut events = Vec::new();
    while let Some(event) = follow.try_next().await.expect("it connects again") {
        let is_end = matches!(&event, SessionEvent::SessionStatusIdle(idle) if
            matches!(idle.stop_reason, StopReason::EndTurn(_)));
        events.push(event);
        if is_end {
            break;
        }
    }
    events
}

fn ids(events: &[SessionEvent]) -> Vec<Option<&str>> {
    events.iter().map(SessionEvent::id).collect()
}

async fn conversation(seed: u64) {
    let mut chance = Chance::of(seed);
    let (script, calls) = script(&mut chance);
    let fixture = Fixture::new(move |_| script.clone()).await;
    let proxy = Proxy::start(fixture.fake.url(), chance).await;
    let client = || fixture.fake.client_builder().base_url(&proxy.url).clock(FAST_CLOCK).build();
    let (client, follower) = (client().expect("the settings are right"), client().expect("the settings are right"));
    let mut follow = follower.events().follow(&fixture.session_id);
    follow.open().await.expect("the proxy does not cut connections yet");
    let following = tokio::spawn(followed(follow));
    let runs = Runs::default();
    let mut running =
        client.sessions().run(&fixture.session_id).message("Go.").tools(Tools::new([count(&runs)])).start();
    let mut seen = Vec::new();
    while let Some(event) = running.next().await {
        seen.push(event);
        // The message, which is sent once, has a response before the first event.
        proxy.is_bad.store(true, Ordering::Relaxed);
    }
    let outcome = running.outcome().await.unwrap_or_else(|error| panic!("seed {seed}: {error:?}"));
    assert!(matches!(outcome.stop_reason(), Some(StopReason::EndTurn(_))), "seed {seed}: {outcome:?}");
    assert!(outcome.text.ends_with("The end."), "seed {seed}: {outcome:?}");
    let once: BTreeMap<u64, u64> = (0..calls).map(|number| (number, 1)).collect();
    assert_eq!(*runs.lock().expect("no test panics with it"), once, "seed {seed}");
    let history = fixture.fake.history(&fixture.session_id);
    assert_eq!(ids(&seen), ids(&history), "seed {seed}");
    assert_eq!(ids(&following.await.expect("no panic")), ids(&history), "seed {seed}");
    let sent = fixture.fake.sent(&fixture.session_id);
    let is_result = |event: &&SendableEvent| matches!(event, SendableEvent::UserCustomToolResult(_));
    assert_eq!(sent.iter().filter(is_result).count() as u64, calls, "seed {seed}: {sent:?}");
    let requests = fixture.fake.requests();
    assert!(requests.len() < 20 + sent.len() + 6 * FAULTS, "seed {seed}: {requests:?}");
}

#[tokio::test]
async fn connections_that_are_cut_at_any_byte_cost_no_event_and_repeat_no_result() {
    let mut running = JoinSet::new();
    let mut seeds = 0..number_of_runs(40);
    loop {
        while running.len() < 16 {
            let Some(seed) = seeds.next() else { break };
            running.spawn(tokio::time::timeout(Duration::from_secs(60), conversation(seed)));
        }
        let Some(done) = running.join_next().await else { break };
        done.expect("no panic").expect("it ends");
    }
}
