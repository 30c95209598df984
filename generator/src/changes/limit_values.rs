//! The limits of one schema in one spelling, and whether other limits exclude values.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Number, Value};

use crate::media_type::format_of_content;

/// The keywords that limit values, and the change of each that excludes values.
pub(super) const LIMITS: &[(&str, Narrower)] = &[
    ("minLength", Narrower::Higher(&["minLength"])),
    ("maxLength", Narrower::Lower(&["maxLength"])),
    ("pattern", Narrower::Other),
    (UNNAMED_VALUES, Narrower::Values),
    ("format", Narrower::Format),
    ("contentEncoding", Narrower::Other),
    ("contentMediaType", Narrower::Other),
    ("minimum", Narrower::Higher(&LEAST)),
    ("exclusiveMinimum", Narrower::Higher(&LEAST)),
    ("maximum", Narrower::Lower(&MOST)),
    ("exclusiveMaximum", Narrower::Lower(&MOST)),
    ("multipleOf", Narrower::Multiple),
    ("minItems", Narrower::Higher(&["minItems"])),
    ("maxItems", Narrower::Lower(&["maxItems"])),
    ("uniqueItems", Narrower::Other),
    ("minProperties", Narrower::Higher(&["minProperties"])),
    ("maxProperties", Narrower::Lower(&["maxProperties"])),
    (REQUIRED, Narrower::Fewer),
    (ONE_REQUIRED, Narrower::Other),
    ("additionalProperties", Narrower::Other),
    ("unevaluatedProperties", Narrower::Other),
    ("unevaluatedItems", Narrower::Other),
    ("propertyNames", Narrower::Other),
    ("dependentRequired", Narrower::Other),
    ("dependentSchemas", Narrower::Other),
    ("contains", Narrower::Other),
    ("minContains", Narrower::Higher(&["minContains"])),
    ("maxContains", Narrower::Lower(&["maxContains"])),
    ("not", Narrower::Other),
    ("if", Narrower::Other),
    ("then", Narrower::Other),
    ("else", Narrower::Other),
];

/// The properties that alternatives require of the same object: `anyOf: [{required: [email]}, {required: [phone]}]`.
pub(super) const REQUIRED: &str = "required";

/// The number of combinations of such alternatives that are made.
const MOST_COMBINATIONS: usize = 200;

/// The same for alternatives of which exactly one applies. A further one excludes values too: `oneOf: [{required: [email]}, {required: [phone]}]`.
pub(super) const ONE_REQUIRED: &str = "oneOf";

/// The values of an `enum` that have no variants: fractions, lists and objects.
const UNNAMED_VALUES: &str = "enum";

/// Keywords that limit values only if they are `false`. Otherwise, they have a schema, which is in the model.
const CLOSING: &[&str] = &["additionalProperties", "unevaluatedProperties", "unevaluatedItems"];

/// Keywords with schemas and lists that have no effect on types.
const CONDITIONS: &[&str] =
    &["propertyNames", "dependentRequired", "dependentSchemas", "contains", "maxContains", "not", "if", "then", "else"];

/// The default of `minContains`, which has an effect only next to `contains`.
pub(super) const LEAST_CONTAINED: &str = "1";

const LEAST: [&str; 2] = ["minimum", "exclusiveMinimum"];
const MOST: [&str; 2] = ["maximum", "exclusiveMaximum"];

/// Formats whose values are values of another format.
const WIDER_FORMATS: &[(&str, &str)] =
    &[("int32", "int64"), ("float", "double"), ("uri", "uri-reference"), ("uri", "iri")];

/// Formats that exclude values of their type. Other formats, such as `int64` and unknown ones, are descriptions.
const EXCLUDING_FORMATS: &[&str] = &[
    "int8",
    "int16",
    "int32",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "float",
    "decimal",
    "byte",
    "base64url",
    "date-time",
    "date",
    "time",
    "duration",
    "email",
    "idn-email",
    "hostname",
    "idn-hostname",
    "ipv4",
    "ipv6",
    "uri",
    "uri-reference",
    "uri-template",
    "iri",
    "iri-reference",
    "uuid",
    "json-pointer",
    "relative-json-pointer",
    "regex",
];

/// The change of a limit that excludes values. A bound has one or two keywords.
#[derive(Clone, Copy, Debug)]
pub(super) enum Narrower {
    Higher(&'static [&'static str]),
    Lower(&'static [&'static str]),
    Multiple,
    Format,
    Values,
    Fewer,
    Other,
}

/// The values of a keyword. Alternatives can have several values.
pub(super) type KeywordValues = BTreeSet<String>;

/// The values of each keyword.
pub(super) type PartLimits = BTreeMap<&'static str, KeywordValues>;

