//! The names of operations without an id, from method and path.

use super::{Count, PathContext, Phrase, Route, is_plural, phrase, reduced, singularize_last, verbs};

/// The phrase made from the method and the fixed segments.
pub(super) fn phrase(route: &Route<'_>, place: &PathContext) -> Phrase {
    let is_item = place.parameter.is_some();
    let mut object = place.below_parent().to_vec();
    let mut rest = reduced_path(&place.fixed, place);
    let is_many = rest.last().or(place.target.last()).is_some_and(|word| is_plural(word));
    // `GET /albums/new` reads the new albums.
    let is_verb = |word: &String| verbs::is_verb(word) && !(route.method == "GET" && verbs::creates(word));
    let says_verb = place.target.first().is_some_and(is_verb);
    let verb = match route.method {
        "POST" | "GET" | "PUT" | "PATCH" if !is_item && says_verb && !rest.is_empty() => return action(&rest, place),
        // A last segment below an item that is not a collection is an action: `POST /accounts/{id}/follow`.
        "POST" if !is_item && !is_many && !rest.is_empty() => return action(&rest, place),
        "POST" if !is_item && (is_many || route.creates) => "create",
        // Controllers of ASP.NET have a path in the singular: `GET /api/Customer`.
        "GET" if !is_item && route.is_list && (place.is_own || place.is_below_item) => "list",
        "PUT" => "update",
        other => &other.to_ascii_lowercase(),
    };
    if is_item || verb == "create" {
        singularize_last(&mut rest);
        singularize_last(&mut object);
    }
    Phrase { verb: vec![verb.to_owned()], object, rest, count: Count::Unsaid, is_of_group: false }
}

/// The action that the last segment names, on an item of the collection before it: `POST /reports/{id}/resolve`.
fn action(rest: &[String], place: &PathContext) -> Phrase {
    let before = rest.strip_suffix(place.target.as_slice()).unwrap_or_default();
    let is_below_item = place.parents.last().is_some_and(|parent| phrase::same(before, parent));
    let (verb, mut rest) =
        if is_below_item { (place.target.clone(), before.to_vec()) } else { (rest.to_vec(), Vec::new()) };
    let mut object = place.below_parent().strip_suffix(verb.as_slice()).unwrap_or(&rest).to_vec();
    singularize_last(&mut rest);
    if place.is_below_item {
        singularize_last(&mut object);
    }
    Phrase { verb, object, rest, count: Count::Unsaid, is_of_group: true }
}

/// The fixed segments after the resource, at any position.
fn reduced_path(fixed: &[String], place: &PathContext) -> Vec<String> {
    let behind = (0..fixed.len()).find_map(|start| {
        let fixed = fixed.get(start..)?;
        let count = place.resources.iter().find_map(|resource| phrase::leading(fixed, resource))?;
        fixed.get(count..)
    });
    match behind {
        Some(behind) => behind.to_vec(),
        None => reduced(&[], fixed, place).0.to_vec(),
    }
}
