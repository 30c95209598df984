//! How the next page of a list is requested.

use std::fmt;

use crate::runtime::json::quoted;

/// How the next page is requested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextPage {
    /// By the cursor of the previous page, in this query parameter.
    Query(&'static str),
    /// By the cursor of the previous page, in this member of the JSON body.
    Body(&'static [&'static str]),
    /// By its number, in this query parameter. The second field is the number of the first page.
    Number(&'static str, i64),
    /// The same, in this member of the JSON body.
    NumberInBody(&'static [&'static str], i64),
    /// By the number of items before it, in this query parameter.
    Offset(&'static str),
    /// The same, in this member of the JSON body.
    OffsetInBody(&'static [&'static str]),
    /// By the URL in the header `link` with `rel="next"` (RFC 8288).
    Link,
    /// By a URL in the previous page.
    Url,
}

/// The next page, as a page names it: by its cursor, or by its URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cursor<'p> {
    /// Text.
    Text(&'p str),
    /// An integer.
    Integer(i64),
    /// A large integer.
    Unsigned(u64),
}

impl Cursor<'_> {
    /// The cursor, if it is not empty.
    pub(super) fn filled(self) -> Option<Self> {
        (self != Self::Text("")).then_some(self)
    }

    /// The cursor as JSON.
    pub(super) fn json(self) -> String {
        match self {
            Self::Text(text) => quoted(text),
            Self::Integer(_) | Self::Unsigned(_) => self.to_string(),
        }
    }
}

impl fmt::Display for Cursor<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => formatter.write_str(text),
            Self::Integer(number) => number.fmt(formatter),
            Self::Unsigned(number) => number.fmt(formatter),
        }
    }
}
