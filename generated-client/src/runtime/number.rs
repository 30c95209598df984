//! [`Number`]: a JSON number, exact for integers of 64 bits.

use std::cmp::Ordering;
use std::fmt;

/// A JSON number.
///
/// Integers from `i64::MIN` to `u64::MAX` are kept exactly, all other numbers as the nearest `f64`. `1` and `1.0` are
/// equal, as in JSON Schema, and each is written back as received. [`Number::is_float`] distinguishes them. Comparisons
/// are exact: no integer is rounded to compare it with a float.
#[derive(Clone, Copy)]
pub struct Number(Repr);

#[derive(Clone, Copy)]
enum Repr {
    Unsigned(u64),
    /// An integer below zero. Others are [`Repr::Unsigned`].
    Negative(i64),
    Float(f64),
}

impl Number {
    /// The nearest `f64`.
    #[expect(clippy::cast_precision_loss, reason = "the nearest value is what is promised")]
    pub fn as_f64(self) -> f64 {
        match self.0 {
            Repr::Unsigned(integer) => integer as f64,
            Repr::Negative(integer) => integer as f64,
            Repr::Float(float) => float,
        }
    }

    /// The value as `i64`; `None` if it is not one. `1` and `1.0` give 1, and `1.5` gives `None`.
    pub fn as_i64(self) -> Option<i64> {
        i64::try_from(self.as_integer()?).ok()
    }

    /// The value as `u64`; `None` if it is not one. `1` and `1.0` give 1, and `-1` gives `None`.
    pub fn as_u64(self) -> Option<u64> {
        u64::try_from(self.as_integer()?).ok()
    }

    /// Whether the number was written with a fraction or an exponent, as `1.0` and unlike `1`.
    pub fn is_float(self) -> bool {
        matches!(self.0, Repr::Float(_))
    }

    /// The value, if it is a whole number of at most 65 bits.
    pub(super) fn as_integer(self) -> Option<i128> {
        match self.0 {
            Repr::Unsigned(integer) => Some(i128::from(integer)),
            Repr::Negative(integer) => Some(i128::from(integer)),
            Repr::Float(float) => whole(float),
        }
    }

