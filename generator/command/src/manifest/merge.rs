//! Adds the needs of generated code to the manifest of a user, and leaves the rest unchanged, also comments and layout.
//!
//! Three versions of each value are compared: the current one, the one that the last run wrote, and the one that is needed now. A
//! value that the user has not changed gets the needed version. A value that the user has changed stays, and if the need has
//! changed too, there is a message.

use serde_json::{Map, Value as Json};
use toml_edit::{Array, DocumentMut, InlineTable, Item, Key, Table, TableLike, Value};

use super::Surroundings;

/// A manifest after the merge.
#[derive(Debug, PartialEq, Eq)]
pub struct Merged {
    /// Its new text, if it differs from the old one.
    pub text: Option<String>,
    /// Decisions that only the user can make.
    pub advice: Vec<String>,
    /// Whether the manifest still has the table `[workspace]` that an earlier run has added.
    pub has_workspace: bool,
}

/// Merges the needs into a manifest. `last` is the version that the last run wrote.
pub fn merge(manifest: &DocumentMut, last: &Table, needs: &DocumentMut, around: Surroundings) -> Merged {
    let mut merged = manifest.clone();
    let mut merge = Merge { path: Vec::new(), advice: Vec::new() };
    merge.table(merged.as_table_mut(), Some(last).map(|table| table as &dyn TableLike), needs.as_table(), false);
    let mut has_workspace = last.contains_key("workspace");
    // Cargo refuses a member that is a workspace. The table is removed if it is empty, since then the user has not used
    // it.
    let workspace = merged.get("workspace").and_then(Item::as_table_like);
    if has_workspace && around == Surroundings::Member && workspace.is_some_and(TableLike::is_empty) {
        merged.remove("workspace");
        has_workspace = false;
    }
    let is_changed = json(manifest.as_item()) != json(merged.as_item());
    Merged { text: is_changed.then(|| merged.to_string()), advice: merge.advice, has_workspace }
}

struct Merge {
    path: Vec<String>,
    advice: Vec<String>,
}

impl Merge {
    fn table(&mut self, there: &mut dyn TableLike, last: Option<&dyn TableLike>, wanted: &dyn TableLike, inline: bool) {
        let gone = last.into_iter().flat_map(TableLike::iter).map(|(key, _)| key);
        let is_workspace = |key: &str| self.path.is_empty() && key == "workspace";
        let gone = gone.filter(|key| !wanted.contains_key(key) && !is_workspace(key));
        let keys: Vec<&str> = wanted.iter().map(|(key, _)| key).chain(gone).collect();
        for key in keys {
            self.path.push(key.to_owned());
            let last = last.and_then(|last| last.get(key));
            self.key(there, key, last, wanted.key(key).zip(wanted.get(key)), inline);
            self.path.pop();
        }
    }

    fn key(
        &mut self,
        there: &mut dyn TableLike,
        key: &str,
        last: Option<&Item>,
        wanted: Option<(&Key, &Item)>,
        inline: bool,
    ) {
        let values = [there.get(key), last, wanted.map(|(_, item)| item)].map(|item| item.map(|it| self.value(it)));
        let [value_there, value_last, value_wanted] = &values;
        if value_there == value_wanted {
            return;
        }
        match (value_there, value_wanted, wanted) {
            (Some(Json::Object(_)), Some(Json::Object(_)), Some((_, wanted))) => self.inner(there, key, last, wanted),
            (Some(Json::Array(_)), Some(Json::Array(wanted)), _) => {
                if let Some(there) = there.get_mut(key).and_then(Item::as_array_mut) {
                    let last = value_last.as_ref().and_then(Json::as_array);
                    elements(there, last.map_or(&[], Vec::as_slice), wanted);
                }
            }
            (_, Some(_), Some((name, wanted))) if value_there == value_last => put(there, name, wanted, inline),
            (_, None, _) if value_there == value_last => drop(there.remove(key)),
            _ if value_wanted == value_last => {}
            _ => self.advise(value_there.is_some(), wanted.map(|(_, wanted)| wanted)),
        }
    }

    /// Merges a value that both sides have as a table.
    fn inner(&mut self, there: &mut dyn TableLike, key: &str, last: Option<&Item>, wanted: &Item) {
        let (last, wanted) = (last.map(|last| self.as_table(last)), self.as_table(wanted));
        let Some(item) = there.get_mut(key) else { return };
        let mut expanded = self.as_table(item);
        let is_short = item.as_str().is_some();
        let there = if is_short { &mut expanded } else { &mut *item };
        let inline = there.is_inline_table();
        let Some(table) = there.as_table_like_mut() else { return };
        let Some(wanted) = wanted.as_table_like() else { return };
        self.table(table, last.as_ref().and_then(Item::as_table_like), wanted, inline);
        let is_more = expanded.as_table_like().is_some_and(|table| table.len() > 1);
        if is_short {
            if let (true, Some(value)) = (is_more, expanded.as_value()) {
                replace(item, value.clone());
            } else if let Some(version) = expanded.get("version").and_then(Item::as_value) {
                replace(item, version.clone());
            }
        }
    }

