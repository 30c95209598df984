//! `docs/semver.md` agrees with the rules.

use std::{fs, path::Path};

use generator::changes::rules::{self, Rule};

#[test]
fn every_rule_has_its_row_in_the_order_of_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/semver.md");
    let page = fs::read_to_string(path).expect("the page can be read");
    let rows: Vec<&str> = page.lines().filter(|line| line.starts_with("| `")).collect();
    let expected: Vec<String> = rules::all().map(row).collect();
    assert_eq!(rows, expected);
}

fn row(Rule { code, severity, direction, why, remedy }: &Rule) -> String {
    format!("| `{code}` | {} | {} | {why} | {remedy} |", severity.as_str(), direction.as_str())
}
