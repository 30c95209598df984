//! Checks every object against the table of the standard, and reports each wrong form with its place.
//!
//! A fault with a clear intention is corrected: `version: 1.0` becomes text, an empty `description:` is removed, a boolean
//! schema becomes an object. A part with an error is replaced by a valid one, so that later passes find the other errors.
//! References are checked later.

mod meant;
mod older;
mod scalars;
mod stand_ins;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::super::{
    PassContext,
    context::{Findings, OpenApiVersion},
    objects::{Kind, Need, Shape},
};
use crate::{
    diagnostic::{Diagnostic, catalog::structure as catalog},
    pointer::{Path, Pointer},
};
pub(super) use stand_ins::{for_kind as stand_in, is_parameter as is_parameter_in_error};

pub(super) fn check(context: &mut PassContext<'_>) {
    check_parts(&context.document, &mut context.findings);
    check_at(&mut context.document, Kind::OpenApi, &Pointer::root(), &mut context.findings);
}

/// A document must have one of these parts.
fn check_parts(document: &Value, findings: &mut Findings<'_>) {
    if let Value::Object(root) = document
        && !["paths", "components", "webhooks"].iter().any(|name| root.contains_key(*name))
    {
        findings.report(catalog::nothing_described(&Pointer::root()));
    }
}

/// Checks an object of the kind `kind` at `place`.
pub(super) fn check_at(value: &mut Value, kind: Kind, place: &Pointer, findings: &mut Findings<'_>) {
    let mut check = StructureCheck {
        path: Path::from_pointer(place),
        findings,
        is_without_effect: false,
        filled_in: BTreeMap::new(),
    };
    if check.object_or_error(value, kind) == Treatment::SetAside
        && let Some(stand_in) = stand_in(kind)
    {
        *value = stand_in;
    }
    for ((title, member), (first, count)) in check.filled_in {
        findings.report(catalog::filled_in(&first, title, member, count));
    }
}

/// The treatment of a member.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Treatment {
    Keep,
    /// It is empty, and the standard allows leaving it out.
    Drop,
    /// It has an error, which was reported.
    SetAside,
}

struct StructureCheck<'a, 'b> {
    path: Path,
    findings: &'a mut Findings<'b>,
    /// Whether the path leads through an object that nothing depends on.
    is_without_effect: bool,
    /// Members that were missing, with the first place and the number of places.
    filled_in: BTreeMap<(&'static str, &'static str), (Pointer, usize)>,
}

impl StructureCheck<'_, '_> {
    fn object_or_error(&mut self, value: &mut Value, kind: Kind) -> Treatment {
        // Some programs write an empty object as an empty list. In place of the whole API, it is a mistake.
        if value.as_array().is_some_and(Vec::is_empty) && !matches!(kind, Kind::Paths | Kind::Components) {
            *value = json!({});
        }
        let around = self.is_without_effect;
        self.is_without_effect |= kind.is_without_effect();
        let verdict = match value {
            Value::Object(object) => self.object(object, kind),
            other => self.wrong_form(kind.title(), other),
        };
        self.is_without_effect = around;
        verdict
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        let diagnostic = if self.is_without_effect { catalog::without_effect(diagnostic) } else { diagnostic };
        self.findings.report(diagnostic);
    }

    fn object(&mut self, object: &mut Map<String, Value>, kind: Kind) -> Treatment {
        match kind {
            Kind::Schema => {
                self.schema_as_type(object);
                self.older_forms(object);
                self.names_of_required_properties(object);
            }
            Kind::Paths => self.paths_without_slash(object),
            Kind::PathItem => self.methods_in_upper_case(object),
            _ => self.members_of_missing_object(object, kind),
        }
        let mut going = Vec::new();
        for (name, member) in object.iter_mut() {
            self.path.push(name);
            let verdict = match kind.shape(name) {
                _ if !self.check_name(name, kind) => Treatment::Drop,
                Some(shape) => self.shape(member, shape),
                None => Treatment::Keep,
            };
            let stand_in = if verdict == Treatment::SetAside { self.member_aside(kind, name) } else { None };
            match stand_in {
                Some(stand_in) => *member = stand_in,
                None if verdict == Treatment::Keep => {}
                None => going.push(name.clone()),
            }
            self.path.pop();
        }
        for name in going {
            object.shift_remove(&name);
            if kind == Kind::Schema && name == "properties" {
                object.shift_remove("required");
            }
        }
        let needs = self.needs(object, kind);
        let rules = self.rules(object, kind);
        if needs == Treatment::Keep { rules } else { needs }
    }

    /// The replacement of a member with an error.
    fn member_aside(&mut self, kind: Kind, name: &str) -> Option<Value> {
        if kind == Kind::Components || (kind == Kind::OpenApi && name == "components") {
            self.findings.aside.push(self.path.pointer());
        }
        stand_ins::for_member(kind, name)
    }

