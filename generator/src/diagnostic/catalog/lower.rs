//! Findings of `lower`: constructs that the emitted crate cannot honour in full.

use super::{places, quoted};
use crate::{
    diagnostic::{Diagnostic, code::codes},
    pointer::Pointer,
};

codes! {
    DUPLICATE_OPERATION_ID, Warning, "duplicate-operation-id", "Two operations have the same `operationId`; the second gets a number.";
    METHOD_NAME_TAKEN, Warning, "method-name-taken", "Two operations of a resource want one method name; the second gets a longer one.";
    EXTENSION_VALUE, Warning, "extension-value", "An extension that names something holds no name; it is ignored.";
    REQUIRED_NOT_DECLARED, Warning, "required-not-declared", "`required` names a property that is not declared; it is kept, but not asked for.";
    HEADER_IGNORED, Warning, "header-ignored", "A header parameter is one that the client sets itself.";
    HEADER_NAME, Error, "header-name", "The name of a required header parameter is none that HTTP allows.";
    HEADER_LEFT_OUT, Warning, "header-left-out", "The name of an optional header parameter, or of a response's header, is none that HTTP allows; it is left out.";
    HEADER_DEFAULT, Error, "header-default", "The default of a required header parameter is none that a header can carry.";
    HEADER_LIST, Error, "header-list", "The extension `x-rust-header-list` does not fit its parameter.";
    PAGINATION, Error, "pagination", "The extension `x-rust-pagination` does not fit its operation.";
    PAGINATION_ITEMS, Warning, "pagination-items", "The extension `x-rust-pagination` names the items of a response that is a list itself; the list is taken.";
    PAGES_NOT_READ, Warning, "pages-not-read", "An extension of another tool describes pages that this operation does not have; it is ignored.";
    LOOKS_LIKE_PAGES, Warning, "looks-like-pages", "An operation looks as if it listed by pages, and nothing says so; it has one page.";
    ARGUMENTS, Error, "arguments", "The extension `x-rust-arguments` does not fit its schema.";
    ALL_OF_CYCLE, Error, "all-of-cycle", "A schema's `allOf` leads back to the schema itself.";
    ALL_OF_TYPE_CONFLICT, Warning, "all-of-type-conflict", "The members of an `allOf` are of different types, so no value satisfies all of them.";
    ALL_OF_ENUM_CONFLICT, Warning, "all-of-enum-conflict", "The members of an `allOf` have no value of their `enum`s in common, so no value satisfies all of them.";
    ALL_OF_IMPOSSIBLE, Warning, "all-of-impossible", "The members of an `allOf` have formats that no text has at once, or one of them allows null alone; what servers send is taken.";
    ENUM_OF_OTHER_TYPE, Warning, "enum-of-other-type", "A value of an `enum` is not of the `type` beside it, and is read as one that is.";
    ALTERNATIVE_OF_OTHER_TYPE, Warning, "alternative-of-other-type", "An alternative is of a type that the schema around it does not allow.";
    ALL_OF_TOO_DEEP, Warning, "all-of-too-deep", "Schemas with `allOf` contain each other too deep; what is below is not typed.";
    TOO_MUCH_COPIED, Error, "too-much-copied", "Schemas that `allOf` refers to are copied so often that the crate would be too large to compile.";
    ENUM_TOO_LARGE, Error, "enum-too-large", "An `enum` holds so many values that the crate would take minutes and gigabytes to compile.";
    SEVERAL_UNIONS, Warning, "several-unions", "More than one `oneOf` or `anyOf` holds for one value, with too many combinations; the first one is typed.";
    UNION_TRIED, Warning, "union-tried", "Nothing tells the arms of a `oneOf` or `anyOf` apart for certain, so all are tried, and the one that knows most is taken.";
    ENUM_NOT_NAMED, Warning, "enum-not-named", "An `enum` holds values other than strings, integers and booleans; they are not named.";
    BODY_IMPOSSIBLE, Warning, "body-impossible", "A response of a status that has no body describes one.";
    BODY_WITHOUT_FIELDS, Warning, "body-without-fields", "The body of a form or a multipart body is, or may be, a list or a scalar, which has no names for fields or parts.";
    PART_HEADERS, Warning, "part-headers", "Headers of a part of a multipart body are described; the client does not send them.";
    SECURITY_SCHEME_UNSUPPORTED, Warning, "security-scheme-unsupported", "A security scheme answers challenges of the server, which the client does not do by itself.";
}

/// The extension does not fit.
pub fn header_list(at: &Pointer, what: &str) -> Diagnostic {
    HEADER_LIST
        .at(at, format!("the list of the header cannot be read: {what}"))
        .help("docs/extensions.md says what `x-rust-header-list` needs")
}

/// The extension does not fit.
pub fn pagination(at: &Pointer, what: &str) -> Diagnostic {
    PAGINATION.at(at, format!("the pages cannot be read so: {what}")).help("docs/extensions.md says what it needs")
}

