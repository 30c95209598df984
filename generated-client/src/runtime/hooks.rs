//! Functions of an application that are called before and after each attempt.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, Instant},
};

use reqwest::{
    Method, StatusCode,
    header::{HeaderMap, HeaderName, HeaderValue},
};

use super::{ClientBuilder, Error, Result, call, error::Attempt};

/// The functions of one client.
#[derive(Clone, Default)]
pub(crate) struct Hooks {
    before: Vec<Before>,
    after: Vec<After>,
}

type Before = Arc<dyn Fn(&mut BeforeAttempt<'_>) + Send + Sync>;
type After = Arc<dyn Fn(&AfterAttempt<'_>) + Send + Sync>;

/// An attempt that was begun.
pub(crate) struct Begun {
    method: Method,
    at: Instant,
}

/// An attempt that is about to be made; see [`ClientBuilder::before_attempt`].
#[derive(Debug)]
pub struct BeforeAttempt<'a> {
    attempt: &'a Attempt,
    method: &'a Method,
    headers: Vec<(HeaderName, HeaderValue)>,
    /// The first mistake.
    mistake: Option<String>,
}

impl BeforeAttempt<'_> {
    /// The id of the operation.
    pub fn operation(&self) -> &'static str {
        self.attempt.operation
    }

    /// The method of the request.
    pub fn method(&self) -> &Method {
        self.method
    }

    /// The host, with its port if it is not the default.
    pub fn host(&self) -> &str {
        &self.attempt.host
    }

    /// The number of the attempt: 1 for the first.
    pub fn attempt(&self) -> u32 {
        self.attempt.number
    }

    /// Sets a header of this attempt. It replaces a header of the request with the same name. An invalid header is
    /// [`Error::Build`].
    pub fn set_header(&mut self, name: &str, value: &str) {
        match call::header(name, value) {
            Ok(header) => self.headers.push(header),
            Err(mistake) => drop(self.mistake.get_or_insert(mistake)),
        }
    }
}

/// A finished attempt, with a response whose body is not read yet, or with an error; see
/// [`ClientBuilder::after_attempt`].
#[derive(Debug)]
pub struct AfterAttempt<'a> {
    attempt: &'a Attempt,
    method: &'a Method,
    elapsed: Duration,
    outcome: Result<&'a reqwest::Response, &'a Error>,
}

impl AfterAttempt<'_> {
    /// The id of the operation.
    pub fn operation(&self) -> &'static str {
        self.attempt.operation
    }

    /// The method of the request.
    pub fn method(&self) -> &Method {
        self.method
    }

    /// The host, with its port if it is not the default.
    pub fn host(&self) -> &str {
        &self.attempt.host
    }

    /// The number of the attempt: 1 for the first.
    pub fn attempt(&self) -> u32 {
        self.attempt.number
    }

    /// The time from the beginning of the attempt to the headers of the response, or to the error.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// The status of the response.
    pub fn status(&self) -> Option<StatusCode> {
        self.outcome.as_ref().ok().map(|response| response.status())
    }

    /// The headers of the response.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.outcome.as_ref().ok().map(|response| response.headers())
    }

    /// The reason why there is no response. A response with an error status is not an error here.
    pub fn error(&self) -> Option<&Error> {
        self.outcome.as_ref().err().copied()
    }
}

impl Hooks {
    /// Calls the functions before an attempt, and sets their headers; `None` if there are no functions for its end.
    pub(crate) fn before(&self, attempt: &Attempt, request: &mut reqwest::Request) -> Result<Option<Begun>> {
        if !self.before.is_empty() {
            let mut before = BeforeAttempt { attempt, method: request.method(), headers: Vec::new(), mistake: None };
            self.before.iter().for_each(|hook| hook(&mut before));
            let BeforeAttempt { headers, mistake, .. } = before;
            if let Some(mistake) = mistake {
                return Err(Error::build(mistake).of_operation(attempt.operation));
            }
            for (name, value) in headers {
                request.headers_mut().insert(name, value);
            }
        }
        Ok((!self.after.is_empty()).then(|| Begun { method: request.method().clone(), at: Instant::now() }))
    }

    /// Calls those after an attempt.
    pub(crate) fn after(&self, attempt: &Attempt, begun: Option<Begun>, outcome: Result<&reqwest::Response, &Error>) {
        let Some(Begun { method, at }) = begun else { return };
        let after = AfterAttempt { attempt, method: &method, elapsed: at.elapsed(), outcome };
        self.after.iter().for_each(|hook| hook(&after));
    }
}

impl fmt::Debug for Hooks {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { before, after } = self;
        formatter.debug_struct("Hooks").field("before", &before.len()).field("after", &after.len()).finish()
    }
}

impl ClientBuilder {
    /// Calls `hook` before each attempt of each call. It can set headers, but sees none, so it sees no credentials. It
    /// must not block.
    ///
    /// ```
    /// # let builder = managed_agents::Client::builder();
    /// let builder = builder.before_attempt(|attempt| attempt.set_header("x-trace", &format!("my-trace-{}", attempt.attempt())));
    /// # drop(builder);
    /// ```
    ///
    /// To see or change the whole request, use a [`Transport`](super::Transport).
    pub fn before_attempt(mut self, hook: impl Fn(&mut BeforeAttempt<'_>) + Send + Sync + 'static) -> Self {
        self.hooks.before.push(Arc::new(hook));
        self
    }

    /// Calls `hook` after each attempt of each call: when the headers of the response have arrived, or when the attempt
    /// has failed. It must not block.
    ///
    /// ```
    /// # let builder = managed_agents::Client::builder();
    /// let builder = builder.after_attempt(|attempt| {
    ///     println!("{} {:?} after {:?}", attempt.operation(), attempt.status(), attempt.elapsed());
    /// });
    /// # drop(builder);
    /// ```
    pub fn after_attempt(mut self, hook: impl Fn(&AfterAttempt<'_>) + Send + Sync + 'static) -> Self {
        self.hooks.after.push(Arc::new(hook));
        self
    }
}
