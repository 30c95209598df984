//! The result of one document, kept between runs.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// Whether the crate compiles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Compiled {
    /// It does not, or there is none.
    #[default]
    No,
    /// Without a warning.
    Yes,
    /// Without a warning of rustc, but clippy has one.
    WithLints,
}

/// The number of correct round trips.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    pub(super) right: u64,
    pub(super) total: u64,
}

/// The result of one document.
#[derive(Clone, Debug, Default)]
pub(super) struct Record {
    pub(super) name: String,
    /// Whether its text is a document of a supported version.
    pub(super) loaded: bool,
    pub(super) generated: bool,
    pub(super) compiled: Compiled,
    /// By class of instances.
    pub(super) trips: BTreeMap<String, Counts>,
    pub(super) positions: usize,
    pub(super) untyped: usize,
    pub(super) diagnostics: BTreeMap<String, u64>,
    pub(super) lines: usize,
    pub(super) generate_milliseconds: u64,
    pub(super) compile_seconds: u64,
    pub(super) failures: Vec<String>,
}

impl Record {
    pub(super) fn to_json(&self) -> String {
        let compiled = match self.compiled {
            Compiled::No => "no",
            Compiled::Yes => "yes",
            Compiled::WithLints => "with lints",
        };
        let trips: BTreeMap<&String, [u64; 2]> =
            self.trips.iter().map(|(class, counts)| (class, [counts.right, counts.total])).collect();
        json!({
            "name": self.name,
            "loaded": self.loaded,
            "generated": self.generated,
            "compiled": compiled,
            "trips": trips,
            "positions": self.positions,
            "untyped": self.untyped,
            "diagnostics": self.diagnostics,
            "lines": self.lines,
            "generate_milliseconds": self.generate_milliseconds,
            "compile_seconds": self.compile_seconds,
            "failures": self.failures,
        })
        .to_string()
    }

    pub(super) fn from_json(text: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(text).ok()?;
        let size = |name: &str| value.get(name)?.as_u64();
        let members = |name: &str| value.get(name)?.as_object();
        let counts = |value: &Value| Some(Counts { right: value.get(0)?.as_u64()?, total: value.get(1)?.as_u64()? });
        Some(Self {
            name: value.get("name")?.as_str()?.to_owned(),
            loaded: value.get("loaded")?.as_bool()?,
            generated: value.get("generated")?.as_bool()?,
            compiled: match value.get("compiled")?.as_str()? {
                "yes" => Compiled::Yes,
                "with lints" => Compiled::WithLints,
                _ => Compiled::No,
            },
            trips: members("trips")?
                .iter()
                .map(|(class, value)| Some((class.clone(), counts(value)?)))
                .collect::<Option<_>>()?,
            positions: usize::try_from(size("positions")?).ok()?,
            untyped: usize::try_from(size("untyped")?).ok()?,
            diagnostics: members("diagnostics")?
                .iter()
                .map(|(code, count)| Some((code.clone(), count.as_u64()?)))
                .collect::<Option<_>>()?,
            lines: usize::try_from(size("lines")?).ok()?,
            generate_milliseconds: size("generate_milliseconds")?,
            compile_seconds: size("compile_seconds")?,
            failures: value.get("failures")?.as_array()?.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        })
    }

    /// The document in one line.
    pub(super) fn line(&self) -> String {
        let verdict = match (self.generated, self.compiled) {
            (false, _) if !self.loaded => "not loaded",
            (false, _) => "not generated",
            (true, Compiled::No) => "DOES NOT COMPILE",
            (true, Compiled::Yes) => "ok",
            (true, Compiled::WithLints) => "ok, but clippy",
        };
        let trips: String =
            self.trips.iter().map(|(class, counts)| format!(" {class} {}/{}", counts.right, counts.total)).collect();
        let codes: String = self.diagnostics.iter().map(|(code, count)| format!(" {code}×{count}")).collect();
        format!(
            "{}: {verdict};{trips}; untyped {}/{}; {} lines; {} ms, {} s;{codes}",
            self.name, self.untyped, self.positions, self.lines, self.generate_milliseconds, self.compile_seconds
        )
    }
}
