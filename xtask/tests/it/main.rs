//! The commands for maintainers.

mod diff;
mod documented_examples;
mod documents;
mod emitted;
mod examples;
mod fake;
mod features_per_tag;
mod folders;
mod links;
mod long_files;
mod mistakes;
mod nesting;
mod overlays;
mod own_files;
mod phrases;
mod reserved;
mod routes;
mod runtime_parts;
mod shadowing;
mod suggest_overlay;
mod support;
mod terminals;
mod uses;
mod wire;
mod workspaces;
