//! A small server of HTTP/1.1 for tests: on loopback, in this process. It does not depend on an API.

mod request;
mod response;
mod server;

pub use request::HttpRequest;
pub(super) use request::{decoded, unescaped};
pub use response::{Delay, HttpBody, HttpResponse};
pub use server::HttpServer;
