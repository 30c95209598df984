//! Text in `style: simple` of OpenAPI: the values of headers.

use super::{FromJson, Reader, quoted, value::read_text};
use crate::runtime::compact::{CollectList, joined};

/// Reads a text as a type. It tries a scalar, a list with commas and an object, and uses the first one that fits the type.
///
/// The members of an object are written `name,value,…` or `name=value,…`. The text shows which form it is, since no name
/// contains a `=`.
pub(in crate::runtime) fn from_simple<T: FromJson>(text: &str) -> Option<T> {
    // A value that may be of several kinds is text: `12` may be a number and a password.
    [quoted(text), list(text), object(text)].iter().find_map(|json| {
        let mut value = T::empty();
        read_text(&mut value, Reader::of_plain_text(json, &[])).ok().map(|()| value)
    })
}

fn items(text: &str) -> impl Iterator<Item = &str> {
    let items = if text.is_empty() { None } else { Some(text.split(',')) };
    items.into_iter().flatten().map(str::trim)
}

fn list(text: &str) -> String {
    let items: Vec<String> = items(text).map(quoted).collect_list();
    format!("[{}]", joined(&items, ","))
}

fn object(text: &str) -> String {
    let mut items = items(text);
    let mut members = Vec::new();
    while let Some(item) = items.next() {
        let (name, value) = item.split_once('=').unwrap_or_else(|| (item, items.next().unwrap_or_default()));
        members.push(format!("{}:{}", quoted(name), quoted(value)));
    }
    format!("{{{}}}", joined(&members, ","))
}
