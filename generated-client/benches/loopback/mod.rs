//! A server on loopback that answers every request with the same bytes, on a thread of its own.

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex},
    thread,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    runtime,
};

/// The server. It runs until the process ends.
pub(crate) struct Loopback {
    address: SocketAddr,
    last: Arc<Mutex<Vec<u8>>>,
}

impl Loopback {
    /// Answers with `body`, JSON.
    pub(crate) fn start(body: &str) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("a socket that need not block");
        let address = listener.local_addr().expect("an address");
        let last = Arc::new(Mutex::new(Vec::new()));
        let answer: Arc<[u8]> = answer(body).into_bytes().into();
        thread::spawn({
            let last = Arc::clone(&last);
            move || {
                let runtime = runtime::Builder::new_current_thread().enable_io().build().expect("a runtime");
                runtime.block_on(async {
                    let listener = TcpListener::from_std(listener).expect("a listener");
                    while let Ok((stream, _)) = listener.accept().await {
                        tokio::spawn(serve(stream, Arc::clone(&answer), Arc::clone(&last)));
                    }
                });
            }
        });
        Self { address, last }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The lines of the last request, in order of the alphabet.
    pub(crate) fn last_request(&self) -> Vec<String> {
        let request = String::from_utf8_lossy(&self.last.lock().expect("no thread panics with it")).into_owned();
        let mut lines: Vec<String> = request.lines().map(str::to_owned).collect();
        lines.sort_unstable();
        lines
    }
}

fn answer(body: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\n\
         date: Thu, 26 Nov 2026 08:00:00 GMT\r\n\
         content-type: application/json\r\n\
         content-length: {}\r\n\
         request-id: req_011CZk\r\n\
         cache-control: no-store\r\n\
         x-content-type-options: nosniff\r\n\
         \r\n\
         {body}",
        body.len()
    )
}

async fn serve(mut stream: TcpStream, answer: Arc<[u8]>, last: Arc<Mutex<Vec<u8>>>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut request = Vec::new();
    while stream.read_buf(&mut request).await? > 0 {
        if is_whole(&request) {
            stream.write_all(&answer).await?;
            last.lock().expect("no thread panics with it").clone_from(&request);
            request.clear();
        }
    }
    Ok(())
}

/// Whether a request is there to its end.
fn is_whole(request: &[u8]) -> bool {
    let Some(end) = request.windows(4).position(|window| window == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(&request[..end]);
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
    request.len() >= end + 4 + length.unwrap_or(0)
}
