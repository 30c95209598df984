//! Findings of `lower`: parts that the emitted crate does not fully support.

use super::{places, quoted};
use crate::{
    diagnostic::{Diagnostic, code::codes},
    pointer::Pointer,
};

codes! {
    DUPLICATE_OPERATION_ID, Warning, "duplicate-operation-id", "Two operations have the same `operationId`; the second gets a number.";
    METHOD_NAME_TAKEN, Warning, "method-name-taken", "Two operations of a resource would have the same method name; the second gets a longer one.";
    EXTENSION_VALUE, Warning, "extension-value", "The value of an extension for names is invalid; the extension is ignored.";
    REQUIRED_NOT_DECLARED, Warning, "required-not-declared", "`required` names a property that is not declared; it is kept among the undeclared properties.";
    HEADER_IGNORED, Warning, "header-ignored", "A header parameter has the name of a header that the client sets itself; the parameter is left out.";
    HEADER_NAME, Error, "header-name", "HTTP does not allow the name of a required header parameter.";
    HEADER_LEFT_OUT, Warning, "header-left-out", "HTTP does not allow the name of an optional header parameter or of a response header; the header is left out.";
    HEADER_DEFAULT, Error, "header-default", "The default of a required header parameter is not a valid header value.";
    HEADER_LIST, Error, "header-list", "The extension `x-rust-header-list` does not fit its parameter.";
    PAGINATION, Error, "pagination", "The extension `x-rust-pagination` does not fit its operation.";
    PAGINATION_ITEMS, Warning, "pagination-items", "The extension `x-rust-pagination` names a property with the items, but the response itself is a list; the list is used.";
    PAGES_NOT_READ, Warning, "pages-not-read", "A pagination extension of another tool does not fit its operation; it is ignored.";
    LOOKS_LIKE_PAGES, Warning, "looks-like-pages", "An operation looks like a paginated list, but no extension says so; the client does not request further pages.";
    ARGUMENTS, Error, "arguments", "The extension `x-rust-arguments` does not fit its schema.";
    ALL_OF_CYCLE, Error, "all-of-cycle", "A schema's `allOf` leads back to the schema itself.";
    ALL_OF_TYPE_CONFLICT, Warning, "all-of-type-conflict", "The schemas of an `allOf` have different types, so no value satisfies all of them.";
    ALL_OF_TYPE_IGNORED, Warning, "all-of-type-ignored", "A schema of an `allOf` has nothing but `type: object` or `type: array`, and is ignored, because another schema has another type.";
    ALL_OF_ENUM_CONFLICT, Warning, "all-of-enum-conflict", "The schemas of an `allOf` have no `enum` value in common, so no value satisfies all of them.";
    ALL_OF_IMPOSSIBLE, Warning, "all-of-impossible", "The schemas of an `allOf` have formats or bounds that exclude each other, or one of them allows only null or none of the alternatives of another one; the client does not check this.";
    ENUM_OF_OTHER_TYPE, Warning, "enum-of-other-type", "A value of an `enum` does not have the `type` of its schema, and is converted to this type.";
    ALTERNATIVE_OF_OTHER_TYPE, Warning, "alternative-of-other-type", "An alternative of a `oneOf` or `anyOf` has a type that the schema around it does not allow.";
    ALL_OF_TOO_DEEP, Warning, "all-of-too-deep", "Schemas with `allOf` are nested too deeply; the inner ones are not typed.";
    TOO_MUCH_COPIED, Error, "too-much-copied", "Schemas that `allOf` refers to are copied so often that the crate would be too large to compile.";
    ENUM_TOO_LARGE, Error, "enum-too-large", "An `enum` has so many values that the crate would take minutes and gigabytes to compile.";
    SEVERAL_UNIONS, Warning, "several-unions", "Several `oneOf` or `anyOf` apply to the same value, with too many combinations; only the first `oneOf` or `anyOf` is typed.";
    UNION_TRIED, Warning, "union-tried", "The alternatives of a `oneOf` or `anyOf` cannot be distinguished with certainty, so all are tried; the one with the fewest unknown properties is used.";
    NUMBER_OR_TEXT, Warning, "number-or-text", "A number may also be a string; the client sends numbers, and reads both.";
    ENUM_NOT_NAMED, Warning, "enum-not-named", "An `enum` has values other than strings, integers and booleans, so it has no named variants.";
    BODY_IMPOSSIBLE, Warning, "body-impossible", "A response has a body, but HTTP does not allow one with its status.";
    BODY_WITHOUT_FIELDS, Warning, "body-without-fields", "A form or multipart body is, or may be, a list or a scalar, which has no names for fields or parts.";
    SECURITY_SCHEME_UNSUPPORTED, Warning, "security-scheme-unsupported", "A security scheme needs responses to challenges of the server, which the client does not support.";
}

