//! Seals traits: only this crate implements those that have [`Sealed`] above them.

pub trait Sealed {}
