//! JSON pointers (RFC 6901) in URI fragment form: `#/paths/~1v1~1agents/get`.

use std::{
    borrow::{Borrow, Cow},
    fmt::{self, Write as _},
};

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

    /// The pointer in the fragment of a URI, after its `#` (RFC 6901, section 6): `/paths/~1pets~1%7Bid%7D`.
    pub fn from_fragment(fragment: &str) -> Self {
        Self(format!("#{}", percent_decoded(fragment)))
    }

    /// The place at the path `tokens` from the root.
    pub fn from_tokens<T: AsRef<str>>(tokens: impl IntoIterator<Item = T>) -> Self {
        let mut path = Path::new();
        for token in tokens {
            path.push(token.as_ref());
        }
        path.pointer()
    }

    /// The member or element `token` of this place.
    pub fn child(&self, token: impl fmt::Display) -> Self {
        let mut text = String::with_capacity(self.0.len() + 16);
        text.push_str(&self.0);
        text.push('/');
        let start = text.len();
        // Writing to a string cannot fail.
        let _ = write!(text, "{token}");
        if let Cow::Owned(escaped) = escape(&text[start..]) {
            text.truncate(start);
            text.push_str(&escaped);
        }
        Self(text)
    }

    /// The parent of this place.
    pub fn parent(&self) -> Option<Self> {
        self.0.rsplit_once('/').map(|(parent, _)| Self(parent.to_owned()))
    }

    /// The unescaped tokens from the root down.
    pub fn tokens(&self) -> impl Iterator<Item = String> {
        self.0.split('/').skip(1).map(unescape)
    }

    /// The place `inner` relative to this place, if it is this place or inside it.
    pub fn strip_prefix<'a>(&self, inner: &'a Self) -> Option<&'a str> {
        inner.0.strip_prefix(&self.0).filter(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Appends a relative place, as [`Self::strip_prefix`] returns it.
    pub fn join(&self, rest: &str) -> Self {
        Self(format!("{}{rest}", self.0))
    }

    /// The text, beginning with `#`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Pointer {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A pointer to the current node of a walk through a tree.
#[derive(Clone, Debug)]
pub struct Path {
    text: String,
    /// The length of `text` before each token.
    starts: Vec<usize>,
}

impl Default for Path {
    fn default() -> Self {
        Self::new()
    }
}

impl Path {
    /// The root.
    pub fn new() -> Self {
        Self { text: "#".to_owned(), starts: Vec::new() }
    }

    /// The path that leads to `pointer`.
    pub fn from_pointer(pointer: &Pointer) -> Self {
        let mut path = Self::new();
        for token in pointer.tokens() {
            path.push(&token);
        }
        path
    }

    /// Steps into a member.
    pub fn push(&mut self, token: &str) {
        self.starts.push(self.text.len());
        self.text.push('/');
        let mut rest = token;
        let special = |rest: &str| rest.bytes().position(|byte| matches!(byte, b'~' | b'/'));
        while let Some((plain, special)) = special(rest).and_then(|at| rest.split_at_checked(at)) {
            self.text.push_str(plain);
            self.text.push_str(if special.starts_with('~') { "~0" } else { "~1" });
            rest = special.get(1..).unwrap_or_default();
        }
        self.text.push_str(rest);
    }

    /// Steps into an element.
    pub fn push_index(&mut self, index: usize) {
        self.starts.push(self.text.len());
        // Writing to a string cannot fail.
        let _ = write!(self.text, "/{index}");
    }

    /// Steps back.
    pub fn pop(&mut self) {
        if let Some(start) = self.starts.pop() {
            self.text.truncate(start);
        }
    }

    /// The number of steps from the root.
    pub fn depth(&self) -> usize {
        self.starts.len()
    }

    /// The place.
    pub fn pointer(&self) -> Pointer {
        Pointer(self.text.clone())
    }

    /// The text of [`Self::pointer`].
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// Undoes percent-encoding (RFC 3986, section 2.1). Text that decodes to invalid UTF-8 stays as it is.
pub fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let decoded = if *first == b'%' { after.get(..2).and_then(hexadecimal) } else { None };
        bytes.push(decoded.unwrap_or(*first));
        rest = if decoded.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn hexadecimal(digits: &[u8]) -> Option<u8> {
    let digits = std::str::from_utf8(digits).ok().filter(|digits| !digits.starts_with('+'))?;
    u8::from_str_radix(digits, 16).ok()
}

fn escape(token: &str) -> Cow<'_, str> {
    if !token.contains(['~', '/']) {
        return Cow::Borrowed(token);
    }
    Cow::Owned(token.replace('~', "~0").replace('/', "~1"))
}

fn unescape(token: &str) -> String {
    if token.contains('~') { token.replace("~1", "/").replace("~0", "~") } else { token.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{Path, Pointer, percent_decoded};

    #[test]
    fn tokens_are_escaped_and_unescaped() {
        let pointer = Pointer::root().child("a/b").child("~1").child("");
        assert_eq!(pointer.as_str(), "#/a~1b/~01/");
        assert_eq!(pointer.tokens().collect::<Vec<_>>(), ["a/b", "~1", ""]);
        assert_eq!(Path::from_pointer(&pointer).pointer(), pointer);
    }

    #[test]
    fn fragments_are_percent_decoded() {
        let pointer = Pointer::from_fragment("/paths/~1pets~1%7Bid%7d");
        assert_eq!(pointer.tokens().collect::<Vec<_>>(), ["paths", "/pets/{id}"]);
        for text in ["100%", "%zz", "%+f", "%ff"] {
            assert_eq!(percent_decoded(text), text);
        }
    }

    #[test]
    fn a_path_steps_back_to_where_it_was() {
        let mut path = Path::new();
        path.push("a/b");
        path.push_index(3);
        path.pop();
        assert_eq!(path.as_str(), "#/a~1b");
        path.pop();
        path.pop();
        assert_eq!(path.as_str(), "#");
    }

    #[test]
    fn a_prefix_ends_at_a_token() {
        let outer = Pointer::from_text("#/a");
        assert_eq!(outer.strip_prefix(&Pointer::from_text("#/a/b")), Some("/b"));
        assert_eq!(outer.strip_prefix(&Pointer::from_text("#/ab")), None);
    }
}
