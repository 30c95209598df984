//! The credentials that are sufficient.

use std::collections::BTreeSet;

use super::{
    claims::Claim,
    comparison::{About, Comparison},
    pairs::OperationPair,
    report::DocumentVersion,
    rules::{Direction, Rule, client, operations},
};
use crate::diagnostic::catalog::quoted;

/// Alternatives of names of schemes.
type Requirements = [Vec<String>];

/// Compares the requirements of an operation, if it has its own in one of the versions. The requirements of all other
/// operations are one entry.
pub(super) fn of_operation(cx: &mut Comparison<'_>, pair: OperationPair<'_>) {
    let (old, new) = (pair.old.1.security.as_deref(), pair.new.1.security.as_deref());
    if old.is_none() && new.is_none() {
        return;
    }
    let before = old.unwrap_or(&cx.old.api.settings.security);
    let now = new.unwrap_or(&cx.new.api.settings.security);
    let pointer = format!("{}/security", pair.new.1.pointer);
    let about = pair.about(Direction::Request).part("security", DocumentVersion::New, &pointer);
    let rules = [operations::OPERATION_SECURITY_NARROWED, operations::OPERATION_SECURITY_WIDENED];
    compare(cx, rules, &about, before, now, Vec::new());
}

/// Compares the requirements of operations without their own.
pub(super) fn of_client(cx: &mut Comparison<'_>, about: &About) {
    let rules = [client::SECURITY_NARROWED, client::SECURITY_WIDENED];
    let (before, now) = (&cx.old.api.settings.security, &cx.new.api.settings.security);
    compare(cx, rules, about, before, now, Vec::new());
}

fn compare(
    cx: &mut Comparison<'_>,
    [narrowed, widened]: [&'static Rule; 2],
    about: &About,
    old: &Requirements,
    new: &Requirements,
    claims: Vec<Claim>,
) {
    let (before, now) = (alternatives(old), alternatives(new));
    if before == now {
        return;
    }
    // Old credentials are sufficient if they satisfy one of the new alternatives.
    let suffices = |had: &BTreeSet<&str>| now.iter().any(|wanted| wanted.is_subset(had));
    let rule = if before.iter().all(suffices) { widened } else { narrowed };
    let message = format!("{} sufficed, and {} suffices now", shown(&before), shown(&now));
    cx.add(rule, about, message, claims);
}

/// The alternatives; an empty one if nothing is needed.
fn alternatives(requirements: &Requirements) -> BTreeSet<BTreeSet<&str>> {
    if requirements.is_empty() {
        return BTreeSet::from([BTreeSet::new()]);
    }
    requirements.iter().map(|alternative| alternative.iter().map(String::as_str).collect()).collect()
}

fn shown(alternatives: &BTreeSet<BTreeSet<&str>>) -> String {
    let one = |names: &BTreeSet<&str>| {
        if names.is_empty() {
            "nothing".to_owned()
        } else {
            names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(" with ")
        }
    };
    alternatives.iter().map(one).collect::<Vec<_>>().join(" or ")
}
