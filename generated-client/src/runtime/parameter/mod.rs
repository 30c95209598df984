//! Encodes the values of parameters by the styles of OpenAPI. Input: a name, a style and a value. Output: encoded text.

use crate::runtime::compact::{CollectList, joined};

mod shape;
#[cfg(test)]
mod tests;

use std::fmt::Write;

pub(crate) use shape::Shape;

use super::{
    cookie,
    encode::{Keep, encode, encoded},
};

/// The style of query parameters if the document names no other.
pub(crate) const FORM: Style = Style::Form { explode: true, allow_reserved: false };

/// The style of cookie parameters if the document names no other: before OpenAPI 3.2, no style said how cookies are encoded.
pub(crate) const COOKIE: Style = Style::Cookie { explode: true, spaces: false };

/// How the value of a parameter is written (OpenAPI's `style`, `explode` and `allowReserved`, or `content`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `name=a,b`, exploded `name=a&name=b`.
    Form {
        /// Whether each item is a parameter of its own.
        explode: bool,
        /// Whether reserved characters stay as they are.
        allow_reserved: bool,
    },
    /// `name=a%20b`.
    SpaceDelimited {
        /// Whether reserved characters stay as they are.
        allow_reserved: bool,
    },
    /// `name=a%7Cb`.
    PipeDelimited {
        /// Whether reserved characters stay as they are.
        allow_reserved: bool,
    },
    /// `name[key]=a&name[other]=b`.
    DeepObject {
        /// Whether reserved characters stay as they are.
        allow_reserved: bool,
    },
    /// `a,b`; of objects `key,a,other,b`, exploded `key=a,other=b`.
    Simple {
        /// Whether keys and values of objects are joined by `=`.
        explode: bool,
    },
    /// `.a,b`, exploded `.a.b`.
    Label {
        /// Whether each item is written with its own dot.
        explode: bool,
    },
    /// `;name=a,b`, exploded `;name=a;name=b`.
    Matrix {
        /// Whether each item is a parameter of its own.
        explode: bool,
    },
    /// `name=a,b`, exploded `name=a; name=b`, without encoding. It is only for cookies.
    Cookie {
        /// Whether each item is a cookie of its own.
        explode: bool,
        /// Whether a value may have spaces, as in an example of OpenAPI 3.2. RFC 6265 has no spaces.
        spaces: bool,
    },
    /// JSON text.
    Json,
    /// All of the query: JSON text, the fields of a form, or text.
    WholeQuery {
        /// Whether it is JSON.
        json: bool,
    },
}

impl Style {
    /// The separator of the items of a list that is one parameter of a query.
    pub(crate) fn between_items(self) -> Option<&'static str> {
        match self {
            Self::Form { explode: false, .. } | Self::Cookie { explode: false, .. } => Some(","),
            Self::SpaceDelimited { .. } => Some("%20"),
            Self::PipeDelimited { .. } => Some("%7C"),
            Self::Form { explode: true, .. }
            | Self::Cookie { explode: true, .. }
            | Self::DeepObject { .. }
            | Self::Simple { .. }
            | Self::Label { .. }
            | Self::Matrix { .. }
            | Self::Json
            | Self::WholeQuery { .. } => None,
        }
    }
}

/// The place of the text. It determines the characters that are encoded, and the separator of exploded items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Path,
    Query,
    Header,
    Cookie,
}

impl Place {
    fn keep(self, style: Style) -> Keep {
        let allow_reserved = match style {
            Style::Form { allow_reserved, .. }
            | Style::SpaceDelimited { allow_reserved }
            | Style::PipeDelimited { allow_reserved }
            | Style::DeepObject { allow_reserved } => allow_reserved,
            Style::Simple { .. }
            | Style::Label { .. }
            | Style::Matrix { .. }
            | Style::Cookie { .. }
            | Style::Json
            | Style::WholeQuery { .. } => false,
        };
        match (self, style) {
            (Self::Header, _) | (Self::Cookie, Style::Cookie { .. }) => Keep::Everything,
            (Self::Query | Self::Cookie, _) if allow_reserved => Keep::Reserved,
            (Self::Path | Self::Query | Self::Cookie, _) => Keep::Unreserved,
        }
    }

    /// JSON has characters that a cookie cannot contain.
    fn keep_in_json(self, style: Style) -> Keep {
        if self == Self::Cookie { Keep::Unreserved } else { self.keep(style) }
    }

