//! The same operations for code without async.

use std::{cell::RefCell, sync::mpsc};

use serde_json::json;
use tokio::runtime::{Runtime, RuntimeFlavor};

use super::{
    Follow, List, ListPages, SOON, builder,
    server::{LAST_CHUNK, Server, Step, chunk, events_head, json},
};
use crate::runtime::{Client, Error, Request};

/// Starts the server on a separate runtime, like a server in another process.
fn elsewhere() -> Runtime {
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
    // A call makes one more connection if the connection of the previous call is not yet back in the pool.
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

/// The result of a blocking call at this place.
fn call(client: &Client) -> Result<Vec<u64>, Error> {
    Request::<List>::new(client).send_blocking()
}

fn runtimes() -> [Runtime; 2] {
    let one = tokio::runtime::Builder::new_current_thread().enable_all().build();
    [one.expect("a runtime"), elsewhere()]
}

#[test]
fn blocking_calls_are_made_where_tokio_lets_a_thread_block() {
    for runtime in runtimes() {
        let is_one_thread = runtime.handle().runtime_flavor() == RuntimeFlavor::CurrentThread;
        let server = runtime.block_on(Server::start([json(200, "[1]")]));
        let client = builder(&server).build().expect("a client");
        let in_task = |client: Client| async move { tokio::task::spawn_blocking(move || call(&client)).await };
        let answer = runtime.block_on(async { tokio::spawn(in_task(client.clone())).await.expect("no panic") });
        assert_eq!(answer.expect("no panic").expect("an answer"), [1]);
        let answer = runtime.block_on(in_task(client.clone()));
        assert_eq!(answer.expect("no panic").expect("an answer"), [1]);
        if is_one_thread {
            continue;
        }
        let here = client.clone();
        let in_place = runtime.spawn(async move { tokio::task::block_in_place(|| call(&here)) });
        assert_eq!(runtime.block_on(in_place).expect("no panic").expect("an answer"), [1]);
        let answer = runtime.block_on(async { tokio::task::block_in_place(|| call(&client)) });
        assert_eq!(answer.expect("an answer"), [1]);
        // A thread that has entered the runtime, but runs none of its tasks.
        let _entered = runtime.enter();
        assert_eq!(call(&client).expect("an answer"), [1]);
    }
}

#[test]
fn streams_and_lists_are_read_in_threads_for_blocking_too() {
    for runtime in runtimes() {
        let end = Step::Send(LAST_CHUNK.to_vec());
        let events = vec![Step::Send(events_head()), Step::Send(chunk("data: 1\n\n")), end];
        let server = runtime.block_on(Server::start([events, json(200, r#"{"data": [1, 2]}"#)]));
        let client = builder(&server).build().expect("a client");
        let read = tokio::task::spawn_blocking;
        let _entered = runtime.enter();
        let read = read(move || {
            let mut events = Request::<Follow>::new(&client).send_blocking().expect("a stream");
            assert_eq!(events.next_blocking().expect("an item").expect("an event"), json!(1));
            assert!(events.next_blocking().is_none());
            Request::<ListPages>::new(&client).items().try_collect_blocking::<Vec<u64>>()
        });
        assert_eq!(runtime.block_on(read).expect("no panic").expect("all items"), [1, 2]);
    }
}

#[test]
fn a_blocking_call_in_asynchronous_code_is_refused() {
    for runtime in runtimes() {
        let server = runtime.block_on(Server::start([json(200, "[1]")]));
        let client = builder(&server).build().expect("a client");
        let here = client.clone();
        let local = tokio::task::LocalSet::new();
        let refused = [
            runtime.block_on(async { call(&client) }),
            runtime.block_on(async { tokio::spawn(async move { call(&here) }).await.expect("no panic") }),
            local.block_on(&runtime, async { call(&client) }),
            // After so many polls that the task has to yield.
            runtime.block_on(async {
                let mut progress = Box::pin(async {
                    loop {
                        tokio::task::consume_budget().await;
                    }
                });
                let mut context = std::task::Context::from_waker(std::task::Waker::noop());
                assert!(progress.as_mut().poll(&mut context).is_pending());
                call(&client)
            }),
        ];
        for answered in refused {
            let error = answered.expect_err("asynchronous code");
            assert!(matches!(error, Error::Build(_)), "{error:?}");
            let said = error.to_string();
            assert!(said.contains("use `send`") && said.contains("spawn_blocking"), "{said}");
        }
        assert_eq!(server.requests().len(), 0);
    }
}

/// Makes a last call when it is dropped.
struct LastCall {
    client: Client,
    answers: mpsc::Sender<Result<Vec<u64>, Error>>,
}

impl Drop for LastCall {
    fn drop(&mut self) {
        self.answers.send(call(&self.client)).expect("the test waits");
    }
}

#[test]
fn a_value_in_a_task_makes_a_last_call_when_the_runtime_shuts_down() {
    let elsewhere = elsewhere();
    let server = elsewhere.block_on(Server::start([json(200, "[1]")]));
    let client = builder(&server).build().expect("a client");
    let shutdowns: [fn(Runtime); 2] = [drop, Runtime::shutdown_background];
    for shutdown in shutdowns {
        for runtime in runtimes() {
            let (answers, answered) = mpsc::channel();
            let last = LastCall { client: client.clone(), answers };
            runtime.spawn(async move {
                let _last = last;
                std::future::pending::<()>().await;
            });
            shutdown(runtime);
            assert_eq!(answered.recv().expect("no panic").expect("an answer"), [1]);
        }
    }
}

#[test]
fn a_blocking_call_makes_no_panic_in_a_task_without_a_budget() {
    let elsewhere = elsewhere();
    let server = elsewhere.block_on(Server::start([json(200, "[1]")]));
    let client = builder(&server).build().expect("a client");
    for runtime in runtimes() {
        let answer = runtime.block_on(tokio::task::unconstrained(async { call(&client) }));
        assert_eq!(answer.expect("an answer"), [1]);
    }
}

thread_local! {
    static LAST: RefCell<Option<LastCall>> = const { RefCell::new(None) };
}

#[test]
fn a_blocking_call_at_the_end_of_its_thread_is_refused() {
    let elsewhere = elsewhere();
    let server = elsewhere.block_on(Server::start([json(200, "[1]")]));
    let client = builder(&server).build().expect("a client");
    let (answers, answered) = mpsc::channel();
    let thread = std::thread::spawn(move || {
        LAST.set(Some(LastCall { client: client.clone(), answers }));
        // tokio's values of the thread are made after the one above, so they are dropped before it.
        call(&client).expect("an answer");
    });
    thread.join().expect("no panic");
    let error = answered.recv().expect("no panic").expect_err("no tokio");
    assert!(matches!(error, Error::Build(_)) && error.to_string().contains("while its thread ends"), "{error}");
    assert_eq!(server.requests().len(), 1);
}
