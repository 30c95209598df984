//! Splits wire names into lower-case words.

use std::borrow::Cow;

use heck::{ToSnakeCase, ToUpperCamelCase};
use unicode_normalization::UnicodeNormalization;

/// The words of a name, lower case, of characters that an identifier may have: `HTTPServer-v2` → `http server v2`. A name of [`WHOLE`] is one word: `OAuth2` →
/// `oauth2`.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in words_by_case(text) {
        let is_second = |second: &str| word.trim_end_matches(|last: char| last.is_ascii_digit()) == second;
        let is_end = |last: &String| WHOLE.iter().any(|(first, second)| last == first && is_second(second));
        match words.last_mut().filter(|last| is_end(last)) {
            Some(last) => last.push_str(&word),
            None => words.push(word),
        }
    }
    words
}

/// Names that have a capital inside, in the parts that it makes of them. A number may follow.
const WHOLE: [(&str, &str); 5] = [("io", "t"), ("i", "os"), ("i", "pv"), ("mac", "os"), ("o", "auth")];

/// The words of a name as its capitals divide it: `OAuth2` → `o auth2`.
///
/// A name of symbols alone is spelled (`>=` → `greater than equals`), and so is a sign before a digit (`+1`, `-1`).
pub(super) fn words_by_case(text: &str) -> Vec<String> {
    if is_divided(text) {
        return text.split('_').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    }
    let text = if text.is_ascii() { Cow::Borrowed(text) } else { text.nfkc().collect() };
    let spelled = if text.chars().any(char::is_alphanumeric) { spell_sign(&text) } else { spell_symbols(&text) };
    acronyms(&spelled).to_snake_case().split('_').filter_map(identifier_characters).collect()
}

/// Whether a name is in snake case, as most names of properties are: only its underscores divide it.
fn is_divided(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    text.bytes().any(is_plain) && text.bytes().all(|byte| is_plain(byte) || byte == b'_')
}

/// Plurals that do not follow the rules below, and their singulars.
const IRREGULAR: [(&str, &str); 14] = [
    ("aliases", "alias"),
    ("analyses", "analysis"),
    ("caches", "cache"),
    ("children", "child"),
    ("cookies", "cookie"),
    ("criteria", "criterion"),
    ("indices", "index"),
    ("matrices", "matrix"),
    ("movies", "movie"),
    ("people", "person"),
    ("series", "series"),
    ("species", "species"),
    ("statuses", "status"),
    ("vertices", "vertex"),
];

/// `agents` → `agent`, `policies` → `policy`; a word without a plural's ending stays as it is. Of several words the last one counts,
/// in `snake_case` and in `PascalCase`.
pub fn singular(word: &str) -> String {
    let start = word.char_indices().rev().find(|(_, it)| *it == '_' || it.is_uppercase());
    let start = start.map_or(0, |(place, it)| if it == '_' { place + 1 } else { place });
    let (before, last) = word.split_at(start);
    let lower = last.to_lowercase();
    if let Some((_, one)) = IRREGULAR.iter().find(|(plural, _)| *plural == lower) {
        let is_capital = last.starts_with(char::is_uppercase);
        return if is_capital { format!("{before}{}", one.to_upper_camel_case()) } else { format!("{before}{one}") };
    }
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    for ending in ["sses", "xes", "ches", "shes"] {
        if word.ends_with(ending) {
            return word[..word.len() - 2].to_owned();
        }
    }
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 1 && !stem.ends_with(['s', 'u', 'i']) => stem.to_owned(),
        _ => word.to_owned(),
    }
}

/// Acronyms in the plural as words: `floatingIPs` → `floatingIps`.
fn acronyms(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let is_upper = |index: usize| characters.get(index).is_some_and(|character| character.is_uppercase());
    let ends_plural = |index: usize| {
        characters.get(index + 1) == Some(&'s') && characters.get(index + 2).is_none_or(|next| !next.is_lowercase())
    };
    let mut words = String::with_capacity(text.len());
    let mut start = 0;
    while start < characters.len() {
        let length = (start..characters.len()).take_while(|index| is_upper(*index)).count();
        let is_plural = length > 1 && ends_plural(start + length - 1);
        for (index, character) in characters.iter().enumerate().skip(start).take(length.max(1)) {
            if is_plural && index > start {
                words.extend(character.to_lowercase());
            } else {
                words.push(*character);
            }
        }
        start += length.max(1);
    }
    words
}

fn identifier_characters(word: &str) -> Option<String> {
    let word: String = word.chars().filter(|character| unicode_ident::is_xid_continue(*character)).collect();
    (!word.is_empty()).then_some(word)
}

fn spell_sign(text: &str) -> String {
    let mut characters = text.chars();
    let sign = match characters.next() {
        Some('+') => "plus",
        Some('-') => "minus",
        _ => return text.to_owned(),
    };
    let rest = characters.as_str();
    if rest.starts_with(|first: char| first.is_ascii_digit()) { format!("{sign} {rest}") } else { text.to_owned() }
}

/// Spells the signs at both ends of a value, since other values often differ only in them: `-created` → `minus created`,
/// `>18` → `greater than 18`, `A+` → `A plus`.
pub(super) fn spell_ends(text: &str) -> Cow<'_, str> {
    let inner = text.trim_start_matches(['+', '-', '<', '>', '=', '!']);
    let (before, rest) = text.split_at(text.len() - inner.len());
    let inner = rest.trim_end_matches(['+', '-', '#']);
    let (inner, after) = rest.split_at(inner.len());
    let before = if inner.starts_with(char::is_alphanumeric) { spell_symbols(before) } else { before.to_owned() };
    let after = if inner.ends_with(char::is_alphanumeric) { spell_symbols(after) } else { after.to_owned() };
    if inner.is_empty() || before.is_empty() && after.is_empty() {
        return Cow::Borrowed(text);
    }
    format!("{before} {inner} {after}").into()
}

/// The words of signs.
pub(super) fn spell_symbols(text: &str) -> String {
    text.chars().map(symbol_name).collect::<Vec<_>>().join(" ")
}

/// The word of a sign.
pub(super) fn symbol_name(character: char) -> String {
    let name = match character {
        ' ' => "space",
        '!' => "exclamation",
        '"' => "quote",
        '#' => "hash",
        '$' => "dollar",
        '%' => "percent",
        '&' => "ampersand",
        '\'' => "apostrophe",
        '(' => "open paren",
        ')' => "close paren",
        '*' => "asterisk",
        '+' => "plus",
        ',' => "comma",
        '-' => "minus",
        '.' => "dot",
        '/' => "slash",
        ':' => "colon",
        ';' => "semicolon",
        '<' => "less than",
        '=' => "equals",
        '>' => "greater than",
        '?' => "question",
        '@' => "at",
        '[' => "open bracket",
        '\\' => "backslash",
        ']' => "close bracket",
        '^' => "caret",
        '_' => "underscore",
        '`' => "backtick",
        '{' => "open brace",
        '|' => "pipe",
        '}' => "close brace",
        '~' => "tilde",
        other => return format!("u{:x}", u32::from(other)),
    };
    name.to_owned()
}
