//! The token in the secret of an item.

use base64::{
    Engine,
    alphabet::URL_SAFE,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use crate::{
    Client, Result,
    runtime::{Secret, json},
};

/// With padding or without.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A client with the token of an item, or the one with the key of the environment if the item has no token.
pub(super) fn client(client: &Client, secret: Option<&Secret>) -> Result<Client> {
    match secret.and_then(token) {
        Some(token) => client.with_options().bearer_token(token).build(),
        None => Ok(client.clone()),
    }
}

fn token(secret: &Secret) -> Option<String> {
    let json = BASE64.decode(secret.expose()).ok()?;
    let value = json::value_of_body(&json).ok()?;
    value["sessions_token"].as_str().filter(|token| !token.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_with_padding_or_without_and_everything_else_is_none() {
        let cases = [
            ("eyJzZXNzaW9uc190b2tlbiI6InQ_In0", Some("t?")),
            ("eyJzZXNzaW9uc190b2tlbiI6InQ_In0=", Some("t?")),
            ("eyJzZXNzaW9uc190b2tlbiI6IiJ9", None),
            ("W10", None),
            ("", None),
            ("no base64!", None),
        ];
        for (secret, expected) in cases {
            assert_eq!(token(&Secret::from(secret)).as_deref(), expected, "{secret}");
        }
    }
}
