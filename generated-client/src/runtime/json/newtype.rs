//! Named types that contain one value of another type.

/// Implements how a struct of one field is read and written: as that field.
#[allow(unused_macros, reason = "an API may have no such type")]
macro_rules! newtype {
    ($name:ident) => {
        impl $crate::runtime::json::JsonValue for $name {
            fn set(
                &mut self,
                source: ::std::option::Option<&mut $crate::runtime::json::Reader<'_>>,
            ) -> ::std::result::Result<(), $crate::runtime::json::Fault> {
                $crate::runtime::json::JsonValue::set(&mut self.0, source)
            }

            fn show<'v>(&'v self, look: &mut $crate::runtime::json::Look<'_, 'v>) {
                $crate::runtime::json::JsonValue::show(&self.0, look);
            }
        }

        impl $crate::runtime::json::FromJson for $name {
            fn empty() -> Self {
                Self($crate::runtime::json::FromJson::empty())
            }
        }

        $crate::runtime::json::bridge!($name);
    };
}

#[allow(unused_imports, reason = "an API may have no such type")]
pub(crate) use newtype;
