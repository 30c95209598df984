//! Findings on paths and their parameters.

use super::quoted;
use crate::{
    diagnostic::{Diagnostic, code::codes},
    pointer::Pointer,
};

codes! {
    UNBALANCED_TEMPLATE, Error, "unbalanced-path-template", "A path template opens a brace that it does not close, or the other way round.";
    PATH_TOO_LONG, Error, "path-too-long", "A path is longer than any URL that servers take.";
    PATH_WITH_DOTS, Error, "path-with-dots", "A path has a segment `.` or `..`, so that requests would go to another path.";
    PATH_WITH_QUERY, Warning, "path-with-query", "A path contains a query, which every request then has, or a fragment, which none sends.";
    PARAMETER_IN_QUERY, Warning, "path-parameter-in-query", "The query that a path contains has a parameter in it, which is read as a query parameter.";
    PARAMETER_NOT_IN_PATH, Warning, "parameter-not-in-path", "A path parameter has no place in the template of its path; it is left out.";
    PARAMETER_SPELT, Warning, "parameter-spelt-differently", "A path parameter and its place in the template have different names; they are taken as one.";
    PARAMETER_NOT_DECLARED, Warning, "parameter-not-declared", "A template names a parameter that is not declared; it is taken as a string.";
    PARAMETER_NOT_REQUIRED, Warning, "path-parameter-not-required", "A path parameter does not say `required: true`; it is taken as required.";
    DUPLICATE_PARAMETER, Error, "duplicate-parameter", "A list of parameters has the same name and place twice.";
    EQUIVALENT_PATHS, Warning, "equivalent-paths", "Two path templates differ only in the names of their parameters.";
}

/// `/a/{b`.
pub fn unbalanced_template(pointer: &Pointer, path: &str) -> Diagnostic {
    UNBALANCED_TEMPLATE
        .at(pointer, format!("the braces of {} do not match", quoted(path)))
        .help("each parameter is written `{name}`")
}

/// Its parameters would be longer still.
pub fn path_too_long(pointer: &Pointer, path: &str) -> Diagnostic {
    PATH_TOO_LONG
        .at(pointer, format!("the path {} is longer than URLs can be", quoted(path)))
        .help("shorten it; what it has so many of belongs into the query or the body")
}

/// `/a/..`, `/a/%2e`.
pub fn path_with_dots(pointer: &Pointer, path: &str, segment: &str) -> Diagnostic {
    PATH_WITH_DOTS
        .at(pointer, format!("the segment {} of the path {} leads to another path", quoted(segment), quoted(path)))
        .help("write the path that is meant; URLs have no other way to say such a segment")
}

/// `/a?b=c`, `/a#b`.
pub fn path_with_query(pointer: &Pointer, path: &str) -> Diagnostic {
    PATH_WITH_QUERY
        .at(
            pointer,
            format!("the path {} contains a query, which is sent as it is, or a fragment, which is not", quoted(path)),
        )
        .help("declare the query as `parameters` with `in: query`; a constant one with a single `enum` value")
}

/// `/a?b={c}`.
pub fn parameter_in_query(pointer: &Pointer, path: &str) -> Diagnostic {
    PARAMETER_IN_QUERY
        .at(pointer, format!("the path {} has a parameter in its query; it is read as a query parameter", quoted(path)))
        .help("end the path before `?`, and declare the parameter with `in: query`")
}

/// `in: path` without a place.
pub fn parameter_not_in_path(pointer: &Pointer, name: &str, path: &str) -> Diagnostic {
    PARAMETER_NOT_IN_PATH
        .at(
            pointer,
            format!("the path {} has no place for the parameter {}, which is left out", quoted(path), quoted(name)),
        )
        .help(format!("write {{{name}}} into the path, or remove the parameter"))
}

/// `/a/{zone_id}` with a parameter `zone`.
pub fn parameter_spelt(pointer: &Pointer, name: &str, place: &str) -> Diagnostic {
    PARAMETER_SPELT
        .at(pointer, format!("the path parameter {} is taken for {}", quoted(name), quoted(&format!("{{{place}}}"))))
        .help("write the same name in the path and in the parameter")
}

/// `{name}` without a parameter.
pub fn parameter_not_declared(pointer: &Pointer, name: &str) -> Diagnostic {
    PARAMETER_NOT_DECLARED
        .at(pointer, format!("the path parameter {} is not declared; it is taken as a string", quoted(name)))
        .help("declare it under `parameters` with `in: path` and `required: true`")
}

/// `in: path` without `required: true`.
pub fn parameter_not_required(pointer: &Pointer, name: &str) -> Diagnostic {
    PARAMETER_NOT_REQUIRED
        .at(pointer, format!("the path parameter {} has to be required, and is taken as that", quoted(name)))
        .help("add `required: true`")
}

/// The same parameter twice.
pub fn duplicate_parameter(pointer: &Pointer, name: &str, location: &str) -> Diagnostic {
    DUPLICATE_PARAMETER
        .at(pointer, format!("the {location} parameter {} occurs twice in this list", quoted(name)))
        .help("remove one of the two")
}

/// `/a/{b}` and `/a/{c}`.
pub fn equivalent_paths(pointer: &Pointer, path: &str, other: &str) -> Diagnostic {
    EQUIVALENT_PATHS
        .at(pointer, format!("{} and {} are the same path to a server", quoted(path), quoted(other)))
        .help("give both the same parameter names and put their operations under one path")
}
