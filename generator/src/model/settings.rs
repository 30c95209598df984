//! Settings of the client, which apply to every operation.

use super::{Docs, Features};

/// The client's settings.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The URL of the first server, its variables in braces; empty if there is none.
    pub base_url: String,
    /// The variables of that URL.
    pub server_variables: Vec<ServerVariable>,
    /// The servers that the document names: name, URL and description.
    pub named_servers: Vec<NamedServer>,
    /// The prefix of environment variables: `ANTHROPIC` for `ANTHROPIC_API_KEY`.
    pub environment_prefix: String,
    /// Headers that every operation has, and that a call need not set.
    pub headers: Vec<HeaderSetting>,
    /// The document's security schemes.
    pub security_schemes: Vec<SecurityScheme>,
    /// Alternatives, each a list of names of security schemes, for operations without their own. If the list is empty,
    /// no credential is needed.
    pub security: Vec<Vec<String>>,
    /// The places of the kind and the message in the documented error body.
    pub error_body: ErrorBody,
    /// The parts that can be left out of the crate.
    pub features: Features,
    /// Whether there is a server for tests of applications.
    pub has_fake: bool,
    /// The names of the required properties that every response has; `None` means all of them.
    pub guaranteed: Option<Vec<String>>,
}

/// A server that the document names.
#[derive(Clone, Debug)]
pub struct NamedServer {
    /// Its name.
    pub name: String,
    /// Its URL, as it is written.
    pub url: String,
    /// From its description.
    pub docs: Docs,
}

/// A variable of the base URL.
#[derive(Clone, Debug)]
pub struct ServerVariable {
    /// The name in braces.
    pub wire_name: String,
    /// The setter's name.
    pub rust_name: String,
    /// From its description.
    pub docs: Docs,
    /// The default.
    pub default: String,
    /// The values that it may have; empty: any.
    pub values: Vec<String>,
}

/// A header that every request carries, or may carry.
#[derive(Clone, Debug)]
pub struct HeaderSetting {
    /// The place of one of the parameters with this header.
    pub pointer: String,
    /// The header's name.
    pub wire_name: String,
    /// The setter's name.
    pub rust_name: String,
    /// From the parameter's description.
    pub docs: Docs,
    /// The default value; `None` means that the header is not sent.
    pub default: Option<String>,
    /// How callers add to the value, if it is a list.
    pub list: Option<HeaderList>,
}

impl Settings {
    /// The setting of a header.
    pub fn header(&self, wire_name: &str) -> Option<&HeaderSetting> {
        self.headers.iter().find(|header| header.wire_name.eq_ignore_ascii_case(wire_name))
    }
}

/// A header whose value is a list: the default is always sent, and callers add to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderList {
    /// The name of the method that adds to it.
    pub method: String,
    /// Items that exclude each other. Items of the operation have precedence over items of the caller.
    pub exclusive: Vec<String>,
}

/// A security scheme.
#[derive(Clone, Debug)]
pub struct SecurityScheme {
    /// Its name in `components.securitySchemes`.
    pub wire_name: String,
    /// From its description.
    pub docs: Docs,
    /// The value that is sent.
    pub kind: SecuritySchemeKind,
    /// The environment variable for its credential, such as `PET_STORE_PARTNER_KEY`, if the variables that every API
    /// has are for other schemes.
    pub variable: Option<String>,
    /// The flows of OAuth 2 by which a client gets tokens without a person.
    pub flows: Vec<OAuthFlow>,
}

/// A flow of OAuth 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OAuthFlow {
    /// The name of its constructor.
    pub rust_name: String,
    /// The kind of authorization grant.
    pub grant: Grant,
    /// The URL that tokens come from, as it is written: it may be relative to the base URL.
    pub token_url: String,
    /// The scopes, each with its description.
    pub scopes: Vec<(String, String)>,
}

/// An authorization grant, which a client exchanges for a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant {
    /// Its id and secret.
    ClientCredentials,
    /// A refresh token.
    RefreshToken,
}

/// The credential that a security scheme sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecuritySchemeKind {
    /// A key under a name.
    ApiKey {
        /// Where.
        location: ApiKeyLocation,
        /// The name of the header, query parameter or cookie.
        wire_name: String,
    },
    /// `Authorization: Basic`.
    Basic,
    /// `Authorization: Bearer`; OAuth 2 and OpenID Connect too.
    Bearer,
    /// `Authorization` with a token under another scheme of HTTP, as it is written.
    Http(String),
    /// A certificate, which is not sent with a request.
    MutualTls,
}

/// Where an API key is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "OpenAPI's own names")]
pub enum ApiKeyLocation {
    Header,
    Query,
    Cookie,
}

/// JSON pointers into the documented error body, the most likely one first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErrorBody {
    /// The kind of error: a word for machines.
    pub kind: Vec<String>,
    /// The message, for people.
    pub message: Vec<String>,
    /// The id of the request.
    pub request_id: Vec<String>,
}
