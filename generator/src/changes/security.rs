//! The credentials that are sufficient.

use std::{
    collections::{BTreeMap, BTreeSet},
    iter,
};

use indexmap::IndexSet;
use serde_json::Value;

use super::{
    comparison::{About, Comparison},
    pairs::OperationPair,
    report::DocumentVersion,
    rules::{Direction, Rule, client, operations},
};
use crate::{diagnostic::catalog::quoted, model::Operation, pointer::Pointer};

/// The names of the schemes of an alternative, each alone and with each of its scopes.
type NeededScopes<'a> = BTreeSet<(&'a str, Option<&'a str>)>;

/// The rules for the requirements of the client or of an operation.
#[derive(Clone, Copy)]
struct Rules {
    /// The requests that have the requirements.
    requests: &'static str,
    narrowed: &'static Rule,
    widened: &'static Rule,
    reordered: &'static Rule,
    scopes: &'static Rule,
}

/// Compares the requirements of an operation, if it has its own in one of the versions. The requirements of all other
/// operations are one entry.
pub(super) fn of_operation(cx: &mut Comparison<'_>, pair: OperationPair<'_>) {
    let (old, new) = (pair.old.1.security.as_deref(), pair.new.1.security.as_deref());
    if old.is_none() && new.is_none() {
        cx.has_common_security = true;
        return;
    }
    let requirements = [requirements(cx, 0, Some(pair.old.1)), requirements(cx, 1, Some(pair.new.1))];
    let pointer = format!("{}/security", pair.new.1.pointer);
    let about = pair.about(Direction::Request).part("security", DocumentVersion::New, &pointer);
    let rules = Rules {
        requests: "requests",
        narrowed: operations::OPERATION_SECURITY_NARROWED,
        widened: operations::OPERATION_SECURITY_WIDENED,
        reordered: operations::OPERATION_SECURITY_REORDERED,
        scopes: operations::OPERATION_SCOPES_CHANGED,
    };
    compare(cx, rules, &about, &requirements);
}

/// Compares the requirements of operations without their own. If there are no such operations, only requests that callers
/// write themselves have these requirements.
pub(super) fn of_client(cx: &mut Comparison<'_>, about: &About) {
    let rules = if cx.has_common_security {
        Rules {
            requests: "requests",
            narrowed: client::SECURITY_NARROWED,
            widened: client::SECURITY_WIDENED,
            reordered: client::SECURITY_REORDERED,
            scopes: client::SCOPES_CHANGED,
        }
    } else {
        let rule = client::OTHER_SECURITY_CHANGED;
        let requests = "requests by `Client::request`";
        Rules { requests, narrowed: rule, widened: rule, reordered: rule, scopes: rule }
    };
    let requirements = [requirements(cx, 0, None), requirements(cx, 1, None)];
    compare(cx, rules, about, &requirements);
}

/// The alternatives of an operation, if it has its own, or else of the document.
fn requirements<'a>(cx: &Comparison<'a>, version: usize, operation: Option<&'a Operation>) -> Vec<NeededScopes<'a>> {
    let api = [cx.old.api, cx.new.api][version];
    let own = operation.and_then(|it| Some((it.security.as_deref()?, it.pointer.as_str())));
    let (alternatives, place) = own.unwrap_or((&api.settings.security, "#"));
    let stated = cx.schemas[version].get(&Pointer::from_text(place).child("security"));
    let needs = |(index, names): (usize, &'a Vec<String>)| {
        let stated = stated.and_then(|all| all.get(index));
        let with_scopes = |name: &'a String| {
            let scopes = stated.and_then(|schemes| schemes.get(name)?.as_array()).into_iter().flatten();
            iter::once(None).chain(scopes.filter_map(Value::as_str).map(Some)).map(|scope| (name.as_str(), scope))
        };
        names.iter().flat_map(with_scopes).collect()
    };
    alternatives.iter().enumerate().map(needs).collect()
}

fn compare(cx: &mut Comparison<'_>, rules: Rules, about: &About, [old, new]: &[Vec<NeededScopes<'_>>; 2]) {
    let (before, now) = (alternatives(old), alternatives(new));
    let [old_order, new_order] = [in_order(old), in_order(new)];
    let (rule, message) = if before != now {
        // Old credentials are sufficient if they satisfy one of the new alternatives.
        let suffices = |had: &NeededScopes<'_>| now.iter().any(|wanted| wanted.is_subset(had));
        let has_schemes = |had: &NeededScopes<'_>| now.iter().any(|wanted| names(wanted).is_subset(&names(had)));
        let rule = if !before.iter().all(has_schemes) {
            rules.narrowed
        } else if !before.iter().all(suffices) {
            rules.scopes
        } else {
            rules.widened
        };
        (rule, format!("{} needed {}, and need {} now", rules.requests, shown(&before), shown(&now)))
    } else if !old_order.iter().eq(&new_order) {
        let message = format!("the order was {}, and is {} now", shown(&old_order), shown(&new_order));
        (rules.reordered, message)
    } else {
        return;
    };
    cx.add_repeatable(rule, about, message, Vec::new());
}

/// The schemes of an alternative, without scopes.
fn names<'a>(needs: &NeededScopes<'a>) -> NeededScopes<'a> {
    needs.iter().map(|(name, _)| (*name, None)).collect()
}

/// The schemes of the alternatives in the order in which the client tries them. One without credentials is always the last.
fn in_order<'a>(requirements: &[NeededScopes<'a>]) -> IndexSet<NeededScopes<'a>> {
    requirements.iter().filter(|needs| !needs.is_empty()).map(names).collect()
}

/// The alternatives; an empty one if nothing is needed.
fn alternatives<'a>(requirements: &[NeededScopes<'a>]) -> BTreeSet<NeededScopes<'a>> {
    if requirements.is_empty() { BTreeSet::from([NeededScopes::new()]) } else { requirements.iter().cloned().collect() }
}

fn shown<'r, 'a: 'r>(alternatives: impl IntoIterator<Item = &'r NeededScopes<'a>>) -> String {
    alternatives.into_iter().map(shown_needs).collect::<Vec<_>>().join(" or ")
}

/// The schemes of an alternative with their scopes: `` `oauth` (`read`, `write`) with `key` ``.
fn shown_needs(needs: &NeededScopes<'_>) -> String {
    if needs.is_empty() {
        return "no credentials".to_owned();
    }
    let mut schemes: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (name, scope) in needs {
        schemes.entry(name).or_default().extend(scope.map(quoted));
    }
    let scheme = |(name, scopes): (&str, Vec<String>)| match scopes.as_slice() {
        [] => quoted(name),
        scopes => format!("{} ({})", quoted(name), scopes.join(", ")),
    };
    schemes.into_iter().map(scheme).collect::<Vec<_>>().join(" with ")
}
