//! A call that can be changed and sent.

use std::{
    fmt,
    future::{Future, IntoFuture},
    marker::PhantomData,
    sync::Arc,
    time::Duration,
};

use secrecy::SecretString;
use serde::de::DeserializeOwned;

use super::{
    Body, Client, Credential, Operation, Response, ResponseBody, Result, RetryPolicy, Sending,
    clock::Clock,
    draft::Draft,
    error::Attempt,
    json::ToJson,
    parameter::{COOKIE, FORM, Style},
    response::{Reading, decode_as},
    retry::Repeat,
    send::send,
};

/// A call of the operation `O`: set optional parameters, then send it.
///
/// Invalid values, such as an empty path parameter or a header with a line break, are errors when the request is sent.
#[must_use = "a request does nothing until it is sent"]
pub struct Request<O> {
    draft: Arc<Draft>,
    operation: PhantomData<fn() -> O>,
}

impl<O: Operation> Request<O> {
    /// Sets a header of this call. It replaces a header of the client with the same name.
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.draft_mut().call.header(name.as_ref(), value.as_ref());
        self
    }

    /// Sends no header with this name, even if the client, the API or this call sets it, and also if it is a credential.
    ///
    /// The HTTP client then sends `accept: */*`, and with the feature `gzip` also `accept-encoding: gzip`. If you need other
    /// values, such as `identity`, use [`Request::header`].
    pub fn without_header(mut self, name: impl AsRef<str>) -> Self {
        self.draft_mut().call.remove_header(name.as_ref());
        self
    }

    /// Sets a query parameter, and replaces others with this name, also a credential. The API does not have to document it.
    pub fn query(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.draft_mut().call.query(name.as_ref(), FORM, &value.as_ref());
        self
    }

    /// Adds a parameter to the query, and keeps others with this name, except a credential.
    pub fn add_query(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.draft_mut().call.add_query(name.as_ref(), FORM, &value.as_ref());
        self
    }

    /// Sends this API key, and none of the client's credentials, also none in its default headers or its default query.
    pub fn api_key(mut self, key: impl Into<SecretString>) -> Self {
        let api = self.draft.client.inner().api;
        self.draft_mut().call.credential(|credentials| credentials.insert_key(api, key.into()));
        self
    }

    /// Sends this token as `Authorization: Bearer`, and none of the client's credentials, also none in its default headers or its
    /// default query.
    pub fn bearer_token(mut self, token: impl Into<SecretString>) -> Self {
        let api = self.draft.client.inner().api;
        self.draft_mut().call.credential(|credentials| credentials.insert_token(api, token.into()));
        self
    }

    /// Sends this credential for the security scheme that the API's document calls `scheme`, and no credential
    /// of the client.
    #[allow(clippy::needless_pass_by_value, reason = "as `ClientBuilder::credential` takes it")]
    pub fn credential(mut self, scheme: impl AsRef<str>, credential: Credential) -> Self {
        let api = self.draft.client.inner().api;
        self.draft_mut().call.credential(|credentials| credentials.insert(api, scheme.as_ref(), &credential));
        self
    }

    /// Sets the timeout of one attempt, from the connection to the end of the body. For a stream, it ends with the
    /// headers.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.draft_mut().timeouts.attempt = Some(timeout);
        self
    }

    /// Sets the timeout of the call, with all attempts and pauses. For a stream, it ends with the headers.
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.draft_mut().timeouts.total = Some(timeout);
        self
    }

    /// Sets the largest number of retries.
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.draft_mut().retry.max_retries = retries;
        self
    }

    /// Sets the policy for retries.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.draft_mut().retry = policy;
        self
    }

    /// Declares that sending this request twice does no harm. So it is also sent again after a broken connection, a
    /// timeout, or an error of the server.
    pub fn idempotent(mut self) -> Self {
        self.draft_mut().retry.repeat = Repeat::Always;
        self
    }

    /// Sends the slashes in path parameters unchanged, so that a value can be several segments of the path:
    /// `projects/p/jobs/7`. By default, they are sent as `%2F`, which most servers read as a part of one segment.
    pub fn path_slashes(mut self) -> Self {
        self.draft_mut().call.keep_slashes();
        self
    }

    /// Accepts a success that differs from the document: absent and invalid properties read as empty, and invalid
    /// elements of lists and maps are left out. [`Response::mismatches`] lists the differences. Streams and paginated
    /// lists have the mismatches of their last item or page.
    pub fn lenient(mut self) -> Self {
        self.draft_mut().is_lenient = true;
        self
    }

    /// Sends the request.
    ///
    /// # Errors
    /// Any [`Error`](super::Error), of the last attempt.
    pub fn send(self) -> Sending<O> {
        Sending::new(send(self.draft))
    }

    /// Sends the request, and returns the value with the status, the headers and the raw body.
    ///
    /// # Errors
    /// Any [`Error`](super::Error), of the last attempt.
    pub fn send_with_response(self) -> impl Future<Output = Result<Response<O::Output>>> + Send + use<O> {
        let sent = send(self.draft);
        async move {
            let mut received = sent.await?;
            let value = O::Body::decode(&mut received)?;
            Ok(received.into_response(value))
        }
    }

    /// Sends the request, and decodes a success into your own type, for servers that differ from their document. An
    /// absent body is read as `null`.
    ///
    /// # Errors
    /// Any [`Error`](super::Error), of the last attempt; [`Error::Decode`](super::Error::Decode) if the body is not JSON of this type.
    pub async fn send_as<T: DeserializeOwned>(mut self) -> Result<T> {
        self.draft_mut().reading = |_| Reading::Whole;
        decode_as(&send(self.draft).await?)
    }

    /// Sends the request, and reads a success as any JSON; see [`Self::send_as`].
    ///
    /// # Errors
    /// Any [`Error`](super::Error), of the last attempt; [`Error::Decode`](super::Error::Decode) if the body is not JSON.
    pub async fn send_json(self) -> Result<serde_json::Value> {
        self.send_as().await
    }

    /// [`Request::send_as`] for blocking code.
    ///
    /// # Errors
    /// Any [`Error`](super::Error), of the last attempt; [`Error::Decode`](super::Error::Decode) if the body is not JSON of this type.
    #[cfg(feature = "blocking")]
    pub fn send_as_blocking<T: DeserializeOwned>(self) -> Result<T> {
        super::blocking::wait(self.send_as())?
    }

    /// [`Request::send_json`] for blocking code.
    ///
    /// # Errors
    /// Any [`Error`](super::Error), of the last attempt; [`Error::Decode`](super::Error::Decode) if the body is not JSON.
    #[cfg(feature = "blocking")]
    pub fn send_json_blocking(self) -> Result<serde_json::Value> {
        super::blocking::wait(self.send_json())?
    }

    /// Sends the request, and waits for the response. In async code, this is an error, since it would block a thread of
    /// the async runtime. It is allowed in `tokio::task::spawn_blocking` and `block_in_place`.
    ///
    /// A thread of this crate has the timers of blocking calls, and their connections over https, unless
    /// [`http_client`](super::ClientBuilder::http_client) is set. So these calls do not wait for a runtime that is blocked or shuts
    /// down, unless it is getting the credential that they need.
    ///
    /// # Errors
    /// Any [`Error`](super::Error), of the last attempt.
    #[cfg(feature = "blocking")]
    pub fn send_blocking(self) -> Result<O::Output> {
        O::Body::decode(&mut super::blocking::send(self.draft)?)
    }

    /// [`Request::send_with_response`] for blocking code.
    ///
    /// # Errors
    /// Any [`Error`](super::Error), of the last attempt.
    #[cfg(feature = "blocking")]
    pub fn send_with_response_blocking(self) -> Result<Response<O::Output>> {
        let mut received = super::blocking::send(self.draft)?;
        let value = O::Body::decode(&mut received)?;
        Ok(received.into_response(value))
    }
}

