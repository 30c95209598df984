//! `cargo xtask generate`: a complete crate for any document.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
};

use generator::{Options, Parts, names};

use crate::{
    crate_files,
    document::{Extent, Files},
    failure::Failure,
    owned::Changed,
    print,
};

/// Writes the crate; nothing where the document has errors, unless what is in error is to be left out.
pub(crate) fn generate(
    files: &Files,
    extent: &Extent,
    out: Option<PathBuf>,
    name: Option<String>,
    parts: Parts,
    changed: Changed,
) -> Result<(), Failure> {
    if let Some(name) = name.as_deref().filter(|name| !names::is_crate_name(name)) {
        return Err(Failure::Use(format!("`{name}` is no name for a crate: use letters, digits, `-` and `_`")));
    }
    let options = Options {
        environment_prefix: name.as_deref().map(names::environment_prefix),
        made_by: format!("`cargo xtask generate` from {}", file_name(&files.name())),
        errors: extent.errors(),
        parts,
        selection: extent.selection(files),
    };
    let generated = files.generate(&options)?.generated()?;
    let asked_for = name.as_ref().map(|name| name.replace('-', "_"));
    let name = name.unwrap_or_else(|| names::crate_name(&generated.api.title));
    let out = out.unwrap_or_else(|| PathBuf::from(&name));
    let is_named = crate_files::write(&out, &name, &options, &generated, changed)?;
    if asked_for.is_some_and(|asked_for| asked_for != is_named) {
        print::message(&format!(
            "Cargo.toml is yours, and names the crate `{}`. It keeps this name.",
            is_named.escape_debug()
        ));
    }
    print::result(&format!("{}\n", out.display()))
}

/// The last part of a path: where a file stands on one machine is nobody else's business.
fn file_name(path: &str) -> String {
    let name = Path::new(path).file_name().map_or_else(|| path.into(), OsStr::to_string_lossy);
    // It gets into comments, which a line break would end.
    name.chars().filter(|character| !character.is_control()).collect()
}
