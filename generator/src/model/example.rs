//! Values that the document shows.

/// A JSON value. It need not fit the type that it is an example of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Example {
    /// `null`
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number, as written.
    Number(String),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Example>),
    /// An object: names and values, sorted by name.
    Object(Vec<(String, Example)>),
}

impl Example {
    /// The value of a member of an object.
    pub fn member(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.iter().find(|(key, _)| key == name).map(|(_, value)| value),
            _ => None,
        }
    }
}
