//! Findings on schemas.

use super::quoted;
use crate::{
    diagnostic::{Diagnostic, code::codes},
    pointer::Pointer,
};

codes! {
    MUTUAL_TLS, Warning, "mutual-tls", "A security scheme is mutual TLS, which is set on the HTTP client and not on requests.";
    UNKNOWN_SCHEME, Warning, "unknown-security-scheme", "A security requirement names a scheme that is not declared; the scheme is ignored.";
}

/// `type: mutualTLS`.
pub fn mutual_tls(pointer: &Pointer, name: &str) -> Diagnostic {
    MUTUAL_TLS
        .at(pointer, format!("the security scheme {} is mutual TLS, which is set on the HTTP client", quoted(name)))
        .help("pass an HTTP client with the certificate to `ClientBuilder::http_client`")
}

/// A requirement of an undeclared scheme.
pub fn unknown_scheme(pointer: &Pointer, name: &str) -> Diagnostic {
    UNKNOWN_SCHEME
        .at(pointer, format!("the security scheme {} is not declared", quoted(name)))
        .help("declare it under `components.securitySchemes`, or correct the name")
}
