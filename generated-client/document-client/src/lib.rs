//! The client of the bundled document alone, without overlays. Nobody uses it: it is here so that what the generator makes
//! of the document as it is stays compiled, tested and reviewed.

#![deny(missing_docs)]

#[rustfmt::skip]
mod generated;
#[path = "../../src/runtime/mod.rs"]
pub mod runtime;

pub use generated::*;
pub use runtime::{Client, ClientBuilder, Error, Request, Response, Result};
