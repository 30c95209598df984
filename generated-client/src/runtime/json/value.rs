//! [`JsonValue`]: a value that is read from JSON and written as JSON.

use std::collections::BTreeMap;

use super::{Fault, Look, Member, Reader, Writer, tolerance::Part};
use crate::runtime::File;

/// A value that is written as JSON.
pub trait ToJson {
    /// Writes it.
    fn write(&self, writer: &mut Writer);
}

impl<T: JsonValue + ?Sized> ToJson for T {
    fn write(&self, writer: &mut Writer) {
        self.show(&mut Look::Write(writer));
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
/// used as `dyn JsonValue`, so the loops over members, arms and elements are compiled once. It has only two methods, so that a
/// type needs little code.
pub trait JsonValue {
    /// Sets the value that is next in the source, or the value that [`FromJson::empty`] makes if there is no source. A value that
    /// is read must be empty before.
    ///
    /// # Errors
    ///
    /// If the JSON is invalid or does not fit the type. The value is then of no use.
    fn set(&mut self, source: Option<&mut Reader<'_>>) -> Result<(), Fault>;

    /// Answers a question.
    fn show<'v>(&'v self, look: &mut Look<'_, 'v>);
}

impl dyn JsonValue + '_ {
    /// Makes it empty.
    pub(in crate::runtime) fn renew(&mut self) {
        // Only reading can fail.
        let _ = self.set(None);
    }

    /// Whether an object that has it as a member is written with the member.
    pub(super) fn is_present(&self) -> bool {
        let mut is_present = true;
        self.show(&mut Look::IsPresent(&mut is_present));
        is_present
    }

    /// Whether it is empty.
    pub(super) fn is_blank(&self) -> bool {
        let mut is_blank = false;
        self.show(&mut Look::IsBlank(&mut is_blank));
        is_blank
    }
}

/// A type that is read from JSON.
pub trait FromJson: JsonValue + Sized {
    /// Whether it is an `Option`.
    const IS_OPTION: bool = false;

    /// The declared members, if it is an object.
    const MEMBERS: &'static [Member] = &[];

    /// The value that reading begins with. It is also what an absent member reads as, if servers leave it out: an empty text or
    /// list, zero, false, `None`, or an object of these.
    fn empty() -> Self;
}

/// Makes a value and sets it.
///
/// It is a method, since the compiler puts a method of a type in the codegen unit of the type, which also has the code that drops
/// the value. Each unit with a function that may drop the value has a copy of this code.
pub(in crate::runtime) trait Filled: FromJson {
    /// The value, or the error of `set`, which gets an empty value.
    fn filled<E>(set: &mut dyn FnMut(&mut dyn JsonValue) -> Result<(), E>) -> Result<Self, E> {
        let mut value = Self::empty();
        set(&mut value)?;
        Ok(value)
    }
}

impl<T: FromJson> Filled for T {}

/// Reads a JSON text.
///
/// # Errors
///
/// If the text is not JSON, or does not fit the type.
pub fn from_str<T: FromJson>(text: &str) -> Result<T, Fault> {
    T::filled(&mut |value| read_text(value, Reader::new(text)))
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
    T::filled(&mut |value| read_text(value, Reader::with_files(text, files)))
}

pub(super) fn text_of(text: &[u8]) -> Result<&str, Fault> {
    std::str::from_utf8(text).map_err(|error| {
        let message = format!("invalid JSON: {error}");
        if error.error_len().is_none() { Fault::at_end(message) } else { Fault::new(message) }
    })
}

/// Reads a whole text into an empty value.
pub(super) fn read_text(value: &mut dyn JsonValue, mut reader: Reader<'_>) -> Result<(), Fault> {
    value.set(Some(&mut reader))?;
    reader.end()
}

/// Writes a value as JSON.
///
/// # Errors
///
/// The text of the first value that JSON cannot write: a float that is not finite.
pub fn to_vec(value: &(impl ToJson + ?Sized)) -> Result<Vec<u8>, String> {
    let mut writer = Writer::new();
    value.write(&mut writer);
    writer.finish()
}

/// The state of a value that can be absent or `null`.
#[derive(Clone, Copy)]
pub(in crate::runtime) enum State {
    Absent,
    Null,
    Value,
}

/// A value that can be absent or `null`.
pub(in crate::runtime) trait Optional {
    /// Sets the state. Returns the value, which is empty, if there is one.
    fn put(&mut self, state: State) -> Option<&mut dyn JsonValue>;
}

/// Sets a value that can be absent or `null`. In a nested `Option`, the inner one is `null`, and the outer one says whether
/// there is an element.
pub(in crate::runtime) fn set_optional(
    optional: &mut dyn Optional,
    is_nested: bool,
    source: Option<&mut Reader<'_>>,
) -> Result<(), Fault> {
    let Some(reader) = source else {
        optional.put(State::Absent);
        return Ok(());
    };
    let is_null = !is_nested && reader.null()?;
    match optional.put(if is_null { State::Null } else { State::Value }) {
        Some(value) => value.set(Some(reader)),
        None => Ok(()),
    }
}

impl<T: FromJson> Optional for Option<T> {
    fn put(&mut self, state: State) -> Option<&mut dyn JsonValue> {
        *self = if let State::Value = state { Some(T::empty()) } else { None };
        match self {
            Some(value) => Some(value),
            None => None,
        }
    }
}

impl<T: FromJson> JsonValue for Option<T> {
    fn set(&mut self, source: Option<&mut Reader<'_>>) -> Result<(), Fault> {
        set_optional(self, T::IS_OPTION, source)
    }

