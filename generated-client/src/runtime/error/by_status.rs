//! Error bodies of different types by status: the macro `errors!`.

use super::ApiError;
use crate::runtime::sealed::Sealed;

/// An enum of the error bodies that an operation documents, by status. Generated code implements it.
pub trait ErrorByStatus: Sealed + Sized {
    /// Reads the body of a response; fails if it is not the documented one.
    #[doc(hidden)]
    fn read(error: &ApiError) -> Result<Self, serde_json::Error>;
}

/// Implements [`ErrorByStatus`] by the variants of an enum:
/// `errors! { PutThingErrorBody { 404 => NotFound(Problem), 410 => Gone, _ => Other, } }`.
#[allow(unused_macros, reason = "an API may have no such operation")]
macro_rules! errors {
    ($name:ident { $($status:pat => $variant:ident $(($body:ty))?,)* }) => {
        impl $crate::runtime::sealed::Sealed for $name {}

        #[allow(clippy::match_overlapping_arm, reason = "a single status goes before a range of them")]
        impl $crate::runtime::ErrorByStatus for $name {
            fn read(error: &$crate::runtime::ApiError) -> ::serde_json::Result<Self> {
                match error.status().as_u16() {
                    $($status => $crate::runtime::errors!(@read error $variant $($body)?),)*
                }
            }
        }
    };
    (@read $error:ident $variant:ident) => { ::std::result::Result::Ok(Self::$variant) };
    (@read $error:ident $variant:ident $body:ty) => { $error.body_as::<$body>().map(Self::$variant) };
}

#[allow(unused_imports, reason = "an API may have no such operation")]
pub(crate) use errors;
