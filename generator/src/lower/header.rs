//! Determines the header parameters that a client can set.

use openapiv3::ParameterData;

use crate::{diagnostic::catalog::lower as findings, pointer::Pointer};

use super::Context;

/// Header parameters that the standard ignores (OpenAPI 3.0.3, Parameter Object).
const IGNORED: &[&str] = &["accept", "authorization", "content-type"];
/// Headers that HTTP itself sets.
const FRAMING: &[&str] = &["connection", "content-length", "host", "transfer-encoding"];

/// Whether a header parameter can be sent. If not, reports the reason: an error if the header is required.
pub(super) fn is_usable(context: &mut Context<'_, '_>, parameter: &ParameterData, pointer: &Pointer) -> bool {
    let ParameterData { name, required, .. } = parameter;
    let lower = name.to_ascii_lowercase();
    if IGNORED.contains(&lower.as_str()) || FRAMING.contains(&lower.as_str()) {
        context.diagnostics.push_counted(findings::header_ignored(pointer, name));
        return false;
    }
    if !is_token(name) {
        let finding = if *required { findings::header_name } else { findings::header_left_out };
        context.diagnostics.push(finding(&pointer.child("name"), name));
        return false;
    }
    true
}

/// Reports a default that is sent but is not a valid header value.
pub(super) fn check_default(context: &mut Context<'_, '_>, default: &str, pointer: &Pointer) {
    if default.chars().any(|character| character != '\t' && (character.is_control() || !character.is_ascii())) {
        context.diagnostics.push(findings::header_default(pointer, default));
    }
}

/// `token` of RFC 9110 §5.6.2.
pub(super) fn is_token(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}
