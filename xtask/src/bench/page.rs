//! The table in docs/benchmarks.md.

use std::{fs, thread};

use jiff::Timestamp;

use openapi_crate::failure::Failure;

use crate::project;

/// This command writes the text between these two lines of the page.
const BEGIN: &str = "<!-- written by `cargo xtask bench --write` -->\n";
const END: &str = "<!-- end -->\n";

/// Puts the table into the page, with the day and the size of the machine.
pub(super) fn write(table: &str) -> Result<(), Failure> {
    let path = project::root().join("docs/benchmarks.md");
    let page = fs::read_to_string(&path).map_err(|error| Failure::io("read", &path, &error))?;
    let written = replaced(&page, &format!("{}\n{table}", machine()))
        .ok_or_else(|| Failure::Check(format!("{} has no place for the table", path.display())))?;
    fs::write(&path, written).map_err(|error| Failure::io("write", &path, &error))
}

/// The page with another text between the two lines.
fn replaced(page: &str, text: &str) -> Option<String> {
    let (before, rest) = page.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n{text}\n{END}{after}"))
}

/// `2026-01-31, 2 processors and 24 GiB.`
fn machine() -> String {
    let processors = thread::available_parallelism().map_or(1, usize::from);
    // Linux says it in kilobytes.
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kilobytes =
        memory.lines().find_map(|line| line.strip_prefix("MemTotal:")?.trim().split(' ').next()?.parse().ok());
    let memory = kilobytes.map_or_else(String::new, |size: u64| format!(" and {} GiB", size.div_ceil(1 << 20)));
    format!("{}, {processors} processors{memory}.\n", Timestamp::now().strftime("%F"))
}

#[cfg(test)]
mod tests {
    use super::{BEGIN, END, replaced};

    #[test]
    fn only_what_stands_between_the_lines_is_replaced() {
        let page = format!("a\n{BEGIN}old\n{END}b\n");
        assert_eq!(replaced(&page, "new\n"), Some(format!("a\n{BEGIN}\nnew\n\n{END}b\n")));
        assert_eq!(replaced("a", "new"), None);
    }
}
