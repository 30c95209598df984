//! The report for people.

use crate::escape;

use super::{
    coverage::{Coverage, FindingCount},
    report::{DocumentVersion, Entry, FilePosition, Report, SubjectKind, Verdict},
    rules::Effect,
};

/// How many lines of the surface are shown under one entry.
const MOST_LINES: usize = 12;

/// How many other subjects of one entry are named.
const MOST_NAMES: usize = 20;

/// The bytes that are kept free for the last line of a shortened report.
const LONGEST_END: usize = 200;

/// The whole report.
pub(super) fn markdown(report: &Report) -> String {
    let sections = Effect::ALL.into_iter().flat_map(|severity| section(report, severity));
    [beginning(report), sections.collect(), coverage(&report.coverage)].concat()
}

/// The report with at most `most` bytes. A longer one ends after the last entry that fits, and counts the other ones. The title, the
/// version and the counts are always there.
pub(super) fn shortened(report: &Report, most: usize) -> String {
    let whole = markdown(report);
    if whole.len() <= most {
        return whole;
    }
    let mut text = beginning(report);
    let mut left_out = Vec::new();
    for severity in Effect::ALL {
        let mut entries = section(report, severity).into_iter().peekable();
        let fits = |text: &str, entry: &str| text.len() + entry.len() + LONGEST_END <= most;
        while let Some(entry) = entries.next_if(|entry| left_out.is_empty() && fits(&text, entry)) {
            text.push_str(&entry);
        }
        let missing = entries.count();
        if missing > 0 {
            left_out.push(format!("{missing} {}", severity.as_str()));
        }
    }
    let entries = if left_out.is_empty() { String::new() } else { format!("entries ({}) and ", left_out.join(", ")) };
    text + &format!("\n… This report is shortened: it lacks {entries}the coverage.\n")
}

/// The title, and the next version.
fn beginning(report: &Report) -> String {
    let [old, new] = report.titles.each_ref().map(|title| words(title));
    let title = if old == new { format!("# Changes of {new}\n") } else { format!("# From {old} to {new}\n") };
    title + &version(report)
}

/// The entries of one severity. The first one begins with the heading.
fn section(report: &Report, severity: Effect) -> Vec<String> {
    let is_breaking = severity == Effect::Breaking;
    let entry = |entry| if is_breaking { format!("\n{}", whole(entry)) } else { brief(entry) };
    let mut entries: Vec<String> = report.of(severity).map(entry).collect();
    let head = format!("\n## {} ({})\n{}", heading(severity), entries.len(), if is_breaking { "" } else { "\n" });
    if let Some(first) = entries.first_mut() {
        first.insert_str(0, &head);
    }
    entries
}

fn heading(severity: Effect) -> &'static str {
    match severity {
        Effect::Breaking => "Breaking",
        Effect::Added => "Added",
        Effect::Changed => "Changed",
        Effect::DocsOnly => "Docs only",
    }
}

/// The subject: ``operation `createAgent`, query limit``.
fn subject(entry: &Entry) -> String {
    let part = entry.subject.part.as_ref().map(|part| format!(", `{}`", plain(part))).unwrap_or_default();
    let name = plain(&entry.subject.name);
    let part = if entry.also.is_empty() { part } else { format!(" and {} more{part}", entry.also.len()) };
    match entry.subject.kind {
        SubjectKind::Client => format!("client, {}{part}", words(&entry.subject.name)),
        SubjectKind::Operation => format!("operation `{name}`{part}"),
        SubjectKind::Schema => format!("schema `{name}`{part}"),
        SubjectKind::Item => format!("item `{name}`{part}"),
    }
}

/// Text from the document as code, without line breaks, backquotes and characters that control a terminal.
fn plain(text: &str) -> String {
    escape::line(text).replace('`', "")
}

/// A message: text in backquotes is code, all other text is words. A backquote without a partner is a plain character.
fn inline(message: &str) -> String {
    let message = escape::line(message);
    let parts: Vec<&str> = message.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return words(&message);
    }
    let part = |(index, part): (usize, &&str)| if index.is_multiple_of(2) { words(part) } else { format!("`{part}`") };
    parts.iter().enumerate().map(part).collect()
}

/// Text whose special characters of Markdown are escaped.
fn words(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    for character in escape::line(text).chars() {
        if matches!(character, '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '&') {
            words.push('\\');
        }
        words.push(character);
    }
    words
}

/// The first of the other subjects of the same difference.
fn also(entry: &Entry) -> Option<String> {
    let names: Vec<String> = entry.also.iter().take(MOST_NAMES).map(|name| format!("`{}`", plain(name))).collect();
    let more = match entry.also.len().saturating_sub(MOST_NAMES) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    (!names.is_empty()).then(|| format!("Also: {}{more}", names.join(", ")))
}

fn place(entry: &Entry) -> String {
    let text =
        entry.place.as_ref().map(|FilePosition { file, line, column }| format!("`{}:{line}:{column}` ", plain(file)));
    let more = match entry.other_pointers.len() {
        0 => String::new(),
        1 => " and one more place".to_owned(),
        more => format!(" and {more} more places"),
    };
    let place = format!("{}`{}`{more}", text.unwrap_or_default(), plain(&entry.pointer));
    match entry.document {
        DocumentVersion::New => place,
        DocumentVersion::Old => format!("{place} of the old document"),
    }
}

