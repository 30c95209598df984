//! [`Profile`]: the file of a profile.

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use serde_json::{Map, Value};

use super::{IdentityToken, WorkloadIdentity, chain::Variables};
use crate::{Error, Result};

/// The most bytes of a file of a profile or of credentials.
pub(super) const MOST_BYTES: u64 = 1 << 20;

/// The folder of profiles, and the variables for settings that the files do not have.
pub(super) struct Place<'a> {
    variables: &'a Variables,
}

/// A profile.
pub(super) struct Profile {
    pub(super) name: String,
    pub(super) base_url: Option<String>,
    pub(super) workspace_id: Option<String>,
    /// The file of its credentials.
    pub(super) credentials: PathBuf,
    /// An error here is reported only when a token is needed.
    pub(super) authentication: Result<Authentication, String>,
}

/// How a profile gets access tokens.
pub(super) enum Authentication {
    /// By workload identity.
    Workload(WorkloadIdentity),
    /// By a refresh token, if the profile has the ID of an application. Otherwise, another program renews the file of
    /// credentials.
    User { client_id: Option<String> },
}

impl<'a> Place<'a> {
    pub(super) fn new(variables: &'a Variables) -> Self {
        Self { variables }
    }

    fn folder(&self) -> Result<PathBuf> {
        let variable = |name| self.variables.get(name).map(PathBuf::from);
        if let Some(folder) = variable("ANTHROPIC_CONFIG_DIR") {
            return Ok(folder);
        }
        if cfg!(windows) {
            let data = variable("APPDATA").or_else(|| Some(variable("USERPROFILE")?.join("AppData").join("Roaming")));
            data.map(|data| data.join("Anthropic")).ok_or_else(|| invalid("there is no home folder of the user"))
        } else {
            Ok(self.home()?.join(".config").join("anthropic"))
        }
    }

    fn home(&self) -> Result<PathBuf> {
        let home = self.variables.get(if cfg!(windows) { "USERPROFILE" } else { "HOME" });
        home.map(PathBuf::from).ok_or_else(|| invalid("there is no home folder of the user"))
    }

    /// The name in the file `active_config`.
    pub(super) fn active(&self) -> Option<String> {
        let name = read_text(File::open(self.folder().ok()?.join("active_config")).ok()?).ok()?;
        Some(name.trim().to_owned()).filter(|name| !name.is_empty())
    }

    /// Reads the profile of this name.
    pub(super) fn profile(&self, name: &str) -> Result<Profile> {
        check_name(name)?;
        let folder = self.folder()?;
        let path = folder.join("configs").join(format!("{name}.json"));
        let failed = |reason: String| invalid(format!("the profile at {} {reason}", path.display()));
        let file = File::open(&path).map_err(|error| failed(format!("cannot be opened: {error}")))?;
        check_config(&file).map_err(failed)?;
        let content = read_text(file).map_err(|error| failed(format!("cannot be read: {error}")))?;
        let config: Value = serde_json::from_str(&content).map_err(|error| failed(format!("is not JSON: {error}")))?;
        let Value::Object(config) = config else { return Err(failed("is not an object".to_owned())) };
        let Some(Value::Object(authentication)) = config.get("authentication") else {
            return Err(failed("has no object `authentication`".to_owned()));
        };
        let base_url = self.text(&config, "base_url", "ANTHROPIC_BASE_URL");
        if base_url.as_deref().is_some_and(|url| !is_safe(url)) {
            return Err(failed("has a `base_url` that is not https".to_owned()));
        }
        let credentials = match text(authentication, "credentials_path") {
            Some(path) => self.expanded(&path)?,
            None => folder.join("credentials").join(format!("{name}.json")),
        };
        Ok(Profile {
            name: name.to_owned(),
            base_url: base_url.map(|url| url.trim_end_matches('/').to_owned()),
            workspace_id: self.text(&config, "workspace_id", "ANTHROPIC_WORKSPACE_ID"),
            credentials,
            authentication: self.authentication(&config, authentication, &path),
        })
    }

