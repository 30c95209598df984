//! Lists in pages of each kind: by a number, an offset, a link, a URL, and a cursor in the body.

use serde_json::{Value, json};

use super::{
    API, Bodies, CountedPages, KeyedPages, LinkedPages, OffsetPages, UrlPages, builder,
    server::{Reply, Server, answer, json as reply},
};
use crate::runtime::{
    ClientBuilder, Credential, Paged, Received, Request, Result,
    page::{self, Cursor, NextPage, Page},
};

/// The properties of pages in all these tests.
macro_rules! paged {
    ($operation:ident, $next:expr) => {
        impl Paged for $operation {
            type Item = u64;
            const NEXT: NextPage = $next;
            const ITEMS: &'static [&'static str] = &["data"];

            fn decode_page(received: &mut Received) -> Result<Page<Value>> {
                page::read(received, Self::ITEMS)
            }

            fn next(page: &Value) -> Option<Cursor<'_>> {
                page["paging"]["next"].as_str().map(Cursor::Text)
            }

            fn more(page: &Value) -> Option<bool> {
                page["more"].as_bool()
            }

            fn count(page: &Value) -> Option<usize> {
                page["data"].as_array().map(Vec::len)
            }

            fn items(page: Value) -> Vec<u64> {
                page["data"].as_array().into_iter().flatten().filter_map(Value::as_u64).collect()
            }
        }
    };
}

paged!(CountedPages, NextPage::Number("page", 1));
paged!(OffsetPages, NextPage::Offset("offset"));
paged!(LinkedPages, NextPage::Link);
paged!(UrlPages, NextPage::Url);
paged!(KeyedPages, NextPage::Url);
paged!(Bodies, NextPage::Body(&["paging", "after"]));

/// The items of a list with these pages, and the requests for them: targets and bodies.
async fn list<O: Paged<Item = u64>>(
    replies: impl IntoIterator<Item = Reply>,
    refine: impl FnOnce(Request<O>) -> Request<O>,
) -> (Vec<Result<u64>>, Vec<(String, String)>) {
    let server = Server::start(replies).await;
    let client = builder(&server).max_retries(0).build().expect("a client");
    let mut items = refine(Request::new(&client)).items();
    let mut all = Vec::new();
    while let Some(item) = items.next().await {
        all.push(item);
    }
    let asked = server.requests().into_iter().map(|request| {
        assert_eq!(request.header("x-api-key"), Some("k-secret"), "each page is asked for with the credential");
        (request.target, String::from_utf8_lossy(&request.body).into_owned())
    });
    (all, asked.collect())
}

fn targets(asked: Vec<(String, String)>) -> Vec<String> {
    asked.into_iter().map(|(target, _)| target).collect()
}

/// The items, and the text of the error that ends them.
fn until_error(all: Vec<Result<u64>>) -> (Vec<u64>, String) {
    let mut items = Vec::new();
    for item in all {
        match item {
            Ok(item) => items.push(item),
            Err(error) => return (items, error.to_string()),
        }
    }
    panic!("no error after {items:?}")
}

fn items(all: Vec<Result<u64>>) -> Vec<u64> {
    all.into_iter().map(|item| item.expect("an item")).collect()
}

fn page(data: &[u64]) -> Reply {
    reply(200, &json!({"data": data}).to_string())
}

#[tokio::test]
async fn pages_by_number_are_counted_up_to_an_empty_one() {
    let pages = || [page(&[1, 2]), page(&[3]), page(&[])];
    let (all, asked) = list::<CountedPages>(pages(), |request| request.query("size", "2")).await;
    assert_eq!(items(all), [1, 2, 3]);
    assert_eq!(targets(asked), ["/v1/counted?size=2", "/v1/counted?size=2&page=2", "/v1/counted?size=2&page=3"]);
    // Starting at the caller's page.
    let (_, asked) = list::<CountedPages>(pages(), |request| request.query("page", "7")).await;
    assert_eq!(targets(asked), ["/v1/counted?page=7", "/v1/counted?page=8", "/v1/counted?page=9"]);
}

