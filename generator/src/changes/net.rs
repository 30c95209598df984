//! Adds each removed or new line of the surface to the entries that explain it, and makes entries for the other lines.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    claims::Claim,
    comparison::{About, Comparison},
    lines::{SurfaceLine, SurfaceLineKind, lines},
    report::{DocumentVersion, Entry, Subject, SubjectKind, SurfaceDiff},
    rules::{Direction, Effect, Rule, surface as rules},
};
use crate::render::item_paths::ItemOrigins;

/// The entries, with their lines and items.
pub(super) fn explain(mut cx: Comparison<'_>) -> Vec<Entry> {
    let old = lines(cx.old.surface, &cx.renamed, &cx.aliases[0]);
    let new = lines(cx.new.surface, &BTreeMap::new(), &cx.aliases[1]);
    let (removed, added) = (less(&old, &new), less(&new, &old));
    let claims = Claims::of(&cx.entries);
    let gone = put(&mut cx.entries, &claims, &removed, explains_removal, |lines| &mut lines.removed);
    let come = put(&mut cx.entries, &claims, &added, explains_addition, |lines| &mut lines.added);
    let differing: BTreeSet<&str> = removed.iter().chain(&added).flat_map(|line| line.paths()).collect();
    let known: BTreeSet<&str> = old.iter().chain(&new).flat_map(SurfaceLine::paths).collect();
    for entry in &mut cx.entries {
        name_items(entry, &differing, &known);
    }
    let (gone_wholly, come_wholly) = (wholly(&gone, &new), wholly(&come, &old));
    let mut unexplained: BTreeMap<(&str, &str), (&'static Rule, Vec<&SurfaceLine>)> = BTreeMap::new();
    for line in gone {
        let whole = gone_wholly.get(line.owner()).copied();
        let (path, rule) =
            whole.map_or_else(|| (line.path(), rule_of_removed(line, &added)), |whole| (whole, rules::ITEM_REMOVED));
        unexplained.entry((path, rule.code)).or_insert_with(|| (rule, Vec::new())).1.push(line);
    }
    let mut unclaimed: BTreeMap<&str, Vec<&SurfaceLine>> = BTreeMap::new();
    for line in come {
        let whole = come_wholly.get(line.owner()).copied();
        unclaimed.entry(whole.unwrap_or_else(|| line.path())).or_default().push(line);
    }
    let origins = [cx.old, cx.new].map(|version| ItemOrigins::of(version.api));
    for ((path, _), (rule, lines)) in unexplained {
        let added = unclaimed.remove(path).unwrap_or_default();
        add(&mut cx, &origins, rule, path, [&lines, &added]);
    }
    for (path, lines) in unclaimed {
        add(&mut cx, &origins, rules::ITEM_ADDED, path, [&[], &lines]);
    }
    cx.entries
}

/// Adds lines to the entries that explain them, and returns the lines that no entry explains.
fn put<'l>(
    entries: &mut [Entry],
    claims: &Claims,
    differing: &[&'l SurfaceLine],
    is_enough: fn(Effect, SurfaceLineKind) -> bool,
    list: fn(&mut SurfaceDiff) -> &mut Vec<String>,
) -> Vec<&'l SurfaceLine> {
    let mut rest = Vec::new();
    for line in differing {
        let explaining = claims.of_line(line, entries, |severity| is_enough(severity, line.kind));
        if explaining.is_empty() {
            rest.push(*line);
        }
        for index in explaining {
            list(&mut entries[index].lines).push(line.shown.clone());
        }
    }
    rest
}

/// The lines of one surface whose meaning the other does not have.
fn less<'l>(lines: &'l [SurfaceLine], others: &[SurfaceLine]) -> Vec<&'l SurfaceLine> {
    let others: BTreeSet<&str> = others.iter().map(|line| line.meaning.as_str()).collect();
    lines.iter().filter(|line| !others.contains(line.meaning.as_str())).collect()
}

/// The paths of items that the other surface does not have. All that belongs to such an item has the same entry.
fn wholly<'l>(lines: &[&'l SurfaceLine], others: &[SurfaceLine]) -> BTreeSet<&'l str> {
    let others: BTreeSet<&str> = others.iter().map(SurfaceLine::path).collect();
    lines.iter().map(|line| line.path()).filter(|path| !others.contains(path)).collect()
}

