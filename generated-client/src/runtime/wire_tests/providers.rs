//! Credentials that expire: the number and the times of requests for them.

use std::{
    fmt::Write as _,
    future::{Future, pending, ready},
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    task::{Context, Waker},
    time::{Duration, SystemTime},
};

use tokio::{sync::Barrier, task::JoinSet, time::timeout};

use super::{
    API, Create, List, Pauses, SIGNED_API, SOON,
    server::{Received, Server, Step, answer, json},
};
use crate::runtime::{
    Body, Client, ClientBuilder, Clock, Credential, CredentialProvider, Error, IssueContext, IssuedCredential, Issuing,
    ProviderError, Request, Result,
};

/// A clock that a test moves.
#[derive(Clone, Debug, Default)]
pub(super) struct Moved(Arc<Mutex<Duration>>);

impl Moved {
    pub(super) fn by(&self, seconds: u64) {
        *self.0.lock().expect("no test panics with it") += Duration::from_secs(seconds);
    }

    fn back_by(&self, seconds: u64) {
        *self.0.lock().expect("no test panics with it") -= Duration::from_secs(seconds);
    }
}

impl Clock for Moved {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + *self.0.lock().expect("no test panics with it")
    }

    fn sleep(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(ready(()))
    }

    fn random(&self) -> f64 {
        0.0
    }
}

/// A provider that asks a server, whose response is the token.
struct Asks {
    url: String,
    lifetime: u64,
}

impl CredentialProvider for Asks {
    fn issue<'a>(&'a self, context: &'a IssueContext) -> Issuing<'a> {
        Box::pin(async move {
            let failed =
                |error: reqwest::Error| ProviderError::temporary("no token came").with_source(error.without_url());
            let response = context.http_client().post(&self.url).send().await.map_err(failed)?;
            let token = response.error_for_status().map_err(failed)?.text().await.map_err(failed)?;
            Ok(IssuedCredential::token(token).expires_in(Duration::from_secs(self.lifetime)))
        })
    }
}

/// A token server that issues `t-secret-1`, `t-secret-2` …
async fn tokens() -> Server {
    Server::start((1..10).map(|number| answer(200, &[], format!("t-secret-{number}")))).await
}

pub(super) fn base(server: &Server) -> ClientBuilder {
    ClientBuilder::new(&API).base_url(server.url()).clock(Pauses::default())
}

fn asking(server: &Server, tokens: &Server, clock: &Moved) -> Client {
    let provider = Asks { url: tokens.url(), lifetime: 1_000 };
    let builder = base(server).token_provider(provider).retry_count_header("x-retry-count");
    builder.clock(clock.clone()).build().expect("a client")
}

pub(super) fn sent(requests: &[Received]) -> Vec<&str> {
    requests.iter().map(|request| request.header("authorization").unwrap_or_default()).collect()
}

pub(super) async fn list(client: &Client) -> Result<Vec<u64>> {
    Request::<List>::new(client).send().await
}

/// Makes several calls at the same time.
pub(super) async fn list_at_once(client: &Client, count: usize) {
    let start = Arc::new(Barrier::new(count));
    let mut calls = JoinSet::new();
    for _ in 0..count {
        let (client, start) = (client.clone(), Arc::clone(&start));
        calls.spawn(async move {
            start.wait().await;
            list(&client).await.expect("an answer");
        });
    }
    calls.join_all().await;
}

/// Waits until `tokens` has got this number of requests and the client has the token.
async fn is_issued(tokens: &Server, times: usize) {
    tokens.asked(times).await;
    tokio::time::sleep(SOON).await;
}

#[tokio::test]
async fn a_thousand_calls_at_expiry_cause_one_request_for_a_token() {
    const CALLS: usize = 1_000;
    let (server, tokens, clock) = (Server::start([json(200, "[]")]).await, tokens().await, Moved::default());
    let client = asking(&server, &tokens, &clock);
    list(&client).await.expect("an answer");
    clock.by(1_000);
    list_at_once(&client, CALLS).await;
    assert_eq!(tokens.requests().len(), 2);
    let requests = server.requests();
    assert_eq!(requests.len(), CALLS + 1);
    assert!(sent(&requests)[1..].iter().all(|token| *token == "Bearer t-secret-2"));
}

