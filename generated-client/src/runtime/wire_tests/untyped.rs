//! Servers that contradict their document, and how callers continue.

use serde_derive::Deserialize;
use serde_json::{Value, json};

use super::{
    Follow, List, ListTyped, builder,
    server::{Server, json as reply},
};
use crate::runtime::{Error, Mismatch, Request};

/// A part of a response of the test server.
#[derive(Debug, Deserialize, PartialEq)]
struct Loose {
    id: u32,
    avatar: Option<String>,
}

#[tokio::test]
async fn a_success_can_be_read_as_another_type_or_as_any_json() {
    let server = Server::start([reply(200, r#"{"id":5,"avatar":null}"#)]).await;
    let client = builder(&server).build().expect("a client");
    assert!(matches!(Request::<ListTyped>::new(&client).send().await, Err(Error::Decode(_))));
    let loose: Loose = Request::<ListTyped>::new(&client).send_as().await.expect("a value");
    assert_eq!(loose, Loose { id: 5, avatar: None });
    let any = Request::<ListTyped>::new(&client).send_json().await.expect("a value");
    assert_eq!(any, json!({"id": 5, "avatar": null}));
    // This does not depend on the documented body.
    assert_eq!(Request::<Follow>::new(&client).send_json().await.expect("a value"), any);
    assert_eq!(server.requests().len(), 4);

    let server = Server::start([reply(200, "")]).await;
    let client = builder(&server).build().expect("a client");
    assert_eq!(Request::<List>::new(&client).send_json().await.expect("nothing"), Value::Null);
    assert_eq!(Request::<List>::new(&client).send_as::<Option<Loose>>().await.expect("nothing"), None);
}

#[tokio::test]
async fn errors_of_the_callers_type_do_not_contain_values() {
    for (body, said) in [
        (r#"{"id":"k-secret"}"#, "expected u32 at line 1 column 16"),
        (r#"{"id":7777777777777}"#, "expected u32 at line 1 column 19"),
        ("{}", "missing field `id` at line 1 column 2"),
        ("<k-secret>", "expected value at line 1 column 1"),
    ] {
        let server = Server::start([reply(200, body)]).await;
        let client = builder(&server).build().expect("a client");
        let error = Request::<List>::new(&client).send_as::<Loose>().await.expect_err("a mismatch");
        let Error::Decode(error) = error else { panic!("{error}") };
        assert_eq!((error.message(), &error.body()[..]), (said, body.as_bytes()));
        assert!(!format!("{error}{error:?}").contains("k-secret") && !error.to_string().contains("7777"), "{error}");
    }
}

#[tokio::test]
async fn gaps_are_filled_and_reported_if_the_caller_asks_for_it() {
    let body = r#"{"id":5,"limits":[1,"x",3],"parent":{"id":"p"},"more":1}"#;
    let server = Server::start([reply(200, body), reply(200, r#"{"id":"a","version":1}"#), reply(200, "")]).await;
    let client = builder(&server).build().expect("a client");
    let response = Request::<ListTyped>::new(&client).lenient().send_with_response().await.expect("a value");
    let paths: Vec<&str> = response.mismatches().iter().map(Mismatch::path).collect();
    assert_eq!(paths, ["$.id", "$.limits[1]", "$.parent", "$"]);
    assert_eq!(response.mismatches()[0].message(), "expected a string, found an integer");
    let agent = response.into_value();
    assert_eq!((agent.id.as_str(), agent.version, agent.limits), ("", 0, vec![Some(1), Some(3)].into()));
    assert_eq!((agent.parent.expect("a parent").id.as_str(), &agent.additional_properties["more"]), ("p", &json!(1)));
    let response = Request::<ListTyped>::new(&client).lenient().send_with_response().await.expect("a value");
    assert!(response.mismatches().is_empty());
    // The body is empty.
    let response = Request::<ListTyped>::new(&client).lenient().send_with_response().await.expect("a value");
    assert_eq!(
        response.mismatches().iter().map(Mismatch::message).collect::<Vec<_>>(),
        ["expected JSON, found no body"]
    );
    assert_eq!(response.value().id, "");

    // A body that is not JSON, or another kind of value, cannot be filled.
    for body in ["<html>", "[1]", r#"{"id":"#] {
        let server = Server::start([reply(200, body)]).await;
        let client = builder(&server).build().expect("a client");
        let error = Request::<ListTyped>::new(&client).lenient().send().await.expect_err("no object");
        assert!(matches!(error, Error::Decode(_)), "{error}");
    }
}