    /// Checks a name that the document chooses. False if the member has an error, and is removed.
    fn check_name(&mut self, name: &str, kind: Kind) -> bool {
        if name.starts_with("x-") {
            return true;
        }
        match kind {
            Kind::Paths if !name.starts_with('/') => {
                let diagnostic = catalog::path_without_slash(&self.path.pointer(), name);
                self.report(diagnostic);
                false
            }
            Kind::Responses if !is_status(name) => {
                let diagnostic = catalog::bad_status(&self.path.pointer(), name);
                self.report(diagnostic);
                false
            }
            _ => true,
        }
    }

    fn needs(&mut self, object: &mut Map<String, Value>, kind: Kind) -> Treatment {
        let mut verdict = Treatment::Keep;
        for member in kind.members() {
            if member.need == Need::Optional || object.contains_key(member.name) {
                continue;
            }
            match member.need {
                Need::Optional => {}
                Need::Required => {
                    let diagnostic = catalog::missing_member(&self.path.pointer(), kind.title(), member.name);
                    self.report(diagnostic);
                    if stand_ins::needs_all(kind) {
                        verdict = Treatment::SetAside;
                    } else if let Some(stand_in) = stand_ins::for_member(kind, member.name) {
                        object.insert(member.name.to_owned(), stand_in);
                    }
                }
                Need::Default(text) => {
                    object.insert(member.name.to_owned(), json!(text));
                    // 3.2 lets the description of a response be missing.
                    if kind != Kind::Response || self.findings.version != OpenApiVersion::V3_2 {
                        self.fill_in(kind.title(), member.name);
                    }
                }
            }
        }
        verdict
    }

    fn missing_in_3_0(&mut self, kind: Kind, member: &'static str) {
        if self.findings.version <= OpenApiVersion::V3_0 {
            self.fill_in(kind.title(), member);
        }
    }

    fn fill_in(&mut self, title: &'static str, member: &'static str) {
        let place = self.path.pointer();
        self.filled_in.entry((title, member)).or_insert((place, 0)).1 += 1;
    }

    /// Rules that a table of members cannot express.
    fn rules(&mut self, object: &mut Map<String, Value>, kind: Kind) -> Treatment {
        match kind {
            Kind::Parameter => {
                let locations: &[&str] = match self.findings.version {
                    OpenApiVersion::V2_0 => &["query", "header", "path", "formData", "body"],
                    OpenApiVersion::V3_0 | OpenApiVersion::V3_1 | OpenApiVersion::V3_2 => {
                        &["query", "querystring", "header", "path", "cookie"]
                    }
                };
                if !self.one_of(object, "in", locations) {
                    return Treatment::SetAside;
                }
                let styles: &[&str] = match object.get("in").and_then(Value::as_str) {
                    Some("query") => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
                    Some("path") => &["simple", "label", "matrix"],
                    Some("cookie") if object.get("style").is_some_and(|it| it == "cookie") => &["cookie"],
                    Some("cookie") => &["form"],
                    // There is no style for all of the query.
                    Some("querystring") => &[],
                    _ => &["simple"],
                };
                self.style(object, styles);
                self.schema_or_content(object, kind);
            }
            Kind::Header => {
                self.style(object, &["simple"]);
                self.schema_or_content(object, kind);
            }
            Kind::Encoding => self.style(object, &["form", "spaceDelimited", "pipeDelimited", "deepObject"]),
            Kind::SecurityScheme => return self.security_scheme(object),
            Kind::OAuthFlows => self.flows(object),
            Kind::Responses => upper_case_ranges(object),
            Kind::PathItem => self.additional_operations(object),
            // 3.1 lets them be missing.
            Kind::OpenApi if !object.contains_key("paths") => self.missing_in_3_0(kind, "paths"),
            Kind::Operation if !object.contains_key("responses") => self.missing_in_3_0(kind, "responses"),
            _ => {}
        }
        Treatment::Keep
    }

    /// The keys of `additionalOperations` are methods, which are tokens of HTTP.
    fn additional_operations(&mut self, item: &mut Map<String, Value>) {
        let Some(Value::Object(operations)) = item.get_mut("additionalOperations") else { return };
        let place = self.path.pointer().child("additionalOperations");
        operations.retain(|method, _| {
            let is_method = is_token(method);
            if !is_method {
                self.findings.report(catalog::not_a_method(&place.child(method), method));
            }
            is_method
        });
    }

