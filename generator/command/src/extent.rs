//! The part of a document that a command uses.

use generator::{
    Errors,
    select::{Schemas, Selection},
};
use serde::{Deserialize, Serialize};

/// The part of a document that is used.
#[derive(Clone, Debug, Default, PartialEq, Eq, clap::Args, Deserialize, Serialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Extent {
    /// Also leave out schemas and other components with errors, and everything that needs them
    ///
    /// Without this option, only operations with errors are left out, and only if there are no other errors.
    #[arg(long)]
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) keep_going: bool,
    /// Refuse a document with any error, instead of leaving out operations
    #[arg(long, conflicts_with = "keep_going")]
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) strict: bool,
    /// Use only the operations with this tag, and the types that they need; can be repeated. If you use
    /// several of `--tag`, `--path` and `--operation`, an operation is used if any of them selects it
    #[arg(long = "tag", value_name = "TAG")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) tags: Vec<String>,
    /// Use only the operations of this path, as the document writes it; `/pets*` selects all paths that begin with `/pets`; can be repeated
    #[arg(long = "path", value_name = "PATH")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) paths: Vec<String>,
    /// Use only the operation with this id; can be repeated
    #[arg(long = "operation", value_name = "ID")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) operations: Vec<String>,
    #[command(flatten)]
    #[serde(flatten)]
    pub(crate) schemas: Kept,
}

/// The schemas that are kept although no operation uses them.
#[derive(Clone, Debug, Default, PartialEq, Eq, clap::Args, Deserialize, Serialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Kept {
    /// Keep the schemas that no operation uses
    #[arg(long, conflicts_with = "schemas")]
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) all_schemas: bool,
    /// Keep this schema and the schemas that it needs, even if no operation uses them; can be repeated
    #[arg(long = "schema", value_name = "NAME")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) schemas: Vec<String>,
}

impl Kept {
    /// The schemas to keep.
    pub fn schemas(&self) -> Schemas {
        if self.all_schemas { Schemas::All } else { Schemas::Named(self.schemas.clone()) }
    }
}

impl Extent {
    /// The treatment of errors in the document.
    pub fn errors(&self) -> Errors {
        match (self.strict, self.keep_going) {
            (true, _) => Errors::Refuse,
            (false, true) => Errors::LeaveOut,
            (false, false) => Errors::LeaveOutOperations,
        }
    }

    /// The selected operations and schemas.
    pub fn selection(&self) -> Selection {
        let Self { keep_going: _, strict: _, tags, paths, operations, schemas } = self;
        Selection {
            tags: tags.clone(),
            paths: paths.clone(),
            operations: operations.clone(),
            schemas: schemas.schemas(),
        }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_false(value: &bool) -> bool {
    !value
}
