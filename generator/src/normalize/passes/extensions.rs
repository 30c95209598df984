//! Reports extensions that look like ours and are not understood where they stand: a misspelt one would say nothing.

use super::super::{Context, objects::Kind, walk::walk};
use crate::{
    diagnostic::catalog::structure as catalog,
    extensions::{ON_DOCUMENT, ON_OPERATION, ON_PARAMETER, ON_SCHEMA, PREFIX},
};

pub(super) fn run(context: &mut Context<'_>) {
    let findings = &mut context.findings;
    walk(&mut context.document, &mut |kind, object, path| {
        let known: &[&str] = match kind {
            Kind::OpenApi => ON_DOCUMENT,
            Kind::Operation => ON_OPERATION,
            Kind::Schema => ON_SCHEMA,
            Kind::Parameter => ON_PARAMETER,
            _ => &[],
        };
        for name in object.keys().filter(|name| name.starts_with(PREFIX) && !known.contains(&name.as_str())) {
            findings.report(catalog::unknown_extension(&path.pointer().child(name), kind.title(), name));
        }
    });
}