    /// The name of a parameter. A name that a cookie can have is not encoded there.
    fn name(self, name: &str) -> String {
        let is_name_of_cookie = self == Self::Cookie && cookie::is_name(name);
        if is_name_of_cookie { name.to_owned() } else { encoded(name, Keep::Unreserved) }
    }

    fn between_parameters(self) -> &'static str {
        match self {
            Self::Cookie => "; ",
            Self::Path | Self::Query | Self::Header => "&",
        }
    }
}

/// Writes one parameter. `None` if there is nothing to send: null, and lists and objects without members.
pub(crate) fn write(name: &str, style: Style, value: &Shape, place: Place) -> Option<String> {
    let writer =
        Writer { name: place.name(name), place, keep: place.keep(style), keep_in_json: place.keep_in_json(style) };
    let pairs = place.between_parameters();
    if *value == Shape::Null || (style != Style::Json && value.is_empty_collection()) {
        return None;
    }
    let written = match style {
        Style::Form { explode: true, .. } | Style::Cookie { explode: true, .. } => {
            writer.exploded(value, pairs, Empty::WithEqualsSign)
        }
        Style::Form { explode: false, .. }
        | Style::Cookie { explode: false, .. }
        | Style::SpaceDelimited { .. }
        | Style::PipeDelimited { .. } => {
            writer.named(value, style.between_items().unwrap_or_default(), Empty::WithEqualsSign)
        }
        Style::DeepObject { .. } => {
            let mut written = Vec::new();
            writer.deep(&writer.name, value, &mut written);
            joined(&written, pairs)
        }
        Style::Simple { explode: true } => writer.members(value, ",", "="),
        Style::Simple { explode: false } => writer.members(value, ",", ","),
        Style::Label { explode: true } => format!(".{}", writer.members(value, ".", "=")),
        Style::Label { explode: false } => format!(".{}", writer.members(value, ",", ",")),
        Style::Matrix { explode: true } => format!(";{}", writer.exploded(value, ";", Empty::NameOnly)),
        Style::Matrix { explode: false } => format!(";{}", writer.named(value, ",", Empty::NameOnly)),
        Style::WholeQuery { json: true } => encoded(&value.to_json(), writer.keep),
        Style::WholeQuery { json: false } => writer.fields(value),
        Style::Json => {
            let text = encoded(&value.to_json(), writer.keep_in_json);
            match place {
                Place::Query | Place::Cookie => pair(&writer.name, &text, Empty::WithEqualsSign),
                Place::Path => text,
                Place::Header => ascii(&text),
            }
        }
    };
    // An object can have nothing but empty lists. An empty text is a value.
    Some(written).filter(|written| !written.is_empty() || value.has_scalar())
}

/// The same JSON in visible ASCII, as a header has it.
fn ascii(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for character in json.chars() {
        if matches!(character, ' '..='~') {
            text.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(text, "\\u{unit:04x}").expect("a String takes all text");
            }
        }
    }
    text
}

/// The fields of one value in a style that keeps no reserved characters, without percent-encoding: names and values.
pub(crate) fn fields(name: &str, style: Style, value: &Shape) -> Vec<(String, String)> {
    let query = write(name, style, value, Place::Query).unwrap_or_default();
    let pairs = reqwest::Url::parse(&format!("form:?{query}")).map(|url| url.query_pairs().into_owned().collect_list());
    pairs.unwrap_or_default()
}

/// Checks the texts that are written into a cookie without encoding.
pub(crate) fn check_cookie(name: &str, style: Style, value: &Shape) -> Result<(), String> {
    let check = |item: &Shape| match (item, style) {
        (Shape::Text(text), Style::Cookie { spaces: true, .. }) => cookie::check_with_spaces(name, text),
        (Shape::Text(text), Style::Cookie { spaces: false, .. }) => cookie::check_value(name, text),
        (Shape::Text(text), Style::Form { allow_reserved: true, .. }) => cookie::check_reserved(name, text),
        // All other text is encoded, and so are nested values, which are JSON.
        _ => Ok(()),
    };
    // Otherwise, a key is the name of a cookie.
    let is_key_in_value = matches!(style, Style::Cookie { explode: false, .. } | Style::Form { explode: false, .. });
    match value {
        Shape::Array(items) => items.iter().try_for_each(check),
        Shape::Object(members) => members.iter().try_for_each(|(key, item)| {
            if is_key_in_value {
                check(&Shape::Text(key.clone()))?;
            }
            check(item)
        }),
        scalar => check(scalar),
    }
}

/// The form of a name with an empty value.
#[derive(Clone, Copy)]
enum Empty {
    WithEqualsSign,
    NameOnly,
}

