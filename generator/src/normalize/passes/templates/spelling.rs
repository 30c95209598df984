//! Parameters whose names in the template are spelt differently.

use crate::path_variable;

/// Matches path parameters with missing names of the template: names that differ only in case and separators, or the last
/// name if only one parameter remains.
pub(super) fn meant<'a>(parameters: &[&str], missing: &mut Vec<&'a str>) -> Vec<Option<&'a str>> {
    let mut take = |is_meant: &dyn Fn(&str) -> bool| {
        let index = missing.iter().position(|name| is_meant(name))?;
        Some(missing.remove(index))
    };
    let mut found: Vec<Option<&str>> =
        parameters.iter().map(|parameter| take(&|name| folded(name) == folded(parameter))).collect();
    let mut left = found.iter_mut().filter(|meant| meant.is_none());
    if let (Some(last), None, [_]) = (left.next(), left.next(), missing.as_slice()) {
        *last = missing.pop();
    }
    found
}

fn folded(name: &str) -> String {
    path_variable::name(name)
        .chars()
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
