//! Reads parameters: the text of a request, by the styles of OpenAPI, as values of types. It is the reverse of `runtime::parameter`.

use serde_json::{Map, Value};

use super::{
    Arrived, Invalid,
    http::{decoded, unescaped},
    plain,
};
use crate::runtime::{
    encoding::Encoding,
    json::{self, FromJson},
    parameter::{COOKIE, FORM, Style},
};

const SIMPLE: Style = Style::Simple { explode: false };

#[allow(dead_code, reason = "generated code calls those that its API needs")]
impl Arrived {
    pub(crate) fn path_parameter<T: FromJson>(&self, name: &'static str) -> Result<T, Invalid> {
        self.path_parameter_with(name, SIMPLE)
    }

    /// A parameter in the path that can be several segments.
    pub(crate) fn segments<T: FromJson>(&self, name: &'static str) -> Result<T, Invalid> {
        self.path_parameter_with(name, SIMPLE)
    }

    pub(crate) fn path_parameter_with<T: FromJson>(&self, name: &'static str, style: Style) -> Result<T, Invalid> {
        let place = format!("path parameter `{name}`");
        let value = self.path.iter().find(|(other, _)| *other == name).map(|(_, value)| value.as_str());
        let Some(raw) = value else { return absent(place) };
        let text = match style {
            Style::Label { .. } => raw.strip_prefix('.').unwrap_or(raw),
            Style::Matrix { .. } => raw.strip_prefix(';').unwrap_or(raw),
            _ => raw,
        };
        match style {
            Style::Json => from_json(&place, &unescaped(text)),
            Style::Label { explode: true } => read(place, &split(text, &["."], unescaped)),
            Style::Matrix { explode } => {
                let pairs = text.split(';').filter_map(|pair| pair.split_once('=').or(Some((pair, ""))));
                let pairs: Vec<(String, &str)> = pairs.map(|(name, value)| (unescaped(name), value)).collect();
                read_pairs(place, name, &pairs, Style::Form { explode, allow_reserved: false }, &[], unescaped)
            }
            _ => read(place, &split(text, &[","], unescaped)),
        }
    }

    pub(crate) fn query_parameter<T: FromJson>(&self, name: &'static str) -> Result<T, Invalid> {
        self.query_parameter_with(name, FORM)
    }

    pub(crate) fn query_parameter_with<T: FromJson>(&self, name: &'static str, style: Style) -> Result<T, Invalid> {
        let place = format!("query parameter `{name}`");
        let query = self.query();
        match style {
            Style::WholeQuery { .. } if query.is_empty() => absent(place),
            Style::WholeQuery { json: true } => from_json(&place, &decoded(query)),
            _ => {
                let pairs = query.split('&').filter(|pair| !pair.is_empty());
                let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
                let pairs: Vec<(String, &str)> = pairs.map(|(name, value)| (decoded(name), value)).collect();
                if let Style::WholeQuery { .. } = style {
                    let fields = pairs.iter().map(|(name, value)| (name.clone(), decoded(value).into())).collect();
                    return plain::read_fields(fields, &[])
                        .or_else(|fault| plain::read(&[Value::from(decoded(query))]).map_err(|_| fault))
                        .map_err(|fault| Invalid::new(place, fault));
                }
                let others = self.route.map(|route| route.names).unwrap_or_default();
                read_pairs(place, name, &pairs, style, others, decoded)
            }
        }
    }

    pub(crate) fn header_parameter<T: FromJson>(&self, name: &'static str) -> Result<T, Invalid> {
        self.header_parameter_with(name, SIMPLE)
    }

    pub(crate) fn header_parameter_with<T: FromJson>(&self, name: &'static str, style: Style) -> Result<T, Invalid> {
        let place = format!("header `{name}`");
        let lines: Vec<&str> = self.headers().get_all(name).iter().filter_map(|line| line.to_str().ok()).collect();
        if lines.is_empty() {
            return if style == Style::Json { absent(place) } else { absent_list(place) };
        }
        let text = lines.join(",");
        match style {
            Style::Json => from_json(&place, &text),
            _ => read(place, &split(&text, &[","], |item| item.trim().to_owned())),
        }
    }

