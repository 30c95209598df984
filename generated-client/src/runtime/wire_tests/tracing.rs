//! Fields of spans, and values that spans do not show.

use std::{
    io,
    sync::{Arc, Mutex},
};

use serde_json::json;
use tracing_subscriber::fmt::{MakeWriter, format::FmtSpan};

use super::{
    Create, builder,
    server::{Server, answer, json},
};
use crate::runtime::Request;

/// Collects what is written.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no test panics with it").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn a_call_is_a_span_with_operation_attempt_status_and_request_id_and_no_secret() {
    let server = Server::start([json(503, "{}"), answer(201, &[("request-id", "r7")], "\"b-secret\"")]).await;
    let client = builder(&server).build().expect("a client");
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_writer(log.clone())
        .with_ansi(false)
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(FmtSpan::CLOSE)
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let request = Request::<Create>::new(&client).header("x-call", "c-secret").query("q", "q-secret");
    request.json(&json!("b-secret")).send().await.expect("an answer");
    drop(guard);

    let written = String::from_utf8(log.0.lock().expect("no test panics with it").clone()).expect("text");
    let close = written.lines().find(|line| line.contains("call{") && line.contains("close")).expect("a span");
    for field in ["operation=\"Create\"", "method=\"POST\"", "attempt=2", "status=201", "request_id=\"r7\""] {
        assert!(close.contains(field), "{field} in {close}");
    }
    // Neither ours nor those of the crates below.
    assert!(written.contains("managed_agents") && !written.contains("secret"), "{written}");
}