/// The extension does not fit.
pub fn header_list(at: &Pointer, what: &str) -> Diagnostic {
    HEADER_LIST
        .at(at, format!("`x-rust-header-list` is invalid: {what}"))
        .help("`openapi-crate explain x-rust-header-list` describes it")
}

/// The extension does not fit.
pub fn pagination(at: &Pointer, what: &str) -> Diagnostic {
    PAGINATION
        .at(at, format!("`x-rust-pagination` is invalid: {what}"))
        .help("`openapi-crate explain x-rust-pagination` describes it")
}

/// The response is the list.
pub fn pagination_items(at: &Pointer, items: &str) -> Diagnostic {
    PAGINATION_ITEMS
        .at(at, format!("the response is a list and has no {}; the list is used", quoted(items)))
        .help("remove `items`")
}

/// An extension of another tool does not fit. It is not an error.
pub fn pages_not_read(at: &Pointer, extension: &str, what: &str) -> Diagnostic {
    PAGES_NOT_READ
        .at(at, format!("{} is ignored: {what}", quoted(extension)))
        .help("use `x-rust-pagination`; `openapi-crate explain x-rust-pagination` describes it")
}

/// The operation looks like pagination. The generator does not guess.
pub fn looks_like_pages(at: &Pointer, kind: &str, extension: &str, count: usize) -> Diagnostic {
    LOOKS_LIKE_PAGES
        .at(at, format!("this looks like pagination {kind}{}", places(count)))
        .help(format!("if it is, add `x-rust-pagination: {extension}`, by an overlay if the document is not yours"))
}

/// The extension does not fit.
pub fn arguments(at: &Pointer, what: &str) -> Diagnostic {
    ARGUMENTS
        .at(at, format!("`x-rust-arguments` is invalid: {what}"))
        .help("`openapi-crate explain x-rust-arguments` describes it")
}

/// `operationId` must be unique.
pub fn duplicate_operation_id(at: &Pointer, id: &str) -> Diagnostic {
    DUPLICATE_OPERATION_ID
        .at(at, format!("another operation has the id {} too", quoted(id)))
        .help("give each operation a unique `operationId`: methods are named after it")
}

/// Two operations would have the same method name.
pub fn method_name_taken(at: &Pointer, wanted: &str, owner: &str, name: &str) -> Diagnostic {
    METHOD_NAME_TAKEN
        .at(
            at,
            format!(
                "the method {} is already taken by {}, so this one is {}",
                quoted(wanted),
                quoted(owner),
                quoted(name)
            ),
        )
        .help("to choose the names, use `x-rust-name`")
}

/// The value of an extension is not a name.
pub fn extension_value(at: &Pointer, extension: &str, expected: &str) -> Diagnostic {
    EXTENSION_VALUE
        .at(at, format!("{} is ignored: expected {expected}", quoted(extension)))
        .help(format!("correct its value, or remove it; `openapi-crate explain {extension}` describes it"))
}

/// A required property is not declared.
pub fn required_not_declared(at: &Pointer, name: &str) -> Diagnostic {
    REQUIRED_NOT_DECLARED
        .at(at, format!("{} is required, but there is no property with this name", quoted(name)))
        .help("declare it under `properties`, or remove it from `required`")
}

