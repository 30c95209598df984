//! The client over the wire: through its public interface only, against a real server on loopback.

#[cfg(feature = "blocking")]
mod blocking;
mod bodies;
mod coverage;
mod errors;
mod faults_table;
mod fuzz;
mod operations;
mod quickstart;
mod replies;
mod requests;
mod secrets;
mod server;
mod streams;