struct Writer {
    name: String,
    place: Place,
    keep: Keep,
    keep_in_json: Keep,
}

impl Writer {
    /// One item: a scalar as text, and a nested value as JSON, since the styles have no rule for nested values.
    fn item(&self, value: &Shape) -> String {
        match value {
            Shape::Null => String::new(),
            Shape::Text(text) | Shape::Token(text) => encoded(text, self.keep),
            Shape::Array(_) | Shape::Object(_) => encoded(&value.to_json(), self.keep_in_json),
        }
    }

    /// The items of a list, or the keys and values of an object, or a scalar.
    fn members(&self, value: &Shape, between: &str, after_key: &str) -> String {
        match value {
            Shape::Null | Shape::Text(_) | Shape::Token(_) => self.item(value),
            Shape::Array(items) => {
                let items: Vec<String> = present(items.iter()).map(|item| self.item(item)).collect_list();
                joined(&items, between)
            }
            Shape::Object(members) => {
                let members: Vec<String> = members
                    .iter()
                    .filter(|(_, value)| *value != Shape::Null)
                    .map(|(key, value)| format!("{}{after_key}{}", encoded(key, self.keep), self.item(value)))
                    .collect_list();
                joined(&members, between)
            }
        }
    }

    /// `name=value`, items joined.
    fn named(&self, value: &Shape, between: &str, empty: Empty) -> String {
        pair(&self.name, &self.members(value, between, between), empty)
    }

    /// `name=value` for each item, or `key=value` for each member. A member that is a list of plain values repeats its key, since
    /// servers expect this: `sort=a&sort=b` of Spring's `Pageable`.
    fn exploded(&self, value: &Shape, between: &str, empty: Empty) -> String {
        match value {
            Shape::Null | Shape::Text(_) | Shape::Token(_) => pair(&self.name, &self.item(value), empty),
            Shape::Array(items) => {
                let items: Vec<String> =
                    present(items.iter()).map(|item| pair(&self.name, &self.item(item), empty)).collect_list();
                joined(&items, between)
            }
            Shape::Object(members) => {
                let mut written = Vec::new();
                for (key, value) in members {
                    let key = self.place.name(key);
                    let items = value.plain_items().unwrap_or(std::slice::from_ref(value));
                    written.extend(present(items.iter()).map(|item| pair(&key, &self.item(item), empty)));
                }
                joined(&written, between)
            }
        }
    }

    /// `key=value` for each member. A list repeats its key. Text is written unchanged.
    fn fields(&self, value: &Shape) -> String {
        let Shape::Object(members) = value else { return self.item(value) };
        let mut written = Vec::new();
        for (key, value) in members {
            let key = encoded(key, Keep::Unreserved);
            let items = if let Shape::Array(items) = value { items.as_slice() } else { std::slice::from_ref(value) };
            written.extend(present(items.iter()).map(|item| format!("{key}={}", self.item(item))));
        }
        joined(&written, "&")
    }

    /// `prefix[key]=value`. Deeper objects have more brackets. A list has empty brackets, as Rails, PHP, Express and Stripe
    /// expect: without them, they read one item. A list of lists or objects has indices, since it would otherwise be
    /// unclear which members belong together.
    fn deep(&self, prefix: &str, value: &Shape, written: &mut Vec<String>) {
        match value {
            Shape::Null => {}
            Shape::Text(_) | Shape::Token(_) => written.push(format!("{prefix}={}", self.item(value))),
            Shape::Array(items) if items.iter().any(Shape::is_collection) => {
                for (index, item) in items.iter().enumerate() {
                    self.deep(&format!("{prefix}%5B{index}%5D"), item, written);
                }
            }
            Shape::Array(items) => {
                let name = format!("{}%5B%5D", prefix.strip_suffix("%5B%5D").unwrap_or(prefix));
                for item in items {
                    self.deep(&name, item, written);
                }
            }
            Shape::Object(members) => {
                for (key, value) in members {
                    let mut name = format!("{prefix}%5B");
                    encode(&mut name, key, Keep::Unreserved);
                    name.push_str("%5D");
                    self.deep(&name, value, written);
                }
            }
        }
    }
}

fn present<'a>(items: impl Iterator<Item = &'a Shape>) -> impl Iterator<Item = &'a Shape> {
    items.filter(|item| **item != Shape::Null)
}

fn pair(name: &str, value: &str, empty: Empty) -> String {
    match empty {
        Empty::NameOnly if value.is_empty() => name.to_owned(),
        Empty::NameOnly | Empty::WithEqualsSign => format!("{name}={value}"),
    }
}