/// OpenAPI or HTTP determines the value of the header.
pub fn header_ignored(at: &Pointer, name: &str) -> Diagnostic {
    HEADER_IGNORED
        .at(at, format!("the header {} cannot be a parameter: the client sets it itself", quoted(name)))
        .help("describe it by `content`, `requestBody` or `securitySchemes`, or remove it")
}

/// The header cannot be sent, but is required.
pub fn header_name(at: &Pointer, name: &str) -> Diagnostic {
    HEADER_NAME
        .at(at, format!("{} is not a valid header name, but the header is required", quoted(name)))
        .help(HEADER_NAMES)
}

/// The header cannot be sent, and is optional.
pub fn header_left_out(at: &Pointer, name: &str) -> Diagnostic {
    HEADER_LEFT_OUT
        .at(at, format!("{} is not a valid header name; the header is left out", quoted(name)))
        .help(HEADER_NAMES)
}

/// The rule for names of headers.
const HEADER_NAMES: &str = "header names consist of letters, digits and !#$%&'*+-.^_`|~ (RFC 9110, 5.6.2)";

/// The default is not a valid header value.
pub fn header_default(at: &Pointer, default: &str) -> Diagnostic {
    HEADER_DEFAULT
        .at(at, format!("the default {} has characters that a header value cannot have", quoted(default)))
        .help("header values consist of visible ASCII characters and spaces")
}

/// The `allOf` at `at` leads back to the schema that it is part of.
pub fn all_of_cycle(at: &Pointer, reference: &str) -> Diagnostic {
    ALL_OF_CYCLE
        .at(at, format!("`allOf` leads back to {}, the schema that it is part of", quoted(reference)))
        .help("remove the reference: a schema cannot extend itself, but one of its properties can contain it")
}

/// Each level of `allOf` merges more.
pub fn all_of_too_deep(at: &Pointer) -> Diagnostic {
    ALL_OF_TOO_DEEP
        .at(at, "schemas with `allOf` are nested too deeply, so any JSON value is accepted here")
        .help("move the inner schema to `components.schemas`, and refer to it")
}

/// The crate would be too large to compile.
pub fn too_much_copied(at: &Pointer) -> Diagnostic {
    TOO_MUCH_COPIED
        .at(at, "`allOf` copies too many properties for one crate; the limit is reached at this schema")
        .help("shorten the chain of schemas that refer to each other by `allOf`, or put some of them into a property")
}

/// The compile time grows with the square of the number of values.
pub fn enum_too_large(at: &Pointer, values: usize, most: usize) -> Diagnostic {
    ENUM_TOO_LARGE.at(at, format!("an enum of {values} values takes too long to compile; the limit is {most}")).help(
        "remove the `enum`, by an overlay if the document is not yours: its values are then plain strings or numbers",
    )
}

/// No JSON value has two types.
pub fn all_of_type_conflict(at: &Pointer, types: [&str; 2]) -> Diagnostic {
    let [one, other] = types;
    ALL_OF_TYPE_CONFLICT
        .at(
            at,
            format!(
                "the schemas of `allOf` have different types, `{one}` and `{other}`, so any JSON value is accepted"
            ),
        )
        .help("give them the same `type`, or use `oneOf` if a value satisfies only one of them")
}

/// `type: object` or `type: array` alone, next to a schema of another type.
pub fn all_of_type_ignored(at: &Pointer, ignored: &str) -> Diagnostic {
    ALL_OF_TYPE_IGNORED
        .at(at, format!("`type: {ignored}` is ignored, because another schema of `allOf` has another type"))
        .help("remove this `type`, so that the schema accepts any value and the other schema has the type")
}

/// No value satisfies all of them.
pub fn all_of_impossible(at: &Pointer, what: &str) -> Diagnostic {
    ALL_OF_IMPOSSIBLE
        .at(at, format!("no value satisfies all schemas of `allOf`: {what}; the client does not check this"))
        .help("remove the wrong schema, or use `oneOf` if a value satisfies only one of them")
}