    pub(crate) fn cookie_parameter<T: FromJson>(&self, name: &'static str) -> Result<T, Invalid> {
        self.cookie_parameter_with(name, COOKIE)
    }

    pub(crate) fn cookie_parameter_with<T: FromJson>(&self, name: &'static str, style: Style) -> Result<T, Invalid> {
        let place = format!("cookie `{name}`");
        let lines = self.headers().get_all("cookie").iter().filter_map(|line| line.to_str().ok());
        let pairs =
            lines.flat_map(|line| line.split(';')).map(|pair| pair.trim().split_once('=').unwrap_or((pair, "")));
        let pairs: Vec<(String, &str)> = pairs.map(|(name, value)| (unescaped(name), value)).collect();
        let as_it_is = |text: &str| text.to_owned();
        let decode: fn(&str) -> String = if matches!(style, Style::Cookie { .. }) { as_it_is } else { unescaped };
        read_pairs(place, name, &pairs, style, &[], decode)
    }
}

/// Reads a parameter from pairs of a name and an encoded value. Pairs whose names are in `others` belong to other parameters.
fn read_pairs<T: FromJson>(
    place: String,
    name: &str,
    pairs: &[(String, &str)],
    style: Style,
    others: &[&str],
    decode: fn(&str) -> String,
) -> Result<T, Invalid> {
    let own: Vec<&str> = pairs.iter().filter(|(other, _)| other == name).map(|(_, value)| *value).collect();
    let is_free = |other: &str| other == name || !others.contains(&other);
    match (style, own.first()) {
        (Style::DeepObject { .. }, _) => deep(place, name, pairs, decode),
        (Style::Form { explode: true, .. } | Style::Cookie { explode: true, .. }, None) => {
            let free = pairs.iter().filter(|(other, _)| is_free(other));
            let members: Vec<(String, Value)> =
                free.map(|(name, value)| (name.clone(), Value::from(decode(value)))).collect();
            if members.is_empty() { absent_object(place) } else { read_object_or_absent(place, members) }
        }
        (Style::Json, None) => absent(place),
        (_, None) => absent_list(place),
        (Style::Json, Some(value)) => from_json(&place, &decode(value)),
        (Style::Form { explode: true, .. } | Style::Cookie { explode: true, .. }, Some(value)) => {
            let list = own.iter().map(|value| decode(value)).collect::<Value>();
            let single = (own.len() == 1).then(|| Value::from(decode(value)));
            read(place, &single.into_iter().chain([list]).collect::<Vec<_>>())
        }
        (Style::SpaceDelimited { .. }, Some(value)) => read(place, &split(value, &["%20", "+", " "], decode)),
        (Style::PipeDelimited { .. }, Some(value)) => read(place, &split(value, &["%7C", "%7c", "|"], decode)),
        (_, Some(value)) => read(place, &split(value, &[","], decode)),
    }
}

/// The fields of a form. A field with its own style is read by this style.
pub(super) fn styled_fields(fields: Vec<(String, Value)>, encodings: &[Encoding]) -> Vec<(String, Value)> {
    let styled = encodings.iter().filter_map(|encoding| Some((encoding.name, encoding.style?)));
    styled.fold(fields, |fields, (name, style)| {
        let is_own = |key: &str| key.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('['));
        let (own, mut others): (Vec<_>, Vec<_>) = fields.into_iter().partition(|(key, _)| is_own(key));
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        match style {
            Style::DeepObject { .. } => {
                let pairs: Vec<(String, String)> = own.iter().map(|(key, value)| (key.clone(), text(value))).collect();
                let value = nested(name, pairs.iter().map(|(key, value)| (key.as_str(), value.clone())));
                others.extend((!value.is_null()).then(|| (name.to_owned(), value)));
            }
            Style::Form { explode: false, .. } | Style::SpaceDelimited { .. } | Style::PipeDelimited { .. } => {
                let between = match style {
                    Style::SpaceDelimited { .. } => " ",
                    Style::PipeDelimited { .. } => "|",
                    _ => ",",
                };
                let list = |value: &Value| text(value).split(between).map(Value::from).collect::<Value>();
                others.extend(own.iter().map(|(key, value)| (key.clone(), list(value))));
            }
            _ => others.extend(own),
        }
        others
    })
}

