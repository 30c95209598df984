//! Cookies, and calls without the credential that they need.

use super::{
    API, Both, Either, List, Open, Pauses, builder,
    server::{Server, answer, json},
};
use crate::runtime::{ClientBuilder, Credential, Error, Request, Style, parameter::COOKIE};

#[tokio::test]
async fn cookies_of_the_caller_are_sent_together_with_cookie_parameters() {
    let server = Server::start([json(200, "[]")]).await;
    let client = builder(&server).default_header("cookie", "client=1").build().expect("a client");
    Request::<List>::new(&client).cookie_parameter("c", &"2").send().await.expect("an answer");
    let request = Request::<List>::new(&client).header("cookie", "call=1; other=2");
    request.cookie_parameter("c", &"a+b/c=d%20").send().await.expect("an answer");
    let request = Request::<List>::new(&client).header("cookie", "call=é");
    request.cookie_parameter("c", &"2").send().await.expect("an answer");
    let requests = server.requests();
    let sent: Vec<_> = requests.iter().map(|request| request.header("cookie")).collect();
    assert_eq!(sent, [Some("client=1; c=2"), Some("call=1; other=2; c=a+b/c=d%20"), Some("call=é; c=2")]);
}

#[tokio::test]
async fn a_cookie_goes_out_as_it_was_given() {
    let server = Server::start([answer(200, &[], "")]).await;
    let key = |key: &str| {
        let base = ClientBuilder::new(&API).base_url(server.url()).clock(Pauses::default());
        base.credential("CookieKey", Credential::Key(key.to_owned().into())).build()
    };
    Request::<Either>::new(&key("a+b/c=d").expect("a client")).send().await.expect("an answer");
    assert_eq!(server.requests()[0].header("cookie"), Some("session=a+b/c=d"));
    for illegal in ["a b-secret", "a;b-secret", "a,b-secret", "\"b-secret", "a\\b-secret", "é-secret"] {
        let error = key(illegal).expect_err("no cookie");
        assert!(matches!(error, Error::Build(_)), "{error:?}");
        assert!(
            error.to_string().contains("the cookie `session`") && !format!("{error:?}").contains("secret"),
            "{error}"
        );
    }
    let spaced = Style::Cookie { explode: true, spaces: true };
    for (style, illegal) in [
        (COOKIE, "a b-secret"),
        (COOKIE, "a;b-secret"),
        (COOKIE, "a,b-secret"),
        (COOKIE, "\"b-secret"),
        (COOKIE, "a\\b-secret"),
        (COOKIE, "é-secret"),
        (spaced, " a-secret"),
        (spaced, "a; b-secret"),
    ] {
        let request = Request::<Open>::new(&builder(&server).build().expect("a client"));
        let error = request.cookie_parameter_with("c", style, &illegal).send().await.expect_err("no cookie");
        assert!(error.to_string().contains("the cookie `c`") && !format!("{error:?}").contains("secret"), "{error}");
    }
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_query_parameter_or_cookie_of_the_caller_replaces_the_credential_of_this_name() {
    let server = Server::start([json(200, "[]")]).await;
    let key = |key: &str| Credential::Key(key.to_owned().into());
    let base = || ClientBuilder::new(&API).base_url(server.url()).clock(Pauses::default());
    let queried = base().api_key("k").credential("QueryKey", key("1"));
    let client = queried.build().expect("a client");
    let _ = Request::<Both>::new(&client).send().await;
    let _ = Request::<Both>::new(&client).query("key", "2").send().await;
    let client = base().api_key("k").default_query("key", "3").build().expect("a client");
    let _ = Request::<Both>::new(&client).send().await;
    let own = Request::<Both>::new(&client).api_key("own").credential("QueryKey", key("4"));
    let _ = own.send().await;
    let derived = client.with_options().api_key("own").credential("QueryKey", key("4")).build().expect("a client");
    let _ = Request::<Both>::new(&derived).send().await;
    let client = base().credential("CookieKey", key("5")).build().expect("a client");
    let call = || Request::<Either>::new(&client);
    let _ = call().header("cookie", "a=1; session=6").send().await;
    let _ = call().cookie_parameter("session", &"7").send().await;
    let _ = call().header("cookie", "a=session").send().await;
    let requests = server.requests();
    let queries: Vec<_> = requests.iter().map(|request| request.target.trim_start_matches("/v1/")).collect();
    assert_eq!(queries[..5], ["both?key=1", "both?key=2", "both?key=3", "both?key=4", "both?key=4"]);
    let cookies: Vec<_> = requests[5..].iter().map(|request| request.header("cookie").unwrap_or_default()).collect();
    assert_eq!(cookies, ["a=1; session=6", "session=7", "a=session; session=5"]);
}

#[tokio::test]
async fn a_call_without_its_credential_is_sent_if_the_caller_allows_it() {
    let server = Server::start([json(200, "[]"), json(401, r#"{"detail":"who are you?"}"#)]).await;
    let base = || ClientBuilder::new(&API).base_url(server.url()).clock(Pauses::default());
    assert!(matches!(Request::<List>::new(&base().build().expect("a client")).send().await, Err(Error::Build(_))));
    let client = base().allow_missing_credentials().build().expect("a client");
    Request::<List>::new(&client).send().await.expect("an answer");
    let error = Request::<Both>::new(&client).send().await.expect_err("a refusal");
    assert_eq!(error.to_string(), "Both: 401 unauthorized: who are you? (request req_1)");
    // The credentials that are set are sent.
    let client = base().allow_missing_credentials().api_key("k").build().expect("a client");
    let _ = Request::<List>::new(&client).send().await;
    let _ = Request::<Both>::new(&client).send().await;
    let sent: Vec<Option<String>> =
        server.requests().iter().map(|request| request.header("x-api-key").map(str::to_owned)).collect();
    assert_eq!(sent, [None, None, Some("k".to_owned()), Some("k".to_owned())]);
}
