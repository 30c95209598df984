//! The description of one API that generated code hands to the runtime: static data, no behaviour.

use super::header_list::HeaderList;

/// Settings for every operation of an API.
#[derive(Debug)]
pub struct Api {
    /// The API's name, for messages.
    pub title: &'static str,
    /// The URL that operations' paths are appended to, with variables in braces; empty if the document names no server.
    pub base_url: &'static str,
    /// The variables of that URL.
    pub server_variables: &'static [ServerVariable],
    /// The prefix of environment variables: `ANTHROPIC` for `ANTHROPIC_API_KEY`.
    pub environment_prefix: &'static str,
    /// The header `user-agent`, if the caller sets no other.
    pub user_agent: &'static str,
    /// Headers that every request carries.
    pub headers: &'static [DefaultHeader],
    /// Headers whose values are lists, to which callers add.
    pub header_lists: &'static [HeaderList],
    /// The credentials that the API knows.
    pub security_schemes: &'static [SecurityScheme],
    /// Alternatives, each a list of names of security schemes. One alternative is needed; if the list is empty, no
    /// credential is needed.
    pub security: &'static [&'static [&'static str]],
    /// The places of the kind and the message in error bodies.
    pub error_body: ErrorBody,
}

/// A variable of the base URL.
#[derive(Debug)]
pub struct ServerVariable {
    /// Its name.
    pub name: &'static str,
    /// Its value, if the caller sets no other.
    pub default: &'static str,
    /// The values that it may have. If the list is empty, any value is allowed.
    pub values: &'static [&'static str],
}

/// A header that every request carries.
#[derive(Debug)]
pub struct DefaultHeader {
    /// Its name.
    pub name: &'static str,
    /// Its value, if the caller sets no other.
    pub value: &'static str,
}

/// A security scheme: a kind of credential, and how it is sent.
#[derive(Debug)]
pub struct SecurityScheme {
    /// Its name in the document.
    pub name: &'static str,
    /// The value that is sent.
    pub kind: SecuritySchemeKind,
    /// The environment variable for its credential, if the variables that every API has are for other schemes.
    pub variable: Option<&'static str>,
}

/// The credential that a security scheme sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecuritySchemeKind {
    /// A key that is sent with a name.
    ApiKey {
        /// Where the key is sent.
        location: ApiKeyLocation,
        /// The name of the header, query parameter or cookie.
        name: &'static str,
    },
    /// `Authorization: Basic`.
    Basic,
    /// `Authorization: Bearer`.
    Bearer,
    /// `Authorization` with a token, and another HTTP authentication scheme.
    Http(&'static str),
    /// A certificate, which the HTTP client presents. It is in no request.
    MutualTls,
}

/// Where an API key is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiKeyLocation {
    /// A header.
    Header,
    /// A query parameter.
    Query,
    /// A cookie.
    Cookie,
}

/// JSON pointers into error bodies, the most likely one first.
#[derive(Debug)]
pub struct ErrorBody {
    /// The kind of error: a word for machines.
    pub kind: &'static [&'static str],
    /// The message: a text for people.
    pub message: &'static [&'static str],
    /// The id of the request.
    pub request_id: &'static [&'static str],
}

impl Api {
    /// The security scheme called `name`.
    pub(crate) fn security_scheme(&self, name: &str) -> Option<&'static SecurityScheme> {
        self.security_schemes.iter().find(|scheme| scheme.name == name)
    }
}
