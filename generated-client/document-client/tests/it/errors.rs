//! Error responses, and the errors for them.

use std::{sync::Arc, time::Duration};

use document_client::{Error, runtime::ApiError, types};

use crate::server::{Reply, exchange};

const NOT_FOUND: &str = r#"{"type":"error","error":{"type":"not_found_error","message":"no such agent","details":{"error_code":"x"}},"request_id":"req_body"}"#;

/// The error of the operation whose error body is documented.
async fn documented(reply: Reply) -> Arc<ApiError> {
    let request = types::CreateAgentRequest::new("a", "m");
    let (_, result) = exchange(reply, async |client| client.agents().create(&request).send().await).await;
    api_error(result.expect_err("an error"))
}

/// The error of an operation without a documented error body.
async fn undocumented(reply: Reply) -> Arc<ApiError> {
    let (_, result) = exchange(reply, async |client| client.agents().get("a").send().await).await;
    api_error(result.expect_err("an error"))
}

fn api_error(error: Error) -> Arc<ApiError> {
    match error {
        Error::Api(error) => error,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn an_error_says_kind_message_request_and_status_whether_or_not_its_body_is_documented() {
    for error in [documented(Reply::json(404, NOT_FOUND)).await, undocumented(Reply::json(404, NOT_FOUND)).await] {
        assert_eq!(error.status(), 404);
        assert_eq!((error.kind(), error.message()), ("not_found_error", Some("no such agent")));
        assert_eq!((error.request_id(), error.attempts()), (Some("req_header"), 1));
        assert!(!error.is_retryable());
        assert_eq!(error.headers()["content-type"], "application/json");
    }
}

#[tokio::test]
async fn the_body_of_an_error_can_be_had_as_the_documented_type() {
    let error = documented(Reply::json(404, NOT_FOUND)).await;
    let body = error.body_as::<types::Error>().expect("the documented body");
    assert_eq!(body.type_.as_deref(), Some("error"));
    assert_eq!(body.additional_properties["request_id"], "req_body");
    let details = body.error.expect("details");
    assert_eq!(details.type_.as_deref(), Some("not_found_error"));
    assert_eq!(details.message.as_deref(), Some("no such agent"));
    assert_eq!(details.additional_properties["details"]["error_code"], "x");
}

#[tokio::test]
async fn the_text_of_an_error_is_one_line_that_says_it_all() {
    let request = types::CreateAgentRequest::new("a", "m");
    let (_, result) =
        exchange(Reply::json(404, NOT_FOUND), async |client| client.agents().create(&request).send().await).await;
    let error = result.expect_err("an error");
    assert_eq!(error.to_string(), "createAgent: 404 not_found_error: no such agent (request req_header)");
    assert_eq!((error.status().expect("a status").as_u16(), error.request_id()), (404, Some("req_header")));
}

#[tokio::test]
async fn without_a_header_the_body_names_the_request() {
    let reply = Reply::new(404, &[("content-type", "application/json")], NOT_FOUND);
    assert_eq!(documented(reply).await.request_id(), Some("req_body"));
}

#[tokio::test]
async fn the_error_of_a_body_without_json_has_status_kind_and_text() {
    let reply = Reply::new(502, &[("content-type", "text/html")], "<html><title>Bad Gateway</title></html>");
    let error = documented(reply).await;
    assert_eq!((error.status().as_u16(), error.kind(), error.message()), (502, "bad_gateway", None));
    assert_eq!(error.body(), "<html><title>Bad Gateway</title></html>");
    assert!(error.body_as::<types::Error>().is_err());
    assert!(error.to_string().contains("Bad Gateway"), "{error}");
}

#[tokio::test]
async fn an_empty_body_leaves_status_and_kind() {
    for (status, kind) in [(401, "unauthorized"), (403, "forbidden"), (409, "conflict")] {
        let error = undocumented(Reply::new(status, &[], "")).await;
        assert_eq!((error.status().as_u16(), error.kind(), error.message()), (status, kind, None));
    }
}

#[tokio::test]
async fn an_unknown_kind_is_kept() {
    let error = documented(Reply::json(418, r#"{"error":{"type":"teapot_error","message":"short and stout"}}"#)).await;
    assert_eq!((error.kind(), error.message()), ("teapot_error", Some("short and stout")));
}

#[tokio::test]
async fn a_limited_rate_says_how_long_to_wait() {
    let error = documented(Reply::new(429, &[("retry-after", "3")], "")).await;
    assert!(error.is_retryable());
    assert_eq!((error.kind(), error.retry_after()), ("too_many_requests", Some(Duration::from_secs(3))));
}

#[tokio::test]
async fn an_optimistic_lock_that_failed_is_not_worth_another_attempt() {
    let body = r#"{"type":"error","error":{"type":"conflict_error","message":"version is 4"}}"#;
    let update = types::UpdateAgentRequest::new(3).name("b");
    let (_, result) = exchange(Reply::json(409, body), async |client| {
        client.agents().update("a", &update).max_retries(5).send().await
    })
    .await;
    let error = result.expect_err("a conflict");
    assert!(!error.is_retryable());
    assert_eq!(error.to_string(), "updateAgent: 409 conflict_error: version is 4 (request req_header)");
}
