//! A typed client of the Anthropic Managed Agents API.

pub mod runtime;

pub use runtime::{Client, ClientBuilder, Error, Request, Response, Result};