    fn authentication(
        &self,
        config: &Map<String, Value>,
        authentication: &Map<String, Value>,
        path: &Path,
    ) -> Result<Authentication, String> {
        let of_profile = |reason: &str| format!("the profile at {} {reason}", path.display());
        match text(authentication, "type").as_deref() {
            Some("user_oauth") => Ok(Authentication::User { client_id: text(authentication, "client_id") }),
            Some("oidc_federation") => {
                let rule = self.text(authentication, "federation_rule_id", "ANTHROPIC_FEDERATION_RULE_ID");
                let organization = self.text(config, "organization_id", "ANTHROPIC_ORGANIZATION_ID");
                let (Some(rule), Some(organization)) = (rule, organization) else {
                    return Err(of_profile("lacks `federation_rule_id` or `organization_id`"));
                };
                let token = self.identity_token(authentication).map_err(of_profile)?;
                let mut identity = WorkloadIdentity::new(rule, organization, token);
                identity.service_account_id =
                    self.text(authentication, "service_account_id", "ANTHROPIC_SERVICE_ACCOUNT_ID");
                identity.workspace_id = self.text(config, "workspace_id", "ANTHROPIC_WORKSPACE_ID");
                Ok(Authentication::Workload(identity))
            }
            _ => Err(of_profile("has an `authentication` whose type is neither `oidc_federation` nor `user_oauth`")),
        }
    }

    fn identity_token(&self, authentication: &Map<String, Value>) -> Result<IdentityToken, &'static str> {
        match authentication.get("identity_token") {
            Some(Value::Object(token)) if !token.is_empty() => {
                if text(token, "source").as_deref() != Some("file") {
                    return Err("has an identity token whose source is not `file`");
                }
                let path = text(token, "path").ok_or("has an identity token without a path")?;
                Ok(IdentityToken::File(path.into()))
            }
            _ => {
                let path = self.variables.get("ANTHROPIC_IDENTITY_TOKEN_FILE");
                path.map(|path| IdentityToken::File(path.into())).ok_or("has no identity token")
            }
        }
    }

    /// A member, or the variable in its place.
    fn text(&self, object: &Map<String, Value>, member: &str, variable: &str) -> Option<String> {
        text(object, member).or_else(|| self.variables.get(variable))
    }

    /// A path with the home folder in place of `~`.
    fn expanded(&self, path: &str) -> Result<PathBuf> {
        match path.strip_prefix("~/") {
            Some(rest) => Ok(self.home()?.join(rest)),
            None => Ok(PathBuf::from(path)),
        }
    }
}

/// A member that is text and not empty.
fn text(object: &Map<String, Value>, member: &str) -> Option<String> {
    object.get(member)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

fn invalid(message: impl Into<String>) -> Error {
    Error::build(message.into())
}

/// Refuses a name that cannot be the name of a file in the folder.
fn check_name(name: &str) -> Result<()> {
    let is_bad = name.is_empty() || name != name.trim() || name.starts_with('.') || name.contains(['/', '\\', '\0']);
    if is_bad { Err(invalid(format!("{name:?} is not the name of a profile"))) } else { Ok(()) }
}

/// Whether tokens may be sent to a URL.
fn is_safe(url: &str) -> bool {
    let Ok(url) = reqwest::Url::parse(url) else { return false };
    match url.scheme() {
        "https" => true,
        "http" => matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]")),
        _ => false,
    }
}

/// The text of a file of bounded size.
pub(super) fn read_text(file: File) -> io::Result<String> {
    let mut text = String::new();
    file.take(MOST_BYTES + 1).read_to_string(&mut text)?;
    if text.len() as u64 > MOST_BYTES { Err(io::Error::other("it has more than 1 MiB")) } else { Ok(text) }
}

/// Refuses a file of a profile that others can write.
#[cfg(unix)]
fn check_config(file: &File) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt;
    let mode = file.metadata().map_err(|error| format!("cannot be read: {error}"))?.permissions().mode();
    match mode & 0o022 {
        0 => Ok(()),
        _ => Err(format!("can be written by others (mode {:03o}): run `chmod go-w` on it", mode & 0o777)),
    }
}

#[cfg(not(unix))]
fn check_config(_: &File) -> Result<(), String> {
    Ok(())
}
