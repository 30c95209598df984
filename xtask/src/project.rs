//! The paths of the project, and the cargo that builds it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use openapi_crate::{failure::Failure, files, template::Template};

/// The bundled document, below the project's root.
pub(crate) const BUNDLED: &str = "spec/anthropic-managed-agents-api-openapi.yml";
/// The overlays of the bundled document, below the project's root.
pub(crate) const OVERLAYS: &str = "spec/overlays";
/// The page with the source of the bundled document, below the project's root.
pub(crate) const PROVENANCE: &str = "spec/README.md";
/// The changelog's path, below the project's root.
pub(crate) const CHANGELOG: &str = "CHANGELOG.md";
/// The prefix of environment variables of the bundled document's client.
pub(crate) const ENVIRONMENT_PREFIX: &str = "ANTHROPIC";

/// The client crate, below the project's root.
pub(crate) const CLIENT: &str = "generated-client";
/// The crate of the bundled document alone, which tests use, below the project's root.
pub(crate) const DOCUMENT_CLIENT: &str = "generated-client/document-client";

/// The project's root.
pub(crate) fn root() -> &'static Path {
    #[cfg(test)]
    if let Some(root) = crate::kills::root() {
        return root;
    }
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask is a folder of the project")
}

/// The cargo that runs this program, or else the one on the path.
pub(crate) fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// The client crate.
pub(crate) fn client() -> PathBuf {
    root().join(CLIENT)
}

/// The parts of emitted crates that are the same for all APIs, as the client crate has them now.
pub(crate) fn template() -> Result<Template, Failure> {
    let read = |path: PathBuf| fs::read_to_string(&path).map_err(|error| Failure::io("read", &path, &error));
    Ok(Template {
        runtime: files::read(&client().join("src/runtime"))?,
        manifest: read(client().join("Cargo.toml"))?,
        workspace: read(root().join("Cargo.toml"))?,
    })
}

#[cfg(test)]
mod tests {
    use openapi_crate::template::Template;

    #[test]
    fn the_command_holds_the_runtime_of_the_client() {
        let embedded = Template::embedded();
        let Template { runtime, manifest, workspace } = super::template().expect("the client can be read");
        assert_eq!((&embedded.manifest, &embedded.workspace), (&manifest, &workspace));
        assert_eq!(embedded.runtime, runtime);
    }
}