/// The limits of a schema. Other spellings of a limit, such as those of OpenAPI 3.0, become one.
pub(super) fn limits_of(schema: &Map<String, Value>) -> Vec<(&'static str, String)> {
    let text = |name: &str| schema.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let [encoding, media_type] = ["contentEncoding", "contentMediaType"].map(text);
    let format_of_content = format_of_content(encoding, media_type);
    let format = text("format").or(format_of_content);
    let is_format = format_of_content.is_some() && format == format_of_content;
    let is_binary = is_format && format == Some("binary");
    // `contains` with `minContains: 0` accepts all lists, unless there is a most.
    let no_least = number(schema, "minContains").is_some_and(|number| number.as_f64() == Some(0.0));
    let accepts_all_lists = no_least && !schema.contains_key("maxContains");
    let least = bound(schema, LEAST, f64::gt);
    let most = bound(schema, MOST, f64::lt);
    let of_keyword = |keyword: &str| match keyword {
        "format" => format.map(str::to_owned),
        "contentEncoding" => encoding.filter(|_| !is_format).map(str::to_owned),
        "contentMediaType" => media_type.filter(|_| !is_binary).map(str::to_owned),
        "minimum" | "exclusiveMinimum" | "maximum" | "exclusiveMaximum" => {
            let found = [least, most].into_iter().flatten().find(|(name, _)| *name == keyword);
            found.map(|(_, number)| number_text(number))
        }
        "uniqueItems" => (schema.get(keyword) == Some(&Value::Bool(true))).then(|| "true".to_owned()),
        "pattern" => text(keyword).map(str::to_owned),
        UNNAMED_VALUES => unnamed_values(schema).map(|values| values.to_string()),
        REQUIRED | ONE_REQUIRED => None,
        _ if CLOSING.contains(&keyword) => {
            (schema.get(keyword) == Some(&Value::Bool(false))).then(|| "false".to_owned())
        }
        "contains" | "minContains" if accepts_all_lists => None,
        "minContains" => {
            let least = || number(schema, keyword).map_or_else(|| LEAST_CONTAINED.to_owned(), number_text);
            schema.contains_key("contains").then(least)
        }
        _ if CONDITIONS.contains(&keyword) => schema.get(keyword).map(condition),
        _ => {
            let accepts_all = |number: &Number| keyword.starts_with("min") && number.as_f64() == Some(0.0);
            number(schema, keyword).filter(|it| !accepts_all(it)).map(number_text)
        }
    };
    LIMITS.iter().filter_map(|(keyword, _)| Some((*keyword, of_keyword(keyword)?))).collect()
}

/// The values of an `enum` that the model does not have, sorted. Names of values make variants of whole numbers.
fn unnamed_values(schema: &Map<String, Value>) -> Option<Value> {
    let values = schema.get("enum")?.as_array()?;
    let has_names = schema.keys().any(|keyword| keyword.starts_with("x-") && keyword.contains("enum"));
    let is_number =
        |kind: &Value| kind == "number" || kind.as_array().is_some_and(|kinds| kinds.iter().any(|it| it == "number"));
    let takes_fractions = schema.get("type").is_some_and(is_number) && !has_names;
    let is_fraction = |value: &Value| value.is_number() && !normalized(value).is_i64() && !normalized(value).is_u64();
    let has_fractions = takes_fractions || values.iter().any(is_fraction);
    let is_unnamed = |value: &&Value| match value {
        Value::Number(_) => has_fractions,
        Value::Array(_) | Value::Object(_) => true,
        Value::Null | Value::Bool(_) | Value::String(_) => false,
    };
    let mut unnamed: Vec<Value> = values.iter().filter(is_unnamed).map(normalized).collect();
    unnamed.sort_by_cached_key(Value::to_string);
    // The client writes an only number by itself.
    let others = values.iter().filter(|value| !value.is_null()).count();
    let is_constant = matches!(unnamed.as_slice(), [Value::Number(_)]) && others == 1;
    (!unnamed.is_empty() && !is_constant).then(|| unnamed.into())
}

/// The stricter one of an inclusive and an exclusive bound. In OpenAPI 3.0, `true` makes a bound exclusive.
fn bound<'a>(
    schema: &'a Map<String, Value>,
    [inclusive, exclusive]: [&'static str; 2],
    is_stricter: fn(&f64, &f64) -> bool,
) -> Option<(&'static str, &'a Number)> {
    let is_exclusive = schema.get(exclusive) == Some(&Value::Bool(true));
    match (number(schema, inclusive), number(schema, exclusive)) {
        (Some(with), Some(without)) if is_stricter(&with.as_f64()?, &without.as_f64()?) => Some((inclusive, with)),
        (_, Some(without)) => Some((exclusive, without)),
        (Some(with), None) => Some((if is_exclusive { exclusive } else { inclusive }, with)),
        (None, None) => None,
    }
}

