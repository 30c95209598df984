//! A server on loopback that answers every request with the same bytes. It is a separate process, so that its work is not measured.

use std::{
    env,
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
};

use rustls::{ServerConfig, crypto::aws_lc_rs, pki_types::PrivatePkcs8KeyDer};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    runtime,
};
use tokio_rustls::TlsAcceptor;

/// With this argument, the program is the server. The next argument is the scheme of its URL.
const SERVE: &str = "serve";

const HTTPS: &str = "https";

/// A GET of this path returns the previous request.
const LAST_REQUEST: &str = "/last-request";

/// The server. It ends if this value is dropped, or if the process ends.
pub(crate) struct Loopback {
    process: Child,
    url: String,
    /// The address that returns its last request, without TLS.
    control: String,
}

impl Loopback {
    /// If this process is the server: serves `body`, which is JSON, and never returns.
    pub(crate) fn serve_if_asked_to(body: &str) {
        if env::args().nth(1).as_deref() != Some(SERVE) {
            return;
        }
        let is_tls = env::args().nth(2).as_deref() == Some(HTTPS);
        let [calls, control] = [(); 2].map(|()| {
            let listener = net::TcpListener::bind("127.0.0.1:0").expect("a free port");
            listener.set_nonblocking(true).expect("a socket that need not block");
            println!("{}", listener.local_addr().expect("an address"));
            listener
        });
        let answer: Arc<[u8]> = answer("application/json", body).into_bytes().into();
        let last = Arc::default();
        let runtime = runtime::Builder::new_current_thread().enable_io().build().expect("a runtime");
        runtime.block_on(async {
            tokio::spawn(accept(control, None, Arc::clone(&answer), Arc::clone(&last)));
            accept(calls, is_tls.then(tls), answer, last).await;
        });
    }

    /// Starts this program as a server with this scheme, `http` or `https`.
    pub(crate) fn start(scheme: &str) -> Self {
        let mut process = Command::new(env::current_exe().expect("a program"))
            .args([SERVE, scheme])
            .stdout(Stdio::piped())
            .spawn()
            .expect("this program can be started");
        let mut lines = BufReader::new(process.stdout.take().expect("it is read")).lines();
        let mut address = || lines.next().expect("an address").expect("it is text");
        Self { url: format!("{scheme}://{}", address()), control: address(), process }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The lines of the last request, in alphabetical order.
    pub(crate) fn last_request(&self) -> Vec<String> {
        let mut stream = net::TcpStream::connect(&self.control).expect("the server");
        write!(stream, "GET {LAST_REQUEST} HTTP/1.1\r\n\r\n").expect("it reads");
        stream.shutdown(net::Shutdown::Write).expect("a connection");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        let (_, request) = answer.split_once("\r\n\r\n").expect("an answer");
        let mut lines: Vec<String> = request.lines().map(str::to_owned).collect();
        lines.sort_unstable();
        lines
    }
}

impl Drop for Loopback {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn answer(media_type: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\n\
         date: Thu, 26 Nov 2026 08:00:00 GMT\r\n\
         content-type: {media_type}\r\n\
         content-length: {}\r\n\
         request-id: req_011CZk\r\n\
         cache-control: no-store\r\n\
         x-content-type-options: nosniff\r\n\
         \r\n\
         {body}",
        body.len()
    )
}

/// Accepts connections without end.
async fn accept(listener: net::TcpListener, tls: Option<TlsAcceptor>, answer: Arc<[u8]>, last: Arc<Mutex<Vec<u8>>>) {
    let listener = TcpListener::from_std(listener).expect("a listener");
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(serve_connection(stream, tls.clone(), Arc::clone(&answer), Arc::clone(&last)));
    }
}

/// TLS with the self-signed certificate of the tests.
fn tls() -> TlsAcceptor {
    let certificate = include_bytes!("../../tests/certificate/certificate.der").as_slice();
    let key = PrivatePkcs8KeyDer::from(include_bytes!("../../tests/certificate/key.der").as_slice());
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions of TLS")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.into()], key.into())
        .expect("a certificate");
    Arc::new(config).into()
}

async fn serve_connection(
    stream: TcpStream,
    tls: Option<TlsAcceptor>,
    answer: Arc<[u8]>,
    last: Arc<Mutex<Vec<u8>>>,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    match tls {
        Some(tls) => serve(tls.accept(stream).await?, answer, last).await,
        None => serve(stream, answer, last).await,
    }
}

async fn serve(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    answer: Arc<[u8]>,
    last: Arc<Mutex<Vec<u8>>>,
) -> io::Result<()> {
    let mut request = Vec::new();
    while stream.read_buf(&mut request).await? > 0 {
        if is_whole(&request) {
            if request.starts_with(format!("GET {LAST_REQUEST} ").as_bytes()) {
                let text = String::from_utf8_lossy(&last.lock().expect("no thread panics with it")).into_owned();
                return stream.write_all(self::answer("text/plain", &text).as_bytes()).await;
            }
            stream.write_all(&answer).await?;
            last.lock().expect("no thread panics with it").clone_from(&request);
            request.clear();
        }
    }
    Ok(())
}

/// Whether these bytes contain a complete request.
fn is_whole(request: &[u8]) -> bool {
    let Some(end) = request.windows(4).position(|window| window == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(&request[..end]);
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
    request.len() >= end + 4 + length.unwrap_or(0)
}
