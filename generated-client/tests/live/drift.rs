//! Responses that differ from the document.

use std::sync::Arc;

use managed_agents::{
    Client, ClientBuilder,
    runtime::{Transport, TransportError, http, reqwest},
};
use serde_json::Value;

/// A client that can decode no resource, in a list or alone. It sends each request once.
pub(crate) fn drifting(builder: ClientBuilder) -> Client {
    let builder = changing(builder.max_retries(0), |element| element["updated_at"] = 7.into());
    builder.build().expect("the settings are right")
}

/// Changes all resources, in lists or alone.
pub(crate) fn changing(builder: ClientBuilder, change: fn(&mut Value)) -> ClientBuilder {
    builder.wrap_transport(move |next: Arc<dyn Transport>| {
        move |request: reqwest::Request| {
            let next = Arc::clone(&next);
            async move {
                let response = next.send(request).await?;
                if response.headers().get("content-type").is_none_or(|kind| kind != "application/json") {
                    return Ok(response);
                }
                let (status, body) = (response.status(), response.bytes().await?);
                let mut body: Value = serde_json::from_slice(&body).expect("the fake API sends JSON");
                if body["id"].is_string() {
                    change(&mut body);
                }
                body.get_mut("data").and_then(Value::as_array_mut).into_iter().flatten().for_each(change);
                let response = http::Response::builder().status(status).body(body.to_string());
                Ok(response.map_err(TransportError::broken)?.into())
            }
        }
    })
}
