//! [`JsonValue`]: a value that is read from JSON and written as JSON.

use std::{collections::BTreeMap, fmt};

use super::{
    Fault, Member, RawJson, Reader, Rest, Writer,
    object::{read_object, write_object},
    tolerance::Part,
};
use crate::runtime::File;

/// A value that is written as JSON.
pub trait ToJson {
    /// Writes it.
    fn write(&self, writer: &mut Writer);
}

impl<T: JsonValue + ?Sized> ToJson for T {
    fn write(&self, writer: &mut Writer) {
        JsonValue::write(self, writer);
    }
}

/// A value of the caller's, or `null`.
#[derive(Clone, Copy, Debug)]
pub struct OrNull<'v, T: ?Sized>(pub Option<&'v T>);

impl<T: ToJson + ?Sized> ToJson for OrNull<'_, T> {
    fn write(&self, writer: &mut Writer) {
        match self.0 {
            Some(value) => value.write(writer),
            None => writer.null(),
        }
    }
}

/// A value that is read from JSON and written as JSON.
///
/// Implemented by the runtime for what all APIs share, and by generated code, as a table, for the types of one API. It can be
/// used as `dyn JsonValue`, so the loops over members, arms and elements are compiled once.
///
/// The methods with a default body are for objects. The type of an object implements only [`members`](Self::members),
/// [`fields`](Self::fields) and [`fields_mut`](Self::fields_mut), so that a type needs few functions.
pub trait JsonValue: fmt::Debug {
    /// Reads into a value that [`FromJson::empty`] made.
    ///
    /// # Errors
    ///
    /// If the JSON is invalid or does not fit the type. The value is then of no use.
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), Fault> {
        let (members, mut read) = (self.members(), Ok(()));
        self.fields_mut(&mut |fields, rest| read = read_object(members, fields, rest, reader));
        read
    }

    /// Writes it.
    fn write(&self, writer: &mut Writer) {
        if let Some(held) = self.held() {
            return held.write(writer);
        }
        let members = self.members();
        self.fields(&mut |fields, rest| write_object(members, fields, rest, writer));
    }

    /// Makes it what [`FromJson::empty`] makes.
    fn renew(&mut self) {
        self.fields_mut(&mut |fields, rest| {
            for field in fields {
                field.renew();
            }
            rest.reset();
        });
    }

    /// Whether it is equal to the value that [`FromJson::empty`] makes.
    fn is_blank(&self) -> bool {
        if let Some(held) = self.held() {
            return held.is_blank();
        }
        let mut is_blank = true;
        self.fields(&mut |fields, rest| is_blank = rest.is_blank() && fields.iter().all(|field| field.is_blank()));
        is_blank
    }

    /// The declared members, if it is an object.
    fn members(&self) -> &'static [Member] {
        &[]
    }

    /// Looks at the fields of the declared members, and at all other members, if it is an object. A constant has `()` as its field.
    fn fields<'v>(&'v self, _look: &mut Look<'_, 'v>) {}

    /// Changes the fields of the declared members, and all other members, if it is an object.
    fn fields_mut(&mut self, _change: &mut Change<'_>) {}

    /// The value in a union, or in another value that is read and written as its only part.
    fn held(&self) -> Option<&dyn JsonValue> {
        None
    }

    /// Whether an object that has this as a member is written with the member.
    fn is_present(&self) -> bool {
        true
    }

    /// Whether an object that has this as a member may be read without the member.
    fn may_be_absent(&self) -> bool {
        false
    }

    /// The text, if it is a string.
    fn as_text(&self) -> Option<&str> {
        self.held()?.as_text()
    }

    /// The text of a value whose type is not known.
    fn as_raw(&self) -> Option<&RawJson> {
        None
    }
}

/// A look at the fields of an object.
pub type Look<'l, 'v> = dyn FnMut(&[&'v dyn JsonValue], &'v dyn Rest) + 'l;

/// A change of the fields of an object.
pub type Change<'c> = dyn FnMut(&mut [&mut dyn JsonValue], &mut dyn Rest) + 'c;

/// A type that is read from JSON.
pub trait FromJson: JsonValue + Sized {
    /// Whether it is an `Option`.
    const IS_OPTION: bool = false;

    /// The value that reading begins with. It is also what an absent member reads as, if servers leave it out: an empty text or
    /// list, zero, false, `None`, or an object of these.
    fn empty() -> Self;
}

/// Reads a JSON text.
///
/// # Errors
///
/// If the text is not JSON, or does not fit the type.
pub fn from_str<T: FromJson>(text: &str) -> Result<T, Fault> {
    let mut value = T::empty();
    read_text(&mut value, Reader::new(text))?;
    Ok(value)
}

/// Reads a JSON text in UTF-8.
///
/// # Errors
///
/// If the text is not JSON, or does not fit the type.
pub fn from_slice<T: FromJson>(text: &[u8]) -> Result<T, Fault> {
    from_str(text_of(text)?)
}

/// Reads a JSON text whose strings can refer to files.
pub(in crate::runtime) fn from_str_and_files<T: FromJson>(text: &str, files: &[File]) -> Result<T, Fault> {
    let mut value = T::empty();
    read_text(&mut value, Reader::with_files(text, files))?;
    Ok(value)
}

pub(super) fn text_of(text: &[u8]) -> Result<&str, Fault> {
    std::str::from_utf8(text).map_err(|error| {
        let message = format!("invalid JSON: {error}");
        if error.error_len().is_none() { Fault::at_end(message) } else { Fault::new(message) }
    })
}

/// Reads a whole text into an empty value.
pub(super) fn read_text(value: &mut dyn JsonValue, mut reader: Reader<'_>) -> Result<(), Fault> {
    value.read(&mut reader)?;
    reader.end()
}

/// Writes a value as JSON.
///
/// # Errors
///
/// The text of the first value that JSON cannot write: a float that is not finite.
pub fn to_vec(value: &(impl ToJson + ?Sized)) -> Result<Vec<u8>, String> {
    let mut writer = Writer::default();
    value.write(&mut writer);
    writer.finish()
}

impl<T: FromJson> JsonValue for Option<T> {
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), Fault> {
        *self = None;
        // In a nested `Option`, the inner one is `null`, and the outer one says whether there is an element.
        if !T::IS_OPTION && reader.null()? { Ok(()) } else { self.insert(T::empty()).read(reader) }
    }

    fn write(&self, writer: &mut Writer) {
        match self {
            Some(value) => value.write(writer),
            None => writer.null(),
        }
    }

    fn renew(&mut self) {
        *self = FromJson::empty();
    }

    fn is_blank(&self) -> bool {
        self.is_none()
    }

    fn is_present(&self) -> bool {
        self.is_some()
    }

    fn may_be_absent(&self) -> bool {
        true
    }

    fn as_text(&self) -> Option<&str> {
        self.as_ref()?.as_text()
    }
}