#[tokio::test]
async fn an_offset_grows_by_the_items_that_came() {
    let (all, asked) = list::<OffsetPages>([page(&[1, 2]), page(&[3]), page(&[])], |request| request).await;
    assert_eq!(items(all), [1, 2, 3]);
    assert_eq!(targets(asked), ["/v1/offset", "/v1/offset?offset=2", "/v1/offset?offset=3"]);
    let (_, asked) = list::<OffsetPages>([page(&[1]), page(&[])], |request| request.query("offset", "40")).await;
    assert_eq!(targets(asked), ["/v1/offset?offset=40", "/v1/offset?offset=41"]);
}

#[tokio::test]
async fn a_page_without_more_is_the_last_one() {
    let last = reply(200, r#"{"data": [3], "more": false}"#);
    let (all, asked) = list::<OffsetPages>([page(&[1, 2]), last], |request| request).await;
    assert_eq!((items(all), asked.len()), (vec![1, 2, 3], 2));
}

#[tokio::test]
async fn a_server_that_sends_the_same_page_again_is_an_error() {
    let (all, asked) = list::<CountedPages>([page(&[1, 2])], |request| request).await;
    let (items, error) = until_error(all);
    assert_eq!((items, asked.len()), (vec![1, 2, 1, 2], 2));
    assert!(error.contains("the page is the same as the one before"), "{error}");
}

#[tokio::test]
async fn a_number_that_cannot_be_counted_is_an_error() {
    for (number, expected) in [("x", "is not an integer"), ("9223372036854775807", "is too large")] {
        let (all, _) = list::<CountedPages>([page(&[1])], |request| request.query("page", number)).await;
        let (items, error) = until_error(all);
        assert_eq!(items, [1]);
        assert!(error.contains(expected), "{error}");
    }
}

fn linked(data: &[u64], link: &str) -> Reply {
    let headers = [("content-type", "application/json"), ("link", link)];
    answer(200, &headers, json!({"data": data}).to_string())
}

#[tokio::test]
async fn links_are_followed_with_the_query_that_they_have() {
    let replies = [
        linked(&[1], r#"</v1/linked?page=2&size=1>; rel="next", </v1/linked?page=9>; rel="last""#),
        linked(&[2], "<?page=3&q=a%20b#top>; rel=next"),
        linked(&[3], "</other/path>; rel=next"),
        linked(&[4], "</v1/linked?page=1>; rel=prev"),
    ];
    let (all, asked) = list::<LinkedPages>(replies, |request| request.query("size", "1")).await;
    assert_eq!(items(all), [1, 2, 3, 4]);
    let expected = ["/v1/linked?size=1", "/v1/linked?page=2&size=1", "/v1/linked?page=3&q=a%20b", "/other/path"];
    assert_eq!(targets(asked), expected);
}

#[tokio::test]
async fn a_repeated_url_is_an_error_after_the_read_items() {
    let replies = [linked(&[1], "<?page=2>; rel=next"), linked(&[2], "<?page=2>; rel=next")];
    let (all, asked) = list::<LinkedPages>(replies, |request| request).await;
    let (items, error) = until_error(all);
    assert_eq!((items, asked.len()), (vec![1, 2], 2));
    assert!(error.contains("the URL of the next page was read already"), "{error}");
}

#[tokio::test]
async fn a_url_in_the_body_is_followed() {
    let server = Server::start([]).await;
    let absolute = format!("{}/v1/urls?cursor=b", server.url());
    drop(server);
    let own = |next: &str| reply(200, &json!({"data": [1], "paging": {"next": next}}).to_string());
    let (all, asked) = list::<UrlPages>([own("/v1/urls?cursor=a"), page(&[2])], |request| request).await;
    assert_eq!(items(all), [1, 2]);
    assert_eq!(targets(asked), ["/v1/urls", "/v1/urls?cursor=a"]);
    // The URL has another port, so it is another server.
    let (all, asked) = list::<UrlPages>([own(&absolute)], |request| request).await;
    assert_eq!((until_error(all).0, asked.len()), (vec![1], 1));
}

#[tokio::test]
async fn no_url_of_another_origin_is_followed() {
    let elsewhere = Server::start([page(&[9])]).await;
    let port = elsewhere.url().rsplit_once(':').map(|(_, port)| port.to_owned()).expect("a port");
    for next in [
        format!("{}/v1/urls", elsewhere.url()),
        format!("//127.0.0.1:{port}/v1/urls"),
        "https://evil.example/".to_owned(),
        "//user:secret@evil.example/".to_owned(),
        "file:///etc/passwd".to_owned(),
        "http://[".to_owned(),
    ] {
        let first = reply(200, &json!({"data": [1], "paging": {"next": next}}).to_string());
        let (all, asked) = list::<UrlPages>([first], |request| request).await;
        let (items, error) = until_error(all);
        assert_eq!((items, asked.len()), (vec![1], 1), "{next}");
        assert!(error.contains("the URL of the next page is"), "{next}: {error}");
        assert!(!error.contains("evil") && !error.contains("secret"), "{error}");
    }
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn a_cursor_is_added_to_the_body_of_the_caller() {
    let next = |cursor: &str| reply(200, &json!({"data": [1], "paging": {"next": cursor}}).to_string());
    let (all, asked) = list::<Bodies>([next("b\"c"), page(&[2])], |request| request.json(&"replaced below")).await;
    // Only an object takes a cursor.
    let (first, error) = until_error(all);
    assert_eq!((first, asked.len()), (vec![1], 1));
    assert!(error.contains("is not a JSON object"), "{error}");

    let body = br#"{"q":1.0,"paging":{"size":2}}"#.to_vec();
    let (all, asked) =
        list::<Bodies>([next("b\"c"), page(&[2])], |request| request.bytes("application/json", body)).await;
    assert_eq!(items(all), [1, 2]);
    assert_eq!(asked[1].1, r#"{"q":1.0,"paging":{"after":"b\"c","size":2}}"#);

    let (all, asked) = list::<Bodies>([next("a"), next("b"), next("a")], |request| request).await;
    let (items, error) = until_error(all);
    assert_eq!(items, [1, 1, 1]);
    assert!(error.contains("the cursor of the next page was read already"), "{error}");
    let bodies: Vec<&str> = asked.iter().map(|(_, body)| body.as_str()).collect();
    assert_eq!(bodies, ["", r#"{"paging":{"after":"a"}}"#, r#"{"paging":{"after":"b"}}"#]);
}

#[tokio::test]
async fn the_credential_in_the_query_of_the_next_page_is_the_one_of_the_first() {
    let masked = |url: &str| reply(200, &json!({"data": [1], "paging": {"next": url}}).to_string());
    for url in ["/v1/keyed?cursor=a&key=masked", "/v1/keyed?cursor=a"] {
        let server = Server::start([masked(url), page(&[2]), masked(url), page(&[2]), masked(url), page(&[2])]).await;
        let base = || ClientBuilder::new(&API).base_url(server.url());
        let with_key = base().credential("QueryKey", Credential::Key("k".to_owned().into())).build().expect("a client");
        let with_query = base().default_query("key", "q").build().expect("a client");
        let requests = [
            Request::<KeyedPages>::new(&with_key),
            Request::<KeyedPages>::new(&with_key).query("key", "own"),
            Request::<KeyedPages>::new(&with_query),
        ];
        for request in requests {
            assert_eq!(request.items().try_collect::<Vec<u64>>().await.expect("two pages"), [1, 2]);
        }
        let targets: Vec<String> = server.requests().into_iter().map(|request| request.target).collect();
        let expected = ["k", "own", "q"]
            .map(|key| [format!("/v1/keyed?key={key}"), format!("/v1/keyed?cursor=a&key={key}")])
            .concat();
        assert_eq!(targets, expected);
    }
}
