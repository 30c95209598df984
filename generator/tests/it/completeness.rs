//! Each change of the public surface has an entry, and equal surfaces have none.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use generator::{
    Run,
    changes::{self, Entry, Report, Verdict, rules::Effect},
    surface::Item,
};

use crate::support;

/// The fixtures of features are unrelated, so nearly everything differs.
#[test]
fn documents_that_have_nothing_in_common_are_explained_and_equal_ones_do_not_differ() {
    let runs = features();
    for ((name, one), (other_name, other)) in runs.iter().zip(runs.iter().skip(1)) {
        explained(&format!("{name} and {other_name}"), one, other);
        let report = explained(name, one, one);
        assert!(report.entries.is_empty(), "{name}: {:?}", report.entries);
        assert_eq!(report.verdict(), Verdict::None);
    }
}

/// Surfaces that differ although the models do not, as if a rule were missing.
#[test]
fn differences_without_a_rule_are_found_by_the_surface() {
    let run = || support::run("presence.yaml", include_str!("features/presence.yaml"));
    for (gone, come, code) in [
        ("pub types::Both::extra: bool", "", "item-removed"),
        ("pub types::Both::extra: bool", "pub types::Both::extra: String", "item-changed"),
        ("pub struct types::Extra: Clone + Debug", "pub struct types::Extra: Clone", "trait-removed"),
        ("impl From<bool> for types::Both", "", "conversion-removed"),
        ("", "pub types::Both::extra: bool", "item-added"),
    ] {
        let (old, new) = (with(run(), gone), with(run(), come));
        let report = changes::compare(&old, &new).expect("the fixture has a crate");
        let codes: Vec<&str> = report.entries.iter().map(|entry| entry.rule.code).collect();
        assert_eq!(codes, [code], "{gone} → {come}");
    }
}

/// The same run with one more line in its surface.
fn with(mut run: Run, line: &str) -> Run {
    let (owner, name) = if line.starts_with("pub struct ") {
        ("types::Extra", "")
    } else if line.starts_with("impl ") {
        ("types::Both", "From<bool>")
    } else {
        ("types::Both", "extra")
    };
    if !line.is_empty() {
        let surface = &mut run.output.as_mut().expect("the fixture has a crate").surface;
        surface.items.insert(Item { owner: owner.to_owned(), name: name.to_owned(), line: line.to_owned() });
    }
    run
}

fn features() -> BTreeMap<String, Run> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/features");
    let entries = fs::read_dir(folder).expect("the folder of fixtures can be listed");
    let paths = entries.map(|entry| entry.expect("the folder of fixtures can be listed").path());
    let yaml = paths.filter(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    yaml.map(|path| {
        let text = fs::read_to_string(&path).expect("a fixture can be read");
        let name = path.display().to_string();
        (name.clone(), support::run(&name, &text))
    })
    .collect()
}

/// Every removed item has a breaking entry that shows its line, unless another type has its name now. Every new item has
/// an entry too. Lines are compared as they are in API.txt, without the rules of the generator. All entries are
/// different.
pub(crate) fn explained(name: &str, old: &Run, new: &Run) -> Report {
    let report = changes::compare(old, new).unwrap_or_else(|| panic!("{name} has no crate"));
    let prints: BTreeSet<String> = report.entries.iter().map(Entry::fingerprint).collect();
    assert_eq!(prints.len(), report.entries.len(), "{name}: {:?}", report.entries);
    let [before, now] = [old, new].map(|run| &run.output.as_ref().expect("fixtures have a crate").surface.items);
    let paths = |items: &BTreeSet<Item>| items.iter().map(Item::path).collect::<BTreeSet<String>>();
    let (old_paths, new_paths) = (paths(before), paths(now));
    let renames: Vec<&str> = renamed(&report);
    let is_renamed = |item: &Item| renames.iter().any(|words| item.line.contains(words));
    let breaking = || report.of(Effect::Breaking).flat_map(|entry| &entry.lines.removed);
    for item in before.iter().filter(|item| !new_paths.contains(&item.path()) && !is_renamed(item)) {
        let is_shown = |line: &String| item.line.contains(line.as_str());
        let is_constant = item.line.starts_with("pub const ");
        let all = report.entries.iter().flat_map(|entry| &entry.lines.removed);
        assert!(
            if is_constant { all.clone().any(is_shown) } else { breaking().any(is_shown) },
            "{name}: {}",
            item.line
        );
    }
    for item in now.iter().filter(|item| !old_paths.contains(&item.path()) && !is_renamed(item)) {
        let mut shown = report.entries.iter().flat_map(|entry| &entry.lines.added);
        assert!(shown.any(|line| item.line.contains(line.as_str())), "{name}: {}", item.line);
    }
    report
}

/// The old and new names of types that were renamed, alone or with the operation that they are inside.
fn renamed(report: &Report) -> Vec<&str> {
    report.entries.iter().filter_map(words_of_renamed).flat_map(|words| words.split('`').skip(1).step_by(2)).collect()
}

fn words_of_renamed(entry: &Entry) -> Option<&str> {
    match entry.rule.code {
        "type-renamed" => Some(&entry.message),
        "operation-renamed" | "operation-moved" => Some(entry.message.split_once("inside it, ")?.1),
        _ => None,
    }
}
