//! Errors of calls.

mod answered;
mod attempt;
mod by_status;
mod connection;
mod credential;
mod decode;
mod documented;
mod excerpt;
mod io;
mod record;
mod secrets;
mod shape;
mod stream;
mod usual;

use std::{error::Error as StdError, fmt, sync::Arc, time::Duration};

pub use answered::ApiError;
pub use by_status::ErrorByStatus;
pub(crate) use by_status::errors;
pub use connection::{BuildError, LimitError, NetworkError, RedirectError, TimeoutError, TimeoutPhase};
pub use credential::CredentialError;
pub use decode::{DecodeError, Mismatch};
pub use io::IoError;
pub use stream::{StreamError, StreamErrorKind};

pub(crate) use answered::Answer;
pub(crate) use attempt::Attempt;
pub(crate) use connection::{Arrived, HeadLimits, is_refused_by_proxy};
pub(crate) use secrets::{Secrets, hide, secrets_of_header, secrets_of_pair};

use super::transport::{Kind, TransportError};

/// A result with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error of a call. Its variant says whether the server may have processed the request.
///
/// | variant | was the request sent? | was there a response? |
/// | --- | --- | --- |
/// | [`Build`](Self::Build) | no | no |
/// | [`Credential`](Self::Credential) | no, or with a refused credential | no, or with the status 401 |
/// | [`Connect`](Self::Connect) | no | no |
/// | [`Transport`](Self::Transport), [`Timeout`](Self::Timeout) | perhaps | no, or in part |
/// | [`Api`](Self::Api) | yes | yes, with an error status |
/// | [`Decode`](Self::Decode), [`Limit`](Self::Limit) | yes | yes, a success that could not be read |
/// | [`Redirect`](Self::Redirect) | yes | yes, perhaps from another server |
/// | [`Stream`](Self::Stream) | yes | yes, a stream with an error event, or one that ended too early |
/// | [`Io`](Self::Io) | perhaps, or in part | perhaps |
///
/// The text of an error is one line, and does not repeat its [`source`](std::error::Error::source). It never has
/// credentials. From the body of a response, it has only the error message, or a short excerpt.
///
/// A clone of an error is cheap: it shares the details.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Error {
    /// The request is invalid. Nothing was sent.
    Build(Arc<BuildError>),
    /// A [`CredentialProvider`](super::CredentialProvider) issued no credential. The request was not sent, or it was
    /// refused with the status 401.
    Credential(Arc<CredentialError>),
    /// There was no connection. Nothing was sent.
    Connect(Arc<NetworkError>),
    /// The connection broke, or the response is malformed. The server may have processed the request, unless
    /// [`NetworkError::was_refused`].
    Transport(Arc<NetworkError>),
    /// A timeout passed. The server may have processed the request.
    Timeout(Arc<TimeoutError>),
    /// The response has an error status, or is a redirect, which is not followed.
    Api(Arc<ApiError>),
    /// The request succeeded, but its response differs from the API's document. Do not send it again.
    Decode(Arc<DecodeError>),
    /// The response is larger than [`Limits`](super::Limits) allow.
    Limit(Arc<LimitError>),
    /// The HTTP client of [`ClientBuilder::http_client`](super::ClientBuilder::http_client) followed a redirect.
    Redirect(Arc<RedirectError>),
    /// A stream reported an error, or ended before its last item was complete.
    Stream(Arc<StreamError>),
    /// The source of the body or the target of a download failed, or the body differs from its stated length. The server may
    /// have received a part of the request.
    Io(Arc<IoError>),
}

