//! Headers that the document declares: their names, and how their text is read.
//!
//! Text is read as OpenAPI's `style: simple` writes values: lists between commas, objects as `name,value,…` or
//! `name=value,…`. The text shows which form it is, since no name contains a `=`.

use std::{fmt, marker::PhantomData};

use reqwest::header::HeaderMap;

use crate::runtime::{
    compact::joined,
    json::{self, FromJson},
};

/// A header that an operation documents for its responses, with the type of its value. Generated code has one for each, as
/// a constant of the operation's type.
pub struct Header<T> {
    name: &'static str,
    format: Format,
    value: PhantomData<fn() -> T>,
}

#[derive(Clone, Copy)]
enum Format {
    Simple,
    Json,
}

impl<T> Header<T> {
    /// A header whose text is written in `style: simple`.
    #[doc(hidden)]
    pub const fn simple(name: &'static str) -> Self {
        Self { name, format: Format::Simple, value: PhantomData }
    }

    /// A header whose text is JSON.
    #[doc(hidden)]
    pub const fn json(name: &'static str) -> Self {
        Self { name, format: Format::Json, value: PhantomData }
    }

    /// The name.
    pub fn name(&self) -> &'static str {
        self.name
    }
}

impl<T: FromJson> Header<T> {
    /// Reads it; the text of an error is for people, and shows no values.
    pub(crate) fn find(&self, headers: &HeaderMap) -> Result<Option<T>, String> {
        let lines = headers.get_all(self.name).iter().map(|line| std::str::from_utf8(line.as_bytes()));
        // Several lines are one list (RFC 9110, 5.3).
        let text = match lines.collect::<Result<Vec<&str>, _>>() {
            Ok(lines) if lines.is_empty() => return Ok(None),
            Ok(lines) => joined(&lines, ", "),
            Err(_) => return Err(format!("the header `{}` is not text", self.name)),
        };
        let value = match self.format {
            Format::Simple => json::from_simple(&text),
            Format::Json => json::from_str(&text).ok(),
        };
        value.map(Some).ok_or_else(|| format!("the header `{}` is not of its type", self.name))
    }
}

impl<T> Clone for Header<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Header<T> {}

impl<T> fmt::Debug for Header<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Header").field(&self.name).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::runtime::Number;

    const NUMBER: Header<Number> = Header::simple("x-number");
    const NUMBERS: Header<Vec<i64>> = Header::simple("a");

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        lines.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    fn read<T: FromJson>(header: Header<T>, text: &str) -> Option<T> {
        header.find(&headers(&[(header.name(), text)])).unwrap()
    }

    #[test]
    fn text_is_read_as_the_type_says() {
        assert_eq!(read(Header::<i64>::simple("a"), "-12"), Some(-12));
        assert_eq!(read(Header::<u64>::simple("a"), "1.0"), Some(1));
        assert_eq!(read(NUMBER, "1.5"), Some(Number::from(1.5)));
        assert_eq!(read(Header::<bool>::simple("a"), "true"), Some(true));
        assert_eq!(read(Header::<String>::simple("a"), "12, a").as_deref(), Some("12, a"));
        assert_eq!(read(Header::<Option<i64>>::simple("a"), "7"), Some(Some(7)));
    }

    #[test]
    fn text_may_be_utf_8() {
        const NAME: Header<String> = Header::simple("a");
        assert_eq!(NAME.find(&headers(&[("a", "grüße")])), Ok(Some("grüße".to_owned())));
        let latin = HeaderMap::from_iter([("a".parse().unwrap(), b"gr\xFC\xDFe".as_slice().try_into().unwrap())]);
        assert_eq!(NAME.find(&latin), Err("the header `a` is not text".to_owned()));
    }

    #[test]
    fn lists_stand_between_commas_and_on_several_lines() {
        assert_eq!(read(NUMBERS, "1,2 , 3"), Some(vec![1, 2, 3]));
        assert_eq!(read(NUMBERS, ""), Some(vec![]));
        assert_eq!(NUMBERS.find(&headers(&[("a", "1"), ("b", "5"), ("a", "2")])), Ok(Some(vec![1, 2])));
    }

    #[test]
    fn objects_have_names_and_values_in_turn_or_equal_signs() {
        const MAP: Header<BTreeMap<String, String>> = Header::simple("a");
        let expected = Some(BTreeMap::from([("r".to_owned(), "1".to_owned()), ("g".to_owned(), "a=b".to_owned())]));
        assert_eq!(read(MAP, "r,1,g,a=b"), expected);
        assert_eq!(read(MAP, "r=1,g=a=b"), expected);
    }

    #[test]
    fn json_is_read_to_its_end() {
        const JSON: Header<Vec<i64>> = Header::json("a");
        assert_eq!(read(JSON, "[1, 2]"), Some(vec![1, 2]));
        assert!(JSON.find(&headers(&[("a", "[1] 2")])).is_err());
    }

    #[test]
    fn what_is_not_there_is_nothing_and_what_is_wrong_shows_no_value() {
        assert_eq!(NUMBER.find(&headers(&[])), Ok(None));
        let refusal = Err("the header `x-number` is not of its type".to_owned());
        for wrong in ["secret", "NaN", "1e999", ""] {
            assert_eq!(NUMBER.find(&headers(&[("x-number", wrong)])), refusal);
        }
    }
}
