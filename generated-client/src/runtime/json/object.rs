//! Objects with declared members: how a table of them is read and written.

use std::borrow::Cow;

use super::{Constant, Fault, JsonValue, Reader, Writer, seen::Seen, to_vec, tolerance::Part};

/// A declared member of an object.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// Its name in JSON.
    pub name: &'static str,
    /// How it is read and written.
    pub rule: Rule,
    /// The number of its field. A constant has none.
    pub slot: usize,
}

/// How a member is read and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code, reason = "an API may not need all of them")]
pub enum Rule {
    /// As its type says.
    Value,
    /// It is written as `null` if there is no value.
    Nullable,
    /// A response may lack it or have `null`, although it is required. It then reads as empty.
    Lenient,
    /// It has one value, and no field. Another value of the same kind is kept.
    Constant(Constant),
    /// The same, and a response may lack it or have `null`.
    LenientConstant(Constant),
}

impl Rule {
    fn constant(self) -> Option<Constant> {
        match self {
            Self::Constant(constant) | Self::LenientConstant(constant) => Some(constant),
            Self::Value | Self::Nullable | Self::Lenient => None,
        }
    }

    fn is_lenient(self) -> bool {
        matches!(self, Self::Lenient | Self::LenientConstant(_))
    }
}

/// An object with declared members. Generated code implements it by the macro `object!`.
pub trait Object {
    /// The table of members.
    fn members(&self) -> &'static [Member];

    /// The field of a slot.
    fn field(&self, slot: usize) -> Option<&dyn JsonValue>;

    /// The field of a slot.
    fn field_mut(&mut self, slot: usize) -> Option<&mut dyn JsonValue>;

    /// All other members.
    fn rest(&self) -> &dyn Rest;

    /// All other members.
    fn rest_mut(&mut self) -> &mut dyn Rest;

    /// An empty object of the same type.
    fn fresh(&self) -> Box<dyn Object>;
}

/// The members of an object that are not declared, and notes on those that are.
pub trait Rest {
    /// Keeps a member.
    ///
    /// # Errors
    ///
    /// If its value is invalid.
    fn keep(&mut self, name: Cow<'_, str>, reader: &mut Reader<'_>) -> Result<(), Fault>;

    /// Writes all members.
    fn write(&self, writer: &mut Writer);

    /// Keeps what a member that should be a constant has in its place: the text of its value.
    fn keep_other(&mut self, index: usize, name: &'static str, value: &str);

    /// Whether there is a member of this name.
    fn has(&self, name: &str) -> bool;

    /// Notes on the declared members.
    fn notes(&self) -> Option<&Notes>;

    /// Notes on the declared members.
    fn notes_mut(&mut self) -> &mut Notes;
}

/// How the declared members of an object were received, if their fields do not say it.
#[derive(Clone, Debug, Default)]
pub struct Notes {
    /// Those that were `null`, which their field does not say.
    nulls: Seen,
    /// Those that are required and were absent.
    absent: Seen,
    /// The values received in the place of constants, as text, if it is not kept among the undeclared members.
    others: Vec<(usize, Box<str>)>,
}

impl Notes {
    /// Notes what was received in the place of a constant.
    pub(in crate::runtime) fn note_other(&mut self, index: usize, value: &str) {
        self.others.push((index, value.into()));
    }

    /// The values received in the place of constants.
    pub(in crate::runtime) fn others(&self) -> &[(usize, Box<str>)] {
        &self.others
    }

