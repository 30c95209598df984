//! Names that are all different.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    identifier,
    words::{spell_symbols, symbol_name},
};

/// A set of names in one Rust namespace.
///
/// Names that differ only in case count as equal, so that they can be file names anywhere.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    reserved: BTreeSet<String>,
    taken: BTreeSet<String>,
    /// The number that the next equal claim tries first.
    numbers: BTreeMap<String, u64>,
}

impl Scope {
    /// A scope in which `reserved` names are taken.
    pub fn new(reserved: &[&str]) -> Self {
        Self { reserved: reserved.iter().map(|name| name.to_lowercase()).collect(), ..Self::default() }
    }

    /// Claims `wanted`, or `wanted_` if it is reserved, or the first of `wanted2`, `wanted3`, … that is free. A name that
    /// is not an identifier is converted to one first.
    pub fn claim(&mut self, wanted: &str) -> String {
        let wanted = identifier(wanted).into_owned();
        let wanted = wanted.as_str();
        if self.reserved.contains(&wanted.to_lowercase()) {
            return self.claim(&format!("{wanted}_"));
        }
        if self.taken.insert(wanted.to_lowercase()) {
            return wanted.to_owned();
        }
        // `new__2` would not be in snake case.
        let stem = if wanted.ends_with('_') { wanted.trim_end_matches('_') } else { wanted };
        let is_set_off = stem != wanted || wanted.ends_with(|last: char| last.is_ascii_digit());
        let separator = if is_set_off { "_" } else { "" };
        let mut number = self.numbers.get(&wanted.to_lowercase()).copied().unwrap_or(2);
        loop {
            let name = format!("{stem}{separator}{number}");
            number += 1;
            if !self.reserved.contains(&name.to_lowercase()) && self.taken.insert(name.to_lowercase()) {
                self.numbers.insert(wanted.to_lowercase(), number);
                return name;
            }
        }
    }

    /// Whether `claim` gives this name, or the identifier that it becomes.
    pub fn is_free(&self, name: &str) -> bool {
        let name = identifier(name).to_lowercase();
        !self.reserved.contains(&name) && !self.taken.contains(&name)
    }

    /// Whether another claim of this name, which may be reserved, has got it.
    fn is_taken(&self, name: &str) -> bool {
        let name = identifier(name).to_lowercase();
        let name = if self.reserved.contains(&name) { format!("{name}_") } else { name };
        self.taken.contains(&name)
    }

    /// Makes a name unavailable.
    pub fn reserve(&mut self, name: &str) {
        self.reserved.insert(name.to_lowercase());
    }

    /// Claims a name for each wire name. Wire names that already are their Rust names come first, so that `FooBar` keeps
    /// its name if `foo_bar` is added. Keywords come next, so that `type` is `type_`, also if there is `@type`. Names that begin
    /// or end with a sign come last. If such a name is taken, the word of the sign distinguishes it: `_birthDate` is
    /// `underscore_birth_date`, if there is `birthDate`. A comparison is always a part of the name: `sent>` is
    /// `sent_greater_than`, also if there is no `sent`.
    pub fn claim_all<'a>(
        &mut self,
        wire_names: impl IntoIterator<Item = &'a str>,
        name: impl Fn(&str) -> String,
    ) -> Vec<String> {
        let wanted: Vec<(&str, String)> =
            wire_names.into_iter().map(|wire_name| (wire_name, name(wire_name))).collect();
        let rank = |(wire_name, name): &(&str, String)| match name.strip_prefix(wire_name) {
            Some("") => 0,
            Some("_") => 1,
            _ if with_signs(wire_name).is_none() => 2,
            _ => 3,
        };
        let mut order: Vec<usize> = (0..wanted.len()).collect();
        order.sort_by_key(|index| wanted.get(*index).map(rank));
        let mut claimed = Vec::with_capacity(order.len());
        for index in order {
            let Some((wire_name, wanted)) = wanted.get(index) else { continue };
            // A name that the document gives has no signs of the wire name.
            let is_compared = comparison(wire_name).is_some_and(|stem| name(stem) == *wanted);
            let longer =
                with_signs(wire_name).filter(|_| is_compared || self.is_taken(wanted)).map(|spelt| name(&spelt));
            let wanted = longer.filter(|longer| self.is_free(longer)).unwrap_or_else(|| wanted.clone());
            claimed.push((index, self.claim(&wanted)));
        }
        claimed.sort_unstable();
        claimed.into_iter().map(|(_, name)| name).collect()
    }
}

/// The signs at the end of a name that distinguish it.
const SIGNS: [char; 10] = ['<', '>', '=', '!', '~', '+', '-', '*', '#', '?'];

/// The name before a comparison at its end: `sent` of `sent>`. The `>` of `Page<Pet>` is not a comparison.
fn comparison(wire_name: &str) -> Option<&str> {
    let stem = wire_name.trim_end_matches(SIGNS);
    let signs = wire_name.strip_prefix(stem)?;
    (signs.contains(['<', '>', '=']) && !stem.contains('<')).then_some(stem)
}

/// The name with the words of the sign that it begins with, or of the signs that it ends with.
fn with_signs(wire_name: &str) -> Option<String> {
    let first = wire_name.chars().next().filter(|first| "_@$#.".contains(*first));
    let stem = wire_name.trim_end_matches(SIGNS);
    match (first, wire_name.strip_prefix(stem)) {
        (Some(first), _) => Some(format!("{}{wire_name}", symbol_name(first))),
        (None, Some(last)) if !last.is_empty() && !stem.is_empty() => Some(format!("{stem} {}", spell_symbols(last))),
        _ => None,
    }
}
