//! The command `openapi-crate` as a library: everything that reads or writes files for the generator, which is pure.
//!
//! Programs that want the generated code as text use the crate `generator`. This library is for programs that write whole crates, such
//! as the commands of a repository.

pub mod beginning;
pub mod bundle;
pub mod choices;
pub mod crate_files;
pub mod diff;
pub mod disk;
pub mod document;
pub mod explain;
pub mod extent;
pub mod failure;
pub mod files;
pub mod files_beside;
pub mod generate;
pub mod install;
pub mod manifest;
pub mod model;
pub mod owned;
pub mod print;
pub mod runtime_parts;
pub mod shown;
pub mod suggest_overlay;
pub mod template;
