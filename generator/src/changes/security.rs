//! The credentials that are sufficient.

use std::collections::BTreeSet;

use super::{
    comparison::{About, Comparison},
    pairs::OperationPair,
    report::DocumentVersion,
    rules::{Direction, Rule, client, operations},
};
use crate::diagnostic::catalog::quoted;

/// Alternatives of names of schemes.
type Requirements = [Vec<String>];

/// The rules for the requirements of the client or of an operation.
#[derive(Clone, Copy)]
struct Rules {
    /// The requests that have the requirements.
    requests: &'static str,
    narrowed: &'static Rule,
    widened: &'static Rule,
    reordered: &'static Rule,
}

/// Compares the requirements of an operation, if it has its own in one of the versions. The requirements of all other
/// operations are one entry.
pub(super) fn of_operation(cx: &mut Comparison<'_>, pair: OperationPair<'_>) {
    let (old, new) = (pair.old.1.security.as_deref(), pair.new.1.security.as_deref());
    if old.is_none() && new.is_none() {
        cx.has_common_security = true;
        return;
    }
    let before = old.unwrap_or(&cx.old.api.settings.security);
    let now = new.unwrap_or(&cx.new.api.settings.security);
    let pointer = format!("{}/security", pair.new.1.pointer);
    let about = pair.about(Direction::Request).part("security", DocumentVersion::New, &pointer);
    let rules = Rules {
        requests: "requests",
        narrowed: operations::OPERATION_SECURITY_NARROWED,
        widened: operations::OPERATION_SECURITY_WIDENED,
        reordered: operations::OPERATION_SECURITY_REORDERED,
    };
    compare(cx, rules, &about, before, now);
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
        }
    } else {
        let rule = client::OTHER_SECURITY_CHANGED;
        Rules { requests: "requests by `Client::request`", narrowed: rule, widened: rule, reordered: rule }
    };
    let (before, now) = (&cx.old.api.settings.security, &cx.new.api.settings.security);
    compare(cx, rules, about, before, now);
}

fn compare(cx: &mut Comparison<'_>, rules: Rules, about: &About, old: &Requirements, new: &Requirements) {
    let (before, now) = (alternatives(old), alternatives(new));
    let [old_order, new_order] = [in_order(old), in_order(new)];
    let (rule, message) = if before != now {
        // Old credentials are sufficient if they satisfy one of the new alternatives.
        let suffices = |had: &BTreeSet<&str>| now.iter().any(|wanted| wanted.is_subset(had));
        let rule = if before.iter().all(suffices) { rules.widened } else { rules.narrowed };
        (rule, format!("{} needed {}, and need {} now", rules.requests, shown(&before), shown(&now)))
    } else if old_order != new_order {
        let message = format!("the order was {}, and is {} now", shown(&old_order), shown(&new_order));
        (rules.reordered, message)
    } else {
        return;
    };
    cx.add_repeatable(rule, about, message, Vec::new());
}

/// The alternatives in the order in which the client tries them. One without credentials is always the last.
fn in_order(requirements: &Requirements) -> Vec<BTreeSet<&str>> {
    let names = requirements.iter().map(|alternative| alternative.iter().map(String::as_str).collect());
    names.filter(|names: &BTreeSet<&str>| !names.is_empty()).collect()
}

/// The alternatives; an empty one if nothing is needed.
fn alternatives(requirements: &Requirements) -> BTreeSet<BTreeSet<&str>> {
    if requirements.is_empty() {
        return BTreeSet::from([BTreeSet::new()]);
    }
    requirements.iter().map(|alternative| alternative.iter().map(String::as_str).collect()).collect()
}

fn shown<'a>(alternatives: impl IntoIterator<Item = &'a BTreeSet<&'a str>>) -> String {
    let one = |names: &BTreeSet<&str>| {
        if names.is_empty() {
            "no credentials".to_owned()
        } else {
            names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(" with ")
        }
    };
    alternatives.into_iter().map(one).collect::<Vec<_>>().join(" or ")
}
