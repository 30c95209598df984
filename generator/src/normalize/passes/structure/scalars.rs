//! Text, flags, numbers and names of types. A value with a clear intention is corrected.

use serde_json::{Value, json};

use super::{StructureCheck, Treatment, described};
use crate::{
    diagnostic::catalog::{quoted, structure as catalog},
    similar::similar,
};

const TYPES: &[&str] = &["string", "number", "integer", "boolean", "object", "array", "null"];

/// The ends of pointers to text that only people read.
const PROSE: &[&str] = &["/description", "/summary"];

impl StructureCheck<'_, '_> {
    pub(super) fn text(&mut self, value: &mut Value) -> Treatment {
        let text = match value {
            Value::String(_) => return Treatment::Keep,
            Value::Bool(value) => value.to_string(),
            Value::Number(number) => number.to_string(),
            Value::Array(_) | Value::Object(_) if PROSE.iter().any(|prose| self.path.as_str().ends_with(prose)) => {
                self.report(catalog::no_text(&self.path.pointer(), described(value)));
                *value = json!("");
                return Treatment::Keep;
            }
            Value::Null | Value::Array(_) | Value::Object(_) => return self.wrong_form("text", value),
        };
        let diagnostic = catalog::read_as(&self.path.pointer(), &format!("`{value}`"), &format!("the text \"{text}\""));
        self.report(diagnostic);
        *value = Value::String(text);
        Treatment::Keep
    }

    pub(super) fn flag(&mut self, value: &mut Value) -> Treatment {
        let flag = match value {
            Value::Bool(_) => return Treatment::Keep,
            Value::String(text) if text.eq_ignore_ascii_case("true") => true,
            Value::String(text) if text.eq_ignore_ascii_case("false") => false,
            Value::String(text) => {
                let diagnostic = catalog::not_a_flag(&self.path.pointer(), text);
                self.report(diagnostic);
                return Treatment::Drop;
            }
            _ => return self.wrong_form("true or false", value),
        };
        let diagnostic = catalog::read_as(&self.path.pointer(), &format!("the text \"{flag}\""), &format!("`{flag}`"));
        self.report(diagnostic);
        *value = Value::Bool(flag);
        Treatment::Keep
    }

    pub(super) fn number(&mut self, value: &mut Value) -> Treatment {
        let number = match value {
            Value::Number(_) => return Treatment::Keep,
            Value::String(text) => serde_json::from_str::<serde_json::Number>(text.trim()).ok(),
            _ => None,
        };
        match number {
            Some(number) => {
                let diagnostic = catalog::read_as(
                    &self.path.pointer(),
                    &format!("the text \"{number}\""),
                    &format!("the number {number}"),
                );
                self.report(diagnostic);
                *value = Value::Number(number);
                Treatment::Keep
            }
            None => self.no_limit("a number", value),
        }
    }

    /// The server checks limits, and the code does not depend on them.
    fn no_limit(&mut self, expected: &str, found: &Value) -> Treatment {
        self.report(catalog::no_limit(&self.path.pointer(), &found.to_string(), expected));
        Treatment::Drop
    }

    pub(super) fn count(&mut self, value: &mut Value) -> Treatment {
        let verdict = self.number(value);
        if value.is_u64() || verdict != Treatment::Keep {
            return verdict;
        }
        match value.as_f64() {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "checked to be a small whole number"
            )]
            Some(number) if number >= 0.0 && number.fract() == 0.0 && number < 9e15 => *value = json!(number as u64),
            // No value is that long, so the bound has no effect.
            Some(number) if number >= 9e15 => *value = json!(u64::MAX >> 1),
            Some(_) | None => return self.no_limit("a whole number that is not negative", value),
        }
        Treatment::Keep
    }

    pub(super) fn type_names(&mut self, value: &mut Value) -> Treatment {
        // In YAML, `type: null` is the value null, and meant as the name.
        if value.is_null() {
            *value = json!("null");
        }
        match value {
            Value::String(name) => self.type_name(name),
            Value::Array(names) if !names.is_empty() => {
                let mut verdict = Treatment::Keep;
                for (index, name) in names.iter_mut().enumerate() {
                    self.path.push_index(index);
                    if name.is_null() {
                        *name = json!("null");
                    }
                    let found = match name {
                        Value::String(text) => self.type_name(text),
                        _ => self.wrong_form("the name of a type", name),
                    };
                    match found {
                        Treatment::Keep => {}
                        Treatment::Drop => *name = Value::Null,
                        Treatment::SetAside => verdict = found,
                    }
                    self.path.pop();
                }
                names.retain(|name| !name.is_null());
                if names.is_empty() { Treatment::Drop } else { verdict }
            }
            other => self.wrong_form("the name of a type, or a list of names", other),
        }
    }

    fn type_name(&mut self, name: &mut String) -> Treatment {
        if TYPES.contains(&name.as_str()) {
            return Treatment::Keep;
        }
        if let Some(meant) = meant_type(name) {
            self.report(catalog::read_as(&self.path.pointer(), &quoted(name), &quoted(meant)));
            meant.clone_into(name);
            return Treatment::Keep;
        }
        let diagnostic = catalog::unknown_type(&self.path.pointer(), name, similar(name, TYPES.iter().copied()));
        self.report(diagnostic);
        Treatment::Drop
    }
}

/// Whether a text is read as true or false.
pub(super) fn is_text_of_flag(text: &str) -> bool {
    ["true", "false"].iter().any(|flag| text.eq_ignore_ascii_case(flag))
}

/// The type with the name `name` in programming languages.
fn meant_type(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    let meant = match name.as_str() {
        "int" | "long" => "integer",
        "float" | "double" => "number",
        "bool" => "boolean",
        "str" => "string",
        "dict" | "map" => "object",
        "list" => "array",
        other => other,
    };
    TYPES.iter().copied().find(|known| *known == meant)
}
