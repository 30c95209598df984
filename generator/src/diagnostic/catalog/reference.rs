//! Findings on `$ref`s.

use super::quoted;
use crate::{
    diagnostic::{Diagnostic, code::codes},
    pointer::Pointer,
};

codes! {
    EMPTY_REFERENCE, Error, "empty-reference", "A `$ref` is empty or points at the whole document.";
    DANGLING_REFERENCE, Error, "dangling-reference", "A `$ref` points at nothing.";
    EXTERNAL_REFERENCE, Error, "external-reference", "A `$ref` leads to a missing file, to a URL, or out of the folder of the document.";
    OUT_OF_PLACE, Warning, "reference-out-of-place", "A `$ref` is at a place where OpenAPI does not allow one; its target is used.";
    INNER_DEFINITION, Warning, "reference-to-inner-definition", "A `$ref` such as `#/$defs/Pet` points at nothing in the document, but a schema around it has this definition; it is used.";
    WRONG_KIND, Error, "reference-to-wrong-kind", "A `$ref` points at an object of the wrong kind.";
    OTHER_KIND, Warning, "reference-to-other-kind", "A `$ref` points at an object of another kind; it is read as an object of the right kind.";
    HEADER_FROM_PARAMETER, Warning, "header-from-parameter", "A response header refers to a parameter; it is read as a header with that schema.";
    ALL_OF_ITSELF, Warning, "all-of-itself", "A schema's `allOf` refers to the schema itself, which adds nothing.";
    CIRCULAR_REFERENCE, Error, "circular-reference", "An object refers to itself by `$ref` or `allOf`, so it has no definition.";
    AMBIGUOUS_ANCHOR, Error, "ambiguous-anchor", "An anchor occurs at several places, so a reference to it is ambiguous.";
    DYNAMIC_REFERENCE, Warning, "dynamic-reference", "A `$dynamicRef` has several possible targets, so any value is accepted.";
    DANGLING_MAPPING, Warning, "dangling-mapping", "A value of a discriminator's mapping is not the name of a schema; the value is ignored.";
    NO_TAG, Warning, "discriminator-without-tag", "A discriminator names a property that is an array or an object; the discriminator is ignored.";
    REFERENCE_SIBLINGS, Warning, "reference-siblings", "A `$ref` has members next to it that OpenAPI 3.0 ignores; they are ignored.";
}

/// `$ref: ""`.
pub fn empty_reference(pointer: &Pointer) -> Diagnostic {
    EMPTY_REFERENCE
        .at(pointer, "this `$ref` names no place inside the document")
        .help("write `#/components/schemas/` and the name of a schema")
}

/// `$ref` to nothing.
pub fn dangling_reference(pointer: &Pointer, reference: &str, missing: &str, similar: Option<&str>) -> Diagnostic {
    let why = if missing == reference { String::new() } else { format!(": there is no {}", quoted(missing)) };
    let diagnostic = DANGLING_REFERENCE.at(pointer, format!("{} points at nothing{why}", quoted(reference)));
    match similar {
        Some(similar) => diagnostic.help(format!("did you mean {}?", quoted(similar))),
        None => diagnostic.help("define it, or correct the reference"),
    }
}

/// `$ref: https://example.com/other.yaml`.
pub fn url_reference(pointer: &Pointer, reference: &str) -> Diagnostic {
    EXTERNAL_REFERENCE
        .at(pointer, format!("{} is a URL; nothing is read from the network", quoted(reference)))
        .help("save the file next to the document, and refer to it by a relative path")
}

/// `$ref: ../other.yaml`.
pub fn reference_outside(pointer: &Pointer, reference: &str) -> Diagnostic {
    EXTERNAL_REFERENCE
        .at(pointer, format!("{} leads out of the folder of the document", quoted(reference)))
        .help("only files in this folder and below are read: move the document up, or bundle it into one file first, e.g. with `npx @redocly/cli bundle`")
}

/// `$ref: other.yaml`, which does not exist.
pub fn missing_file(pointer: &Pointer, reference: &str) -> Diagnostic {
    EXTERNAL_REFERENCE
        .at(pointer, format!("{} is not a file next to the document", quoted(reference)))
        .help("correct the path, which is relative to the file with the reference; symbolic links that lead out of the folder are not followed")
}

/// `get: {$ref: get.yaml}`.
pub fn out_of_place(pointer: &Pointer, count: usize) -> Diagnostic {
    let more = if count > 1 { format!(" (and {} more places)", count - 1) } else { String::new() };
    OUT_OF_PLACE
        .at(pointer, format!("OpenAPI does not allow a `$ref` here; its target is used{more}"))
        .help("refer to a whole Path Item, Response, Parameter or Schema Object: other tools may refuse the document")
}

