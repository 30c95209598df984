//! Reads the bundled document without the generator, and compares its description of each operation
//! with the request that is sent. No content of the document is repeated in the test.

mod calls;
mod document;
mod schema;

use std::collections::BTreeSet;

use serde_json::Value;

use self::{
    calls::{ID, calls},
    document::{Document, Operation},
};
use crate::server::{KEY, Received, Reply, Server};

#[test]
fn every_operation_of_the_document_is_called_and_no_other() {
    let document = Document::read();
    let documented: BTreeSet<&str> = document.operations().into_iter().map(|operation| operation.id).collect();
    let called: Vec<&str> = calls().into_iter().map(|(id, _)| id).collect();
    assert_eq!(called.len(), documented.len(), "an operation is called twice or never");
    assert_eq!(called.into_iter().collect::<BTreeSet<_>>(), documented);
}

#[tokio::test]
async fn each_operation_sends_the_documented_request() {
    let document = Document::read();
    let operations = document.operations();
    for (id, call) in calls() {
        let operation = operations.iter().find(|operation| operation.id == id).expect("the test above finds it");
        let server = Server::start([reply(&document, operation)]).await;
        call(server.client()).await.unwrap_or_else(|error| panic!("{id}: {error}"));
        let [request] = <[Received; 1]>::try_from(server.requests()).expect("one request");
        let mut differences = Vec::new();
        compare(&document, operation, &request, &mut differences);
        assert!(differences.is_empty(), "{id}: {differences:#?}");
    }
}

/// The smallest response that the document allows.
fn reply(document: &Document, operation: &Operation) -> Reply {
    match operation.success(document) {
        None => Reply::new(200, &[], ""),
        Some(("text/event-stream", _)) => Reply::new(200, &[("content-type", "text/event-stream")], ""),
        Some((media_type, schema)) => {
            let body = schema::least(document, schema).to_string();
            Reply::new(200, &[("content-type", media_type)], &body)
        }
    }
}

fn compare(document: &Document, operation: &Operation, request: &Received, differences: &mut Vec<String>) {
    let mut same = |what: &str, sent: &dyn ToString, documented: &dyn ToString| {
        let (sent, documented) = (sent.to_string(), documented.to_string());
        if sent != documented {
            differences.push(format!("{what}: `{sent}` was sent, `{documented}` is documented"));
        }
    };
    same("method", &request.method, &operation.method.to_uppercase());
    let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
    same("path", &path, &operation.path_with(document, ID));

    let queries: BTreeSet<String> = query.split('&').filter_map(|pair| pair.split('=').next()).map(decoded).collect();
    let documented = operation.parameters(document, "query").map(|parameter| parameter["name"].to_string());
    let documented: BTreeSet<String> = documented.map(|name| name.trim_matches('"').to_owned()).collect();
    let queries: BTreeSet<String> = queries.into_iter().filter(|name| !name.is_empty()).collect();
    same("names of the query", &format!("{queries:?}"), &format!("{documented:?}"));

    for parameter in operation.parameters(document, "header") {
        let name = parameter["name"].as_str().expect("a name");
        let default = parameter["schema"]["default"].as_str().unwrap_or("no default");
        same(name, &request.header(&name.to_lowercase()).join(", "), &default);
    }
    same("credential", &request.header(document.key_header()).join(", "), &KEY);
    if let Some((media_type, _)) = operation.success(document) {
        same("accept", &request.header("accept").join(", "), &media_type);
    }

    let body = operation.request_body(document);
    let media_type = body.map_or("", |(media_type, _)| media_type);
    same("content type", &request.header("content-type").join(", "), &media_type);
    let Some((_, schema)) = body else {
        return same("body", &request.body(), &"");
    };
    let body: Value = serde_json::from_slice(&request.body).expect("the body is JSON");
    differences.extend(schema::violations(document, schema, &body));
    differences.extend(schema::untried(document, schema, &body));
}

/// The decoded text of percent-encoding.
fn decoded(text: &str) -> String {
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (digits, rest) = part.split_at_checked(2).expect("two digits behind a percent sign");
        bytes.push(u8::from_str_radix(digits, 16).expect("hexadecimal digits"));
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(bytes).expect("UTF-8")
}
