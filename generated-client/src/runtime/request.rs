//! One call that can be refined and sent.

use std::{
    fmt,
    future::{Future, IntoFuture},
    marker::PhantomData,
    time::Duration,
};

use secrecy::SecretString;
use serde::de::DeserializeOwned;

use super::{
    Body, Client, Credential, Encoding, File, Operation, Response, ResponseBody, Result, RetryPolicy, Sending,
    clock::Clock,
    draft::Draft,
    error::Attempt,
    header_list,
    json::ToJson,
    parameter::{FORM, Style},
    response::{Reading, decode_as},
    retry::Repeat,
    send::send,
};

/// A call of the operation `O`, which can be refined and sent.
///
/// Mistakes, like an empty path parameter or a header value with a line break, are reported when it is sent.
#[must_use = "a request does nothing until it is sent"]
pub struct Request<O> {
    draft: Box<Draft>,
    operation: PhantomData<fn() -> O>,
}

impl<O: Operation> Request<O> {
    /// Sets a header of this call, in place of the client's of this name.
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.draft.call.header(name.as_ref(), value.as_ref());
        self
    }

    /// Sends no header with this name, even if the client, the API or this call sets it.
    pub fn without_header(mut self, name: impl AsRef<str>) -> Self {
        self.draft.call.remove_header(name.as_ref());
        self
    }

    /// Sets a parameter of the query, in place of what was said of it. The API may not document it.
    pub fn query(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.draft.call.query(name.as_ref(), FORM, &value.as_ref());
        self
    }

    /// Adds a parameter to the query, and keeps others with this name.
    pub fn add_query(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.draft.call.add_query(name.as_ref(), FORM, &value.as_ref());
        self
    }

    /// Sends this API key, and none of the client's credentials.
    pub fn api_key(mut self, key: impl Into<SecretString>) -> Self {
        let api = self.draft.client.inner().api;
        self.draft.call.credential(|credentials| credentials.insert_key(api, key.into()));
        self
    }

    /// Sends this token as `Authorization: Bearer`, and none of the client's credentials.
    pub fn bearer_token(mut self, token: impl Into<SecretString>) -> Self {
        let api = self.draft.client.inner().api;
        self.draft.call.credential(|credentials| credentials.insert_token(api, token.into()));
        self
    }

    /// Sends this credential for the security scheme that the API's document calls `scheme`, and none of the client's.
    #[allow(clippy::needless_pass_by_value, reason = "as `ClientBuilder::credential` takes it")]
    pub fn credential(mut self, scheme: impl AsRef<str>, credential: Credential) -> Self {
        let api = self.draft.client.inner().api;
        self.draft.call.credential(|credentials| credentials.insert(api, scheme.as_ref(), &credential));
        self
    }

    /// Sends a file as the part `part` of a multipart body, in place of what the body says of it. Called again for the same
    /// part, it adds another file.
    pub fn attach_file(mut self, part: impl AsRef<str>, file: File) -> Self {
        self.draft.call.attach_file(part.as_ref(), file);
        self
    }

    /// Sends a header with a part of a multipart body, in place of what was said of it. Parts are counted from 0.
    pub fn part_header(mut self, position: usize, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.draft.call.part_header(position, name.as_ref(), value.as_ref());
        self
    }

    /// Sets how long one attempt may take, from the connection to the end of the body; of a stream, to the end of the
    /// headers.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.draft.timeouts.attempt = Some(timeout);
        self
    }

    /// Sets how long the call may take, with all attempts and pauses; of a stream, up to its first byte.
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.draft.timeouts.total = Some(timeout);
        self
    }

    /// Sets how often the request is sent again.
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.draft.retry.max_retries = retries;
        self
    }

    /// Sets when the request is sent again.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.draft.retry = policy;
        self
    }

    /// Says that sending this request twice does no harm, so that it is sent again after a broken connection, a
    /// timeout or an error of the server too.
    pub fn idempotent(mut self) -> Self {
        self.draft.retry.repeat = Repeat::Always;
        self
    }

    /// Sends the slashes in values of path parameters as they are, so that such a value is several segments of the path:
    /// `projects/p/jobs/7`. Otherwise they are sent as `%2F`, which most servers take for a part of one segment.
    pub fn path_slashes(mut self) -> Self {
        self.draft.call.keep_slashes();
        self
    }

    /// Reads a success that is not as documented as far as it is: members that are absent or of another kind are empty, and lists
    /// and maps lack what does not fit. [`Response::mismatches`] lists all that; streams and lists by pages have the mismatches of
    /// their last item or page.
    pub fn lenient(mut self) -> Self {
        self.draft.is_lenient = true;
        self
    }

    /// Sends it.
    ///
    /// # Errors
    /// Any [`Error`](super::Error), of the last attempt.
    pub fn send(self) -> Sending<O> {
        Sending::new(send(self.draft))
    }

    /// Sends it, and returns status, headers and raw body, and the value.
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

    /// Sends it, and reads a success as JSON of a type of the caller's, for servers that do not keep to their document. No body is
    /// null.
    ///
    /// # Errors
    /// Any [`Error`](super::Error), of the last attempt; [`Error::Decode`](super::Error::Decode) if the body is not JSON of this type.
    pub async fn send_as<T: DeserializeOwned>(mut self) -> Result<T> {
        self.draft.reading = |_| Reading::Whole;
        decode_as(&send(self.draft).await?)
    }

    /// Sends it, and reads a success as any JSON; see [`Self::send_as`].
    ///
    /// # Errors
    /// Any [`Error`](super::Error), of the last attempt; [`Error::Decode`](super::Error::Decode) if the body is not JSON.
    pub async fn send_json(self) -> Result<serde_json::Value> {
        self.send_as().await
    }

    /// [`Request::send_as`] for code that is not asynchronous.
    ///
    /// # Errors
    /// Any [`Error`](super::Error), of the last attempt; [`Error::Decode`](super::Error::Decode) if the body is not JSON of this type.
    #[cfg(feature = "blocking")]
    pub fn send_as_blocking<T: DeserializeOwned>(self) -> Result<T> {
        super::blocking::wait(self.send_as())?
    }

    /// [`Request::send_json`] for code that is not asynchronous.
    ///
    /// # Errors
    /// Any [`Error`](super::Error), of the last attempt; [`Error::Decode`](super::Error::Decode) if the body is not JSON.
    #[cfg(feature = "blocking")]
    pub fn send_json_blocking(self) -> Result<serde_json::Value> {
        super::blocking::wait(self.send_json())?
    }

    /// Sends it, and waits for the response. In asynchronous code, which it would block, it is an error; in
    /// `tokio::task::spawn_blocking` and `block_in_place` it is not.
    ///
    /// # Errors
    /// Any [`Error`](super::Error), of the last attempt.
    #[cfg(feature = "blocking")]
    pub fn send_blocking(self) -> Result<O::Output> {
        O::Body::decode(&mut super::blocking::send(self.draft)?)
    }

    /// [`Request::send_with_response`] for code that is not asynchronous.
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

    /// [`Request::send`], by `.await` alone.
    fn into_future(self) -> Sending<O> {
        self.send()
    }
}

