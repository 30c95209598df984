//! [`Change`]: one difference between two states.

use std::fmt;

use serde_json::Value;

use crate::runtime::json::path_segments;

/// The number of characters of a value that are shown.
const SHOWN: usize = 60;

/// One difference of a resource.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Change {
    /// Path of the property, such as `model.id` or `tools[0].name`.
    pub path: String,
    /// Value before. `None` if the property was absent.
    pub before: Option<Value>,
    /// Value afterwards. `None` if the property is removed.
    pub after: Option<Value>,
    /// Whether somebody has changed the property outside of these files. The plan reverts such a change.
    pub is_drift: bool,
}

impl fmt::Display for Change {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: ", self.path)?;
        match (&self.before, &self.after) {
            (Some(before), Some(after)) => write!(formatter, "{} -> {}", shown(before), shown(after))?,
            (None, Some(after)) => formatter.write_str(&shown(after))?,
            (Some(before), None) => write!(formatter, "{} -> (removed)", shown(before))?,
            (None, None) => {}
        }
        formatter.write_str(if self.is_drift { "  (changed outside of the files)" } else { "" })
    }
}

fn shown(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}… ({} characters)", &text[..end], text.chars().count()),
        None => text,
    }
}

/// The differences between two values, in the order of their paths.
pub(super) fn diff(before: &Value, after: &Value, is_drift: bool) -> Vec<Change> {
    let mut changes = Vec::new();
    compare("", Some(before), Some(after), &mut |path, before, after| {
        let path = path.trim_start_matches('.').to_owned();
        changes.push(Change { path, before: before.cloned(), after: after.cloned(), is_drift });
    });
    changes
}

/// Takes a difference: its path, and the values before and afterwards.
type Found<'f> = dyn FnMut(&str, Option<&Value>, Option<&Value>) + 'f;

fn compare(path: &str, before: Option<&Value>, after: Option<&Value>, found: &mut Found<'_>) {
    let null = Value::Null;
    match (before, after) {
        (Some(Value::Object(old)), Some(Value::Object(new))) => {
            for name in old.keys().chain(new.keys().filter(|name| !old.contains_key(*name))) {
                let path = format!("{path}{}", path_segments::member(name));
                compare(&path, old.get(name), new.get(name), found);
            }
        }
        (Some(Value::Array(old)), Some(Value::Array(new))) if old.len() == new.len() => {
            for (index, (old, new)) in old.iter().zip(new).enumerate() {
                compare(&format!("{path}[{index}]"), Some(old), Some(new), found);
            }
        }
        // Null and an absent property mean the same.
        (before, after) if before.unwrap_or(&null) == after.unwrap_or(&null) => {}
        (before, after) => found(path, before, after),
    }
}
