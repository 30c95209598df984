//! Responses that lack required properties: their values are empty, and the gaps are reported.

use managed_agents::types::{SessionEvent, StopReason};

use crate::{
    collector::collect,
    server::{Reply, exchange},
};

const AGENT: &str = r#"{"id":"agent_1","type":"agent","name":"Helper","model":null,"metadata":{},"version":2}"#;

const GAPS: [&str; 7] = [
    "$.model: expected a value, found null",
    "missing property `tools`",
    "missing property `skills`",
    "missing property `mcp_servers`",
    "missing property `created_at`",
    "missing property `updated_at`",
    "missing property `execution_identity`",
];

#[tokio::test]
async fn a_response_lists_missing_properties_and_is_encoded_unchanged() {
    let (_, response) =
        exchange(Reply::json(200, AGENT), async |client| client.agents().get("agent_1").send_with_response().await)
            .await;
    let response = response.expect("an agent");
    assert_eq!(response.mismatches().iter().map(ToString::to_string).collect::<Vec<_>>(), GAPS);
    let agent = response.into_value();
    assert_eq!((agent.name.as_str(), agent.model.id.as_str(), agent.tools.len(), agent.version), ("Helper", "", 0, 2));
    let written = serde_json::to_value(&agent).expect("JSON");
    assert_eq!(written, serde_json::from_str::<serde_json::Value>(AGENT).expect("JSON"));
}

#[tokio::test]
async fn a_trace_event_counts_the_gaps_and_names_the_first_one() {
    let collected = collect(async {
        let (_, agent) =
            exchange(Reply::json(200, AGENT), async |client| client.agents().get("agent_1").send().await).await;
        agent.expect("an agent");
    });
    let log = collected.await.log;
    let line = log.lines().find(|line| line.contains("differs from the document")).expect("an event");
    for field in ["DEBUG", "operation=\"getAgent\"", "count=7", "first=$.model: expected a value, found null"] {
        assert!(line.contains(field), "{field} in {line}");
    }
}

#[tokio::test]
async fn a_page_and_a_stream_have_the_gaps_of_the_last_page_and_event() {
    let page = format!(r#"{{"data":[{AGENT}],"next_page":null}}"#);
    let (_, paths) = exchange(Reply::json(200, &page), async |client| {
        let mut pages = client.agents().list().pages();
        pages.try_next().await?;
        Ok(pages.mismatches().iter().map(|mismatch| mismatch.path().to_owned()).collect::<Vec<_>>())
    })
    .await;
    let paths = paths.expect("a page");
    assert_eq!((paths.len(), paths[0].as_str(), paths[1].as_str()), (7, "$.data[0].model", "$.data[0]"));

    let events = b"data: {\"type\":\"session.status_idle\",\"id\":\"a\",\"processed_at\":\"2026-11-27T00:00:00Z\"}\n\n";
    let (_, read) = exchange(Reply::cut(events, true), async |client| {
        let mut events = client.events().stream("sesn_1").send().await?;
        let event = events.try_next().await?;
        Ok((event, events.mismatches().iter().map(ToString::to_string).collect::<Vec<_>>()))
    })
    .await;
    let (event, gaps) = read.expect("an event");
    assert!(
        matches!(&event, Some(SessionEvent::SessionStatusIdle(idle)) if matches!(idle.stop_reason, StopReason::Unknown(_)))
    );
    assert_eq!(gaps, ["missing property `stop_reason`"]);
}
