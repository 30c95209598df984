//! Responses that are redirects, with the URL that they lead to.

use reqwest::header::LOCATION;

use super::{ResponseBody, received::Received};
use crate::runtime::{Result, sealed::Sealed};

/// A redirect. Its value is the URL that it leads to, as the server wrote it: absolute, or relative to the URL of the request.
#[doc(hidden)]
#[derive(Debug)]
pub enum Location {}

impl Sealed for Location {}

impl ResponseBody for Location {
    type Output = String;
    const ACCEPT: &'static str = "*/*";
    const IS_REDIRECT: bool = true;

    fn decode(received: &mut Received) -> Result<String> {
        let location = received.head.headers.get(LOCATION).map(|value| String::from_utf8_lossy(value.as_bytes()));
        location.map(Into::into).ok_or_else(|| received.mistaken("there is no header `location`".to_owned()))
    }
}
