//! Faults that tests inject into a separate process, by an environment variable. Only builds for tests have them.

use std::{
    env, io,
    path::Path,
    process,
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use super::Step;

/// The variable: words with commas between them.
pub const VARIABLE: &str = "OPENAPI_CRATE_TEST_FAULT";

/// The fault to inject.
#[derive(Debug, Default)]
struct Faults {
    /// The process ends before this step.
    end: Option<usize>,
    /// The disk is full from this step on.
    full: Option<usize>,
    /// This step fails.
    fail: Option<usize>,
    /// The file system cannot exchange.
    no_exchange: bool,
    /// The file system cannot move folders, like an overlay file system.
    no_folders: bool,
}

/// Whether this process has injected faults. Then it does not sync files: if only the process ends, the system loses no
/// data.
pub(super) fn is_asked_for() -> bool {
    env::var_os(VARIABLE).is_some()
}

fn faults() -> &'static Faults {
    static FAULTS: OnceLock<Faults> = OnceLock::new();
    FAULTS.get_or_init(|| {
        let mut faults = Faults::default();
        for word in env::var(VARIABLE).unwrap_or_default().split(',').filter(|word| !word.is_empty()) {
            let (name, step) = word.split_once(' ').unwrap_or((word, "0"));
            let step = step.parse().expect("a step is a number");
            match name {
                "end" => faults.end = Some(step),
                "full" => faults.full = Some(step),
                "fail" => faults.fail = Some(step),
                "no-exchange" => faults.no_exchange = true,
                "no-folders" => faults.no_folders = true,
                name => panic!("{name} is not a fault"),
            }
        }
        faults
    })
}

/// Before a change.
pub(super) fn point(step: Step, path: &Path) -> io::Result<()> {
    static STEPS: AtomicUsize = AtomicUsize::new(0);
    let number = STEPS.fetch_add(1, Ordering::Relaxed) + 1;
    let faults = faults();
    if faults.end == Some(number) {
        // No destructor runs, as if the process were killed.
        process::exit(KILLED);
    }
    if faults.full.is_some_and(|from| number >= from) && step == Step::Grow {
        return Err(io::ErrorKind::StorageFull.into());
    }
    if faults.fail == Some(number) {
        return Err(io::Error::other(format!("{} cannot be changed now", path.display())));
    }
    Ok(())
}

/// Before an exchange.
pub(super) fn exchangeable(path: &Path) -> io::Result<()> {
    let faults = faults();
    if faults.no_exchange {
        return Err(io::ErrorKind::Unsupported.into());
    }
    if faults.no_folders && path.is_dir() {
        return Err(io::ErrorKind::CrossesDevices.into());
    }
    Ok(())
}

/// The exit code of a process that a test has killed.
pub const KILLED: i32 = 86;