/// Reads an object whose members are separate parameters. If it is optional and they do not fit, it is absent.
fn read_object_or_absent<T: FromJson>(place: String, members: Vec<(String, Value)>) -> Result<T, Invalid> {
    match plain::read_fields(members, &[]) {
        Err(_) if T::IS_OPTION => Ok(T::empty()),
        // The type is not an object: the pairs belong to other parameters.
        Err(fault) if fault.path().is_none() => absent_list(place),
        read => read.map_err(|fault| Invalid::new(place, fault)),
    }
}

/// Reads `name[key]=value`, with lists by repetition, with empty brackets or with indices.
fn deep<T: FromJson>(
    place: String,
    name: &str,
    pairs: &[(String, &str)],
    decode: fn(&str) -> String,
) -> Result<T, Invalid> {
    match nested(name, pairs.iter().map(|(key, value)| (key.as_str(), decode(value)))) {
        Value::Null => absent_object(place),
        Value::Object(members) => {
            plain::read_fields(members.into_iter().collect(), &[]).map_err(|fault| Invalid::new(place, fault))
        }
        other => read(place, &[other.clone(), Value::Array(vec![other])]),
    }
}

/// The value that the pairs `name[key]=value` describe; null if there are none.
fn nested<'a>(name: &str, pairs: impl Iterator<Item = (&'a str, String)>) -> Value {
    let mut root = Value::Null;
    for (key, value) in pairs {
        let Some(keys) = key.strip_prefix(name).filter(|keys| keys.is_empty() || keys.starts_with('[')) else {
            continue;
        };
        let inner = keys.strip_suffix("[]").unwrap_or(keys);
        let mut target = &mut root;
        for key in inner.split(['[', ']']).filter(|key| !key.is_empty()) {
            if !target.is_object() {
                *target = Value::Object(Map::new());
            }
            target = &mut target[key];
        }
        match target {
            Value::Null if inner != keys => *target = Value::Array(vec![value.into()]),
            Value::Null => *target = value.into(),
            Value::Array(items) => items.push(value.into()),
            first => *first = Value::Array(vec![first.take(), value.into()]),
        }
    }
    indexed(root)
}

/// The same, with a list for each object whose keys are 0, 1, 2 and so on.
fn indexed(value: Value) -> Value {
    let Value::Object(members) = value else { return value };
    let is_list = (0..members.len()).all(|index| members.contains_key(&index.to_string()));
    if is_list && !members.is_empty() {
        let count = members.len();
        let mut members = members;
        return (0..count).map(|index| indexed(members.remove(&index.to_string()).unwrap_or_default())).collect();
    }
    members.into_iter().map(|(name, value)| (name, indexed(value))).collect()
}

/// The values that a text can be: a scalar, a list, or an object.
fn split(text: &str, between: &[&str], decode: impl Fn(&str) -> String) -> Vec<Value> {
    let between = between.iter().find(|between| text.contains(**between)).copied().unwrap_or(",");
    let items: Vec<&str> = if text.is_empty() { Vec::new() } else { text.split(between).collect() };
    let list = items.iter().map(|item| decode(item)).collect::<Value>();
    let mut members = Map::new();
    let mut rest = items.into_iter();
    while let Some(item) = rest.next() {
        let (name, value) = item.split_once('=').unwrap_or_else(|| (item, rest.next().unwrap_or_default()));
        members.insert(decode(name), decode(value).into());
    }
    vec![decode(text).into(), list, Value::Object(members)]
}

