//! The one place where Rust names are made.
