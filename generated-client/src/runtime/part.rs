//! [`Part`]: one part of a multipart body.

use std::fmt;

use reqwest::header::{CONTENT_TYPE, HeaderMap};

use super::compact::CollectList;
use super::header_text;

/// One part of a multipart body: its headers, and the value that it holds.
///
/// `Debug` shows only the names of the headers.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Part<T> {
    /// The headers of the part.
    pub headers: HeaderMap,
    /// The value.
    pub value: T,
}

impl<T> Part<T> {
    /// A part that was received.
    pub(crate) fn received(headers: HeaderMap, value: T) -> Self {
        Self { headers, value }
    }

    /// The media type that the part states.
    pub fn content_type(&self) -> Option<&str> {
        header_text::text(&self.headers, CONTENT_TYPE)
    }
}

impl<T: fmt::Debug> fmt::Debug for Part<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Part")
            .field("headers", &self.headers.keys().collect_list())
            .field("value", &self.value)
            .finish()
    }
}