/// No value is in all of them.
pub fn all_of_enum_conflict(at: &Pointer) -> Diagnostic {
    ALL_OF_ENUM_CONFLICT
        .at(at, "the `enum`s that apply here have no value in common; the values of all of them are accepted")
        .help("give them a value in common, or use `oneOf` if a value satisfies only one of them")
}

/// `type: [integer, string]` with a `pattern` of numbers.
pub fn number_or_text(first: &Pointer, count: usize) -> Diagnostic {
    NUMBER_OR_TEXT
        .at(first, format!("a number may also be a string here; the client sends numbers, and reads both{}", places(count)))
        .help("if the server sends no strings, remove `string` and `pattern`: ASP.NET Core writes them unless `NumberHandling` is `Strict`")
}

/// `type: string` next to `enum: [1]`.
pub fn enum_of_other_type(at: &Pointer, value: &str, read: &str) -> Diagnostic {
    ENUM_OF_OTHER_TYPE
        .at(at, format!("`{value}` is read as `{read}`, according to `type`"))
        .help(format!("write `{read}`, or correct `type`"))
}

/// No value has both types.
pub fn alternative_of_other_type(at: &Pointer) -> Diagnostic {
    ALTERNATIVE_OF_OTHER_TYPE
        .at(at, "the schema around this alternative has another `type`; the alternative is used unchanged")
        .help("remove `type` from the schema around it, or use the same `type` in both")
}

/// Several unions apply to the same value.
pub fn several_unions(at: &Pointer) -> Diagnostic {
    SEVERAL_UNIONS
        .at(
            at,
            "several `oneOf` or `anyOf` apply to this value, with too many combinations; only the first of them is typed",
        )
        .help("no data is lost; to type all of them, write one `oneOf` with the possible combinations")
}

/// The arms cannot be distinguished.
pub fn union_tried(at: &Pointer) -> Diagnostic {
    UNION_TRIED
        .at(at, "the alternatives cannot be distinguished with certainty, so all are tried; the one with the fewest unknown properties is used")
        .help(
            "add a `discriminator`, or a property with a different single `enum` value or `const` to each alternative",
        )
}

/// The values have no names.
pub fn enum_not_named(at: &Pointer) -> Diagnostic {
    ENUM_NOT_NAMED
        .at(
            at,
            "this `enum` has values other than strings, integers and booleans; any value of their JSON type is accepted",
        )
        .help("no data is lost; to get named variants, use strings, or integers with `type: integer`")
}

/// HTTP does not allow a body with this status.
pub fn body_impossible(at: &Pointer, status: u16) -> Diagnostic {
    BODY_IMPOSSIBLE
        .at(at, format!("a response with the status {status} has no body, so none is read"))
        .help("remove `content`, or correct the status (RFC 9110, 15.3.5)")
}

/// A form of `type: array`.
pub fn body_without_fields(at: &Pointer, media_type: &str, is_only_one: bool) -> Diagnostic {
    let outcome =
        if is_only_one { "callers write the whole body themselves" } else { "the client has no method for it" };
    BODY_WITHOUT_FIELDS
        .at(
            at,
            format!(
                "{} consists of named fields or parts, but this schema has no names: {outcome}",
                quoted(media_type)
            ),
        )
        .help("describe an object whose properties are the fields or parts")
}

/// The method for the body fails for some values.
pub fn body_partly_without_fields(at: &Pointer, media_type: &str) -> Diagnostic {
    let values = "some values of this body are lists or scalars, which have no names for fields or parts";
    BODY_WITHOUT_FIELDS
        .at(
            at,
            format!(
                "{} consists of named fields or parts, but {values}; for these values, the call is an error",
                quoted(media_type)
            ),
        )
        .help("allow only objects, whose properties are the fields or parts")
}

/// The caller must make the credential.
pub fn security_scheme_unsupported(at: &Pointer, scheme: &str) -> Diagnostic {
    SECURITY_SCHEME_UNSUPPORTED
        .at(
            at,
            format!(
                "HTTP authentication {} needs a response to a challenge, which the client does not support",
                quoted(scheme)
            ),
        )
        .help("users must set the header `authorization` for a call or for the client")
}
