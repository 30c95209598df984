//! Extensions with our prefix that are unknown or at a wrong place. Without a finding, a misspelt one would be ignored
//! silently.

use serde_json::{Map, Value};

use super::{Check, Kind};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, catalog::structure as catalog},
    extensions::{OF_OTHER_TOOLS, ON_BODY, ON_DOCUMENT, ON_OPERATION, ON_PARAMETER, ON_SCHEMA, PREFIX},
    pointer::Path,
};

#[derive(Default)]
pub(super) struct ExtensionCheck(Diagnostics);

impl Check for ExtensionCheck {
    fn visit(&mut self, kind: Kind, object: &mut Map<String, Value>, path: &Path) {
        let known: &[&str] = match kind {
            Kind::OpenApi => ON_DOCUMENT,
            Kind::Operation => ON_OPERATION,
            Kind::Schema => ON_SCHEMA,
            Kind::Parameter => ON_PARAMETER,
            Kind::Response | Kind::RequestBody => ON_BODY,
            _ => &[],
        };
        let is_unknown =
            |name: &str| name.starts_with(PREFIX) && !known.contains(&name) && !OF_OTHER_TOOLS.contains(&name);
        for name in object.keys().filter(|name| is_unknown(name)) {
            self.0.push_counted(catalog::unknown_extension(&path.pointer().child(name), kind.title(), name, known));
        }
    }

    fn findings(self: Box<Self>) -> Vec<Diagnostic> {
        self.0.into_iter().collect()
    }
}
