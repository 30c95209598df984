//! Texts that do not contain the key.

use std::{error::Error as _, fmt::Debug};

use document_client::{Client, types};

use crate::server::{KEY, Reply, Server};

fn check(shown: &str) {
    assert!(!shown.contains(KEY) && !shown.contains("secret"), "{shown}");
    assert!(!shown.is_empty());
}

fn check_debug(value: &impl Debug) {
    check(&format!("{value:?}"));
    check(&format!("{value:#?}"));
}

#[tokio::test]
async fn no_client_request_response_or_error_shows_the_key_when_printed() {
    let server = Server::start([Reply::json(200, "{}"), Reply::json(404, "{}"), Reply::json(200, "[]")]).await;
    let builder = server.builder().default_header("x-token", "header-secret");
    check_debug(&builder);
    let client = builder.build().expect("a client");
    check_debug(&client);
    check_debug(&client.agents());
    let create = types::CreateAgentRequest::new("a", "m");
    let request = client.agents().create(&create).header("authorization", "Bearer call-secret");
    check_debug(&request);
    check_debug(&request.clone().send_with_response().await.expect("an answer"));
    for request in [request.clone(), request] {
        let error = request.send().await.expect_err("an error");
        check_debug(&error);
        check(&error.to_string());
        assert!(error.source().is_none());
    }
    assert!(server.requests().iter().all(|request| request.header("x-token") == ["header-secret"]));
}

#[tokio::test]
async fn an_error_without_a_connection_does_not_show_the_key_in_any_of_its_sources() {
    let server = Server::start([]).await;
    let client = server.client();
    drop(server);
    let error = client.agents().list().query("token", "query-secret").send().await.expect_err("nobody answers");
    check_debug(&error);
    check(&error.to_string());
    let mut source = error.source();
    while let Some(error) = source {
        check_debug(&error);
        check(&error.to_string());
        source = error.source();
    }
}

#[test]
fn errors_of_settings_do_not_contain_the_key() {
    let error = Client::builder().api_key(KEY).bearer_token("token-secret").build().expect_err("one of them");
    check_debug(&error);
    check(&error.to_string());
    let error = Client::builder().base_url("https://user:secret@example.com").build().expect_err("user info");
    check_debug(&error);
    check(&error.to_string());
}
