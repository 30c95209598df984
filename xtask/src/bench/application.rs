//! The cost of building an application with the client, compared with the same application by hand.
//!
//! Both are in `neighbours/`, and a test checks that both make the same calls.

use std::{fs, path::PathBuf};

use super::{build, llvm};
use openapi_crate::failure::Failure;

use crate::project;

/// An application, and the folder that it is built in.
#[derive(Debug)]
struct Application {
    name: &'static str,
    folder: PathBuf,
    target: PathBuf,
}

/// The rows of the table.
pub(super) fn rows() -> Result<String, Failure> {
    let [ours, by_hand] = ["application", "application-by-hand"].map(Application::new);
    let mut rows = String::new();
    // Before the first turn, all dependencies are built.
    ours.build()?;
    by_hand.build()?;
    let turn = |_| Ok((ours.build()?, by_hand.build()?));
    let mut turns = (0..build::TURNS).map(turn).collect::<Result<Vec<_>, Failure>>()?;
    build::row(&mut rows, "release build of an application alone, s", "by hand", &mut turns);
    let sizes = (ours.megabytes()?, by_hand.megabytes()?);
    build::row(&mut rows, "executable of an application, MB", "by hand", &mut [sizes]);
    let lines = (ours.lines()?, by_hand.lines()?);
    build::row(&mut rows, "LLVM IR of an application, thousands of lines", "by hand", &mut [lines]);
    Ok(rows)
}

impl Application {
    fn new(name: &'static str) -> Self {
        Self { name, folder: project::root().join("neighbours").join(name), target: build::folder(name) }
    }

    /// The seconds of a release build of the application's own crate.
    fn build(&self) -> Result<f64, Failure> {
        build::again(&self.folder, &self.target, "src/main.rs", &["build", "--release", "--locked"])
    }

    /// The size of the executable that was built last.
    #[expect(clippy::cast_precision_loss, reason = "the table shows five digits")]
    fn megabytes(&self) -> Result<f64, Failure> {
        let path = self.target.join("release").join(self.name).with_extension(std::env::consts::EXE_EXTENSION);
        let size = fs::metadata(&path).map_err(|error| Failure::io("read", &path, &error))?.len();
        Ok(size as f64 / 1e6)
    }

    #[expect(clippy::cast_precision_loss, reason = "the table shows five digits")]
    fn lines(&self) -> Result<f64, Failure> {
        let text = llvm::ir(&self.folder, &self.target, &["--locked", "--bin", self.name])?;
        Ok(text.lines().count() as f64 / 1e3)
    }
}