#[tokio::test]
async fn a_token_is_asked_for_shortly_before_it_expires_while_calls_go_on() {
    let replies = [answer(200, &[], "t-secret-1"), answer(500, &[], ""), answer(200, &[], "t-secret-2")];
    let tokens = Server::start(replies).await;
    let (server, clock) = (Server::start([json(200, "[]")]).await, Moved::default());
    let client = asking(&server, &tokens, &clock).with_options().max_retries(0).build().expect("a client");
    let mut expected = Vec::new();
    // The seconds that pass before a call, the requests for tokens after it, and the token that it sends.
    for (seconds, asked, token) in [
        (0, 1, "t-secret-1"),
        (939, 1, "t-secret-1"),
        (1, 2, "t-secret-1"),
        (4, 2, "t-secret-1"),
        (1, 3, "t-secret-1"),
        (0, 3, "t-secret-2"),
    ] {
        clock.by(seconds);
        list(&client).await.expect("an answer");
        is_issued(&tokens, asked).await;
        assert_eq!(tokens.requests().len(), asked);
        expected.push(format!("Bearer {token}"));
    }
    assert_eq!(sent(&server.requests()), expected);
}

#[tokio::test]
async fn a_refused_token_is_replaced_and_the_call_sent_once_more() {
    let refused = || json(401, r#"{"detail":"t-secret-1 and t-secret-2 are refused"}"#);
    let server = Server::start([refused(), json(200, "{}"), refused(), refused()]).await;
    let (tokens, clock) = (tokens().await, Moved::default());
    let client = asking(&server, &tokens, &clock).with_options().max_retries(0).build().expect("a client");
    Request::<Create>::new(&client).json(&7_i64).send().await.expect("an answer");
    assert_eq!((tokens.requests().len(), server.requests().len()), (2, 2));
    assert_eq!(server.requests()[1].body, b"7");
    assert_eq!(server.requests()[1].header("x-retry-count"), Some("1"));

    let error = Request::<Create>::new(&client).json(&7_i64).send().await.expect_err("a refusal");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
    assert_eq!((error.attempts(), tokens.requests().len(), server.requests().len()), (2, 3, 4));
    let tokens = ["Bearer t-secret-1", "Bearer t-secret-2", "Bearer t-secret-2", "Bearer t-secret-3"];
    assert_eq!(sent(&server.requests()), tokens);
    let shown = format!("{error} {error:?}");
    assert!(shown.contains('…') && !shown.contains("t-secret-2"), "{shown}");
}

#[tokio::test]
async fn a_server_that_refuses_all_tokens_does_not_cause_a_request_for_each_call() {
    let server = Server::start([answer(401, &[], "")]).await;
    let (tokens, clock) = (tokens().await, Moved::default());
    let client = asking(&server, &tokens, &clock).with_options().max_retries(0).build().expect("a client");
    // The seconds that pass before 20 calls, and the requests for tokens and of calls after them.
    for (seconds, tokens_asked, asked) in [(0, 2, 21), (4, 2, 41), (1, 3, 62), (5, 4, 83)] {
        clock.by(seconds);
        for _ in 0..20 {
            let error = list(&client).await.expect_err("a refusal");
            assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
        }
        assert_eq!((tokens.requests().len(), server.requests().len()), (tokens_asked, asked));
    }
}

#[tokio::test]
async fn a_clock_that_is_set_back_does_not_keep_a_refused_token() {
    let refusal = || answer(401, &[], "");
    let server = Server::start([refusal(), refusal(), refusal(), json(200, "[]")]).await;
    let (tokens, clock) = (tokens().await, Moved::default());
    clock.by(10_000);
    let client = asking(&server, &tokens, &clock);
    list(&client).await.expect_err("two refusals");
    clock.back_by(3_600);
    list(&client).await.expect("an answer, with the third token");
    assert_eq!(tokens.requests().len(), 3);
}

#[tokio::test]
async fn a_body_that_can_be_read_only_once_is_not_sent_again_with_another_token() {
    let server = Server::start([answer(401, &[], ""), json(200, "{}")]).await;
    let (tokens, clock) = (tokens().await, Moved::default());
    let client = asking(&server, &tokens, &clock);
    let call = || Request::<Create>::new(&client).bytes("text/plain", Body::from_reader(&b"once"[..]));
    let error = call().send().await.expect_err("a refusal");
    assert!(error.is_body_spent() && error.attempts() == 1, "{error}");
    call().send().await.expect("an answer");
    assert_eq!(sent(&server.requests()), ["Bearer t-secret-1", "Bearer t-secret-2"]);
}

#[tokio::test]
async fn a_provider_that_fails_is_asked_as_often_as_the_policy_says_and_all_calls_get_its_error() {
    let server = Server::start([json(200, "[]")]).await;
    let tokens = Server::start([answer(503, &[], "t-secret")]).await;
    let client = asking(&server, &tokens, &Moved::default());
    let calls: Vec<_> = (0..20)
        .map(|_| {
            tokio::spawn({
                let client = client.clone();
                async move { list(&client).await }
            })
        })
        .collect();
    for call in calls {
        let error = call.await.expect("no panic").expect_err("no token");
        assert_eq!(
            error.to_string(),
            "List: no credential for `Authorization: Bearer` after 3 attempts: no token came"
        );
        let Error::Credential(of) = &error else { panic!("{error:?}") };
        assert_eq!((of.attempts(), of.operation(), of.provider_error().is_temporary()), (3, "List", true));
        assert_eq!((error.attempts(), error.operation(), error.is_retryable()), (0, Some("List"), true));
        let mut shown = format!("{error:?}");
        let source = std::error::Error::source(&error).expect("the status");
        write!(shown, "{source} {source:?}").expect("memory");
        assert!(shown.contains("503") && !shown.contains("secret"), "{shown}");
    }
    assert_eq!((tokens.requests().len(), server.requests().len()), (3, 0));
}

#[tokio::test]
async fn a_call_that_is_dropped_or_not_polled_holds_up_no_other() {
    let server = Server::start([json(200, "[]")]).await;
    let tokens = Server::start([answer(200, &[], "t-secret-1")]).await;
    let client = asking(&server, &tokens, &Moved::default());
    let mut first = Box::pin(list(&client));
    // A timeout of zero may poll more than once.
    assert!(first.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    list(&client).await.expect("an answer while the first is not polled");
    drop(first);
    list(&client).await.expect("an answer");
    assert_eq!((tokens.requests().len(), server.requests().len()), (1, 2));
}

#[tokio::test]
async fn no_call_waits_for_a_provider_beyond_its_own_time() {
    let server = Server::start([json(200, "[]")]).await;
    let tokens = Server::start([vec![Step::Hang]]).await;
    let client = asking(&server, &tokens, &Moved::default());
    for patient in [client.with_options().timeout(SOON), client.with_options().total_timeout(SOON)] {
        let error = list(&patient.build().expect("a client")).await.expect_err("no token");
        assert!(matches!(error, Error::Credential(_)) && error.is_timeout(), "{error:?}");
        assert!(error.to_string().ends_with("no credential was issued within 400ms"), "{error}");
    }
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_provider_has_thirty_seconds_even_without_timeouts() {
    let issue = || pending::<Result<IssuedCredential, ProviderError>>();
    let mut timeouts = crate::runtime::Timeouts::default();
    (timeouts.attempt, timeouts.total) = (None, None);
    let client = ClientBuilder::new(&API).token_provider(issue).timeouts(timeouts).build().expect("a client");
    let error = list(&client).await.expect_err("no token");
    let expected =
        "List: no credential for `Authorization: Bearer` after 1 attempt: no credential was issued within 30s";
    assert_eq!(error.to_string(), expected);
}

#[tokio::test]
async fn a_provider_that_panics_is_an_error() {
    let asked = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&asked);
    let issue = move || {
        counted.fetch_add(1, Ordering::SeqCst);
        async { panic!("a provider that panics") }
    };
    let client = ClientBuilder::new(&API).token_provider(issue).build().expect("a client");
    let error = list(&client).await.expect_err("no token");
    assert!(error.to_string().ends_with("the provider ended without a credential and without an error"), "{error}");
    assert_eq!(asked.load(Ordering::SeqCst), 2);
}

#[test]
fn a_runtime_that_ends_while_it_gets_a_token_does_not_stop_others() {
    let start = || tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let elsewhere =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    let server = elsewhere.block_on(Server::start([json(200, "[]")]));
    let tokens = elsewhere.block_on(Server::start([vec![Step::Hang], answer(200, &[], "t-secret-1")]));
    let client = asking(&server, &tokens, &Moved::default());
    let runtime = start();
    runtime.block_on(async { assert!(timeout(SOON, list(&client)).await.is_err()) });
    drop(runtime);
    start().block_on(list(&client)).expect("an answer");
    assert_eq!(tokens.requests().len(), 2);
}

#[cfg(feature = "blocking")]
#[test]
fn blocking_calls_ask_for_tokens_too() {
    let elsewhere =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    let server = elsewhere.block_on(Server::start([answer(401, &[], ""), json(200, "[]")]));
    let tokens = elsewhere.block_on(tokens());
    let client = asking(&server, &tokens, &Moved::default());
    std::thread::scope(|scope| {
        for _ in 0..20 {
            scope.spawn(|| Request::<List>::new(&client).send_blocking().expect("an answer"));
        }
    });
    assert_eq!((tokens.requests().len(), server.requests().len()), (2, 21));
}

#[tokio::test]
async fn credentials_of_other_schemes_are_issued_too() {
    let server = Server::start([json(200, "[]")]).await;
    let key = || async { Ok(IssuedCredential::new(Credential::Key("k-secret".into()))) };
    let client = base(&server).credential_provider("Key", key).build().expect("a client");
    list(&client).await.expect("an answer");
    let requests = server.requests();
    assert_eq!((requests[0].header("x-api-key"), requests[0].header("authorization")), (Some("k-secret"), None));
    // The credential of a call takes precedence.
    Request::<List>::new(&client).api_key("other").send().await.expect("an answer");
    assert_eq!(server.requests()[1].header("x-api-key"), Some("other"));

    let client = ClientBuilder::new(&SIGNED_API).base_url(server.url()).credential_provider("Signed", key);
    Request::<List>::new(&client.build().expect("a client")).send().await.expect("an answer");
    assert_eq!(server.requests()[2].header("authorization"), Some("Signed k-secret"));
}

#[tokio::test]
async fn invalid_credentials_are_refused_and_not_shown() {
    let server = Server::start([json(200, "[]")]).await;
    let basic = || Credential::Basic { user: "u".to_owned(), password: "p-secret".into() };
    for (credential, message) in [
        (Credential::Token("t-secret\n x".into()), "the credential has characters that a header cannot contain"),
        (basic(), "the provider issued another kind of credential than is sent"),
    ] {
        let issue = move || ready(Ok(IssuedCredential::new(credential.clone())));
        let builder = base(&server).token_provider(issue);
        let mut shown = format!("{builder:?}");
        let client = builder.build().expect("a client");
        let error = list(&client).await.expect_err("no header");
        assert!(error.to_string().ends_with(message), "{error}");
        write!(shown, "{client:?} {:?} {error:?}", Request::<List>::new(&client)).expect("memory");
        assert!(!shown.contains("secret"), "{shown}");
    }
    let token = || ready(Ok(IssuedCredential::token("t-secret")));
    assert_eq!(format!("{:?}", IssuedCredential::token("t-secret")).matches("t-secret").count(), 0);
    for (builder, mistake) in [
        (base(&server).credential_provider("QueryKey", token), "not sent in a header of its own"),
        (base(&server).credential_provider("CookieKey", token), "not sent in a header of its own"),
        (base(&server).credential_provider("Nothing", token), "no security scheme `Nothing`"),
        (base(&server).token_provider(token).bearer_token("t"), "two bearer tokens are set"),
        (base(&server).token_provider(token).api_key("k"), "an API key and a bearer token are set"),
    ] {
        let error = builder.build().expect_err("a mistake").to_string();
        assert!(error.contains(mistake), "{error}");
    }
}
