//! The generator as its callers see it.

mod determinism;
mod features;
mod layers;
mod support;