impl<T: FromJson> FromJson for Option<T> {
    const IS_OPTION: bool = true;

    fn empty() -> Self {
        None
    }
}

impl<T: JsonValue> JsonValue for Box<T> {
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), Fault> {
        reader.charge_allocation(size_of_val(&**self))?;
        (**self).read(reader)
    }

    fn renew(&mut self) {
        (**self).renew();
    }

    fn held(&self) -> Option<&dyn JsonValue> {
        Some(&**self)
    }

    fn is_present(&self) -> bool {
        (**self).is_present()
    }

    fn may_be_absent(&self) -> bool {
        (**self).may_be_absent()
    }
}

impl<T: FromJson> FromJson for Box<T> {
    fn empty() -> Self {
        Self::new(T::empty())
    }
}

impl<T: FromJson> JsonValue for Vec<T> {
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), Fault> {
        self.clear();
        let count = read_elements(reader, &mut |count, reader| {
            // An element that did not fit is removed.
            self.truncate(count);
            reader.charge_element(self.is_empty(), size_of::<T>())?;
            self.push(T::empty());
            match self.last_mut() {
                Some(element) => element.read(reader),
                None => Ok(()),
            }
        })?;
        self.truncate(count);
        Ok(())
    }

    fn write(&self, writer: &mut Writer) {
        self.as_slice().write(writer);
    }

    fn renew(&mut self) {
        *self = FromJson::empty();
    }

    fn is_blank(&self) -> bool {
        self.is_empty()
    }
}

impl<T: ToJson> ToJson for [T] {
    fn write(&self, writer: &mut Writer) {
        writer.begin_array();
        for element in self {
            writer.separate();
            element.write(writer);
        }
        writer.end_array();
    }
}

impl<T: ToJson> ToJson for &[T] {
    fn write(&self, writer: &mut Writer) {
        (**self).write(writer);
    }
}

impl<T: ToJson, const COUNT: usize> ToJson for [T; COUNT] {
    fn write(&self, writer: &mut Writer) {
        self.as_slice().write(writer);
    }
}

/// Reads an array, and says how many of its elements fit. `read` reads one element, and gets the number of earlier
/// elements that fit.
fn read_elements(
    reader: &mut Reader<'_>,
    read: &mut dyn FnMut(usize, &mut Reader<'_>) -> Result<(), Fault>,
) -> Result<usize, Fault> {
    reader.begin_array()?;
    let (mut index, mut count, mut is_first) = (0, 0, true);
    while reader.next_element(&mut is_first)? {
        let part = Part::Element(index);
        let start = reader.begin_part(part);
        let read = read(count, reader);
        count += usize::from(reader.end_part(start, part, read)?);
        index += 1;
    }
    Ok(count)
}

impl<T: FromJson> FromJson for Vec<T> {
    fn empty() -> Self {
        Self::new()
    }
}

impl<T: FromJson> JsonValue for BTreeMap<String, T> {
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), Fault> {
        self.clear();
        read_entries(reader, &mut |name, reader| {
            reader.charge_entry(self.is_empty(), size_of::<T>(), &name)?;
            let mut value = T::empty();
            value.read(reader)?;
            self.insert(name, value);
            Ok(())
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.begin_object();
        for (name, value) in self {
            writer.name(name);
            value.write(writer);
        }
        writer.end_object();
    }

    fn renew(&mut self) {
        *self = FromJson::empty();
    }

    fn is_blank(&self) -> bool {
        self.is_empty()
    }
}

/// Reads an object of any names; `read` reads the value of one. The last of several members with one name counts.
pub(super) fn read_entries(
    reader: &mut Reader<'_>,
    read: &mut dyn FnMut(String, &mut Reader<'_>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    reader.begin_object()?;
    let mut is_first = true;
    while let Some(name) = reader.next_name(&mut is_first)? {
        let part = Part::Member(&name);
        let start = reader.begin_part(part);
        let read = read(name.clone().into_owned(), reader);
        reader.end_part(start, part, read)?;
    }
    Ok(())
}

impl<T: FromJson> FromJson for BTreeMap<String, T> {
    fn empty() -> Self {
        Self::new()
    }
}
