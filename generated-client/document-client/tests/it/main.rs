//! The client of the bundled document without overlays: only its public interface, on a real server on
//! loopback.

#[cfg(feature = "blocking")]
mod blocking;
mod bodies;
mod coverage;
mod errors;
mod operations;
mod replies;
mod requests;
mod secrets;
#[allow(dead_code, reason = "the tests of the live API need more of it")]
#[path = "../../../tests/live/server.rs"]
mod server;
mod streams;

use document_client::{Client, ClientBuilder, Result};
