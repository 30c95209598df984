//! `collectionFormat`: how the elements of a list are joined.

use serde_json::{Map, Value, json};

use super::conversion::Conversion;
use crate::{
    diagnostic::catalog::{structure, swagger as catalog},
    pointer::Pointer,
};

const FORMATS: &[&str] = &["csv", "ssv", "tsv", "pipes", "multi"];

/// The holder of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ListHolder {
    Query,
    Path,
    Header,
    /// A field of a URL-encoded form.
    Field,
    /// A part of a multipart form: each element is a part of its own by default.
    Part,
}

impl Conversion<'_> {
    /// The style of a value with this schema and this `collectionFormat`, of the object at `place`. `None` for the default style
    /// of such values. A list without a style is sent as text.
    pub(super) fn style(
        &mut self,
        schema: &mut Map<String, Value>,
        format: Option<&Value>,
        used: ListHolder,
        place: &Pointer,
    ) -> Option<(&'static str, bool)> {
        let is_written = format.is_some();
        let format = self.format(format, place);
        if schema.get("type").is_none_or(|name| name != "array") {
            return None;
        }
        if let Some(Value::Object(items)) = schema.get_mut("items")
            && items.get("type").is_some_and(|name| name == "array")
        {
            let inner = self.format(items.get("collectionFormat"), &place.child("items"));
            self.report(catalog::lists_in_lists(&place.child("items"), inner));
            as_text(items);
        }
        match (used, format) {
            // A text cannot contain several files.
            (ListHolder::Part, _) if has_binary_items(schema) => None,
            (ListHolder::Path | ListHolder::Header, "csv") | (ListHolder::Part, "multi") => None,
            (ListHolder::Query | ListHolder::Field | ListHolder::Part, "csv") => Some(("form", false)),
            (ListHolder::Query | ListHolder::Field | ListHolder::Part, "ssv") => Some(("spaceDelimited", false)),
            (ListHolder::Query | ListHolder::Field | ListHolder::Part, "pipes") => Some(("pipeDelimited", false)),
            (ListHolder::Query | ListHolder::Field, "multi") => Some(("form", true)),
            (ListHolder::Path | ListHolder::Header, "multi") => {
                self.report(catalog::multi_in_one_value(&place.child("collectionFormat")));
                None
            }
            _ => {
                let place = if is_written { place.child("collectionFormat") } else { place.clone() };
                self.report(catalog::no_such_style(&place, format));
                as_text(schema);
                None
            }
        }
    }

    /// The format that is written, or the default.
    fn format(&mut self, written: Option<&Value>, place: &Pointer) -> &'static str {
        let place = place.child("collectionFormat");
        match written {
            None => "csv",
            Some(Value::String(text)) => FORMATS.iter().copied().find(|known| known == text).unwrap_or_else(|| {
                self.report(structure::unknown_value(&place, text, FORMATS));
                "csv"
            }),
            Some(_) => {
                self.report(structure::wrong_form(&place, "text", "not text"));
                "csv"
            }
        }
    }
}

fn has_binary_items(schema: &Map<String, Value>) -> bool {
    schema.get("items").and_then(|items| items.get("format")).is_some_and(|format| format == "binary")
}

/// Keeps the keywords of the schema of a list that also apply to the text that the caller writes.
fn as_text(schema: &mut Map<String, Value>) {
    schema.retain(|name, value| name == "description" || (name == "default" && value.is_string()));
    schema.insert("type".to_owned(), json!("string"));
}