/// The response is the list.
pub fn pagination_items(at: &Pointer, items: &str) -> Diagnostic {
    PAGINATION_ITEMS
        .at(at, format!("the response is a list itself, so that it has no {}; the list is taken", quoted(items)))
        .help("remove `items`")
}

/// It is of another tool, so that it is not an error.
pub fn pages_not_read(at: &Pointer, extension: &str, what: &str) -> Diagnostic {
    PAGES_NOT_READ
        .at(at, format!("{} is ignored: {what}", quoted(extension)))
        .help("describe the pages by `x-rust-pagination` (docs/extensions.md)")
}

/// A guess is not enough to send requests.
pub fn looks_like_pages(at: &Pointer, kind: &str, extension: &str, count: usize) -> Diagnostic {
    LOOKS_LIKE_PAGES
        .at(at, format!("this looks like pages {kind}{}", places(count)))
        .help(format!("if it is, add `x-rust-pagination: {extension}`, by an overlay if the document is not yours"))
}

/// The extension does not fit.
pub fn arguments(at: &Pointer, what: &str) -> Diagnostic {
    ARGUMENTS.at(at, format!("`new` cannot take them: {what}")).help("docs/extensions.md says what it needs")
}

/// `operationId` is to be unique.
pub fn duplicate_operation_id(at: &Pointer, id: &str) -> Diagnostic {
    DUPLICATE_OPERATION_ID
        .at(at, format!("another operation is called {} too", quoted(id)))
        .help("give each operation an `operationId` of its own: users find the methods by it")
}

/// Both have a right to it.
pub fn method_name_taken(at: &Pointer, wanted: &str, owner: &str, name: &str) -> Diagnostic {
    METHOD_NAME_TAKEN
        .at(at, format!("the method {} is already {}, so this one is {}", quoted(wanted), quoted(owner), quoted(name)))
        .help("name one of them by `x-rust-name`")
}

/// Nothing can be read from it.
pub fn extension_value(at: &Pointer, extension: &str, expected: &str) -> Diagnostic {
    EXTENSION_VALUE
        .at(at, format!("{} is ignored: expected {expected}", quoted(extension)))
        .help("correct its value, or remove it; docs/extensions.md lists the extensions that name things")
}

/// Nobody knows its type.
pub fn required_not_declared(at: &Pointer, name: &str) -> Diagnostic {
    REQUIRED_NOT_DECLARED
        .at(at, format!("{} is required, but there is no property with this name", quoted(name)))
        .help("declare it under `properties`, or take it out of `required`")
}

/// OpenAPI or HTTP says what is sent.
pub fn header_ignored(at: &Pointer, name: &str) -> Diagnostic {
    HEADER_IGNORED
        .at(at, format!("the header {} cannot be a parameter: the client sets it itself", quoted(name)))
        .help("describe it by `content`, `requestBody` or `securitySchemes`, or remove it")
}

/// No request can carry it, and none may go without it.
pub fn header_name(at: &Pointer, name: &str) -> Diagnostic {
    HEADER_NAME.at(at, format!("{} is not a name of a header, but is required", quoted(name))).help(HEADER_NAMES)
}

/// Nothing can carry it, and nothing has to.
pub fn header_left_out(at: &Pointer, name: &str) -> Diagnostic {
    HEADER_LEFT_OUT
        .at(at, format!("{} is not a name of a header, so no message has it", quoted(name)))
        .help(HEADER_NAMES)
}

/// The rule for names of headers.
const HEADER_NAMES: &str = "a header's name is made of letters, digits and !#$%&'*+-.^_`|~ (RFC 9110, 5.6.2)";

/// No header can carry it.
pub fn header_default(at: &Pointer, default: &str) -> Diagnostic {
    HEADER_DEFAULT
        .at(at, format!("the default {} of a header holds characters that no header carries", quoted(default)))
        .help("a header's value is made of visible ASCII characters and spaces")
}

/// The `allOf` at `at` leads back to the schema that it is part of.
pub fn all_of_cycle(at: &Pointer, reference: &str) -> Diagnostic {
    ALL_OF_CYCLE
        .at(at, format!("`allOf` leads back to {}, the schema that it is part of", quoted(reference)))
        .help("remove the reference: a schema cannot extend itself; a property that holds the schema is fine")
}

/// Each level merges more.
pub fn all_of_too_deep(at: &Pointer) -> Diagnostic {
    ALL_OF_TOO_DEEP
        .at(at, "schemas with `allOf` contain each other too deep, so any JSON value is taken here")
        .help("make a component of the combined schema and refer to that")
}

/// It would not compile in any time.
pub fn too_much_copied(at: &Pointer) -> Diagnostic {
    TOO_MUCH_COPIED.at(at, "by the time of this schema, `allOf` has copied more properties than a crate can hold").help(
        "shorten the chain of schemas that refer to each other by `allOf`, or refer to some of them by a property",
    )
}

