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

/// Compares the docs of an argument. The compiler does not warn about arguments, so both differences are one entry.
pub(super) fn of_argument(cx: &mut Comparison<'_>, about: &About, old: &Docs, new: &Docs, claims: Vec<Claim>) {
    let deprecation = deprecation(old, new);
    let texts = other_texts(old, new);
    let message = match (deprecation, &texts) {
        (None, None) => return,
        (Some(message), None) => message.to_owned(),
        (None, Some(_)) => OTHER_TEXT.to_owned(),
        (Some(message), Some(_)) => format!("{message}; {OTHER_TEXT}"),
    };
    let edit = deprecation.into_iter().map(str::to_owned).chain(texts).collect::<Vec<_>>().join("\0");
    cx.add_edit(operations::OPERATION_DOCS, about, Some(edit), message, claims);
}

/// Compares the docs of a security scheme.
pub(super) fn of_security_scheme(cx: &mut Comparison<'_>, about: &About, old: &Docs, new: &Docs) {
    let rules = [client::SECURITY_SCHEME_DEPRECATED, client::SECURITY_SCHEME_NO_LONGER_DEPRECATED, client::CLIENT_DOCS];
    compare(cx, rules, about, [old, new], Vec::new());
}

/// Compares the docs of an item that cannot be deprecated.
pub(super) fn text(cx: &mut Comparison<'_>, rule: &'static Rule, about: &About, docs: [&Docs; 2], claims: Vec<Claim>) {
    if let Some(edit) = other_texts(docs[0], docs[1]) {
        cx.add_edit(rule, about, Some(edit), OTHER_TEXT.to_owned(), claims);
    }
}

/// The message of other texts.
const OTHER_TEXT: &str = "the description differs";

/// The old and the new texts, if they differ.
fn other_texts(old: &Docs, new: &Docs) -> Option<String> {
    let texts = |docs: &Docs| {
        let Docs { summary, description, deprecated: _, example: _ } = docs;
        [summary.as_deref(), description.as_deref()].map(|text| text.unwrap_or_default().trim().to_owned())
    };
    let (old, new) = (texts(old), texts(new));
    (old != new).then(|| [old, new].concat().join("\0"))
}

/// The message of another deprecation.
fn deprecation(old: &Docs, new: &Docs) -> Option<&'static str> {
    match (old.deprecated, new.deprecated) {
        (false, true) => Some("is deprecated now"),
        (true, false) => Some("is not deprecated any more"),
        (true, true) | (false, false) => None,
    }
}

fn compare(
    cx: &mut Comparison<'_>,
    [deprecated, no_longer, docs]: [&'static Rule; 3],
    about: &About,
    [old, new]: [&Docs; 2],
    claims: Vec<Claim>,
) {
    if let Some(message) = deprecation(old, new) {
        let rule = if new.deprecated { deprecated } else { no_longer };
        // Deprecated operations and types are separate entries. Equal parts of several of them are one entry.
        let edit = about.subject.part.is_some().then(|| message.to_owned());
        cx.add_edit(rule, about, edit, message.to_owned(), claims.clone());
    }
    text(cx, docs, about, [old, new], claims);
}
