//! Operations that look like pagination. They are only reported, since pagination needs an extension.

use super::parts::item_of;
use crate::model::{
    Field, Method, Operation, Parameter, ParameterLocation, Success, TypeDef, TypeRef, resolved, structure,
};

/// Parameters for the number of items in a page.
const SIZES: &[&str] = &["count", "limit", "pageSize", "page_size", "per_page", "perPage", "size", "take", "top"];

/// The likely kind of pagination, and the extension that would describe it.
pub(super) fn propose(types: &[TypeDef], operation: &Operation) -> Option<(&'static str, String)> {
    if operation.method != Method::Get {
        return None;
    }
    let Success::Json(page) = &operation.success.content else { return None };
    let fields: &[Field] = structure(types, page).map_or(&[], |object| &object.fields);
    let items =
        if item_of(types, page).is_some() { String::new() } else { format!("items: {}, ", only_list(types, fields)?) };
    let (kind, rest) =
        by_url(types, fields).or_else(|| by_cursor(types, operation, fields)).or_else(|| by_number(operation))?;
    Some((kind, format!("{{{items}{rest}}}")))
}

/// The only property that is a list.
fn only_list<'f>(types: &[TypeDef], fields: &'f [Field]) -> Option<&'f str> {
    let mut lists = fields.iter().filter(|field| item_of(types, &field.ty).is_some());
    let only = lists.next()?;
    (lists.next().is_none() && is_plain(&only.wire_name)).then_some(&only.wire_name)
}

/// `next` and `previous`, as in Django.
fn by_url(types: &[TypeDef], fields: &[Field]) -> Option<(&'static str, String)> {
    let has = |name: &str| fields.iter().any(|field| field.wire_name == name && is_text(types, &field.ty));
    (has("next") && (has("previous") || has("prev"))).then(|| ("by URL", "next: next".to_owned()))
}

/// `next_cursor` and the parameter `cursor`, `nextPageToken` and `pageToken`, or `nextToken` and `nextToken`.
fn by_cursor(types: &[TypeDef], operation: &Operation, fields: &[Field]) -> Option<(&'static str, String)> {
    let texts = fields.iter().filter(|field| is_text(types, &field.ty) && is_plain(&field.wire_name));
    let mut pairs = texts.filter_map(|field| {
        let name = field.wire_name.as_str();
        let rest = name.strip_prefix("next")?;
        let short = match rest.strip_prefix('_') {
            Some(short) => short.to_owned(),
            None => {
                let mut characters = rest.chars();
                let first = characters.next().filter(char::is_ascii_uppercase)?;
                format!("{}{}", first.to_ascii_lowercase(), characters.as_str())
            }
        };
        let parameter = optional(operation, &[short.as_str(), name], TypeRef::is_text)?;
        Some(("by cursor", format!("next: {name}, parameter: {}", parameter.wire_name)))
    });
    pairs.next()
}

fn by_number(operation: &Operation) -> Option<(&'static str, String)> {
    let is_integer = |ty: &TypeRef| matches!(ty, TypeRef::Integer(_));
    optional(operation, SIZES, |ty| matches!(ty, TypeRef::Integer(_)))?;
    if operation.response_headers.iter().any(|header| header.wire_name.eq_ignore_ascii_case("link")) {
        return Some(("by link", "next: Link".to_owned()));
    }
    if let Some(offset) = optional(operation, &["offset", "skip"], is_integer) {
        return Some(("by offset", format!("offset: {}", offset.wire_name)));
    }
    let page = optional(operation, &["page", "pageNumber", "page_number"], is_integer)?;
    Some(("by number", format!("page: {}", page.wire_name)))
}

/// The optional query parameter of one of these names.
fn optional<'o>(operation: &'o Operation, names: &[&str], is_wanted: fn(&TypeRef) -> bool) -> Option<&'o Parameter> {
    let is_optional = |parameter: &&Parameter| parameter.location == ParameterLocation::Query && !parameter.required;
    let mut parameters = operation.parameters.iter().filter(is_optional);
    parameters.find(|parameter| names.contains(&parameter.wire_name.as_str()) && is_wanted(&parameter.ty))
}

fn is_text(types: &[TypeDef], ty: &TypeRef) -> bool {
    resolved(types, ty).is_text()
}

/// Whether a name can be written in YAML without quotes.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
}
