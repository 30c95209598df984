//! Checks every object against the table of the standard, and reports what has the wrong form with its place.
//!
//! What is wrong and clearly meant is put right: `version: 1.0` becomes text, an empty `description:` goes, a boolean
//! schema becomes an object. After an error the document is not read any further, since one mistake would be reported
//! as many. References are checked later.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::super::{
    Context, carry,
    context::Findings,
    objects::{Kind, Need, Shape},
};
use crate::{
    diagnostic::catalog::structure as catalog,
    pointer::{Path, Pointer},
    similar::similar,
};

const TYPES: &[&str] = &["string", "number", "integer", "boolean", "object", "array", "null"];

pub(super) fn run(context: &mut Context<'_>) {
    check_at(&mut context.document, Kind::OpenApi, &Pointer::root(), &mut context.findings);
}

/// Checks an object of the kind `kind` at `place`.
pub(super) fn check_at(value: &mut Value, kind: Kind, place: &Pointer, findings: &mut Findings<'_>) {
    let mut check = Check { path: Path::from_pointer(place), findings, filled_in: BTreeMap::new() };
    check.object_or_error(value, kind);
    for ((title, member), (first, count)) in check.filled_in {
        findings.report(catalog::filled_in(&first, title, member, count));
    }
}

/// What is to be done with a member.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Keep,
    /// It is empty; the standard lets it be left out.
    Drop,
}

struct Check<'a, 'b> {
    path: Path,
    findings: &'a mut Findings<'b>,
    /// Members that were missing, with the first place and the number of places.
    filled_in: BTreeMap<(&'static str, &'static str), (Pointer, usize)>,
}

impl Check<'_, '_> {
    fn object_or_error(&mut self, value: &mut Value, kind: Kind) {
        match value {
            Value::Object(object) => self.object(object, kind),
            other => self.wrong_form(kind.title(), other),
        }
    }

    fn object(&mut self, object: &mut Map<String, Value>, kind: Kind) {
        object.retain(|name, _| !carry::ALL.contains(&name.as_str()));
        let mut empty = Vec::new();
        for (name, member) in object.iter_mut() {
            self.path.push(name);
            if !self.check_name(name, kind) {
                self.path.pop();
                continue;
            }
            if let Some(shape) = kind.shape(name)
                && self.shape(member, shape) == Verdict::Drop
            {
                empty.push(name.clone());
            }
            self.path.pop();
        }
        for name in empty {
            object.shift_remove(&name);
        }
        self.needs(object, kind);
        self.rules(object, kind);
    }

    /// Names that the document chooses. False where the member is in error.
    fn check_name(&mut self, name: &str, kind: Kind) -> bool {
        if name.starts_with("x-") {
            return true;
        }
        match kind {
            Kind::Paths if !name.starts_with('/') => {
                let diagnostic = catalog::path_without_slash(&self.path.pointer(), name);
                self.findings.report_unsound(diagnostic);
                false
            }
            Kind::Responses if !is_status(name) => {
                let diagnostic = catalog::bad_status(&self.path.pointer(), name);
                self.findings.report_unsound(diagnostic);
                false
            }
            _ => true,
        }
    }

    fn needs(&mut self, object: &mut Map<String, Value>, kind: Kind) {
        for member in kind.members() {
            if object.contains_key(member.name) {
                continue;
            }
            match member.need {
                Need::Optional => {}
                Need::Required => {
                    let diagnostic = catalog::missing_member(&self.path.pointer(), kind.title(), member.name);
                    self.findings.report_unsound(diagnostic);
                }
                Need::Default(text) => {
                    object.insert(member.name.to_owned(), json!(text));
                    self.fill_in(kind.title(), member.name);
                }
            }
        }
    }

    fn fill_in(&mut self, title: &'static str, member: &'static str) {
        let place = self.path.pointer();
        self.filled_in.entry((title, member)).or_insert((place, 0)).1 += 1;
    }

    /// Rules that a table of members cannot say.
    fn rules(&mut self, object: &mut Map<String, Value>, kind: Kind) {
        match kind {
            Kind::Parameter => {
                if self.one_of(object, "in", &["query", "header", "path", "cookie"]) {
                    let styles: &[&str] = match object.get("in").and_then(Value::as_str) {
                        Some("query") => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
                        Some("path") => &["simple", "label", "matrix"],
                        Some("cookie") => &["form"],
                        _ => &["simple"],
                    };
                    self.one_of(object, "style", styles);
                }
                self.schema_or_content(object, kind);
            }
            Kind::Header => {
                self.one_of(object, "style", &["simple"]);
                self.schema_or_content(object, kind);
            }
            Kind::Encoding => {
                self.one_of(object, "style", &["form", "spaceDelimited", "pipeDelimited", "deepObject"]);
            }
            Kind::SecurityScheme => self.security_scheme(object),
            Kind::OAuthFlow if !object.contains_key("scopes") => {
                object.insert("scopes".to_owned(), json!({}));
                self.fill_in(kind.title(), "scopes");
            }
            _ => {}
        }
    }

