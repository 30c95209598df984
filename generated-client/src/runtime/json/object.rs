//! Objects with declared members: how a table of them is read and written.

use std::{fmt, ops::Range};

use super::{Fault, JsonValue, Kind, Look, Member, Reader, Rule, Writer, member::key, seen::Seen, tolerance::Part};

/// The members of an object that are not declared, and notes on those that are.
pub trait Rest {
    /// Reads the value of a member, which is next. It is skipped if [`Rest::keep_text`] keeps it.
    ///
    /// # Errors
    ///
    /// If the value is invalid.
    fn read(&mut self, name: &str, reader: &mut Reader<'_>) -> Result<(), Fault>;

    /// Keeps members as their text, with a comma between two of them. They were read already.
    fn keep_text(&mut self, members: &str);

    /// Writes all members.
    fn write(&self, writer: &mut Writer);

    /// Keeps the received value of a member that should be a constant, as text.
    fn keep_other(&mut self, index: usize, name: &'static str, value: &str);

    /// Removes all members and notes.
    fn reset(&mut self);

    /// Whether there are neither members nor notes.
    fn is_blank(&self) -> bool;

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
    /// Members that were `null`, if their field does not show it.
    nulls: Seen,
    /// Required members that were absent.
    absent: Seen,
    /// Members whose numbers were strings.
    in_text: Seen,
    /// The values received in the place of constants, as text, if it is not kept among the undeclared members.
    others: Vec<(usize, Box<str>)>,
}

impl Notes {
    /// Whether there are none.
    pub(in crate::runtime) fn is_blank(&self) -> bool {
        self.nulls.is_empty() && self.absent.is_empty() && self.in_text.is_empty() && self.others.is_empty()
    }

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

/// Sets the fields of the declared members of an object, and all other members. A constant has `()` as its field.
///
/// # Errors
///
/// If a value is invalid or a required member is missing.
#[inline(never)]
pub fn set_object(
    members: &'static [Member],
    fields: &mut [&mut dyn JsonValue],
    rest: &mut dyn Rest,
    source: Option<&mut Reader<'_>>,
) -> Result<(), Fault> {
    if let Some(reader) = source {
        return read(members, fields, rest, reader);
    }
    for field in fields {
        field.renew();
    }
    rest.reset();
    Ok(())
}

/// Reads an object. If a member occurs twice, the last one counts.
fn read(
    members: &'static [Member],
    fields: &mut [&mut dyn JsonValue],
    rest: &mut dyn Rest,
    reader: &mut Reader<'_>,
) -> Result<(), Fault> {
    let mut object = Object { fields, rest, seen: Seen::default(), left: members.len(), undeclared: 0..0 };
    let (mut next, mut is_first) = (0, true);
    reader.begin_object()?;
    while let Some(name) = reader.next_name(&mut is_first)? {
        let name_at = reader.name_at;
        // Servers mostly write members in the order of their document.
        let part = Part::Member(&name);
        let start = reader.begin_part(part);
        let Some(index) = find(members, &name, next) else {
            reader.note_unknown("property");
            let read = object.rest.read(&name, reader);
            reader.end_part(start, part, read)?;
            object.keep(name_at..reader.at, reader);
            continue;
        };
        next = index + 1;
        let read = object.read(index, &members[index], reader);
        if !reader.end_part(start, part, read)? {
            object.renew(index);
        }
    }
    object.keep_undeclared(reader);
    if object.left > 0 {
        object.end(members, reader)?;
    }
    if object.rest.notes().is_some() {
        reader.charge(MEMORY_OF_REST)?;
    }
    Ok(())
}

fn find(members: &[Member], name: &str, next: usize) -> Option<usize> {
    let key = key(name);
    if members.get(next).is_some_and(|member| member.is_named(name, key)) {
        return Some(next);
    }
    members.iter().position(|member| member.is_named(name, key))
}

/// An object that is being read.
struct Object<'o, 'f> {
    fields: &'o mut [&'f mut dyn JsonValue],
    rest: &'o mut dyn Rest,
    /// The members that were read.
    seen: Seen,
    /// How many members were not read.
    left: usize,
    /// The place of the last undeclared members, between which there are only commas. Their text is not kept yet.
    undeclared: Range<usize>,
}

impl Object<'_, '_> {
    fn read(&mut self, index: usize, member: &Member, reader: &mut Reader<'_>) -> Result<(), Fault> {
        let is_again = self.seen.insert(index);
        if is_again {
            self.renew(index);
            if self.rest.notes().is_some() {
                self.rest.notes_mut().nulls.remove(index);
                self.rest.notes_mut().in_text.remove(index);
            }
        } else {
            self.left -= 1;
        }
        if member.rule.is_lenient() && reader.null()? {
            // It replaces another value of a constant, which was kept.
            if is_again && member.rule.constant().is_some() && self.rest.notes().is_some() {
                self.keep_undeclared(reader);
                self.rest.keep_other(index, member.name, "null");
            }
            self.rest.notes_mut().nulls.insert(index);
            if reader.misfits.notes_gaps && member.rule == Rule::Lenient {
                reader.note_misfit(Fault::kind("a value", Kind::Null));
            }
            return Ok(());
        }
        if let Some(constant) = member.rule.constant() {
            let start = reader.mark();
            let is_plain = member.plain_constant().is_some_and(|text| reader.skip_quoted(text));
            let is_it = is_plain || constant.is_next(reader)?;
            if !is_it {
                reader.note_unknown("value");
            }
            // A constant that follows another value, which was kept, replaces it.
            if !is_it || is_again && self.rest.notes().is_some() {
                self.keep_undeclared(reader);
                self.rest.keep_other(index, member.name, reader.text_since(start));
            }
            return Ok(());
        }
        let Some(field) = self.fields.get_mut(index) else { return reader.skip().map(|_| ()) };
        let is_null = reader.peek()? == b'n';
        if !member.is_in_text {
            field.set(Some(reader))?;
        } else if reader.set_in_text(*field)? {
            self.rest.notes_mut().in_text.insert(index);
        }
        // A `null` that the field does not hold is noted, so that it is written back.
        if is_null && member.rule != Rule::Nullable && !field.is_present() {
            self.rest.notes_mut().nulls.insert(index);
        }
        Ok(())
    }

    /// Keeps the text of an undeclared member. Members that only commas separate are kept together.
    fn keep(&mut self, member: Range<usize>, reader: &Reader<'_>) {
        if self.undeclared.is_empty() || self.undeclared.end + 1 != member.start {
            self.keep_undeclared(reader);
            self.undeclared.start = member.start;
        }
        self.undeclared.end = member.end;
    }

    fn keep_undeclared(&mut self, reader: &Reader<'_>) {
        if !self.undeclared.is_empty() {
            self.rest.keep_text(reader.text.get(self.undeclared.clone()).unwrap_or_default());
            self.undeclared = 0..0;
        }
    }

    /// Makes a member empty, if it does not fit or occurs again.
    #[cold]
    fn renew(&mut self, index: usize) {
        if let Some(field) = self.fields.get_mut(index) {
            field.renew();
        }
    }

    /// Ends an object that lacks members.
    fn end(&mut self, members: &[Member], reader: &mut Reader<'_>) -> Result<(), Fault> {
        for (index, member) in members.iter().enumerate() {
            if !self.seen.contains(index) {
                self.absent(index, member).or_else(|fault| reader.absent_part(fault))?;
                if reader.misfits.notes_gaps && member.rule.is_lenient() {
                    reader.note_misfit(Fault::missing(member.name));
                }
            }
        }
        Ok(())
    }

    /// Notes that a member is absent, or returns an error.
    fn absent(&mut self, index: usize, member: &Member) -> Result<(), Fault> {
        match member.rule {
            // An empty `Option` is not present.
            Rule::Value if self.fields.get(index).is_none_or(|field| !field.is_present()) => Ok(()),
            Rule::Value | Rule::Constant(_) => Err(Fault::missing(member.name)),
            Rule::LenientConstant(_) | Rule::Nullable | Rule::Lenient => {
                self.rest.notes_mut().absent.insert(index);
                Ok(())
            }
        }
    }
}

/// Writes an object: its declared members in their order, then all others.
pub(super) fn write(members: &[Member], fields: &[&dyn JsonValue], rest: &dyn Rest, writer: &mut Writer) {
    writer.begin_object();
    for (index, (member, field)) in members.iter().zip(fields).enumerate() {
        let notes = rest.notes();
        let was_absent = notes.is_some_and(|notes| notes.absent.contains(index));
        let was_null = notes.is_some_and(|notes| notes.nulls.contains(index));
        match member.rule {
            Rule::Constant(constant) | Rule::LenientConstant(constant) => {
                if !was_absent && !rest.has(member.name) {
                    member.begin(writer);
                    match (notes.and_then(|notes| notes.other(index)), member.plain_constant()) {
                        _ if was_null => writer.null(),
                        (Some(other), _) => writer.raw(other),
                        (None, Some(text)) => writer.plain_text(text),
                        (None, None) => constant.write(writer),
                    }
                }
            }
            // A member that was read as empty may have a value now.
            Rule::Lenient if (was_absent || was_null) && field.is_blank() => {
                if was_null {
                    member.begin(writer);
                    writer.null();
                }
            }
            Rule::Value | Rule::Nullable | Rule::Lenient if field.is_present() => {
                member.begin(writer);
                match notes.filter(|notes| notes.in_text.contains(index)).and_then(|_| digits(*field)) {
                    Some(digits) => writer.text(&digits),
                    None => field.show(&mut Look::Write(writer)),
                }
            }
            rule => {
                if was_null || rule == Rule::Nullable && !was_absent {
                    member.begin(writer);
                    writer.null();
                }
            }
        }
    }
    rest.write(writer);
    writer.end_object();
}

/// The JSON of a value, if it is a number.
#[cold]
fn digits(value: &dyn JsonValue) -> Option<String> {
    let mut writer = Writer::new();
    value.show(&mut Look::Write(&mut writer));
    let json = String::from_utf8(writer.finish().ok()?).ok()?;
    json.starts_with(|first: char| first == '-' || first.is_ascii_digit()).then_some(json)
}

/// Shows an object as `#[derive(Debug)]` does. For a type with many fields, a table compiles faster than a derive.
///
/// # Errors
///
/// The formatter's.
#[inline(never)]
pub fn format_object(
    name: &str,
    names: &[&str],
    fields: &[&dyn fmt::Debug],
    formatter: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let mut shown = formatter.debug_struct(name);
    for (name, field) in names.iter().zip(fields) {
        shown.field(name.trim_start_matches("r#"), field);
    }
    shown.finish()
}

/// Implements how an object is read, written and shown: one line for each member, `field: "name",`.
///
/// `nullable` and `lenient` before the name are those of [`Rule`]; `"name" = Text("value"),` is a constant, and
/// `"name" = lenient(Text("value")),` one that responses may lack. `"name".in_text()`
/// reads numbers from strings too.
#[allow(unused_macros, reason = "an API may have no object")]
macro_rules! object {
    ($name:ident {
        $($($field:ident: $($rule:ident)?)? $wire:literal $(.$form:ident())? $(= $kind:ident $(($($constant:tt)*))?)?,)*
        ..$rest:ident
    }) => {
        impl $crate::runtime::json::JsonValue for $name {
            fn set(
                &mut self,
                source: ::std::option::Option<&mut $crate::runtime::json::Reader<'_>>,
            ) -> ::std::result::Result<(), $crate::runtime::json::Fault> {
                let members = <Self as $crate::runtime::json::FromJson>::MEMBERS;
                let fields: &mut [&mut dyn $crate::runtime::json::JsonValue] =
                    &mut [$($crate::runtime::json::object!(@field_mut self $($field)?)),*];
                $crate::runtime::json::set_object(members, fields, &mut self.$rest, source)
            }

            fn show<'v>(&'v self, look: &mut $crate::runtime::json::Look<'_, 'v>) {
                let members = <Self as $crate::runtime::json::FromJson>::MEMBERS;
                look.object(members, &[$($crate::runtime::json::object!(@field self $($field)?)),*], &self.$rest);
            }
        }

        impl ::std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::runtime::json::format_object(
                    ::std::stringify!($name),
                    const { &[$($(::std::stringify!($field),)?)* ::std::stringify!($rest)] },
                    &[$($(&self.$field,)?)* &self.$rest],
                    formatter,
                )
            }
        }

        impl $crate::runtime::json::FromJson for $name {
            const MEMBERS: &'static [$crate::runtime::json::Member] = &[$($crate::runtime::json::Member::new(
                $wire,
                $crate::runtime::json::object!(@rule $($($rule)?)? $($kind $(($($constant)*))?)?),
            )$(.$form())?),*];

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
    (@field $self:ident) => { &() };
    (@field $self:ident $field:ident) => { &$self.$field };
    (@field_mut $self:ident) => { &mut () };
    (@field_mut $self:ident $field:ident) => { &mut $self.$field };
}

#[allow(unused_imports, reason = "an API may have no object")]
pub(crate) use object;

#[cfg(test)]
mod tests {
    use super::{Member, Rule, find};

    #[test]
    fn members_with_the_same_key_are_told_apart_by_their_names() {
        let members = ["", "a", "id", "i-d", "i_d", "ab"].map(|name| Member::new(name, Rule::Value));
        for (index, member) in members.iter().enumerate() {
            assert_eq!(find(&members, member.name, 0), Some(index), "{}", member.name);
        }
        for name in ["i.d", "b", "aa", "i__d"] {
            assert_eq!(find(&members, name, 3), None, "{name}");
        }
    }
}
