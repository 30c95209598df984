//! Lists the files of the runtime, which the command contains and writes into each crate.

use std::{
    collections::BTreeMap,
    env,
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
};

/// Where the files are, in this package. In the repository it is a link to the client.
const RUNTIME: &str = "embedded/runtime";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed={RUNTIME}");
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo names the folder of the package"));
    let mut files = BTreeMap::new();
    list(&root.join(RUNTIME), "", &mut files)?;
    let mut table = String::from("&[\n");
    for (name, path) in files {
        let path = path.to_str().ok_or_else(|| io::Error::other(format!("{} is not UTF-8", path.display())))?;
        // Writing to a string cannot fail.
        let _ = writeln!(table, "    ({name:?}, include_str!({path:?})),");
    }
    table.push(']');
    let out = env::var("OUT_DIR").expect("cargo names a folder for output");
    fs::write(Path::new(&out).join("runtime.rs"), table)
}

/// Adds the files of a folder and its subfolders, by their path with `/` between names.
fn list(folder: &Path, name: &str, files: &mut BTreeMap<String, PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let last = path.file_name().expect("an entry has a name").to_string_lossy().into_owned();
        let name = if name.is_empty() { last } else { format!("{name}/{last}") };
        if path.is_dir() {
            list(&path, &name, files)?;
        } else {
            files.insert(name, path);
        }
    }
    Ok(())
}
