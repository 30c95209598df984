//! Reports the parts of a document that the output ignores. One walk makes all checks.

mod extensions;
mod members;
mod servers;
mod siblings;
mod values;

use serde_json::{Map, Value};

use super::super::{PassContext, objects::Kind, walk::walk};
use crate::{diagnostic::Diagnostic, pointer::Path};

/// A check that sees every object of the document.
trait Check {
    /// Looks at one object, after those inside it.
    fn visit(&mut self, kind: Kind, object: &mut Map<String, Value>, path: &Path);

    /// The findings.
    fn findings(self: Box<Self>) -> Vec<Diagnostic>;
}

pub(super) fn report(context: &mut PassContext<'_>) {
    // Keywords that a reference hides are not reported again by the checks after it.
    let mut checks: [Box<dyn Check>; 5] = [
        Box::new(extensions::ExtensionCheck::default()),
        Box::new(siblings::Siblings::of(context.findings.version)),
        Box::new(values::ValueCheck::default()),
        Box::new(servers::Servers::default()),
        Box::new(members::Members::default()),
    ];
    walk(&mut context.document, &mut |kind, object, path| {
        for check in &mut checks {
            check.visit(kind, object, path);
        }
    });
    for finding in checks.into_iter().flat_map(Check::findings) {
        context.findings.report(finding);
    }
}
