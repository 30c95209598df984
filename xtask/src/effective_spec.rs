//! `cargo xtask effective-spec`: the document as it is after overlays.

use generator::diagnostic::{Diagnostics, Severity};

use crate::{document::Files, failure::Failure, print};

/// Prints it as YAML; nothing where an overlay cannot be applied.
pub(crate) fn print(files: &Files) -> Result<(), Failure> {
    let document = files.generate(&files.options_to_show())?;
    let refused = document.run.diagnostics.iter().any(|found| {
        found.severity == Severity::Error
            && (found.code.starts_with("overlay-") || found.code.ends_with("-overlay-version"))
    });
    let overlaid = generator::overlaid(&document.input, &mut Diagnostics::new());
    let Some(overlaid) = overlaid.filter(|_| !refused) else { return Err(Failure::Document) };
    let yaml = print::yaml(&overlaid.document)
        .map_err(|error| Failure::Use(format!("the document cannot be written as YAML: {error}")))?;
    print::result(&yaml)
}
