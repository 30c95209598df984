//! JSON: how values of the emitted types are read and written.
//!
//! Input: the text of a body, an event or a line. Output: a value, or a [`Fault`] with its path. Nothing here is generic over
//! the source of the JSON, so the code that reads a type is compiled once, in this crate. An emitted type is a table of its
//! members or arms ([`JsonValue`], [`Union`], [`Tuple`]); the loops over these tables are written once. `serde` converts the
//! same types to and from their text.

mod bridge;
mod constant;
mod fault;
mod kind;
mod look;
mod member;
mod newtype;
mod number;
mod object;
pub(crate) mod path_segments;
mod raw;
mod reader;
mod scalars;
mod seen;
mod simple;
mod skip;
mod strict;
mod text;
mod tolerance;
mod tuple;
mod union;
mod union_table;
mod union_trial;
mod unknown_properties;
mod untyped;
mod value;
mod writer;

#[cfg(test)]
mod cost_tests;
#[cfg(test)]
mod tests;

pub(crate) use bridge::bridge;
pub use bridge::{deserialize, serialize};
pub use constant::Constant;
pub use fault::Fault;
pub use kind::Kind;
pub use look::Look;
pub use member::{Member, Rule};
#[allow(unused_imports, reason = "an API may have no such type")]
pub(crate) use newtype::newtype;
#[allow(unused_imports, reason = "an API may have no object")]
pub(crate) use object::object;
pub use object::{Notes, Rest, format_object, set_object};
pub use raw::RawJson;
pub use reader::Reader;
pub use scalars::set_text;
pub(super) use simple::from_simple;
#[allow(unused_imports, reason = "an API may have no use for it")]
pub(crate) use strict::misfits_of_strict;
pub use tolerance::{Misfit, Tolerated};
pub(super) use tolerance::{Tolerance, from_slice_tolerating, misfits_of, read_tolerating};
#[allow(unused_imports, reason = "an API may have no tuple")]
pub(crate) use tuple::tuple;
pub use tuple::{Tuple, read_tuple};
pub use union::{Choice, Choices, Union, id_of, kind_of, set_union};
#[allow(unused_imports, reason = "an API may have no webhooks")]
pub(super) use union::{read_arm, read_other};
#[allow(unused_imports, reason = "an API may have no union")]
pub(crate) use union_table::union;
pub use unknown_properties::UnknownProperties;
pub(super) use untyped::{is_json, quoted, value_of};
pub(crate) use untyped::{json_of, value_of_body};
pub(super) use value::Filled;
#[allow(unused_imports, reason = "an API may have no such parts")]
pub(super) use value::from_str_and_files;
#[allow(unused_imports, reason = "an API may have no deep types")]
pub(super) use value::set_allocated;
pub use value::{FromJson, JsonValue, OrNull, ToJson, from_slice, from_str, to_vec};
#[allow(unused_imports, reason = "an API may have no fields that can be absent or null")]
pub(super) use value::{Optional, State, set_optional};
pub use writer::Writer;
#[allow(unused_imports, reason = "an API may have no such parts")]
pub(super) use writer::reference;
pub(super) use writer::{push_line, referred, to_vec_and_files};
