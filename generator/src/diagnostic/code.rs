//! The kinds of findings.

use super::{Diagnostic, Severity};
use crate::{pointer::Pointer, source::SourceId};

/// A kind of finding: a stable name, and its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// Kebab-case, never changed.
    pub name: &'static str,
    /// The severity.
    pub severity: Severity,
    /// One sentence for the documentation.
    pub explanation: &'static str,
}

impl Code {
    /// A finding of this kind.
    pub fn at(&self, pointer: &Pointer, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code: self.name,
            severity: self.severity,
            source: SourceId::Document,
            pointer: pointer.clone(),
            message: message.into(),
            help: None,
            span: None,
            about: None,
            is_counted: false,
        }
    }
}

/// Declares codes as constants, and `CODES`, the list of them.
macro_rules! codes {
    ($($name:ident, $severity:ident, $code:literal, $explanation:literal;)*) => {
        $(
            #[doc = $explanation]
            pub const $name: $crate::diagnostic::Code = $crate::diagnostic::Code {
                name: $code,
                severity: $crate::diagnostic::Severity::$severity,
                explanation: $explanation,
            };
        )*
        /// The codes of this file.
        pub const CODES: &[$crate::diagnostic::Code] = &[$($name),*];
    };
}
pub(crate) use codes;
