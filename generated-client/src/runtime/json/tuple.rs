//! Arrays whose first elements have types of their own.

use super::{Fault, JsonValue, Kind, Look, Reader, Writer, tolerance::Part};

/// An array whose first elements have types of their own. Generated code implements it by the macro `tuple!`.
pub trait Tuple {
    /// How many elements have their own type.
    fn count(&self) -> usize;

    /// How many of them are always there.
    fn required(&self) -> usize;

    /// The element of an index.
    fn element(&self, index: usize) -> Option<&dyn JsonValue>;

    /// The element of an index.
    fn element_mut(&mut self, index: usize) -> Option<&mut dyn JsonValue>;

    /// Adds an element after those. `None` if there may not be one.
    fn more(&mut self) -> Option<&mut dyn JsonValue>;

    /// An element after those.
    fn more_at(&self, index: usize) -> Option<&dyn JsonValue>;
}

/// Reads an array.
///
/// # Errors
///
/// If an element is invalid, a required one is missing, or there are too many.
pub fn read_tuple(tuple: &mut dyn Tuple, reader: &mut Reader<'_>) -> Result<(), Fault> {
    reader.begin_array()?;
    let (count, mut index, mut is_first) = (tuple.count(), 0, true);
    while reader.next_element(&mut is_first)? {
        let element = if index < count { tuple.element_mut(index) } else { tuple.more() };
        let Some(element) = element else {
            return Err(Fault::new(format!("expected an array with a length of at most {count}")));
        };
        let part = Part::Element(index);
        let start = reader.begin_part(part);
        let read = element.set(Some(reader));
        if !reader.end_part(start, part, read)? {
            element.renew();
        }
        index += 1;
    }
    if index < tuple.required() {
        return reader.absent_part(Fault::missing_element(index));
    }
    // A `null` that the last element does not hold would be lost.
    match index.checked_sub(1).filter(|last| *last >= tuple.required()) {
        Some(last) if tuple.element(last).is_some_and(|element| !element.is_present()) => {
            reader.absent_part(Fault::kind("a value", Kind::Null).in_element(last))
        }
        _ => Ok(()),
    }
}

/// Writes an array. It ends where all further elements are absent; one that is absent before others is `null`.
fn write(tuple: &dyn Tuple, writer: &mut Writer) {
    let own = (0..tuple.count()).filter_map(|index| tuple.element(index));
    let more = (0..).map_while(|index| tuple.more_at(index));
    let is_present = |index: &usize| tuple.element(*index).is_some_and(<dyn JsonValue>::is_present);
    let count = match tuple.more_at(0) {
        Some(_) => tuple.count(),
        None => (tuple.required()..tuple.count()).rev().find(is_present).map_or(tuple.required(), |last| last + 1),
    };
    writer.begin_array();
    for element in own.take(count).chain(more) {
        writer.separate();
        element.show(&mut Look::Write(writer));
    }
    writer.end_array();
}

impl Look<'_, '_> {
    /// An array whose first elements have types of their own.
    #[inline(never)]
    pub fn tuple(&mut self, tuple: &dyn Tuple) {
        match self {
            Self::Write(writer) => write(tuple, writer),
            Self::IsBlank(answer) => **answer = is_blank(tuple),
            Self::IsPresent(_) | Self::Text(_) | Self::Raw(_) | Self::Object(_) => {}
        }
    }
}

/// Whether it is equal to an empty tuple.
fn is_blank(tuple: &dyn Tuple) -> bool {
    let mut own = (0..tuple.count()).filter_map(|index| tuple.element(index));
    tuple.more_at(0).is_none() && own.all(<dyn JsonValue>::is_blank)
}

/// Implements how a tuple is read and written, by the indices of its fields: `Row([0, 1]; optional [2]; ..3)`. The one after `..` holds
/// all further elements.
#[allow(unused_macros, reason = "an API may have no tuple")]
macro_rules! tuple {
    ($name:ident([$($index:tt),*] $(; optional [$($optional:tt),*])? $(; ..$rest:tt)?)) => {
        impl $crate::runtime::json::Tuple for $name {
            fn count(&self) -> usize {
                const { <[usize]>::len(&[$($index,)* $($($optional),*)?]) }
            }

            fn required(&self) -> usize {
                const { <[usize]>::len(&[$($index),*]) }
            }

            #[allow(unused_variables, reason = "a tuple may have no elements of their own types")]
            fn element(&self, index: usize) -> ::std::option::Option<&dyn $crate::runtime::json::JsonValue> {
                match index {
                    $($index => ::std::option::Option::Some(&self.$index),)*
                    $($($optional => ::std::option::Option::Some(&self.$optional),)*)?
                    _ => ::std::option::Option::None,
                }
            }

            #[allow(unused_variables, reason = "a tuple may have no elements of their own types")]
            fn element_mut(&mut self, index: usize) -> ::std::option::Option<&mut dyn $crate::runtime::json::JsonValue> {
                match index {
                    $($index => ::std::option::Option::Some(&mut self.$index),)*
                    $($($optional => ::std::option::Option::Some(&mut self.$optional),)*)?
                    _ => ::std::option::Option::None,
                }
            }

            fn more(&mut self) -> ::std::option::Option<&mut dyn $crate::runtime::json::JsonValue> {
                $crate::runtime::json::tuple!(@more self $($rest)?)
            }

            #[allow(unused_variables, reason = "a tuple may end after its own elements")]
            fn more_at(&self, index: usize) -> ::std::option::Option<&dyn $crate::runtime::json::JsonValue> {
                $crate::runtime::json::tuple!(@more_at self index $($rest)?)
            }
        }

        impl $crate::runtime::json::JsonValue for $name {
            fn set(
                &mut self,
                source: ::std::option::Option<&mut $crate::runtime::json::Reader<'_>>,
            ) -> ::std::result::Result<(), $crate::runtime::json::Fault> {
                if let ::std::option::Option::Some(reader) = source {
                    return $crate::runtime::json::read_tuple(self, reader);
                }
                *self = <Self as $crate::runtime::json::FromJson>::empty();
                ::std::result::Result::Ok(())
            }

            fn show<'v>(&'v self, look: &mut $crate::runtime::json::Look<'_, 'v>) {
                look.tuple(self);
            }
        }

        impl $crate::runtime::json::FromJson for $name {
            fn empty() -> Self {
                Self {
                    $($index: $crate::runtime::json::FromJson::empty(),)*
                    $($($optional: $crate::runtime::json::FromJson::empty(),)*)?
                    $($rest: ::std::vec::Vec::new(),)?
                }
            }
        }

        $crate::runtime::json::bridge!($name);
    };
    (@more $self:ident) => { ::std::option::Option::None };
    (@more $self:ident $rest:tt) => {{
        $self.$rest.push($crate::runtime::json::FromJson::empty());
        $self.$rest.last_mut().map(|element| element as &mut dyn $crate::runtime::json::JsonValue)
    }};
    (@more_at $self:ident $index:ident) => { ::std::option::Option::None };
    (@more_at $self:ident $index:ident $rest:tt) => {
        $self.$rest.get($index).map(|element| element as &dyn $crate::runtime::json::JsonValue)
    };
}

#[allow(unused_imports, reason = "an API may have no tuple")]
pub(crate) use tuple;