impl Error {
    /// Whether another attempt may succeed: after no connection (unless a proxy requires credentials), a broken connection, a
    /// timeout, a temporary status ([`ApiError::is_retryable`]: 408, 429, 5xx, or according to the header `x-should-retry`), a
    /// temporary error of a credential provider, or a temporary error of a stream ([`StreamError::is_retryable`]).
    ///
    /// Another attempt can do harm: after [`Error::Transport`] and [`Error::Timeout`], the server may have processed
    /// the request, unless [`NetworkError::was_refused`].
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Connect(error) => !error.is_refused_by_proxy(),
            Self::Transport(_) | Self::Timeout(_) => true,
            Self::Api(error) => error.is_retryable(),
            Self::Credential(error) => error.provider_error().is_temporary(),
            Self::Stream(error) => error.is_retryable(),
            Self::Build(_) | Self::Decode(_) | Self::Limit(_) | Self::Redirect(_) | Self::Io(_) => false,
        }
    }

    /// Whether a timeout passed: of a connection, an attempt, a call, a credential provider, or the next piece of a
    /// stream.
    pub fn is_timeout(&self) -> bool {
        match self {
            Self::Timeout(_) => true,
            Self::Credential(error) => error.provider_error().is_timeout(),
            Self::Connect(error) | Self::Transport(error) => error.is_timeout(),
            Self::Build(_)
            | Self::Api(_)
            | Self::Decode(_)
            | Self::Limit(_)
            | Self::Redirect(_)
            | Self::Stream(_)
            | Self::Io(_) => false,
        }
    }

    /// Whether there was no connection. Then the server cannot have processed the request.
    pub fn is_connect(&self) -> bool {
        matches!(self, Self::Connect(_))
    }

    /// The status of the response, for [`Error::Api`] and [`Error::Decode`]; `None` for all other errors.
    pub fn status(&self) -> Option<reqwest::StatusCode> {
        match self {
            Self::Api(error) => Some(error.status()),
            Self::Decode(error) => Some(error.status()),
            Self::Build(_)
            | Self::Credential(_)
            | Self::Connect(_)
            | Self::Transport(_)
            | Self::Timeout(_)
            | Self::Limit(_)
            | Self::Redirect(_)
            | Self::Stream(_)
            | Self::Io(_) => None,
        }
    }

    /// The error code of the API: [`ApiError::kind`] of an error response, `None` for other errors.
    pub fn error_code(&self) -> Option<&str> {
        match self {
            Self::Api(error) => Some(error.kind()),
            _ => None,
        }
    }

    /// The id of the operation; `None` if the client could not be built.
    pub fn operation(&self) -> Option<&'static str> {
        match self {
            Self::Build(error) => error.operation(),
            Self::Credential(error) => Some(error.operation()),
            error => error.attempt().map(|attempt| attempt.operation),
        }
    }

    /// The number of attempts, also of those without a connection; 0 if there was no attempt.
    pub fn attempts(&self) -> u32 {
        match self {
            Self::Credential(error) => error.sent,
            error => error.attempt().map_or(0, |attempt| attempt.number),
        }
    }

    /// The host of the request, with its port if it is not the default; `None` for [`Error::Build`] and
    /// [`Error::Credential`].
    pub fn host(&self) -> Option<&str> {
        self.attempt().map(|attempt| &*attempt.host)
    }

    fn attempt(&self) -> Option<&Attempt> {
        match self {
            Self::Build(_) | Self::Credential(_) => None,
            Self::Connect(error) | Self::Transport(error) => Some(error.attempt()),
            Self::Timeout(error) => Some(error.attempt()),
            Self::Api(error) => Some(error.attempt()),
            Self::Decode(error) => Some(error.attempt()),
            Self::Limit(error) => Some(error.attempt()),
            Self::Redirect(error) => Some(error.attempt()),
            Self::Stream(error) => Some(error.attempt()),
            Self::Io(error) => Some(error.attempt()),
        }
    }

    /// Whether there was no retry because the body (a reader or stream) can be read only once. A new request with a new
    /// body may succeed. `Body::from_fn` makes bodies that can be sent again.
    pub fn is_body_spent(&self) -> bool {
        self.attempt().is_some_and(Attempt::is_body_spent)
    }

    /// The same error, for a request that would be sent again if its body could be read again.
    pub(crate) fn with_spent_body(self) -> Self {
        if let Some(attempt) = self.attempt() {
            attempt.note_spent_body();
        }
        self
    }

    /// The same error, for a body that has arrived in part.
    #[allow(dead_code, reason = "an API may have no downloads")]
    pub(crate) fn after(mut self, arrived: Arrived) -> Self {
        let place = match &mut self {
            Self::Transport(error) => Arc::get_mut(error).map(|error| &mut error.arrived),
            Self::Timeout(error) => Arc::get_mut(error).map(|error| &mut error.arrived),
            _ => None,
        };
        if let Some(place) = place {
            *place = Some(arrived);
        }
        self
    }

    /// The id of the request, from the response. If you report a problem to the provider of the API, include this id.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Api(error) => error.request_id(),
            Self::Decode(error) => error.request_id(),
            Self::Stream(error) => error.request_id(),
            Self::Build(_)
            | Self::Credential(_)
            | Self::Connect(_)
            | Self::Transport(_)
            | Self::Timeout(_)
            | Self::Limit(_)
            | Self::Redirect(_)
            | Self::Io(_) => None,
        }
    }

    /// The pause that the server, or the server of tokens, requests before another attempt.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Api(error) => error.retry_after(),
            Self::Credential(error) => error.provider_error().retry_after(),
            Self::Build(_)
            | Self::Connect(_)
            | Self::Transport(_)
            | Self::Timeout(_)
            | Self::Decode(_)
            | Self::Limit(_)
            | Self::Redirect(_)
            | Self::Stream(_)
            | Self::Io(_) => None,
        }
    }

    /// A mistake that was found before anything was sent.
    pub(crate) fn build(message: impl Into<String>) -> Self {
        Self::Build(Arc::new(BuildError::new(message)))
    }

    /// The same, of a call of this operation.
    pub(crate) fn of_operation(mut self, operation: &'static str) -> Self {
        if let Self::Build(error) = &mut self {
            if let Some(error) = Arc::get_mut(error) {
                error.operation = Some(operation);
            }
        }
        self
    }

    /// The error of a body whose head has arrived.
    pub(crate) fn of_body(error: reqwest::Error, attempt: Attempt) -> Self {
        Self::Transport(Arc::new(NetworkError::new(attempt, error.without_url())))
    }

    /// The error of reqwest in place of a response, by the parts of the call that may have reached the server.
    fn without_response(error: reqwest::Error, attempt: Attempt) -> Self {
        // The URL may carry a key in its query.
        let error = error.without_url();
        if error.is_builder() {
            let mistake = BuildError::new("the HTTP client refuses the request").with_source(error);
            return Self::Build(Arc::new(mistake.of_operation(attempt.operation)));
        }
        let is_connect = error.is_connect();
        let error = Arc::new(NetworkError::new(attempt, error).noting_refusal());
        if is_connect { Self::Connect(error) } else { Self::Transport(error) }
    }

    /// The error of a transport.
    pub(crate) fn from_transport(error: TransportError, attempt: Attempt) -> Self {
        match error.into_kind() {
            Kind::Http(error) => Self::without_response(error, attempt),
            Kind::Connect(source) => Self::Connect(Arc::new(NetworkError::of_transport(attempt, source))),
            Kind::Broken(source) => Self::Transport(Arc::new(NetworkError::of_transport(attempt, source))),
            Kind::Redirected => Self::Redirect(Arc::new(RedirectError::new(attempt))),
            Kind::SetUp(error) => error.of_operation(attempt.operation),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.say(formatter)?;
        if self.is_body_spent() { formatter.write_str("; the body cannot be sent again") } else { Ok(()) }
    }
}

