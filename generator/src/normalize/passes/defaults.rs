//! Defaults that `openapiv3` reads otherwise than the standard says.

use serde_json::json;

use super::super::{Context, objects::Kind, walk::walk_kind};

/// An encoding has a style where one of `style`, `explode` and `allowReserved` is there (OpenAPI 3.1.1, 4.8.15.1.2): `form` by
/// default, whose `explode` is true by default. `openapiv3` reads none and false.
pub(super) fn run(context: &mut Context<'_>) {
    walk_kind(&mut context.document, Kind::Encoding, |encoding, _| {
        if !["style", "explode", "allowReserved"].iter().any(|member| encoding.contains_key(*member)) {
            return;
        }
        let style = encoding.entry("style").or_insert_with(|| json!("form"));
        if *style == "form" && !encoding.contains_key("explode") {
            encoding.insert("explode".to_owned(), json!(true));
        }
    });
}
