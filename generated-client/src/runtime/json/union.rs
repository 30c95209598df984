//! Unions: which arm a JSON value belongs to, by a table.

use std::borrow::Cow;

use super::{Fault, JsonValue, Kind, RawJson, Reader};

/// A value of one of several types. Generated code implements it by the macro `union!`. Arms are numbered.
pub trait Union {
    /// What decides.
    fn choices(&self) -> &'static Choices;

    /// Reads a value as an arm.
    ///
    /// # Errors
    ///
    /// If it does not fit the arm.
    fn read_arm(&mut self, arm: usize, reader: &mut Reader<'_>) -> Result<(), Fault>;

    /// Keeps a value that belongs to no arm, if there is a variant for it.
    fn keep(&mut self, value: RawJson) -> bool;

    /// The arm; `None` for a value that belongs to none.
    fn arm(&self) -> Option<usize>;

    /// The value.
    fn held(&self) -> &dyn JsonValue;
}

/// What decides on the arm of a value.
#[derive(Debug)]
pub struct Choices {
    /// The kinds of JSON values that are expected, for messages.
    pub expected: &'static str,
    /// What decides among values of one kind. Values of other kinds are refused. Numbers alone cross over: without an entry of
    /// their own, integers are taken as numbers, and numbers that are whole as integers.
    pub by_kind: &'static [(Kind, Choice)],
}

/// How the arm is found among those that take one kind of JSON value.
#[derive(Debug)]
#[allow(dead_code, reason = "an API may not need all of them")]
pub enum Choice {
    /// There is only one.
    Arm(usize),
    /// By a string member. The values are sorted. An object with another value is kept as it is.
    Tag(&'static str, &'static [(&'static str, usize)]),
    /// As [`Choice::Tag`], but an arm takes all other objects.
    TagOr(&'static str, &'static [(&'static str, usize)], usize),
    /// By an integer member.
    IntegerTag(&'static str, &'static [(i64, usize)]),
    /// As [`Choice::IntegerTag`], but an arm takes all other objects.
    IntegerTagOr(&'static str, &'static [(i64, usize)], usize),
    /// By a boolean member.
    BooleanTag(&'static str, &'static [(bool, usize)]),
    /// As [`Choice::BooleanTag`], but an arm takes all other objects.
    BooleanTagOr(&'static str, &'static [(bool, usize)], usize),
    /// By the first set of members that are all there.
    Keys(&'static [(&'static [&'static str], usize)]),
    /// By the kind of an array's first element; the last arm takes the empty array.
    FirstElement(&'static [(Kind, usize)], usize),
    /// By trying, in order. The names are for messages.
    Try(&'static [(&'static str, usize)]),
}

/// Reads a union.
///
/// # Errors
///
/// If no arm takes the value, or the chosen arm refuses it.
pub fn read_union(union: &mut dyn Union, reader: &mut Reader<'_>) -> Result<(), Fault> {
    let choices = union.choices();
    let kind = match reader.kind()? {
        Kind::String if reader.is_plain_text && choices.of(Kind::String).is_none() => plain_kind(reader)?,
        kind => kind,
    };
    let Some(choice) = choices.taking(kind) else { return Err(Fault::kind(choices.expected, kind)) };
    match choice {
        Choice::Arm(arm) => union.read_arm(*arm, reader),
        Choice::Try(arms) => try_arms(union, arms, kind, reader),
        Choice::FirstElement(by_kind, empty) => {
            let arm = by_first_element(by_kind, *empty, reader)?;
            union.read_arm(arm, reader)
        }
        Choice::Keys(sets) => {
            let arm = by_keys(sets, reader)?;
            union.read_arm(arm, reader)
        }
        tag => read_by_tag(union, tag, reader),
    }
}

fn read_by_tag(union: &mut dyn Union, choice: &Choice, reader: &mut Reader<'_>) -> Result<(), Fault> {
    let place = reader.mark();
    let first = by_tag(choice, First::Counts, reader)?;
    let outer = reader.watch(choice.tag_name());
    let result = read_tagged(union, first, reader);
    let has_repeated = reader.stop_watching(outer);
    if result.is_ok() && !has_repeated {
        return result;
    }
    // The tag may have come twice. The last one counts.
    let end = reader.mark();
    reader.rewind(place);
    let last = by_tag(choice, First::IsPassedOver, reader)?;
    if last == first {
        reader.rewind(end);
        return result;
    }
    read_tagged(union, last, reader)
}

fn read_tagged(union: &mut dyn Union, arm: Option<usize>, reader: &mut Reader<'_>) -> Result<(), Fault> {
    match arm {
        Some(arm) => union.read_arm(arm, reader),
        None if union.keep(RawJson::of_text(reader.skip()?)) => Ok(()),
        None => Err(Fault::new("expected an object with one of the documented tags")),
    }
}

/// What the first of several tags means.
#[derive(Clone, Copy, PartialEq)]
enum First {
    /// It is taken for the only one, and the rest of the object is not looked at.
    Counts,
    /// The last one counts.
    IsPassedOver,
}

impl Choice {
    fn tag_name(&self) -> Option<&'static str> {
        match self {
            Self::Tag(name, _)
            | Self::TagOr(name, ..)
            | Self::IntegerTag(name, _)
            | Self::IntegerTagOr(name, ..)
            | Self::BooleanTag(name, _)
            | Self::BooleanTagOr(name, ..) => Some(name),
            Self::Arm(_) | Self::Keys(_) | Self::FirstElement(..) | Self::Try(_) => None,
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

fn by_tag(choice: &Choice, first: First, reader: &mut Reader<'_>) -> Result<Option<usize>, Fault> {
    let found = |arm: Option<usize>, otherwise: Option<usize>| Ok(arm.or(otherwise));
    match choice {
        Choice::Tag(name, arms) => found(text_tag(name, arms, first, reader)?, None),
        Choice::TagOr(name, arms, otherwise) => found(text_tag(name, arms, first, reader)?, Some(*otherwise)),
        Choice::IntegerTag(name, arms) => found(integer_tag(name, arms, first, reader)?, None),
        Choice::IntegerTagOr(name, arms, otherwise) => found(integer_tag(name, arms, first, reader)?, Some(*otherwise)),
        Choice::BooleanTag(name, arms) => found(boolean_tag(name, arms, first, reader)?, None),
        Choice::BooleanTagOr(name, arms, otherwise) => found(boolean_tag(name, arms, first, reader)?, Some(*otherwise)),
        Choice::Arm(_) | Choice::Keys(_) | Choice::FirstElement(..) | Choice::Try(_) => Ok(None),
    }
}

fn text_tag(name: &str, arms: &[(&str, usize)], first: First, reader: &mut Reader<'_>) -> Result<Option<usize>, Fault> {
    let tag = member(name, first, reader, |reader| match reader.kind()? {
        Kind::String => reader.text().map(Some),
        _ => reader.skip().map(|_| None),
    })?;
    let Some(tag) = tag else { return Ok(None) };
    Ok(arms
        .binary_search_by(|(value, _)| (*value).cmp(&tag))
        .ok()
        .and_then(|index| arms.get(index))
        .map(|(_, arm)| *arm))
}

fn integer_tag(
    name: &str,
    arms: &[(i64, usize)],
    first: First,
    reader: &mut Reader<'_>,
) -> Result<Option<usize>, Fault> {
    let tag = member(name, first, reader, |reader| match reader.kind()? {
        Kind::Integer | Kind::Number => Ok(reader.integer().ok()),
        _ => reader.skip().map(|_| None),
    })?;
    Ok(tag.and_then(|tag| arms.iter().find(|(value, _)| *value == tag)).map(|(_, arm)| *arm))
}

fn boolean_tag(
    name: &str,
    arms: &[(bool, usize)],
    first: First,
    reader: &mut Reader<'_>,
) -> Result<Option<usize>, Fault> {
    let tag = member(name, first, reader, |reader| match reader.kind()? {
        Kind::Boolean => reader.boolean().map(Some),
        _ => reader.skip().map(|_| None),
    })?;
    Ok(tag.and_then(|tag| arms.iter().find(|(value, _)| *value == tag)).map(|(_, arm)| *arm))
}

/// Reads a member of the object that is next, and comes back to its beginning.
fn member<'de, T>(
    name: &str,
    first: First,
    reader: &mut Reader<'de>,
    read: impl Fn(&mut Reader<'de>) -> Result<Option<T>, Fault>,
) -> Result<Option<T>, Fault> {
    let place = reader.mark();
    let (mut found, mut is_first) = (None, true);
    reader.begin_object()?;
    while let Some(other) = reader.next_name(&mut is_first)? {
        if other != name {
            reader.skip().map_err(|fault| fault.in_member(&other))?;
            continue;
        }
        found = read(reader).map_err(|fault| fault.in_member(name))?;
        if first == First::Counts {
            break;
        }
    }
    reader.rewind(place);
    Ok(found)
}

fn by_keys(sets: &'static [(&'static [&'static str], usize)], reader: &mut Reader<'_>) -> Result<usize, Fault> {
    let names = names(reader)?;
    let has = |keys: &[&str]| keys.iter().all(|key| names.iter().any(|name| name == key));
    match sets.iter().find(|(keys, _)| has(keys)) {
        Some((_, arm)) => Ok(*arm),
        None => Err(no_keys(sets, names)),
    }
}

/// The names of the object that is next; comes back to its beginning.
fn names<'de>(reader: &mut Reader<'de>) -> Result<Vec<Cow<'de, str>>, Fault> {
    let place = reader.mark();
    let (mut names, mut is_first) = (Vec::new(), true);
    reader.begin_object()?;
    while let Some(name) = reader.next_name(&mut is_first)? {
        reader.skip().map_err(|fault| fault.in_member(&name))?;
        names.push(name);
    }
    reader.rewind(place);
    Ok(names)
}

/// Names what was found, without values: these may be large, or secret.
#[cold]
fn no_keys(sets: &[(&[&str], usize)], mut names: Vec<Cow<'_, str>>) -> Fault {
    const SHOWN: usize = 8;
    let listed =
        |names: &[&str], between: &str| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(between);
    let expected: Vec<String> = sets.iter().map(|(keys, _)| listed(keys, " and ")).collect();
    names.sort_unstable();
    names.dedup();
    let more = if names.len() > SHOWN { ", …" } else { "" };
    let shown: Vec<&str> = names.iter().take(SHOWN).map(|name| &**name).collect();
    let found =
        if shown.is_empty() { "without properties".to_owned() } else { format!("with {}{more}", listed(&shown, ", ")) };
    Fault::new(format!("expected an object with {}, found an object {found}", expected.join(", or with ")))
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
        let expected: Vec<&str> = by_kind.iter().map(|(kind, _)| kind.described()).collect();
        Fault::new(format!("expected an array of {}, found {} in it", expected.join(" or "), found.described()))
    })
}

fn try_arms(union: &mut dyn Union, arms: &[(&str, usize)], kind: Kind, reader: &mut Reader<'_>) -> Result<(), Fault> {
    let place = reader.mark();
    let mut failures = Vec::new();
    for (name, arm) in arms {
        match union.read_arm(*arm, reader) {
            Ok(()) => return Ok(()),
            Err(fault) => failures.push(format!("not {name} ({fault})")),
        }
        reader.rewind(place);
    }
    Err(Fault::new(format!("invalid value, expected {}: {}", kind.described(), failures.join("; "))))
}

/// The tag of a union that a string decides; empty if there is none.
#[allow(dead_code, reason = "an API may have no union with tags")]
pub fn kind_of(union: &dyn Union) -> &str {
    let tags = union.choices().by_kind.iter().find_map(|(_, choice)| match choice {
        Choice::Tag(name, arms) => Some((*name, *arms)),
        _ => None,
    });
    let Some((name, arms)) = tags else { return "" };
    match union.arm() {
        Some(arm) => arms.iter().find(|(_, other)| *other == arm).map_or("", |(tag, _)| tag),
        None => unknown_text(union, name).unwrap_or_default(),
    }
}

/// The member `id` of whatever a union holds, if it is a string.
#[allow(dead_code, reason = "an API may have no union with ids")]
pub fn id_of(union: &dyn Union) -> Option<&str> {
    const ID: &str = "id";
    if union.arm().is_none() {
        return unknown_text(union, ID);
    }
    let object = union.held().as_object()?;
    let member = object.members().iter().find(|member| member.name == ID)?;
    object.field(member.slot)?.as_text()
}

fn unknown_text<'u>(union: &'u dyn Union, name: &str) -> Option<&'u str> {
    union.held().as_raw()?.get(name)?.as_str()
}

/// Implements how a union is read and written: one line for each arm, the variant that keeps what belongs to no arm, the variant
/// that is empty, and how each kind of JSON value is decided.
///
/// An arm holds `(from Type)` with a `From` of the type, `(boxed Type)` and `(deep Type)` the same for a variant that holds a box or a `Deep` of it,
/// `(text Type)` also one of `&str`, `(float Type)` also one of `f64`, `(_)` without a `From`, or nothing for `null`.
#[allow(unused_macros, reason = "an API may have no union")]
macro_rules! union {
    ($name:ident {
        $($variant:ident $(($($how:tt)*))?,)*
        $(..$unknown:ident)?
    }
    empty $empty:ident $(($($of:tt)*))?;
    $expected:literal {
        $($kind:ident => $choice:ident $arguments:tt,)*
    }) => {
        $($($crate::runtime::json::union!(@from $name $variant $($how)*);)?)*

        #[allow(
            dead_code,
            non_camel_case_types,
            non_upper_case_globals,
            clippy::upper_case_acronyms,
            reason = "the numbers of arms are named as the arms are"
        )]
        const _: () = {
            enum SLOTS { $($variant,)* }
            $(const $variant: usize = SLOTS::$variant as usize;)*

            impl $crate::runtime::json::Union for $name {
                fn choices(&self) -> &'static $crate::runtime::json::Choices {
                    const {
                        &$crate::runtime::json::Choices {
                            expected: $expected,
                            by_kind: &[$((
                                $crate::runtime::json::Kind::$kind,
                                $crate::runtime::json::Choice::$choice $arguments,
                            )),*],
                        }
                    }
                }

                fn read_arm(
                    &mut self,
                    arm: usize,
                    reader: &mut $crate::runtime::json::Reader<'_>,
                ) -> ::std::result::Result<(), $crate::runtime::json::Fault> {
                    match arm {
                        $($variant => $crate::runtime::json::union!(@read self reader $variant $(($($how)*))?),)*
                        _ => ::std::result::Result::Ok(()),
                    }
                }

                #[allow(unused_variables, reason = "not every union keeps what belongs to no arm")]
                fn keep(&mut self, value: $crate::runtime::json::RawJson) -> bool {
                    $(
                        *self = Self::$unknown(value);
                        return true;
                    )?
                    #[allow(unreachable_code, reason = "not every union keeps what belongs to no arm")]
                    false
                }

                fn arm(&self) -> ::std::option::Option<usize> {
                    match self {
                        $(Self::$variant { .. } => ::std::option::Option::Some($variant),)*
                        $(Self::$unknown { .. } => ::std::option::Option::None,)?
                    }
                }

                fn held(&self) -> &dyn $crate::runtime::json::JsonValue {
                    match self {
                        $($crate::runtime::json::union!(@pattern value $variant $(($($how)*))?) => {
                            $crate::runtime::json::union!(@held value $(($($how)*))?)
                        })*
                        $(Self::$unknown(value) => value,)?
                    }
                }
            }

            impl $crate::runtime::json::JsonValue for $name {
                fn read(
                    &mut self,
                    reader: &mut $crate::runtime::json::Reader<'_>,
                ) -> ::std::result::Result<(), $crate::runtime::json::Fault> {
                    $crate::runtime::json::read_union(self, reader)
                }

                fn renew(&mut self) {}

                fn as_text(&self) -> ::std::option::Option<&str> {
                    $crate::runtime::json::JsonValue::as_text($crate::runtime::json::Union::held(self))
                }

                fn as_object(&self) -> ::std::option::Option<&dyn $crate::runtime::json::Object> {
                    $crate::runtime::json::JsonValue::as_object($crate::runtime::json::Union::held(self))
                }
            }

            impl $crate::runtime::json::ToJson for $name {
                fn write(&self, writer: &mut $crate::runtime::json::Writer) {
                    $crate::runtime::json::ToJson::write($crate::runtime::json::Union::held(self), writer);
                }
            }

            impl $crate::runtime::json::FromJson for $name {
                fn empty() -> Self {
                    $crate::runtime::json::union!(@empty $empty $(($($of)*))?)
                }
            }

            $crate::runtime::json::bridge!($name);
        };
    };
    (@from $name:ident $variant:ident _) => {};
    (@from $name:ident $variant:ident from $ty:ty) => {
        impl ::std::convert::From<$ty> for $name {
            fn from(value: $ty) -> Self {
                Self::$variant(value)
            }
        }
    };
    (@from $name:ident $variant:ident boxed $ty:ty) => {
        impl ::std::convert::From<$ty> for $name {
            fn from(value: $ty) -> Self {
                Self::$variant(::std::boxed::Box::new(value))
            }
        }
    };
    (@from $name:ident $variant:ident deep $ty:ty) => {
        impl ::std::convert::From<$ty> for $name {
            fn from(value: $ty) -> Self {
                Self::$variant($crate::runtime::Deep::new(value))
            }
        }
    };
    (@from $name:ident $variant:ident text $ty:ty) => {
        $crate::runtime::json::union!(@from $name $variant from $ty);

        impl ::std::convert::From<&str> for $name {
            fn from(value: &str) -> Self {
                Self::$variant(::std::convert::Into::into(value))
            }
        }
    };
    (@from $name:ident $variant:ident float $ty:ty) => {
        $crate::runtime::json::union!(@from $name $variant from $ty);

        impl ::std::convert::From<f64> for $name {
            fn from(value: f64) -> Self {
                Self::$variant(::std::convert::Into::into(value))
            }
        }
    };
    (@read $self:ident $reader:ident $variant:ident) => {{
        *$self = Self::$variant;
        $crate::runtime::json::JsonValue::read(&mut (), $reader)
    }};
    (@read $self:ident $reader:ident $variant:ident ($($how:tt)*)) => {{
        *$self = Self::$variant($crate::runtime::json::FromJson::empty());
        match $self {
            Self::$variant(value) => $crate::runtime::json::JsonValue::read(value, $reader),
            #[allow(unreachable_patterns, reason = "a union may have one arm")]
            _ => ::std::result::Result::Ok(()),
        }
    }};
    (@pattern $value:ident $variant:ident) => { Self::$variant };
    (@pattern $value:ident $variant:ident ($($how:tt)*)) => { Self::$variant($value) };
    (@held $value:ident) => { &() };
    (@held $value:ident ($($how:tt)*)) => { $value };
    (@empty $variant:ident) => { Self::$variant };
    (@empty $variant:ident ($($how:tt)*)) => { Self::$variant($crate::runtime::json::FromJson::empty()) };
}

#[allow(unused_imports, reason = "an API may have no union")]
pub(crate) use union;
