//! Successes of different types by status: the macro `successes!`.

/// Implements how an enum of successes by status is read: `successes! { PutThingSuccess { 200 => Ok(Json<Thing>), 204
/// => NoContent, _ => Other(Binary), } }`.
#[allow(unused_macros, reason = "an API may have no such operation")]
macro_rules! successes {
    ($name:ident { $($status:pat => $variant:ident $(($response:ty))?,)* }) => {
        impl $crate::runtime::sealed::Sealed for $name {}

        #[allow(clippy::match_overlapping_arm, reason = "a single status goes before a range of them")]
        impl $crate::runtime::ResponseBody for $name {
            type Output = Self;
            // Generated code names the media types of all statuses.
            const ACCEPT: &'static str = "*/*";

            fn reading(status: u16) -> $crate::runtime::Reading {
                match status {
                    $($status => $crate::runtime::successes!(@reading status $($response)?),)*
                }
            }

            fn decode(received: &mut $crate::runtime::Received) -> $crate::runtime::Result<Self> {
                match received.status() {
                    $($status => $crate::runtime::successes!(@decode received $variant $($response)?),)*
                }
            }
        }
    };
    (@reading $status:ident) => {
        $crate::runtime::Reading::Whole
    };
    (@reading $status:ident $response:ty) => {
        <$response as $crate::runtime::ResponseBody>::reading($status)
    };
    (@decode $received:ident $variant:ident) => {
        ::std::result::Result::Ok(Self::$variant)
    };
    (@decode $received:ident $variant:ident $response:ty) => {
        $received.decode::<$response>().map(Self::$variant)
    };
}

#[allow(unused_imports, reason = "an API may have no such operation")]
pub(crate) use successes;
