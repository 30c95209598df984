//! A call that is being built: the part of a request that does not depend on the operation.

use std::{fmt, sync::Arc};

use super::{
    Client, RetryPolicy, Timeouts,
    call::{Call, Target},
    clock::Clock,
    compact::CollectList,
    error::Attempt,
    header_list,
    json::ToJson,
    operation::Endpoint,
    parameter::Style,
    response::Reading,
};

/// A call that is being built.
///
/// It is in an [`Arc`], although few calls are cloned: code that drops an `Arc` is small. Futures drop a call in each codegen
/// unit of an application that drops the future.
#[derive(Clone)]
pub(crate) struct Draft {
    pub(crate) client: Client,
    pub(crate) endpoint: &'static Endpoint,
    /// How the body of a success is received.
    pub(crate) reading: fn(u16) -> Reading,
    /// Whether a success that differs from the document is read as far as possible.
    pub(crate) is_lenient: bool,
    pub(crate) call: Call,
    pub(crate) timeouts: Timeouts,
    pub(crate) retry: RetryPolicy,
}

impl Draft {
    /// A call without any settings.
    pub(crate) fn new(client: &Client, endpoint: &'static Endpoint) -> Arc<Self> {
        let settings = client.inner();
        let (timeouts, retry) = (settings.timeouts, settings.retry);
        let (reading, call) = (endpoint.reading, Call::default());
        Arc::new(Self { client: client.clone(), endpoint, reading, is_lenient: false, call, timeouts, retry })
    }

    /// A call that no clone shares, so that it can be changed.
    #[inline(never)]
    pub(crate) fn own(draft: &mut Arc<Self>) -> &mut Self {
        Arc::make_mut(draft)
    }

    // The following functions take and return the call, so that a generic caller needs no code to drop it.

    /// The call with a path parameter.
    pub(crate) fn with_path(mut draft: Arc<Self>, name: &'static str, value: &dyn fmt::Display) -> Arc<Self> {
        Self::own(&mut draft).call.plain_path(name, value);
        draft
    }

    /// The call with a query parameter.
    pub(crate) fn with_query(mut draft: Arc<Self>, name: &str, style: Style, value: &dyn ToJson) -> Arc<Self> {
        Self::own(&mut draft).call.query(name, style, value);
        draft
    }

    /// The call with the operation's items of a header whose value is a list.
    pub(crate) fn with_header_list(mut draft: Arc<Self>, name: &'static str, items: &'static str) -> Arc<Self> {
        header_list::set_own(&mut Self::own(&mut draft).call.header_lists, name, items);
        draft
    }

    /// The call, for an error before or after its attempts.
    pub(crate) fn attempt(&self) -> Attempt {
        Attempt::new(self.endpoint.id, self.client.inner().base_url.host().clone(), 1)
    }

    /// The encoded values of the query parameter `name`.
    pub(crate) fn query_values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.call.query.iter().filter(move |(of, _)| of == name).map(|(_, pair)| pair.as_str())
    }

    /// The clock of the client.
    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.client.inner().clock
    }
}

impl fmt::Debug for Draft {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Shows only the names of parameters that may be secret.
        let path: Vec<(&str, &str)> = self
            .call
            .path
            .iter()
            .map(|(name, value)| (*name, if self.call.secret_path.contains(name) { "…" } else { value }))
            .collect_list();
        let query: Vec<&str> = self.call.query.iter().map(|(name, _)| name.as_str()).collect_list();
        formatter
            .debug_struct("Request")
            .field("operation", &self.endpoint.id)
            .field("method", &Target::method(self.call.target.as_ref(), self.endpoint))
            .field("path", &self.call.target.as_ref().map_or(self.endpoint.path, |target| &target.path))
            .field("path_parameters", &path)
            .field("query", &query)
            .field("headers", &self.call.headers.keys().collect_list())
            .field("body_length", &self.call.body.as_ref().map(|body| body.content.length()))
            .field("mistake", &self.call.mistake)
            .field("timeouts", &self.timeouts)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}
