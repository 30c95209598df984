//! The content of request bodies and of files.

use std::{
    error::Error as StdError,
    fmt,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Waker},
};

use bytes::Bytes;
use futures_core::Stream;

use super::compact::CollectList;

/// The content of a request body or of a [`File`](super::File): bytes in memory, or a source that is read while it is
/// sent.
///
/// Bytes and texts can be converted to it. Content of a file, a reader or a stream can have any size: it is never in
/// memory as a whole.
#[derive(Clone)]
pub struct Body(Content);

/// Where the content is stored.
#[derive(Clone)]
pub(crate) enum Content {
    Bytes(Bytes),
    Streamed(Arc<dyn Source>),
}

/// Content that is read while it is sent.
pub(crate) trait Source: Send + Sync {
    /// The length, if it is known.
    fn length(&self) -> Option<u64>;

    /// Whether it can be read from its beginning.
    fn is_ready(&self) -> bool;

    /// Opens it for one attempt.
    fn open(&self) -> Opening<'_, Outgoing>;

    /// This content and other content, one after the other.
    fn join(&self, contents: Vec<Body>) -> Arc<dyn Source>;

    /// Opens it as a part of other content.
    fn open_part(&self) -> Opening<'_, Opened>;
}

/// A source that is being opened.
pub(crate) type Opening<'s, T> = Pin<Box<dyn Future<Output = Result<T, BodyFault>> + Send + 's>>;

/// The pieces of a body that is read while it is sent.
pub(crate) type Pieces = Pin<Box<dyn Stream<Item = Result<Bytes, BodyFault>> + Send>>;

/// Content that is open.
pub(crate) struct Opened {
    /// The length, if it is known.
    pub(crate) length: Option<u64>,
    pub(crate) pieces: Pieces,
}

/// A body for one attempt.
pub(crate) struct Outgoing {
    pub(crate) body: reqwest::Body,
    /// The length, if it is known.
    pub(crate) length: Option<u64>,
    pub(crate) shared: Shared,
}

/// State that an attempt and its body share. The body stores its fault here, since the HTTP client reports the fault differently
/// in each version of HTTP. The attempt notes here that the body is not needed any more, since the HTTP client would otherwise
/// continue to send it.
#[derive(Clone, Default)]
pub(crate) struct Shared(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    fault: Option<BodyFault>,
    is_unwanted: bool,
    waiting: Option<Waker>,
}

/// The attempt's side. Dropping it before [`Upload::keep`] ends the body, and so the connection.
pub(crate) struct Upload {
    shared: Shared,
    is_kept: bool,
}

/// The reason why a body cannot be read to its end.
#[derive(Debug)]
pub(crate) struct BodyFault {
    pub(crate) message: String,
    /// How many bytes were read before a reader failed.
    pub(crate) read: Option<u64>,
    pub(crate) source: Option<Box<dyn StdError + Send + Sync>>,
}

impl BodyFault {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), read: None, source: None }
    }

    #[allow(dead_code, reason = "an API may have no files")]
    pub(crate) fn with_source(self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { source: Some(source.into()), ..self }
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[allow(dead_code, reason = "an API may have no files")]
    pub(crate) fn put(&self, fault: BodyFault) {
        self.state().fault.get_or_insert(fault);
    }

    /// Whether the body is not needed any more. If it still is, `context` is woken when that changes.
    #[allow(dead_code, reason = "an API may have no files")]
    pub(crate) fn is_unwanted(&self, context: &Context<'_>) -> bool {
        let mut state = self.state();
        state.waiting = Some(context.waker().clone());
        state.is_unwanted
    }
}

impl Upload {
    pub(crate) fn new(shared: Shared) -> Self {
        Self { shared, is_kept: false }
    }

    pub(crate) fn fault(&self) -> Option<BodyFault> {
        self.shared.state().fault.take()
    }

    /// Lets the body be sent to its end.
    pub(crate) fn keep(mut self) {
        self.is_kept = true;
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        if !self.is_kept {
            let waiting = {
                let mut state = self.shared.state();
                state.is_unwanted = true;
                state.waiting.take()
            };
            waiting.into_iter().for_each(Waker::wake);
        }
    }
}

impl Body {
    /// The bytes, if they are in memory.
    pub fn bytes(&self) -> Option<&Bytes> {
        match &self.0 {
            Content::Bytes(bytes) => Some(bytes),
            Content::Streamed(_) => None,
        }
    }

    /// The length in bytes, if it is known. The length of a file on disk is known only when the file is opened to be
    /// sent.
    pub fn length(&self) -> Option<u64> {
        match &self.0 {
            Content::Bytes(bytes) => u64::try_from(bytes.len()).ok(),
            Content::Streamed(source) => source.length(),
        }
    }

    #[allow(dead_code, reason = "an API may have no files")]
    pub(crate) fn of_source(source: Arc<dyn Source>) -> Self {
        Self(Content::Streamed(source))
    }

    /// Where the content is stored.
    pub(crate) fn content(&self) -> &Content {
        &self.0
    }

    /// The source, if the body is not in memory.
    pub(crate) fn source(&self) -> Option<&Arc<dyn Source>> {
        match &self.0 {
            Content::Bytes(_) => None,
            Content::Streamed(source) => Some(source),
        }
    }

    /// Several contents, one after the other.
    pub(crate) fn joined(mut contents: Vec<Self>) -> Self {
        match contents.iter().find_map(Self::source) {
            Some(source) => Self(Content::Streamed(source.join(contents.clone()))),
            None if contents.len() == 1 => contents.remove(0),
            None => {
                let bytes: Vec<&[u8]> = contents.iter().filter_map(Self::bytes).map(|bytes| &bytes[..]).collect_list();
                bytes.concat().into()
            }
        }
    }

    /// Whether it can be sent from its beginning.
    pub(crate) fn is_ready(&self) -> bool {
        self.source().is_none_or(|source| source.is_ready())
    }
}

impl Default for Body {
    fn default() -> Self {
        Self(Content::Bytes(Bytes::new()))
    }
}

impl PartialEq for Body {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Content::Bytes(one), Content::Bytes(two)) => one == two,
            (Content::Streamed(one), Content::Streamed(two)) => Arc::ptr_eq(one, two),
            (Content::Bytes(_), Content::Streamed(_)) | (Content::Streamed(_), Content::Bytes(_)) => false,
        }
    }
}

impl Eq for Body {}

impl fmt::Debug for Body {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Body").field("length", &self.length()).finish_non_exhaustive()
    }
}

/// Conversions from types that contain bytes.
macro_rules! from_bytes {
    ($($bytes:ty),*) => {$(
        impl From<$bytes> for Body {
            fn from(bytes: $bytes) -> Self {
                Self(Content::Bytes(Bytes::from(bytes)))
            }
        }
    )*};
}

from_bytes!(Bytes, Vec<u8>, Box<[u8]>, String, &'static [u8], &'static str);
