//! A typed client of the Anthropic Managed Agents API.
//!
//! Start at [`Client`]: its methods [`agents`](Client::agents), [`environments`](Client::environments),
//! [`sessions`](Client::sessions) and [`events`](Client::events) lead to the operations. What an operation requires is an
//! argument, what is optional is chained, and [`send`](Request::send) sends it. The bodies are in [`types`].
//!
//! ```no_run
//! use managed_agents::{Client, Error, types::SessionStatus};
//!
//! # async fn show() -> managed_agents::Result<()> {
//! let client = Client::from_env()?; // reads ANTHROPIC_API_KEY
//! match client.sessions().list().status(SessionStatus::Running).send().await {
//!     Ok(sessions) => println!("{} are running", sessions.data.unwrap_or_default().len()),
//!     Err(Error::Api(error)) => eprintln!("{} {:?}", error.kind(), error.request_id()),
//!     Err(error) => return Err(error),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! [`Error`] says what can go wrong, [`ClientBuilder`] what can be set, and [`Request`] what can be set for one call.

#![deny(missing_docs)]

#[rustfmt::skip]
mod generated;
mod helpers;
pub mod runtime;

pub use generated::*;
pub use runtime::{Client, ClientBuilder, Error, Request, Response, Result};

/// The README, whose examples compile. It stands outside of this package, so only tests look for it.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