impl<O: Operation> IntoFuture for Request<O> {
    type Output = Result<O::Output>;
    type IntoFuture = Sending<O>;

    /// `.await` alone does the same as [`Request::send`].
    fn into_future(self) -> Sending<O> {
        self.send()
    }
}

#[allow(dead_code, reason = "generated code calls those that its API needs")]
impl<O: Operation> Request<O> {
    pub(crate) fn new(client: &Client) -> Self {
        Self { draft: Draft::new(client, O::ENDPOINT), operation: PhantomData }
    }

    /// The same call, with another type for its success.
    pub(crate) fn read_as<P: Operation>(self) -> Request<P> {
        let mut draft = self.draft;
        let own = Draft::own(&mut draft);
        own.endpoint = P::ENDPOINT;
        own.reading = own.endpoint.reading;
        Request { draft, operation: PhantomData }
    }

    pub(crate) fn draft_mut(&mut self) -> &mut Draft {
        Draft::own(&mut self.draft)
    }

    pub(crate) fn into_draft(self) -> Arc<Draft> {
        self.draft
    }

    /// The call that an error belongs to, for code that is written by hand on top of generated code.
    pub(crate) fn attempt(&self) -> Attempt {
        self.draft.attempt()
    }

    /// The clock of the client.
    pub(crate) fn clock(&self) -> &dyn Clock {
        self.draft.clock()
    }

