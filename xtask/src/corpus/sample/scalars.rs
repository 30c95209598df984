//! Strings, numbers and booleans at the limits that a schema sets.

use serde_json::{Value, json};

use super::schema::Part;

/// Strings of a format, the simplest first.
pub(super) fn strings(parts: &[Part<'_>]) -> Vec<Value> {
    let examples: Vec<&str> = match format(parts) {
        Some("date-time") => vec![
            "2026-04-01T12:34:56Z",
            "2026-04-01T12:34:56.123456789+02:00",
            "2026-04-01t12:34:56.1z",
            "1990-12-31T23:59:60Z",
            "2026-04-01T12:34:56-00:00",
        ],
        Some("date") => vec!["2026-04-01", "0001-01-01"],
        Some("time") => vec!["12:34:56Z", "12:34:56.5+01:00"],
        Some("duration") => vec!["P1DT12H", "PT0.5S"],
        Some("uuid") => vec!["3fa85f64-5717-4562-b3fc-2c963f66afa6", "3FA85F64-5717-4562-B3FC-2C963F66AFA6"],
        Some("uri" | "url") => vec!["https://example.com", "HTTPS://Example.com:443/a/../b?q=%7e"],
        Some("uri-reference") => vec!["/a?b#c"],
        Some("email") => vec!["a@example.com"],
        Some("hostname") => vec!["example.com"],
        Some("ipv4" | "ip") => vec!["192.0.2.1"],
        Some("ipv6") => vec!["2001:db8::1", "2001:0DB8:0:0:0:0:0:1"],
        Some("byte") => vec!["aGVsbG8=", ""],
        Some("decimal") => vec!["1.10", "0"],
        Some(format) if INTEGERS.contains(&format) => vec!["1", "0"],
        _ if is_number(parts) => vec!["1", "-7"],
        _ => vec!["text", "", "é\u{1f600}\u{0}\"\\", "null"],
    };
    let least = bound(parts, "minLength").unwrap_or(0.0);
    let most = bound(parts, "maxLength").unwrap_or(f64::INFINITY);
    let fits = |text: &str| {
        let length = f64::from(u32::try_from(text.chars().count()).unwrap_or(u32::MAX));
        least <= length && length <= most
    };
    let mut found: Vec<Value> = examples.into_iter().filter(|text| fits(text)).map(Value::from).collect();
    if found.is_empty() && least <= 4096.0 {
        let length = if least > 0.0 { least } else { most.min(1.0) };
        found.push(Value::from("x".repeat(format!("{length}").parse().unwrap_or(1))));
    }
    found
}

/// Formats of integers, also of integers in strings.
const INTEGERS: &[&str] = &["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"];

/// Whether a string is a number: .NET writes such a pattern next to `type: [integer, string]`.
fn is_number(parts: &[Part<'_>]) -> bool {
    let patterns = parts.iter().filter_map(|part| part.schema.get("pattern")?.as_str());
    patterns.into_iter().any(|pattern| pattern.starts_with(r"^-?(?:0|[1-9]\d*)"))
}

/// Integers, written as such and with a zero fraction.
pub(super) fn integers(parts: &[Part<'_>]) -> Vec<Value> {
    let wide = match format(parts) {
        Some("int32") => vec![json!(i32::MAX), json!(i32::MIN)],
        Some("uint32" | "uint16" | "uint8" | "int8" | "int16") => vec![json!(127)],
        Some("uint64" | "uint") => vec![json!(u64::MAX)],
        _ => vec![json!(9_007_199_254_740_993_i64), json!(i64::MAX), json!(i64::MIN)],
    };
    // A format with an unsigned name is unsigned, even without a `minimum`.
    let is_unsigned = format(parts).is_some_and(|format| format.starts_with('u'));
    let below_zero = (!is_unsigned).then(|| json!(-1));
    within(parts, [json!(1), json!(0), json!(1.0)].into_iter().chain(below_zero).chain(wide).collect())
}

/// Numbers: whole, with a fraction, small and large. With a `format`, each can be a double. Without it, one is larger
/// than any double.
pub(super) fn numbers(parts: &[Part<'_>]) -> Vec<Value> {
    let has_whole_bounds =
        || ["minimum", "maximum"].iter().all(|name| bound(parts, name).is_some_and(|it| it.fract() == 0.0));
    let is_integer = |format: &str| format.starts_with("int") || format.starts_with("uint");
    // Converters of OData write integers as such numbers.
    if format(parts).is_some_and(is_integer) && has_whole_bounds() {
        return integers(parts);
    }
    let all = [json!(1.5), json!(1), json!(1.0), json!(0), json!(-0.1), json!(1e300), json!(5e-324)];
    let exact = match format(parts) {
        Some("float" | "double") => json!(9_007_199_254_740_992_i64),
        _ => json!(9_007_199_254_740_993_i64),
    };
    within(parts, all.into_iter().chain([exact]).collect())
}

/// The candidates that the bounds allow, and the bounds themselves.
fn within(parts: &[Part<'_>], mut candidates: Vec<Value>) -> Vec<Value> {
    let bounds = ["minimum", "maximum"];
    let stated = parts.iter().flat_map(|part| bounds.iter().filter_map(|name| part.schema.get(*name)));
    candidates.extend(stated.filter(|bound| bound.is_number()).cloned());
    let step = parts.iter().find_map(|part| part.schema.get("multipleOf")).cloned();
    candidates.extend(step);
    candidates
}

fn format<'d>(parts: &[Part<'d>]) -> Option<&'d str> {
    parts.iter().find_map(|part| part.schema.get("format")?.as_str())
}

pub(super) fn bound(parts: &[Part<'_>], name: &str) -> Option<f64> {
    parts.iter().find_map(|part| part.schema.get(name)?.as_f64())
}
