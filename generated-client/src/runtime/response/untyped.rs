//! Successes that are read as a type of the caller's: servers do not always keep to their document.

use std::marker::PhantomData;

use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use super::{Binary, Response, ResponseBody, body::json_text};
use crate::runtime::{Error, Method, Operation, Result, error::DecodeError};

/// The operation `O`, whose success is read as it comes.
#[derive(Debug)]
pub(crate) struct Untyped<O>(PhantomData<fn() -> O>);

impl<O: Operation> Operation for Untyped<O> {
    const ID: &'static str = O::ID;
    const METHOD: Method = O::METHOD;
    const PATH: &'static str = O::PATH;
    const SECURITY: Option<&'static [&'static [&'static str]]> = O::SECURITY;
    const SERVER: Option<&'static str> = O::SERVER;
    const ACCEPT: Option<&'static str> = match O::ACCEPT {
        Some(accept) => Some(accept),
        None => Some(<O::Response as ResponseBody>::ACCEPT),
    };
    type Response = Binary;
}

/// Reads a body as JSON of any type. No body is null.
pub(crate) fn decode_as<T: DeserializeOwned>(response: &Response<Bytes>) -> Result<T> {
    let body = response.value();
    serde_json::from_slice(json_text(body)).map_err(|error| {
        Error::Decode(Box::new(DecodeError::other(response.head(), without_values(&error), Some(body.clone()))))
    })
}

/// The text of an error without the values that it repeats, which may be secret.
fn without_values(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rsplit_once(", expected ") {
        _ if error.classify() != Category::Data => text,
        Some((_, expected)) => format!("expected {expected}"),
        None if text.starts_with("missing field") || text.starts_with("duplicate field") => text,
        None => format!("it does not fit the type at line {} column {}", error.line(), error.column()),
    }
}
