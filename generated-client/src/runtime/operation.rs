//! What generated code says about one operation.

use super::ResponseBody;

pub use reqwest::Method;

/// An operation of the API: how it is asked for, and how its answer is read.
///
/// Generated code implements it on types without values, which name the operation in [`Request`](super::Request).
pub trait Operation: Send + Sync + 'static {
    /// The operation's id in the document.
    const ID: &'static str;
    /// The HTTP method.
    const METHOD: Method;
    /// The path, with the names of parameters in braces.
    const PATH: &'static str;
    /// Alternatives of names of security schemes, where they are not those of the API; empty: none is needed.
    const SECURITY: Option<&'static [&'static [&'static str]]> = None;
    /// The base URL, where it is not that of the API. One that the caller sets goes before it.
    const SERVER: Option<&'static str> = None;
    /// The header `accept`, where it is not that of [`Operation::Response`].
    const ACCEPT: Option<&'static str> = None;
    /// How a success is read.
    type Response: ResponseBody;
}
