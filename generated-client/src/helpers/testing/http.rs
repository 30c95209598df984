//! Connections: requests are read, and responses written, with the faults that are asked for.

use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
};

use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    sync::mpsc,
};

use super::{
    api::Api,
    fault::{Fault, On},
};

/// The largest body that is read.
const LARGEST: usize = 64 * 1024 * 1024;

/// A request, as far as the server looks at it.
#[derive(Debug, Default)]
pub(super) struct Request {
    pub(super) method: String,
    path: String,
    query: String,
    /// Names in lower case.
    headers: Vec<(String, String)>,
    pub(super) body: Value,
}

/// A response.
pub(super) enum Response {
    Json(u16, Value),
    Stream(mpsc::UnboundedReceiver<Value>),
}

impl Request {
    /// The segments of the path behind the version.
    pub(super) fn segments(&self) -> Vec<&str> {
        self.path.strip_prefix("/v1/").map(|path| path.split('/').collect()).unwrap_or_default()
    }

    pub(super) fn target(&self) -> String {
        if self.query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, self.query) }
    }

    /// A parameter of the query, as it was written.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let mut pairs = self.query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(other, _)| *other == name).map(|(_, value)| value)
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    fn kind(&self) -> On {
        match (self.method.as_str(), &self.segments()[..]) {
            ("POST", ["sessions", _, "events"]) => On::Send,
            ("GET", ["sessions", _, "events"]) => On::History,
            ("GET", ["sessions", _, "events", "stream"]) => On::Stream,
            _ => On::Any,
        }
    }
}

impl Response {
    /// An error as the API sends it.
    pub(super) fn error(status: u16, kind: &str, message: &str) -> Self {
        let error = serde_json::json!({ "type": kind, "message": message });
        Self::Json(status, serde_json::json!({ "type": "error", "error": error, "request_id": "req_fake" }))
    }
}

/// Answers the requests of one connection, one after the other.
pub(super) async fn serve(stream: TcpStream, api: Arc<Mutex<Api>>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    while let Some(request) = read(&mut stream).await? {
        let (response, fault) = {
            let mut api = api.lock().unwrap_or_else(PoisonError::into_inner);
            api.record(&request);
            let fault = api.faults.take(request.kind());
            match fault {
                Some(Fault::LoseRequest) => return Ok(()),
                Some(Fault::Status { status, .. }) => (refusal(status), fault),
                _ => (api.answer(&request), fault),
            }
        };
        match fault {
            Some(Fault::LoseResponse) => return Ok(()),
            Some(Fault::Delay(delay)) => tokio::time::sleep(delay).await,
            _ => {}
        }
        match response {
            Response::Json(status, body) => write_json(&mut stream, status, &body, fault.as_ref()).await?,
            Response::Stream(events) => return write_events(&mut stream, events, fault.as_ref()).await,
        }
        if matches!(fault, Some(Fault::CutAfter(_))) {
            return Ok(());
        }
    }
    Ok(())
}

fn refusal(status: u16) -> Response {
    let kind = match status {
        429 => "rate_limit_error",
        529 => "overloaded_error",
        400..=499 => "invalid_request_error",
        _ => "api_error",
    };
    Response::error(status, kind, "This fault was asked for.")
}

/// Reads one request; `None` at the end of the connection.
async fn read(stream: &mut BufReader<TcpStream>) -> io::Result<Option<Request>> {
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
    let Some((method, rest)) = lines.first().and_then(|line| line.split_once(' ')) else { return Ok(None) };
    let target = rest.split(' ').next().unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let headers = lines.iter().skip(1).filter_map(|line| line.split_once(':'));
    let headers = headers.map(|(name, value)| (name.to_lowercase(), value.trim().to_owned())).collect();
    let mut request = Request {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers,
        body: Value::Null,
    };
    let length = request.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    if length > LARGEST {
        return Err(io::Error::other("the body is too large"));
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    request.body = serde_json::from_slice(&body).unwrap_or_default();
    Ok(Some(request))
}

async fn write_json(
    stream: &mut BufReader<TcpStream>,
    status: u16,
    body: &Value,
    fault: Option<&Fault>,
) -> io::Result<()> {
    let pause = match fault {
        Some(Fault::Status { retry_after: Some(pause), .. }) => format!("retry-after: {}\r\n", pause.as_secs()),
        _ => String::new(),
    };
    let body = body.to_string();
    let text = format!(
        "HTTP/1.1 {status} Status\r\ncontent-type: application/json\r\nrequest-id: req_fake\r\n{pause}content-length: {}\r\n\r\n{body}",
        body.len()
    );
    let end = match fault {
        Some(Fault::CutAfter(bytes)) => text.len().min(*bytes),
        _ => text.len(),
    };
    stream.write_all(&text.as_bytes()[..end]).await
}

/// Sends events as they happen, until the client goes away or the session is deleted.
async fn write_events(
    stream: &mut BufReader<TcpStream>,
    mut events: mpsc::UnboundedReceiver<Value>,
    fault: Option<&Fault>,
) -> io::Result<()> {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\nrequest-id: req_fake\r\n\
                transfer-encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).await?;
    let mut left = match fault {
        Some(Fault::CutAfter(bytes)) => *bytes,
        _ => usize::MAX,
    };
    while let Some(event) = events.recv().await {
        let mut data = format!("event: message\ndata: {event}\n\n");
        if fault == Some(&Fault::DuplicateEvents) {
            data = data.repeat(2);
        }
        let end = data.len().min(left);
        if end > 0 {
            stream.write_all(format!("{end:x}\r\n").as_bytes()).await?;
            stream.write_all(&data.as_bytes()[..end]).await?;
            stream.write_all(b"\r\n").await?;
        }
        left -= end;
        if left == 0 {
            return Ok(());
        }
    }
    stream.write_all(b"0\r\n\r\n").await
}
