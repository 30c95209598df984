//! Lost connections in an application's log.

use crate::{
    collector::collect,
    follow::{Pauses, told},
    server::KEY,
    session::{Session, terminated},
};

#[tokio::test]
async fn each_lost_connection_is_an_event_without_secrets() {
    let session = Session::start([]).await;
    session.end_next_streams(1);
    let client = session.builder().clock(Pauses::default()).build().expect("the settings are right");
    let mut followed = Vec::new();
    let follow = async {
        followed = tokio::select! {
            biased;
            told = told(&client) => told,
            () = async {
                session.has_told_of_the_past(2).await;
                session.push(terminated("last"));
                std::future::pending::<()>().await;
            } => unreachable!("it is pending"),
        };
    };
    let log = collect(follow).await.log;
    assert_eq!(followed, ["last"]);
    let line = log.lines().find(|line| line.contains("connects again")).expect("an event");
    for field in ["operation=\"streamSessionEvents\"", "attempt=1", "pause_ms=500"] {
        assert!(line.contains(field), "{field} in {line}");
    }
    assert!(!log.contains(KEY), "{log}");
}
