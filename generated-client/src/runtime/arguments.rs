//! The lists and maps that callers pass.

/// A list of what converts to its elements.
#[allow(dead_code, reason = "an API may have no list")]
pub fn list<T>(elements: impl IntoIterator<Item = impl Into<T>>) -> Vec<T> {
    elements.into_iter().map(Into::into).collect()
}

/// A map of what converts to its values.
#[allow(dead_code, reason = "an API may have no map")]
pub fn map<T, M: FromIterator<(String, T)>>(entries: impl IntoIterator<Item = (impl Into<String>, impl Into<T>)>) -> M {
    entries.into_iter().map(|(name, value)| (name.into(), value.into())).collect()
}
