//! A typed client of the Anthropic Managed Agents API.

#![deny(missing_docs)]

#[rustfmt::skip]
mod generated;
pub mod runtime;

pub use generated::*;
pub use runtime::{Client, ClientBuilder, Error, Request, Response, Result};
