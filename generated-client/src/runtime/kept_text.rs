//! Text of a format, kept as it was received and read on demand.

use std::{borrow::Cow, error, fmt};

/// The error for a text that does not have the required format. It does not show the text, which may be secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidText {
    expected: &'static str,
}

impl InvalidText {
    #[allow(dead_code, reason = "an API may not have the formats")]
    pub(super) fn expected(expected: &'static str) -> Self {
        Self { expected }
    }
}

impl fmt::Display for InvalidText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "expected {}, found other text", self.expected)
    }
}

impl error::Error for InvalidText {}

/// A date-time or time without the digits of its fraction after the ninth, which jiff does not read.
#[allow(dead_code, reason = "an API may not have the formats")]
pub(super) fn to_nanoseconds(text: &str) -> Cow<'_, str> {
    let Some(point) = text.find('.') else { return text.into() };
    let fraction = &text[point + 1..];
    let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
    match digits.checked_sub(9) {
        None | Some(0) => text.into(),
        Some(_) => format!("{}{}", &text[..point + 1 + 9], &fraction[digits..]).into(),
    }
}

/// A type that keeps its text.
#[doc(hidden)]
pub trait KeptText {
    /// The text.
    fn text(&self) -> &str;
}

/// Implements what all types have in common that are a `Box<str>`; `$read` is the method that reads the text, with `$error`.
macro_rules! kept_text {
    ($name:ident, $read:ident, $error:ty) => {
        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text.into())
            }
        }

        impl From<$name> for String {
            fn from(kept: $name) -> Self {
                kept.0.into()
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $error;

            /// Unlike `from`, refuses a text that is not of the format.
            fn from_str(text: &str) -> Result<Self, $error> {
                let kept = Self::from(text);
                kept.$read().map(|_| kept)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, text: &str) -> bool {
                *self.0 == *text
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, text: &&str) -> bool {
                *self.0 == **text
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                formatter.debug_tuple(stringify!($name)).field(&self.as_str()).finish()
            }
        }

        impl $crate::runtime::kept_text::KeptText for $name {
            fn text(&self) -> &str {
                &self.0
            }
        }

        impl $crate::runtime::json::JsonValue for $name {
            fn set(
                &mut self,
                source: ::std::option::Option<&mut $crate::runtime::json::Reader<'_>>,
            ) -> ::std::result::Result<(), $crate::runtime::json::Fault> {
                let set = &mut |text: &str| {
                    *self = Self::from(text);
                    true
                };
                $crate::runtime::json::set_text(set, source)
            }

            fn show<'v>(&'v self, look: &mut $crate::runtime::json::Look<'_, 'v>) {
                look.text(&self.0);
            }
        }

        impl $crate::runtime::json::FromJson for $name {
            fn empty() -> Self {
                Self::from("")
            }
        }

        $crate::runtime::json::bridge!($name);
    };
}

pub(crate) use kept_text;
