//! `x-rust-pagination`.

use serde_json::Value;

use super::{How, PaginationExtension};
use crate::extensions;

const MEMBERS: &[&str] = &["first", "items", "more", "next", "offset", "page", "parameter"];

/// Reads the extension. The error is the reason why it is invalid.
pub(super) fn read(written: &Value) -> Result<PaginationExtension, String> {
    let members = written.as_object().ok_or("expected an object")?;
    if let Some(unknown) = members.keys().find(|name| !MEMBERS.contains(&name.as_str())) {
        return Err(format!("`{}` is not one of its members: {}", unknown.escape_debug(), MEMBERS.join(", ")));
    }
    let text = |name: &str| match members.get(name) {
        None => Ok(None),
        Some(Value::String(text)) if !text.is_empty() => Ok(Some(text.clone())),
        Some(_) => Err(format!("`{name}` is not a name")),
    };
    let first = match members.get("first") {
        None => 1,
        Some(first) => first.as_i64().ok_or("`first` is not an integer")?,
    };
    let how = match (text("next")?, text("page")?, text("offset")?, text("parameter")?) {
        (Some(from), None, None, Some(to)) => How::Cursor { from, to },
        (Some(from), None, None, None) => How::Url { from },
        (None, Some(parameter), None, None) => How::Number { parameter, first },
        (None, None, Some(parameter), None) => How::Offset { parameter },
        _ => {
            return Err(
                "expected one of `next`, `page` and `offset`; `next` has a `parameter` if it is a cursor".to_owned()
            );
        }
    };
    if members.contains_key("first") && !matches!(how, How::Number { .. }) {
        return Err("`first` is the number of the first page, and belongs to `page`".to_owned());
    }
    Ok(PaginationExtension { by: extensions::PAGINATION, items: text("items")?, how, more: text("more")? })
}
