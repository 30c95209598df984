//! A server on loopback that sends the responses of a test, and records the requests.

use std::{
    collections::VecDeque,
    io,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use crate::{Client, ClientBuilder, Result};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    task::JoinHandle,
};

/// The key of the clients in the tests.
pub(crate) const KEY: &str = "sk-secret";

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) method: String,
    pub(crate) target: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Received {
    /// All values of a header.
    pub(crate) fn header(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(candidate, _)| candidate == name).map(|(_, value)| value.as_str()).collect()
    }

    pub(crate) fn body(&self) -> &str {
        std::str::from_utf8(&self.body).expect("bodies are UTF-8")
    }
}

/// The server's handling of one request.
#[derive(Debug)]
pub(crate) enum Reply {
    /// Sends a complete response.
    Whole(String),
    /// Sends a stream of events, piece by piece as the test provides them, and ends it when the test drops the sender.
    Events(mpsc::UnboundedReceiver<String>),
    /// Sends a complete response, and closes the connection.
    Last(Vec<u8>),
    /// Sends nothing until the client disconnects.
    Silence,
}

impl Reply {
    pub(crate) fn new(status: u16, headers: &[(&str, &str)], body: &str) -> Self {
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        Self::Whole(format!("HTTP/1.1 {status} Status\r\n{headers}content-length: {}\r\n\r\n{body}", body.len()))
    }

    pub(crate) fn json(status: u16, body: &str) -> Self {
        Self::new(status, &[("content-type", "application/json"), ("request-id", "req_header")], body)
    }

    /// The beginning of a stream of events, after which the connection is closed: cleanly, or inside a chunk.
    pub(crate) fn cut(events: &[u8], is_clean: bool) -> Self {
        let (framing, size) = if is_clean {
            ("connection: close", String::new())
        } else {
            ("transfer-encoding: chunked", format!("{:x}\r\n", events.len() + 1))
        };
        let head = format!("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n{framing}\r\n\r\n{size}");
        Self::Last([head.as_bytes(), events].concat())
    }

    /// A stream of events, and its sender for the test.
    pub(crate) fn events() -> (Self, mpsc::UnboundedSender<String>) {
        let (sender, receiver) = mpsc::unbounded_channel();
        (Self::Events(receiver), sender)
    }
}

/// A running server; it stops when dropped.
pub(crate) struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<Received>>>,
    accepting: JoinHandle<()>,
}

impl Server {
    /// A server that answers each request with the next of `replies`. After the last one, it closes the connection.
    pub(crate) async fn start(replies: impl IntoIterator<Item = Reply>) -> Self {
        let replies = Arc::new(Mutex::new(replies.into_iter().collect::<VecDeque<Reply>>()));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let accepting = tokio::spawn({
            let requests = Arc::clone(&requests);
            async move {
                while let Ok((stream, _)) = listener.accept().await {
                    tokio::spawn(serve(stream, Arc::clone(&replies), Arc::clone(&requests)));
                }
            }
        });
        Self { address, requests, accepting }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The settings of a client of this server that sends each request once.
    pub(crate) fn builder(&self) -> ClientBuilder {
        Client::builder().base_url(self.url()).api_key(KEY).max_retries(0)
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().build().expect("the settings are right")
    }

    /// The requests so far.
    pub(crate) fn requests(&self) -> Vec<Received> {
        self.requests.lock().expect("no test panics with it").clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// Makes one call of a server that answers it with `reply`. Returns the request and the result.
pub(crate) async fn exchange<T>(reply: Reply, call: impl AsyncFnOnce(&Client) -> Result<T>) -> (Received, Result<T>) {
    let server = Server::start([reply]).await;
    let result = call(&server.client()).await;
    let [request] = <[Received; 1]>::try_from(server.requests()).expect("one request");
    (request, result)
}

async fn serve(
    mut stream: TcpStream,
    replies: Arc<Mutex<VecDeque<Reply>>>,
    requests: Arc<Mutex<Vec<Received>>>,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut buffer = Vec::new();
    while let Some(request) = read_request(&mut stream, &mut buffer).await? {
        requests.lock().expect("no test panics with it").push(request);
        let reply = replies.lock().expect("no test panics with it").pop_front();
        match reply {
            Some(Reply::Whole(text)) => stream.write_all(text.as_bytes()).await?,
            Some(Reply::Last(bytes)) => return stream.write_all(&bytes).await,
            Some(Reply::Events(pieces)) => write_events(&mut stream, pieces).await?,
            Some(Reply::Silence) => while stream.read(&mut [0; 64]).await? > 0 {},
            None => return Ok(()),
        }
    }
    Ok(())
}

pub(crate) async fn write_events(
    stream: &mut TcpStream,
    mut pieces: mpsc::UnboundedReceiver<String>,
) -> io::Result<()> {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\nrequest-id: req_header\r\n\
                transfer-encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).await?;
    while let Some(piece) = pieces.recv().await {
        stream.write_all(format!("{:x}\r\n{piece}\r\n", piece.len()).as_bytes()).await?;
    }
    stream.write_all(b"0\r\n\r\n").await
}

/// Reads one request; `None` at the end of the connection.
pub(crate) async fn read_request(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<Option<Received>> {
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
    let head_end = buffer.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let head = String::from_utf8(buffer[..head_end].to_vec()).expect("heads are ASCII");
    let mut lines = head.trim_end().split("\r\n");
    let [method, target, "HTTP/1.1"] = lines.next()?.split(' ').collect::<Vec<_>>()[..] else {
        panic!("no request line: {head}")
    };
    let (method, target) = (method.to_owned(), target.to_owned());
    let headers: Vec<(String, String)> = lines
        .map(|line| line.split_once(": ").expect("a header has a name and a value"))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    assert!(headers.iter().all(|(name, _)| name != "transfer-encoding"), "bodies are sent with their length");
    let length = headers.iter().find(|(name, _)| name == "content-length").map(|(_, value)| value.parse());
    let body_end = head_end + length.unwrap_or(Ok(0)).expect("a length");
    let body = buffer.get(head_end..body_end)?.to_vec();
    buffer.drain(..body_end);
    Some(Received { method, target, headers, body })
}
