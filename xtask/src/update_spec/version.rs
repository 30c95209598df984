//! Whether the version of the crate says what its changes mean, by the rules of Cargo's semantic versioning.

use generator::changes::Verdict;
use semver::Version;
use toml_edit::DocumentMut;

use openapi_crate::failure::Failure;

/// The change of the version in the workspace's manifest, if any: `released` was the last one that users got.
pub(crate) fn advice(manifest: &str, released: Option<&str>, verdict: Verdict) -> Result<Option<String>, Failure> {
    let manifest: DocumentMut =
        manifest.parse().map_err(|error| Failure::Use(format!("Cargo.toml is not a manifest: {error}")))?;
    let package = manifest.get("workspace").and_then(|workspace| workspace.get("package"));
    let current = package.and_then(|package| package.get("version")?.as_str()).unwrap_or_default();
    let Some((released, next)) = released.and_then(|released| Some((released, verdict.next(released)?))) else {
        return Ok(None);
    };
    let [current, wanted] = [current, &next].map(|version| {
        Version::parse(version).map_err(|error| Failure::Use(format!("`{version}` is not a version: {error}")))
    });
    let (current, wanted) = (current?, wanted?);
    let is_too_low = current < wanted;
    Ok(is_too_low.then(|| format!("Version {current} must become {wanted} in Cargo.toml: {released} was released.")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(current: &str, released: Option<&str>, verdict: Verdict) -> Option<String> {
        let manifest = format!("[workspace.package]\nversion = \"{current}\"\n");
        advice(&manifest, released, verdict).expect("the manifest has a version")
    }

    #[test]
    fn a_version_is_raised_once_for_each_release() {
        let expected = "Version 0.1.0 must become 0.2.0 in Cargo.toml: 0.1.0 was released.";
        assert_eq!(said("0.1.0", Some("0.1.0"), Verdict::Major).as_deref(), Some(expected));
        assert_eq!(said("0.2.0", Some("0.1.0"), Verdict::Major), None, "it was raised already");
        assert_eq!(said("0.1.0", Some("0.1.0"), Verdict::None), None);
    }

    #[test]
    fn before_the_first_release_nothing_can_break() {
        assert_eq!(said("0.1.0", None, Verdict::Major), None);
    }
}
