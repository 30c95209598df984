//! JSON pointers (RFC 6901) in URI fragment form: `#/paths/~1v1~1agents/get`.

use std::fmt;

/// A place in a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(String);

impl Pointer {
    /// The document itself: `#`.
    pub fn root() -> Self {
        Self("#".to_owned())
    }

    /// The pointer written as `text`, which begins with `#`.
    pub fn from_text(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The member or element `token` of this place.
    pub fn child(&self, token: impl fmt::Display) -> Self {
        Self(format!("{}/{}", self.0, escape(&token.to_string())))
    }

    /// The place that this one is in.
    pub fn parent(&self) -> Option<Self> {
        self.0.rsplit_once('/').map(|(parent, _)| Self(parent.to_owned()))
    }

    /// The unescaped tokens from the root down.
    pub fn tokens(&self) -> impl Iterator<Item = String> {
        self.0.split('/').skip(1).map(unescape)
    }

    /// The text, beginning with `#`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

fn escape(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

fn unescape(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}
