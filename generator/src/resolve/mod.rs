//! Completes the model: the steps that need all types, and may report findings.
//!
//! `lower` makes each type and each operation separately. This stage flattens types that contain themselves at the same place,
//! decides how the arms of each union are distinguished, and finds pages in the types of responses.

mod dispatch;
mod pagination;
mod self_referential;

use crate::{diagnostic::Diagnostics, lower::Lowered, model::Api};

/// Completes the result of `lower`.
pub fn resolve(lowered: Lowered, diagnostics: &mut Diagnostics) -> Api {
    let Lowered { mut api, pages } = lowered;
    self_referential::flatten(&mut api.types);
    dispatch::decide(&mut api.types, &api.receivers, diagnostics);
    dispatch::decide_received(&mut api.types, &mut api.receivers);
    pagination::check(&api.types, &mut api.resources, &pages, diagnostics);
    api
}