fn number<'a>(schema: &'a Map<String, Value>, keyword: &str) -> Option<&'a Number> {
    schema.get(keyword).and_then(Value::as_number)
}

/// A number without an empty fraction: `1.0` is `1`.
fn number_text(number: &Number) -> String {
    let text = number.to_string();
    match text.strip_suffix(".0") {
        Some(whole) => whole.to_owned(),
        None => text,
    }
}

/// A value in one form: its numbers have no empty fraction, and its keys are sorted.
pub(super) fn normalized(value: &Value) -> Value {
    match value {
        Value::Number(number) => serde_json::from_str(&number_text(number)).unwrap_or_else(|_| value.clone()),
        Value::Array(list) => list.iter().map(normalized).collect(),
        Value::Object(map) => {
            let sorted: BTreeMap<&String, &Value> = map.iter().collect();
            sorted.into_iter().map(|(name, value)| (name.clone(), normalized(value))).collect()
        }
        Value::Null | Value::Bool(_) | Value::String(_) => value.clone(),
    }
}

/// The text of a condition in one form. The order of names, such as required properties, has no meaning.
pub(super) fn condition(value: &Value) -> String {
    without_order(normalized(value)).to_string()
}

fn without_order(value: Value) -> Value {
    match value {
        Value::Array(mut list) if list.iter().all(Value::is_string) => {
            list.sort_by(|one, other| one.as_str().cmp(&other.as_str()));
            list.into()
        }
        Value::Array(list) => list.into_iter().map(without_order).collect(),
        Value::Object(map) => map.into_iter().map(|(name, value)| (name, without_order(value))).collect(),
        other => other,
    }
}

/// Whether some values that the old limits accept are not accepted by the new ones, because of a keyword.
pub(super) fn excludes(keyword: &str, narrower: Narrower, [old, new]: [&PartLimits; 2]) -> bool {
    match narrower {
        Narrower::Higher(names) => is_stricter(&bounds(old, names, 1.0), &bounds(new, names, 1.0)),
        Narrower::Lower(names) => is_stricter(&bounds(old, names, -1.0), &bounds(new, names, -1.0)),
        Narrower::Multiple => {
            let (old, new) = (bounds(old, &[keyword], 1.0), bounds(new, &[keyword], 1.0));
            let is_whole = |number: f64| (number - number.round()).abs() < 1e-9;
            let is_excluded = |(factor, _): &(f64, bool)| !old.iter().any(|(old, _)| is_whole(old / factor));
            new.iter().any(is_excluded)
        }
        Narrower::Format => match (old.get(keyword), new.get(keyword)) {
            (_, None) => false,
            (None, Some(new)) => new.iter().any(|format| EXCLUDING_FORMATS.contains(&format.as_str())),
            (Some(old), Some(new)) => {
                let excludes = |format: &String| EXCLUDING_FORMATS.contains(&format.as_str()) && !old.contains(format);
                let is_wider = WIDER_FORMATS.iter().any(|(less, more)| old.iter().eq([less]) && new.iter().eq([more]));
                new.iter().any(excludes) && !is_wider
            }
        },
        Narrower::Values => new.get(keyword).is_some_and(|new| {
            let values = |lists: &KeywordValues| {
                let lists = lists.iter().filter_map(|list| serde_json::from_str::<Vec<Value>>(list).ok());
                lists.flatten().map(|value| value.to_string()).collect::<BTreeSet<_>>()
            };
            !old.get(keyword).is_some_and(|old| values(old).is_subset(&values(new)))
        }),
        Narrower::Fewer => new.get(keyword).is_some_and(|new| {
            !alternatives(keyword, old).iter().any(|old| old.iter().all(|old| new.iter().any(|new| accepts(new, old))))
        }),
        Narrower::Other => new.contains_key(keyword),
    }
}

/// The combinations of the alternatives of all lists. If there are too many, the lists: each of them applies.
fn alternatives(keyword: &str, limits: &PartLimits) -> Vec<KeywordValues> {
    let lists: Vec<KeywordValues> =
        [keyword, ONE_REQUIRED].into_iter().filter_map(|kind| limits.get(kind)).flat_map(lists).collect();
    let combined = lists.iter().try_fold(None, |combined: Option<KeywordValues>, list| match combined {
        Some(combined) => combinations(&combined, list).map(Some),
        None => Some(Some(list.clone())),
    });
    combined.map_or(lists, |combined| combined.into_iter().collect())
}

/// Whether an alternative accepts all values of an old one: it requires no further property. Alternatives that cannot be read
/// accept only their own values.
fn accepts(new: &str, old: &str) -> bool {
    new == old || names(new).zip(names(old)).is_some_and(|(new, old)| new.is_subset(&old))
}