fn items(entry: &Entry) -> String {
    let items: Vec<String> = entry.items.iter().map(|item| format!("`{}`", plain(item))).collect();
    items.join(", ")
}

/// An entry in full, for a change that needs an action.
fn whole(entry: &Entry) -> String {
    let title = format!("### {}: {}\n\n", subject(entry), entry.rule.code);
    let what = format!("{}. {}\n\n", sentence(&inline(&entry.message)), entry.rule.why);
    let also = also(entry).map(|also| format!("- {also}\n")).unwrap_or_default();
    let remedy = format!("- To do: {}\n", entry.rule.remedy);
    let rust = if entry.items.is_empty() { String::new() } else { format!("- Rust: {}\n", items(entry)) };
    let (place, direction, fingerprint) = (place(entry), entry.direction.as_str(), entry.fingerprint());
    let place = format!("- Place: {place} ({direction})\n- Fingerprint: `{fingerprint}`\n");
    [title, what, also, remedy, rust, place, lines(entry)].concat()
}

/// The effect of an entry on the surface.
fn lines(entry: &Entry) -> String {
    let removed = entry.lines.removed.iter().map(|line| format!("- {}\n", escape::line(line)));
    let added = entry.lines.added.iter().map(|line| format!("+ {}\n", escape::line(line)));
    let lines: Vec<String> = removed.chain(added).collect();
    if lines.is_empty() {
        return String::new();
    }
    let shown: String = lines.iter().take(MOST_LINES).map(String::as_str).collect();
    let more = lines.len().saturating_sub(MOST_LINES);
    let more = if more == 0 { String::new() } else { format!("  … and {more} lines more\n") };
    format!("\n```diff\n{shown}{more}```\n")
}

fn brief(entry: &Entry) -> String {
    let items = if entry.items.is_empty() { String::new() } else { format!(" Rust: {}.", items(entry)) };
    let also = also(entry).map(|also| format!(" {also}.")).unwrap_or_default();
    format!(
        "- **{}** ({}): {}.{also}{}{items} {} [`{}`]\n",
        subject(entry),
        entry.rule.code,
        inline(&entry.message),
        remedy(entry),
        place(entry),
        entry.fingerprint()
    )
}

/// An entry in one line, without the data for tools.
pub(super) fn summary(entry: &Entry) -> String {
    let (warning, remedy) = match entry.rule.severity {
        Effect::Breaking => ("**Breaking**: ", remedy(entry)),
        Effect::Added | Effect::Changed | Effect::DocsOnly => ("", String::new()),
    };
    let items = if entry.items.is_empty() { String::new() } else { format!(" ({})", items(entry)) };
    let also = also(entry).map(|also| format!(" {also}.")).unwrap_or_default();
    format!("{warning}{}{items}: {}.{also}{remedy}", subject(entry), inline(&entry.message))
}

fn remedy(entry: &Entry) -> String {
    if entry.rule.remedy == "Nothing." { String::new() } else { format!(" To do: {}", entry.rule.remedy) }
}

fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn version(report: &Report) -> String {
    let verdict = report.verdict();
    let said = match report.versions().filter(|_| verdict != Verdict::None) {
        Some([old, new]) => format!("**{}**: {} becomes {new}.", verdict.as_str(), plain(&old)),
        None => examples(verdict).to_owned(),
    };
    format!("\n## Version\n\n{said}\n")
}

/// The next version, by examples.
fn examples(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::None => "**none**: nothing differs for users of the crate.",
        Verdict::Patch => "**patch**: 1.2.3 becomes 1.2.4, and 0.2.3 becomes 0.2.4.",
        Verdict::Minor => "**minor**: 1.2.3 becomes 1.3.0. Below 1.0.0 Cargo has no such step: 0.2.3 becomes 0.2.4.",
        Verdict::Major => {
            "**major**: 1.2.3 becomes 2.0.0. Below 1.0.0 Cargo takes the second number for the first: 0.2.3 becomes 0.3.0."
        }
    }
}

fn coverage([old, new]: &[Coverage; 2]) -> String {
    let mut rows = vec![
        ("Operations".to_owned(), old.operations, new.operations),
        ("Types".to_owned(), old.types, new.types),
        ("Emitted files".to_owned(), old.files, new.files),
        ("Emitted lines".to_owned(), old.lines, new.lines),
        ("Emitted bytes".to_owned(), old.bytes, new.bytes),
    ];
    let mut codes: Vec<&'static str> = old.findings.keys().chain(new.findings.keys()).copied().collect();
    codes.sort_unstable();
    codes.dedup();
    for code in codes {
        let count = |coverage: &Coverage| coverage.findings.get(code).map_or(0, |found| found.count);
        let found = new.findings.get(code).or_else(|| old.findings.get(code));
        let what = found
            .map(|FindingCount { severity, first, .. }| format!("{} `{code}`: {}", severity.as_str(), inline(first)));
        rows.push((what.unwrap_or_default().replace('|', "\\|"), count(old), count(new)));
    }
    let rows: String = rows.iter().map(|(what, old, new)| format!("| {what} | {old} | {new} |\n")).collect();
    format!("\n## Coverage\n\n| | old | new |\n| --- | --- | --- |\n{rows}")
}
