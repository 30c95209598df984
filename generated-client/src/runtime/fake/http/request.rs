//! [`HttpRequest`]: a request as it was read from a connection.

use std::io;

use bytes::Bytes;
use reqwest::header::{CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue, TRANSFER_ENCODING};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, BufReader},
    net::TcpStream,
};

/// The largest body that is read, in bytes.
const LARGEST_BODY: usize = 512 * 1024 * 1024;
/// The largest head that is read, in bytes.
const LARGEST_HEAD: u64 = 1024 * 1024;

/// A request as it was read from a connection.
#[derive(Clone, Debug, Default)]
pub struct HttpRequest {
    /// The method, as it is in the request line.
    pub method: String,
    /// The path and the query, encoded.
    pub target: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, decoded from chunks.
    pub content: Bytes,
}

impl HttpRequest {
    /// The path, encoded.
    pub fn path(&self) -> &str {
        self.target.split_once('?').map_or(self.target.as_str(), |(path, _)| path)
    }

    /// The query, encoded; empty if there is none.
    pub fn query(&self) -> &str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }

    /// The pairs of the query, decoded.
    pub fn pairs(&self) -> impl Iterator<Item = (String, String)> {
        let pairs = self.query().split('&').filter(|pair| !pair.is_empty());
        pairs
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .map(|(name, value)| (decoded(name), decoded(value)))
    }

    /// The first value of a header, if it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Reads a request; `None` at the end of the connection.
    ///
    /// # Errors
    /// The connection fails, or the request is too large or not HTTP/1.1.
    pub(super) async fn read(stream: &mut BufReader<TcpStream>) -> io::Result<Option<Self>> {
        let Some(lines) = head(stream).await? else { return Ok(None) };
        let mut words = lines.first().map(String::as_str).unwrap_or_default().split(' ');
        let (Some(method), Some(target)) = (words.next(), words.next()) else { return Ok(None) };
        let mut request = Self { method: method.to_owned(), target: target.to_owned(), ..Self::default() };
        for (name, value) in lines.iter().skip(1).filter_map(|line| line.split_once(':')) {
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(io::Error::other)?;
            let value = HeaderValue::from_str(value.trim()).map_err(io::Error::other)?;
            request.headers.append(name, value);
        }
        request.content = if request.headers.contains_key(TRANSFER_ENCODING) {
            chunks(stream).await?.into()
        } else {
            let length = request.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
            exactly(stream, length.unwrap_or(0)).await?.into()
        };
        Ok(Some(request))
    }
}

/// The lines before the body; `None` at the end of the connection.
async fn head(stream: &mut BufReader<TcpStream>) -> io::Result<Option<Vec<String>>> {
    let mut lines = Vec::new();
    let mut stream = stream.take(LARGEST_HEAD);
    loop {
        let mut line = Vec::new();
        if stream.read_until(b'\n', &mut line).await? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&line);
        match line.trim_end() {
            "" => return Ok(Some(lines)),
            line => lines.push(line.to_owned()),
        }
    }
}

async fn exactly(stream: &mut BufReader<TcpStream>, length: usize) -> io::Result<Vec<u8>> {
    if length > LARGEST_BODY {
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
        if content.len() > LARGEST_BODY {
            return Err(io::Error::other("the body is too large"));
        }
    }
}

/// Text without its percent-encoding. `+` is a space, as in a form.
pub(in crate::runtime::fake) fn decoded(text: &str) -> String {
    unescaped(&text.replace('+', " "))
}

/// Text without its percent-encoding.
pub(in crate::runtime::fake) fn unescaped(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut plain, mut index) = (Vec::new(), 0);
    while let Some(byte) = bytes.get(index) {
        let encoded = (*byte == b'%').then(|| text.get(index + 1..index + 3)).flatten();
        let decoded = encoded.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        plain.push(decoded.unwrap_or(*byte));
        index += if decoded.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&plain).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn triplets_are_decoded_and_what_looks_like_one_stays() {
        assert_eq!(unescaped("a%20b%2Fc%zz%2"), "a b/c%zz%2");
        assert_eq!(unescaped("%C3%A9+é"), "é+é");
        assert_eq!(decoded("a+b%2B"), "a b+");
    }
}
