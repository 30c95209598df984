//! Findings on paths and their parameters.

use super::quoted;
use crate::{
    diagnostic::{Diagnostic, code::codes},
    pointer::Pointer,
};

codes! {
    UNBALANCED_TEMPLATE, Error, "unbalanced-path-template", "The braces of a path template do not match.";
    PATH_TOO_LONG, Error, "path-too-long", "A path is too long for a URL.";
    PATH_WITH_DOTS, Error, "path-with-dots", "A path has a segment `.` or `..`, so that requests would go to another path.";
    PATH_WITH_QUERY, Warning, "path-with-query", "A path contains a query or a fragment. The query is sent with every request; the fragment is never sent.";
    PARAMETER_IN_QUERY, Warning, "path-parameter-in-query", "A path contains a query with a parameter, which is read as a query parameter.";
    PARAMETER_NOT_IN_PATH, Warning, "parameter-not-in-path", "The template of a path does not contain a declared path parameter; the parameter is left out.";
    PARAMETER_SPELT, Warning, "parameter-spelt-differently", "A path parameter has different names in the template and in its declaration; they are treated as one.";
    PARAMETER_NOT_DECLARED, Warning, "parameter-not-declared", "A path template contains a parameter that is not declared; it is treated as a string.";
    PARAMETER_NOT_REQUIRED, Warning, "path-parameter-not-required", "A path parameter does not have `required: true`; it is treated as required.";
    DUPLICATE_PARAMETER, Warning, "duplicate-parameter", "A list of parameters has two with the same `name` and `in`. Only one is used: the one that is not deprecated, or else the last one.";
    EQUIVALENT_PATHS, Warning, "equivalent-paths", "Two path templates differ only in the names of their parameters.";
}

/// `/a/{b`.
pub fn unbalanced_template(pointer: &Pointer, path: &str) -> Diagnostic {
    UNBALANCED_TEMPLATE
        .at(pointer, format!("the braces of {} do not match", quoted(path)))
        .help("each parameter is written `{name}`")
}

/// The path is too long, even without the values of its parameters.
pub fn path_too_long(pointer: &Pointer, path: &str) -> Diagnostic {
    PATH_TOO_LONG
        .at(pointer, format!("the path {} is too long for a URL", quoted(path)))
        .help("shorten it, or move parameters to the query or the body")
}

/// `/a/..`, `/a/%2e`.
pub fn path_with_dots(pointer: &Pointer, path: &str, segment: &str) -> Diagnostic {
    PATH_WITH_DOTS
        .at(pointer, format!("the segment {} of the path {} leads to another path", quoted(segment), quoted(path)))
        .help("write the intended path: a URL cannot have such a segment")
}

/// `/a?b=c`, `/a#b`.
pub fn path_with_query(pointer: &Pointer, path: &str) -> Diagnostic {
    let (before, fragment) = path.split_once('#').map_or((path, None), |(before, fragment)| (before, Some(fragment)));
    let parts = match (before.contains('?'), fragment) {
        (true, Some(_)) => "a query, which is sent with every request, and a fragment, which is never sent",
        (false, Some(_)) => "a fragment, which is never sent",
        (_, None) => "a query, which is sent with every request",
    };
    let help = match fragment {
        Some(_) => {
            "remove the fragment; if the server needs its content, declare it as `parameters` with `in: query` or `in: header`; a \
             fixed value is an `enum` with one value"
        }
        None => "declare `parameters` with `in: query` instead; a fixed value is an `enum` with one value",
    };
    PATH_WITH_QUERY.at(pointer, format!("the path {} contains {parts}", quoted(path))).help(help)
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
            format!("the path {} does not contain the parameter {}, which is left out", quoted(path), quoted(name)),
        )
        .help(format!("write {{{name}}} into the path, or remove the parameter"))
}

/// `/a/{zone_id}` with a parameter `zone`.
pub fn parameter_spelt(pointer: &Pointer, name: &str, place: &str) -> Diagnostic {
    PARAMETER_SPELT
        .at(pointer, format!("the path parameter {} is used for {}", quoted(name), quoted(&format!("{{{place}}}"))))
        .help("write the same name in the path and in the parameter")
}

/// `{name}` without a parameter.
pub fn parameter_not_declared(pointer: &Pointer, name: &str) -> Diagnostic {
    PARAMETER_NOT_DECLARED
        .at(pointer, format!("the path parameter {} is not declared; it is treated as a string", quoted(name)))
        .help("declare it under `parameters` with `in: path` and `required: true`")
}

/// `in: path` without `required: true`.
pub fn parameter_not_required(pointer: &Pointer, name: &str) -> Diagnostic {
    PARAMETER_NOT_REQUIRED
        .at(pointer, format!("the path parameter {} must be required, and is treated as required", quoted(name)))
        .help("add `required: true`")
}

/// The same parameter twice. `pointer` is the one that is left out.
pub fn duplicate_parameter(pointer: &Pointer, name: &str, location: &str) -> Diagnostic {
    DUPLICATE_PARAMETER
        .at(
            pointer,
            format!("the {location} parameter {} occurs twice in this list; this one is left out", quoted(name)),
        )
        .help("remove one of the two")
}

/// `/a/{b}` and `/a/{c}`.
pub fn equivalent_paths(pointer: &Pointer, path: &str, other: &str) -> Diagnostic {
    EQUIVALENT_PATHS
        .at(pointer, format!("{} and {} are the same path to a server", quoted(path), quoted(other)))
        .help("give both the same parameter names and put their operations under one path")
}