    fn show<'v>(&'v self, look: &mut Look<'_, 'v>) {
        match self {
            Some(value) if look.goes_on() => value.show(look),
            Some(_) => {}
            None => look.absent(),
        }
    }
}

impl<T: FromJson> FromJson for Option<T> {
    const IS_OPTION: bool = true;

    fn empty() -> Self {
        None
    }
}

impl<T: JsonValue> JsonValue for Box<T> {
    fn set(&mut self, source: Option<&mut Reader<'_>>) -> Result<(), Fault> {
        set_allocated(&mut **self, source)
    }

    fn show<'v>(&'v self, look: &mut Look<'_, 'v>) {
        (**self).show(look);
    }
}

/// Sets a value on the heap.
pub(in crate::runtime) fn set_allocated<T: JsonValue>(
    value: &mut T,
    mut source: Option<&mut Reader<'_>>,
) -> Result<(), Fault> {
    if let Some(reader) = &mut source {
        reader.charge_allocation(size_of::<T>())?;
    }
    value.set(source)
}

impl<T: FromJson> FromJson for Box<T> {
    fn empty() -> Self {
        Self::new(T::empty())
    }
}

impl<T: FromJson> JsonValue for Vec<T> {
    fn set(&mut self, source: Option<&mut Reader<'_>>) -> Result<(), Fault> {
        set_list(self, size_of::<T>(), source)
    }

    fn show<'v>(&'v self, look: &mut Look<'_, 'v>) {
        show_list(self, look);
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

/// A list that is read or written. The loops over its elements are compiled once, for all types.
trait List {
    /// The element at this place.
    fn at(&self, index: usize) -> Option<&dyn JsonValue>;

    /// Removes all elements but the first ones, as many as `count`.
    fn cut(&mut self, count: usize);

    /// Adds an empty element.
    fn add(&mut self) -> Option<&mut dyn JsonValue>;
}

impl<T: FromJson> List for Vec<T> {
    fn at(&self, index: usize) -> Option<&dyn JsonValue> {
        match self.get(index) {
            Some(element) => Some(element),
            None => None,
        }
    }

    fn cut(&mut self, count: usize) {
        self.truncate(count);
    }

    fn add(&mut self) -> Option<&mut dyn JsonValue> {
        self.push(T::empty());
        match self.last_mut() {
            Some(element) => Some(element),
            None => None,
        }
    }
}

/// Answers a question about a list.
fn show_list<'v>(list: &'v dyn List, look: &mut Look<'_, 'v>) {
    let Some(writer) = look.other(list.at(0).is_none()) else { return };
    writer.begin_array();
    let mut index = 0;
    while let Some(element) = list.at(index) {
        writer.separate();
        element.show(&mut Look::Write(writer));
        index += 1;
    }
    writer.end_array();
}

/// Sets a list, whose elements have this size in memory.
fn set_list(list: &mut dyn List, bytes: usize, source: Option<&mut Reader<'_>>) -> Result<(), Fault> {
    list.cut(0);
    let Some(reader) = source else { return Ok(()) };
    reader.begin_array()?;
    let (mut index, mut count, mut is_first) = (0, 0, true);
    while reader.next_element(&mut is_first)? {
        let part = Part::Element(index);
        let start = reader.begin_part(part);
        let read = read_element(list, count == 0, bytes, reader);
        if reader.end_part(start, part, read)? {
            count += 1;
        } else {
            list.cut(count);
        }
        index += 1;
    }
    Ok(())
}

fn read_element(list: &mut dyn List, is_first: bool, bytes: usize, reader: &mut Reader<'_>) -> Result<(), Fault> {
    reader.charge_element(is_first, bytes)?;
    match list.add() {
        Some(element) => element.set(Some(reader)),
        None => Ok(()),
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn empty() -> Self {
        Self::new()
    }
}

impl<T: FromJson> JsonValue for BTreeMap<String, T> {
    fn set(&mut self, source: Option<&mut Reader<'_>>) -> Result<(), Fault> {
        self.clear();
        let Some(reader) = source else { return Ok(()) };
        read_entries(reader, &mut |name, reader| {
            reader.charge_entry(self.is_empty(), size_of::<T>(), &name)?;
            let mut value = T::empty();
            value.set(Some(reader))?;
            self.insert(name, value);
            Ok(())
        })
    }

    fn show<'v>(&'v self, look: &mut Look<'_, 'v>) {
        let Some(writer) = look.other(self.is_empty()) else { return };
        writer.begin_object();
        for (name, value) in self {
            writer.name(name);
            value.write(writer);
        }
        writer.end_object();
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
