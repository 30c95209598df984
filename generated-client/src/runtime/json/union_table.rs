//! The macro `union!`: a union as a table of its arms.

/// Implements how a union is read and written: one line for each arm, the variant for values that belong to no arm, the variant
/// of an empty value, and the rule for each kind of JSON value.
///
/// An arm contains `(from Type)` with a `From` of the type, `(boxed Type)` and `(deep Type)` the same for a variant with a box
/// or a `Deep` of the type, `(text Type)` also one of `&str`, `(float Type)` also one of `f64`, `(_)` without a `From`, or
/// nothing for `null`.
#[allow(unused_macros, reason = "an API may have no union")]
macro_rules! union {
    ($name:ident {
        $($variant:ident $(($($how:tt)*))?,)*
        $(..$unknown:ident)?
    }
    empty $empty:ident $(($($of:tt)*))?;
    $expected:literal {
        $($kind:ident => $choice:ident $arguments:tt,)*
    }) => {
        $($($crate::runtime::json::union!(@from $name $variant $($how)*);)?)*

        #[allow(
            dead_code,
            non_camel_case_types,
            non_upper_case_globals,
            clippy::upper_case_acronyms,
            reason = "the numbers of arms are named as the arms are"
        )]
        const _: () = {
            enum SLOTS { $($variant,)* }
            $(const $variant: usize = SLOTS::$variant as usize;)*

            impl $crate::runtime::json::Union for $name {
                fn choices(&self) -> &'static $crate::runtime::json::Choices {
                    const {
                        &$crate::runtime::json::Choices {
                            expected: $expected,
                            by_kind: &[$((
                                $crate::runtime::json::Kind::$kind,
                                $crate::runtime::json::Choice::$choice $arguments,
                            )),*],
                        }
                    }
                }

                fn read_arm(
                    &mut self,
                    arm: usize,
                    reader: &mut $crate::runtime::json::Reader<'_>,
                ) -> ::std::result::Result<(), $crate::runtime::json::Fault> {
                    match arm {
                        $($variant => $crate::runtime::json::union!(@read self reader $variant $(($($how)*))?),)*
                        _ => ::std::result::Result::Ok(()),
                    }
                }

                #[allow(unused_variables, reason = "not every union keeps what belongs to no arm")]
                fn keep(&mut self, value: $crate::runtime::json::RawJson) -> bool {
                    $(
                        *self = Self::$unknown(value);
                        return true;
                    )?
                    #[allow(unreachable_code, reason = "not every union keeps what belongs to no arm")]
                    false
                }

                fn arm(&self) -> ::std::option::Option<usize> {
                    match self {
                        $(Self::$variant { .. } => ::std::option::Option::Some($variant),)*
                        $(Self::$unknown { .. } => ::std::option::Option::None,)?
                    }
                }
            }

            impl $crate::runtime::json::JsonValue for $name {
                fn read(
                    &mut self,
                    reader: &mut $crate::runtime::json::Reader<'_>,
                ) -> ::std::result::Result<(), $crate::runtime::json::Fault> {
                    $crate::runtime::json::read_union(self, reader)
                }

                fn renew(&mut self) {
                    *self = $crate::runtime::json::FromJson::empty();
                }

                fn is_blank(&self) -> bool {
                    *self == $crate::runtime::json::FromJson::empty()
                }

                fn held(&self) -> ::std::option::Option<&dyn $crate::runtime::json::JsonValue> {
                    ::std::option::Option::Some(match self {
                        $($crate::runtime::json::union!(@pattern value $variant $(($($how)*))?) => {
                            $crate::runtime::json::union!(@held value $(($($how)*))?)
                        })*
                        $(Self::$unknown(value) => value,)?
                    })
                }
            }

            impl $crate::runtime::json::FromJson for $name {
                fn empty() -> Self {
                    $crate::runtime::json::union!(@empty $empty $(($($of)*))?)
                }
            }

            $crate::runtime::json::bridge!($name);
        };
    };
    (@from $name:ident $variant:ident _) => {};
    (@from $name:ident $variant:ident from $ty:ty) => {
        impl ::std::convert::From<$ty> for $name {
            fn from(value: $ty) -> Self {
                Self::$variant(value)
            }
        }
    };
    (@from $name:ident $variant:ident boxed $ty:ty) => {
        impl ::std::convert::From<$ty> for $name {
            fn from(value: $ty) -> Self {
                Self::$variant(::std::boxed::Box::new(value))
            }
        }
    };
    (@from $name:ident $variant:ident deep $ty:ty) => {
        impl ::std::convert::From<$ty> for $name {
            fn from(value: $ty) -> Self {
                Self::$variant($crate::runtime::Deep::new(value))
            }
        }
    };
    (@from $name:ident $variant:ident text $ty:ty) => {
        $crate::runtime::json::union!(@from $name $variant from $ty);

        impl ::std::convert::From<&str> for $name {
            fn from(value: &str) -> Self {
                Self::$variant(::std::convert::Into::into(value))
            }
        }
    };
    (@from $name:ident $variant:ident float $ty:ty) => {
        $crate::runtime::json::union!(@from $name $variant from $ty);

        impl ::std::convert::From<f64> for $name {
            fn from(value: f64) -> Self {
                Self::$variant(::std::convert::Into::into(value))
            }
        }
    };
    (@read $self:ident $reader:ident $variant:ident) => {{
        *$self = Self::$variant;
        $crate::runtime::json::JsonValue::read(&mut (), $reader)
    }};
    (@read $self:ident $reader:ident $variant:ident ($($how:tt)*)) => {{
        *$self = Self::$variant($crate::runtime::json::FromJson::empty());
        match $self {
            Self::$variant(value) => $crate::runtime::json::JsonValue::read(value, $reader),
            #[allow(unreachable_patterns, reason = "a union may have one arm")]
            _ => ::std::result::Result::Ok(()),
        }
    }};
    (@pattern $value:ident $variant:ident) => { Self::$variant };
    (@pattern $value:ident $variant:ident ($($how:tt)*)) => { Self::$variant($value) };
    (@held $value:ident) => { &() };
    (@held $value:ident ($($how:tt)*)) => { $value };
    (@empty $variant:ident) => { Self::$variant };
    (@empty $variant:ident ($($how:tt)*)) => { Self::$variant($crate::runtime::json::FromJson::empty()) };
}

#[allow(unused_imports, reason = "an API may have no union")]
pub(crate) use union;
