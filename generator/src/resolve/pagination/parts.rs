//! Finds the parts of pages in the types.

use crate::{
    lower::pagination::{How, PaginationExtension},
    model::{
        BodyContent, Counter, NextPage, Operation, Pagination, ParameterLocation, Success, TypeDef, TypeRef, resolved,
        structure,
    },
};

/// The pagination that the extension describes, or the reason why it does not fit the operation.
pub(super) fn find(
    types: &[TypeDef],
    operation: &Operation,
    written: &PaginationExtension,
) -> Result<Pagination, String> {
    let Success::Json(page) = &operation.success.content else {
        return Err("the response is not JSON".to_owned());
    };
    let (items, item) = items(types, page, written.items.as_deref())?;
    let next = next(types, operation, page, &written.how)?;
    let more = written.more.as_deref().map(|more| property(types, page, more, |ty| *ty == TypeRef::Boolean));
    let more = more.transpose().map_err(|path| format!("the response has no boolean `{path}`"))?;
    Ok(Pagination { items, item, next, more })
}

/// The path of the list in a page, and the type of an item.
fn items(types: &[TypeDef], page: &TypeRef, written: Option<&str>) -> Result<(Vec<String>, TypeRef), String> {
    if let Some(item) = item_of(types, page) {
        return Ok((Vec::new(), item.clone()));
    }
    if structure(types, page).is_none() {
        return Err("the response is neither a list nor an object with declared properties".to_owned());
    }
    let Some(items) = written.filter(|items| *items != "$") else {
        return Err("`items` is required, since the response is not a list".to_owned());
    };
    let found = property_at(types, page, items).and_then(|(path, ty)| Some((path, item_of(types, ty)?.clone())));
    found.ok_or_else(|| format!("the response has no list `{items}`"))
}

fn next(types: &[TypeDef], operation: &Operation, page: &TypeRef, how: &How) -> Result<NextPage, String> {
    let is_text = |ty: &TypeRef| *ty == TypeRef::String;
    let is_cursor = |ty: &TypeRef| matches!(ty, TypeRef::String | TypeRef::Integer(_));
    match how {
        How::Cursor { from, .. } | How::Url { from } if is_link(types, page, from) => Ok(NextPage::Link),
        How::Url { from } => {
            let from =
                property(types, page, from, is_text).map_err(|path| format!("the response has no string `{path}`"))?;
            Ok(NextPage::Url { from })
        }
        How::Cursor { from, to } => {
            let from = property(types, page, from, is_cursor)
                .map_err(|path| format!("the response has no string or integer `{path}`"))?;
            if parameter(operation, to).is_some_and(|is_required| !is_required) {
                return Ok(NextPage::Query { from, parameter: to.clone() });
            }
            let of_body = body(operation).and_then(|body| property_at(types, body, to)).map(|(path, _)| path);
            let to = of_body.ok_or_else(|| {
                format!("the operation has no optional query parameter and no property of the body `{to}`")
            })?;
            Ok(NextPage::Body { from, to })
        }
        How::Number { parameter: name, first } => {
            Ok(NextPage::Number { counter: counter(types, operation, name)?, first: *first })
        }
        How::Offset { parameter: name } => Ok(NextPage::Offset { counter: counter(types, operation, name)? }),
    }
}

/// `Link` is the header, unless a property has that name.
fn is_link(types: &[TypeDef], page: &TypeRef, from: &str) -> bool {
    from.eq_ignore_ascii_case("link") && property_at(types, page, from).is_none()
}

fn counter(types: &[TypeDef], operation: &Operation, name: &str) -> Result<Counter, String> {
    if parameter(operation, name).is_some() {
        return Ok(Counter::Query(name.to_owned()));
    }
    let is_integer = |ty: &TypeRef| matches!(resolved(types, ty), TypeRef::Integer(_));
    let of_body = body(operation).and_then(|body| property_at(types, body, name)).filter(|(_, ty)| is_integer(ty));
    of_body
        .map(|(path, _)| Counter::Body(path))
        .ok_or_else(|| format!("the operation has no query parameter and no integer property of the body `{name}`"))
}

/// Whether the query parameter of this name is required.
fn parameter(operation: &Operation, name: &str) -> Option<bool> {
    let mut parameters = operation.parameters.iter().filter(|other| other.location == ParameterLocation::Query);
    parameters.find(|other| other.wire_name == name).map(|parameter| parameter.required)
}

fn body(operation: &Operation) -> Option<&TypeRef> {
    match &operation.body.as_ref()?.content {
        BodyContent::Json(ty) => Some(ty),
        _ => None,
    }
}

/// The path of a property with the wanted type, or else the written path as an error.
fn property(
    types: &[TypeDef],
    page: &TypeRef,
    written: &str,
    is_wanted: impl Fn(&TypeRef) -> bool,
) -> Result<Vec<String>, String> {
    let found = property_at(types, page, written).filter(|(_, ty)| is_wanted(behind_names(types, ty)));
    found.map(|(path, _)| path).ok_or_else(|| written.to_owned())
}

/// The type behind names of components, which are aliases in Rust too. Text of any format is a string.
fn behind_names<'t>(types: &'t [TypeDef], ty: &'t TypeRef) -> &'t TypeRef {
    let ty = resolved(types, ty);
    if ty.is_text() { &TypeRef::String } else { ty }
}

/// The names that a path leads through, and the type at its end. A name may have dots in it: `@odata.nextLink`.
fn property_at<'t>(types: &'t [TypeDef], ty: &'t TypeRef, path: &str) -> Option<(Vec<String>, &'t TypeRef)> {
    let object = structure(types, ty)?;
    if let Some(field) = object.field(path) {
        return Some((vec![path.to_owned()], &field.ty));
    }
    path.match_indices('.').find_map(|(dot, _)| {
        let (name, rest) = (path.get(..dot)?, path.get(dot + 1..)?);
        let (mut names, ty) = property_at(types, &object.field(name)?.ty, rest)?;
        names.insert(0, name.to_owned());
        Some((names, ty))
    })
}

/// The type of the items of a list.
pub(super) fn item_of<'t>(types: &'t [TypeDef], ty: &'t TypeRef) -> Option<&'t TypeRef> {
    match resolved(types, ty) {
        TypeRef::Array(item) => Some(item),
        _ => None,
    }
}
