//! Findings of `load`: the text has no tree, or the tree is not an OpenAPI document.

use std::ops::Range;

use super::quoted;
use crate::{
    diagnostic::{Diagnostic, code::codes},
    pointer::Pointer,
};

codes! {
    NOT_UTF8, Error, "not-utf8", "The file is not UTF-8 text.";
    BINARY_FILE, Error, "binary-file", "The file is binary: it is not text.";
    EMPTY_DOCUMENT, Error, "empty-document", "The file holds nothing but white space and comments.";
    SYNTAX, Error, "syntax", "The text is neither valid YAML nor valid JSON.";
    HTML_PAGE, Error, "html-page", "The file is an HTML page, most likely an error page saved under the name of the document.";
    SEVERAL_DOCUMENTS, Error, "several-documents", "The file holds more than one YAML document.";
    DUPLICATE_KEY, Error, "duplicate-key", "A mapping has the same key twice, so one of the two values would be lost.";
    KEY_NOT_TEXT, Error, "key-not-text", "A mapping has a key that is a list or a mapping.";
    NOT_FINITE, Error, "number-not-finite", "A number is infinite or NaN, which JSON cannot express.";
    TOO_MANY_NODES, Error, "too-many-nodes", "The document has too many nodes, most likely because aliases multiply them.";
    TOO_DEEP, Error, "nested-too-deep", "Lists or mappings are nested too deeply.";
    BAD_MERGE, Error, "bad-merge-key", "A YAML merge key `<<` has a value that is neither a mapping nor a list of mappings.";
    ROOT_NOT_MAPPING, Error, "root-not-an-object", "The root of the document is a list or a scalar.";
    ASYNC_API, Error, "asyncapi", "The document is an AsyncAPI document, not an OpenAPI document.";
    JSON_SCHEMA, Error, "plain-json-schema", "The document is a JSON Schema, not an OpenAPI document.";
    OVERLAY_DOCUMENT, Error, "overlay-document", "The document is an OpenAPI overlay, not an OpenAPI document.";
    OTHER_FORMAT, Error, "other-format", "The document describes an API in another format than OpenAPI.";
    MISSING_VERSION, Error, "missing-openapi-version", "The document has no `openapi` member.";
    UNSUPPORTED_VERSION, Error, "unsupported-openapi-version", "The `openapi` or `swagger` member names an unsupported version.";
}

/// The byte at `offset` does not belong to a UTF-8 character.
pub fn not_utf8(offset: usize, byte: u8) -> Diagnostic {
    NOT_UTF8
        .at(&Pointer::root(), format!("the byte 0x{byte:02X} is not UTF-8"))
        .span(offset..offset + 1)
        .help("save the file as UTF-8, e.g. with `iconv -f LATIN1 -t UTF-8`")
}

/// The file is text in UTF-16, with or without a byte order mark.
pub fn utf_16() -> Diagnostic {
    NOT_UTF8
        .at(&Pointer::root(), "this text is UTF-16, not UTF-8")
        .span(0..2)
        .help("save the file as UTF-8: PowerShell writes UTF-16, unless `Out-File` has `-Encoding utf8`")
}

/// The file is a picture, an archive, …
pub fn binary_file(offset: usize) -> Diagnostic {
    BINARY_FILE
        .at(&Pointer::root(), "this is a binary file, not an OpenAPI document")
        .span(offset..offset + 1)
        .help("give the path of the document's YAML or JSON text")
}

/// The file is empty.
pub fn empty_document() -> Diagnostic {
    EMPTY_DOCUMENT
        .at(&Pointer::root(), "the document is empty")
        .span(0..0)
        .help("a document begins with `openapi: 3.1.0`, `info` and `paths`; was the download cut off?")
}

/// The message of the parser, with its place.
pub fn syntax(span: Range<usize>, what: &str, cut_off: bool) -> Diagnostic {
    let diagnostic = SYNTAX.at(&Pointer::root(), what).span(span);
    if cut_off {
        diagnostic.help("the text ends too early; is the file complete?")
    } else if what.contains("hex escape") || what.contains("surrogate") {
        diagnostic.help("`\\ud800` to `\\udfff` are halves of a character; write both halves, or the character itself")
    } else {
        diagnostic.help("correct the text at this place; an editor with a YAML or JSON mode shows the cause")
    }
}

/// `// A comment.`
pub fn json_comment(span: Range<usize>) -> Diagnostic {
    SYNTAX.at(&Pointer::root(), "JSON has no comments").span(span).help("remove the comment; YAML has `# comments`")
}

/// `1e999999`.
pub fn number_too_large(span: Range<usize>) -> Diagnostic {
    SYNTAX
        .at(&Pointer::root(), "this number is too large")
        .span(span)
        .help("write a number of at most 1.7e308, or remove it")
}

/// A tab where YAML requires spaces.
pub fn tab_indentation(offset: usize) -> Diagnostic {
    SYNTAX
        .at(&Pointer::root(), "expected spaces for indentation, found a tab")
        .span(offset..offset + 1)
        .help("indent with spaces")
}

