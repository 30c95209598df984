//! Types of their own around another one.

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

            fn as_text(&self) -> ::std::option::Option<&str> {
                $crate::runtime::json::JsonValue::as_text(&self.0)
            }

            fn as_object(&self) -> ::std::option::Option<&dyn $crate::runtime::json::Object> {
                $crate::runtime::json::JsonValue::as_object(&self.0)
            }
        }

        impl $crate::runtime::json::ToJson for $name {
            fn write(&self, writer: &mut $crate::runtime::json::Writer) {
                $crate::runtime::json::ToJson::write(&self.0, writer);
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
