//! [`HttpResponse`]: a response before it is written, with the faults that a test has set.

use std::{fmt, future::poll_fn, io, pin::Pin, time::Duration};

use bytes::Bytes;
use futures_core::Stream;
use reqwest::{
    StatusCode,
    header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, TRANSFER_ENCODING},
};
use tokio::{
    io::{AsyncWriteExt, BufReader},
    net::TcpStream,
};

/// A response before it is written.
#[derive(Debug)]
pub struct HttpResponse {
    /// The status.
    pub status: u16,
    /// The headers, without those of the length.
    pub headers: HeaderMap,
    /// The body.
    pub body: HttpBody,
    /// The time before the response, and before each piece of its body.
    pub delay: Delay,
    /// The number of bytes after which the connection is closed: of the whole response, or of the pieces of its body.
    pub cut_after: Option<usize>,
}

/// The body of a response.
pub enum HttpBody {
    /// The whole body.
    Whole(Bytes),
    /// Pieces, each of which is sent as soon as it is ready.
    Pieces(Pin<Box<dyn Stream<Item = Bytes> + Send>>),
    /// The connection is closed without a response.
    Lost,
}

/// Pauses.
#[derive(Clone, Copy, Debug, Default)]
pub struct Delay {
    /// Before the response.
    pub response: Duration,
    /// Before each piece of the body.
    pub piece: Duration,
}

impl HttpResponse {
    /// A response of this status with a body.
    pub fn new(status: u16, body: HttpBody) -> Self {
        Self { status, headers: HeaderMap::new(), body, delay: Delay::default(), cut_after: None }
    }

    /// A response of JSON.
    pub fn json(status: u16, json: impl Into<Bytes>) -> Self {
        Self::new(status, HttpBody::Whole(json.into())).content_type("application/json")
    }

    /// Sets the media type. If it is not valid in a header, it is left out.
    #[must_use]
    pub fn content_type(mut self, media_type: &str) -> Self {
        if let Ok(media_type) = HeaderValue::from_str(media_type) {
            self.headers.insert(CONTENT_TYPE, media_type);
        }
        self
    }

    /// Writes the response to a request of this method, and says whether the connection can go on.
    pub(super) async fn write(self, stream: &mut BufReader<TcpStream>, method: &str) -> io::Result<bool> {
        let Self { status, headers, body, delay, cut_after } = self;
        pause(delay.response).await;
        let mut head = format!("HTTP/1.1 {status} {}\r\n", reason(status)).into_bytes();
        // The length follows from the body.
        let is_length = |name: &HeaderName| *name == CONTENT_LENGTH || *name == TRANSFER_ENCODING;
        for (name, value) in headers.iter().filter(|(name, _)| !is_length(name)) {
            head.extend_from_slice(&[name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
        }
        let has_body = method != "HEAD" && !matches!(status, 100..=199 | 204 | 304);
        match body {
            HttpBody::Lost => Ok(false),
            HttpBody::Whole(content) => {
                if has_body {
                    head.extend_from_slice(format!("content-length: {}\r\n", content.len()).as_bytes());
                }
                head.extend_from_slice(b"\r\n");
                head.extend_from_slice(if has_body { &content } else { b"" });
                head.truncate(cut_after.unwrap_or(usize::MAX));
                stream.write_all(&head).await?;
                Ok(cut_after.is_none())
            }
            HttpBody::Pieces(pieces) => {
                head.extend_from_slice(b"transfer-encoding: chunked\r\n\r\n");
                stream.write_all(&head).await?;
                if !has_body {
                    return Ok(true);
                }
                write_pieces(stream, pieces, delay.piece, cut_after).await
            }
        }
    }
}

/// Writes pieces as chunks, until they end, the client goes away, or the body is cut.
async fn write_pieces(
    stream: &mut BufReader<TcpStream>,
    mut pieces: Pin<Box<dyn Stream<Item = Bytes> + Send>>,
    delay: Duration,
    cut_after: Option<usize>,
) -> io::Result<bool> {
    let mut left = cut_after.unwrap_or(usize::MAX);
    while let Some(piece) = poll_fn(|context| pieces.as_mut().poll_next(context)).await {
        pause(delay).await;
        let piece = piece.slice(..piece.len().min(left));
        if !piece.is_empty() {
            let chunk = [format!("{:x}\r\n", piece.len()).as_bytes(), &piece, b"\r\n"].concat();
            stream.write_all(&chunk).await?;
        }
        left -= piece.len();
        if left == 0 {
            return Ok(false);
        }
    }
    stream.write_all(b"0\r\n\r\n").await?;
    Ok(true)
}

async fn pause(delay: Duration) {
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
}

fn reason(status: u16) -> &'static str {
    StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or("Status")
}

impl fmt::Debug for HttpBody {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(content) => formatter.debug_tuple("Whole").field(&content.len()).finish(),
            Self::Pieces(_) => formatter.write_str("Pieces"),
            Self::Lost => formatter.write_str("Lost"),
        }
    }
}
