//! The same operations for code that is not asynchronous.

use serde_json::json;

use super::{
    Follow, List, SOON, builder,
    server::{LAST_CHUNK, Server, Step, chunk, events_head, json},
};
use crate::runtime::{Error, Request};

/// Starts the server on a runtime of its own, as it would run elsewhere.
fn elsewhere() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime")
}

#[test]
fn calls_wait_for_their_answers_and_share_connections() {
    let elsewhere = elsewhere();
    let server = elsewhere.block_on(Server::start([json(500, "{}"), json(200, "[1]")]));
    let client = builder(&server).build().expect("a client");
    assert_eq!(Request::<List>::new(&client).send_blocking().expect("an answer"), [1]);
    let response = Request::<List>::new(&client).send_with_response_blocking().expect("an answer");
    assert_eq!(response.request_id(), Some("req_1"));
    assert_eq!(server.requests().len(), 3);
}

#[test]
fn a_client_serves_blocking_and_asynchronous_code_over_the_same_connections() {
    let elsewhere = elsewhere();
    let server = elsewhere.block_on(Server::start([json(200, "[1]")]));
    let client = builder(&server).build().expect("a client");
    for _ in 0..20 {
        Request::<List>::new(&client).send_blocking().expect("an answer");
        elsewhere.block_on(Request::<List>::new(&client).send()).expect("an answer");
    }
    // A call that comes before the last one's connection is back in the pool makes one more.
    assert!(server.requests().len() == 40 && server.connections() < 30, "{} connections", server.connections());
}

#[test]
fn many_threads_call_at_once() {
    let elsewhere = elsewhere();
    let server = elsewhere.block_on(Server::start([json(200, "[1]")]));
    let client = builder(&server).build().expect("a client");
    std::thread::scope(|scope| {
        for _ in 0..20 {
            scope.spawn(|| Request::<List>::new(&client).send_blocking().expect("an answer"));
        }
    });
    assert_eq!(server.requests().len(), 20);
}

#[test]
fn streams_wait_for_their_items() {
    let elsewhere = elsewhere();
    let end = Step::Send(LAST_CHUNK.to_vec());
    let reply = vec![Step::Send(events_head()), Step::Send(chunk("data: 1\n\n")), end];
    let server = elsewhere.block_on(Server::start([reply]));
    let client = builder(&server).idle_timeout(SOON).build().expect("a client");
    let mut events = Request::<Follow>::new(&client).send_blocking().expect("a stream");
    assert_eq!(events.next_blocking().expect("an item").expect("an event"), json!(1));
    assert!(events.next_blocking().is_none());
}

#[tokio::test]
async fn a_blocking_call_in_asynchronous_code_is_refused() {
    let server = Server::start([json(200, "[1]")]).await;
    let client = builder(&server).build().expect("a client");
    assert!(matches!(Request::<List>::new(&client).send_blocking(), Err(Error::Build(_))));
    assert_eq!(server.requests().len(), 0);
}