#[allow(dead_code, reason = "generated code calls those that its API needs")]
impl<O: Operation> Request<O> {
    pub(crate) fn new(client: &Client) -> Self {
        Self { draft: Draft::new(client, O::ENDPOINT), operation: PhantomData }
    }

    /// The same call, whose success is read in another way.
    pub(crate) fn read_as<P: Operation>(self) -> Request<P> {
        let mut draft = self.draft;
        draft.endpoint = P::ENDPOINT;
        draft.reading = draft.endpoint.reading;
        Request { draft, operation: PhantomData }
    }

    pub(crate) fn draft_mut(&mut self) -> &mut Draft {
        &mut self.draft
    }

    pub(crate) fn into_draft(self) -> Box<Draft> {
        self.draft
    }

    /// Of which call an error is that is found by hand on top of generated code.
    pub(crate) fn attempt(&self) -> Attempt {
        self.draft.attempt()
    }

    /// The clock that tells the time and waits.
    pub(crate) fn clock(&self) -> &dyn Clock {
        self.draft.clock()
    }

    pub(crate) fn path(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.draft.call.plain_path(name, &value.to_string());
        self
    }

    /// A path parameter that can be several segments.
    pub(crate) fn path_segments(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.draft.call.path_segments(name, &value.to_string());
        self
    }

