//! A server on loopback that sends exactly the bytes of a test, and records the requests.

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::timeout,
};

/// A test that waits longer than this has failed.
const PATIENCE: Duration = Duration::from_secs(10);

/// The server's handling of one request.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// Sends bytes.
    Send(Vec<u8>),
    /// Sends bytes one by one, each in a separate segment.
    Trickle(Vec<u8>),
    /// Sends nothing until the client closes the connection.
    Hang,
    /// Closes the connection in the orderly way.
    Close,
    /// Resets the connection.
    Reset,
}

/// The server's steps for one request, in order. The connection stays open after them.
pub(super) type Reply = Vec<Step>;

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(super) struct Received {
    pub(super) method: String,
    pub(super) target: String,
    /// Names in lower case.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Received {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(candidate, _)| candidate == name).map(|(_, value)| value.as_str())
    }
}

#[derive(Default)]
struct Seen {
    requests: Mutex<Vec<Received>>,
    connections: AtomicUsize,
    open: AtomicUsize,
}

/// A running server; it stops when dropped.
pub(super) struct Server {
    address: SocketAddr,
    seen: Arc<Seen>,
    accepting: JoinHandle<()>,
}

impl Server {
    /// A server that answers each request with the next of `replies`, and all further ones with the last.
    pub(super) async fn start(replies: impl IntoIterator<Item = Reply>) -> Self {
        let replies: Arc<[Reply]> = replies.into_iter().collect();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let seen = Arc::new(Seen::default());
        let accepting = tokio::spawn({
            let seen = Arc::clone(&seen);
            async move {
                while let Ok((stream, _)) = listener.accept().await {
                    seen.connections.fetch_add(1, Ordering::SeqCst);
                    seen.open.fetch_add(1, Ordering::SeqCst);
                    let (seen, replies) = (Arc::clone(&seen), Arc::clone(&replies));
                    tokio::spawn(async move {
                        // Many tests are about clients that disconnect.
                        let _ = serve(stream, &seen, &replies).await;
                        seen.open.fetch_sub(1, Ordering::SeqCst);
                    });
                }
            }
        });
        Self { address, seen, accepting }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests so far.
    pub(super) fn requests(&self) -> Vec<Received> {
        self.seen.requests.lock().expect("no test panics with it").clone()
    }

    /// The number of connections so far.
    pub(super) fn connections(&self) -> usize {
        self.seen.connections.load(Ordering::SeqCst)
    }

    /// Waits until the client has closed all of its connections.
    pub(super) async fn all_closed(&self) {
        let closed = async {
            while self.seen.open.load(Ordering::SeqCst) > 0 {
                tokio::task::yield_now().await;
            }
        };
        timeout(PATIENCE, closed).await.expect("the client closes its connections");
    }

    /// Waits until this number of requests has arrived.
    pub(super) async fn asked(&self, times: usize) {
        let asked = async {
            while self.requests().len() < times {
                tokio::task::yield_now().await;
            }
        };
        timeout(PATIENCE, asked).await.expect("the client sends its requests");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn serve(mut stream: TcpStream, seen: &Seen, replies: &[Reply]) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut buffer = Vec::new();
    loop {
        let Some(request) = read_request(&mut stream, &mut buffer).await? else { return Ok(()) };
        let number = {
            let mut requests = seen.requests.lock().expect("no test panics with it");
            requests.push(request);
            requests.len() - 1
        };
        let reply = replies.get(number).or(replies.last()).cloned().unwrap_or_default();
        for step in reply {
            match step {
                Step::Send(bytes) => stream.write_all(&bytes).await?,
                Step::Trickle(bytes) => {
                    for byte in bytes {
                        stream.write_all(&[byte]).await?;
                        tokio::task::yield_now().await;
                    }
                }
                Step::Hang => {
                    while stream.read(&mut [0; 64]).await? > 0 {}
                    return Ok(());
                }
                Step::Close => return stream.shutdown().await,
                Step::Reset => return stream.set_zero_linger(),
            }
        }
    }
}

/// Reads one request; `None` at the end of the connection.
async fn read_request(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<Option<Received>> {
    loop {
        if let Some(request) = take_request(buffer) {
            return Ok(Some(request));
        }
        let mut piece = [0; 4096];
        match stream.read(&mut piece).await? {
            0 => return Ok(None),
            length => buffer.extend_from_slice(&piece[..length]),
        }
    }
}

fn take_request(buffer: &mut Vec<u8>) -> Option<Received> {
    let end = buffer.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&buffer[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let mut request_line = lines.next()?.split(' ');
    let (method, target) = (request_line.next()?.to_owned(), request_line.next()?.to_owned());
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let find = |name: &str| headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str());
    let (body, length) = match find("transfer-encoding") {
        Some(_) => unchunked(&buffer[end + 4..])?,
        None => {
            let length = find("content-length").map_or(0, |length| length.parse().expect("a number"));
            (buffer.get(end + 4..end + 4 + length)?.to_vec(), length)
        }
    };
    buffer.drain(..end + 4 + length);
    Some(Received { method, target, headers, body })
}

/// A whole chunked body, and its length with all chunks.
fn unchunked(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    let (mut body, mut at) = (Vec::new(), 0);
    loop {
        let line = bytes[at..].windows(2).position(|window| window == b"\r\n")?;
        let size = std::str::from_utf8(&bytes[at..at + line]).expect("a size");
        let size = usize::from_str_radix(size, 16).expect("a size");
        at += line + 2;
        body.extend_from_slice(bytes.get(at..at + size)?);
        at += size + 2;
        if bytes.len() < at {
            return None;
        }
        if size == 0 {
            return Some((body, at));
        }
    }
}

/// A complete response.
pub(super) fn answer(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Reply {
    let body = body.as_ref();
    let mut bytes = head(status, headers);
    bytes.extend_from_slice(format!("content-length: {}\r\n\r\n", body.len()).as_bytes());
    bytes.extend_from_slice(body);
    vec![Step::Send(bytes)]
}

/// A complete response of JSON.
pub(super) fn json(status: u16, body: &str) -> Reply {
    answer(status, &[("content-type", "application/json"), ("request-id", "req_1")], body)
}

/// The status line and headers of a response, without the empty line after them.
pub(super) fn head(status: u16, headers: &[(&str, &str)]) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status} Status\r\n");
    head.extend(headers.iter().flat_map(|(name, value)| [name, ": ", value, "\r\n"]));
    head.into_bytes()
}

/// The beginning of an event stream in chunks.
pub(super) fn events_head() -> Vec<u8> {
    let mut bytes = head(200, &[("content-type", "text/event-stream"), ("transfer-encoding", "chunked")]);
    bytes.extend_from_slice(b"\r\n");
    bytes
}

/// One chunk of a chunked body.
pub(super) fn chunk(text: &str) -> Vec<u8> {
    format!("{:x}\r\n{text}\r\n", text.len()).into_bytes()
}

/// The end of a chunked body.
pub(super) const LAST_CHUNK: &[u8] = b"0\r\n\r\n";
