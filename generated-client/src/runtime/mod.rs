//! The hand-written half of the client: HTTP, JSON, SSE and OpenAPI; nothing of one API.

pub mod date_time;
pub mod decode;
pub mod error;
pub mod field;
pub mod json_object;
pub mod number;
pub mod object;
pub mod sse;
#[cfg_attr(not(test), allow(dead_code, reason = "calls make streams"))]
pub mod stream;
pub mod string_enum;
pub mod union;

#[cfg(test)]
mod tests;

pub use date_time::DateTime;
pub use decode::{Decode, Dict, Integer, List, Maybe, Plain, ThreeState};
pub use error::{Error, Result};
pub use field::Field;
pub use json_object::JsonObject;
pub use number::Number;
pub use object::{Members, Object, ObjectWriter};
pub use stream::{EventStream, JsonLineStream};
pub use string_enum::UnknownValue;
#[allow(unused_imports, reason = "an API may have no string enum")]
pub(crate) use string_enum::string_enum;
pub use union::Union;
