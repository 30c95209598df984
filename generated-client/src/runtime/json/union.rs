//! Unions: which arm a JSON value belongs to, by a table.

use std::borrow::Cow;

use super::{Fault, JsonValue, Kind, Look, Reader, Tolerance, text::is_same, union_trial};
use crate::runtime::compact::{CollectList, joined};

/// A value of one of several types. Generated code implements it by the macro `union!`. Arms are numbered.
pub trait Union: JsonValue {
    /// The table that decides on the arm of a value.
    fn choices(&self) -> &'static Choices;

    /// The number of the arm. A value that belongs to no arm has the number after them.
    fn arm(&self) -> usize;

    /// Sets an empty value of an arm.
    fn begin(&mut self, arm: usize);

    /// The value of the arm, or the value that belongs to no arm.
    fn held(&self) -> &dyn JsonValue;

    /// The same value. `None` for an arm without a value, which is `null` in JSON.
    fn held_mut(&mut self) -> Option<&mut dyn JsonValue>;
}

/// The rules that decide on the arm of a value.
#[derive(Debug)]
pub struct Choices {
    /// How many arms there are.
    pub arms: usize,
    /// The number of the arm of an empty value, as [`Union::arm`] returns it.
    pub empty: usize,
    /// Whether there is a variant for a value that belongs to no arm.
    pub keeps_others: bool,
    /// The kinds of JSON values that are expected, for messages.
    pub expected: &'static str,
    /// The rule for values of one kind. Values of other kinds are refused. Only numbers can match another kind: without
    /// their own entry, integers are read as numbers, and whole numbers as integers.
    pub by_kind: &'static [(Kind, Choice)],
}

