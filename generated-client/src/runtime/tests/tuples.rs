//! Tuples in the style of the generator.

use crate::runtime;

/// A string, a number that may be absent, and any number of flags.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row(pub(crate) String, pub(crate) Option<i64>, pub(crate) Vec<bool>);

runtime::tuple! { Row([0]; optional [1]; ..2) }

/// A string that may be null, and another one that may be absent too.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::option_option, reason = "an element may be absent, null, or a value")]
pub(crate) struct Nulls(pub(crate) Option<String>, pub(crate) Option<Option<String>>);

runtime::tuple! { Nulls([0]; optional [1]) }

/// A string and nothing else.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Single(pub(crate) String);

runtime::tuple! { Single([0]) }
