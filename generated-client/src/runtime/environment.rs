//! Settings of a client from environment variables, if the code does not set them.

use secrecy::SecretString;

use super::{
    Credential, Error, Result,
    api::{Api, SecuritySchemeKind},
    credential::Credentials,
};

/// The settings that are in environment variables.
#[derive(Default)]
pub(crate) struct Environment {
    key: Option<SecretString>,
    token: Option<SecretString>,
    /// A name and password.
    basic: Option<(String, SecretString)>,
    /// By the name of the security scheme.
    by_scheme: Vec<(&'static str, Credential)>,
    pub(crate) base_url: Option<String>,
    pub(crate) headers: Vec<(String, String)>,
}

impl Environment {
    /// Reads the variables of an API. Empty ones do not count.
    pub(crate) fn read(api: &Api, read: impl Fn(&str) -> Result<Option<String>>) -> Result<Self> {
        let named = |name: &str| -> Result<Option<String>> {
            let value = read(name)?;
            Ok(value.filter(|value| !value.trim().is_empty()))
        };
        let variable = |suffix: &str| named(&format!("{}_{suffix}", api.environment_prefix));
        let mut by_scheme = Vec::new();
        for scheme in api.security_schemes {
            let Some(secret) = scheme.variable.map(named).transpose()?.flatten() else { continue };
            let credential = match scheme.kind {
                SecuritySchemeKind::ApiKey { .. } => Credential::Key(secret.into()),
                _ => Credential::Token(secret.into()),
            };
            by_scheme.push((scheme.name, credential));
        }
        Ok(Self {
            key: variable("API_KEY")?.map(SecretString::from),
            token: variable("AUTH_TOKEN")?.map(SecretString::from),
            basic: variable("USERNAME")?.zip(variable("PASSWORD")?.map(SecretString::from)),
            by_scheme,
            base_url: variable("BASE_URL")?,
            headers: header_lines(&variable("CUSTOM_HEADERS")?.unwrap_or_default())?,
        })
    }
}

impl Environment {
    /// Adds its credentials to `credentials`: the first one of key, token and basic, and those of other schemes.
    pub(crate) fn credentials(&self, api: &Api, credentials: &mut Credentials) -> Result<()> {
        let Self { key, token, basic, by_scheme, base_url: _, headers: _ } = self;
        match (key, token, basic) {
            (Some(key), _, _) => credentials.insert_key(api, key.clone())?,
            (None, Some(token), _) => credentials.insert_token(api, token.clone())?,
            (None, None, Some((user, password))) => credentials.insert_basic(api, user.clone(), password.clone())?,
            (None, None, None) => {}
        }
        for (scheme, credential) in by_scheme {
            if !credentials.has(scheme) {
                credentials.insert(api, scheme, credential)?;
            }
        }
        Ok(())
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