fn read<T: FromJson>(place: String, candidates: &[Value]) -> Result<T, Invalid> {
    plain::read(candidates).map_err(|fault| Invalid::new(place, fault))
}

fn from_json<T: FromJson>(place: &str, text: &str) -> Result<T, Invalid> {
    json::from_str(text).map_err(|fault| Invalid::new(place, fault))
}

/// The value of a parameter of which no member was sent. An object without required members may be empty.
fn absent_object<T: FromJson>(place: String) -> Result<T, Invalid> {
    if T::IS_OPTION {
        return Ok(T::empty());
    }
    plain::read_fields(Vec::new(), &[]).or_else(|_| absent_list(place))
}

/// The value of a parameter that was not sent, if it is not JSON. A list without items is not sent.
fn absent_list<T: FromJson>(place: String) -> Result<T, Invalid> {
    if T::IS_OPTION {
        return Ok(T::empty());
    }
    plain::read(&[Value::Array(Vec::new())]).or_else(|_| absent(place))
}

/// The value of a parameter that was not sent.
fn absent<T: FromJson>(place: String) -> Result<T, Invalid> {
    if T::IS_OPTION { Ok(T::empty()) } else { Err(Invalid::new(place, "it is required")) }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, fmt::Debug};

    use super::*;
    use crate::runtime::{
        fake::HttpRequest,
        parameter::{Place, Shape, write},
    };

    const PLAIN: Style = Style::Form { explode: false, allow_reserved: false };
    const SPACE: Style = Style::SpaceDelimited { allow_reserved: false };
    const PIPE: Style = Style::PipeDelimited { allow_reserved: false };
    const DEEP: Style = Style::DeepObject { allow_reserved: false };

    fn arrived(place: Place, text: &str) -> Arrived {
        let mut request = HttpRequest { method: "GET".to_owned(), target: "/".to_owned(), ..HttpRequest::default() };
        let mut path = Vec::new();
        match place {
            Place::Path => path.push(("p", text.to_owned())),
            Place::Query => request.target = format!("/?other=1&{text}"),
            Place::Header => drop(request.headers.insert("p", text.parse().expect("a value"))),
            Place::Cookie => {
                let pairs = format!("other=1; {text}").parse().expect("a value");
                request.headers.insert("cookie", pairs);
            }
        }
        Arrived { request, path, route: None }
    }

    fn read_back<T: FromJson>(place: Place, style: Style, text: &str) -> Result<T, Invalid> {
        let arrived = arrived(place, text);
        match place {
            Place::Path => arrived.path_parameter_with("p", style),
            Place::Query => arrived.query_parameter_with("p", style),
            Place::Header => arrived.header_parameter_with("p", style),
            Place::Cookie => arrived.cookie_parameter_with("p", style),
        }
    }

    /// Writes a value as the client does, and reads it.
    #[track_caller]
    fn check<T: FromJson + PartialEq + Debug>(place: Place, style: Style, value: T) {
        let shape = Shape::of(&value).expect("a shape");
        let text = write("p", style, &shape, place).expect("a text");
        assert_eq!(read_back(place, style, &text), Ok(value), "{place:?} {style:?} {text}");
    }

    #[test]
    fn values_are_read_as_they_were_written() {
        let styles = [
            (Place::Path, Style::Simple { explode: false }),
            (Place::Path, Style::Simple { explode: true }),
            (Place::Path, Style::Label { explode: false }),
            (Place::Path, Style::Label { explode: true }),
            (Place::Path, Style::Matrix { explode: false }),
            (Place::Path, Style::Matrix { explode: true }),
            (Place::Path, Style::Json),
            (Place::Query, FORM),
            (Place::Query, PLAIN),
            (Place::Query, SPACE),
            (Place::Query, PIPE),
            (Place::Query, Style::Json),
            (Place::Header, Style::Simple { explode: false }),
            (Place::Header, Style::Json),
            (Place::Cookie, FORM),
            (Place::Cookie, COOKIE),
            (Place::Cookie, Style::Json),
        ];
        for (place, style) in styles {
            check(place, style, 7_i64);
            check(place, style, true);
            check(place, style, "blue/sky".to_owned());
            check(place, style, vec![7_i64]);
            check(place, style, vec!["a".to_owned(), "b".to_owned()]);
        }
        // Members that are separate parameters cannot be distinguished from other parameters here.
        for (place, style) in styles.into_iter().filter(|(_, style)| ![FORM, COOKIE].contains(style)) {
            check(place, style, BTreeMap::from([("R".to_owned(), 1_i64), ("G".to_owned(), 2)]));
        }
    }

    #[test]
    fn a_list_that_is_not_sent_is_empty() {
        for style in [FORM, PLAIN, SPACE, PIPE] {
            let shape = Shape::of(&Vec::<i64>::new()).expect("a shape");
            assert_eq!(write("p", style, &shape, Place::Query), None, "{style:?}");
            assert_eq!(read_back(Place::Query, style, ""), Ok(Vec::<i64>::new()), "{style:?}");
        }
        assert_eq!(arrived(Place::Query, "").header_parameter("p"), Ok(Vec::<i64>::new()));
        let absent = read_back::<Vec<i64>>(Place::Query, Style::Json, "").expect_err("JSON has brackets");
        assert_eq!(absent.to_string(), "query parameter `p`: it is required");
    }

    #[test]
    fn objects_of_a_query_are_read_in_each_style() {
        let object = || BTreeMap::from([("a".to_owned(), "1".to_owned()), ("b c".to_owned(), "x&y".to_owned())]);
        check(Place::Query, DEEP, object());
        check(Place::Query, DEEP, BTreeMap::from([("a".to_owned(), vec!["x".to_owned(), "y".to_owned()])]));
        check(Place::Query, DEEP, BTreeMap::from([("a".to_owned(), vec!["x".to_owned()])]));
        check(Place::Query, DEEP, vec!["x".to_owned()]);
        check(Place::Query, DEEP, vec![1_i64, 2]);
        check(Place::Query, DEEP, BTreeMap::from([("a".to_owned(), vec![vec![1_i64], vec![2, 3]])]));
        let read = arrived(Place::Query, "p=1").query_parameter_with("p", Style::WholeQuery { json: false });
        assert_eq!(read, Ok(BTreeMap::from([("other".to_owned(), 1_i64), ("p".to_owned(), 1)])));
        let repeated = arrived(Place::Query, "a=x&a=y").query_parameter::<BTreeMap<String, Vec<String>>>("p");
        let list = |items: &[&str]| items.iter().map(|item| (*item).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            repeated,
            Ok(BTreeMap::from([("other".to_owned(), list(&["1"])), ("a".to_owned(), list(&["x", "y"]))]))
        );
        let exploded = arrived(Place::Query, "R=1").query_parameter::<BTreeMap<String, i64>>("p");
        assert_eq!(exploded, Ok(BTreeMap::from([("other".to_owned(), 1), ("R".to_owned(), 1)])));
    }

    #[test]
    fn a_parameter_that_is_absent_or_wrong_is_named() {
        let absent = arrived(Place::Query, "").query_parameter::<i64>("limit").expect_err("it is required");
        assert_eq!(absent.to_string(), "query parameter `limit`: it is required");
        let deep = arrived(Place::Query, "").query_parameter_with::<BTreeMap<String, i64>>("p", DEEP);
        assert_eq!(deep, Ok(BTreeMap::new()), "an empty object is written as nothing");
        assert_eq!(arrived(Place::Query, "").query_parameter::<Option<i64>>("limit"), Ok(None));
        let wrong = arrived(Place::Query, "p=1,x").query_parameter_with::<Vec<i64>>("p", PLAIN).expect_err("a text");
        assert_eq!(wrong.to_string(), "query parameter `p`: $[1]: expected an integer, found a string");
    }
}