/// The time that the compiler takes grows with the square of the number of values.
pub fn enum_too_large(at: &Pointer, values: usize, most: usize) -> Diagnostic {
    ENUM_TOO_LARGE.at(at, format!("an enum of {values} values takes too long to compile; the most is {most}")).help(
        "remove the `enum`, by an overlay if the document is not yours: its values are then plain strings or numbers",
    )
}

/// No JSON value is of two types.
pub fn all_of_type_conflict(at: &Pointer) -> Diagnostic {
    ALL_OF_TYPE_CONFLICT
        .at(at, "the members of `allOf` are of different types, so any JSON value is taken")
        .help("give the members the same `type`, or use `oneOf` if each may be used alone")
}

/// No value satisfies all of them.
pub fn all_of_impossible(at: &Pointer, what: &str) -> Diagnostic {
    ALL_OF_IMPOSSIBLE
        .at(at, format!("no value satisfies all members of `allOf`: {what}; what servers send is taken"))
        .help("take out the member that is wrong, or use `oneOf` if each may be used alone")
}

/// No value is in all of them.
pub fn all_of_enum_conflict(at: &Pointer) -> Diagnostic {
    ALL_OF_ENUM_CONFLICT
        .at(at, "the `enum`s that all hold here have no value in common; the values of all of them are taken")
        .help("give them a value in common, or use `oneOf` if each may be used alone")
}

/// `type: string` beside `enum: [1]`.
pub fn enum_of_other_type(at: &Pointer, value: &str, read: &str) -> Diagnostic {
    ENUM_OF_OTHER_TYPE
        .at(at, format!("`{value}` is read as `{read}`, as `type` says"))
        .help(format!("write `{read}`, or correct `type`"))
}

/// No value is both.
pub fn alternative_of_other_type(at: &Pointer) -> Diagnostic {
    ALTERNATIVE_OF_OTHER_TYPE
        .at(at, "the schema around this alternative says another `type`; the alternative is taken unchanged")
        .help("take `type` away from the schema around it, or give both the same")
}

/// Several unions hold at once.
pub fn several_unions(at: &Pointer) -> Diagnostic {
    SEVERAL_UNIONS
        .at(at, "several `oneOf` or `anyOf` hold for this value, with too many combinations; the first one is typed")
        .help("nothing is lost; write one `oneOf` whose arms are the possible combinations to have them typed")
}

/// Nothing tells the arms apart.
pub fn union_tried(at: &Pointer) -> Diagnostic {
    UNION_TRIED
        .at(at, "nothing tells the alternatives apart for certain, so all are tried, and that one is taken which knows most of the value")
        .help(
            "add a `discriminator`, or a property with a different single `enum` value or `const` to each alternative",
        )
}

/// The values have no names.
pub fn enum_not_named(at: &Pointer) -> Diagnostic {
    ENUM_NOT_NAMED
        .at(
            at,
            "this `enum` holds values other than strings, integers and booleans; any value of their JSON type is taken",
        )
        .help("nothing is lost; name the values as strings if users should see them by name")
}

/// HTTP allows none.
pub fn body_impossible(at: &Pointer, status: u16) -> Diagnostic {
    BODY_IMPOSSIBLE
        .at(at, format!("an answer of status {status} has no body, so none is read"))
        .help("remove `content`, or give the status that the server answers with (RFC 9110, 15.3.5)")
}

/// A form of `type: array`.
pub fn body_without_fields(at: &Pointer, media_type: &str, is_only_one: bool) -> Diagnostic {
    let outcome = if is_only_one { "the caller writes the body" } else { "it is not offered" };
    BODY_WITHOUT_FIELDS
        .at(at, format!("this has no names for what {} is made of, so {outcome}", quoted(media_type)))
        .help("describe an object whose properties are the fields or parts")
}

/// The method for it fails for some values.
pub fn body_partly_without_fields(at: &Pointer, media_type: &str) -> Diagnostic {
    let values = "some values are lists or scalars, which have no names for the fields or parts";
    BODY_WITHOUT_FIELDS
        .at(at, format!("{values} of {}; the method refuses these", quoted(media_type)))
        .help("describe objects alone, whose properties are the fields or parts")
}

/// Nobody says their values.
pub fn part_headers(at: &Pointer, name: &str) -> Diagnostic {
    PART_HEADERS
        .at(at, format!("the headers of the part {} are not sent", quoted(name)))
        .help("nothing is to be done if the server does without them; else send a body that was written by hand")
}

/// Its credential is for the caller to make.
pub fn security_scheme_unsupported(at: &Pointer, scheme: &str) -> Diagnostic {
    SECURITY_SCHEME_UNSUPPORTED
        .at(at, format!("HTTP authentication {} answers a challenge, which the client does not do", quoted(scheme)))
        .help("users set the header `authorization` of a call or of the client; calls without it are refused")
}
