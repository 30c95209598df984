//! Bodies that are read while they are sent: from files, readers, streams, and functions that make them.

mod check;
mod joined;
mod once;
mod path;
mod readers;

use std::{error::Error as StdError, io, path::PathBuf, sync::Arc};

use bytes::Bytes;
use futures_core::Stream;
use tokio::io::AsyncRead;

use self::{
    check::{Checked, outgoing},
    joined::Joined,
    once::Once,
    path::OnDisk,
    readers::{Blocking, Polled, Streamed},
};
use super::{
    File,
    body::{Body, BodyFault, Opened, Opening, Outgoing, Source},
};

/// The source of a body.
trait Origin: Send + Sync {
    /// The length, if it is known before it is opened.
    fn length(&self) -> Option<u64>;
    /// Whether it can be read from its beginning.
    fn is_ready(&self) -> bool;
    /// Opens it.
    fn open(&self) -> Opening<'_, Opened>;
}

/// An origin as a source, with the length that the caller states.
struct Stated<O> {
    origin: O,
    length: Option<u64>,
}

impl<O: Origin> Stated<O> {
    async fn checked(&self) -> Result<Checked, BodyFault> {
        let Opened { length, pieces } = self.origin.open().await?;
        Checked::new(pieces, self.length.or(length)).await
    }
}

impl<O: Origin> Source for Stated<O> {
    fn length(&self) -> Option<u64> {
        self.length.or_else(|| self.origin.length())
    }

    fn is_ready(&self) -> bool {
        self.origin.is_ready()
    }

    fn open(&self) -> Opening<'_, Outgoing> {
        Box::pin(async { Ok(outgoing(self.checked().await?)) })
    }

    fn join(&self, contents: Vec<Body>) -> Arc<dyn Source> {
        Arc::new(Stated { origin: Joined(contents), length: None })
    }

    fn open_part(&self) -> Opening<'_, Opened> {
        Box::pin(async { self.checked().await.map(Checked::into_opened) })
    }
}

fn body(origin: impl Origin + 'static) -> Body {
    Body::of_source(Arc::new(Stated { origin, length: None }))
}

/// Content that is not in memory.
impl Body {
    /// Makes a body from a file on disk, with the length that the file has when it is sent. It can be sent again: each
    /// attempt opens the file.
    pub fn from_path(path: impl Into<PathBuf>) -> Self {
        body(OnDisk(path.into()))
    }

    /// Makes a body from all bytes of a reader. Its length is unknown, unless [`Body::with_length`] declares it.
    ///
    /// It is read only once: after a part was read, the request cannot be sent again. [`Body::from_fn`] makes a body
    /// without this restriction.
    pub fn from_reader(reader: impl AsyncRead + Send + 'static) -> Self {
        body(Once::new(Box::pin(Polled::new(reader))))
    }

    /// Makes a body from a blocking reader, as [`Body::from_reader`] does. It is read on threads for blocking code.
    pub fn from_blocking_reader(reader: impl io::Read + Send + 'static) -> Self {
        body(Once::new(Box::pin(Blocking::new(reader))))
    }

    /// Makes a body from a stream of bytes, as [`Body::from_reader`] does.
    pub fn from_stream<B, E>(stream: impl Stream<Item = Result<B, E>> + Send + 'static) -> Self
    where
        B: Into<Bytes>,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        body(Once::new(Box::pin(Streamed(Box::pin(stream)))))
    }

    /// Makes a body by a function, which is called for each attempt. So it can be sent again.
    ///
    /// ```
    /// use managed_agents::runtime::Body;
    ///
    /// let body = Body::from_fn(|| Body::from_blocking_reader(std::io::repeat(b'x')).with_length(1_000_000));
    /// # assert_eq!(body.length(), None);
    /// ```
    pub fn from_fn(make: impl Fn() -> Body + Send + Sync + 'static) -> Self {
        body(Made(make))
    }

    /// Declares the length, which is then sent as `content-length`. If there are fewer or more bytes, there is an
    /// error.
    #[must_use]
    pub fn with_length(self, length: u64) -> Self {
        Self::of_source(Arc::new(Stated { origin: Joined(vec![self]), length: Some(length) }))
    }
}

/// Files that are not in memory.
impl File {
    /// Makes a file from a file on disk, with its name; see [`Body::from_path`].
    pub fn from_path(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        Self { name, ..Self::new(Body::from_path(path)) }
    }

    /// Makes a file from a reader; see [`Body::from_reader`].
    pub fn from_reader(reader: impl AsyncRead + Send + 'static) -> Self {
        Self::new(Body::from_reader(reader))
    }

    /// Makes a file from a blocking reader; see [`Body::from_blocking_reader`].
    pub fn from_blocking_reader(reader: impl io::Read + Send + 'static) -> Self {
        Self::new(Body::from_blocking_reader(reader))
    }

    /// Makes a file from a stream of bytes; see [`Body::from_stream`].
    pub fn from_stream<B, E>(stream: impl Stream<Item = Result<B, E>> + Send + 'static) -> Self
    where
        B: Into<Bytes>,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        Self::new(Body::from_stream(stream))
    }
}

/// A body that a function makes.
struct Made<F>(F);

impl<F: Fn() -> Body + Send + Sync> Origin for Made<F> {
    fn length(&self) -> Option<u64> {
        None
    }

    fn is_ready(&self) -> bool {
        true
    }

    fn open(&self) -> Opening<'_, Opened> {
        Box::pin(async {
            let body = (self.0)();
            joined::open(&body).await
        })
    }
}
