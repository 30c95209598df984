//! The data that every pass works on.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{EventNames, Origins, objects::Kind};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Severity, catalog::structure as catalog},
    pointer::Pointer,
};

/// The version that a document was written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum OpenApiVersion {
    /// Swagger 2.0, in the form of 3.0.
    V2_0,
    V3_0,
    V3_1,
    V3_2,
}

/// A document during the passes.
pub(crate) struct PassContext<'a> {
    pub(crate) document: Value,
    /// The references in webhooks and callbacks, also in the parts that are removed.
    pub(crate) received: BTreeSet<String>,
    pub(crate) named_events: EventNames,
    pub(crate) findings: Findings<'a>,
}

/// The findings. They are traced back to the source when they are made, since later passes move parts.
pub(crate) struct Findings<'a> {
    pub(crate) version: OpenApiVersion,
    pub(crate) origins: Origins,
    pub(crate) diagnostics: &'a mut Diagnostics,
    /// The sections of `components` with errors, and the files that cannot be read: references into them are not reported again.
    pub(crate) aside: Vec<Pointer>,
    /// Findings so far: parts that were copied are not reported again.
    pub(crate) reported: BTreeSet<(&'static str, Pointer, String)>,
}

impl Findings<'_> {
    /// Adds a finding whose pointer is a place of the tree as it is now.
    pub(crate) fn report(&mut self, mut diagnostic: Diagnostic) {
        diagnostic.pointer = self.origins.trace(&diagnostic.pointer);
        if self.reported.insert((diagnostic.code, diagnostic.pointer.clone(), diagnostic.message.clone())) {
            self.diagnostics.push(diagnostic);
        }
    }

    /// The same, on an object of the kind `kind`. If nothing depends on objects of this kind, the finding is not an
    /// error.
    pub(crate) fn report_on(&mut self, kind: Kind, diagnostic: Diagnostic) {
        self.report(if kind.is_without_effect() { catalog::without_effect(diagnostic) } else { diagnostic });
    }

    /// Whether all parts are there, and the passes found no errors in addition to the `already` known ones.
    pub(crate) fn is_sound(&self, already: usize) -> bool {
        self.aside.is_empty() && self.diagnostics.count(Severity::Error) == already
    }

    /// Whether `target` is in a part of the document with an error.
    pub(crate) fn is_aside(&self, target: &Pointer) -> bool {
        self.aside.iter().any(|aside| aside.strip_prefix(target).is_some())
    }

    /// Records that the node at `from` was moved to `to`.
    pub(crate) fn record_move(&mut self, from: &Pointer, to: &Pointer) {
        self.origins.record_move(from, to);
    }
}