/// An item that no signature depends on can change without breaking code; any other removal breaks it.
fn explains_removal(severity: Effect, kind: SurfaceLineKind) -> bool {
    match kind {
        SurfaceLineKind::Constant => true,
        SurfaceLineKind::Trait | SurfaceLineKind::Conversion | SurfaceLineKind::Other => severity == Effect::Breaking,
    }
}

fn explains_addition(severity: Effect, _: SurfaceLineKind) -> bool {
    severity != Effect::DocsOnly
}

fn rule_of_removed(line: &SurfaceLine, added: &[&SurfaceLine]) -> &'static Rule {
    match line.kind {
        SurfaceLineKind::Trait => rules::TRAIT_REMOVED,
        SurfaceLineKind::Conversion => rules::CONVERSION_REMOVED,
        SurfaceLineKind::Constant | SurfaceLineKind::Other if added.iter().any(|other| other.path() == line.path()) => {
            rules::ITEM_CHANGED
        }
        SurfaceLineKind::Constant | SurfaceLineKind::Other => rules::ITEM_REMOVED,
    }
}

/// The entries that claim each path.
struct Claims {
    items: BTreeMap<String, Vec<usize>>,
    wholes: BTreeMap<String, Vec<usize>>,
}

impl Claims {
    fn of(entries: &[Entry]) -> Self {
        let mut claims = Self { items: BTreeMap::new(), wholes: BTreeMap::new() };
        for (index, entry) in entries.iter().enumerate() {
            for claim in &entry.claims {
                let (map, path) = match claim {
                    Claim::Item(path) => (&mut claims.items, path),
                    Claim::Whole(path) => (&mut claims.wholes, path),
                };
                let indices = map.entry(path.clone()).or_default();
                if !indices.contains(&index) {
                    indices.push(index);
                }
            }
        }
        claims
    }

    /// The entries that claim a line and have a sufficient severity: entries that name it, or else entries that claim
    /// its owner.
    fn of_line(&self, line: &SurfaceLine, entries: &[Entry], is_enough: impl Fn(Effect) -> bool) -> Vec<usize> {
        let find = |map: &BTreeMap<String, Vec<usize>>, paths: &[String; 2]| -> BTreeSet<usize> {
            let found = paths.iter().filter_map(|path| map.get(path)).flatten().copied();
            found.filter(|index| entries.get(*index).is_some_and(|entry| is_enough(entry.rule.severity))).collect()
        };
        let mut found = find(&self.items, &line.paths);
        if found.is_empty() {
            found = find(&self.wholes, &line.paths);
        }
        if found.is_empty() {
            found = find(&self.wholes, &line.owners);
        }
        found.into_iter().collect()
    }
}

/// Names the items of an entry: its claims that differ or, if it explains no line, its claims that exist.
fn name_items(entry: &mut Entry, differing: &BTreeSet<&str>, known: &BTreeSet<&str>) {
    let has_lines = entry.lines != SurfaceDiff::default();
    let mut items: Vec<String> = Vec::new();
    for claim in &entry.claims {
        let (path, is_shown) = match claim {
            Claim::Item(path) => (path, !has_lines || differing.contains(path.as_str())),
            Claim::Whole(path) => (path, true),
        };
        if is_shown && known.contains(path.as_str()) && !items.contains(path) {
            items.push(path.clone());
        }
    }
    entry.items = items;
}

fn add(
    cx: &mut Comparison<'_>,
    [old, new]: &[ItemOrigins<'_>; 2],
    rule: &'static Rule,
    path: &str,
    [removed, added]: [&[&SurfaceLine]; 2],
) {
    let (document, origins) =
        if removed.is_empty() { (DocumentVersion::New, new) } else { (DocumentVersion::Old, old) };
    let origin = origins.of_item(path).unwrap_or("#");
    let about = About {
        subject: Subject { kind: SubjectKind::Item, name: path.to_owned(), part: None },
        direction: Direction::Both,
        document,
        pointer: origin.to_owned(),
    };
    let what = match (removed.is_empty(), added.is_empty()) {
        (true, _) => "is new",
        (false, true) => "is gone",
        (false, false) => "has another declaration",
    };
    cx.add(rule, &about, format!("`{path}` {what}"), Vec::new());
    if let Some(entry) = cx.entries.last_mut() {
        let shown = |lines: &[&SurfaceLine]| lines.iter().map(|line| line.shown.clone()).collect();
        entry.items = vec![path.to_owned()];
        entry.lines.removed = shown(removed);
        entry.lines.added = shown(added);
    }
}
