//! [`Request`]: a request as it was read from a connection.

use std::io;

use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, BufReader},
    net::TcpStream,
};

use super::fault::On;

/// The largest body that is read.
const LARGEST: usize = 512 * 1024 * 1024;

/// A request, as far as the server looks at it.
#[derive(Debug, Default)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) target: String,
    path: String,
    query: Vec<(String, String)>,
    /// Names in lower case.
    headers: Vec<(String, String)>,
    /// The body as it came.
    pub(super) content: Vec<u8>,
    /// The body as JSON, or null.
    pub(super) body: Value,
}

impl Request {
    /// The segments of the path behind the version.
    pub(super) fn segments(&self) -> Vec<&str> {
        self.path.strip_prefix("/v1/").map(|path| path.split('/').collect()).unwrap_or_default()
    }

    /// A parameter of the query.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// All parameters of the query with this name.
    pub(super) fn parameters<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.query.iter().filter(move |(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// The credential: the key, or the token of a bearer.
    pub(super) fn credential(&self) -> Option<&str> {
        let bearer = || self.header("authorization")?.strip_prefix("Bearer ");
        self.header("x-api-key").or_else(bearer)
    }

    /// Whether the header `anthropic-beta` names a feature.
    pub(super) fn has_beta(&self, name: &str) -> bool {
        let headers = self.headers.iter().filter(|(header, _)| header == "anthropic-beta");
        headers.flat_map(|(_, value)| value.split(',')).any(|beta| beta.trim() == name)
    }

    pub(super) fn kind(&self) -> On {
        match (self.method.as_str(), &self.segments()[..]) {
            ("POST", ["sessions", _, "events"]) => On::Send,
            ("GET", ["sessions", _, "events"]) => On::History,
            ("GET", ["sessions", _, "stream"] | ["sessions", _, "events", "stream"]) => On::Stream,
            ("GET", ["environments", _, "work", "poll"]) => On::Poll,
            ("POST", ["environments", _, "work", _, "ack"]) => On::Ack,
            ("POST", ["environments", _, "work", _, "heartbeat"]) => On::Heartbeat,
            ("POST", ["environments", _, "work", _, "stop"]) => On::Stop,
            _ => On::Any,
        }
    }

    /// Reads a request; `None` at the end of the connection.
    pub(super) async fn read(stream: &mut BufReader<TcpStream>) -> io::Result<Option<Self>> {
        let Some(lines) = head(stream).await? else { return Ok(None) };
        let Some((method, rest)) = lines.first().and_then(|line| line.split_once(' ')) else { return Ok(None) };
        let target = rest.split(' ').next().unwrap_or_default();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let headers = lines.iter().skip(1).filter_map(|line| line.split_once(':'));
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let mut request = Self {
            method: method.to_owned(),
            target: target.to_owned(),
            path: path.to_owned(),
            query: pairs.map(|(name, value)| (decoded(name), decoded(value))).collect(),
            headers: headers.map(|(name, value)| (name.to_lowercase(), value.trim().to_owned())).collect(),
            ..Self::default()
        };
        request.content = if request.header("transfer-encoding").is_some() {
            chunks(stream).await?
        } else {
            let length = request.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
            exactly(stream, length).await?
        };
        request.body = serde_json::from_slice(&request.content).unwrap_or_default();
        Ok(Some(request))
    }
}

/// The lines before the body; `None` at the end of the connection.
async fn head(stream: &mut BufReader<TcpStream>) -> io::Result<Option<Vec<String>>> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(None);
        }
        match line.trim_end() {
            "" => return Ok(Some(lines)),
            line => lines.push(line.to_owned()),
        }
    }
}

async fn exactly(stream: &mut BufReader<TcpStream>, length: usize) -> io::Result<Vec<u8>> {
    if length > LARGEST {
        return Err(io::Error::other("the body is too large"));
    }
    let mut content = vec![0; length];
    stream.read_exact(&mut content).await?;
    Ok(content)
}

async fn chunks(stream: &mut BufReader<TcpStream>) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        let size = line.trim().split(';').next().unwrap_or_default();
        let size = usize::from_str_radix(size, 16).map_err(|_| io::Error::other("the size of a chunk is invalid"))?;
        content.extend(exactly(stream, size).await?);
        stream.read_line(&mut String::new()).await?;
        if size == 0 {
            return Ok(content);
        }
        if content.len() > LARGEST {
            return Err(io::Error::other("the body is too large"));
        }
    }
}

/// Text of a query without its percent-encoding.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut plain, mut index) = (Vec::new(), 0);
    while index < bytes.len() {
        let encoded = (bytes[index] == b'%').then(|| text.get(index + 1..index + 3)).flatten();
        match encoded.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                plain.push(byte);
                index += 3;
            }
            None => {
                plain.push(if bytes[index] == b'+' { b' ' } else { bytes[index] });
                index += 1;
            }
        }
    }
    String::from_utf8_lossy(&plain).into_owned()
}
