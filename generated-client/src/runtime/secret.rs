//! [`Secret`]: a text that is sent and kept but never shown.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde::de::{Deserializer, Error, Unexpected, Visitor};
use serde::{Deserialize, Serialize, Serializer};

/// A text that is secret: a password, a token.
///
/// `Debug` does not show it, there is no `Display`, and the memory is overwritten when it is dropped. It is written into
/// the requests that carry it; [`Secret::expose`] is the only other way to its text.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// The text.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<SecretString> for Secret {
    fn from(text: SecretString) -> Self {
        Self(text)
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.expose())
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Asked for a string, serde_json itself refuses what is none, and shows a number in the error.
        deserializer.deserialize_any(SecretVisitor)
    }
}

struct SecretVisitor;

impl Visitor<'_> for SecretVisitor {
    type Value = Secret;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string")
    }

    fn visit_str<E>(self, text: &str) -> Result<Secret, E> {
        Ok(text.into())
    }

    fn visit_string<E>(self, text: String) -> Result<Secret, E> {
        Ok(text.into())
    }

    // A code that a server sends as a number is a secret all the same, and what is wrong with any other value is its kind.

    fn visit_bool<E: Error>(self, _boolean: bool) -> Result<Secret, E> {
        Err(E::invalid_type(Unexpected::Other("boolean"), &self))
    }

    fn visit_i64<E: Error>(self, _number: i64) -> Result<Secret, E> {
        Err(number(&self))
    }

    fn visit_u64<E: Error>(self, _number: u64) -> Result<Secret, E> {
        Err(number(&self))
    }

    fn visit_f64<E: Error>(self, _number: f64) -> Result<Secret, E> {
        Err(number(&self))
    }
}

fn number<E: Error>(expected: &SecretVisitor) -> E {
    E::invalid_type(Unexpected::Other("number"), expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_written_and_not_shown() {
        let secret: Secret = serde_json::from_str(r#""s\u0065cret""#).unwrap();
        assert_eq!((secret.expose(), &secret), ("secret", &Secret::from("secret")));
        assert_ne!(secret, Secret::from("other"));
        assert_eq!(serde_json::to_string(&secret).unwrap(), r#""secret""#);
        assert_eq!(format!("{:?} {:#?}", Some(&secret), secret), "Some(Secret(…)) Secret(…)");
    }

    #[test]
    fn what_is_no_text_is_refused_without_being_shown() {
        let cases = [
            ("4711", "number"),
            ("-4711", "number"),
            ("47.11", "number"),
            ("true", "boolean"),
            ("null", "null"),
            ("[4711]", "sequence"),
            (r#"{"pin": 4711}"#, "map"),
        ];
        for (json, found) in cases {
            let error = serde_json::from_str::<Secret>(json).expect_err(json).to_string();
            assert!(error.starts_with(&format!("invalid type: {found}, expected a string")), "{error}");
            let error =
                serde_json::from_value::<Secret>(serde_json::from_str(json).unwrap()).expect_err(json).to_string();
            assert!(error.starts_with(&format!("invalid type: {found}, expected a string")), "{error}");
        }
    }
}
