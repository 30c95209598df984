//! Hints for the values of examples: an example of the document, or else the name of the argument.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::model::{
    Api, Constant, Example, Field, IntegerEnum, IntegerVariant, IntegerWidth, StringEnum, Struct, TextFormat, TypeKind,
    TypeRef, Variant,
};

/// A hint for a value.
#[derive(Clone, Copy)]
pub(super) struct Hint<'a> {
    /// The text of a value without an example: the name of the argument.
    name: &'a str,
    example: Option<&'a Example>,
}

impl<'a> Hint<'a> {
    /// A hint for the argument with this name.
    pub(super) fn new(rust_name: &'a str, example: Option<&'a Example>) -> Self {
        Self { name: rust_name.trim_start_matches("r#").trim_end_matches('_'), example }
    }

    /// A hint for a property of the object.
    pub(super) fn of_field(self, field: &'a Field) -> Self {
        let example = self.example.and_then(|example| example.member(&field.wire_name));
        Self::new(&field.rust_name, example.or(field.docs.example.as_deref()))
    }

    /// The same with another example, if there is none yet.
    pub(super) fn or_example(self, example: Option<&'a Example>) -> Self {
        Self { example: self.example.or(example), ..self }
    }

    /// The same without an example.
    pub(super) fn without_example(self) -> Self {
        Self { example: None, ..self }
    }

