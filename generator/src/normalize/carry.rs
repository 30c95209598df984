//! The extensions that carry what OpenAPI 3.0 cannot say past `openapiv3`.
//!
//! They are written by the passes and read by `lower`. A document that has members of these names loses them first, so
//! nobody can forge them. Where nobody reads an extension, what remains is still right, only less exact.

/// On a schema: the value of `const`. Beside it stands `enum: [value]`.
pub const CONST: &str = "x-oas31-const";
/// On a schema of arrays: how many alternatives of `items` (`anyOf`) are those of the first elements, one each (`prefixItems`). One
/// more is that of all elements after those; without it there are none.
pub const PREFIX_ITEMS: &str = "x-oas31-prefix-items";
/// On a schema of strings: the value of `contentEncoding`.
pub const CONTENT_ENCODING: &str = "x-oas31-content-encoding";
/// On a schema of strings: the value of `contentMediaType`.
pub const CONTENT_MEDIA_TYPE: &str = "x-oas31-content-media-type";
/// On a schema of strings: the schema of what the string holds.
pub const CONTENT_SCHEMA: &str = "x-oas31-content-schema";
/// On a schema of objects: the regular expressions of `patternProperties`, a list of text. `additionalProperties` already
/// allows the values that they describe.
pub const PATTERN_PROPERTIES: &str = "x-oas31-pattern-properties";
/// On a schema: all `examples`; the first of them is its `example`.
pub const EXAMPLES: &str = "x-oas31-examples";
/// On a media type: the schema of each item of a stream (OpenAPI 3.2 `itemSchema`).
pub const ITEM_SCHEMA: &str = "x-oas32-item-schema";
/// On the info object: its `summary`.
pub const SUMMARY: &str = "x-oas31-summary";
/// On the licence: the SPDX expression of `identifier`.
pub const LICENSE_IDENTIFIER: &str = "x-oas31-license-identifier";
/// On the document: the version that it was written in.
pub const VERSION: &str = "x-oas-version";
/// On a security scheme that stands as `{type: http, scheme: mutual-tls}`: true.
pub const MUTUAL_TLS: &str = "x-oas31-mutual-tls";
/// On a parameter that stands for one in error: true. It is taken out in the end.
pub const SET_ASIDE: &str = "x-oas-set-aside";

/// On the document: the references in webhooks and callbacks, which are taken out: a list of text.
pub const RECEIVED: &str = "x-oas-received";

/// All of them.
pub const ALL: &[&str] = &[
    CONST,
    PREFIX_ITEMS,
    CONTENT_ENCODING,
    CONTENT_MEDIA_TYPE,
    CONTENT_SCHEMA,
    PATTERN_PROPERTIES,
    EXAMPLES,
    ITEM_SCHEMA,
    SUMMARY,
    LICENSE_IDENTIFIER,
    VERSION,
    MUTUAL_TLS,
    SET_ASIDE,
    RECEIVED,
];