    /// A parameter is described by `schema` or by `content`, and by one of them only.
    fn schema_or_content(&mut self, object: &mut Map<String, Value>, kind: Kind) {
        match (object.contains_key("schema"), object.contains_key("content")) {
            (true, true) => {
                object.shift_remove("content");
                let diagnostic = catalog::not_generated(
                    &self.path.pointer(),
                    "content",
                    1,
                    "there is a `schema` beside it; keep one of the two",
                );
                self.findings.report(diagnostic);
            }
            (false, false) => {
                object.insert("schema".to_owned(), json!({}));
                self.fill_in(kind.title(), "schema");
            }
            (true, false) | (false, true) => {}
        }
    }

    fn security_scheme(&mut self, object: &mut Map<String, Value>) {
        if !self.one_of(object, "type", &["apiKey", "http", "mutualTLS", "oauth2", "openIdConnect"]) {
            return;
        }
        let needed: &[&str] = match object.get("type").and_then(Value::as_str) {
            Some("apiKey") => &["name", "in"],
            Some("http") => &["scheme"],
            Some("oauth2") => &["flows"],
            Some("openIdConnect") => &["openIdConnectUrl"],
            _ => &[],
        };
        for member in needed.iter().filter(|member| !object.contains_key(**member)) {
            let diagnostic = catalog::missing_member(&self.path.pointer(), "a security scheme of this type", member);
            self.findings.report_unsound(diagnostic);
        }
        if needed.contains(&"in") {
            self.one_of(object, "in", &["query", "header", "cookie"]);
        }
    }

    /// Whether the member is one of `allowed`, or is not there.
    fn one_of(&mut self, object: &Map<String, Value>, member: &str, allowed: &[&str]) -> bool {
        match object.get(member).and_then(Value::as_str) {
            Some(found) if !allowed.contains(&found) => {
                let diagnostic = catalog::unknown_value(&self.path.pointer().child(member), found, allowed);
                self.findings.report_unsound(diagnostic);
                false
            }
            Some(_) | None => true,
        }
    }

    fn shape(&mut self, value: &mut Value, shape: &Shape) -> Verdict {
        match (shape, &mut *value) {
            (Shape::Any, _) => return Verdict::Keep,
            (Shape::TypeNames, _) => self.type_names(value),
            (Shape::Object(Kind::MediaType | Kind::PathItem | Kind::SecurityRequirement), Value::Null) => {
                *value = json!({});
            }
            (_, Value::Null) => {
                let diagnostic = catalog::empty_member(&self.path.pointer());
                self.findings.report(diagnostic);
                return Verdict::Drop;
            }
            (Shape::Text, _) => self.text(value),
            (Shape::Flag, _) => return self.flag(value),
            (Shape::Bound | Shape::FlagOrSchema, Value::Bool(_)) | (Shape::Values, Value::Array(_)) => {}
            (Shape::Number | Shape::Bound, _) => self.number(value),
            (Shape::Count, _) => self.count(value),
            (Shape::Values, other) => self.wrong_form("a list", other),
            (Shape::Texts, Value::Bool(_)) if self.path.as_str().ends_with("/required") => {
                let diagnostic = catalog::not_generated(
                    &self.path.pointer(),
                    "required",
                    1,
                    "on a schema, `required` is the list of the names of required properties",
                );
                self.findings.report(diagnostic);
                return Verdict::Drop;
            }
            (Shape::Texts, _) => self.list(value, &Shape::Text),
            (Shape::Object(kind), _) => self.object_or_error(value, *kind),
            (Shape::OrReference(kind), _) => self.object_or_reference(value, *kind),
            (Shape::FlagOrSchema, _) => self.object_or_reference(value, Kind::Schema),
            (Shape::List(shape), _) => self.list(value, shape),
            (Shape::Map(shape), _) => self.map(value, shape),
        }
        Verdict::Keep
    }

    fn object_or_reference(&mut self, value: &mut Value, kind: Kind) {
        match value {
            Value::Bool(true) if kind == Kind::Schema => *value = json!({}),
            Value::Bool(false) if kind == Kind::Schema => *value = json!({"not": {}}),
            Value::Object(object) if kind != Kind::Schema && object.contains_key("$ref") => {
                // The reference stands for the whole object; a summary or description beside it only replaces words.
                if let Some(reference) = object.get_mut("$ref") {
                    self.path.push("$ref");
                    self.shape(reference, &Shape::Text);
                    self.path.pop();
                }
                object.retain(|name, _| name == "$ref");
            }
            other => self.object_or_error(other, kind),
        }
    }

