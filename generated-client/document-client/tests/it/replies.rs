//! Successful responses, also those that the document does not describe.

use document_client::{Error, types::*};
use serde_json::{Value, json};

use crate::server::{Reply, exchange};

#[tokio::test]
async fn a_recorded_response_is_read_and_keeps_undeclared_properties() {
    // As in recorded responses: null for unset properties, times in micro- and nanoseconds, undeclared properties.
    let sent = json!({
        "id": "sesn_1", "type": "session", "status": "idle", "environment_id": "env_1", "title": "a title",
        "agent": { "id": "agent_1", "type": "agent", "version": 1, "multiagent": null, "tools": [] },
        "created_at": "2026-05-01T20:38:09.361189Z", "archived_at": "2026-05-01T20:38:10.915453505Z",
        "metadata": {}, "resources": [], "vault_ids": [],
        "stats": { "active_seconds": 0, "duration_seconds": 1.554_264_505 },
        "usage": { "cache_creation": null, "input_tokens": 0 },
    });
    let (_, result) =
        exchange(Reply::json(200, &sent.to_string()), async |client| client.sessions().get("sesn_1").send().await)
            .await;
    let session = result.expect("an answer");
    assert_eq!(session.status, Some(SessionStatus::Idle));
    assert_eq!(session.additional_properties["usage"]["cache_creation"], Value::Null);
    assert_eq!(session.additional_properties["title"], "a title");
    assert_eq!(serde_json::to_value(&session).expect("JSON"), sent);
}

#[tokio::test]
async fn an_unknown_value_of_an_enum_is_kept_and_fails_nothing() {
    let (_, result) = exchange(Reply::json(200, r#"{"data":[{"status":"of tomorrow"}]}"#), async |client| {
        client.sessions().list().send().await
    })
    .await;
    let sessions = result.expect("an answer").data.expect("a list");
    let status = sessions[0].status.as_ref().expect("a status");
    assert!(matches!(status, SessionStatus::Unknown(_)));
    assert_eq!(status.as_str(), "of tomorrow");
    assert_eq!(serde_json::to_value(status).expect("JSON"), "of tomorrow");
}

#[tokio::test]
async fn null_means_that_nothing_is_set() {
    let reply = r#"{"id":"a","system":null,"model":null,"tools":null,"version":null,"archived_at":null}"#;
    let (_, result) = exchange(Reply::json(200, reply), async |client| client.agents().get("a").send().await).await;
    let agent = result.expect("an answer");
    assert_eq!((agent.system, agent.model, agent.tools), (None, None, None));
    assert_eq!((agent.version, agent.archived_at), (None, None));
}

#[tokio::test]
async fn an_undescribed_reply_may_be_anything_and_is_at_hand() {
    for (status, body) in [(200, r#"{"id":"env_1","type":"environment_deleted"}"#), (200, "gone"), (200, ""), (204, "")]
    {
        let (_, result) = exchange(Reply::json(status, body), async |client| {
            client.environments().delete("env_1").send_with_response().await
        })
        .await;
        let response = result.expect("an answer");
        assert_eq!(response.status(), status);
        assert_eq!(response.body().expect("it was read"), body);
    }
}

#[tokio::test]
async fn a_reply_can_be_had_with_status_headers_request_id_and_raw_body() {
    let headers = [("content-type", "application/json"), ("request-id", "req_1"), ("x-extra", "e")];
    let body = r#"{ "id": "agent_1" }"#;
    let (_, result) = exchange(Reply::new(201, &headers, body), async |client| {
        client.agents().get("agent_1").send_with_response().await
    })
    .await;
    let response = result.expect("an answer");
    assert_eq!((response.status().as_u16(), response.request_id()), (201, Some("req_1")));
    assert_eq!(response.headers()["x-extra"], "e");
    assert_eq!(response.body().expect("it was read"), body);
    assert_eq!(response.value().id.as_deref(), Some("agent_1"));
    assert_eq!(response.into_value().id.as_deref(), Some("agent_1"));
}

#[tokio::test]
async fn a_reply_with_a_value_of_the_wrong_kind_is_refused_with_its_place() {
    let (_, result) = exchange(Reply::json(200, r#"{"data":[{"id":"a"},{"version":"seven"}]}"#), async |client| {
        client.agents().list().send().await
    })
    .await;
    let error = result.expect_err("a wrong reply");
    assert_eq!((error.status().expect("a status").as_u16(), error.request_id()), (200, Some("req_header")));
    let Error::Decode(error) = error else { panic!("{error}") };
    assert_eq!((error.operation(), error.path()), ("listAgents", Some("$.data[1].version")));
}

#[tokio::test]
async fn a_page_instead_of_json_has_its_own_error() {
    let reply = Reply::new(200, &[("content-type", "text/html")], "<html><title>Sign in</title></html>");
    let (_, result) = exchange(reply, async |client| client.agents().list().send().await).await;
    let error = result.expect_err("no JSON");
    assert!(matches!(error, Error::Decode(_)));
    assert!(error.to_string().contains("text/html"), "{error}");
}
