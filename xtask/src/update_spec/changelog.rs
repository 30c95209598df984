//! CHANGELOG.md, in the format of Keep a Changelog: proposes entries under Unreleased, and knows the last release.

/// The headings of a release, in the order in which they are in one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Heading {
    Added,
    Changed,
    Deprecated,
    Removed,
}

impl Heading {
    const ALL: [Self; 4] = [Self::Added, Self::Changed, Self::Deprecated, Self::Removed];

    fn text(self) -> &'static str {
        match self {
            Self::Added => "### Added",
            Self::Changed => "### Changed",
            Self::Deprecated => "### Deprecated",
            Self::Removed => "### Removed",
        }
    }
}

/// The changelog with `entries` at the end of their headings under Unreleased. Entries that already exist are not added
/// again.
pub(crate) fn propose(changelog: &str, entries: &[(Heading, String)]) -> String {
    let (before, unreleased, after) = parts(changelog);
    let mut sections = sections(unreleased);
    for (heading, entry) in entries {
        let line = format!("- {entry}");
        let section = section(&mut sections, *heading);
        if !section.lines.contains(&line) {
            section.lines.push(line);
        }
    }
    let sections: Vec<String> = sections.iter().filter(|section| !section.is_empty()).map(Section::text).collect();
    let parts = [before, UNRELEASED, &sections.join("\n\n"), after];
    let parts: Vec<&str> = parts.into_iter().map(str::trim_end).filter(|part| !part.is_empty()).collect();
    parts.join("\n\n") + "\n"
}

/// The number of the last release, if there was one.
pub(crate) fn last_release(changelog: &str) -> Option<&str> {
    let headings = changelog.lines().filter_map(|line| line.strip_prefix("## "));
    let mut numbers = headings.filter_map(|heading| heading.trim_start_matches('[').split([']', ' ']).next());
    numbers.find(|number| number.starts_with(|first: char| first.is_ascii_digit()))
}

const UNRELEASED: &str = "## Unreleased";

/// The texts before Unreleased, in it, and after it. If it is missing, it belongs before the last release.
fn parts(changelog: &str) -> (&str, &str, &str) {
    let Some((before, rest)) = changelog.split_once(UNRELEASED) else {
        let (before, after) = changelog.split_at(release(changelog).unwrap_or(changelog.len()));
        return (before, "", after);
    };
    let (unreleased, after) = rest.split_at(release(rest).unwrap_or(rest.len()));
    (before, unreleased, after)
}

/// The place at which the first release begins.
fn release(text: &str) -> Option<usize> {
    if text.starts_with("## ") { Some(0) } else { text.find("\n## ").map(|end| end + 1) }
}

/// A heading of a release, as it is written, and the lines below it; without a heading, those before the first.
struct Section {
    heading: String,
    lines: Vec<String>,
}

impl Section {
    fn is_empty(&self) -> bool {
        self.heading.is_empty() && self.lines.is_empty()
    }

    fn text(&self) -> String {
        let lines = self.lines.join("\n");
        if self.heading.is_empty() { lines } else { format!("{}\n\n{lines}", self.heading) }
    }
}

fn sections(unreleased: &str) -> Vec<Section> {
    let mut sections = vec![Section { heading: String::new(), lines: Vec::new() }];
    for line in unreleased.lines() {
        if line.starts_with("### ") {
            sections.push(Section { heading: line.trim_end().to_owned(), lines: Vec::new() });
        } else if let Some(section) = sections.last_mut()
            && !(line.is_empty() && section.lines.is_empty())
        {
            section.lines.push(line.to_owned());
        }
    }
    for section in &mut sections {
        let kept = section.lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
        section.lines.truncate(kept);
    }
    sections
}

/// The section of a heading, which is put in its place if it is missing.
fn section(sections: &mut Vec<Section>, heading: Heading) -> &mut Section {
    let is_own = |section: &Section| section.heading == heading.text();
    let position = sections.iter().position(is_own).unwrap_or_else(|| {
        let later: Vec<&str> = Heading::ALL.into_iter().filter(|other| *other > heading).map(Heading::text).collect();
        let next = sections.iter().position(|section| later.contains(&section.heading.as_str()));
        let position = next.unwrap_or(sections.len());
        sections.insert(position, Section { heading: heading.text().to_owned(), lines: Vec::new() });
        position
    });
    &mut sections[position]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(heading: Heading, text: &str) -> (Heading, String) {
        (heading, text.to_owned())
    }

    #[test]
    fn entries_stand_at_the_end_of_their_heading() {
        let changelog =
            "# Changelog\n\n## Unreleased\n\n### Added\n\n- One.\n  More of it.\n\n## 0.1.0\n\n### Added\n\n- All.\n";
        let proposed = propose(changelog, &[entry(Heading::Added, "Two."), entry(Heading::Removed, "Three.")]);
        let expected = "# Changelog\n\n## Unreleased\n\n### Added\n\n- One.\n  More of it.\n- Two.\n\n### Removed\n\n- Three.\n\n## 0.1.0\n\n### Added\n\n- All.\n";
        assert_eq!(proposed, expected);
    }

    #[test]
    fn headings_stand_in_their_order() {
        let proposed = propose(
            "## Unreleased\n\n### Removed\n\n- Old.\n",
            &[entry(Heading::Changed, "Other."), entry(Heading::Added, "New.")],
        );
        assert_eq!(
            proposed,
            "## Unreleased\n\n### Added\n\n- New.\n\n### Changed\n\n- Other.\n\n### Removed\n\n- Old.\n"
        );
    }

    #[test]
    fn what_is_said_is_not_said_again() {
        let once = propose("# Changelog\n", &[entry(Heading::Changed, "Other.")]);
        assert_eq!(once, "# Changelog\n\n## Unreleased\n\n### Changed\n\n- Other.\n");
        assert_eq!(propose(&once, &[entry(Heading::Changed, "Other.")]), once);
    }

    #[test]
    fn without_entries_nothing_changes() {
        let changelog = "# Changelog\n\n## Unreleased\n\n### Added\n\n- One.\n";
        assert_eq!(propose(changelog, &[]), changelog);
    }

    #[test]
    fn the_last_release_is_the_first_heading_with_a_number() {
        assert_eq!(last_release("## [Unreleased]\n\n## [1.2.0] - 2026-11-25\n\n## 1.1.0\n"), Some("1.2.0"));
        assert_eq!(last_release("## 0.1.0 - 2026-11-25\n"), Some("0.1.0"));
        assert_eq!(last_release("## Unreleased\n"), None);
    }
}
