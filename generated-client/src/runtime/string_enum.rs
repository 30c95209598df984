//! Strings with known values, open to others.
//!
//! The macro `string_enum`. Input: an enum of the generated code, and a table of its values. Output: the implementations of the enum.

use std::fmt;

/// A value that this version of the crate does not know.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    /// Only `From<&str>` of an enum makes one, so that a known value never hides in it.
    #[allow(dead_code, reason = "an API may have no string enum")]
    pub(crate) fn new(value: &str) -> Self {
        Self(value.into())
    }

    /// The value in JSON.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for UnknownValue {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// Implements what every string enum has: one line for each value, `Variant = "value",`, and the variant that keeps all others.
#[allow(unused_macros, reason = "an API may have no string enum")]
macro_rules! string_enum {
    ($name:ident {
        $($variant:ident = $value:literal,)*
        ..$unknown:ident
    }) => {
        impl $name {
            /// The value in JSON.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::$unknown(value) => value.as_str(),
                }
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(value: &str) -> Self {
                match value {
                    $($value => Self::$variant,)*
                    _ => Self::$unknown($crate::runtime::UnknownValue::new(value)),
                }
            }
        }

        impl $crate::runtime::json::JsonValue for $name {
            fn set(
                &mut self,
                source: ::std::option::Option<&mut $crate::runtime::json::Reader<'_>>,
            ) -> ::std::result::Result<(), $crate::runtime::json::Fault> {
                let set = &mut |text: &str| {
                    *self = <Self as ::std::convert::From<&str>>::from(text);
                    !::std::matches!(self, Self::$unknown(_))
                };
                $crate::runtime::json::set_text(set, source)
            }

            fn show<'v>(&'v self, look: &mut $crate::runtime::json::Look<'_, 'v>) {
                look.text(self.as_str());
            }
        }

        impl $crate::runtime::json::FromJson for $name {
            fn empty() -> Self {
                <Self as ::std::convert::From<&str>>::from("")
            }
        }

        $crate::runtime::json::bridge!($name);

        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                formatter.pad(self.as_str())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            // `Self::Err` may be a variant.
            #[inline]
            fn from_str(value: &str) -> ::std::result::Result<Self, ::std::convert::Infallible> {
                ::std::result::Result::Ok(<Self as ::std::convert::From<&str>>::from(value))
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            #[inline]
            fn from(value: ::std::string::String) -> Self {
                <Self as ::std::convert::From<&str>>::from(&value)
            }
        }

        impl ::std::convert::AsRef<str> for $name {
            #[inline]
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }
    };
}

#[allow(unused_imports, reason = "an API may have no string enum")]
pub(crate) use string_enum;
