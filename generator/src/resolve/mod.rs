//! Completes the model: what takes all types to decide, and may report.
//!
//! `lower` makes each type and each operation by itself. Here, types that contain themselves in place are flattened, each union
//! learns what tells its arms apart, and pages are found in the types of responses.

mod dispatch;
mod pagination;
mod self_referential;

use crate::{diagnostic::Diagnostics, lower::Lowered, model::Api};

/// Completes what `lower` made of a document.
pub fn resolve(lowered: Lowered, diagnostics: &mut Diagnostics) -> Api {
    let Lowered { mut api, pages } = lowered;
    self_referential::flatten(&mut api.types);
    dispatch::decide(&mut api.types, &api.receivers, diagnostics);
    dispatch::decide_received(&mut api.types, &mut api.receivers);
    pagination::check(&api.types, &mut api.resources, &pages, diagnostics);
    api
}
