//! Lists by pages: what is asked for, and where they end.

use serde_json::Value;

use super::{
    ListPages, builder,
    server::{Server, json},
};
use crate::runtime::{Error, Paged, Request, Result};

impl Paged for ListPages {
    type Item = u64;
    const PARAMETER: &'static str = "page";

    fn next(page: &Value) -> Option<&str> {
        page["next_page"].as_str()
    }

    fn items(page: Value) -> Vec<u64> {
        page["data"].as_array().into_iter().flatten().filter_map(Value::as_u64).collect()
    }
}

/// The items of all pages of a list whose pages are these, and what was asked for.
async fn list(pages: &[&str], refine: fn(Request<ListPages>) -> Request<ListPages>) -> (Result<Vec<u64>>, Vec<String>) {
    let server = Server::start(pages.iter().map(|page| json(200, page))).await;
    let client = builder(&server).max_retries(0).build().expect("a client");
    let items = refine(Request::new(&client)).items().try_collect().await;
    (items, server.requests().into_iter().map(|request| request.target).collect())
}

#[tokio::test]
async fn the_next_page_is_asked_for_with_the_same_parameters() {
    let pages = [r#"{"data": [1, 2], "next_page": "b/c"}"#, r#"{"data": [3], "next_page": null}"#];
    let (items, asked) =
        list(&pages, |request| request.query("limit", "2").query("page", "a").query("pages", "p")).await;
    assert_eq!(items.expect("all items"), [1, 2, 3]);
    assert_eq!(asked, ["/v1/pages?limit=2&page=a&pages=p", "/v1/pages?limit=2&pages=p&page=b%2Fc"]);
}

#[tokio::test]
async fn a_list_ends_where_no_cursor_is_null_empty_or_absent() {
    for last in [r#"{"data": [1], "next_page": null}"#, r#"{"data": [1], "next_page": ""}"#, r#"{"data": [1]}"#] {
        let (items, asked) = list(&[last], |request| request).await;
        assert_eq!((items.expect("all items"), asked.len()), (vec![1], 1), "{last}");
    }
}

#[tokio::test]
async fn an_empty_page_with_a_cursor_does_not_end_a_list() {
    let (items, _) = list(&[r#"{"data": [], "next_page": "b"}"#, r#"{"data": [1]}"#], |request| request).await;
    assert_eq!(items.expect("all items"), [1]);
}

#[tokio::test]
async fn a_cursor_that_repeats_ends_a_list() {
    let pages = [
        r#"{"data": [1], "next_page": "b"}"#,
        r#"{"data": [2], "next_page": "c"}"#,
        r#"{"data": [3], "next_page": "b"}"#,
    ];
    let (items, asked) = list(&pages, |request| request).await;
    assert_eq!((items.expect("all items"), asked.len()), (vec![1, 2, 3], 3));
}

#[tokio::test]
async fn an_error_ends_a_list_after_the_pages_before_it() {
    let server = Server::start([json(200, r#"{"data": [1], "next_page": "b"}"#), json(400, "{}")]).await;
    let client = builder(&server).build().expect("a client");
    let mut pages = Request::<ListPages>::new(&client).pages();
    assert_eq!(pages.try_next().await.expect("a page").expect("a page")["data"][0], 1);
    assert!(matches!(pages.next().await, Some(Err(Error::Api(_)))));
    assert!(pages.next().await.is_none());
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn nothing_is_asked_for_before_it_is_wanted() {
    let server = Server::start([json(200, r#"{"data": [1, 2], "next_page": "b"}"#)]).await;
    let client = builder(&server).build().expect("a client");
    let mut items = Request::<ListPages>::new(&client).items();
    assert!(server.requests().is_empty());
    assert_eq!((items.try_next().await.ok().flatten(), items.try_next().await.ok().flatten()), (Some(1), Some(2)));
    assert_eq!(server.requests().len(), 1);
}
