//! Lost connections in an application's log.

use std::{
    io,
    sync::{Arc, Mutex},
};

use crate::{
    follow::{Pauses, told},
    server::KEY,
    session::{Session, terminated},
};

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

#[tokio::test]
async fn each_lost_connection_is_an_event_without_secrets() {
    let session = Session::start([]).await;
    session.end_next_streams(1);
    let client = session.builder().clock(Pauses::default()).build().expect("the settings are right");
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_writer(move || writer.clone())
        .with_ansi(false)
        .with_max_level(tracing_subscriber::filter::LevelFilter::INFO)
        .finish();
    let told = {
        let _guard = tracing::subscriber::set_default(subscriber);
        tokio::select! {
            biased;
            told = told(&client) => told,
            () = async {
                session.has_told_of_the_past(2).await;
                session.push(terminated("last"));
                std::future::pending::<()>().await;
            } => unreachable!("it is pending"),
        }
    };
    assert_eq!(told, ["last"]);
    let written = String::from_utf8(log.0.lock().expect("no test panics with it").clone()).expect("text");
    let line = written.lines().find(|line| line.contains("connects again")).expect("an event");
    for field in ["operation=\"streamSessionEvents\"", "attempt=1", "pause_ms=500"] {
        assert!(line.contains(field), "{field} in {line}");
    }
    assert!(!written.contains(KEY), "{written}");
}
