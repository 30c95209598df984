//! Operations: the types that name them, and data about each.

use super::{
    response::{Reading, ResponseBody},
    sealed::Sealed,
};

pub use reqwest::Method;

/// An operation of the API. Generated code implements it for one type for each operation, the parameter of
/// [`Request`](super::Request).
pub trait Operation: Sealed + Send + Sync + 'static {
    /// The value of a success.
    type Output: 'static;

    /// How the body of a success is read.
    #[doc(hidden)]
    type Body: ResponseBody<Output = Self::Output>;

    /// Data about it.
    #[doc(hidden)]
    const ENDPOINT: &'static Endpoint;
}

/// The data of one operation: how its request is sent, and how its response is read.
#[doc(hidden)]
#[derive(Debug)]
pub struct Endpoint {
    /// The operation's id in the document.
    pub id: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The HTTP method, if it is not a usual one. `method` is then one that is not idempotent.
    pub token: Option<&'static str>,
    /// The path, with the names of parameters in braces.
    pub path: &'static str,
    /// The header `accept`.
    pub accept: &'static str,
    /// The base URL, if it is not the one of the API. A base URL that the caller sets has precedence.
    pub server: Option<&'static str>,
    /// Alternatives, each a list of names of security schemes, if they are not those of the API. If the list is empty,
    /// no credential is needed.
    pub security: Option<&'static [&'static [&'static str]]>,
    /// Whether a redirect is a success.
    pub is_redirect: bool,
    /// How the body of a success with this status is read.
    pub reading: fn(u16) -> Reading,
}

impl Endpoint {
    /// An operation whose responses are read as `B`. Everything else has its default.
    pub const fn new<B: ResponseBody>(id: &'static str, method: Method, path: &'static str) -> Self {
        Self {
            id,
            method,
            token: None,
            path,
            accept: B::ACCEPT,
            server: None,
            security: None,
            is_redirect: B::IS_REDIRECT,
            reading: B::reading,
        }
    }

    /// Sets another HTTP method than the usual ones.
    pub const fn token(mut self, token: &'static str) -> Self {
        self.token = Some(token);
        self
    }

    /// The HTTP method as it is sent.
    pub(crate) fn method(&self) -> Method {
        let token = self.token.and_then(|token| Method::from_bytes(token.as_bytes()).ok());
        token.unwrap_or_else(|| self.method.clone())
    }

    /// Sets the header `accept`.
    pub const fn accept(mut self, accept: &'static str) -> Self {
        self.accept = accept;
        self
    }

    /// Sets the base URL.
    pub const fn server(mut self, server: &'static str) -> Self {
        self.server = Some(server);
        self
    }

    /// Sets the alternatives of names of security schemes.
    pub const fn security(mut self, alternatives: &'static [&'static [&'static str]]) -> Self {
        self.security = Some(alternatives);
        self
    }
}

/// Implements [`Operation`]: `operation! { ListAgents: "listAgents", GET "/v1/agents" => Json<AgentList> }`, with `token`,
/// `accept`, `server` and `security` if they are not the usual ones.
#[allow(unused_macros, reason = "an API may have no operation")]
macro_rules! operation {
    ($name:ident: $id:expr, $method:ident $path:literal => $response:ty $(, $option:ident: $value:expr)*) => {
        impl $crate::runtime::sealed::Sealed for $name {}

        impl $crate::runtime::Operation for $name {
            type Output = <$response as $crate::runtime::ResponseBody>::Output;
            type Body = $response;
            const ENDPOINT: &'static $crate::runtime::Endpoint =
                &$crate::runtime::Endpoint::new::<$response>($id, $crate::runtime::Method::$method, $path)
                    $(.$option($value))*;
        }
    };
}

#[allow(unused_imports, reason = "an API may have no operation")]
pub(crate) use operation;
