//! Compares the manifest of a crate that includes generated code with the needs of the code.

use toml_edit::{DocumentMut, Item, TableLike};

/// The lines that a manifest lacks, each with a comment; `None` if it has all.
///
/// Versions are not compared, since Cargo does this.
pub fn missing(manifest: &DocumentMut, needs: &DocumentMut) -> Option<String> {
    let mut missing = needs.clone();
    missing.remove("package");
    take_out_features(&mut missing, manifest);
    take_out_dependencies(missing.as_table_mut(), manifest.as_table());
    let targets = missing.get_mut("target").and_then(Item::as_table_like_mut);
    for (name, target) in targets.into_iter().flat_map(TableLike::iter_mut) {
        let there = manifest.get("target").and_then(|targets| targets.get(name.get())).and_then(Item::as_table_like);
        if let (Some(target), Some(there)) = (target.as_table_like_mut(), there) {
            take_out_dependencies(target, there);
        }
    }
    let is_nothing = is_empty(missing.as_item());
    (!is_nothing).then(|| missing.to_string())
}

/// Whether a table contains nothing except empty tables.
fn is_empty(item: &Item) -> bool {
    item.as_table().is_some_and(|table| table.iter().all(|(_, item)| is_empty(item)))
}

fn take_out_features(missing: &mut DocumentMut, manifest: &DocumentMut) {
    let there = manifest.get("features").and_then(Item::as_table_like);
    if let (Some(features), Some(there)) = (missing.get_mut("features").and_then(Item::as_table_like_mut), there) {
        for (name, found) in there.iter() {
            let found = strings(Some(found));
            let is_on = |element: &String| found.contains(element) || is_always_on(element, manifest);
            // The user chooses the features that are on by default.
            if name == "default" || strings(features.get(name)).iter().all(is_on) {
                features.remove(name);
            }
        }
    }
}

/// Whether a manifest turns on an element of a feature without the feature: `dep:flate2` or `reqwest/http2`.
fn is_always_on(element: &str, manifest: &DocumentMut) -> bool {
    let dependency = |name: &str| manifest.get("dependencies").and_then(|all| all.get(name));
    if let Some(name) = element.strip_prefix("dep:") {
        let is_optional = |found: &Item| found.get("optional").and_then(Item::as_bool) == Some(true);
        return dependency(name).is_some_and(|found| !is_optional(found));
    }
    let Some((name, feature)) = element.split_once('/') else { return false };
    let has_feature =
        |found: &Item| is_inherited(found) || strings(found.get("features")).iter().any(|on| on == feature);
    dependency(name.trim_end_matches('?')).is_some_and(has_feature)
}

/// Whether the workspace has the dependency. It can turn on features that the manifest does not name.
fn is_inherited(dependency: &Item) -> bool {
    dependency.get("workspace").and_then(Item::as_bool) == Some(true)
}

/// The strings of an array.
fn strings(array: Option<&Item>) -> Vec<String> {
    let array = array.and_then(Item::as_array);
    array.into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect()
}

fn take_out_dependencies(missing: &mut dyn TableLike, there: &dyn TableLike) {
    let there = there.get("dependencies").and_then(Item::as_table_like);
    if let (Some(needed), Some(there)) = (missing.get_mut("dependencies").and_then(Item::as_table_like_mut), there) {
        for (name, dependency) in there.iter() {
            if needed.get(name).is_some_and(|needed| has_features(dependency, needed)) {
                needed.remove(name);
            }
        }
    }
}

/// Whether a dependency turns on all features that are needed of it.
fn has_features(there: &Item, needed: &Item) -> bool {
    let found = strings(there.get("features"));
    is_inherited(there) || strings(needed.get("features")).iter().all(|feature| found.contains(feature))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missing_in(manifest: &str) -> Option<String> {
        let needs = "[package]\nrust-version = \"1.85\"\n[features]\n# TLS.\ntls = [\"b/tls\"]\n\
                     [dependencies]\n# For A.\na = \"1\"\nb = { version = \"1\", features = [\"x\"] }\n\
                     [target.'cfg(unix)'.dependencies]\nc = \"1\"\n";
        let parse = |text: &str| text.parse().expect("a manifest is TOML");
        missing(&parse(manifest), &parse(needs))
    }

    #[test]
    fn a_manifest_with_all_needs_lacks_nothing() {
        let features = "[features]\ntls = [\"b/tls\", \"a/x\"]\n[dependencies]\na = \"1\"\nb = { version = \"1\", features = [\"x\", \"y\"] }\n";
        let targets = "[target.'cfg(unix)'.dependencies]\nc = \"1\"\n";
        assert_eq!(missing_in(&format!("{features}{targets}")), None);
        let inherited = features.replace("version = \"1\", features = [\"x\", \"y\"]", "workspace = true");
        assert_eq!(missing_in(&format!("{inherited}{targets}")), None);
    }

    #[test]
    fn a_feature_lacks_an_element_unless_its_dependency_is_always_on() {
        let rest = "[target.'cfg(unix)'.dependencies]\nc = \"1\"\n";
        let with = |features: &str, of_b: &str| {
            missing_in(&format!(
                "[features]\ndefault = []\n{features}\n[dependencies]\na = \"1\"\nb = {{ version = \"1\", features = [{of_b}] }}\n{rest}"
            ))
        };
        let line = "tls = [\"b/tls\"]";
        for features in ["tls = []", "tls = [\"b/other\"]", "tls = [\"dep:b\"]"] {
            let found = with(features, "\"x\"").unwrap_or_default();
            assert!(found.contains(line), "{features}: {found}");
            assert_eq!(with(features, "\"x\", \"tls\""), None, "{features}");
        }
        let of_dependency = |manifest: &str| is_always_on("dep:flate2", &manifest.parse().expect("a manifest is TOML"));
        assert!(of_dependency("[dependencies]\nflate2 = \"1\"\n"));
        assert!(!of_dependency("[dependencies]\nflate2 = { version = \"1\", optional = true }\n"));
        assert!(!of_dependency("[dependencies]\n"));
    }

    #[test]
    fn lines_that_are_missing_have_their_comments() {
        let targets = "[target.'cfg(unix)'.dependencies]\nc = \"1\"\n";
        let found = missing_in(&format!("[dependencies]\nb = \"1\"\n{targets}"));
        let expected = "[features]\n# TLS.\ntls = [\"b/tls\"]\n[dependencies]\n# For A.\na = \"1\"\n\
                        b = { version = \"1\", features = [\"x\"] }\n";
        let found = found.expect("it lacks something");
        assert!(found.starts_with(expected), "{found}");
    }
}
