//! The data of each operation, which generated code gives, and the route of a request.

use std::any::TypeId;

use super::{Arrived, Content, Invalid};
use crate::runtime::{Operation, operation::Endpoint};

/// An operation with typed requests and responses for a [`Fake`](super::Fake). Generated code implements it.
pub trait FakeOperation: Operation {
    /// The parameters of a request.
    type Parameters: Send + 'static;

    /// The body of a request.
    type RequestBody: Send + 'static;

    /// The value of a success.
    type Success: 'static;

    /// How the value is written.
    #[doc(hidden)]
    type Content: Content<Value = Self::Success>;

    /// The documented responses: first the default success, then the others.
    #[doc(hidden)]
    const RESPONSES: &'static [Documented];

    /// The names of all parameters.
    #[doc(hidden)]
    const NAMES: &'static [&'static str];

    /// The names of the path parameters whose values can have several segments.
    #[doc(hidden)]
    const SEGMENTS: &'static [&'static str];

    /// Reads the parameters of a request.
    #[doc(hidden)]
    fn parameters(arrived: &Arrived) -> Result<Self::Parameters, Invalid>;

    /// Reads the body of a request.
    #[doc(hidden)]
    fn body(arrived: &Arrived) -> Result<Self::RequestBody, Invalid>;
}

/// A documented response, with an example of its body.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Documented {
    /// The first and the last status of this response.
    pub statuses: (u16, u16),
    /// The media type of the body; empty if there is no body.
    pub media_type: &'static str,
    /// An example: JSON of the value or of an item, the text, or the URL of a redirect.
    pub example: &'static str,
}

/// An operation in the list of all operations.
#[doc(hidden)]
#[derive(Debug)]
pub struct Route {
    pub(super) endpoint: &'static Endpoint,
    pub(super) operation: fn() -> TypeId,
    pub(super) responses: &'static [Documented],
    pub(super) names: &'static [&'static str],
    pub(super) segments: &'static [&'static str],
    pub(super) check: fn(&Arrived) -> Result<(), Invalid>,
    pub(super) default: fn() -> super::HttpResponse,
}

impl Route {
    /// The route of an operation.
    pub const fn of<O: FakeOperation>() -> Self {
        Self {
            endpoint: O::ENDPOINT,
            operation: TypeId::of::<O>,
            responses: O::RESPONSES,
            names: O::NAMES,
            segments: O::SEGMENTS,
            check: check::<O>,
            default: default::<O>,
        }
    }
}

fn check<O: FakeOperation>(arrived: &Arrived) -> Result<(), Invalid> {
    O::parameters(arrived)?;
    O::body(arrived)?;
    Ok(())
}

fn default<O: FakeOperation>() -> super::HttpResponse {
    super::FakeResponse::<O>::example().into_http()
}

/// Implements [`FakeOperation`]:
///
/// ```text
/// fake_operation! {
///     pets::CreatePet {
///         parameters: CreatePetParameters { owner: query_parameter("owner"), }
///         body: types::NewPet { json() }
///         success: Json<types::Pet>;
///         responses: { 201 "application/json" => "{}", }
///     }
/// }
/// ```
///
/// A range of statuses is `400 to 499`. `optional` goes before the reader of a body that may be absent. `one_of { "text/csv" => text(), }` is for several media types.
#[allow(unused_macros, reason = "an API may have no operation")]
macro_rules! fake_operation {
    ($operation:path {
        $(parameters: $parameters:ident { $($field:ident: $place:ident($name:expr $(, $style:expr)?)),* $(,)? })?
        body: $body:ty { $($read:tt)+ }
        success: $content:ty;
        responses: { $($first:literal $(to $last:literal)? $media_type:literal => $example:literal),* $(,)? }
    }) => {
        impl $crate::runtime::fake::FakeOperation for $operation {
            type Parameters = $crate::runtime::fake::fake_operation!(@type $($parameters)?);
            type RequestBody = $body;
            type Success = <$content as $crate::runtime::fake::Content>::Value;
            type Content = $content;
            const RESPONSES: &'static [$crate::runtime::fake::Documented] = &[$(
                $crate::runtime::fake::Documented {
                    statuses: ($first, $crate::runtime::fake::fake_operation!(@last $first $($last)?)),
                    media_type: $media_type,
                    example: $example,
                }
            ),*];
            const NAMES: &'static [&'static str] = &[$($($name),*)?];
            const SEGMENTS: &'static [&'static str] =
                &[$($($crate::runtime::fake::fake_operation!(@segments $place $name)),*)?];

            fn parameters(
                _arrived: &$crate::runtime::fake::Arrived,
            ) -> ::std::result::Result<Self::Parameters, $crate::runtime::fake::Invalid> {
                ::std::result::Result::Ok($crate::runtime::fake::fake_operation!(
                    @value $(_arrived $parameters { $($field: $place($name $(, $style)?)),* })?
                ))
            }

            fn body(
                arrived: &$crate::runtime::fake::Arrived,
            ) -> ::std::result::Result<$body, $crate::runtime::fake::Invalid> {
                $crate::runtime::fake::fake_operation!(@read arrived $($read)+)
            }
        }
    };
    (@last $first:literal) => { $first };
    (@last $first:literal $last:literal) => { $last };
    (@segments segments $name:expr) => { $name };
    (@segments $place:ident $name:expr) => { "" };
    (@type) => { () };
    (@type $parameters:ident) => { $parameters };
    (@value) => { () };
    (@value $arrived:ident $parameters:ident { $($field:ident: $place:ident($name:expr $(, $style:expr)?)),* }) => {
        $parameters { $($field: $arrived.$place($name $(, $style)?)?),* }
    };
    (@read $arrived:ident optional $($read:tt)+) => {
        $arrived.optional(|arrived| $crate::runtime::fake::fake_operation!(@read arrived $($read)+))
    };
    (@read $arrived:ident usual_or_other { $media_type:expr => $read:ident($($argument:expr),* $(,)?) }) => {
        $arrived.usual_or_other($media_type, |arrived| arrived.$read($($argument),*))
    };
    (@read $arrived:ident one_of { $($media_type:expr => $read:ident($($argument:expr),* $(,)?),)* }) => {
        $arrived.one_of(&[$(($media_type, |arrived| arrived.$read($($argument),*))),*])
    };
    (@read $arrived:ident $read:ident($($argument:expr),* $(,)?)) => { $arrived.$read($($argument),*) };
}

#[allow(unused_imports, reason = "an API may have no operation")]
pub(crate) use fake_operation;
