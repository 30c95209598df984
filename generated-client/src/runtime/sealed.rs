//! Seals traits: only this crate can implement traits with the supertrait [`Sealed`].

pub trait Sealed {}
