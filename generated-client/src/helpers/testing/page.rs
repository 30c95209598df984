//! The pages of lists.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{request::Request, response::Response};

/// The largest page of most lists.
pub(super) const USUAL: usize = 100;

/// The largest page of files, skills and events.
pub(super) const LARGE: usize = 1000;

/// A page of items. Its cursor is the ID of the last item of the previous page, so new items do not move the others.
pub(super) fn page<'a>(request: &Request, largest: usize, items: impl Iterator<Item = &'a Value>) -> Response {
    let limit = match limit(request, largest) {
        Ok(limit) => limit,
        Err(refused) => return refused,
    };
    let mut items = items.filter(|item| is_in_time(request, item)).peekable();
    if let Some(cursor) = request.parameter("page") {
        if !items.by_ref().any(|item| key(item) == cursor) {
            return Response::invalid("page: invalid cursor");
        }
    }
    let data: Vec<&Value> = items.by_ref().take(limit).collect();
    let next = items.peek().and(data.last()).map(|last| key(last));
    Response::ok(json!({ "data": data, "next_page": next }))
}

/// How many items a page has.
pub(super) fn limit(request: &Request, largest: usize) -> Result<usize, Response> {
    match request.parameter("limit").map_or(Ok(20), str::parse) {
        Ok(limit) if (1..=largest).contains(&limit) => Ok(limit),
        _ => Err(Response::invalid(format!("limit: expected 1 to {largest}"))),
    }
}

/// Text that no other item of a list has.
fn key(item: &Value) -> &str {
    item["id"].as_str().or_else(|| item["path"].as_str()).unwrap_or_default()
}

/// Whether an item is within the filters by time of creation.
fn is_in_time(request: &Request, item: &Value) -> bool {
    let time = |text: &str| text.parse::<Timestamp>().ok();
    let Some(created) = item["created_at"].as_str().or_else(|| item["processed_at"].as_str()).and_then(time) else {
        return true;
    };
    let bound = |name| request.parameter(name).and_then(time);
    bound("created_at[gt]").is_none_or(|bound| created > bound)
        && bound("created_at[gte]").is_none_or(|bound| created >= bound)
        && bound("created_at[lt]").is_none_or(|bound| created < bound)
        && bound("created_at[lte]").is_none_or(|bound| created <= bound)
}
