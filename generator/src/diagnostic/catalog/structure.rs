//! Findings of the structure check: parts with a form that the standard does not allow.

use super::{places, quoted};
use crate::{
    diagnostic::{Diagnostic, Severity, code::codes},
    pointer::Pointer,
};

codes! {
    UNKNOWN_EXTENSION, Warning, "unknown-extension", "A member has the prefix of the generator's extensions, but is not an extension of this object.";
    WRONG_FORM, Error, "wrong-form", "A value does not have the form that the standard requires. For example, it is an object instead of a list.";
    MISSING_MEMBER, Error, "missing-member", "An object lacks a member that the standard requires and that cannot be guessed.";
    UNKNOWN_TYPE, Warning, "unknown-type", "The `type` of a schema is not a type of JSON Schema; it is ignored.";
    UNKNOWN_VALUE, Error, "unknown-value", "The value of a member is not one of the allowed values.";
    BAD_STATUS, Error, "bad-status-code", "A key of `responses` is neither a status code, nor a range such as `4XX`, nor `default`.";
    NOT_A_METHOD, Warning, "not-a-method", "A key of `additionalOperations` is not a method of HTTP; its operation is left out.";
    PATH_WITHOUT_SLASH, Error, "path-without-slash", "A key of `paths` does not begin with a slash, and it is a URL, or the document also has the path with a slash.";
    READ_AS, Warning, "read-as", "A value does not have the form that the standard requires, but its meaning is clear.";
    WITHOUT_EFFECT, Warning, "without-effect", "Something is wrong with an example, a link, a contact, a licence or a reference to documentation; the generated code does not depend on it.";
    EMPTY_MEMBER, Warning, "empty-member", "A member has no value, and is left out.";
    FILLED_IN, Warning, "filled-in", "A required member is missing, but the output does not depend on it.";
    MEMBER_IGNORED, Warning, "member-ignored", "A member that OpenAPI or JSON Schema defines has no effect on the generated code.";
    UNKNOWN_MEMBER, Warning, "unknown-member", "A member is not defined by OpenAPI, and does not begin with `x-`.";
    NEWER_KEYWORD, Warning, "newer-keyword", "A 3.0 document uses keywords of 3.1; they have the same effect as in 3.1.";
    OLDER_KEYWORD, Warning, "older-keyword", "A 3.1 document uses keywords that 3.1 removed; they have the same effect as in 3.0.";
    NOT_READ, Error, "not-read", "A part of the document cannot be read, although the structure check found no fault.";
}

/// `found` is in place of `expected`.
pub fn wrong_form(pointer: &Pointer, expected: &str, found: &str) -> Diagnostic {
    let name = pointer.tokens().last().unwrap_or_default();
    WRONG_FORM
        .at(pointer, format!("{}: expected {expected}, found {found}", quoted(&name)))
        .help(format!("write {expected} here"))
}

/// An object lacks a member.
pub fn missing_member(pointer: &Pointer, title: &str, member: &str) -> Diagnostic {
    MISSING_MEMBER.at(pointer, format!("{title} needs the member `{member}`")).help(match member {
        "info" => "add `info`, with `title` and `version`".to_owned(),
        "in" => "add `in`, which is one of: query, querystring, header, path, cookie".to_owned(),
        _ => format!("add `{member}` to this object"),
    })
}

/// A document without any of its three large parts.
pub fn nothing_described(root: &Pointer) -> Diagnostic {
    MISSING_MEMBER
        .at(root, "the document has none of `paths`, `components` and `webhooks`")
        .help("add `paths` with the operations of the API; for a document of types only, add `components`")
}

/// `type: strng`.
pub fn unknown_type(pointer: &Pointer, found: &str, similar: Option<&str>) -> Diagnostic {
    let diagnostic =
        UNKNOWN_TYPE.at(pointer, format!("{} is not a type of JSON Schema, and is ignored", quoted(found)));
    match (found, similar) {
        ("file", _) => diagnostic.help("Swagger's `file` is `type: string` with `format: binary`"),
        ("any", _) => diagnostic.help("leave `type` out to allow anything"),
        (_, Some(similar)) => diagnostic.help(format!("did you mean `{similar}`?")),
        (_, None) => diagnostic.help("the types are string, number, integer, boolean, object, array and null"),
    }
}

/// A value that is not in `allowed`.
pub fn unknown_value(pointer: &Pointer, found: &str, allowed: &[&str]) -> Diagnostic {
    let name = pointer.tokens().last().unwrap_or_default();
    let diagnostic =
        UNKNOWN_VALUE.at(pointer, format!("{} is not an allowed value of {}", quoted(found), quoted(&name)));
    match found {
        "body" | "formData" => diagnostic.help("this is from Swagger 2.0; OpenAPI 3 has `requestBody` instead"),
        _ => diagnostic.help(format!("write one of: {}", allowed.join(", "))),
    }
}

/// `additionalOperations: {'LOOK UP': …}`.
pub fn not_a_method(pointer: &Pointer, key: &str) -> Diagnostic {
    NOT_A_METHOD
        .at(pointer, format!("{} is not a method of HTTP, and its operation is left out", quoted(key)))
        .help("write the method as it is sent: letters, digits and hyphens, without spaces")
}

/// `responses: {abc: …}`.
pub fn bad_status(pointer: &Pointer, key: &str) -> Diagnostic {
    BAD_STATUS
        .at(pointer, format!("{} is not a status code", quoted(key)))
        .help("keys of `responses` are codes (`200`), ranges (`4XX`), `default`, or begin with `x-`")
}

