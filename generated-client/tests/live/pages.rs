//! Lists in pages whose pages differ from the document.

use managed_agents::Error;

use crate::server::{Reply, exchange};

const PAGE: &str = r#"{"data":[{"type":"agent","id":"a","version":1},{"type":"agent","id":"x","version":"seven"},{"type":"agent","id":"b","version":1}],"next_page":null}"#;

#[tokio::test]
async fn an_element_of_a_list_that_cannot_be_decoded_costs_no_other() {
    let (_, read) = exchange(Reply::json(200, PAGE), async |client| {
        let mut agents = client.agents().list().items();
        let mut read = Vec::new();
        while let Some(agent) = agents.next().await {
            read.push(agent.map(|agent| agent.id));
        }
        Ok(read)
    })
    .await;
    let read = read.expect("a list");
    let [Ok(first), Err(Error::Decode(error)), Ok(last)] = &read[..] else { panic!("{read:?}") };
    assert_eq!((first.as_str(), last.as_str()), ("a", "b"));
    assert_eq!(
        (error.path(), error.body().as_ref()),
        (Some("$.data[1].version"), &br#"{"type":"agent","id":"x","version":"seven"}"#[..])
    );
}

#[tokio::test]
async fn a_page_comes_without_the_element_that_cannot_be_decoded_which_is_an_error_after_it() {
    let (_, pages) = exchange(Reply::json(200, PAGE), async |client| {
        let mut pages = client.agents().list().pages();
        Ok((pages.next().await, pages.next().await, pages.next().await))
    })
    .await;
    let (page, error, end) = pages.expect("pages");
    let page = page.expect("a page").expect("a page");
    let ids: Vec<_> = page.data.into_iter().map(|agent| agent.id).collect();
    assert_eq!(ids, ["a", "b"]);
    assert!(matches!(error, Some(Err(Error::Decode(error))) if error.path() == Some("$.data[1].version")));
    assert!(end.is_none());
}

#[tokio::test]
async fn a_cursor_that_repeats_is_an_error_and_not_the_end() {
    let page = r#"{"data":[],"next_page":"p"}"#;
    let (_, read) = exchange(Reply::json(200, page), async |client| {
        client.agents().list().page("p").items().try_collect::<Vec<_>>().await
    })
    .await;
    let error = read.expect_err("a circle");
    assert!(matches!(error, Error::Decode(_)), "{error}");
}