    fn list(&mut self, value: &mut Value, shape: &Shape) {
        let Value::Array(elements) = value else { return self.wrong_form("a list", value) };
        for (index, element) in elements.iter_mut().enumerate() {
            self.path.push_index(index);
            if self.shape(element, shape) == Verdict::Drop {
                self.wrong_form("a value", &Value::Null);
            }
            self.path.pop();
        }
    }

    fn map(&mut self, value: &mut Value, shape: &Shape) {
        // Some writers cannot tell an empty list from an empty object.
        if value.as_array().is_some_and(Vec::is_empty) {
            *value = json!({});
        }
        let Value::Object(members) = value else { return self.wrong_form("an object", value) };
        let mut empty = Vec::new();
        for (name, member) in members.iter_mut() {
            if name.starts_with("x-") && matches!(shape, Shape::Text) {
                continue;
            }
            self.path.push(name);
            if self.shape(member, shape) == Verdict::Drop {
                empty.push(name.clone());
            }
            self.path.pop();
        }
        for name in empty {
            members.shift_remove(&name);
        }
    }

    fn text(&mut self, value: &mut Value) {
        let text = match value {
            Value::String(_) => return,
            Value::Bool(value) => value.to_string(),
            Value::Number(number) => number.to_string(),
            Value::Null | Value::Array(_) | Value::Object(_) => return self.wrong_form("text", value),
        };
        let diagnostic = catalog::read_as(&self.path.pointer(), &format!("`{value}`"), &format!("the text \"{text}\""));
        self.findings.report(diagnostic);
        *value = Value::String(text);
    }

    fn flag(&mut self, value: &mut Value) -> Verdict {
        let flag = match value {
            Value::Bool(_) => return Verdict::Keep,
            Value::String(text) if text.eq_ignore_ascii_case("true") => true,
            Value::String(text) if text.eq_ignore_ascii_case("false") => false,
            Value::String(text) => {
                let diagnostic = catalog::not_a_flag(&self.path.pointer(), text);
                self.findings.report(diagnostic);
                return Verdict::Drop;
            }
            _ => {
                self.wrong_form("true or false", value);
                return Verdict::Keep;
            }
        };
        let diagnostic = catalog::read_as(&self.path.pointer(), &format!("the text \"{flag}\""), &format!("`{flag}`"));
        self.findings.report(diagnostic);
        *value = Value::Bool(flag);
        Verdict::Keep
    }

    fn number(&mut self, value: &mut Value) {
        let number = match value {
            Value::Number(_) => return,
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
                self.findings.report(diagnostic);
                *value = Value::Number(number);
            }
            None => self.wrong_form("a number", value),
        }
    }

    fn count(&mut self, value: &mut Value) {
        self.number(value);
        if value.is_u64() || !value.is_number() {
            return;
        }
        match value.as_f64() {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "checked to be a small whole number"
            )]
            Some(number) if number >= 0.0 && number.fract() == 0.0 && number < 9e15 => *value = json!(number as u64),
            // No value is that long: the bound says nothing.
            Some(number) if number >= 9e15 => *value = json!(u64::MAX >> 1),
            Some(_) | None => self.wrong_form("a whole number that is not negative", value),
        }
    }

    fn type_names(&mut self, value: &mut Value) {
        // In YAML, `type: null` is the value null, and meant as the name.
        if value.is_null() {
            *value = json!("null");
        }
        match value {
            Value::String(name) => self.type_name(&name.clone()),
            Value::Array(names) if !names.is_empty() => {
                for (index, name) in names.iter_mut().enumerate() {
                    self.path.push_index(index);
                    if name.is_null() {
                        *name = json!("null");
                    }
                    match name {
                        Value::String(name) => self.type_name(&name.clone()),
                        other => self.wrong_form("the name of a type", other),
                    }
                    self.path.pop();
                }
            }
            other => self.wrong_form("the name of a type, or a list of names", other),
        }
    }

    fn type_name(&mut self, name: &str) {
        if !TYPES.contains(&name) {
            let diagnostic = catalog::unknown_type(&self.path.pointer(), name, similar(name, TYPES.iter().copied()));
            self.findings.report_unsound(diagnostic);
        }
    }

    fn wrong_form(&mut self, expected: &str, found: &Value) {
        let diagnostic = catalog::wrong_form(&self.path.pointer(), expected, described(found));
        self.findings.report_unsound(diagnostic);
    }
}

fn described(value: &Value) -> &'static str {
    match value {
        Value::Null => "empty",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// `200`, `4XX`, `default`; `4xx` is meant as `4XX`.
fn is_status(key: &str) -> bool {
    matches!(
        key.as_bytes(),
        b"default" | [b'1'..=b'9', b'0'..=b'9', b'0'..=b'9'] | [b'1'..=b'5', b'X' | b'x', b'X' | b'x']
    )
}
