//! Headers whose values are lists, such as the features that a call uses. Every operation has its own items, and callers add
//! others.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::{
    call,
    compact::{CollectList, joined},
    header_text,
};

/// A header whose value is a list of items, separated by commas.
#[derive(Debug)]
pub struct HeaderList {
    /// Its name.
    pub name: &'static str,
    /// The default items of operations.
    pub usual: &'static str,
    /// Items of which a request has at most one. Items of the operation have precedence over items of the caller.
    pub exclusive: &'static [&'static str],
}

/// The part of one call in a list.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    name: &'static str,
    /// The operation's items, if they are not the usual ones.
    own: Option<&'static str>,
    /// Items that the caller adds.
    added: String,
}

impl HeaderList {
    /// The value: first the items of callers, then the items of the operation. `None` if there are no items.
    fn value<'a>(&self, own: &'a str, added: impl Iterator<Item = &'a str>) -> Option<String> {
        let own: Vec<&str> = items(own).collect_list();
        let is_exclusive = own.iter().any(|item| self.exclusive.contains(item));
        let mut all: Vec<&str> = Vec::new();
        for item in added.flat_map(items) {
            let is_excluded = is_exclusive && self.exclusive.contains(&item);
            if !is_excluded && !own.contains(&item) && !all.contains(&item) {
                all.push(item);
            }
        }
        all.extend(own);
        (!all.is_empty()).then(|| joined(&all, ","))
    }

    /// The header of a call, if it differs from the one of most calls.
    pub(crate) fn of_call(&self, parts: &[Part], of_client: &HeaderMap) -> Option<Result<Line, String>> {
        let part = parts.iter().find(|part| part.name == self.name)?;
        let of_client = header_text::text(of_client, self.name);
        let added = of_client.into_iter().chain([part.added.as_str()]);
        Some(self.line(part.own.unwrap_or(self.usual), added))
    }

    /// The header of calls that add nothing.
    pub(crate) fn of_client(&self, of_client: &HeaderMap) -> Result<Line, String> {
        let of_client = header_text::text(of_client, self.name);
        self.line(self.usual, of_client.into_iter())
    }

    fn line<'a>(&self, own: &'a str, added: impl Iterator<Item = &'a str>) -> Result<Line, String> {
        let name = call::documented_name(self.name)?;
        let value = self.value(own, added).map(|value| call::header(self.name, &value)).transpose()?;
        Ok(Line { name, value: value.map(|(_, value)| value) })
    }
}

/// A header to set, or to remove if it has no value.
pub(crate) struct Line {
    name: HeaderName,
    value: Option<HeaderValue>,
}

impl Line {
    /// Sets or removes it.
    pub(crate) fn put_into(self, headers: &mut HeaderMap) {
        match self.value {
            Some(value) => headers.insert(self.name, value),
            None => headers.remove(self.name),
        };
    }
}

/// The items of a list that are not empty (RFC 9110, 5.6.1).
fn items(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim).filter(|item| !item.is_empty())
}

/// The part of the list `name` in `parts`.
fn part<'a>(parts: &'a mut Vec<Part>, name: &'static str) -> Option<&'a mut Part> {
    if parts.iter().all(|part| part.name != name) {
        parts.push(Part { name, own: None, added: String::new() });
    }
    parts.iter_mut().find(|part| part.name == name)
}

/// Sets the operation's items.
pub(crate) fn set_own(parts: &mut Vec<Part>, name: &'static str, own: &'static str) {
    if let Some(part) = part(parts, name) {
        part.own = Some(own);
    }
}

/// Adds items of the caller.
pub(crate) fn add(parts: &mut Vec<Part>, name: &'static str, items: &str) {
    if let Some(part) = part(parts, name) {
        part.added.push(',');
        part.added.push_str(items);
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderMap, HeaderName};

    use super::HeaderList;

    const LIST: HeaderList = HeaderList { name: "x-features", usual: "a", exclusive: &["a", "b"] };

    fn value(own: &str, added: &[&str]) -> Option<String> {
        LIST.value(own, added.iter().copied())
    }

    #[test]
    fn callers_add_and_the_operation_has_the_last_word() {
        assert_eq!(value("a", &[]).as_deref(), Some("a"));
        assert_eq!(value("a", &["c, d", "c", "a"]).as_deref(), Some("c,d,a"));
        assert_eq!(value("b", &["a,c"]).as_deref(), Some("c,b"), "of `a` and `b`, the operation's own is sent");
        assert_eq!(value("", &["a"]).as_deref(), Some("a"));
        assert_eq!(value("", &[" , "]), None);
    }

    #[test]
    fn items_of_callers_may_be_more_than_ascii() {
        let name = HeaderName::from_static("x-features");
        let headers = HeaderMap::from_iter([(name, "é".parse().expect("a header"))]);
        let line = LIST.of_client(&headers).expect("a line");
        assert_eq!(line.value.expect("a value").as_bytes(), "é,a".as_bytes());
    }
}