    /// If only one style is possible, another style is ignored.
    fn style(&mut self, object: &mut Map<String, Value>, allowed: &[&str]) {
        let fits = match (object.get("style").and_then(Value::as_str), allowed) {
            (Some(found), [only]) if found != *only => {
                let help = format!("here it is always `{only}`");
                self.report(catalog::member_ignored(&self.path.pointer().child("style"), "style", 1, &help));
                false
            }
            _ => self.one_of(object, "style", allowed),
        };
        if !fits {
            object.shift_remove("style");
        }
    }

    /// A parameter is described by `schema` or by `content`, and by one of them only.
    fn schema_or_content(&mut self, object: &mut Map<String, Value>, kind: Kind) {
        match (object.contains_key("schema"), object.contains_key("content")) {
            (true, true) => {
                object.shift_remove("content");
                let diagnostic = catalog::member_ignored(
                    &self.path.pointer(),
                    "content",
                    1,
                    "there is a `schema` next to it; keep one of the two",
                );
                self.report(diagnostic);
            }
            (false, false) => {
                object.insert("schema".to_owned(), json!({}));
                self.fill_in(kind.title(), "schema");
            }
            (true, false) | (false, true) => {}
        }
    }

    /// A missing member does little harm: callers can set a token, or the URL that tokens come from.
    fn flows(&mut self, flows: &mut Map<String, Value>) {
        for (flow, needed) in [
            ("implicit", &["authorizationUrl", "scopes"][..]),
            ("password", &["tokenUrl", "scopes"]),
            ("clientCredentials", &["tokenUrl", "scopes"]),
            ("authorizationCode", &["authorizationUrl", "tokenUrl", "scopes"]),
            ("deviceAuthorization", &["deviceAuthorizationUrl", "tokenUrl", "scopes"]),
        ] {
            let Some(Value::Object(object)) = flows.get_mut(flow) else { continue };
            for member in needed.iter().filter(|member| !object.contains_key(**member)).collect::<Vec<_>>() {
                let nothing = if *member == "scopes" { json!({}) } else { json!("") };
                object.insert((*member).to_owned(), nothing);
                self.fill_in(Kind::OAuthFlow.title(), member);
            }
        }
    }

    fn security_scheme(&mut self, object: &mut Map<String, Value>) -> Treatment {
        self.http_scheme_as_type(object);
        if !self.one_of(object, "type", &["apiKey", "http", "mutualTLS", "oauth2", "openIdConnect"]) {
            return Treatment::SetAside;
        }
        let mut verdict = Treatment::Keep;
        let needed: &[&str] = match object.get("type").and_then(Value::as_str) {
            Some("apiKey") => &["name", "in"],
            Some("http") => &["scheme"],
            Some("oauth2") => &["flows"],
            Some("openIdConnect") => &["openIdConnectUrl"],
            _ => &[],
        };
        for member in needed.iter().filter(|member| !object.contains_key(**member)) {
            let diagnostic = catalog::missing_member(&self.path.pointer(), "a security scheme of this type", member);
            self.report(diagnostic);
            verdict = Treatment::SetAside;
        }
        if needed.contains(&"in") && !self.one_of(object, "in", &["query", "header", "cookie"]) {
            verdict = Treatment::SetAside;
        }
        verdict
    }

    /// Whether the member is one of `allowed`, or is absent.
    fn one_of(&mut self, object: &mut Map<String, Value>, member: &str, allowed: &[&str]) -> bool {
        self.value_in_other_case(object, member, allowed);
        match object.get(member).and_then(Value::as_str) {
            Some(found) if !allowed.contains(&found) => {
                let diagnostic = catalog::unknown_value(&self.path.pointer().child(member), found, allowed);
                self.report(diagnostic);
                false
            }
            Some(_) | None => true,
        }
    }

    fn shape(&mut self, value: &mut Value, shape: &Shape) -> Treatment {
        match (shape, &mut *value) {
            (Shape::TypeNames, _) => self.type_names(value),
            (Shape::Object(Kind::MediaType | Kind::PathItem | Kind::SecurityRequirement), Value::Null) => {
                *value = json!({});
                Treatment::Keep
            }
            (shape, Value::Null) if !matches!(shape, Shape::Any) => {
                let diagnostic = catalog::empty_member(&self.path.pointer());
                self.report(diagnostic);
                Treatment::Drop
            }
            (Shape::Text, _) => self.text(value),
            (Shape::Flag, _) => self.flag(value),
            (Shape::Bound | Shape::FlagOrSchema, Value::Bool(_)) | (Shape::Any, _) => Treatment::Keep,
            (Shape::Number | Shape::Bound, _) => self.number(value),
            (Shape::Count, _) => self.count(value),
            (Shape::Values, _) => self.values(value),
            (Shape::Texts, flag) if is_flag(flag) && self.path.as_str().ends_with("/required") => {
                let diagnostic = catalog::member_ignored(
                    &self.path.pointer(),
                    "required",
                    1,
                    "on a schema, `required` is the list of the names of required properties",
                );
                self.report(diagnostic);
                Treatment::Drop
            }
            (Shape::Texts, _) => self.list(value, &Shape::Text),
            (Shape::Object(kind), _) => self.object_or_error(value, *kind),
            (Shape::OrReference(kind), _) => self.object_or_reference(value, *kind),
            (Shape::FlagOrSchema, Value::String(text)) if scalars::is_text_of_flag(text) => self.flag(value),
            (Shape::FlagOrSchema, _) => self.object_or_reference(value, Kind::Schema),
            (Shape::List(shape), _) => self.list(value, shape),
            (Shape::Map(shape), _) => self.map(value, shape),
        }
    }