impl Error {
    fn say(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Build(error) => write!(formatter, "nothing was sent: {error}"),
            Self::Connect(error) => {
                write!(formatter, "{}: no connection to {}", error.operation(), error.host())?;
                let hint = "; the proxy requires valid credentials, such as in its URL: `http://user:password@host`";
                formatter.write_str(if error.is_refused_by_proxy() { hint } else { "" })
            }
            Self::Transport(error) if error.is_malformed() => {
                write!(formatter, "{}: the response of {} is malformed", error.operation(), error.host())?;
                connection::after(error.arrived, formatter)
            }
            Self::Transport(error) if error.was_refused() => {
                write!(formatter, "{}: {} refused the request before processing it", error.operation(), error.host())
            }
            Self::Transport(error) => {
                write!(formatter, "{}: the connection to {} broke", error.operation(), error.host())?;
                connection::after(error.arrived, formatter)
            }
            Self::Credential(error) => fmt::Display::fmt(error, formatter),
            Self::Timeout(error) => fmt::Display::fmt(error, formatter),
            Self::Api(error) => fmt::Display::fmt(error, formatter),
            Self::Decode(error) => fmt::Display::fmt(error, formatter),
            Self::Limit(error) => fmt::Display::fmt(error, formatter),
            Self::Redirect(error) => fmt::Display::fmt(error, formatter),
            Self::Stream(error) => fmt::Display::fmt(error, formatter),
            Self::Io(error) => fmt::Display::fmt(error, formatter),
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        // The text of the boxed error is this error's own, so the source is the next one.
        match self {
            Self::Build(error) => error.source(),
            Self::Connect(error) | Self::Transport(error) => error.source(),
            Self::Credential(error) => error.source(),
            Self::Timeout(error) => error.source(),
            Self::Api(error) => error.source(),
            Self::Decode(error) => error.source(),
            Self::Limit(error) => error.source(),
            Self::Redirect(error) => error.source(),
            Self::Stream(error) => error.source(),
            Self::Io(error) => error.source(),
        }
    }
}

/// One line of at most `limit` characters. Line breaks, invisible characters and marks of direction become spaces.
pub(crate) fn one_line(text: &str, limit: usize) -> String {
    let mut line: String =
        text.chars().take(limit).map(|character| if is_plain(character) { character } else { ' ' }).collect();
    if text.chars().nth(limit).is_some() {
        line.push('…');
    }
    line
}

/// Neither a control character nor one of Unicode's invisible ones that separate lines or change the direction of text.
fn is_plain(character: char) -> bool {
    let is_invisible = matches!(
        character,
        '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
    );
    !character.is_control() && !is_invisible
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn a_text_of_the_servers_cannot_break_the_line_or_turn_it_around() {
        assert_eq!(one_line("a\r\nb\u{1b}[2Jc\u{202E}d\u{2028}e", 20), "a  b [2Jc d e");
        assert_eq!(one_line("grüße", 3), "grü…");
    }
}
