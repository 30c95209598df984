//! The command `openapi-crate` as a library. It writes a client from an OpenAPI document: as a crate, or,
//! from a build script, as a module.
//!
//! Start at [`Builder`]. The other modules are the parts of the command; the commands of this project's repository use them too.
//! Programs that want the generated code as text use the crate `openapi-crate-core`, which reads and writes no files.

pub mod as_module;
pub mod beginning;
pub mod builder;
pub mod bundle;
pub mod choices;
pub mod ci;
pub mod crate_files;
pub mod diff;
pub mod disk;
pub mod document;
pub mod explain;
pub mod extent;
pub mod extras;
pub mod failure;
pub mod files;
pub mod files_beside;
pub mod generate;
pub mod install;
pub mod license;
pub mod manifest;
pub mod model;
pub mod owned;
pub mod print;
pub mod progress;
pub mod runtime_parts;
pub mod shown;
pub mod suggest_overlay;
pub mod template;

pub use builder::{Builder, Error, Summary};
pub use ci::Ci;

/// The README, whose examples compile.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