    pub(crate) fn path_parameter(mut self, name: &'static str, style: Style, value: &dyn ToJson) -> Self {
        self.draft.call.path(name, style, value);
        self
    }

    /// A path parameter that is not shown.
    pub(crate) fn secret_path_parameter(mut self, name: &'static str, style: Style, value: &dyn ToJson) -> Self {
        self.draft.call.secret_path.push(name);
        self.path_parameter(name, style, value)
    }

    pub(crate) fn query_parameter(self, name: &str, value: &dyn ToJson) -> Self {
        self.query_parameter_with(name, FORM, value)
    }

    pub(crate) fn query_parameter_with(mut self, name: &str, style: Style, value: &dyn ToJson) -> Self {
        self.draft.call.query(name, style, value);
        self
    }

    /// Adds the only item of `value` to a list in the query.
    pub(crate) fn add_query_parameter(self, name: &str, value: &dyn ToJson) -> Self {
        self.add_query_parameter_with(name, FORM, value)
    }

    pub(crate) fn add_query_parameter_with(mut self, name: &str, style: Style, value: &dyn ToJson) -> Self {
        self.draft.call.add_query_item(name, style, value);
        self
    }

    pub(crate) fn header_parameter(self, name: &str, value: &dyn ToJson) -> Self {
        self.header_parameter_with(name, Style::Simple { explode: false }, value)
    }

    pub(crate) fn header_parameter_with(mut self, name: &str, style: Style, value: &dyn ToJson) -> Self {
        self.draft.call.header_parameter(name, style, value);
        self
    }

    /// Sets the operation's items of a header whose value is a list.
    pub(crate) fn header_list(mut self, name: &'static str, items: &'static str) -> Self {
        header_list::set_own(&mut self.draft.call.header_lists, name, items);
        self
    }

    /// Adds the caller's items to a header whose value is a list.
    pub(crate) fn add_to_header(mut self, name: &'static str, items: impl AsRef<str>) -> Self {
        self.draft.call.add_to_header(name, items.as_ref());
        self
    }

    pub(crate) fn cookie_parameter(self, name: &str, value: &dyn ToJson) -> Self {
        self.cookie_parameter_with(name, FORM, value)
    }

    pub(crate) fn cookie_parameter_with(mut self, name: &str, style: Style, value: &dyn ToJson) -> Self {
        self.draft.call.cookie(name, style, value);
        self
    }

    pub(crate) fn json(self, body: &dyn ToJson) -> Self {
        self.json_as("application/json", body)
    }

    pub(crate) fn json_as(mut self, media_type: &str, body: &dyn ToJson) -> Self {
        self.draft.call.json(media_type, body);
        self
    }

    pub(crate) fn form(self, body: &dyn ToJson) -> Self {
        self.form_as("application/x-www-form-urlencoded", &[], body)
    }

    pub(crate) fn form_as(mut self, media_type: &str, encodings: &[Encoding], body: &dyn ToJson) -> Self {
        self.draft.call.form(media_type, encodings, body);
        self
    }

    pub(crate) fn multipart(self, body: &dyn ToJson) -> Self {
        self.multipart_as("multipart/form-data", &[], body)
    }

    pub(crate) fn multipart_as(mut self, media_type: &str, encodings: &'static [Encoding], body: &dyn ToJson) -> Self {
        self.draft.call.multipart(media_type, encodings, body);
        self
    }

    /// A body whose parts are the elements of a list, by the encodings at their positions, and `rest` for those after them.
    pub(crate) fn parts(
        mut self,
        media_type: &str,
        encodings: &'static [Encoding],
        rest: Encoding,
        body: &dyn ToJson,
    ) -> Self {
        self.draft.call.list_of_parts(media_type, encodings, rest, body);
        self
    }

    pub(crate) fn text(mut self, media_type: &str, body: impl Into<String>) -> Self {
        self.draft.call.body(media_type, body.into().into());
        self
    }

    pub(crate) fn bytes(mut self, media_type: &str, body: impl Into<Body>) -> Self {
        self.draft.call.body(media_type, body.into());
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