/// `paths: {x: …}`.
pub fn path_without_slash(pointer: &Pointer, path: &str) -> Diagnostic {
    PATH_WITHOUT_SLASH
        .at(pointer, format!("the path {} does not begin with a slash", quoted(path)))
        .help("paths are appended to the server's URL; begin them with `/`")
}

/// `x-rust-…` without an effect. `known` are the extensions that have an effect there.
pub fn unknown_extension(pointer: &Pointer, title: &str, name: &str, known: &[&str]) -> Diagnostic {
    let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    let help = match known.as_slice() {
        [] => "remove it: the generator reads no extensions of this object".to_owned(),
        known => format!("correct the name or remove it; this object can have these extensions: {}", known.join(", ")),
    };
    UNKNOWN_EXTENSION.at(pointer, format!("{} is not an extension of {title}", quoted(name))).help(help)
}

/// A number where text belongs, and the like.
pub fn read_as(pointer: &Pointer, found: &str, read: &str) -> Diagnostic {
    READ_AS
        .at(pointer, format!("{found} is read as {read}"))
        .help("correct the document, so that others read it the same way")
}

/// `$ref: '#/definitions/Pet'` in OpenAPI 3, for the first of `count` places.
pub fn read_as_in(pointer: &Pointer, found: &str, read: &str, count: usize) -> Diagnostic {
    let more = places(count);
    READ_AS
        .at(pointer, format!("{} is read as {}{more}", quoted(found), quoted(read)))
        .help("correct the document, so that others read it the same way")
}

/// A description that is an object.
pub fn no_text(pointer: &Pointer, found: &str) -> Diagnostic {
    let name = pointer.tokens().last().unwrap_or_default();
    READ_AS
        .at(pointer, format!("{} is {found}, and is left out", quoted(&name)))
        .help("write text; if the text is in another file, copy it here")
}

/// `minLength: -1`.
pub fn no_limit(pointer: &Pointer, found: &str, expected: &str) -> Diagnostic {
    let name = pointer.tokens().last().unwrap_or_default();
    READ_AS
        .at(pointer, format!("{} is not an allowed value of {}, which is left out", quoted(found), quoted(&name)))
        .help(format!("write {expected}"))
}

/// The finding as a warning, since nothing depends on the part.
pub fn without_effect(finding: Diagnostic) -> Diagnostic {
    match finding.severity {
        Severity::Error => Diagnostic { code: WITHOUT_EFFECT.name, severity: WITHOUT_EFFECT.severity, ..finding },
        Severity::Warning => finding,
    }
}

/// `required: optional`.
pub fn not_a_flag(pointer: &Pointer, found: &str) -> Diagnostic {
    let name = pointer.tokens().last().unwrap_or_default();
    READ_AS
        .at(pointer, format!("{} is neither true nor false; {} is left out", quoted(found), quoted(&name)))
        .help("write true or false")
}

/// `description:` and nothing.
pub fn empty_member(pointer: &Pointer) -> Diagnostic {
    let name = pointer.tokens().last().unwrap_or_default();
    EMPTY_MEMBER
        .at(pointer, format!("{} has no value and is left out", quoted(&name)))
        .help("give it a value, or remove it")
}

/// A required member that nothing depends on.
pub fn filled_in(pointer: &Pointer, title: &str, member: &str, count: usize) -> Diagnostic {
    let places = if count == 1 { String::new() } else { format!(" (and {} more places)", count - 1) };
    FILLED_IN
        .at(pointer, format!("{title} should have the member `{member}`{places}"))
        .help(format!("add `{member}`; other tools refuse the document"))
}

/// A known member without effect.
pub fn member_ignored(pointer: &Pointer, member: &str, count: usize, why: &str) -> Diagnostic {
    MEMBER_IGNORED.at(pointer, format!("`{member}` has no effect on the generated code{}", places(count))).help(why)
}

/// An unknown member.
pub fn unknown_member(pointer: &Pointer, title: &str, member: &str, similar: Option<&str>, count: usize) -> Diagnostic {
    let diagnostic = UNKNOWN_MEMBER
        .at(pointer, format!("{} is not a member of {title}, and is ignored{}", quoted(member), places(count)));
    match similar {
        Some(similar) => diagnostic.help(format!("did you mean `{similar}`?")),
        None => diagnostic.help("remove it, or begin its name with `x-` if it is an extension"),
    }
}

/// 3.1 keywords in a 3.0 document.
pub fn newer_keyword(pointer: &Pointer, keyword: &str, count: usize) -> Diagnostic {
    NEWER_KEYWORD
        .at(
            pointer,
            format!(
                "`{keyword}` is from OpenAPI 3.1, but a 3.0 document has it in {}; it has the same effect as in 3.1",
                numbered(count)
            ),
        )
        .help("declare `openapi: 3.1.0`")
}

/// `nullable: true` and the like in a 3.1 document.
pub fn older_keyword(pointer: &Pointer, keyword: &str, count: usize, instead: &str) -> Diagnostic {
    OLDER_KEYWORD
        .at(
            pointer,
            format!(
                "`{keyword}` is from OpenAPI 3.0, but a 3.1 document has it in {}; it has the same effect as in 3.0",
                numbered(count)
            ),
        )
        .help(format!("other tools ignore it in 3.1: write `{instead}`, or declare `openapi: 3.0.3`"))
}

fn numbered(count: usize) -> String {
    match count {
        1 => "1 place".to_owned(),
        _ => format!("{count} places, of which this is the first"),
    }
}

/// `openapiv3` cannot read a part.
pub fn not_read(pointer: &Pointer, title: &str, why: &str) -> Diagnostic {
    NOT_READ
        .at(pointer, format!("{title} cannot be read: {why}"))
        .help("compare this object with the standard, and please report the document")
}
