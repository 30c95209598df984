//! Links between pages lead to existing files and headings, and the book has all pages of docs/.

use std::{
    collections::BTreeSet,
    fs,
    path::{Component, Path, PathBuf},
};

use crate::support::root;

/// Folders and files with pages.
const PLACES: [&str; 6] = [".", "docs", "generated-client", "generator", "generator/command", "spec"];

fn pages() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for place in PLACES {
        for entry in fs::read_dir(root().join(place)).expect("a folder can be listed") {
            let path = entry.expect("a folder can be listed").path();
            if path.extension().is_some_and(|extension| extension == "md") {
                found.push(path);
            }
        }
    }
    found
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The lines of a page that are not code, without the code in them.
fn prose(text: &str) -> String {
    let mut is_code = false;
    let mut kept = String::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
        } else if !is_code {
            kept.extend(line.split('`').step_by(2));
            kept.push('\n');
        }
    }
    kept
}

/// The targets of links, without URLs.
fn targets(text: &str) -> Vec<String> {
    let prose = prose(text);
    let targets =
        prose.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target.to_owned());
    targets.filter(|target| !target.contains("://") && !target.starts_with("mailto:")).collect()
}

/// The anchors of the headings of a page, as GitHub and mdBook make them.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut is_code = false;
    let mut found = BTreeSet::new();
    for line in text.lines() {
        is_code ^= line.starts_with("```");
        let title = line.trim_start_matches('#');
        if !is_code && title.len() < line.len() && title.starts_with(' ') {
            let kept =
                title.trim().chars().filter(|character| character.is_alphanumeric() || " -_".contains(*character));
            found.insert(kept.collect::<String>().to_lowercase().replace(' ', "-"));
        }
    }
    found
}

/// A path without `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            part => plain.push(part),
        }
    }
    plain
}

/// The links of a page with a missing target, or with a target outside of `inside`.
fn broken(page: &Path, text: &str, inside: &Path) -> Vec<String> {
    let folder = page.parent().expect("a page is in a folder");
    let leads_somewhere = |target: &String| {
        let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
        let path = if file.is_empty() { page.to_owned() } else { plain(&folder.join(file)) };
        let has_heading =
            || if path == page { anchors(text).contains(anchor) } else { anchors(&read(&path)).contains(anchor) };
        path.exists() && path.starts_with(inside) && (anchor.is_empty() || has_heading())
    };
    targets(text).into_iter().filter(|target| !leads_somewhere(target)).collect()
}

#[test]
fn links_between_pages_lead_somewhere() {
    let docs = root().join("docs");
    let mut count = 0;
    for page in pages() {
        let text = read(&page);
        count += targets(&text).len();
        // The book has only the pages of docs/.
        let inside = if page.starts_with(&docs) { &docs } else { &root() };
        let broken = broken(&page, &text, inside);
        assert!(broken.is_empty(), "{} has links that lead nowhere: {broken:?}", page.display());
    }
    assert!(count > 40, "{count} links");
}

#[test]
fn the_book_has_all_pages() {
    let docs = root().join("docs");
    let listed: BTreeSet<String> = targets(&read(&docs.join("SUMMARY.md"))).into_iter().collect();
    let names = pages().into_iter().filter(|page| page.parent() == Some(&docs));
    let names = names.map(|page| page.file_name().expect("a page has a name").to_string_lossy().into_owned());
    let there: BTreeSet<String> = names.filter(|name| name != "SUMMARY.md").collect();
    assert_eq!(listed, there);
}

#[test]
fn broken_links_are_found() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let page = folder.path().join("page.md");
    fs::write(folder.path().join("other.md"), "# The `code` page\n").expect("a file can be written");
    let text = "# Top\n[a](other.md#the-code-page) [b](#top) [c](https://example.com) `[d](none)`\n\
                ```\n[e](none)\n# Code\n```\n[f](none.md) [g](#code) [h](other.md#none) [i](../x)\n";
    fs::write(&page, text).expect("a file can be written");
    assert_eq!(broken(&page, text, folder.path()), ["none.md", "#code", "other.md#none", "../x"]);
}