/// The required properties of an alternative; `None` if it is another text.
fn names(alternative: &str) -> Option<BTreeSet<String>> {
    serde_json::from_str(alternative).ok()
}

/// Each combination of two alternatives that apply at once; `None` if there are too many, or if one cannot be read.
fn combinations(one: &KeywordValues, other: &KeywordValues) -> Option<KeywordValues> {
    if one.len().saturating_mul(other.len()) > MOST_COMBINATIONS {
        return None;
    }
    let all_names = |alternatives: &KeywordValues| alternatives.iter().map(|it| names(it)).collect::<Option<Vec<_>>>();
    let (one, other) = (all_names(one)?, all_names(other)?);
    let all: BTreeSet<_> = one.iter().flat_map(|one| other.iter().map(move |other| one | other)).collect();
    let is_implied = |one: &BTreeSet<String>| all.iter().any(|other| other != one && other.is_subset(one));
    let kept = all.iter().filter(|one| !is_implied(one));
    Some(kept.map(|one| Value::from_iter(one.clone()).to_string()).collect())
}

/// Both lists of alternatives as one text, which is equal only to itself.
fn both_lists(one: &KeywordValues, other: &KeywordValues) -> KeywordValues {
    let value = |text: &String| serde_json::from_str(text).unwrap_or_else(|_| Value::from(text.as_str()));
    let mut lists = [one, other].map(|list| list.iter().map(value).collect::<Value>());
    lists.sort_by_key(Value::to_string);
    KeywordValues::from([Value::from_iter(lists).to_string()])
}

/// The lists of alternatives that [`both_lists`] joined, or else the only list.
fn lists(alternatives: &KeywordValues) -> Vec<KeywordValues> {
    let only = alternatives.iter().next().filter(|_| alternatives.len() == 1);
    let joined: Option<Vec<Vec<Vec<String>>>> = only.and_then(|text| serde_json::from_str(text).ok());
    let text = |names: Vec<String>| Value::from(names).to_string();
    let lists = joined.map(|lists| lists.into_iter().map(|list| list.into_iter().map(text).collect()).collect());
    lists.unwrap_or_else(|| vec![alternatives.clone()])
}

/// The values of a keyword in two schemas that apply at once: the stricter one of two bounds, each combination of two
/// alternatives, or else all values.
pub(super) fn both(keyword: &str, one: &KeywordValues, other: &KeywordValues) -> KeywordValues {
    if one == other {
        return one.clone();
    }
    if keyword == REQUIRED {
        return combinations(one, other).unwrap_or_else(|| both_lists(one, other));
    }
    let narrower = LIMITS.iter().find(|(name, _)| *name == keyword).map(|(_, narrower)| narrower);
    let number = |values: &KeywordValues| match values.iter().collect::<Vec<_>>().as_slice() {
        [only] => only.parse::<f64>().ok(),
        _ => None,
    };
    let is_other_stricter = number(one).zip(number(other)).and_then(|(one, other)| match narrower {
        Some(Narrower::Higher(_)) => Some(other > one),
        Some(Narrower::Lower(_)) => Some(other < one),
        Some(Narrower::Multiple | Narrower::Format | Narrower::Values | Narrower::Fewer | Narrower::Other) | None => {
            None
        }
    });
    match is_other_stricter {
        Some(true) => other.clone(),
        Some(false) => one.clone(),
        None => one.union(other).cloned().collect(),
    }
}

/// The numbers of keywords, each with whether it is exclusive.
fn bounds(limits: &PartLimits, keywords: &[&str], sign: f64) -> Vec<(f64, bool)> {
    let of_keyword = |name: &&str| {
        let is_exclusive = name.starts_with("exclusive");
        let numbers = limits.get(name).into_iter().flatten().filter_map(|text| text.parse::<f64>().ok());
        numbers.map(move |number| (sign * number, is_exclusive)).collect::<Vec<_>>()
    };
    keywords.iter().flat_map(of_keyword).collect()
}

/// Whether a new bound is above an old one. Bounds that both versions have are compared only with bounds of one version.
fn is_stricter(old: &[(f64, bool)], new: &[(f64, bool)]) -> bool {
    let without = |bounds: &[(f64, bool)], others: &[(f64, bool)]| -> Vec<(f64, bool)> {
        let rest: Vec<_> = bounds.iter().copied().filter(|bound| !others.contains(bound)).collect();
        if rest.is_empty() { bounds.to_vec() } else { rest }
    };
    let (before, now) = (without(old, new), without(new, old));
    now.iter().any(|new| before.is_empty() || before.iter().any(|old| new > old))
}