    /// The value received last in the place of a constant.
    fn other(&self, index: usize) -> Option<&str> {
        self.others.iter().rev().find(|(other, _)| *other == index).map(|(_, value)| &**value)
    }
}

/// The memory of an object's undeclared members and notes.
const MEMORY_OF_REST: usize = 208;

/// Reads an object. A member that is there twice counts as its last.
///
/// # Errors
///
/// If a value is invalid or a required member is missing.
pub fn read_object(object: &mut dyn Object, reader: &mut Reader<'_>) -> Result<(), Fault> {
    let members = object.members();
    let mut seen = Seen::default();
    let (mut next, mut is_first) = (0, true);
    reader.begin_object()?;
    while let Some(name) = reader.next_name(&mut is_first)? {
        // Servers mostly write members in the order of their document.
        let part = Part::Member(&name);
        let start = reader.begin_part(part);
        let Some(index) = find(members, &name, next) else {
            reader.note_unknown();
            let read = object.rest_mut().keep(name.clone(), reader);
            reader.end_part(start, part, read)?;
            continue;
        };
        next = index + 1;
        let is_again = seen.insert(index);
        let read = read_member(object, index, &members[index], is_again, reader);
        if !reader.end_part(start, part, read)? {
            renew(object, &members[index]);
        }
    }
    for (index, member) in members.iter().enumerate() {
        if !seen.contains(index) {
            absent(object, index, member).or_else(|fault| reader.absent_part(fault))?;
        }
    }
    if object.rest().notes().is_some() {
        reader.charge(MEMORY_OF_REST)?;
    }
    Ok(())
}

/// Makes a member empty that does not fit.
#[cold]
fn renew(object: &mut dyn Object, member: &Member) {
    if let Some(field) = object.field_mut(member.slot) {
        field.renew();
    }
}

fn find(members: &[Member], name: &str, next: usize) -> Option<usize> {
    if members.get(next).is_some_and(|member| member.name == name) {
        return Some(next);
    }
    members.iter().position(|member| member.name == name)
}

fn read_member(
    object: &mut dyn Object,
    index: usize,
    member: &Member,
    is_again: bool,
    reader: &mut Reader<'_>,
) -> Result<(), Fault> {
    if is_again {
        if let Some(field) = object.field_mut(member.slot) {
            field.renew();
        }
        if object.rest().notes().is_some() {
            object.rest_mut().notes_mut().nulls.remove(index);
        }
    }
    if member.rule.is_lenient() && reader.null()? {
        object.rest_mut().notes_mut().nulls.insert(index);
        return Ok(());
    }
    if let Some(constant) = member.rule.constant() {
        let (value, is_it) = constant.compare(reader)?;
        if !is_it {
            reader.note_unknown();
        }
        // One that comes after another value, which is kept, replaces it.
        if !is_it || is_again && object.rest().notes().is_some() {
            object.rest_mut().keep_other(index, member.name, value);
        }
        return Ok(());
    }
    let Some(field) = object.field_mut(member.slot) else { return reader.skip().map(|_| ()) };
    field.read(reader)?;
    // A field with no value has read `null`: say so when it is written.
    if !field.is_present() && member.rule != Rule::Nullable {
        object.rest_mut().notes_mut().nulls.insert(index);
    }
    Ok(())
}

/// Takes note of a member that is absent, or refuses it.
fn absent(object: &mut dyn Object, index: usize, member: &Member) -> Result<(), Fault> {
    match member.rule {
        Rule::Value if object.field(member.slot).is_none_or(JsonValue::may_be_absent) => Ok(()),
        Rule::Value | Rule::Constant(_) => Err(Fault::missing(member.name)),
        Rule::LenientConstant(_) | Rule::Nullable | Rule::Lenient => {
            object.rest_mut().notes_mut().absent.insert(index);
            Ok(())
        }
    }
}

/// Writes an object: its declared members in their order, then all others.
pub fn write_object(object: &dyn Object, writer: &mut Writer) {
    let rest = object.rest();
    writer.begin_object();
    for (index, member) in object.members().iter().enumerate() {
        let notes = rest.notes();
        let was_absent = notes.is_some_and(|notes| notes.absent.contains(index));
        let was_null = notes.is_some_and(|notes| notes.nulls.contains(index));
        match (member.rule, object.field(member.slot)) {
            (Rule::Constant(constant) | Rule::LenientConstant(constant), _) => {
                if !was_absent && !rest.has(member.name) {
                    writer.name(member.name);
                    match notes.and_then(|notes| notes.other(index)) {
                        _ if was_null => writer.null(),
                        Some(other) => writer.raw(other),
                        None => constant.write(writer),
                    }
                }
            }
            (Rule::Lenient, Some(_)) if (was_absent || was_null) && !is_changed(object, member) => {
                if was_null {
                    writer.name(member.name);
                    writer.null();
                }
            }
            (Rule::Value | Rule::Nullable | Rule::Lenient, Some(field)) if field.is_present() => {
                writer.name(member.name);
                field.write(writer);
            }
            (rule, _) => {
                if was_null || rule == Rule::Nullable && !was_absent {
                    writer.name(member.name);
                    writer.null();
                }
            }
        }
    }
    rest.write(writer);
    writer.end_object();
}

/// Whether a member that reads as empty has got a value since.
#[cold]
fn is_changed(object: &dyn Object, member: &Member) -> bool {
    let fresh = object.fresh();
    let text = |object: &dyn Object| object.field(member.slot).and_then(|field| to_vec(field).ok());
    text(object) != text(&*fresh)
}

/// Implements how an object is read and written: one line for each member, `field: "name",`.
///
/// `nullable` and `lenient` before the name are those of [`Rule`]; `"name" = Text("value"),` is a constant, and
/// `"name" = lenient(Text("value")),` one that responses may lack.
#[allow(unused_macros, reason = "an API may have no object")]
macro_rules! object {
    ($name:ident {
        $($($field:ident: $($rule:ident)?)? $wire:literal $(= $kind:ident $(($($constant:tt)*))?)?,)*
        ..$rest:ident
    }) => {
        #[allow(
            dead_code,
            non_camel_case_types,
            non_upper_case_globals,
            non_snake_case,
            clippy::upper_case_acronyms,
            reason = "the numbers of fields are named as the fields are: nothing else may be named here"
        )]
        const _: () = {
            enum SLOTS { $($($field,)?)* }
            $($(const $field: usize = SLOTS::$field as usize;)?)*

            impl $crate::runtime::json::Object for $name {
                fn members(&self) -> &'static [$crate::runtime::json::Member] {
                    const { &[$($crate::runtime::json::Member {
                        name: $wire,
                        rule: $crate::runtime::json::object!(@rule $($($rule)?)? $($kind $(($($constant)*))?)?),
                        slot: $crate::runtime::json::object!(@slot $($field)?),
                    }),*] }
                }

                #[allow(unused_variables, reason = "an object may have no fields")]
                fn field(&self, INDEX: usize) -> ::std::option::Option<&dyn $crate::runtime::json::JsonValue> {
                    match INDEX {
                        $($($field => ::std::option::Option::Some(&self.$field),)?)*
                        _ => ::std::option::Option::None,
                    }
                }

                #[allow(unused_variables, reason = "an object may have no fields")]
                fn field_mut(&mut self, INDEX: usize) -> ::std::option::Option<&mut dyn $crate::runtime::json::JsonValue> {
                    match INDEX {
                        $($($field => ::std::option::Option::Some(&mut self.$field),)?)*
                        _ => ::std::option::Option::None,
                    }
                }

                fn rest(&self) -> &dyn $crate::runtime::json::Rest {
                    &self.$rest
                }

                fn rest_mut(&mut self) -> &mut dyn $crate::runtime::json::Rest {
                    &mut self.$rest
                }

                fn fresh(&self) -> ::std::boxed::Box<dyn $crate::runtime::json::Object> {
                    ::std::boxed::Box::new(<Self as $crate::runtime::json::FromJson>::empty())
                }
            }
        };

        impl $crate::runtime::json::JsonValue for $name {
            fn read(
                &mut self,
                reader: &mut $crate::runtime::json::Reader<'_>,
            ) -> ::std::result::Result<(), $crate::runtime::json::Fault> {
                $crate::runtime::json::read_object(self, reader)
            }

            fn renew(&mut self) {
                *self = <Self as $crate::runtime::json::FromJson>::empty();
            }

            fn as_object(&self) -> ::std::option::Option<&dyn $crate::runtime::json::Object> {
                ::std::option::Option::Some(self)
            }
        }

        impl $crate::runtime::json::ToJson for $name {
            fn write(&self, writer: &mut $crate::runtime::json::Writer) {
                $crate::runtime::json::write_object(self, writer);
            }
        }

        impl $crate::runtime::json::FromJson for $name {
            fn empty() -> Self {
                Self {
                    $($($field: $crate::runtime::json::FromJson::empty(),)?)*
                    $rest: ::std::default::Default::default(),
                }
            }
        }

        $crate::runtime::json::bridge!($name);
    };
    (@rule) => { $crate::runtime::json::Rule::Value };
    (@rule nullable) => { $crate::runtime::json::Rule::Nullable };
    (@rule lenient) => { $crate::runtime::json::Rule::Lenient };
    (@rule lenient($($constant:tt)*)) => {
        $crate::runtime::json::Rule::LenientConstant($crate::runtime::json::Constant::$($constant)*)
    };
    (@rule $kind:ident $(($constant:literal))?) => {
        $crate::runtime::json::Rule::Constant($crate::runtime::json::Constant::$kind $(($constant))?)
    };
    (@slot) => { ::std::primitive::usize::MAX };
    (@slot $field:ident) => { $field };
}

#[allow(unused_imports, reason = "an API may have no object")]
pub(crate) use object;
