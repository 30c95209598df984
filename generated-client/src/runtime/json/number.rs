//! Numbers: how their digits become values.

use super::{Fault, FromJson, JsonValue, Look, Reader};
use crate::runtime::Number;

impl Reader<'_> {
    /// Reads an integer, also one that is written `1.0`.
    pub fn integer(&mut self) -> Result<i64, Fault> {
        let digits = self.number("an integer")?;
        match digits.parse() {
            Ok(integer) => Ok(integer),
            Err(_) => integer(&digits, i128::from(i64::MIN), i128::from(i64::MAX)),
        }
    }

    /// Reads an integer from zero, also one that is written `1.0`.
    pub(super) fn unsigned(&mut self) -> Result<u64, Fault> {
        let digits = self.number("an integer")?;
        match digits.parse() {
            Ok(integer) => Ok(integer),
            Err(_) => integer(&digits, 0, i128::from(u64::MAX)),
        }
    }

    /// Reads any number.
    pub(super) fn any_number(&mut self) -> Result<Number, Fault> {
        let digits = self.number("a number")?;
        number(&digits).ok_or_else(|| out_of_range(&digits))
    }
}

/// An integer that is written with a fraction or an exponent, or is out of range.
#[cold]
fn integer<T: TryFrom<i128>>(digits: &str, least: i128, most: i128) -> Result<T, Fault> {
    let Some(number) = number(digits) else { return Err(out_of_range(digits)) };
    match number.as_integer().map(T::try_from) {
        Some(Ok(integer)) => Ok(integer),
        Some(Err(_)) => Err(beyond(least, most)),
        None if number.is_float() && number.as_f64().fract() == 0.0 => Err(beyond(least, most)),
        None => Err(Fault::new("expected an integer, found a number with a fraction")),
    }
}

#[cold]
fn beyond(least: i128, most: i128) -> Fault {
    Fault::new(format!("expected an integer from {least} to {most}, found another number"))
}

/// Whether a byte of a number shows that it may have a fraction.
pub(super) fn is_of_float(byte: u8) -> bool {
    matches!(byte, b'.' | b'e' | b'E')
}

/// The value of digits; `None` if it is beyond what a float can hold.
fn number(digits: &str) -> Option<Number> {
    // `-0` is a float: an integer has no sign of zero.
    if !digits.bytes().any(is_of_float) && digits != "-0" {
        if let Ok(integer) = digits.parse::<u64>() {
            return Some(integer.into());
        }
        if let Ok(integer) = digits.parse::<i64>() {
            return Some(integer.into());
        }
    }
    digits.parse::<f64>().ok().filter(|float| float.is_finite()).map(Number::from)
}

#[cold]
fn out_of_range(digits: &str) -> Fault {
    Fault::new(format!("expected a number in range, found one of {} characters", digits.len()))
}

macro_rules! integers {
    ($($integer:ident by $read:ident;)*) => {$(
        impl JsonValue for $integer {
            fn set(&mut self, source: Option<&mut Reader<'_>>) -> Result<(), Fault> {
                *self = match source {
                    Some(reader) => reader.$read()?,
                    None => FromJson::empty(),
                };
                Ok(())
            }

            fn show<'v>(&'v self, look: &mut Look<'_, 'v>) {
                look.integer(*self);
            }
        }

        impl FromJson for $integer {
            fn empty() -> Self {
                0
            }
        }
    )*};
}

integers!(i64 by integer; u64 by unsigned;);

impl JsonValue for f64 {
    fn set(&mut self, source: Option<&mut Reader<'_>>) -> Result<(), Fault> {
        let Some(reader) = source else {
            *self = FromJson::empty();
            return Ok(());
        };
        let digits = reader.number("a number")?;
        *self = digits.parse().ok().filter(|float: &Self| float.is_finite()).ok_or_else(|| out_of_range(&digits))?;
        Ok(())
    }

    fn show<'v>(&'v self, look: &mut Look<'_, 'v>) {
        if let Some(writer) = look.other(*self == 0.0) {
            writer.number(Number::from(*self));
        }
    }
}

impl FromJson for f64 {
    fn empty() -> Self {
        0.0
    }
}

impl JsonValue for Number {
    fn set(&mut self, source: Option<&mut Reader<'_>>) -> Result<(), Fault> {
        *self = match source {
            Some(reader) => reader.any_number()?,
            None => FromJson::empty(),
        };
        Ok(())
    }

    fn show<'v>(&'v self, look: &mut Look<'_, 'v>) {
        if let Some(writer) = look.other(*self == <Self as FromJson>::empty()) {
            writer.number(*self);
        }
    }
}

impl FromJson for Number {
    fn empty() -> Self {
        Self::from(0_u64)
    }
}
