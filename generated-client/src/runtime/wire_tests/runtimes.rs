//! Threads without a runtime of tokio.

use std::{
    pin::pin,
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
};

use serde_json::json;
use tokio::runtime::{Builder, Runtime};

use super::{
    API, Follow, List, SOON, builder,
    server::{LAST_CHUNK, Reply, Server, Step, chunk, events_head, json as reply},
};
use crate::runtime::{Client, ClientBuilder, Error, OAuth2, Request};

struct Waiting(Thread);

impl Wake for Waiting {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// A runtime for the server.
fn elsewhere() -> Runtime {
    Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime")
}

/// Waits as an executor that is not tokio's.
fn wait<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Waiting(thread::current())));
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}

/// A stream of one event, and a stream that stays silent.
fn streams() -> [Reply; 2] {
    let last = Step::Send(LAST_CHUNK.to_vec());
    let event = vec![Step::Send(events_head()), Step::Send(chunk("data: 1\n\n")), last];
    [event, vec![Step::Send(events_head()), Step::Hang]]
}

#[test]
fn calls_streams_and_tokens_need_no_runtime_of_the_application() {
    let elsewhere = elsewhere();
    let [event, silence] = streams();
    let replies = [reply(503, "{}"), reply(200, "[1]"), event, silence, reply(200, "[2]")];
    let server = elsewhere.block_on(Server::start(replies));
    let client = builder(&server).build().expect("a client");
    assert_eq!(wait(Request::<List>::new(&client).send()).expect("an answer"), [1]);
    let mut events = wait(Request::<Follow>::new(&client).send()).expect("a stream");
    assert_eq!(wait(events.next()).expect("an item").expect("an event"), json!(1));
    assert!(wait(events.next()).is_none());
    let client = builder(&server).idle_timeout(SOON).build().expect("a client");
    let mut events = wait(Request::<Follow>::new(&client).send()).expect("a stream");
    let error = wait(events.next()).expect("an item").expect_err("silence");
    assert!(error.is_timeout(), "{error:?}");

    let tokens = elsewhere.block_on(Server::start([reply(200, r#"{"access_token": "t", "token_type": "Bearer"}"#)]));
    let flow = OAuth2::client_credentials(tokens.url(), "app", "s-secret");
    let client = ClientBuilder::new(&API).base_url(server.url()).oauth2(flow).build().expect("a client");
    assert_eq!(wait(Request::<List>::new(&client).send()).expect("an answer"), [2]);

    let client = ClientBuilder::new(&API).base_url("https://127.0.0.1:1").api_key("k").max_retries(0).build();
    let error = wait(Request::<List>::new(&client.expect("a client")).send()).expect_err("nothing listens");
    assert!(matches!(error, Error::Connect(_)), "{error:?}");
}

#[test]
fn a_stream_is_read_after_its_runtime_has_ended() {
    let elsewhere = elsewhere();
    let server = elsewhere.block_on(Server::start(streams()));
    let client = builder(&server).build().expect("a client");
    let read = |client: &Client| {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let mut events = runtime.block_on(Request::<Follow>::new(client).send()).expect("a stream");
        drop(runtime);
        wait(events.next()).expect("an item")
    };
    assert_eq!(read(&client).expect("an event"), json!(1));
    let client = builder(&server).idle_timeout(SOON).build().expect("a client");
    assert!(read(&client).expect_err("silence").is_timeout());
}
