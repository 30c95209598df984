//! The licence of a new crate. Its expression is checked before anything is written, and its text is written into the
//! crate.

use spdx::{Expression, LicenseItem, ParseMode};

use crate::failure::Failure;

/// A licence, as an expression of SPDX.
#[derive(Clone, Debug)]
pub struct License {
    expression: Expression,
}

/// The texts that are written into new crates: the two licences that most crates have.
const TEXTS: [(&str, &str, &str); 2] = [
    ("Apache-2.0", "LICENSE-APACHE", include_str!("../LICENSE-APACHE")),
    ("MIT", "LICENSE-MIT", include_str!("../LICENSE-MIT")),
];

impl License {
    /// Reads an expression as crates.io does: names of SPDX, with `OR`, `AND` and `WITH`.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        let mode = ParseMode { allow_deprecated: true, ..ParseMode::STRICT };
        Expression::parse_mode(text, mode).map(|expression| Self { expression }).map_err(|error| {
            let part = error.original.get(error.span.clone()).unwrap_or_default();
            Failure::Use(format!(
                "invalid licence `{}`: {} at `{}`; expected an SPDX license expression, such as `MIT OR Apache-2.0`",
                text.escape_debug(),
                error.reason,
                part.escape_debug()
            ))
        })
    }

    /// The expression, as it was given.
    pub fn expression(&self) -> &str {
        self.expression.as_ref()
    }

    /// The files of its texts, by their path. The text of MIT begins with the copyright line that the licence requires.
    pub fn files(&self, package: &str) -> Vec<(&'static str, String)> {
        let texts = TEXTS.iter().filter(|(name, ..)| self.names().any(|named| named == *name));
        texts
            .map(|(name, path, text)| match *name {
                "MIT" => (*path, format!("Copyright (c) the authors of {package}\n\n{text}")),
                _ => (*path, (*text).to_owned()),
            })
            .collect()
    }

    /// The licences in it whose texts the user must add.
    pub fn without_text(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.names().filter(|name| TEXTS.iter().all(|(known, ..)| known != name)).collect();
        names.dedup();
        names
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.expression.requirements().filter_map(|requirement| match &requirement.req.license {
            LicenseItem::Spdx { id, .. } => Some(id.name),
            LicenseItem::Other(_) => None,
        })
    }
}
