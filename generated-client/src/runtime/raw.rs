//! Requests to any path, with the credentials, retries, timeouts and limits of the client.

use serde::Serialize;

use super::{
    Body, Client, Request,
    call::Target,
    operation::{Endpoint, Method, operation},
    response::Binary,
};

/// The operation of a request that [`Client::request`] makes.
#[derive(Debug)]
pub enum Raw {}

operation! { Raw: "request", GET "/" => Binary }

impl Client {
    /// Makes a request of any method to any path below the base URL, for operations that this crate does not have.
    ///
    /// It has the client's credentials, headers, retries, timeouts and limits. `send` returns the bytes of the body.
    /// [`send_as`](Request::send_as) and [`send_json`](Request::send_json) decode JSON, and `send_with_response` also
    /// returns the status and the headers. The path may have a query.
    ///
    /// Characters that a path cannot have are percent-encoded. A path that does not begin with a slash, has braces, or
    /// leaves the base URL is an error.
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

    /// Sets the body to the JSON of a value.
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
