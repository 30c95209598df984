//! The lists, maps and bodies that callers pass.

/// A list of values that can be converted to its elements.
#[allow(dead_code, reason = "an API may have no list")]
pub fn list<T>(elements: impl IntoIterator<Item = impl Into<T>>) -> Vec<T> {
    // `collect` and `extend` would compile more code for each type.
    let mut list = Vec::new();
    for element in elements {
        list.push(element.into());
    }
    list
}

/// A map of values that can be converted to its values.
#[allow(dead_code, reason = "an API may have no map")]
pub fn map<T, M: FromIterator<(String, T)>>(entries: impl IntoIterator<Item = (impl Into<String>, impl Into<T>)>) -> M {
    entries.into_iter().map(|(name, value)| (name.into(), value.into())).collect()
}

/// A body of a request: a `T`, or a reference to one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the body of this operation",
    label = "expected `{T}` or `&{T}`",
    note = "make the body by `{T}::new(…)`, or by `{T}::from(…)` if there is a conversion"
)]
pub trait AsBody<T> {
    /// The body.
    fn as_body(&self) -> &T;
}

impl<T> AsBody<T> for T {
    fn as_body(&self) -> &T {
        self
    }
}

impl<T> AsBody<T> for &T {
    fn as_body(&self) -> &T {
        self
    }
}
