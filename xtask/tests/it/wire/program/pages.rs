//! Pagination by the extensions of other tools: the request for the second page.

use std::sync::{Arc, Mutex};

use obstacles::{
    Client, Request,
    pages::Pages,
    runtime::{InMemory, Operation, Paged, http},
    types::PageQuery,
};

const LAST: &str = r#"{"items": []}"#;

/// Requests two pages, and compares the request for the second. `first` is the first page.
#[track_caller]
fn check<O>(first: &'static str, list: impl Fn(Pages) -> Request<O>, expected: &str)
where
    O: Operation + Paged<Item = String>,
{
    let heard = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&heard);
    let server = InMemory::new(move |request: http::Request<_>| {
        let target = request.uri().path_and_query().expect("a path").to_string();
        let mut kept = kept.lock().expect("no panic");
        kept.push(format!("{target} {}", String::from_utf8_lossy(request.body())));
        let page = if kept.len() == 1 { first } else { LAST };
        http::Response::builder().header("content-type", "application/json").body(page).expect("a response")
    });
    let client = Client::builder().base_url("http://127.0.0.1").transport(server).build().expect("a client");
    let items: Result<Vec<String>, _> = list(client.pages()).items_blocking().collect();
    assert_eq!(items.expect("two pages"), ["a", "b"]);
    let heard = heard.lock().expect("no panic");
    assert_eq!(heard.len(), 2, "{heard:?}");
    assert_eq!(heard[1].trim_end(), expected);
}

const CURSOR: &str = r#"{"items": ["a", "b"], "next": "k"}"#;
const URL: &str = r#"{"items": ["a", "b"], "next": "/pages/other?after=k"}"#;
const MORE: &str = r#"{"items": ["a", "b"], "more": true}"#;

#[test]
fn fern() {
    let query = PageQuery::new();
    check(CURSOR, |pages| pages.fern_body(&query), r#"/pages/fern-body {"paging":{"cursor":"k"}}"#);
    check(CURSOR, |pages| pages.fern_query(), "/pages/fern-query?after=k");
    check(MORE, |pages| pages.fern_numbers(), "/pages/fern-numbers?page=2");
    check(MORE, |pages| pages.fern_items(), "/pages/fern-items?page=2");
    check(URL, |pages| pages.fern_urls(), "/pages/other?after=k");
}

#[test]
fn speakeasy() {
    let query = PageQuery::new();
    check(CURSOR, |pages| pages.speakeasy_cursor(), "/pages/speakeasy-cursor?after=k");
    check(CURSOR, |pages| pages.speakeasy_body(&query), r#"/pages/speakeasy-body {"cursor":"k"}"#);
    check(MORE, |pages| pages.speakeasy_numbers(), "/pages/speakeasy-numbers?page=2");
    check(MORE, |pages| pages.speakeasy_offsets(), "/pages/speakeasy-offsets?page=2");
    let body = r#"/pages/speakeasy-numbers-in-body {"number":2}"#;
    check(MORE, |pages| pages.speakeasy_numbers_in_body(&query), body);
    let body = r#"/pages/speakeasy-offsets-in-body {"number":9}"#;
    check(MORE, |pages| pages.speakeasy_offsets_in_body(&PageQuery::new().number(7)), body);
    check(URL, |pages| pages.speakeasy_urls(), "/pages/other?after=k");
}

#[test]
fn microsoft() {
    check(URL, |pages| pages.microsoft_pages(), "/pages/other?after=k");
}
