//! What the environment says of a client, for what the code does not.

use secrecy::SecretString;

use super::{Error, Result};

/// The settings that stand in environment variables.
#[derive(Default)]
pub(crate) struct Environment {
    pub(crate) key: Option<SecretString>,
    pub(crate) token: Option<SecretString>,
    /// A name and password.
    pub(crate) basic: Option<(String, SecretString)>,
    pub(crate) base_url: Option<String>,
    pub(crate) headers: Vec<(String, String)>,
}

impl Environment {
    /// Reads the variables that begin with `prefix`. Empty ones do not count.
    pub(crate) fn read(prefix: &str, read: impl Fn(&str) -> Result<Option<String>>) -> Result<Self> {
        let variable = |suffix: &str| -> Result<Option<String>> {
            let value = read(&format!("{prefix}_{suffix}"))?;
            Ok(value.filter(|value| !value.trim().is_empty()))
        };
        Ok(Self {
            key: variable("API_KEY")?.map(SecretString::from),
            token: variable("AUTH_TOKEN")?.map(SecretString::from),
            basic: variable("USERNAME")?.zip(variable("PASSWORD")?.map(SecretString::from)),
            base_url: variable("BASE_URL")?,
            headers: header_lines(&variable("CUSTOM_HEADERS")?.unwrap_or_default())?,
        })
    }
}

/// A variable of this process.
pub(crate) fn variable(name: &str) -> Result<Option<String>> {
    match std::env::var(name) {
        Ok(value) => Ok(Some(value)),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => {
            Err(Error::build(format!("the environment variable `{name}` is not Unicode")))
        }
    }
}

/// Headers, one `Name: value` on each line.
fn header_lines(text: &str) -> Result<Vec<(String, String)>> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(index, line)| match line.split_once(':') {
            Some((name, value)) => Ok((name.trim().to_owned(), value.trim().to_owned())),
            // The line is not repeated: it may be a secret.
            None => Err(Error::build(format!("line {} of the custom headers has no colon", index + 1))),
        })
        .collect()
}
