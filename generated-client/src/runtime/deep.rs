//! A value behind a pointer that hides its type from the compiler.
//!
//! To decide whether a type may be sent to another thread, the compiler looks at the types of its fields, then at their fields,
//! and so on. It gives up after 128 steps, also in the crate of a user who spawns a future with such a value. A [`Deep`] ends
//! the search, since it promises these properties itself. [`Deep::new`] requires them of the value.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::panic::{RefUnwindSafe, UnwindSafe};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::json::{Fault, FromJson, JsonValue, Look, Reader, set_allocated};

/// A `T` on the heap, in a place where types are nested too deeply for the compiler. It is used like a `Box`.
pub struct Deep<T>(Box<Hidden<T>>);

type Hidden<T> = dyn Held<T> + Send + Sync + UnwindSafe + RefUnwindSafe;

/// The bound of a value in a [`Deep`]. All emitted types meet it.
pub trait Holdable: Clone + fmt::Debug + PartialEq + Send + Sync + UnwindSafe + RefUnwindSafe + 'static {}

impl<T: Clone + fmt::Debug + PartialEq + Send + Sync + UnwindSafe + RefUnwindSafe + 'static> Holdable for T {}

/// A value whose type is hidden. This trait has all operations that need the type.
trait Held<T> {
    fn get(&self) -> &T;
    fn get_mut(&mut self) -> &mut T;
    fn into_inner(self: Box<Self>) -> T;
    fn boxed_clone(&self) -> Box<Hidden<T>>;
    fn is_equal(&self, other: &T) -> bool;
    fn format(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result;
}

impl<T: Holdable> Held<T> for T {
    fn get(&self) -> &T {
        self
    }

    fn get_mut(&mut self) -> &mut T {
        self
    }

    fn into_inner(self: Box<Self>) -> T {
        *self
    }

    fn boxed_clone(&self) -> Box<Hidden<T>> {
        Box::new(self.clone())
    }

    fn is_equal(&self, other: &T) -> bool {
        self == other
    }

    fn format(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, formatter)
    }
}

impl<T: Holdable> Deep<T> {
    /// Puts a value on the heap.
    pub fn new(value: T) -> Self {
        Self(Box::new(value))
    }
}

impl<T> Deep<T> {
    /// Takes the value out.
    pub fn into_inner(self) -> T {
        self.0.into_inner()
    }
}

impl<T> Deref for Deep<T> {
    type Target = T;

    fn deref(&self) -> &T {
        (*self.0).get()
    }
}

impl<T> DerefMut for Deep<T> {
    fn deref_mut(&mut self) -> &mut T {
        (*self.0).get_mut()
    }
}

impl<T> AsRef<T> for Deep<T> {
    fn as_ref(&self) -> &T {
        self
    }
}

impl<T: Holdable> From<T> for Deep<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: Holdable + Default> Default for Deep<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> Clone for Deep<T> {
    fn clone(&self) -> Self {
        Self((*self.0).boxed_clone())
    }
}

impl<T> PartialEq for Deep<T> {
    fn eq(&self, other: &Self) -> bool {
        (*self.0).is_equal(other)
    }
}

impl<T> fmt::Debug for Deep<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        (*self.0).format(formatter)
    }
}

impl<T: Serialize> Serialize for Deep<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        T::serialize(self, serializer)
    }
}

impl<'de, T: Holdable + Deserialize<'de>> Deserialize<'de> for Deep<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::new)
    }
}

impl<T: JsonValue> JsonValue for Deep<T> {
    fn set(&mut self, source: Option<&mut Reader<'_>>) -> Result<(), Fault> {
        set_allocated(&mut **self, source)
    }

    fn show<'v>(&'v self, look: &mut Look<'_, 'v>) {
        (**self).show(look);
    }
}

impl<T: FromJson + Holdable> FromJson for Deep<T> {
    fn empty() -> Self {
        Self::new(T::empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct NotSend(#[expect(dead_code, reason = "only its type matters")] *const u8);

    fn assert_send<T: Send + Sync + Unpin + UnwindSafe + RefUnwindSafe>() {}

    #[test]
    fn what_is_held_is_not_looked_at_and_must_be_sendable_to_get_in() {
        // No such value can be made: `Deep::new` requires `Send`.
        assert_send::<Deep<NotSend>>();
    }

    #[test]
    fn a_deep_value_is_used_like_the_value() {
        let mut deep = Deep::from(vec![1, 2]);
        let copy = deep.clone();
        deep.push(3);
        assert_eq!((deep.len(), copy.len()), (3, 2));
        assert_ne!(deep, copy);
        assert_eq!(format!("{deep:?} {:?}", Deep::<String>::default()), "[1, 2, 3] \"\"");
        assert_eq!(deep.into_inner(), [1, 2, 3]);
    }

    #[test]
    fn a_deep_value_is_read_and_written_like_the_value() {
        let deep: Deep<Vec<u8>> = serde_json::from_str("[1,2]").expect("an array");
        assert_eq!(serde_json::to_string(&deep).expect("an array"), "[1,2]");
    }
}
