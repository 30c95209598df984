//! Reads the notation of the facts: types of TypeScript, and the table of routes.

use std::collections::BTreeMap;

use serde_json::Value;

/// A type in the notation of the facts.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Fact {
    Text,
    Number,
    Boolean,
    Null,
    Any,
    Literal(String),
    List(Box<Fact>),
    Map(Box<Fact>),
    Named(String),
    OneOf(Vec<Fact>),
}

#[derive(Clone, Debug)]
pub(crate) struct FactField {
    pub(crate) ty: Fact,
    pub(crate) required: bool,
}

/// The meaning of a name.
#[derive(Clone, Debug)]
pub(crate) enum Definition {
    Object(BTreeMap<String, FactField>),
    Alias(Fact),
}

pub(crate) type Definitions = BTreeMap<String, Definition>;

pub(crate) fn definitions(types: &Value) -> Definitions {
    let definition = |value: &Value| match value["fields"].as_object() {
        None => Definition::Alias(parse(value["value"].as_str().expect("an alias has a value"))),
        Some(fields) => Definition::Object(
            fields
                .iter()
                .filter(|(name, _)| *name != "[key]")
                .map(|(name, written)| {
                    let (ty, presence) = written.as_str().and_then(|text| text.split_once(';')).expect("a field");
                    (name.clone(), FactField { ty: parse(ty), required: presence.trim() == "required" })
                })
                .collect(),
        ),
    };
    types.as_object().expect("names").iter().map(|(name, value)| (name.clone(), definition(value))).collect()
}

/// A line of the table of routes.
#[derive(Clone, Debug)]
pub(crate) struct Route {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) resource: String,
    pub(crate) parameters: Option<String>,
    pub(crate) result: String,
}

pub(crate) fn routes(table: &str) -> Vec<Route> {
    let lines = table.lines().filter(|line| line.contains("| /v1/"));
    lines
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            let [method, path, resource, _, parameters, result] = cells[..] else {
                panic!("a line of six cells: {line}")
            };
            Route {
                method: method.to_lowercase(),
                path: path.to_owned(),
                resource: resource.to_owned(),
                parameters: (parameters != "-").then(|| parameters.to_owned()),
                result: result.to_owned(),
            }
        })
        .collect()
}

fn parse(text: &str) -> Fact {
    let mut rest = text.trim();
    let fact = one_of(&mut rest);
    assert!(rest.is_empty(), "not understood: {rest} of {text}");
    fact
}

fn one_of(rest: &mut &str) -> Fact {
    take(rest, "|");
    let mut alternatives = vec![single(rest)];
    while take(rest, "|") {
        alternatives.push(single(rest));
    }
    if alternatives.len() == 1 { alternatives.remove(0) } else { Fact::OneOf(alternatives) }
}

fn single(rest: &mut &str) -> Fact {
    if take(rest, "Array<") {
        let item = one_of(rest);
        assert!(take(rest, ">"), "a list ends: {rest}");
        Fact::List(Box::new(item))
    } else if take(rest, "{ [key: string]:") {
        let value = one_of(rest);
        assert!(take(rest, "}"), "a map ends: {rest}");
        Fact::Map(Box::new(value))
    } else if take(rest, "(string & {})") {
        Fact::Text
    } else if take(rest, "'") {
        let (literal, after) = rest.split_once('\'').expect("a literal ends");
        *rest = after.trim_start();
        Fact::Literal(literal.to_owned())
    } else {
        let end = rest.find(|character: char| !character.is_alphanumeric() && !"._:/".contains(character));
        let (name, after) = rest.split_at(end.unwrap_or(rest.len()));
        *rest = after.trim_start();
        match name {
            "string" => Fact::Text,
            "number" => Fact::Number,
            "boolean" => Fact::Boolean,
            "null" => Fact::Null,
            "unknown" => Fact::Any,
            // `EventsAPI.TextBlock` is `TextBlock`.
            name => Fact::Named(name.rsplit('.').next().unwrap_or(name).to_owned()),
        }
    }
}

fn take(rest: &mut &str, word: &str) -> bool {
    match rest.strip_prefix(word) {
        Some(after) => {
            *rest = after.trim_start();
            true
        }
        None => false,
    }
}
