//! Facts about the live API beyond its types: headers, paths, credentials, errors, odd events.

use managed_agents::{Client, Error, runtime::Credential};
use serde_json::json;

use crate::server::{Reply, Server, exchange};

fn agent() -> Reply {
    Reply::json(200, r#"{"id": "a", "type": "agent", "version": 1}"#)
}

#[tokio::test]
async fn a_post_without_a_body_says_that_it_has_none() {
    let (request, answer) = exchange(agent(), async |client| client.agents().archive("a").send().await).await;
    answer.expect("an agent");
    assert_eq!(request.header("content-length"), ["0"]);
}

#[tokio::test]
async fn ids_are_encoded_and_those_that_lead_elsewhere_are_not_sent() {
    let (request, answer) = exchange(agent(), async |client| client.agents().get("a/b c?d%é").send().await).await;
    answer.expect("an agent");
    assert_eq!(request.target, "/v1/agents/a%2Fb%20c%3Fd%25%C3%A9");
    let server = Server::start([]).await;
    for id in ["", ".", "..", "..;x", ";x"] {
        let refused = server.client().agents().get(id).send().await;
        assert!(matches!(refused, Err(Error::Build(_))), "{id}: {refused:?}");
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn the_path_of_the_base_url_is_kept() {
    let server = Server::start([agent()]).await;
    let client = server.builder().base_url(server.url() + "/proxy/").build().expect("a client");
    client.agents().get("a").send().await.expect("an agent");
    assert_eq!(server.requests().first().map(|request| request.target.as_str()), Some("/proxy/v1/agents/a"));
}

#[tokio::test]
async fn one_credential_is_sent_and_none_is_refused() {
    let server = Server::start([agent()]).await;
    let builder = || Client::builder().base_url(server.url());
    let refused = match builder().build() {
        Ok(client) => client.agents().get("a").send().await.map(drop),
        Err(error) => Err(error),
    };
    assert!(matches!(refused, Err(Error::Build(_))), "{refused:?}");
    assert!(server.requests().is_empty());
    builder().bearer_token("t").build().expect("a client").agents().get("a").send().await.expect("an agent");
    let requests = server.requests();
    let sent = requests.first().expect("a request");
    assert_eq!((sent.header("authorization"), sent.header("x-api-key").len()), (vec!["Bearer t"], 0));
}

#[test]
fn a_key_and_a_token_at_once_are_refused_unless_each_is_set_for_its_scheme() {
    for builder in [Client::builder().api_key("k").bearer_token("t"), Client::builder().bearer_token("t").api_key("k")]
    {
        let refused = builder.build().expect_err("only one of them would be sent").to_string();
        assert!(refused.contains("an API key and a bearer token are set"), "{refused}");
    }
    let token = || Credential::Token("t".into());
    Client::builder().api_key("k").credential("AuthToken", token()).build().expect("a client");
    Client::builder().credential("AuthToken", token()).api_key("k").build().expect("a client");
}

#[tokio::test]
async fn every_kind_of_error_has_the_id_of_its_request() {
    for (status, kind) in [
        (400, "invalid_request_error"),
        (401, "authentication_error"),
        (402, "billing_error"),
        (403, "permission_error"),
        (404, "not_found_error"),
        (409, "conflict_error"),
        (412, "memory_precondition_failed_error"),
        (413, "request_too_large"),
        (429, "rate_limit_error"),
        (500, "api_error"),
        (504, "timeout_error"),
        (529, "overloaded_error"),
        (418, "an_error_of_next_year"),
    ] {
        let error = json!({"type": kind, "message": "m", "details": {"error_code": "c"}});
        let body = json!({"type": "error", "error": error, "request_id": "req_body"});
        let reply = Reply::json(status, &body.to_string());
        let (_, answer) = exchange(reply, async |client| client.agents().get("a").send().await).await;
        let Err(Error::Api(error)) = answer else { panic!("{status}: {answer:?}") };
        // The header takes precedence over the body.
        let told = (error.status().as_u16(), error.kind(), error.message(), error.request_id());
        assert_eq!(told, (status, kind, Some("m"), Some("req_header")));
    }
}

#[tokio::test]
async fn deleting_an_environment_may_be_answered_with_nothing() {
    let reply = Reply::new(204, &[], "");
    let (_, answer) = exchange(reply, async |client| client.environments().delete("e").send().await).await;
    assert_eq!(answer.expect("it is gone"), None);
}

#[tokio::test]
async fn events_are_distinguished_by_their_json_and_pings_are_skipped() {
    let idle = json!({"type": "session.status_idle", "id": "i"});
    let stream = format!(
        ": heartbeat\n\nevent: ping\ndata: {{\"type\": \"ping\"}}\n\nevent: ping\ndata: {{}}\n\nevent: ping\n\n\
         data: {idle}\n\nevent: message\ndata: {idle}\n\nevent: session.status_idle\ndata: {idle}\n\nevent: odd\ndata: {idle}\n\n"
    );
    let reply = Reply::new(200, &[("content-type", "text/event-stream; charset=utf-8")], &stream);
    let (_, events) = exchange(reply, async |client| client.events().stream("s").send().await).await;
    let mut events = events.expect("a stream");
    let mut kinds = Vec::new();
    while let Some(event) = events.try_next().await.expect("no error") {
        kinds.push(event.kind().to_owned());
    }
    assert_eq!(kinds, ["session.status_idle"; 4]);
}
