//! The bundled document, and the documents that commands work on.

use std::{ffi::OsStr, fs, path::PathBuf};

use generator::{
    Errors, Options, Parts,
    load::Input,
    select::{Schemas, Selection},
};
use openapi_crate::{
    document::{self, Task},
    extent::Extent,
    failure::Failure,
    shown::Shown,
};

use crate::project;

/// The document and the overlays that a command works on.
#[derive(Debug, clap::Args)]
pub(crate) struct Files {
    /// The document, YAML or JSON; by default, the bundled one with its overlays
    #[arg(long, value_name = "FILE")]
    spec: Option<PathBuf>,
    /// An overlay to apply to the document; can be repeated, and overlays are applied in the given order
    #[arg(long = "overlay", value_name = "FILE")]
    overlays: Vec<PathBuf>,
    #[command(flatten)]
    shown: Shown,
}

impl Files {
    /// Reads them.
    pub(crate) fn read(&self) -> Result<Task, Failure> {
        let Self { spec, overlays, shown } = self;
        if let Some(spec) = spec {
            return Task::read(spec, overlays, *shown);
        }
        let mut input = bundled()?;
        input.overlays.extend(document::overlays(overlays)?);
        Ok(Task { input, options: bundled_options(), shown: *shown })
    }

    /// Reads them, for a part of the document. The client of the bundled document has all schemas, also those that no
    /// operation uses.
    pub(crate) fn read_part(&self, extent: &Extent) -> Result<Task, Failure> {
        let mut task = self.read()?.with(extent);
        if self.spec.is_none() {
            task.options.selection.schemas = Schemas::All;
        }
        Ok(task)
    }
}

/// Reads the bundled document and its overlays, these in the order of their names.
pub(crate) fn bundled() -> Result<Input, Failure> {
    let root = project::root();
    let folder = root.join(project::OVERLAYS);
    let mut names = Vec::new();
    if folder.exists() {
        for entry in fs::read_dir(&folder).map_err(|error| Failure::io("list", &folder, &error))? {
            let path = entry.map_err(|error| Failure::io("list", &folder, &error))?.path();
            if path.extension() == Some(OsStr::new("yaml")) {
                names.extend(path.file_name().map(|name| name.to_string_lossy().into_owned()));
            }
        }
    }
    names.sort_unstable();
    let read = |name: String| document::source(&root.join(&name), name);
    let overlays =
        names.into_iter().map(|name| read(format!("{}/{name}", project::OVERLAYS))).collect::<Result<_, _>>()?;
    Ok(Input { overlays, ..Input::from(read(project::BUNDLED.to_owned())?) })
}

/// The options for the client of the bundled document: with all schemas, also those that no operation uses.
pub(crate) fn bundled_options() -> Options {
    Options {
        environment_prefix: Some(project::ENVIRONMENT_PREFIX.to_owned()),
        made_by: format!("`cargo xtask regenerate` from {}", project::BUNDLED),
        errors: Errors::Refuse,
        parts: Parts::Whole,
        fake: false,
        selection: Selection { schemas: Schemas::All, ..Selection::default() },
    }
}
