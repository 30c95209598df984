//! [`Secret`]: a text that is sent and kept but never shown.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

/// A text that is secret: a password, a token.
///
/// `Debug` does not show it, there is no `Display`, and the memory is overwritten when it is dropped. Requests contain
/// it, and [`Secret::expose`] returns it.
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

super::json::bridge!(Secret);

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
    fn values_that_are_not_text_are_refused_and_not_shown() {
        let cases = [
            ("4711", "an integer"),
            ("-4711", "an integer"),
            ("47.11", "a number"),
            ("true", "a boolean"),
            ("null", "null"),
            ("[4711]", "an array"),
            (r#"{"pin": 4711}"#, "an object"),
        ];
        for (json, found) in cases {
            let error = serde_json::from_str::<Secret>(json).expect_err(json).to_string();
            assert!(error.starts_with(&format!("expected a string, found {found}")), "{error}");
            let error =
                serde_json::from_value::<Secret>(serde_json::from_str(json).unwrap()).expect_err(json).to_string();
            assert!(error.starts_with(&format!("expected a string, found {found}")), "{error}");
        }
    }
}
