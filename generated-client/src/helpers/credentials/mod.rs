//! Finds credentials in the same places as the official SDKs and the command-line tool `ant`: environment variables, workload identity, profiles.
//!
//! ```no_run
//! use managed_agents::{Client, credentials::CredentialChain};
//!
//! # fn main() -> managed_agents::Result<()> {
//! let client = Client::builder().credential_chain(&CredentialChain::new())?.build()?;
//! # Ok(())
//! # }
//! ```
//!
//! The first source in this order is used. The last column says when its errors are reported:
//!
//! | source | condition | errors are reported |
//! | --- | --- | --- |
//! | code | a credential of [`ClientBuilder`] is set | |
//! | profile of the code | [`CredentialChain::profile`] | yes |
//! | API key | `ANTHROPIC_API_KEY` | |
//! | token | `ANTHROPIC_AUTH_TOKEN` | |
//! | named profile | `ANTHROPIC_PROFILE` | yes |
//! | workload identity | `ANTHROPIC_FEDERATION_RULE_ID`, `ANTHROPIC_ORGANIZATION_ID`, and `ANTHROPIC_IDENTITY_TOKEN_FILE` or `ANTHROPIC_IDENTITY_TOKEN` | yes |
//! | active profile | its name is in the file `active_config`; `default` without this file | if `ANTHROPIC_CONFIG_DIR` is set or `active_config` exists; otherwise there is no credential |
//!
//! Empty variables are ignored. Profiles are files below `ANTHROPIC_CONFIG_DIR`, or `~/.config/anthropic`
//! (`%APPDATA%\Anthropic` on Windows), as `ant auth login` writes them. On Unix, the file of a profile
//! is refused if others can write it. The file of its credentials is refused if others can read it, or if it is a
//! symbolic link. New tokens are stored in the file of credentials under a lock, so that two processes do not overwrite
//! each other's refresh token.

mod chain;
mod exchange;
mod oauth;
mod profile;
mod store;
mod workload;

pub use chain::{CredentialChain, CredentialSource};
pub use workload::{IdentityToken, WorkloadIdentity};

use crate::ClientBuilder;

/// The feature of the API by which access tokens are accepted.
const OAUTH_FEATURE: &str = "oauth-2025-04-20";

impl ClientBuilder {
    /// Uses the credential and the base URL that the chain finds, unless the code sets them, and
    /// `ANTHROPIC_CUSTOM_HEADERS`. If there is no credential, the first call that needs one is an error.
    ///
    /// # Errors
    /// A profile that the chain would use is missing or invalid.
    pub fn credential_chain(self, chain: &CredentialChain) -> crate::Result<Self> {
        chain.apply(self)
    }

    /// Exchanges identity tokens for access tokens, and sends the access tokens.
    pub fn workload_identity(self, identity: WorkloadIdentity) -> Self {
        self.default_header("anthropic-beta", OAUTH_FEATURE).token_provider(identity)
    }
}
