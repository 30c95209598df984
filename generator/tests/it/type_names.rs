//! Each name of a type has one meaning in the generator.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

#[test]
fn no_two_types_have_the_same_name() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&source, &mut files);
    let mut types: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("a file of the generator");
        let path = file.strip_prefix(&source).expect("a path below the folder").display().to_string();
        for name in text.lines().filter_map(declared) {
            types.entry(name.to_owned()).or_default().insert(path.clone());
        }
    }
    assert!(types.len() > 250, "the declarations are found: {types:?}");
    let shared: BTreeMap<_, _> = types.into_iter().filter(|(_, paths)| paths.len() > 1).collect();
    assert_eq!(shared, BTreeMap::new(), "give one of the types of each name another name");
}

/// The files of a folder and those below it.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the generator") {
        let path = entry.expect("an entry of the folder").path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// The name of the type that a line without indentation declares.
fn declared(line: &str) -> Option<&str> {
    let line = match line.strip_prefix("pub") {
        Some(rest) => rest.trim_start_matches(|character| character != ' ').trim_start(),
        None => line,
    };
    let rest = ["struct ", "enum ", "trait ", "type "].iter().find_map(|keyword| line.strip_prefix(keyword))?;
    rest.split(|character: char| !character.is_alphanumeric()).next()
}