/// `#/$defs/Pet`, of which only a schema around the reference has the definition.
pub fn inner_definition(pointer: &Pointer, reference: &str, count: usize) -> Diagnostic {
    let more = super::places(count);
    INNER_DEFINITION
        .at(pointer, format!("{} is read from the schema around it, since the document has no such member{more}", quoted(reference)))
        .help("move the definitions to `components/schemas`, and refer to them there: other tools may refuse the document")
}

/// A parameter's `$ref` to a schema.
pub fn wrong_kind(pointer: &Pointer, reference: &str, expected: &str, found: &str) -> Diagnostic {
    WRONG_KIND
        .at(pointer, format!("{} is {found}; expected {expected}", quoted(reference)))
        .help("refer to an object of the right kind")
}

/// A schema's `$ref` to a response, a response's to a request body, and the like.
pub fn other_kind(pointer: &Pointer, reference: &str, found: &str, read: &str) -> Diagnostic {
    OTHER_KIND
        .at(pointer, format!("{} is {found}, and is read as {read}", quoted(reference)))
        .help("refer to an object of the right kind, so that others read it the same way")
}

/// A header's `$ref` to a parameter.
pub fn header_from_parameter(pointer: &Pointer, reference: &str) -> Diagnostic {
    HEADER_FROM_PARAMETER
        .at(pointer, format!("{} is a Parameter Object, and is read as a Header Object", quoted(reference)))
        .help("define the header under `components.headers`, without `name` and `in`")
}

/// `A: {allOf: [{$ref: A}, …]}`.
pub fn all_of_itself(pointer: &Pointer, name: &str) -> Diagnostic {
    ALL_OF_ITSELF
        .at(pointer, format!("`allOf` refers to {}, the schema that it is part of; this adds nothing", quoted(name)))
        .help("remove the reference, or correct it: a schema cannot extend itself")
}

/// `A: {$ref: A}`.
pub fn circular_reference(pointer: &Pointer, title: &str, cycle: &[String]) -> Diagnostic {
    const SHOWN: usize = 6;
    let mut names: Vec<String> = cycle.iter().take(SHOWN).map(|name| quoted(name)).collect();
    if cycle.len() > SHOWN {
        names.push("…".to_owned());
    }
    names.extend(cycle.first().map(|name| quoted(name)));
    CIRCULAR_REFERENCE
        .at(pointer, format!("{title} is defined by itself: {}", names.join(" → ")))
        .help("remove one of these references; a schema may contain itself in a property or in items")
}

/// `#node` at several places.
pub fn ambiguous_anchor(pointer: &Pointer, anchor: &str, count: usize) -> Diagnostic {
    AMBIGUOUS_ANCHOR
        .at(pointer, format!("the anchor {} occurs at {count} places", quoted(anchor)))
        .help("refer to one of them by its pointer, e.g. `#/components/schemas/Name`")
}

/// `$dynamicRef: "#item"`, where several schemas have the anchor.
pub fn dynamic_reference(pointer: &Pointer, reference: &str) -> Diagnostic {
    DYNAMIC_REFERENCE
        .at(pointer, format!("{} has several possible targets, so any value is accepted", quoted(reference)))
        .help("no data is lost; to get types, write one schema for each target, with a plain `$ref`")
}

/// A mapping to nothing.
pub fn dangling_mapping(pointer: &Pointer, target: &str) -> Diagnostic {
    DANGLING_MAPPING
        .at(
            pointer,
            format!("{} is not the name of a schema; this value of the discriminator is ignored", quoted(target)),
        )
        .help("write the name of a schema of `components.schemas`, or a reference to it")
}

/// A discriminator that is a list.
pub fn no_tag(pointer: &Pointer, property: &str) -> Diagnostic {
    NO_TAG
        .at(
            pointer,
            format!("the property {} is an array or an object; the discriminator is ignored", quoted(property)),
        )
        .help("name a property of type `string`, `integer` or `boolean`, or remove the discriminator")
}

/// Siblings of a `$ref` in 3.0.
pub fn reference_siblings(pointer: &Pointer, members: &str) -> Diagnostic {
    REFERENCE_SIBLINGS
        .at(pointer, format!("OpenAPI 3.0 ignores {members} next to a `$ref`"))
        .help("put the reference into `allOf: [{$ref: …}]`, or declare `openapi: 3.1.0`")
}
