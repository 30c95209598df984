//! Requests of the caller's own, with all that the client does for those of the API: credentials, retries, timeouts and limits.

use serde::Serialize;

use super::{
    Body, Client, Request,
    call::Target,
    operation::{Endpoint, Method, operation},
    response::Binary,
};

/// A request of the caller's own, made by [`Client::request`].
#[derive(Debug)]
pub enum Raw {}

operation! { Raw: "request", GET "/" => Binary }

impl Client {
    /// Makes a request of any method to any path below the base URL, for what the API has and this crate does not know.
    ///
    /// It has the client's credentials, headers, retries, timeouts and limits. Its success is the bytes of the body;
    /// [`send_as`](Request::send_as) and [`send_json`](Request::send_json) read it as JSON, and `send_with_response` has the status and headers
    /// too. A query in the path is as good as [`Request::query`].
    ///
    /// A path is sent as it is, encoded if need be. One that does not begin with a slash, has braces, or leaves the base URL is an error.
    ///
    /// ```no_run
    /// # use managed_agents::{Client, runtime::Method};
    /// # async fn show(client: &Client) -> managed_agents::Result<()> {
    /// let things = client.request(Method::GET, "/v1/things").query("limit", "5").send_json().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn request(&self, method: Method, path: impl AsRef<str>) -> Request<Raw> {
        let mut request = Request::new(self);
        request.draft_mut().call.set_target(method, path.as_ref());
        request
    }
}

impl Request<Raw> {
    /// Sets the body, with its media type.
    pub fn body(mut self, media_type: &str, body: impl Into<Body>) -> Self {
        self.draft_mut().call.body(media_type, body.into());
        self
    }

    /// Sets the body, a value that is written as JSON.
    pub fn json_body(mut self, body: &(impl Serialize + ?Sized)) -> Self {
        self.draft_mut().call.serialized(serde_json::to_vec(body));
        self
    }
}

impl Target {
    /// The method of a call.
    pub(crate) fn method(target: Option<&Self>, endpoint: &Endpoint) -> Method {
        target.map_or_else(|| endpoint.method(), |target| target.method.clone())
    }
}
