//! What every pass works on.

use serde_json::Value;

use super::Origins;
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    pointer::Pointer,
};

/// The version that a document was written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Version {
    V3_0,
    /// 3.1, and 3.2 as far as it is the same.
    V3_1,
}

/// A document on its way through the passes.
pub(crate) struct Context<'a> {
    pub(crate) document: Value,
    pub(crate) version: Version,
    pub(crate) findings: Findings<'a>,
}

/// Where findings go: they are traced back to the source when they are made, since later passes move things on.
pub(crate) struct Findings<'a> {
    pub(crate) origins: Origins,
    pub(crate) diagnostics: &'a mut Diagnostics,
    /// False when something was found that later stages cannot read.
    pub(crate) sound: bool,
}

impl Findings<'_> {
    /// Adds a finding whose pointer is a place of the tree as it is now.
    pub(crate) fn report(&mut self, mut diagnostic: Diagnostic) {
        diagnostic.pointer = self.origins.trace(&diagnostic.pointer);
        self.diagnostics.push(diagnostic);
    }

    /// Adds a finding that ends the work on the document.
    pub(crate) fn report_unsound(&mut self, diagnostic: Diagnostic) {
        self.sound = false;
        self.report(diagnostic);
    }

    /// Records that the node at `from` has gone to `to`.
    pub(crate) fn record_move(&mut self, from: &Pointer, to: &Pointer) {
        self.origins.record_move(from, to);
    }
}