    pub(crate) fn path(self, name: &'static str, value: impl fmt::Display) -> Self {
        Self { draft: Draft::with_path(self.draft, name, &value), operation: PhantomData }
    }

    /// A path parameter that can be several segments.
    pub(crate) fn path_segments(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.draft_mut().call.path_segments(name, &value);
        self
    }

    pub(crate) fn path_parameter(mut self, name: &'static str, style: Style, value: &dyn ToJson) -> Self {
        self.draft_mut().call.path(name, style, value);
        self
    }

    /// A path parameter that is not shown.
    pub(crate) fn secret_path_parameter(mut self, name: &'static str, style: Style, value: &dyn ToJson) -> Self {
        self.draft_mut().call.secret_path.push(name);
        self.path_parameter(name, style, value)
    }

    pub(crate) fn query_parameter(self, name: &str, value: &dyn ToJson) -> Self {
        self.query_parameter_with(name, FORM, value)
    }

    pub(crate) fn query_parameter_with(self, name: &str, style: Style, value: &dyn ToJson) -> Self {
        Self { draft: Draft::with_query(self.draft, name, style, value), operation: PhantomData }
    }

    /// Adds the only item of `value` to a list in the query.
    pub(crate) fn add_query_parameter(self, name: &str, value: &dyn ToJson) -> Self {
        self.add_query_parameter_with(name, FORM, value)
    }

    pub(crate) fn add_query_parameter_with(mut self, name: &str, style: Style, value: &dyn ToJson) -> Self {
        self.draft_mut().call.add_query_item(name, style, value);
        self
    }

    pub(crate) fn header_parameter(self, name: &str, value: &dyn ToJson) -> Self {
        self.header_parameter_with(name, Style::Simple { explode: false }, value)
    }

    pub(crate) fn header_parameter_with(mut self, name: &str, style: Style, value: &dyn ToJson) -> Self {
        self.draft_mut().call.header_parameter(name, style, value);
        self
    }

    /// Sets the operation's items of a header whose value is a list.
    pub(crate) fn header_list(self, name: &'static str, items: &'static str) -> Self {
        Self { draft: Draft::with_header_list(self.draft, name, items), operation: PhantomData }
    }

    /// Adds the caller's items to a header whose value is a list.
    pub(crate) fn add_to_header(mut self, name: &'static str, items: impl AsRef<str>) -> Self {
        self.draft_mut().call.add_to_header(name, items.as_ref());
        self
    }

    pub(crate) fn cookie_parameter(self, name: &str, value: &dyn ToJson) -> Self {
        self.cookie_parameter_with(name, COOKIE, value)
    }

    pub(crate) fn cookie_parameter_with(mut self, name: &str, style: Style, value: &dyn ToJson) -> Self {
        self.draft_mut().call.cookie(name, style, value);
        self
    }

    pub(crate) fn json(self, body: &dyn ToJson) -> Self {
        self.json_as("application/json", body)
    }

    pub(crate) fn json_as(mut self, media_type: &str, body: &dyn ToJson) -> Self {
        self.draft_mut().call.json(media_type, body);
        self
    }

    pub(crate) fn text(mut self, media_type: &str, body: impl Into<String>) -> Self {
        self.draft_mut().call.body(media_type, body.into().into());
        self
    }

    pub(crate) fn bytes(mut self, media_type: &str, body: impl Into<Body>) -> Self {
        self.draft_mut().call.body(media_type, body.into());
        self
    }
}

impl<O> Clone for Request<O> {
    fn clone(&self) -> Self {
        Self { draft: self.draft.clone(), operation: PhantomData }
    }
}

impl<O> fmt::Debug for Request<O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.draft.fmt(formatter)
    }
}
