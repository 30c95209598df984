//! Prints text. A reader that has read enough, like `head`, is no failure, but `println!` would panic.

use std::io::{self, ErrorKind, Write};

use crate::failure::Failure;

/// Prints on standard output.
pub(crate) fn result(text: &str) -> Result<(), Failure> {
    let mut output = io::stdout().lock();
    match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::Use(format!("cannot write to standard output: {error}")))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Prints a line on standard error. There is nobody to tell where that fails.
pub(crate) fn message(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}