/// The rule that finds the arm for one kind of JSON value.
#[derive(Debug)]
#[allow(dead_code, reason = "an API may not need all of them")]
pub enum Choice {
    /// There is only one.
    Arm(usize),
    /// By a string member. An object with another value is kept as it is.
    Tag(&'static str, &'static [(&'static str, usize)]),
    /// As [`Choice::Tag`], but one arm is for other objects. An object with another tag that does not fit this arm is kept as it
    /// is, if there is a variant for it.
    TagOr(&'static str, &'static [(&'static str, usize)], usize),
    /// By an integer member.
    IntegerTag(&'static str, &'static [(i64, usize)]),
    /// As [`Choice::IntegerTag`], with an arm for other objects, as [`Choice::TagOr`] has.
    IntegerTagOr(&'static str, &'static [(i64, usize)], usize),
    /// By a boolean member.
    BooleanTag(&'static str, &'static [(bool, usize)]),
    /// As [`Choice::BooleanTag`], with an arm for other objects, as [`Choice::TagOr`] has.
    BooleanTagOr(&'static str, &'static [(bool, usize)], usize),
    /// By the first rule, which reads a tag. The second rule is for objects without the tag.
    OptionalTag(&'static Choice, &'static Choice),
    /// By the rule, which reads a tag. If an object lacks a required member of the arm of its tag, it belongs to the
    /// other arm, unless it lacks a required member of that one too.
    OrBase(&'static Choice, usize),
    /// By the first set of members that the object has completely. An object with no such set is kept as it is.
    Keys(&'static [(&'static [&'static str], usize)]),
    /// By the kind of an array's first element; the last arm accepts the empty array.
    FirstElement(&'static [(Kind, usize)], usize),
    /// By trying, in order. The names are for messages.
    Try(&'static [(&'static str, usize)]),
    /// By trying all arms of the first list: the arm that knows most of the value is used. If none fits, by trying the
    /// arms of the second list in order.
    Best(&'static [(&'static str, usize)], &'static [(&'static str, usize)]),
}

/// Reads a value as an arm.
///
/// # Errors
///
/// If it does not fit the arm.
pub(in crate::runtime) fn read_arm(union: &mut dyn Union, arm: usize, reader: &mut Reader<'_>) -> Result<(), Fault> {
    union.begin(arm);
    match union.held_mut() {
        Some(value) => value.set(Some(reader)),
        None => ().set(Some(reader)),
    }
}

/// Sets a union.
///
/// # Errors
///
/// If no arm accepts the value, or the chosen arm refuses it.
pub fn set_union(union: &mut dyn Union, source: Option<&mut Reader<'_>>) -> Result<(), Fault> {
    let choices = union.choices();
    let Some(reader) = source else {
        union.begin(choices.empty);
        return Ok(());
    };
    let kind = match reader.kind()? {
        Kind::String if reader.is_plain_text && choices.of(Kind::String).is_none() => plain_kind(reader)?,
        kind => kind,
    };
    let Some(choice) = choices.taking(kind) else { return Err(Fault::kind(choices.expected, kind)) };
    read_chosen(union, choice, kind, reader)
}

fn read_chosen(union: &mut dyn Union, choice: &Choice, kind: Kind, reader: &mut Reader<'_>) -> Result<(), Fault> {
    match choice {
        Choice::Arm(arm) => read_arm(union, *arm, reader),
        Choice::Try(arms) => union_trial::read(union, &[], arms, kind, reader),
        Choice::Best(best, others) => union_trial::read(union, best, others, kind, reader),
        Choice::FirstElement(by_kind, empty) => {
            let arm = by_first_element(by_kind, *empty, reader)?;
            read_arm(union, arm, reader)
        }
        Choice::Keys(sets) => read_by_keys(union, sets, reader),
        Choice::OrBase(rule, base) => read_or_base(union, rule, *base, kind, reader),
        Choice::OptionalTag(tag, without) => read_optional(union, tag, without, kind, reader),
        tag => {
            let tagged = by_tag(tag, reader)?;
            read_tagged(union, tagged, reader)
        }
    }
}

/// Reads an object by its tag, or without a tag by the second rule. A member of the tag's name that cannot be a tag is valid
/// in an arm that does not declare it.
fn read_optional(
    union: &mut dyn Union,
    tag: &Choice,
    without: &Choice,
    kind: Kind,
    reader: &mut Reader<'_>,
) -> Result<(), Fault> {
    let place = reader.mark();
    let fault = match by_tag(tag, reader) {
        Ok(Tagged::Absent(_)) => return read_chosen(union, without, kind, reader),
        Ok(tagged) => return read_tagged(union, tagged, reader),
        Err(fault) => fault,
    };
    if reader.is_exhausted() {
        return Err(fault);
    }
    reader.rewind(place);
    let tolerance = reader.tolerate(Tolerance::Nothing);
    let read = read_chosen(union, without, kind, reader);
    reader.tolerate(tolerance);
    let is_known = union.arm() != union.choices().arms;
    read.ok().filter(|()| is_known).ok_or(fault)
}

/// Reads an object by a rule; if it lacks a member, as the base. All other mismatches are reported for the arm of its tag.
fn read_or_base(
    union: &mut dyn Union,
    rule: &Choice,
    base: usize,
    kind: Kind,
    reader: &mut Reader<'_>,
) -> Result<(), Fault> {
    let by_rule = |union: &mut dyn Union, reader: &mut Reader<'_>| read_chosen(union, rule, kind, reader);
    let as_base = |union: &mut dyn Union, reader: &mut Reader<'_>| read_arm(union, base, reader);
    let lacks = |_: &dyn Union, faults: &[&Fault]| faults.iter().any(|fault| fault.is_missing());
    if read_unless(union, &by_rule, &lacks, reader)? || read_unless(union, &as_base, &lacks, reader)? {
        return Ok(());
    }
    by_rule(union, reader)
}

type Read<'r> = &'r dyn Fn(&mut dyn Union, &mut Reader<'_>) -> Result<(), Fault>;

/// Reads a value, unless its faults say that it is another kind of value. Then its beginning is next. Returns whether it was read.
fn read_unless(
    union: &mut dyn Union,
    read: Read<'_>,
    is_other: &dyn Fn(&dyn Union, &[&Fault]) -> bool,
    reader: &mut Reader<'_>,
) -> Result<bool, Fault> {
    let (place, unknown, before) = (reader.mark(), reader.unknown, reader.misfits.found.len());
    let tolerance = reader.tolerate(Tolerance::Everything);
    let end = read(union, reader);
    reader.tolerate(tolerance);
    let misfits = reader.misfits.found.split_off(before);
    let faults = misfits.iter().filter(|misfit| !misfit.is_note()).map(|misfit| &misfit.fault);
    let faults: Vec<&Fault> = faults.chain(end.as_ref().err()).collect_list();
    let fits = faults.is_empty();
    let is_other = !fits && !reader.is_exhausted() && is_other(union, &faults);
    if fits || !is_other && tolerance == Tolerance::Everything {
        reader.misfits.found.extend(misfits);
        return end.map(|()| true);
    }
    if !is_other && tolerance == Tolerance::Nothing {
        let first = misfits.into_iter().find(|misfit| !misfit.is_note()).map(|misfit| misfit.fault);
        return first.map_or(end, Err).map(|()| true);
    }
    reader.rewind(place);
    reader.unknown = unknown;
    if !is_other {
        read(union, reader)?;
    }
    Ok(!is_other)
}

fn read_tagged(union: &mut dyn Union, tagged: Tagged, reader: &mut Reader<'_>) -> Result<(), Fault> {
    match tagged {
        Tagged::Arm(arm) | Tagged::Absent(Some(arm)) => read_arm(union, arm, reader),
        Tagged::Unknown(tag, Some(arm)) => read_unknown_as(union, tag, arm, reader),
        Tagged::Unknown(_, None) | Tagged::Absent(None) if read_other(union, reader)? => Ok(()),
        Tagged::Unknown(_, None) | Tagged::Absent(None) => {
            Err(Fault::new("expected an object with one of the documented tags"))
        }
    }
}

/// Reads an object with an unknown tag as an arm. If it lacks a member, or the arm does not accept or declare the tag, it belongs
/// to no arm. All other mismatches are reported for the arm.
fn read_unknown_as(union: &mut dyn Union, tag: &str, arm: usize, reader: &mut Reader<'_>) -> Result<(), Fault> {
    let is_other = |union: &dyn Union, faults: &[&Fault]| {
        let is_of_kind = |fault: &&Fault| fault.is_missing() || fault.is_in_member(tag);
        union.choices().keeps_others && (faults.iter().any(is_of_kind) || member_of(union.held(), tag).is_none())
    };
    let read = |union: &mut dyn Union, reader: &mut Reader<'_>| read_arm(union, arm, reader);
    if !read_unless(union, &read, &is_other, reader)? {
        read_other(union, reader)?;
    }
    Ok(())
}

/// Reads a value that belongs to no arm. Returns whether the union has a variant for it.
///
/// # Errors
///
/// If the JSON is invalid.
pub(in crate::runtime) fn read_other(union: &mut dyn Union, reader: &mut Reader<'_>) -> Result<bool, Fault> {
    let choices = union.choices();
    if choices.keeps_others {
        reader.note_unknown("kind of value");
        read_arm(union, choices.arms, reader)?;
    }
    Ok(choices.keeps_others)
}

fn read_by_keys(
    union: &mut dyn Union,
    sets: &'static [(&'static [&'static str], usize)],
    reader: &mut Reader<'_>,
) -> Result<(), Fault> {
    let names = names(reader)?;
    let has = |keys: &[&str]| keys.iter().all(|key| names.iter().any(|name| name == key));
    match sets.iter().find(|(keys, _)| has(keys)) {
        Some((_, arm)) => read_arm(union, *arm, reader),
        None if read_other(union, reader)? => Ok(()),
        None => Err(Fault::new("expected an object with the properties of one of the documented kinds")),
    }
}

impl<'v> Look<'_, 'v> {
    /// A value of one of several types.
    #[inline(never)]
    pub fn union(&mut self, union: &'v dyn Union) {
        match self {
            Self::IsBlank(answer) => **answer = union.arm() == union.choices().empty && union.held().is_blank(),
            Self::IsPresent(_) => {}
            look => union.held().show(look),
        }
    }
}

impl Choices {
    fn of(&self, kind: Kind) -> Option<&'static Choice> {
        self.by_kind.iter().find(|(of, _)| *of == kind).map(|(_, choice)| choice)
    }

    fn taking(&self, kind: Kind) -> Option<&'static Choice> {
        self.of(kind).or_else(|| match kind {
            Kind::Integer => self.of(Kind::Number),
            Kind::Number => self.of(Kind::Integer),
            _ => None,
        })
    }
}

/// The kind of a scalar that is written as a string.
fn plain_kind(reader: &mut Reader<'_>) -> Result<Kind, Fault> {
    let place = reader.mark();
    let text = reader.text()?;
    reader.rewind(place);
    Ok(Reader::new(&text).kind().unwrap_or(Kind::String))
}

/// The value of an object's tag.
#[derive(Clone, Copy, Debug)]
enum Tagged {
    /// An arm.
    Arm(usize),
    /// A value of this member that is not known. The arm is for objects without a known tag.
    Unknown(&'static str, Option<usize>),
    /// The tag is absent. The arm is for objects without a known tag.
    Absent(Option<usize>),
}

fn by_tag(choice: &Choice, reader: &mut Reader<'_>) -> Result<Tagged, Fault> {
    match choice {
        Choice::Tag(name, arms) => text_tag(name, arms, None, reader),
        Choice::TagOr(name, arms, otherwise) => text_tag(name, arms, Some(*otherwise), reader),
        Choice::IntegerTag(name, arms) => integer_tag(name, arms, None, reader),
        Choice::IntegerTagOr(name, arms, otherwise) => integer_tag(name, arms, Some(*otherwise), reader),
        Choice::BooleanTag(name, arms) => boolean_tag(name, arms, None, reader),
        Choice::BooleanTagOr(name, arms, otherwise) => boolean_tag(name, arms, Some(*otherwise), reader),
        Choice::Arm(_)
        | Choice::OptionalTag(..)
        | Choice::OrBase(..)
        | Choice::Keys(_)
        | Choice::FirstElement(..)
        | Choice::Try(_)
        | Choice::Best(..) => Ok(Tagged::Absent(None)),
    }
}

/// The value of a tag that was read.
fn tagged<T>(
    name: &'static str,
    tag: Option<T>,
    arm: impl FnOnce(T) -> Option<usize>,
    otherwise: Option<usize>,
) -> Tagged {
    match tag {
        Some(tag) => arm(tag).map_or(Tagged::Unknown(name, otherwise), Tagged::Arm),
        None => Tagged::Absent(otherwise),
    }
}

type Found = Result<Tagged, Fault>;

fn text_tag(name: &'static str, arms: &[(&str, usize)], otherwise: Option<usize>, reader: &mut Reader<'_>) -> Found {
    let tag = member(name, reader, |reader| match reader.peek()? {
        b'"' => reader.text().map(Some),
        _ => no_tag("a string", reader.kind()?, otherwise, reader),
    })?;
    Ok(tagged(name, tag, |tag| arms.iter().find(|(value, _)| is_same(value, &tag)).map(|(_, arm)| *arm), otherwise))
}

fn integer_tag(name: &'static str, arms: &[(i64, usize)], otherwise: Option<usize>, reader: &mut Reader<'_>) -> Found {
    let tag = member(name, reader, |reader| match reader.kind()? {
        Kind::Integer | Kind::Number => Ok(Some(reader.integer().ok())),
        kind => no_tag("an integer", kind, otherwise, reader),
    })?;
    Ok(tagged(name, tag, |tag| arms.iter().find(|(value, _)| Some(*value) == tag).map(|(_, arm)| *arm), otherwise))
}

fn boolean_tag(name: &'static str, arms: &[(bool, usize)], otherwise: Option<usize>, reader: &mut Reader<'_>) -> Found {
    let tag = member(name, reader, |reader| match reader.kind()? {
        Kind::Boolean => reader.boolean().map(Some),
        kind => no_tag("a boolean", kind, otherwise, reader),
    })?;
    Ok(tagged(name, tag, |tag| arms.iter().find(|(value, _)| *value == tag).map(|(_, arm)| *arm), otherwise))
}

/// A tag of another kind is malformed, unless an arm without the tag may have a member of that name. Null is not a tag.
fn no_tag<T>(
    expected: &str,
    kind: Kind,
    otherwise: Option<usize>,
    reader: &mut Reader<'_>,
) -> Result<Option<T>, Fault> {
    if kind == Kind::Null || otherwise.is_some() {
        return reader.skip().map(|_| None);
    }
    Err(Fault::kind(expected, kind))
}

/// Reads a member of the object that is next, and comes back to its beginning. The last of several with one name counts.
fn member<'de, T>(
    name: &str,
    reader: &mut Reader<'de>,
    read: impl Fn(&mut Reader<'de>) -> Result<Option<T>, Fault>,
) -> Result<Option<T>, Fault> {
    let place = reader.mark();
    let (mut found, mut is_first) = (None, true);
    reader.begin_object()?;
    while let Some(other) = reader.next_name(&mut is_first)? {
        if !is_same(&other, name) {
            reader.hop().map_err(|fault| fault.in_member(&other))?;
            continue;
        }
        found = read(reader).map_err(|fault| fault.in_member(name))?;
    }
    reader.rewind(place);
    Ok(found)
}

/// The names of the object that is next; comes back to its beginning.
fn names<'de>(reader: &mut Reader<'de>) -> Result<Vec<Cow<'de, str>>, Fault> {
    let place = reader.mark();
    let (mut names, mut is_first) = (Vec::new(), true);
    reader.begin_object()?;
    while let Some(name) = reader.next_name(&mut is_first)? {
        reader.hop().map_err(|fault| fault.in_member(&name))?;
        names.push(name);
    }
    reader.rewind(place);
    Ok(names)
}

fn by_first_element(by_kind: &[(Kind, usize)], empty: usize, reader: &mut Reader<'_>) -> Result<usize, Fault> {
    let place = reader.mark();
    reader.begin_array()?;
    let found = if reader.next_element(&mut true)? { Some(reader.kind()?) } else { None };
    reader.rewind(place);
    let Some(found) = found else { return Ok(empty) };
    let of = |kind: Kind| by_kind.iter().find(|(of, _)| *of == kind).map(|(_, arm)| *arm);
    let arm = of(found).or_else(|| match found {
        Kind::Integer => of(Kind::Number),
        Kind::Number => of(Kind::Integer),
        _ => None,
    });
    arm.ok_or_else(|| {
        let expected: Vec<&str> = by_kind.iter().map(|(kind, _)| kind.described()).collect_list();
        Fault::new(format!("expected an array of {}, found {} in it", joined(&expected, " or "), found.described()))
    })
}

/// The tag of a union that a string decides; empty if there is none.
#[allow(dead_code, reason = "an API may have no union with tags")]
pub fn kind_of(union: &dyn Union) -> &str {
    let tags = union.choices().by_kind.iter().find_map(|(_, choice)| match choice {
        Choice::Tag(name, arms) | Choice::OptionalTag(Choice::Tag(name, arms), _) => Some((*name, *arms, None)),
        Choice::OrBase(Choice::Tag(name, arms), base) => Some((*name, *arms, Some(*base))),
        _ => None,
    });
    let Some((name, arms, base)) = tags else { return "" };
    match union.arm() {
        arm if arm == union.choices().arms => unknown_text(union, name).unwrap_or_default(),
        // It may have the tag of any arm.
        arm if base == Some(arm) => member_of(union.held(), name).and_then(text_of).unwrap_or_default(),
        arm => arms.iter().find(|(_, other)| *other == arm).map_or("", |(tag, _)| tag),
    }
}

/// The member `id` of the value in a union, if it is a string.
#[allow(dead_code, reason = "an API may have no union with ids")]
pub fn id_of(union: &dyn Union) -> Option<&str> {
    const ID: &str = "id";
    if union.arm() == union.choices().arms {
        return unknown_text(union, ID);
    }
    text_of(member_of(union.held(), ID)?)
}

/// A declared member of the object that a value is or contains.
fn member_of<'v>(value: &'v dyn JsonValue, name: &str) -> Option<&'v dyn JsonValue> {
    let mut found = None;
    value.show(&mut Look::Object(&mut |members, fields, _| {
        let index = members.iter().position(|member| member.name == name);
        found = index.and_then(|index| fields.get(index).copied());
    }));
    found
}

/// The text of a value, if it is a string.
fn text_of(value: &dyn JsonValue) -> Option<&str> {
    let mut text = None;
    value.show(&mut Look::Text(&mut text));
    text
}

/// A member of a value that belongs to no arm, if it is a string.
fn unknown_text<'u>(union: &'u dyn Union, name: &str) -> Option<&'u str> {
    let mut raw = None;
    union.held().show(&mut Look::Raw(&mut raw));
    raw?.get(name)?.as_str()
}
