//! Values of types as JSON, for the default responses of the server for tests. Values that the document shows are used if they fit.
//!
//! An object has its required properties, and those that the document shows. Some types have no value: an object that contains itself.

use std::fmt::Write as _;

use super::hints::Hint;
use crate::model::{
    Access, AdditionalProperties, Api, ArmId, Choice, Constant, Example, Field, IntegerWidth, JsonKind, Presence,
    Struct, Tags, Tuple, TypeId, TypeKind, TypeRef, Union,
};

/// The most values that one sample has.
const MOST_VALUES: usize = 400;

/// A value of a type as JSON; `None` if there is none.
pub(super) fn of(api: &Api, ty: &TypeRef, name: &str, example: Option<&Example>) -> Option<String> {
    let value = JsonSamples { api, open: Vec::new(), left: MOST_VALUES }.value(ty, Hint::new(name, example))?;
    let mut text = String::new();
    write_value(&value, &mut text);
    Some(text)
}

/// Makes the values of one sample.
struct JsonSamples<'a> {
    api: &'a Api,
    /// The types whose values are being made: a value inside cannot need them again.
    open: Vec<TypeId>,
    /// The number of values that may still be made. After that, only required ones are made.
    left: usize,
}

impl<'a> JsonSamples<'a> {
    fn value(&mut self, ty: &'a TypeRef, hint: Hint<'a>) -> Option<Example> {
        self.left = self.left.saturating_sub(1);
        let text = |text: &str| Some(Example::Text(text.to_owned()));
        match ty {
            TypeRef::Named(id) => self.named(*id, hint),
            TypeRef::String | TypeRef::Secret | TypeRef::File | TypeRef::Text(_) => text(hint.text_of(ty, self.api)),
            TypeRef::Boolean => Some(Example::Boolean(!matches!(hint.example(), Some(Example::Boolean(false))))),
            TypeRef::Literal(value) => Some(Example::Boolean(*value)),
            TypeRef::Integer(width) => Some(Example::Number(integer(hint, *width))),
            TypeRef::Number | TypeRef::Float => Some(Example::Number(number(hint))),
            TypeRef::NumberLiteral(json) => Some(Example::Number(json.clone())),
            TypeRef::Null => Some(Example::Null),
            TypeRef::Any => hint.example().cloned().or_else(|| text(hint.text())),
            TypeRef::Object => match hint.example() {
                Some(example @ Example::Object(_)) => Some(example.clone()),
                _ => Some(Example::Object(Vec::new())),
            },
            TypeRef::Array(element) => {
                // An empty list fits if its elements have no value.
                let elements = hint.elements().into_iter().filter_map(|hint| self.value(element, hint));
                Some(Example::List(elements.collect()))
            }
            TypeRef::Map(value) => {
                let (key, hint) = hint.entry();
                let entry = self.value(value, hint).map(|value| (key.to_owned(), value));
                Some(Example::Object(entry.into_iter().collect()))
            }
            TypeRef::Nullable(inner) => match hint.example() {
                Some(Example::Null) => Some(Example::Null),
                _ => Some(self.value(inner, hint).unwrap_or(Example::Null)),
            },
            TypeRef::Boxed(inner) | TypeRef::Deep(inner) => self.value(inner, hint),
        }
    }

    fn named(&mut self, id: TypeId, hint: Hint<'a>) -> Option<Example> {
        if self.open.contains(&id) {
            return None;
        }
        let definition = self.api.type_def(id);
        let hint = hint.or_example(definition.docs.example.as_deref());
        self.open.push(id);
        let value = match &definition.kind {
            TypeKind::Struct(object) => self.object(object, hint),
            TypeKind::StringEnum(values) => {
                let text = hint.variant(values).map_or(hint.text(), |variant| &variant.wire_name);
                Some(Example::Text(text.to_owned()))
            }
            TypeKind::IntegerEnum(values) => {
                let value = hint.integer_variant(values).map_or(1, |variant| variant.value);
                Some(Example::Number(value.to_string()))
            }
            TypeKind::Tuple(tuple) => self.tuple(tuple, hint),
            TypeKind::Union(union) => self.union(union, hint),
            TypeKind::Alias(target) | TypeKind::Newtype(target) => self.value(target, hint),
        };
        self.open.pop();
        value
    }

    fn object(&mut self, object: &'a Struct, hint: Hint<'a>) -> Option<Example> {
        let mut members = Vec::new();
        for field in &object.fields {
            let value = self.property(field, hint);
            if value.is_none() && field.is_required() {
                return None;
            }
            members.extend(value.map(|value| (field.wire_name.clone(), value)));
        }
        members.extend(self.others(object, &object.additional_properties, hint));
        Some(Example::Object(members))
    }

    /// The value of a property; `None` if it is left out, or has no value.
    fn property(&mut self, field: &'a Field, hint: Hint<'a>) -> Option<Example> {
        let shown = hint.of_field(field);
        let shown = match self.api.resolved(&field.ty).unboxed() {
            TypeRef::Named(id) => shown.or_example(self.api.type_def(*id).docs.example.as_deref()),
            _ => shown,
        };
        let is_null = matches!(shown.example(), Some(Example::Null));
        if let Some(constant) = &field.constant {
            return field.is_required().then(|| of_constant(constant));
        }
        match field.presence {
            Presence::Required => self.value(&field.ty, shown),
            Presence::RequiredNullable if is_null => Some(Example::Null),
            Presence::RequiredNullable => Some(self.value(&field.ty, shown).unwrap_or(Example::Null)),
            Presence::Optional | Presence::ThreeState => {
                let is_shown = shown.example().is_some() && !is_null;
                let is_wanted = is_shown && self.left > 0 && field.access != Access::WriteOnly;
                if is_wanted { self.value(&field.ty, shown) } else { None }
            }
        }
    }