    fn object_or_reference(&mut self, value: &mut Value, kind: Kind) -> Treatment {
        if kind == Kind::Schema {
            self.type_as_schema(value);
        }
        match value {
            Value::Bool(true) if kind == Kind::Schema => *value = json!({}),
            Value::Bool(false) if kind == Kind::Schema => *value = json!({"not": {}}),
            Value::Object(object) if kind != Kind::Schema && object.contains_key("$ref") => {
                // The reference replaces the whole object. A summary or description next to it only replaces text.
                object.retain(|name, _| name == "$ref");
                if let Some(reference) = object.get_mut("$ref") {
                    self.path.push("$ref");
                    let verdict = self.shape(reference, &Shape::Text);
                    self.path.pop();
                    return if verdict == Treatment::Drop { Treatment::SetAside } else { verdict };
                }
            }
            other => return self.object_or_error(other, kind),
        }
        Treatment::Keep
    }

    fn list(&mut self, value: &mut Value, shape: &Shape) -> Treatment {
        self.list_of_one(value, shape);
        let Value::Array(elements) = value else { return self.wrong_form("a list", value) };
        let mut verdict = Treatment::Keep;
        for (index, element) in elements.iter_mut().enumerate() {
            self.path.push_index(index);
            let found = match self.shape(element, shape) {
                Treatment::Drop => self.wrong_form("a value", &Value::Null),
                found => found,
            };
            self.path.pop();
            match stand_ins::for_shape(shape) {
                _ if found == Treatment::Keep => {}
                Some(stand_in) => *element = stand_in,
                None => verdict = found,
            }
        }
        verdict
    }

    fn map(&mut self, value: &mut Value, shape: &Shape) -> Treatment {
        // Some programs write an empty object as an empty list.
        if value.as_array().is_some_and(Vec::is_empty) {
            *value = json!({});
        }
        let Value::Object(members) = value else { return self.wrong_form("an object", value) };
        let mut going = Vec::new();
        for (name, member) in members.iter_mut() {
            if name.starts_with("x-") && matches!(shape, Shape::Text) {
                continue;
            }
            self.path.push(name);
            match (self.shape(member, shape), stand_ins::for_shape(shape)) {
                (Treatment::Keep, _) => {}
                (Treatment::SetAside, Some(stand_in)) => *member = stand_in,
                (Treatment::SetAside | Treatment::Drop, _) => going.push(name.clone()),
            }
            self.path.pop();
        }
        for name in going {
            members.shift_remove(&name);
        }
        Treatment::Keep
    }

    fn wrong_form(&mut self, expected: &str, found: &Value) -> Treatment {
        let place = self.path.pointer();
        // The message names it as it is written.
        let diagnostic = catalog::wrong_form(&self.findings.origins.trace(&place), expected, described(found));
        self.report(Diagnostic { pointer: place, ..diagnostic });
        Treatment::SetAside
    }
}

/// Whether it is `true` or `false`, as text or not.
fn is_flag(value: &Value) -> bool {
    value.is_boolean() || value.as_str().is_some_and(|text| matches!(text, "true" | "false"))
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

/// `4xx` is meant as `4XX`.
fn upper_case_ranges(responses: &mut Map<String, Value>) {
    if responses.keys().any(|key| key.ends_with("xx")) {
        let upper = |key: String| if key.ends_with("xx") { key.to_uppercase() } else { key };
        *responses = std::mem::take(responses).into_iter().map(|(key, value)| (upper(key), value)).collect();
    }
}

/// `200`, `4XX`, `default`; `4xx` is meant as `4XX`.
fn is_status(key: &str) -> bool {
    matches!(
        key.as_bytes(),
        b"default" | [b'1'..=b'9', b'0'..=b'9', b'0'..=b'9'] | [b'1'..=b'5', b'X' | b'x', b'X' | b'x']
    )
}

/// Whether a text is a token of HTTP (RFC 9110, 5.6.2).
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}
