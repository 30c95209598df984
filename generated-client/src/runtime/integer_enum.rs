//! Integers with known values, open to others.
//!
//! Input: an enum of the generated code, and a table of its values. Output: the implementations of the enum, by the
//! macro `integer_enum`.

use std::fmt;

/// An integer that this version of the crate does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownInteger(i64);

impl UnknownInteger {
    /// Only `From<i64>` of an enum makes one, so that a known value never hides in it.
    #[allow(dead_code, reason = "an API may have no integer enum")]
    pub(crate) fn new(value: i64) -> Self {
        Self(value)
    }

    /// The value in JSON.
    pub fn as_i64(self) -> i64 {
        self.0
    }
}

impl fmt::Display for UnknownInteger {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// Implements what every integer enum has: one line for each value, `Variant = 1,`, and the variant that keeps all others.
#[allow(unused_macros, reason = "an API may have no integer enum")]
macro_rules! integer_enum {
    ($name:ident {
        $($variant:ident = $value:literal,)*
        ..$unknown:ident
    }) => {
        impl $name {
            /// The value in JSON.
            pub fn as_i64(self) -> i64 {
                match self {
                    $(Self::$variant => $value,)*
                    Self::$unknown(value) => value.as_i64(),
                }
            }
        }

        impl ::std::convert::From<i64> for $name {
            fn from(value: i64) -> Self {
                match value {
                    $($value => Self::$variant,)*
                    _ => Self::$unknown($crate::runtime::UnknownInteger::new(value)),
                }
            }
        }

        impl $crate::runtime::json::JsonValue for $name {
            fn set(
                &mut self,
                source: ::std::option::Option<&mut $crate::runtime::json::Reader<'_>>,
            ) -> ::std::result::Result<(), $crate::runtime::json::Fault> {
                let ::std::option::Option::Some(reader) = source else {
                    *self = $crate::runtime::json::FromJson::empty();
                    return ::std::result::Result::Ok(());
                };
                *self = <Self as ::std::convert::From<i64>>::from(reader.integer()?);
                if let Self::$unknown(_) = self {
                    reader.note_unknown("value");
                }
                ::std::result::Result::Ok(())
            }

            fn show<'v>(&'v self, look: &mut $crate::runtime::json::Look<'_, 'v>) {
                look.integer(self.as_i64());
            }
        }

        impl $crate::runtime::json::FromJson for $name {
            fn empty() -> Self {
                <Self as ::std::convert::From<i64>>::from(0)
            }
        }

        $crate::runtime::json::bridge!($name);

        impl ::std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.as_i64(), formatter)
            }
        }
    };
}

#[allow(unused_imports, reason = "an API may have no integer enum")]
pub(crate) use integer_enum;

#[cfg(test)]
mod tests {
    #![allow(unreachable_pub, reason = "the method of an emitted enum is public")]

    use super::UnknownInteger;

    #[derive(Clone, Copy, Debug, PartialEq)]
    enum Level {
        Low,
        Unknown(UnknownInteger),
    }

    super::integer_enum! {
        Level {
            Low = 1,
            ..Unknown
        }
    }

    #[test]
    fn a_known_value_is_its_variant_however_it_is_written() {
        for json in ["1", "1.0"] {
            let level: Level = serde_json::from_str(json).unwrap();
            assert_eq!(level, Level::Low);
            assert_eq!(serde_json::to_string(&level).unwrap(), "1");
        }
    }

    #[test]
    fn an_unknown_value_is_kept() {
        let level: Level = serde_json::from_str("-7").unwrap();
        assert!(matches!(level, Level::Unknown(_)));
        assert_eq!(serde_json::to_string(&level).unwrap(), "-7");
        assert_eq!(level.to_string(), "-7");
    }

    #[test]
    fn other_values_than_integers_are_refused() {
        assert!(serde_json::from_str::<Level>("1.5").unwrap_err().to_string().contains("expected an integer"));
        assert!(serde_json::from_str::<Level>("\"1\"").unwrap_err().to_string().contains("expected an integer"));
    }
}
