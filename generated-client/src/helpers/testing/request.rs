//! [`Request`]: the parts of a request that the fake API uses.

use std::ops::Deref;

use serde_json::Value;

use super::fault::On;
use crate::runtime::fake::HttpRequest;

/// The parts of a request that the server uses.
#[derive(Debug)]
pub(super) struct Request {
    http: HttpRequest,
    /// The pairs of the query, decoded.
    query: Vec<(String, String)>,
    /// The body as JSON, or null.
    pub(super) body: Value,
}

impl Request {
    /// The segments of the path after the version.
    pub(super) fn segments(&self) -> Vec<&str> {
        self.path().strip_prefix("/v1/").map(|path| path.split('/').collect()).unwrap_or_default()
    }

    /// A parameter of the query.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// All parameters of the query with this name.
    pub(super) fn parameters<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.query.iter().filter(move |(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// The credential: the key, or the token of a bearer.
    pub(super) fn credential(&self) -> Option<&str> {
        let bearer = || self.header("authorization")?.strip_prefix("Bearer ");
        self.header("x-api-key").or_else(bearer)
    }

    /// Whether the header `anthropic-beta` names a feature.
    pub(super) fn has_beta(&self, name: &str) -> bool {
        let headers = self.headers.get_all("anthropic-beta").iter().filter_map(|value| value.to_str().ok());
        headers.flat_map(|value| value.split(',')).any(|beta| beta.trim() == name)
    }

    pub(super) fn kind(&self) -> On {
        match (self.method.as_str(), &self.segments()[..]) {
            ("GET", ["sessions", _]) => On::Session,
            ("POST", ["sessions", _, "events"]) => On::Send,
            ("GET", ["sessions", _, "events"]) => On::History,
            ("GET", ["sessions", _, "stream"] | ["sessions", _, "events", "stream"]) => On::Stream,
            ("GET", ["environments", _, "work", "poll"]) => On::Poll,
            ("POST", ["environments", _, "work", _, "ack"]) => On::Ack,
            ("POST", ["environments", _, "work", _, "heartbeat"]) => On::Heartbeat,
            ("POST", ["environments", _, "work", _, "stop"]) => On::Stop,
            _ => On::Any,
        }
    }
}

impl From<HttpRequest> for Request {
    fn from(http: HttpRequest) -> Self {
        let query = http.pairs().collect();
        let body = serde_json::from_slice(&http.content).unwrap_or_default();
        Self { http, query, body }
    }
}

impl Deref for Request {
    type Target = HttpRequest;

    fn deref(&self) -> &HttpRequest {
        &self.http
    }
}
