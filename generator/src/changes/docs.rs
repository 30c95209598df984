//! The documentation of an item, and whether the document calls it deprecated.

use super::{
    claims::Claim,
    comparison::{About, Comparison},
    rules::{Rule, client, operations, types},
};
use crate::model::Docs;

/// Compares the docs of a schema or a part of it, which is the item of `claims`.
pub(super) fn of_schema(cx: &mut Comparison<'_>, about: &About, old: &Docs, new: &Docs, claims: Vec<Claim>) {
    let rules = [types::SCHEMA_DEPRECATED, types::SCHEMA_NO_LONGER_DEPRECATED, types::SCHEMA_DOCS];
    compare(cx, rules, about, [old, new], claims);
}

/// Compares the docs of an operation or a part of it.
pub(super) fn of_operation(cx: &mut Comparison<'_>, about: &About, old: &Docs, new: &Docs, claims: Vec<Claim>) {
    let rules =
        [operations::OPERATION_DEPRECATED, operations::OPERATION_NO_LONGER_DEPRECATED, operations::OPERATION_DOCS];
    compare(cx, rules, about, [old, new], claims);
}

/// Compares the docs of an argument. The compiler does not warn about arguments.
pub(super) fn of_argument(cx: &mut Comparison<'_>, about: &About, old: &Docs, new: &Docs, claims: Vec<Claim>) {
    compare(cx, [operations::OPERATION_DOCS; 3], about, [old, new], claims);
}

/// Compares the docs of a security scheme.
pub(super) fn of_security_scheme(cx: &mut Comparison<'_>, about: &About, old: &Docs, new: &Docs) {
    let rules = [client::SECURITY_SCHEME_DEPRECATED, client::SECURITY_SCHEME_NO_LONGER_DEPRECATED, client::CLIENT_DOCS];
    compare(cx, rules, about, [old, new], Vec::new());
}

/// Compares the docs of an item that cannot be deprecated.
pub(super) fn text(cx: &mut Comparison<'_>, rule: &'static Rule, about: &About, docs: [&Docs; 2], claims: Vec<Claim>) {
    let [old, new] = docs;
    let texts = |docs: &Docs| {
        let Docs { summary, description, deprecated: _, example: _ } = docs;
        [summary.as_deref(), description.as_deref()].map(|text| text.unwrap_or_default().trim().to_owned())
    };
    let (old, new) = (texts(old), texts(new));
    if old != new {
        let edit = [old, new].concat().join("\0");
        cx.add_edit(rule, about, Some(edit), "the description differs".to_owned(), claims);
    }
}

fn compare(
    cx: &mut Comparison<'_>,
    [deprecated, no_longer, docs]: [&'static Rule; 3],
    about: &About,
    [old, new]: [&Docs; 2],
    claims: Vec<Claim>,
) {
    let found = match (old.deprecated, new.deprecated) {
        (false, true) => Some((deprecated, "is deprecated now")),
        (true, false) => Some((no_longer, "is not deprecated any more")),
        (true, true) | (false, false) => None,
    };
    if let Some((rule, message)) = found {
        // Deprecated operations and types are separate entries. Equal parts of several of them are one entry.
        let edit = about.subject.part.is_some().then(|| message.to_owned());
        cx.add_edit(rule, about, edit, message.to_owned(), claims.clone());
    }
    text(cx, docs, about, [old, new], claims);
}
