//! [`HttpServer`]: accepts connections, and passes requests to a function.

use std::{fmt, io, net::SocketAddr, sync::Arc};

use tokio::{
    io::BufReader,
    net::{TcpListener, TcpStream},
    task::{AbortHandle, JoinHandle, JoinSet},
};

use super::{HttpRequest, HttpResponse};

/// Makes the response to each request.
type Respond = Arc<dyn Fn(HttpRequest) -> HttpResponse + Send + Sync>;

/// A server on loopback. It stops when it is dropped.
pub struct HttpServer {
    url: String,
    accepting: AbortHandle,
}

impl HttpServer {
    /// A free port of the loopback interface.
    pub fn any_port() -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], 0))
    }

    /// Starts a server in this runtime. `respond` makes its responses.
    ///
    /// # Errors
    /// The address is not free.
    pub async fn start(
        address: SocketAddr,
        respond: impl Fn(HttpRequest) -> HttpResponse + Send + Sync + 'static,
    ) -> io::Result<Self> {
        Self::begin(address, Arc::new(respond)).await.map(|(server, _)| server)
    }

    /// Starts a server in a thread of its own, for code that is not asynchronous.
    ///
    /// # Errors
    /// The address is not free, or the thread cannot be started.
    pub fn start_blocking(
        address: SocketAddr,
        respond: impl Fn(HttpRequest) -> HttpResponse + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (server, accepting) = runtime.block_on(Self::begin(address, Arc::new(respond)))?;
        // The thread ends when the server is dropped.
        let serve = move || drop(runtime.block_on(accepting));
        std::thread::Builder::new().name("fake-server".to_owned()).spawn(serve)?;
        Ok(server)
    }

    async fn begin(address: SocketAddr, respond: Respond) -> io::Result<(Self, JoinHandle<()>)> {
        let listener = TcpListener::bind(address).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let accepting = tokio::spawn(accept(listener, respond));
        Ok((Self { url, accepting: accepting.abort_handle() }, accepting))
    }

    /// The base URL of the server.
    pub fn url(&self) -> &str {
        &self.url
    }
}

async fn accept(listener: TcpListener, respond: Respond) {
    // Connections end with the server.
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        while connections.try_join_next().is_some() {}
        connections.spawn(serve(stream, Arc::clone(&respond)));
    }
}

/// Serves the requests of one connection, one after the other.
async fn serve(stream: TcpStream, respond: Respond) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    while let Some(request) = HttpRequest::read(&mut stream).await? {
        let method = request.method.clone();
        if !respond(request).write(&mut stream, &method).await? {
            return Ok(());
        }
    }
    Ok(())
}

impl Drop for HttpServer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl fmt::Debug for HttpServer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("HttpServer").field("url", &self.url).finish_non_exhaustive()
    }
}