    pub(super) fn example(self) -> Option<&'a Example> {
        self.example
    }

    /// Hints for the elements of an array: one or more.
    pub(super) fn elements(self) -> Vec<Self> {
        match self.example {
            Some(Example::List(elements)) if !elements.is_empty() => {
                elements.iter().map(|element| Self { example: Some(element), ..self }).collect()
            }
            _ => vec![Self { example: None, ..self }],
        }
    }

    /// The hint for one element of an array.
    pub(super) fn at(self, index: usize) -> Self {
        match self.example {
            Some(Example::List(elements)) => Self { example: elements.get(index), ..self },
            _ => Self { example: None, ..self },
        }
    }

    /// The key of an object's first member, and the hint for its value.
    pub(super) fn entry(self) -> (&'a str, Self) {
        let first = match self.example {
            Some(Example::Object(members)) => members.first(),
            _ => None,
        };
        match first {
            Some((key, value)) => (key, Self { name: "value", example: Some(value) }),
            None => ("key", Self { name: "value", example: None }),
        }
    }

    /// A text.
    pub(super) fn text(self) -> &'a str {
        match self.example {
            Some(Example::Text(text)) => text,
            _ => self.name,
        }
    }

    /// A text of a type.
    pub(super) fn text_of(self, ty: &TypeRef, api: &Api) -> &'a str {
        match (self.example, api.resolved(ty)) {
            (None, TypeRef::Text(format)) => of_format(*format),
            // A name would look like the path of the file.
            (None, TypeRef::File) => "content of the file",
            (Some(example), TypeRef::Text(format)) if !matches!(example, Example::Text(_)) => of_format(*format),
            _ => self.text(),
        }
    }

    pub(super) fn boolean(self) -> TokenStream {
        let value = !matches!(self.example, Some(Example::Boolean(false)));
        quote!(#value)
    }

    pub(super) fn integer(self, width: IntegerWidth) -> TokenStream {
        self.example.and_then(|example| whole(example, width)).unwrap_or_else(|| quote!(1))
    }

    pub(super) fn number(self) -> TokenStream {
        let number = match self.example {
            Some(Example::Number(text)) if text.len() <= MOST_DIGITS => text.parse().ok(),
            _ => None,
        };
        signed(number.filter(|number: &f64| number.is_finite()).unwrap_or(1.5))
    }

    /// A text, a number or a boolean.
    pub(super) fn scalar(self) -> TokenStream {
        match self.example {
            Some(Example::Boolean(_)) => self.boolean(),
            Some(Example::Number(text)) => match text.parse::<i32>() {
                Ok(_) => self.integer(IntegerWidth::I64),
                Err(_) => self.number(),
            },
            _ => {
                let text = self.text();
                quote!(#text)
            }
        }
    }

    /// The variant of the example, or else the first.
    pub(super) fn variant(self, values: &StringEnum) -> Option<&Variant> {
        let shown =
            values.variants.iter().find(|variant| self.example.is_some_and(|it| is_text(it, &variant.wire_name)));
        shown.or_else(|| values.variants.first())
    }

    /// The variant of the example, or else the first.
    pub(super) fn integer_variant(self, values: &IntegerEnum) -> Option<&IntegerVariant> {
        let shown = values.variants.iter().find(|variant| self.example.is_some_and(|it| is_number(it, variant.value)));
        shown.or_else(|| values.variants.first())
    }
}

/// The maximum length of a number.
const MOST_DIGITS: usize = 15;

/// An integer of this width.
fn whole(example: &Example, width: IntegerWidth) -> Option<TokenStream> {
    let Example::Number(text) = example else { return None };
    let unsigned: u64 = text.trim_start_matches('-').parse().ok()?;
    let fits = match width {
        IntegerWidth::I64 => text.parse::<i64>().is_ok_and(|integer| integer != i64::MIN),
        IntegerWidth::U64 => text.parse::<u64>().is_ok(),
    };
    let literal = Literal::u64_unsuffixed(unsigned);
    fits.then(|| if text.starts_with('-') { quote!(-#literal) } else { quote!(#literal) })
}

fn signed(number: f64) -> TokenStream {
    let literal = Literal::f64_unsuffixed(number.abs());
    if number < 0.0 { quote!(-#literal) } else { quote!(#literal) }
}

fn is_text(example: &Example, text: &str) -> bool {
    matches!(example, Example::Text(shown) if shown == text)
}

fn is_number(example: &Example, integer: i64) -> bool {
    matches!(example, Example::Number(shown) if *shown == integer.to_string())
}

/// A text of a format.
fn of_format(format: TextFormat) -> &'static str {
    match format {
        TextFormat::DateTime => "2026-01-31T12:00:00Z",
        TextFormat::Date => "2026-01-31",
        TextFormat::Time => "12:00:00Z",
        TextFormat::Duration => "PT15M",
        TextFormat::Uuid => "5e4b1ae8-5f0c-4d0c-9d52-2f3c7c1a9f3e",
        TextFormat::Base64 => "aGVsbG8=",
    }
}

/// Whether an example is a value of the type.
pub(super) fn fits(api: &Api, ty: &TypeRef, example: &Example) -> bool {
    match api.resolved(ty) {
        TypeRef::Named(id) => is_of(api, &api.type_def(*id).kind, example),
        TypeRef::String | TypeRef::Secret | TypeRef::Text(_) | TypeRef::File => matches!(example, Example::Text(_)),
        TypeRef::Boolean | TypeRef::Literal(_) => matches!(example, Example::Boolean(_)),
        TypeRef::Integer(width) => whole(example, *width).is_some(),
        TypeRef::Number | TypeRef::Float => matches!(example, Example::Number(_)),
        TypeRef::NumberLiteral(json) => matches!(example, Example::Number(shown) if shown == json),
        TypeRef::Null => *example == Example::Null,
        TypeRef::Any => true,
        TypeRef::Object => matches!(example, Example::Object(_)),
        TypeRef::Array(element) => match example {
            Example::List(elements) => elements.iter().all(|example| fits(api, element, example)),
            _ => false,
        },
        TypeRef::Map(value) => match example {
            Example::Object(members) => members.iter().all(|(_, example)| fits(api, value, example)),
            _ => false,
        },
        TypeRef::Nullable(inner) => *example == Example::Null || fits(api, inner, example),
        TypeRef::Boxed(inner) | TypeRef::Deep(inner) => fits(api, inner, example),
    }
}

fn is_of(api: &Api, kind: &TypeKind, example: &Example) -> bool {
    match kind {
        TypeKind::Struct(object) => is_object(api, object, example),
        TypeKind::StringEnum(values) => values.variants.iter().any(|variant| is_text(example, &variant.wire_name)),
        TypeKind::IntegerEnum(values) => values.variants.iter().any(|variant| is_number(example, variant.value)),
        TypeKind::Tuple(tuple) => match example {
            Example::List(elements) => {
                elements.len() >= tuple.required
                    && elements.iter().zip(&tuple.elements).all(|(example, ty)| fits(api, ty, example))
            }
            _ => false,
        },
        TypeKind::Union(union) => union.arms.iter().any(|arm| fits(api, &arm.ty, example)),
        TypeKind::Alias(inner) | TypeKind::Newtype(inner) => fits(api, inner, example),
    }
}

fn is_object(api: &Api, object: &Struct, example: &Example) -> bool {
    matches!(example, Example::Object(_))
        && object.fields.iter().all(|field| match (example.member(&field.wire_name), field.fixed()) {
            (Some(shown), Some(constant)) => is_constant(shown, constant),
            (Some(Example::Null), None) => true,
            (Some(shown), None) => fits(api, &field.ty, shown),
            (None, _) => !field.is_required(),
        })
}

fn is_constant(example: &Example, constant: &Constant) -> bool {
    match constant {
        Constant::Text(text) => is_text(example, text),
        Constant::Integer(integer) => is_number(example, *integer),
        Constant::Number(json) => matches!(example, Example::Number(shown) if shown == json),
        Constant::Boolean(value) => *example == Example::Boolean(*value),
        Constant::Null => *example == Example::Null,
    }
}
