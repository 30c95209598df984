//! JSON arrays whose first elements have types of their own: reading them element by element, and writing them.
//!
//! Input: a `serde` deserializer or serializer of JSON. What the elements are is left to the generated code.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, IgnoredAny, SeqAccess, Visitor};
use serde::ser::{Error as _, Serialize, SerializeSeq, Serializer};

use super::decode::{Decode, Seed, path};

/// A type that is read from the elements of a JSON array.
pub trait Tuple<'de>: Sized {
    /// Reads the elements; there may be none after those.
    fn read<A: SeqAccess<'de>>(elements: &mut Elements<A>) -> Result<Self, A::Error>;
}

/// Reads an array.
pub fn deserialize<'de, T: Tuple<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_seq(TupleVisitor(PhantomData))
}

struct TupleVisitor<T>(PhantomData<fn() -> T>);

impl<'de, T: Tuple<'de>> Visitor<'de> for TupleVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, access: A) -> Result<T, A::Error> {
        let mut elements = Elements { access, count: 0 };
        let tuple = T::read(&mut elements)?;
        match elements.access.next_element::<IgnoredAny>()? {
            None => Ok(tuple),
            Some(_) => Err(A::Error::custom(format_args!("expected no more than {} elements", elements.count))),
        }
    }
}

/// The elements of a JSON array, one after the other.
#[derive(Debug)]
pub struct Elements<A> {
    access: A,
    /// How many were read.
    count: usize,
}

impl<'de, A: SeqAccess<'de>> Elements<A> {
    /// The next element.
    pub fn required<T, C: Decode<'de, T>>(&mut self) -> Result<T, A::Error> {
        let index = self.count;
        self.optional::<T, C>()?.ok_or_else(|| A::Error::custom(format_args!("missing element {index}")))
    }

    /// The next element, if there is one.
    pub fn optional<T, C: Decode<'de, T>>(&mut self) -> Result<Option<T>, A::Error> {
        match self.access.next_element_seed(Seed::<T, C>::NEW) {
            Ok(element) => {
                self.count += usize::from(element.is_some());
                Ok(element)
            }
            Err(error) => Err(path::at_index(self.count, &error)),
        }
    }

    /// All elements that are left.
    pub fn rest<T, C: Decode<'de, T>>(&mut self) -> Result<Vec<T>, A::Error> {
        let mut rest = Vec::new();
        while let Some(element) = self.optional::<T, C>()? {
            rest.push(element);
        }
        Ok(rest)
    }
}

/// Writes a JSON array element by element.
pub struct ElementWriter<S: Serializer> {
    elements: S::SerializeSeq,
    /// Whether an element is missing: there can be none after it.
    is_at_end: bool,
}

impl<S: Serializer> fmt::Debug for ElementWriter<S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ElementWriter").finish_non_exhaustive()
    }
}

impl<S: Serializer> ElementWriter<S> {
    /// Begins an array.
    pub fn new(serializer: S) -> Result<Self, S::Error> {
        Ok(Self { elements: serializer.serialize_seq(None)?, is_at_end: false })
    }

    /// Writes an element.
    pub fn required<T: Serialize>(&mut self, element: &T) -> Result<(), S::Error> {
        if self.is_at_end {
            return Err(S::Error::custom("an element of the array is missing before others"));
        }
        self.elements.serialize_element(element)
    }

    /// Writes an element, if there is one.
    pub fn optional<T: Serialize>(&mut self, element: &Option<T>) -> Result<(), S::Error> {
        if let Some(element) = element {
            return self.required(element);
        }
        self.is_at_end = true;
        Ok(())
    }

    /// Writes the elements after those.
    pub fn rest<T: Serialize>(&mut self, elements: &[T]) -> Result<(), S::Error> {
        elements.iter().try_for_each(|element| self.required(element))
    }

    /// Ends the array.
    pub fn end(self) -> Result<S::Ok, S::Error> {
        self.elements.end()
    }
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    use super::*;
    use crate::runtime::decode::{Integer, Plain};

    /// A text, perhaps a number, and any number of flags.
    #[derive(Debug, PartialEq)]
    struct Row(String, Option<i64>, Vec<bool>);

    impl Serialize for Row {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut elements = ElementWriter::new(serializer)?;
            elements.required(&self.0)?;
            elements.optional(&self.1)?;
            elements.rest(&self.2)?;
            elements.end()
        }
    }

    impl<'de> Tuple<'de> for Row {
        fn read<A: SeqAccess<'de>>(elements: &mut Elements<A>) -> Result<Self, A::Error> {
            Ok(Self(elements.required::<_, Plain>()?, elements.optional::<_, Integer>()?, elements.rest::<_, Plain>()?))
        }
    }

    /// A text and nothing else.
    #[derive(Debug)]
    struct Single;

    impl<'de> Tuple<'de> for Single {
        fn read<A: SeqAccess<'de>>(elements: &mut Elements<A>) -> Result<Self, A::Error> {
            elements.required::<String, Plain>().map(|_| Self)
        }
    }

    macro_rules! deserialize {
        ($($name:ty)*) => {$(
            impl<'de> Deserialize<'de> for $name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    deserialize(deserializer)
                }
            }
        )*};
    }

    deserialize!(Row Single);

    #[test]
    fn an_array_may_end_where_elements_are_optional() {
        for (json, row) in [
            (r#"["a"]"#, Row("a".to_owned(), None, vec![])),
            (r#"["a",1]"#, Row("a".to_owned(), Some(1), vec![])),
            (r#"["a",1,true,false]"#, Row("a".to_owned(), Some(1), vec![true, false])),
        ] {
            assert_eq!(serde_json::from_str::<Row>(json).unwrap(), row);
            assert_eq!(serde_json::to_string(&row).unwrap(), json);
        }
    }

    #[test]
    fn what_does_not_fit_is_refused_with_its_place() {
        let error = |json: &str| serde_json::from_str::<Row>(json).unwrap_err().to_string();
        assert!(error("[]").starts_with("missing element 0"), "{}", error("[]"));
        assert!(error(r#"["a", "b"]"#).starts_with("$[1]: invalid type"), "{}", error(r#"["a", "b"]"#));
        assert!(error(r#"["a", 1, 2]"#).starts_with("$[2]: invalid type"), "{}", error(r#"["a", 1, 2]"#));
        assert!(error("{}").contains("expected an array"), "{}", error("{}"));
        let error = serde_json::from_str::<Single>(r#"["a", 1]"#).unwrap_err().to_string();
        assert!(error.starts_with("expected no more than 1 elements"), "{error}");
    }

    #[test]
    fn an_element_is_not_written_in_the_place_of_another() {
        let error = serde_json::to_string(&Row("a".to_owned(), None, vec![true])).unwrap_err();
        assert_eq!(error.to_string(), "an element of the array is missing before others");
    }
}
