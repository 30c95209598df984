//! [`Download`]: the body of a success as it arrives.

use std::{
    fmt,
    future::poll_fn,
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_core::Stream;
use reqwest::{
    StatusCode,
    header::{CONTENT_LENGTH, HeaderMap},
};
use tokio::io::AsyncWrite;

#[cfg(feature = "blocking")]
use super::blocking;
use super::{
    Error, Header, Operation, Request, Result,
    error::{Arrived, IoError},
    incoming::ByteStream,
    json::FromJson,
    response::{Head, Reading},
    send::send,
};

impl<O: Operation> Request<O> {
    /// Sends the request, and returns the body of a success as a stream of bytes, even if the API documents another
    /// type. The body can have any size: it is never in memory as a whole, and [`Limits::body`](super::Limits::body)
    /// does not apply.
    ///
    /// Retries are possible only until the headers have arrived. From then on,
    /// [`Timeouts::idle`](super::Timeouts::idle) limits the time until the next piece.
    ///
    /// # Errors
    /// Any [`Error`], of the last attempt.
    pub async fn send_stream(mut self) -> Result<Download> {
        self.draft_mut().reading = |_| Reading::Bytes;
        Ok(Download::new(send(self.into_draft()).await?))
    }

    /// [`Request::send_stream`] for blocking code.
    ///
    /// # Errors
    /// Any [`Error`], of the last attempt.
    #[cfg(feature = "blocking")]
    pub fn send_stream_blocking(self) -> Result<Download> {
        blocking::wait(self.send_stream())?
    }
}

/// The body of a success as it arrives: a stream of bytes, from [`Request::send_stream`].
///
/// If the body ends before its declared length, or the connection breaks or a timeout passes, the last item is an error
/// with the number of bytes that arrived. Dropping the download closes the connection.
///
/// ```
/// # async fn show(mut download: managed_agents::runtime::Download) -> managed_agents::Result<()> {
/// while let Some(piece) = download.try_next().await? {
///     println!("{} bytes, {} so far", piece.len(), download.bytes_received());
/// }
/// # Ok(())
/// # }
/// ```
pub struct Download {
    head: Head,
    /// `None` once it is over.
    pieces: Option<ByteStream>,
    received: u64,
}

impl Download {
    fn new(mut received: super::Received) -> Self {
        let pieces = received.take_pieces();
        Self { head: received.head, pieces, received: 0 }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.head.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// The value of a header that the operation documents; `None` if the response lacks it.
    ///
    /// # Errors
    /// [`Error::Decode`] if the text of the header does not have this type.
    pub fn header<H: FromJson>(&self, header: Header<H>) -> Result<Option<H>> {
        self.head.header(header)
    }

    /// The id of the request, from the header `request-id` or `x-request-id`.
    pub fn request_id(&self) -> Option<&str> {
        self.head.request_id()
    }

    /// The media type of the body.
    pub fn content_type(&self) -> Option<&str> {
        self.head.content_type()
    }

    /// The length that the server declares; `None` if it declares none, or if the body is compressed.
    pub fn content_length(&self) -> Option<u64> {
        self.head.headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
    }

    /// The number of bytes that have arrived.
    pub fn bytes_received(&self) -> u64 {
        self.received
    }

    /// The next piece; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Bytes>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// The next piece, or the error; `Ok(None)` at the end.
    ///
    /// # Errors
    /// [`Error::Transport`] if the connection breaks, [`Error::Timeout`] if no piece arrives in time.
    pub async fn try_next(&mut self) -> Result<Option<Bytes>> {
        self.next().await.transpose()
    }

    /// Writes the whole body to `writer`, flushes it, and returns the number of bytes.
    ///
    /// # Errors
    /// [`Error::Transport`] if the connection breaks, [`Error::Timeout`] if nothing comes, [`Error::Io`] if the writer fails.
    pub async fn copy_to(mut self, writer: &mut (impl AsyncWrite + Unpin + ?Sized)) -> Result<u64> {
        let mut written = 0;
        while let Some(piece) = self.try_next().await? {
            let length = u64::try_from(piece.len()).unwrap_or_default();
            write_all(writer, piece).await.map_err(|error| self.unwritten(written, error))?;
            written += length;
        }
        let flushed = poll_fn(|context| Pin::new(&mut *writer).poll_flush(context)).await;
        flushed.map_err(|error| self.unwritten(written, error))?;
        Ok(written)
    }

    fn unwritten(&self, written: u64, error: io::Error) -> Error {
        Error::Io(Arc::new(IoError::writer(self.head.attempt.clone(), written, error)))
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes>>> {
        let Some(pieces) = &mut self.pieces else { return Poll::Ready(None) };
        let piece = ready!(pieces.as_mut().poll_next(context));
        if let Some(Ok(piece)) = &piece {
            self.received += u64::try_from(piece.len()).unwrap_or_default();
        } else {
            self.pieces = None;
        }
        let arrived = Arrived { bytes: self.received, of: self.content_length() };
        Poll::Ready(piece.map(|piece| piece.map_err(|error| error.after(arrived))))
    }
}

#[cfg(feature = "blocking")]
impl Download {
    /// Waits for the next piece; `None` at the end. For blocking code.
    pub fn next_blocking(&mut self) -> Option<Result<Bytes>> {
        blocking::wait(self.next()).unwrap_or_else(|error| Some(Err(error)))
    }

    /// [`Download::copy_to`] for blocking code.
    ///
    /// # Errors
    /// [`Error::Transport`] if the connection breaks, [`Error::Timeout`] if nothing comes, [`Error::Io`] if the writer fails.
    pub fn copy_to_blocking(mut self, writer: &mut (impl io::Write + ?Sized)) -> Result<u64> {
        let mut written = 0;
        while let Some(piece) = self.next_blocking() {
            let piece = piece?;
            writer.write_all(&piece).map_err(|error| self.unwritten(written, error))?;
            written += u64::try_from(piece.len()).unwrap_or_default();
        }
        writer.flush().map_err(|error| self.unwritten(written, error))?;
        Ok(written)
    }
}

async fn write_all(writer: &mut (impl AsyncWrite + Unpin + ?Sized), mut piece: Bytes) -> io::Result<()> {
    while !piece.is_empty() {
        match poll_fn(|context| Pin::new(&mut *writer).poll_write(context, &piece)).await? {
            0 => return Err(io::ErrorKind::WriteZero.into()),
            written => drop(piece.split_to(written)),
        }
    }
    Ok(())
}

impl Stream for Download {
    type Item = Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Download")
            .field("head", &self.head)
            .field("received", &self.received)
            .finish_non_exhaustive()
    }
}
