//! The table of faults names its tests, and they exist.

use std::{fs, path::Path};

#[test]
fn every_row_of_the_table_of_faults_is_a_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut tests = 0;
    for row in read("FAULTS.md").lines().filter(|line| line.starts_with("| ")).filter(|line| line.contains(": ")) {
        let named = row.trim_end_matches('|').rsplit('|').next().unwrap_or_default();
        for test in named.split(';') {
            let (file, name) = test.trim().split_once(": ").unwrap_or_else(|| panic!("no test in {row}"));
            let folders = ["src/runtime/wire_tests", "tests/live"];
            let files =
                folders.map(|folder| format!("{folder}/{file}.rs")).into_iter().filter(|path| root.join(path).exists());
            let is_there = files.map(|path| read(&path)).any(|source| source.contains(&format!("fn {name}()")));
            assert!(is_there, "{name} is not in {file}.rs");
            tests += 1;
        }
    }
    assert!(tests > 40, "the table has {tests} tests");
}
