//! Pagination by extensions of other tools.

use serde_json::Value;

use super::{How, PaginationExtension};

/// Reads the value of an operation; the second argument is the value of the document. `None` if the list has only one
/// page.
type PaginationReader = fn(&Value, Option<&Value>) -> Result<Option<PaginationExtension>, String>;

pub(super) const READERS: &[(&str, PaginationReader)] =
    &[("x-speakeasy-pagination", speakeasy), ("x-fern-pagination", fern), ("x-ms-pageable", microsoft)];

/// `{type, inputs: [{name, in, type}], outputs: {results, nextCursor, nextUrl}}`
fn speakeasy(written: &Value, _: Option<&Value>) -> Result<Option<PaginationExtension>, String> {
    let by = "x-speakeasy-pagination";
    let input = |wanted: &str| {
        let inputs = written.get("inputs").and_then(Value::as_array).into_iter().flatten();
        let mut inputs = inputs.filter(|input| input.get("type").and_then(Value::as_str) == Some(wanted));
        inputs.find_map(|input| input.get("name").and_then(Value::as_str)).map(str::to_owned)
    };
    let output = |name: &str| written.get("outputs").and_then(|outputs| outputs.get(name)).map(json_path).transpose();
    let items = output("results")?.filter(|path| !path.is_empty());
    let how = match written.get("type").and_then(Value::as_str) {
        Some("cursor") => How::Cursor {
            from: output("nextCursor")?.ok_or("`outputs` has no `nextCursor`")?,
            to: input("cursor").ok_or("`inputs` has no cursor")?,
        },
        Some("url") => How::Url { from: output("nextUrl")?.ok_or("`outputs` has no `nextUrl`")? },
        Some("offsetLimit") => match (input("page"), input("offset")) {
            (Some(parameter), _) => How::Number { parameter, first: 1 },
            (None, Some(parameter)) => How::Offset { parameter },
            (None, None) => return Err("`inputs` has neither a page nor an offset".to_owned()),
        },
        _ => return Err("`type` is not `cursor`, `url` or `offsetLimit`".to_owned()),
    };
    Ok(Some(PaginationExtension { by, items, how, more: None }))
}

/// A JSONPath that consists only of names: `$.a.b` → `a.b`.
fn json_path(path: &Value) -> Result<String, String> {
    let text = path.as_str().ok_or("a path is not a string")?;
    let names = match text.strip_prefix('$') {
        Some("") => return Ok(String::new()),
        Some(names) => names.strip_prefix('.'),
        None => None,
    };
    let names = names.filter(|names| !names.contains(['[', ']', '*', '?', '(']) && !names.contains(".."));
    names.map(str::to_owned).ok_or_else(|| format!("the path `{}` does not consist of names", text.escape_debug()))
}

/// `{cursor, next_cursor, results}`, `{offset, results, step, has-next-page}` or `{next_uri, results}`; `true` means the
/// value of the document.
fn fern(written: &Value, of_document: Option<&Value>) -> Result<Option<PaginationExtension>, String> {
    let by = "x-fern-pagination";
    let written = match written {
        Value::Bool(true) => of_document.ok_or("the document has no `x-fern-pagination`")?,
        Value::Bool(false) => return Ok(None),
        written => written,
    };
    let member = |name: &str, prefix: &str| match written.get(name) {
        None => Ok(None),
        Some(Value::String(path)) => {
            let names = path.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('.'));
            let names = names.ok_or_else(|| format!("`{name}` does not begin with `{prefix}.`"))?;
            Ok(Some(names.to_owned()))
        }
        Some(_) => Err(format!("`{name}` is not a string")),
    };
    let request = |name: &str| Ok::<_, String>(member(name, "$request")?.map(|path| without_part(&path).to_owned()));
    let response = |name: &str| member(name, "$response");
    let how = match (request("cursor")?, request("offset")?, response("next_uri")?) {
        (Some(to), None, None) => How::Cursor { from: response("next_cursor")?.ok_or("`next_cursor` is missing")?, to },
        // With a step, Fern counts items; without it, pages.
        (None, Some(parameter), None) if written.get("step").is_some() => How::Offset { parameter },
        (None, Some(parameter), None) => How::Number { parameter, first: 1 },
        (None, None, Some(from)) => How::Url { from },
        _ => return Err("expected exactly one of `cursor`, `offset` and `next_uri`".to_owned()),
    };
    let items = match written.get("results").and_then(Value::as_str) {
        Some("$response") => None,
        _ => Some(response("results")?.ok_or("`results` is missing")?),
    };
    Ok(Some(PaginationExtension { by, items, how, more: response("has-next-page")? }))
}

/// `query.` or `body.` may say in which part of the request the rest is.
fn without_part(path: &str) -> &str {
    ["query.", "body."].iter().find_map(|part| path.strip_prefix(part)).unwrap_or(path)
}

/// `{itemName, nextLinkName}`; a list without a next link is one page.
fn microsoft(written: &Value, _: Option<&Value>) -> Result<Option<PaginationExtension>, String> {
    let text = |name: &str| match written.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(format!("`{name}` is not a string")),
    };
    let Some(from) = text("nextLinkName")?.filter(|from| !from.is_empty()) else { return Ok(None) };
    let items = Some(text("itemName")?.unwrap_or_else(|| "value".to_owned()));
    Ok(Some(PaginationExtension { by: "x-ms-pageable", items, how: How::Url { from }, more: None }))
}
