//! Reads the normalized tree into the types of `openapiv3`.

use openapiv3::OpenAPI;

use crate::{diagnostic::Diagnostics, normalize::Normalized};

/// Parses a normalized document.
pub fn parse(normalized: &Normalized, _diagnostics: &mut Diagnostics) -> Option<OpenAPI> {
    serde_json::from_value(normalized.document.clone()).ok()
}
