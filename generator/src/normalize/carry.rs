//! Extensions by which passes leave something to later ones.
//!
//! A document that has members of these names loses them first, so nobody can forge them.

/// On a parameter that stands for one in error: true. It is taken out in the end.
pub const SET_ASIDE: &str = "x-oas-set-aside";

/// On the document: the references in webhooks and callbacks, which are taken out: a list of text.
pub const RECEIVED: &str = "x-oas-received";

/// All of them.
pub const ALL: &[&str] = &[SET_ASIDE, RECEIVED];
