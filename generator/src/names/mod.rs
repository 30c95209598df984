//! The one place where Rust names are made.
//!
//! [`type_name`], [`variant_name`] and [`value_name`] are total: any text of any script gives a valid identifier that is not a
//! keyword. A [`Scope`] makes them injective: it gives each claim a different name. The name is always an identifier, even if
//! the wanted name consists of parts that are not (`3gpp` and `_body`).

mod http;
mod operation;
mod package;
mod reserved;
mod scope;
mod words;

pub use http::{BODY_TYPE, DEFAULT_STATUS, OTHER_STATUS, media_word, status_class_name, status_name};
pub use operation::{
    MethodNames, Route, letters, method_names, operation_id, operation_id_below, resource_of_path, shared_prefix,
    without_route,
};
pub use package::{
    FEATURES, OTHER_SCHEMAS, crate_name, environment_prefix, environment_variables, feature_names, is_crate_name,
    is_reserved,
};
pub use reserved::{
    BUILDER_METHODS, CLIENT_METHODS, FILE_NAMES, OAUTH2_METHODS, OPERATION_CONSTANTS, REQUEST_METHODS, ROOT_MODULES,
};
pub use scope::Scope;
pub use words::singular;

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use words::{spell_ends, words, words_by_case};

use reserved::{KEYWORDS, PRELUDE_TYPES};

/// The longest name that is made of a document's text, in characters and in bytes: file names end at 255 bytes, and a name
/// may get a number and an extension.
const LONGEST: usize = 80;
const LONGEST_IN_BYTES: usize = 200;

/// The name of a type: `agent_list` → `AgentList`, `Option` → `OptionSchema`.
pub fn type_name(wire_name: &str) -> String {
    let name = upper_camel(wire_name, "Unnamed");
    if PRELUDE_TYPES.contains(&name.as_str()) || name == "Self" { format!("{name}Schema") } else { name }
}

/// The name of an enum variant: `user.message` → `UserMessage`, `-created` → `MinusCreated`, `""` → `Empty`.
pub fn variant_name(wire_name: &str) -> String {
    let name = upper_camel(&spell_ends(wire_name), "Empty");
    if name == "Self" { "SelfValue".to_owned() } else { name }
}

/// The name of a field, argument, method or module: `createdAt` → `created_at`, `type` → `type_`.
pub fn value_name(wire_name: &str) -> String {
    let name = snake(wire_name);
    if KEYWORDS.contains(&name.as_str()) { format!("{name}_") } else { name }
}

/// The name of a module: `AgentList` → `agent_list`. It is never the name of a type. In scripts without case, the two would be
/// equal, so `订单` → `订单_types`.
pub fn module_name(wire_name: &str) -> String {
    let name = value_name(wire_name);
    let has_case = name.starts_with(|first: char| first.is_ascii_lowercase());
    if !has_case && upper_camel(&name, "") == name { format!("{name}_types") } else { name }
}

/// Whether the name of a value is the name of a type, too, as a name of a script without case is.
pub fn is_type_name(name: &str) -> bool {
    !name.starts_with(|first: char| first.is_ascii_lowercase()) && type_name(name) == name
}

/// The name of a constant: `X-Rate-Limit` → `X_RATE_LIMIT`.
pub fn constant_name(wire_name: &str) -> String {
    snake(wire_name).to_uppercase().nfc().collect()
}

/// The part of a type's name for a property, below the name of its parent.
pub fn type_part(wire_name: &str) -> String {
    upper_camel(wire_name, "Empty").trim_start_matches('_').to_owned()
}

/// Whether a value is a code, and not a sentence: it has no spaces.
pub fn is_code(value: &str) -> bool {
    !value.contains(char::is_whitespace)
}

/// Whether a name can be made from a text.
pub fn is_name(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

fn upper_camel(text: &str, empty: &str) -> String {
    let (number, rest) = leading_number(text);
    let mut name = number.to_owned();
    for word in words_by_case(rest) {
        let mut characters = word.chars();
        let Some(first) = characters.next() else { continue };
        if first.is_ascii_digit() && name.ends_with(|last: char| last.is_ascii_digit()) {
            name.push('_');
        }
        name.extend(first.to_uppercase());
        name.push_str(characters.as_str());
    }
    finish(&name, empty)
}

/// The number at the beginning of a name, if a capitalized word follows: `404Detail` → `404`, `Detail`. Otherwise the capital
/// would be lost, since the number and the word are one word.
fn leading_number(text: &str) -> (&str, &str) {
    let start = text.trim_start_matches('_');
    let rest = start.trim_start_matches(|first: char| first.is_ascii_digit());
    let mut letters = rest.chars();
    let is_capitalized =
        letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase);
    if is_capitalized { start.split_at(start.len() - rest.len()) } else { ("", text) }
}

fn snake(text: &str) -> String {
    finish(&words(text).join("_"), "empty")
}

/// An identifier for a name that consists of parts: the name itself if it is an identifier.
fn identifier(name: &str) -> Cow<'_, str> {
    let mut characters = name.chars();
    let is_start = |first: char| first == '_' || unicode_ident::is_xid_start(first);
    let is_whole = characters.next().is_some_and(is_start) && characters.all(unicode_ident::is_xid_continue);
    if is_whole && name != "_" && !KEYWORDS.contains(&name) {
        return Cow::Borrowed(name);
    }
    let kept: String = name.chars().filter(|character| unicode_ident::is_xid_continue(*character)).collect();
    let name = finish(&kept, "empty");
    Cow::Owned(if KEYWORDS.contains(&name.as_str()) { format!("{name}_") } else { name })
}

/// Cuts a name to [`LONGEST`], composes its characters as Rust does, and gives it a beginning that an identifier may have.
fn finish(name: &str, empty: &str) -> String {
    let mut length = 0;
    let fits = |character: &char| {
        length += character.len_utf8();
        length <= LONGEST_IN_BYTES
    };
    let name: Cow<'_, str> = if name.is_ascii() { name.into() } else { name.nfc().collect() };
    let name: String = name.chars().take(LONGEST).take_while(fits).collect();
    let name = name.trim_end_matches('_');
    match name.chars().next() {
        None => empty.to_owned(),
        Some(first) if unicode_ident::is_xid_start(first) => name.to_owned(),
        Some(_) => format!("_{name}"),
    }
}

#[cfg(test)]
mod tests;