/// `<html>` at the start.
pub fn html_page(offset: usize) -> Diagnostic {
    HTML_PAGE
        .at(&Pointer::root(), "this is an HTML page, not an OpenAPI document")
        .span(offset..offset + 1)
        .help("download the document itself (the raw file), not the page that shows it")
}

/// A second `---`.
pub fn several_documents(offset: usize) -> Diagnostic {
    SEVERAL_DOCUMENTS
        .at(&Pointer::root(), "the file holds more than one YAML document")
        .span(offset..offset + 1)
        .help("put each document into a file of its own")
}

/// `key` occurs twice in the mapping at `parent`.
pub fn duplicate_key(parent: &Pointer, key: &str) -> Diagnostic {
    DUPLICATE_KEY
        .at(&parent.child(key), format!("the key {} occurs twice in one mapping", quoted(key)))
        .help("remove or rename one of the two; only one could be used")
}

/// A key that is a list or mapping.
pub fn key_not_text(parent: &Pointer, what: &str) -> Diagnostic {
    KEY_NOT_TEXT.at(parent, format!("a key of this mapping is {what}")).help("keys must be text; quote the key")
}

/// `.inf` or `.nan`.
pub fn number_not_finite(pointer: &Pointer) -> Diagnostic {
    NOT_FINITE.at(pointer, "this number is infinite or NaN").help("JSON has only finite numbers; remove the value")
}

/// The document would be larger than `limit` nodes.
pub fn too_many_nodes(pointer: &Pointer, limit: usize) -> Diagnostic {
    TOO_MANY_NODES
        .at(pointer, format!("the document has more than {limit} nodes"))
        .help("YAML aliases that contain aliases multiply; use `$ref` instead of aliases")
}

/// Deeper than `limit` levels.
pub fn too_deep(limit: usize) -> Diagnostic {
    TOO_DEEP
        .at(&Pointer::root(), format!("lists and mappings are nested deeper than {limit} levels"))
        .help("move inner schemas to `components.schemas`; a YAML alias must not contain itself")
}

/// `<<: 1`.
pub fn bad_merge(pointer: &Pointer) -> Diagnostic {
    BAD_MERGE
        .at(pointer, "the merge key `<<` needs a mapping or a list of mappings")
        .help("write `<<: *name`, where `&name` marks a mapping")
}

/// The root is `what`.
pub fn root_not_mapping(what: &str) -> Diagnostic {
    ROOT_NOT_MAPPING
        .at(&Pointer::root(), format!("the document is {what}; an OpenAPI document is an object"))
        .help("the root needs the members `openapi`, `info` and `paths`")
}

/// `swaggerVersion: 1.2`.
pub fn older_version(member: &str, version: &str) -> Diagnostic {
    UNSUPPORTED_VERSION
        .at(&Pointer::root().child(member), format!("Swagger version {} is not supported", quoted(version)))
        .help("the supported versions are Swagger 2.0 and OpenAPI 3.0.x, 3.1.x and 3.2.x; convert the document first")
}

/// `asyncapi: …`.
pub fn async_api() -> Diagnostic {
    ASYNC_API
        .at(&Pointer::root().child("asyncapi"), "this is an AsyncAPI document, not an OpenAPI document")
        .help("AsyncAPI describes messages, not HTTP operations; it needs another generator")
}

/// `overlay: …`.
pub fn overlay_document() -> Diagnostic {
    OVERLAY_DOCUMENT
        .at(&Pointer::root().child("overlay"), "this is an OpenAPI overlay, not an OpenAPI document")
        .help("give the document that it applies to, and pass this file as an overlay")
}

/// Another format, such as "a Postman collection".
pub fn other_format(format: &str) -> Diagnostic {
    OTHER_FORMAT
        .at(&Pointer::root(), format!("this is {format}, not an OpenAPI document"))
        .help("use the OpenAPI document of the API, or convert this file to OpenAPI with another tool")
}

/// A JSON Schema.
pub fn json_schema(member: &str) -> Diagnostic {
    JSON_SCHEMA
        .at(&Pointer::root().child(member), "this is a JSON Schema, not an OpenAPI document")
        .help("put the schema under `components.schemas` of a document with `openapi`, `info` and `paths`")
}

/// No `openapi`.
pub fn missing_version() -> Diagnostic {
    MISSING_VERSION
        .at(&Pointer::root(), "the document has no `openapi` member, so its version is unknown")
        .help("add `openapi: 3.1.0` (or 3.0.3) if it is an OpenAPI document")
}

/// `openapi: 4.0.0`.
pub fn unsupported_version(version: &str) -> Diagnostic {
    UNSUPPORTED_VERSION
        .at(&Pointer::root().child("openapi"), format!("OpenAPI version {} is not supported", quoted(version)))
        .help("the supported versions are OpenAPI 3.0.x, 3.1.x and 3.2.x, and Swagger 2.0")
}