    /// The undeclared properties that the document shows.
    fn others(
        &mut self,
        object: &Struct,
        properties: &'a AdditionalProperties,
        hint: Hint<'a>,
    ) -> Vec<(String, Example)> {
        let Some(Example::Object(shown)) = hint.example() else { return Vec::new() };
        let undeclared = shown.iter().filter(|(name, _)| !object.fields.iter().any(|field| field.wire_name == *name));
        let values = undeclared.filter_map(|(name, value)| {
            Some((name.clone(), self.value(&properties.value, Hint::new("value", Some(value)))?))
        });
        values.collect()
    }

    fn tuple(&mut self, tuple: &'a Tuple, hint: Hint<'a>) -> Option<Example> {
        let required = tuple.elements.iter().take(tuple.required).enumerate();
        let elements = required.map(|(index, element)| self.value(element, hint.at(index)));
        elements.collect::<Option<_>>().map(Example::List)
    }

    /// A value of the arm of the example, or else of the first arm that has a value.
    fn union(&mut self, union: &'a Union, hint: Hint<'a>) -> Option<Example> {
        let tag = union.by_kind.get(&JsonKind::Object).and_then(|choice| match choice {
            Choice::Tag { wire_name, arms, .. } => Some((wire_name, arms)),
            _ => None,
        });
        let shown = hint.example().and_then(|example| arm_of(self.api, union, tag, example));
        let all = (0..union.arms.len()).map(ArmId);
        shown.into_iter().chain(all).find_map(|id| {
            let arm = union.arms.get(id.0)?;
            // The example of another arm would mislead.
            let hint =
                if shown == Some(id) { hint } else { hint.without_example().or_example(arm.docs.example.as_deref()) };
            let value = self.value(&arm.ty, hint)?;
            Some(match tag {
                Some((name, arms)) => with_tag(value, name, arms, id),
                None => value,
            })
        })
    }
}

/// The arm of an example.
fn arm_of(api: &Api, union: &Union, tag: Option<(&String, &Tags)>, example: &Example) -> Option<ArmId> {
    if let (Some((name, arms)), Some(value)) = (tag, tag.and_then(|(name, _)| example.member(name))) {
        let mut text = String::new();
        write_value(value, &mut text);
        let known = arms.as_json().into_iter().find(|(tag, _)| *tag == text).map(|(_, arm)| arm);
        return known.filter(|_| !name.is_empty());
    }
    (0..union.arms.len()).map(ArmId).find(|id| super::hints::fits(api, &union.arms[id.0].ty, example))
}

/// An object with the tag of its arm.
fn with_tag(value: Example, name: &str, arms: &Tags, arm: ArmId) -> Example {
    let Example::Object(mut members) = value else { return value };
    let of_arm = || -> Vec<Example> {
        match arms {
            Tags::Strings(arms) => {
                arms.iter().filter(|(_, id)| *id == arm).map(|(tag, _)| Example::Text(tag.clone())).collect()
            }
            Tags::Integers(arms) => {
                arms.iter().filter(|(_, id)| *id == arm).map(|(tag, _)| Example::Number(tag.to_string())).collect()
            }
            Tags::Booleans(arms) => {
                arms.iter().filter(|(_, id)| *id == arm).map(|(tag, _)| Example::Boolean(*tag)).collect()
            }
        }
    };
    let tags = of_arm();
    if let Some(first) = tags.first() {
        match members.iter_mut().find(|(member, _)| member == name) {
            Some((_, value)) if tags.contains(value) => {}
            Some((_, value)) => *value = first.clone(),
            None => members.push((name.to_owned(), first.clone())),
        }
    }
    Example::Object(members)
}

fn of_constant(constant: &Constant) -> Example {
    match constant {
        Constant::Text(text) => Example::Text(text.clone()),
        Constant::Integer(integer) => Example::Number(integer.to_string()),
        Constant::Number(json) => Example::Number(json.clone()),
        Constant::Boolean(boolean) => Example::Boolean(*boolean),
        Constant::Null => Example::Null,
    }
}

fn integer(hint: Hint<'_>, width: IntegerWidth) -> String {
    let shown = match hint.example() {
        Some(Example::Number(text)) => Some(text),
        _ => None,
    };
    let fits = |text: &&String| match width {
        IntegerWidth::I64 => text.parse::<i64>().is_ok(),
        IntegerWidth::U64 => text.parse::<u64>().is_ok(),
    };
    shown.filter(fits).map_or_else(|| "1".to_owned(), Clone::clone)
}

fn number(hint: Hint<'_>) -> String {
    match hint.example() {
        Some(Example::Number(text)) => text.clone(),
        _ => "1.5".to_owned(),
    }
}

/// Writes a value as JSON.
fn write_value(value: &Example, text: &mut String) {
    match value {
        Example::Null => text.push_str("null"),
        Example::Boolean(value) => text.push_str(if *value { "true" } else { "false" }),
        Example::Number(number) => text.push_str(number),
        Example::Text(value) => write_text(value, text),
        Example::List(elements) => {
            text.push('[');
            for (index, element) in elements.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { "," });
                write_value(element, text);
            }
            text.push(']');
        }
        Example::Object(members) => {
            text.push('{');
            for (index, (name, value)) in members.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { "," });
                write_text(name, text);
                text.push(':');
                write_value(value, text);
            }
            text.push('}');
        }
    }
}

fn write_text(value: &str, text: &mut String) {
    text.push('"');
    for character in value.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            control if control.is_control() => {
                // Writing to a string cannot fail.
                let _ = write!(text, "\\u{:04x}", u32::from(control));
            }
            other => text.push(other),
        }
    }
    text.push('"');
}
