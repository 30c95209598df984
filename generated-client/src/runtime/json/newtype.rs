//! Named types that contain one value of another type.

/// Implements how a struct of one field is read and written: as that field.
#[allow(unused_macros, reason = "an API may have no such type")]
macro_rules! newtype {
    ($name:ident) => {
        impl $crate::runtime::json::JsonValue for $name {
            fn read(
                &mut self,
                reader: &mut $crate::runtime::json::Reader<'_>,
            ) -> ::std::result::Result<(), $crate::runtime::json::Fault> {
                $crate::runtime::json::JsonValue::read(&mut self.0, reader)
            }

            fn renew(&mut self) {
                $crate::runtime::json::JsonValue::renew(&mut self.0);
            }

            fn held(&self) -> ::std::option::Option<&dyn $crate::runtime::json::JsonValue> {
                ::std::option::Option::Some(&self.0)
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
