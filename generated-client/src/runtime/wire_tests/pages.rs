//! Lists in pages: the requests, and the end of the list.

use serde_json::Value;

use super::{
    ListPages, ListTyped, TypedNumbers, TypedOffsets, builder,
    server::{Server, answer, json},
};
use crate::runtime::{
    Error, Paged, Received, Request, Result,
    page::{self, Cursor, NextPage, Page},
    tests::types::Agent,
};

impl Paged for ListPages {
    type Item = u64;
    const NEXT: NextPage = NextPage::Query("page");
    const ITEMS: &'static [&'static str] = &["data"];

    fn decode_page(received: &mut Received) -> Result<Page<Value>> {
        page::read(received, Self::ITEMS)
    }

    fn next(page: &Value) -> Option<Cursor<'_>> {
        page["next_page"].as_str().map(Cursor::Text)
    }

    fn count(page: &Value) -> Option<usize> {
        page["data"].as_array().map(Vec::len)
    }

    fn items(page: Value) -> Vec<u64> {
        page["data"].as_array().into_iter().flatten().filter_map(Value::as_u64).collect()
    }
}

/// The items of a list with these pages, and the requests for them.
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

/// An empty page, with the cursor of the next one.
fn empty(number: usize) -> String {
    format!(r#"{{"data": [], "next_page": "p{number}"}}"#)
}

#[tokio::test]
async fn a_thousand_empty_pages_in_a_row_end_a_list_with_an_error() {
    let pages: Vec<String> = (0..1001).map(empty).collect();
    let (items, asked) = list(&pages.iter().map(String::as_str).collect::<Vec<_>>(), |request| request).await;
    let error = items.expect_err("a list without end");
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
    assert!(error.to_string().contains("1000 pages in a row have no items"), "{error}");
    assert_eq!(asked.len(), 1000);
}

#[tokio::test]
async fn an_item_between_empty_pages_begins_a_new_row() {
    let mut pages: Vec<String> = (0..1500).map(empty).collect();
    pages[700] = r#"{"data": [1], "next_page": "x"}"#.to_owned();
    pages.push(r#"{"data": [2]}"#.to_owned());
    let (items, _) = list(&pages.iter().map(String::as_str).collect::<Vec<_>>(), |request| request).await;
    assert_eq!(items.expect("all items"), [1, 2]);
}

#[tokio::test]
async fn a_repeated_cursor_is_an_error_after_the_read_items() {
    let pages = [
        r#"{"data": [1], "next_page": "b"}"#,
        r#"{"data": [2], "next_page": "c"}"#,
        r#"{"data": [3], "next_page": "b"}"#,
    ];
    // In the second case, the page refers to itself.
    for (pages, first, expected) in [(&pages[..], None, &[1, 2, 3][..]), (&pages[..1], Some("b"), &[1])] {
        let server = Server::start(pages.iter().map(|page| json(200, page))).await;
        let client = builder(&server).build().expect("a client");
        let mut request = Request::<ListPages>::new(&client);
        if let Some(first) = first {
            request = request.query("page", first);
        }
        let mut items = request.items();
        for item in expected {
            assert_eq!(items.try_next().await.expect("an item"), Some(*item));
        }
        let error = items.try_next().await.expect_err("a circle");
        assert!(matches!(error, Error::Decode(_)), "{error:?}");
        assert!(error.to_string().contains("the cursor of the next page was read already"), "{error}");
        assert_eq!(error.request_id(), Some("req_1"));
        assert_eq!(items.try_next().await.expect("the end"), None);
        assert_eq!(server.requests().len(), expected.len());
    }
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

/// A list whose items are the numbers of `Agent::limits`.
macro_rules! typed {
    ($operation:ident, $next:expr) => {
        impl Paged for $operation {
            type Item = Option<u64>;
            const NEXT: NextPage = $next;
            const ITEMS: &'static [&'static str] = &["limits"];

            fn decode_page(received: &mut Received) -> Result<Page<Agent>> {
                page::read(received, Self::ITEMS)
            }

            fn next(page: &Agent) -> Option<Cursor<'_>> {
                page.system.value().map(|cursor| Cursor::Text(cursor))
            }

            fn count(page: &Agent) -> Option<usize> {
                page.limits.value().map(Vec::len)
            }

            fn items(page: Agent) -> Vec<Option<u64>> {
                page.limits.into_value().unwrap_or_default()
            }
        }
    };
}

typed!(ListTyped, NextPage::Query("page"));
typed!(TypedNumbers, NextPage::Number("page", 1));
typed!(TypedOffsets, NextPage::Offset("offset"));

/// The elements of the lists of a page, the positions of the errors, and the number of requests.
async fn read_typed(pages: &[&str]) -> (Vec<Result<Option<u64>, String>>, usize) {
    let (read, asked) = read_list::<ListTyped>(pages, |request| request).await;
    (read, asked.len())
}

/// The same for another list, with the targets of the requests.
async fn read_list<O: Paged<Item = Option<u64>>>(
    pages: &[&str],
    refine: fn(Request<O>) -> Request<O>,
) -> (Vec<Result<Option<u64>, String>>, Vec<String>) {
    let server = Server::start(pages.iter().map(|page| json(200, page))).await;
    let client = builder(&server).build().expect("a client");
    let mut items = refine(Request::new(&client)).items();
    let mut read = Vec::new();
    while let Some(item) = items.next().await {
        read.push(item.map_err(|error| match error {
            Error::Decode(error) => error.path().unwrap_or_default().to_owned(),
            other => panic!("{other}"),
        }));
    }
    (read, server.requests().into_iter().map(|request| request.target).collect())
}

#[tokio::test]
async fn an_element_that_cannot_be_decoded_costs_no_other_and_the_list_goes_on() {
    let first = r#"{"id":"a","version":1,"limits":[1,"x",null,-1,3],"system":"b"}"#;
    let second = r#"{"limits":[{"deep":[4]},5],"id":"a","version":1}"#;
    let (read, asked) = read_typed(&[first, second]).await;
    let wrong = |place: &str| Err(place.to_owned());
    let expected = [
        Ok(Some(1)),
        wrong("$.limits[1]"),
        Ok(None),
        wrong("$.limits[3]"),
        Ok(Some(3)),
        wrong("$.limits[0]"),
        Ok(Some(5)),
    ];
    assert_eq!((&read[..], asked), (&expected[..], 2));
}

#[tokio::test]
async fn a_page_comes_without_the_elements_that_cannot_be_decoded_which_are_errors_after_it() {
    let page = "\u{feff}{\"id\":\"a\",\"version\":1,\"odd\":[\"]\"], \"limits\" : [ \"k-secret\" , 2 ] ,\"n\":12345678901234567890123}";
    let server = Server::start([json(200, page)]).await;
    let client = builder(&server).build().expect("a client");
    let mut pages = Request::<ListTyped>::new(&client).pages();
    let read = pages.try_next().await.expect("a page").expect("a page");
    assert_eq!((read.limits, read.id.as_str()), (vec![Some(2)].into(), "a"));
    assert_eq!(read.additional_properties["odd"], serde_json::json!(["]"]));
    let error = pages.try_next().await.expect_err("an element");
    let shown = format!("{error} {error:?}");
    assert!(
        shown.starts_with(
            "ListTyped: the request succeeded (200), but its response of application/json is not what the API documents: $.limits[0]: "
        )
    );
    assert!(!shown.contains("secret") && !shown.contains(" at line "), "{shown}");
    assert_eq!((error.request_id(), error.attempts(), error.operation()), (Some("req_1"), 1, Some("ListTyped")));
    let Error::Decode(error) = error else { panic!("{error}") };
    assert_eq!((&error.body()[..], error.shape().as_str()), (&b"\"k-secret\""[..], "string"));
    assert!(pages.try_next().await.expect("the end").is_none());
}

#[tokio::test]
async fn a_page_that_is_wrong_elsewhere_is_an_error_as_a_whole_and_the_end() {
    for page in [
        r#"{"id":"a","version":1,"limits":["x"],"ratio":"y","system":"b"}"#,
        r#"{"id":"a","limits":["x"],"system":"b"}"#,
        r#"{"id":"a","version":1,"limits":["x"],"system":"b""#,
        r#"{"id":"a","version":1,"limits":["x" 2],"system":"b"}"#,
        "[]",
    ] {
        let server = Server::start([json(200, page)]).await;
        let client = builder(&server).build().expect("a client");
        let mut items = Request::<ListTyped>::new(&client).items();
        let error = items.next().await.expect("an error").expect_err("no page");
        let Error::Decode(error) = error else { panic!("{error}") };
        assert_eq!(&error.body()[..], page.as_bytes());
        assert!(items.next().await.is_none() && server.requests().len() == 1);
    }
}

/// Ten thousand wrong elements and ten thousand good ones: time and memory may only grow in proportion.
#[tokio::test]
async fn a_page_of_nothing_but_wrong_elements_is_read_in_one_go() {
    let count = 10_000;
    let page = format!(r#"{{"id":"a","version":1,"limits":[{}0]}}"#, "0,{},".repeat(count));
    let (read, _) = read_typed(&[&page]).await;
    assert_eq!((read.len(), read.iter().filter(|item| item.is_err()).count()), (2 * count + 1, count));
    assert_eq!(read[2 * count - 1], Err(format!("$.limits[{}]", 2 * count - 1)));
}

/// A page with these items, and an invalid element in another list.
fn with_warning(items: &str) -> String {
    format!(r#"{{"tools":[7],"id":"a","version":1,"limits":[{items}]}}"#)
}

#[tokio::test]
async fn a_count_of_items_has_those_that_cannot_be_decoded_and_no_element_of_another_list() {
    let [three, none] = [r#"1,"x",3"#, ""].map(with_warning);
    let offsets = ["/v1/typed_offsets", "/v1/typed_offsets?offset=3"];
    let (read, asked) = read_list::<TypedOffsets>(&[&three, &none], |request| request).await;
    let wrong = |place: &str| Err(place.to_owned());
    // The error of another list comes last.
    let expected = [Ok(Some(1)), wrong("$.limits[1]"), Ok(Some(3)), wrong("$.tools[0]"), wrong("$.tools[0]")];
    assert_eq!((&read[..], &asked[..]), (&expected[..], &offsets.map(str::to_owned)[..]));
    let (read, asked) = read_list::<TypedOffsets>(&[&three, &none], Request::lenient).await;
    assert_eq!((&read[..], &asked[..]), (&[Ok(Some(1)), Ok(Some(3))][..], &offsets.map(str::to_owned)[..]));

    // A page of nothing but invalid items is not the last one.
    let pages = [r#""x","y""#, "5", ""].map(with_warning);
    let pages = pages.each_ref().map(String::as_str);
    let (read, asked) = read_list::<TypedNumbers>(&pages, Request::lenient).await;
    assert_eq!((&read[..], asked.len()), (&[Ok(Some(5))][..], 3));
    let (read, asked) = read_list::<TypedNumbers>(&pages, |request| request).await;
    assert_eq!((read.iter().flatten().collect::<Vec<_>>(), read.len(), asked.len()), (vec![&Some(5)], 6, 3));
}

#[tokio::test]
async fn a_page_in_another_encoding_comes_without_the_elements_that_cannot_be_decoded() {
    let page = b"{\"id\":\"caf\xE9\",\"version\":1,\"limits\":[\"\xE9\",2]}";
    let latin = [("content-type", "application/json; charset=iso-8859-1")];
    let server = Server::start([answer(200, &latin, page)]).await;
    let client = builder(&server).build().expect("a client");
    let mut pages = Request::<ListTyped>::new(&client).pages();
    let read = pages.try_next().await.expect("a page").expect("a page");
    assert_eq!((read.limits, read.id.as_str()), (vec![Some(2)].into(), "café"));
    let Err(Error::Decode(error)) = pages.try_next().await else { panic!("no error of the element") };
    assert_eq!(
        (error.path(), &error.body()[..], error.shape().as_str()),
        (Some("$.limits[0]"), "\"é\"".as_bytes(), "string")
    );
}