    /// A value to compare. The short form of a dependency is the same as the long one.
    fn value(&self, item: &Item) -> Json {
        json(&self.as_table(item))
    }

    fn as_table(&self, item: &Item) -> Item {
        let is_dependency = self.path.iter().rev().nth(1).is_some_and(|above| above == "dependencies");
        match item.as_str().filter(|_| is_dependency) {
            Some(version) => Item::Value(InlineTable::from_iter([("version", version)]).into()),
            None => item.clone(),
        }
    }

    fn advise(&mut self, is_there: bool, wanted: Option<&Item>) {
        let path: Vec<String> = self.path.iter().map(|key| key.escape_debug().to_string()).collect();
        let (path, changed) = (path.join("."), if is_there { "changed" } else { "removed" });
        self.advice.push(match wanted.map(|wanted| short(&bare(wanted))) {
            Some(wanted) => format!(
                "Cargo.toml: you {changed} `{path}`, and the code needs another value now. Check whether your value works. The value of the generator is {wanted}"
            ),
            None => format!("Cargo.toml: you changed `{path}`, which the code does not need any more. Check whether you still need it."),
        });
    }
}

/// Inserts a value, or replaces our old one.
fn put(there: &mut dyn TableLike, key: &Key, wanted: &Item, inline: bool) {
    match (there.get_mut(key.get()), wanted.as_value()) {
        (Some(item), Some(value)) => replace(item, value.clone()),
        (Some(item), None) => *item = unplaced(wanted),
        (None, _) if inline => drop(there.insert(key.get(), bare(wanted))),
        // The comment above the key is copied too.
        (None, _) => drop(there.entry_format(key).or_insert(unplaced(wanted))),
    }
}

/// Replaces a value, and keeps the space and the comment around it.
fn replace(item: &mut Item, mut value: Value) {
    if let Some(before) = item.as_value() {
        *value.decor_mut() = before.decor().clone();
    }
    *item = Item::Value(value);
}

/// Adds the elements that are newly needed, and removes those that are not needed any more. The other elements of a
/// list belong to the user.
fn elements(there: &mut Array, last: &[Json], wanted: &[Json]) {
    there.retain(|element| {
        let element = json_of(element);
        wanted.contains(&element) || !last.contains(&element)
    });
    for element in wanted.iter().filter(|element| !last.contains(element)).filter_map(Json::as_str) {
        if there.iter().any(|other| other.as_str() == Some(element)) {
            continue;
        }
        // On a separate line, if the other elements are.
        let before = there.iter().last().and_then(|last| last.decor().prefix()?.as_str());
        let prefix = before.and_then(|prefix| prefix.rfind('\n').and_then(|at| prefix.get(at..))).map(str::to_owned);
        match prefix {
            Some(prefix) => there.push_formatted(Value::from(element).decorated(prefix, "")),
            None => there.push(element),
        }
    }
}

/// A copy that has no place in another document yet.
fn unplaced(item: &Item) -> Item {
    let mut item = item.clone();
    if let Item::Table(table) = &mut item {
        table.set_position(None);
        for (_, inner) in table.iter_mut() {
            *inner = unplaced(inner);
        }
    }
    item
}

/// A copy without comments and layout.
pub(super) fn bare(item: &Item) -> Item {
    match item {
        Item::Table(table) => Item::Table(table.iter().map(|(key, item)| (key, bare(item))).collect()),
        Item::Value(value) => Item::Value(bare_value(value)),
        other => other.clone(),
    }
}

fn bare_value(value: &Value) -> Value {
    match value {
        Value::Array(array) => array.iter().map(bare_value).collect::<Array>().into(),
        Value::InlineTable(table) => {
            table.iter().map(|(key, value)| (key, bare_value(value))).collect::<InlineTable>().into()
        }
        other => {
            let mut value = other.clone();
            value.decor_mut().clear();
            value
        }
    }
}

/// A value on one line.
fn short(item: &Item) -> String {
    match item {
        Item::Table(table) => format!("`{}`", table.to_string().trim().replace('\n', "; ")),
        other => format!("`{}`", other.to_string().trim()),
    }
}

fn json(item: &Item) -> Json {
    match (item.as_table_like(), item.as_value()) {
        (Some(table), _) => {
            Json::Object(table.iter().map(|(key, item)| (key.to_owned(), json(item))).collect::<Map<_, _>>())
        }
        (None, Some(value)) => json_of(value),
        (None, None) => match item.as_array_of_tables() {
            Some(tables) => tables.iter().map(|table| json(&Item::Table(table.clone()))).collect(),
            None => Json::Null,
        },
    }
}

fn json_of(value: &Value) -> Json {
    match value {
        Value::String(text) => Json::from(text.value().as_str()),
        Value::Boolean(value) => Json::from(*value.value()),
        Value::Array(array) => array.iter().map(json_of).collect(),
        Value::InlineTable(table) => table.iter().map(|(key, value)| (key.to_owned(), json_of(value))).collect(),
        // Numbers and dates. We write none of these.
        other => Json::from(bare_value(other).to_string()),
    }
}
