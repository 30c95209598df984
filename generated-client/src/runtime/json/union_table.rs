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
            enum SLOTS { $($variant,)* $($unknown,)? }
            $(const $variant: usize = SLOTS::$variant as usize;)*

            impl $crate::runtime::json::Union for $name {
                fn choices(&self) -> &'static $crate::runtime::json::Choices {
                    const {
                        &$crate::runtime::json::Choices {
                            arms: <[usize]>::len(&[$($variant),*]),
                            empty: SLOTS::$empty as usize,
                            keeps_others: !<[&str]>::is_empty(&[$(::std::stringify!($unknown))?]),
                            expected: $expected,
                            by_kind: &[$((
                                $crate::runtime::json::Kind::$kind,
                                $crate::runtime::json::Choice::$choice $arguments,
                            )),*],
                        }
                    }
                }

                fn begin(&mut self, arm: usize) {
                    *self = match arm {
                        $($variant => $crate::runtime::json::union!(@empty $variant $(($($how)*))?),)*
                        $(_ => Self::$unknown($crate::runtime::json::FromJson::empty()),)?
                        #[allow(unreachable_patterns, reason = "the last arm, if a variant keeps what belongs to no arm")]
                        _ => return,
                    };
                }

                fn held_mut(&mut self) -> ::std::option::Option<&mut dyn $crate::runtime::json::JsonValue> {
                    match self {
                        $($crate::runtime::json::union!(@pattern value $variant $(($($how)*))?) => {
                            $crate::runtime::json::union!(@held_mut value $(($($how)*))?)
                        })*
                        $(Self::$unknown(value) => ::std::option::Option::Some(value),)?
                    }
                }

                fn arm(&self) -> usize {
                    match self {
                        $(Self::$variant { .. } => $variant,)*
                        $(Self::$unknown { .. } => SLOTS::$unknown as usize,)?
                    }
                }

                fn held(&self) -> &dyn $crate::runtime::json::JsonValue {
                    match self {
                        $($crate::runtime::json::union!(@pattern value $variant $(($($how)*))?) => {
                            $crate::runtime::json::union!(@held value $(($($how)*))?)
                        })*
                        $(Self::$unknown(value) => value,)?
                    }
                }
            }

            impl $crate::runtime::json::JsonValue for $name {
                fn set(
                    &mut self,
                    source: ::std::option::Option<&mut $crate::runtime::json::Reader<'_>>,
                ) -> ::std::result::Result<(), $crate::runtime::json::Fault> {
                    $crate::runtime::json::set_union(self, source)
                }

                fn show<'v>(&'v self, look: &mut $crate::runtime::json::Look<'_, 'v>) {
                    look.union(self);
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
            #[inline]
            fn from(value: $ty) -> Self {
                Self::$variant(value)
            }
        }
    };
    (@from $name:ident $variant:ident boxed $ty:ty) => {
        impl ::std::convert::From<$ty> for $name {
            #[inline]
            fn from(value: $ty) -> Self {
                Self::$variant(::std::boxed::Box::new(value))
            }
        }
    };
    (@from $name:ident $variant:ident deep $ty:ty) => {
        impl ::std::convert::From<$ty> for $name {
            #[inline]
            fn from(value: $ty) -> Self {
                Self::$variant($crate::runtime::Deep::new(value))
            }
        }
    };
    (@from $name:ident $variant:ident text $ty:ty) => {
        $crate::runtime::json::union!(@from $name $variant from $ty);

        impl ::std::convert::From<&str> for $name {
            #[inline]
            fn from(value: &str) -> Self {
                Self::$variant(::std::convert::Into::into(value))
            }
        }
    };
    (@from $name:ident $variant:ident float $ty:ty) => {
        $crate::runtime::json::union!(@from $name $variant from $ty);

        impl ::std::convert::From<f64> for $name {
            #[inline]
            fn from(value: f64) -> Self {
                Self::$variant(::std::convert::Into::into(value))
            }
        }
    };
    (@pattern $value:ident $variant:ident) => { Self::$variant };
    (@pattern $value:ident $variant:ident ($($how:tt)*)) => { Self::$variant($value) };
    (@held $value:ident) => { &() };
    (@held_mut $value:ident) => { ::std::option::Option::None };
    (@held_mut $value:ident ($($how:tt)*)) => { ::std::option::Option::Some($value) };
    (@held $value:ident ($($how:tt)*)) => { $value };
    (@empty $variant:ident) => { Self::$variant };
    (@empty $variant:ident ($($how:tt)*)) => { Self::$variant($crate::runtime::json::FromJson::empty()) };
}

#[allow(unused_imports, reason = "an API may have no union")]
pub(crate) use union;
