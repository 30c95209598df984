//! A server on loopback that records one request unchanged.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener},
    thread::{self, JoinHandle},
};

/// Headers of every request, which do not depend on the document.
const USUAL: &[&str] = &["accept: */*", "host", "user-agent"];

/// A server that answers one request.
pub(crate) struct Server {
    address: SocketAddr,
    serving: JoinHandle<String>,
}

impl Server {
    pub(crate) fn start(reply: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        Self { address, serving: thread::spawn(move || serve(&listener, reply)) }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn port(&self) -> String {
        self.address.port().to_string()
    }

    /// The request, after it has arrived.
    pub(crate) fn heard(self) -> String {
        self.serving.join().expect("the server serves")
    }
}

fn serve(listener: &TcpListener, reply: &str) -> String {
    let (stream, _) = listener.accept().expect("a connection");
    let mut reader = BufReader::new(stream);
    let (mut first, mut headers, mut length) = (String::new(), Vec::new(), 0);
    reader.read_line(&mut first).expect("a request line");
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a header");
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length: ") {
            length = value.parse().expect("a length");
        }
        if !USUAL.iter().any(|usual| line.starts_with(usual)) {
            headers.push(line.to_owned());
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("a body");
    reader.get_mut().write_all(reply.as_bytes()).expect("the client listens");
    headers.sort();
    let body = String::from_utf8_lossy(&body).replace("\r\n", "\n");
    let lines = [first.trim_end().to_owned()].into_iter().chain(headers).chain([String::new(), body]);
    lines.collect::<Vec<_>>().join("\n").trim_end().to_owned()
}
