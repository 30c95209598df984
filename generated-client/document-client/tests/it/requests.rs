//! Settings of a client and of one call.

use std::time::Duration;

use document_client::{Error, runtime::TimeoutPhase};

use crate::server::{Reply, Server, exchange};

#[tokio::test]
async fn ids_are_encoded_so_that_they_stay_one_segment() {
    let (request, result) =
        exchange(Reply::json(200, "{}"), async |client| client.agents().get("a/b c?d%é").send().await).await;
    result.expect("an answer");
    assert_eq!(request.target, "/v1/agents/a%2Fb%20c%3Fd%25%C3%A9");
}

#[tokio::test]
async fn ids_are_encoded_in_the_middle_of_a_path_too() {
    let (request, result) =
        exchange(Reply::json(200, "{}"), async |client| client.sessions().archive("a/b c?d%é").send().await).await;
    result.expect("an answer");
    assert_eq!(request.target, "/v1/sessions/a%2Fb%20c%3Fd%25%C3%A9/archive");
}

#[tokio::test]
async fn ids_that_leave_the_route_are_refused_before_anything_is_sent() {
    let server = Server::start([]).await;
    let client = server.client();
    for id in ["", ".", ".."] {
        let error = client.sessions().delete(id).send().await.expect_err("a mistake");
        assert!(matches!(error, Error::Build(_)), "{error}");
        assert!(error.to_string().starts_with("nothing was sent: deleteSession: the path parameter `session_id`"));
        let error = client.events().stream(id).send().await.expect_err("a mistake");
        assert!(matches!(error, Error::Build(_)), "{error}");
    }
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn a_base_url_may_have_a_path_and_a_slash_at_its_end() {
    for suffix in ["", "/", "/proxy/anthropic", "/proxy/anthropic/"] {
        let server = Server::start([Reply::json(200, "{}")]).await;
        let client = server.builder().base_url(server.url() + suffix).build().expect("a client");
        client.agents().list().limit(1).send().await.expect("an answer");
        assert_eq!(server.requests()[0].target, format!("{}/v1/agents?limit=1", suffix.trim_end_matches('/')));
    }
}

#[tokio::test]
async fn values_of_the_query_are_encoded_and_may_be_unknown_to_the_document() {
    let (request, result) = exchange(Reply::json(200, "{}"), async |client| {
        let sessions = client.sessions().list().agent_id("a&b=c d+é").status("paused");
        sessions.query("created_at[gte]", "2026-01-01T00:00:00+01:00").query("page", "").send().await
    })
    .await;
    result.expect("an answer");
    let query = "agent_id=a%26b%3Dc%20d%2B%C3%A9&status=paused&created_at%5Bgte%5D=2026-01-01T00%3A00%3A00%2B01%3A00";
    assert_eq!(request.target, format!("/v1/sessions?{query}&page="));
}

#[tokio::test]
async fn a_parameter_that_is_set_again_is_replaced_and_an_added_one_is_not() {
    let (request, result) = exchange(Reply::json(200, "{}"), async |client| {
        let sessions = client.sessions().list().agent_id("first").agent_id("second");
        sessions.query("tag", "a").add_query("tag", "b").send().await
    })
    .await;
    result.expect("an answer");
    assert_eq!(request.target, "/v1/sessions?agent_id=second&tag=a&tag=b");
}

#[tokio::test]
async fn headers_of_a_call_precede_the_client_and_the_client_precedes_the_document() {
    let server = Server::start([Reply::json(200, "{}"), Reply::json(200, "{}")]).await;
    let builder =
        server.builder().anthropic_version("2026-10-21").anthropic_beta("client").default_header("x-team", "a");
    let client = builder.build().expect("a client");
    client.agents().list().send().await.expect("an answer");
    client.agents().list().anthropic_beta("call").header("X-Team", "b").send().await.expect("an answer");
    let requests = server.requests();
    let sent = |name| requests.iter().flat_map(|request| request.header(name)).collect::<Vec<_>>();
    assert_eq!(sent("anthropic-version"), ["2026-10-21", "2026-10-21"]);
    assert_eq!(sent("anthropic-beta"), ["client", "call"]);
    assert_eq!(sent("x-team"), ["a", "b"]);
}

#[tokio::test]
async fn a_call_may_have_a_timeout_of_its_own() {
    let server = Server::start([Reply::Silence]).await;
    let request = server.client().agents().list().timeout(Duration::from_millis(20));
    let error = request.send().await.expect_err("a timeout");
    assert!(error.is_timeout() && error.is_retryable());
    let said = format!("listAgents: no response from {} within 20ms", error.host().expect("a host"));
    assert_eq!(error.to_string(), said);
    let Error::Timeout(error) = error else { panic!("{error}") };
    assert_eq!((error.phase(), error.attempts()), (TimeoutPhase::Headers, 1));
}

#[tokio::test]
async fn a_request_can_be_kept_and_sent_again() {
    let server = Server::start([Reply::json(200, "{}"), Reply::json(200, "{}")]).await;
    let request = server.client().agents().list().limit(1);
    request.clone().send().await.expect("an answer");
    request.send().await.expect("an answer");
    let targets: Vec<String> = server.requests().into_iter().map(|request| request.target).collect();
    assert_eq!(targets, ["/v1/agents?limit=1", "/v1/agents?limit=1"]);
}

#[tokio::test]
async fn without_a_key_nothing_is_sent_and_the_error_names_the_setting() {
    let server = Server::start([]).await;
    let client = document_client::Client::builder().base_url(server.url()).build().expect("a client");
    let error = client.agents().list().send().await.expect_err("no key").to_string();
    assert!(error.contains("ANTHROPIC_API_KEY") && error.contains("ClientBuilder::api_key"), "{error}");
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn a_token_goes_in_the_place_of_the_key() {
    let server = Server::start([Reply::json(200, "{}")]).await;
    let builder = document_client::Client::builder().base_url(server.url()).bearer_token("t");
    builder.build().expect("a client").agents().list().send().await.expect("an answer");
    let [request] = &server.requests()[..] else { panic!("one request") };
    assert_eq!((request.header("authorization"), request.header("x-api-key")), (vec!["Bearer t"], Vec::new()));
}