    /// Checks that JSON can write it.
    pub(super) fn checked(self) -> Result<(), String> {
        match self.0 {
            Repr::Float(float) if !float.is_finite() => Err(format!("JSON has no number `{float}`")),
            Repr::Unsigned(_) | Repr::Negative(_) | Repr::Float(_) => Ok(()),
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the float is whole and below 2^65")]
#[expect(clippy::float_cmp, reason = "whole numbers are compared")]
fn whole(float: f64) -> Option<i128> {
    const LIMIT: f64 = 36_893_488_147_419_103_232.0; // 2^65
    (float.abs() < LIMIT && float.trunc() == float).then_some(float as i128)
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (self.0, other.0) {
            (Repr::Float(left), Repr::Float(right)) => left.partial_cmp(&right),
            (Repr::Float(left), _) => compare(other.as_integer()?, left).map(Ordering::reverse),
            (_, Repr::Float(right)) => compare(self.as_integer()?, right),
            (_, _) => self.as_integer().partial_cmp(&other.as_integer()),
        }
    }
}

/// Compares an integer of at most 65 bits with a float, exactly.
fn compare(integer: i128, float: f64) -> Option<Ordering> {
    match whole(float.floor()) {
        Some(floor) if integer == floor => 0.0.partial_cmp(&(float - float.floor())),
        Some(floor) => Some(integer.cmp(&floor)),
        // The float is greater than any integer here, less than any, or not a number.
        None => 0.0.partial_cmp(&float),
    }
}

macro_rules! from_integers {
    ($($small:ty)*) => {$(
        impl From<$small> for Number {
            fn from(integer: $small) -> Self {
                Self::from(i64::from(integer))
            }
        }
    )*};
}

from_integers!(i8 i16 i32 u8 u16 u32);

impl From<i64> for Number {
    fn from(integer: i64) -> Self {
        Self(u64::try_from(integer).map_or(Repr::Negative(integer), Repr::Unsigned))
    }
}

impl From<u64> for Number {
    fn from(integer: u64) -> Self {
        Self(Repr::Unsigned(integer))
    }
}

impl From<f64> for Number {
    /// Keeps the float as it is. JSON has no infinity and no NaN: sending them is an error.
    fn from(float: f64) -> Self {
        Self(Repr::Float(float))
    }
}

impl From<f32> for Number {
    /// As [`f64`].
    fn from(float: f32) -> Self {
        Self::from(f64::from(float))
    }
}

impl From<Number> for serde_json::Value {
    /// `null` for a float that is not finite.
    fn from(number: Number) -> Self {
        match number.0 {
            Repr::Unsigned(integer) => integer.into(),
            Repr::Negative(integer) => integer.into(),
            Repr::Float(float) => float.into(),
        }
    }
}

impl From<Number> for f64 {
    fn from(number: Number) -> Self {
        number.as_f64()
    }
}

macro_rules! compare_with {
    ($($primitive:ty)*) => {$(
        impl PartialEq<$primitive> for Number {
            fn eq(&self, other: &$primitive) -> bool {
                *self == Number::from(*other)
            }
        }

        impl PartialEq<Number> for $primitive {
            fn eq(&self, other: &Number) -> bool {
                Number::from(*self) == *other
            }
        }
    )*};
}

compare_with!(i32 i64 u32 u64 f64);

impl fmt::Display for Number {
    /// As JSON writes it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Repr::Unsigned(integer) => integer.fmt(formatter),
            Repr::Negative(integer) => integer.fmt(formatter),
            Repr::Float(float) => match serde_json::Number::from_f64(float) {
                Some(finite) => finite.fmt(formatter),
                None => float.fmt(formatter),
            },
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

super::json::bridge!(Number);

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Number {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn numbers_are_written_back_as_they_came() {
        for json in ["0", "1", "1.0", "-1", "-0.0", "9007199254740993", "18446744073709551615", "-9223372036854775808"]
        {
            assert_eq!(serde_json::to_string(&read(json)).unwrap(), json);
            assert_eq!(read(json).to_string(), json);
            let value: serde_json::Value = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_value(serde_json::from_value::<Number>(value.clone()).unwrap()).unwrap(), value);
        }
        assert_eq!(read("0.1").to_string(), "0.1");
    }

    #[test]
    fn one_and_one_point_zero_are_equal_and_told_apart() {
        assert_eq!(read("1"), read("1.0"));
        assert!(read("1.0").is_float() && !read("1").is_float());
        assert_eq!(read("1.0").as_i64(), Some(1));
        assert_eq!(read("1.5").as_i64(), None);
        assert_eq!(read("1"), 1);
    }

    #[test]
    fn integers_and_floats_are_compared_without_rounding() {
        assert_ne!(read("9007199254740993"), 9_007_199_254_740_992.0);
        assert!(read("9007199254740993") > read("9007199254740992.0"));
        assert!(read("18446744073709551615") < read("18446744073709551616.0"));
        assert!(read("1") < read("1.5") && read("2") > read("1.5") && read("-1") > read("-1.5"));
        assert!(read("-9223372036854775808") > read("-1e300") && read("18446744073709551615") < read("1e300"));
        assert_eq!(read("1").partial_cmp(&Number::from(f64::NAN)), None);
        assert_eq!(read("1.5"), 1.5);
    }

    #[test]
    fn numbers_are_read_in_types_that_hold_any_value_before() {
        #[derive(serde_derive::Deserialize)]
        struct Outer {
            #[serde(flatten)]
            numbers: std::collections::BTreeMap<String, Number>,
        }
        let outer: Outer = serde_json::from_str(r#"{"a": 1, "b": 1.5}"#).unwrap();
        assert_eq!((outer.numbers["a"], outer.numbers["b"]), (read("1"), read("1.5")));
    }

    #[test]
    fn what_json_cannot_write_is_an_error() {
        let error = serde_json::to_string(&Number::from(f64::INFINITY)).unwrap_err();
        assert_eq!(error.to_string(), "JSON has no number `inf`");
    }

    #[test]
    fn anything_else_is_refused() {
        let error = serde_json::from_str::<Number>("\"1\"").unwrap_err();
        assert_eq!(error.to_string(), "expected a number, found a string");
    }
}
