//! A server on loopback that behaves like the API, as far as the examples go: HTTP here, the API in [`api`].

mod api;
mod session;
mod stores;

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::broadcast,
    task::JoinHandle,
};

use api::{Answer, Api, Previews};

/// A running server; it stops when dropped.
pub(crate) struct Server {
    address: SocketAddr,
    accepting: JoinHandle<()>,
}

impl Server {
    pub(crate) async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let api = Arc::new(Mutex::new(Api::default()));
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&api)));
            }
        });
        Ok(Self { address, accepting })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// A request, as far as the API looks at it.
struct Request {
    method: String,
    path: String,
    /// As in the request line.
    query: String,
    /// Names in lower case.
    headers: Vec<(String, String)>,
    body: Value,
}

impl Request {
    /// A query parameter, as it was written.
    fn parameter(&self, name: &str) -> Option<&str> {
        let pairs = self.query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.filter(|(other, _)| *other == name).map(|(_, value)| value).next()
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(candidate, _)| candidate == name).map(|(_, value)| value.as_str())
    }
}

/// Answers the requests of one connection, one after the other.
async fn serve(stream: TcpStream, api: Arc<Mutex<Api>>) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    while let Some(request) = read_request(&mut stream).await? {
        let answer = api.lock().unwrap_or_else(PoisonError::into_inner).answer(&request);
        match answer {
            Answer::Json(status, body) => write_json(&mut stream, status, &body).await?,
            Answer::Stream(events, previews) => return write_events(&mut stream, events, previews).await,
        }
    }
    Ok(())
}

/// Reads one request; `None` at the end of the connection.
async fn read_request(stream: &mut BufReader<TcpStream>) -> io::Result<Option<Request>> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(None);
        }
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let mut request_line = lines.first().map_or("", String::as_str).split(' ').map(str::to_owned);
    let (method, target) = (request_line.next().unwrap_or_default(), request_line.next().unwrap_or_default());
    let headers = lines
        .iter()
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let (path, query) = (path.to_owned(), query.to_owned());
    let mut request = Request { method, path, query, headers, body: Value::Null };
    let length = request.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    request.body = serde_json::from_slice(&body).unwrap_or_default();
    Ok(Some(request))
}

async fn write_json(stream: &mut BufReader<TcpStream>, status: u16, body: &Value) -> io::Result<()> {
    let body = body.to_string();
    let head = format!(
        "HTTP/1.1 {status} Status\r\ncontent-type: application/json\r\nrequest-id: req_example\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all((head + &body).as_bytes()).await
}

/// Sends events as they happen, until the client goes away.
async fn write_events(
    stream: &mut BufReader<TcpStream>,
    mut events: broadcast::Receiver<Value>,
    previews: Previews,
) -> io::Result<()> {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\nrequest-id: req_example\r\n\
                connection: close\r\n\r\n: a comment keeps proxies awake\n\n";
    stream.write_all(head.as_bytes()).await?;
    while let Ok(event) = events.recv().await {
        if previews == Previews::LeftOut && session::is_preview(&event) {
            continue;
        }
        stream.write_all(format!("event: message\ndata: {event}\n\n").as_bytes()).await?;
    }
    Ok(())
}
