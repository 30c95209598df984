//! Defaults that `openapiv3` reads otherwise than the standard says.

use serde_json::json;

use super::super::{Context, objects::Kind, walk::walk_kind};

/// The `explode` of an encoding is true where its style is `form`, as it is by default; `openapiv3` reads false.
pub(super) fn run(context: &mut Context<'_>) {
    walk_kind(&mut context.document, Kind::Encoding, |encoding, _| {
        let form = encoding.get("style").is_none_or(|style| *style == "form");
        if form && !encoding.contains_key("explode") {
            encoding.insert("explode".to_owned(), json!(true));
        }
    });
}
