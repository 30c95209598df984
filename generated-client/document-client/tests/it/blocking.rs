//! The same operations without async.

use document_client::Error;

use crate::server::{Reply, Server};

/// Calls from a thread without async, while the server runs on another thread.
fn without_async<T: Send>(call: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| scope.spawn(call).join().expect("no panic"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_call_can_be_made_without_async() {
    let server = Server::start([Reply::json(200, r#"{"id":"agent_1"}"#), Reply::json(404, "{}")]).await;
    let client = server.client();
    let first = without_async(|| client.agents().get("agent_1").send_blocking());
    assert_eq!(first.expect("an answer").id.as_deref(), Some("agent_1"));
    let second = without_async(|| client.agents().get("agent_2").send_with_response_blocking());
    assert_eq!(second.expect_err("an error").status().expect("a status"), 404);
    let targets: Vec<String> = server.requests().into_iter().map(|request| request.target).collect();
    assert_eq!(targets, ["/v1/agents/agent_1", "/v1/agents/agent_2"]);
}

#[tokio::test]
async fn a_blocking_call_in_asynchronous_code_is_refused_before_anything_is_sent() {
    let server = Server::start([]).await;
    let error = server.client().agents().list().send_blocking().expect_err("a mistake");
    assert!(matches!(error, Error::Build(_)), "{error}");
    assert_eq!(server.requests().len(), 0);
}
