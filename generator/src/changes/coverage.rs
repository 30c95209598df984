//! The parts of a document that the crate has, and the size of the crate.

use std::collections::BTreeMap;

use crate::{Run, diagnostic::Severity};

/// Counts of one document, and of the output made from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Operations that have a method.
    pub operations: usize,
    /// Types.
    pub types: usize,
    /// The findings by code: parts that are ignored, lossy, or left out. `cargo xtask explain CODE` explains each.
    pub findings: BTreeMap<&'static str, FindingCount>,
    /// Emitted files.
    pub files: usize,
    /// Lines in them.
    pub lines: usize,
    /// Bytes in them.
    pub bytes: usize,
}

/// Findings of one code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingCount {
    /// The severity.
    pub severity: Severity,
    /// How many there are.
    pub count: usize,
    /// The message of the first of them.
    pub first: String,
}

impl Coverage {
    /// The coverage of a run; `None` if the run has no output.
    pub(super) fn of(run: &Run) -> Option<Self> {
        let (api, output) = (run.api.as_ref()?, run.output.as_ref()?);
        let mut findings: BTreeMap<&'static str, FindingCount> = BTreeMap::new();
        for finding in run.diagnostics.iter() {
            let first = || FindingCount { severity: finding.severity, count: 0, first: finding.message.clone() };
            findings.entry(finding.code).or_insert_with(first).count += 1;
        }
        Some(Self {
            operations: api.operations().count(),
            types: api.types.len(),
            findings,
            files: output.files.len(),
            lines: output.files.values().map(|text| text.lines().count()).sum(),
            bytes: output.files.values().map(String::len).sum(),
        })
    }
}
