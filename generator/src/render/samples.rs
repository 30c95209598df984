//! Values of types, as expressions for examples. Objects have their required properties alone.
//!
//! Some types have no value: an object that contains itself, or a type that only responses have.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{
    arguments, constructors, ident,
    runtime_paths::{DEEP, FILE, JSON_OBJECT, NUMBER, SECRET},
    type_refs, unions,
};
use crate::model::{Api, Struct, TextFormat, Tuple, TypeDef, TypeId, TypeKind, TypeRef, Union};

/// The most types with a definition that are tried for the values of one example.
const MOST_TYPES: usize = 40;

/// Makes the values of one example.
pub(super) struct Samples<'a> {
    api: &'a Api,
    /// The types whose values are being made: a value inside cannot need them again.
    open: Vec<TypeId>,
    /// The number of types that may still be tried.
    left: usize,
}

impl<'a> Samples<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        Self { api, open: Vec::new(), left: MOST_TYPES }
    }

    /// A value for an argument that [`arguments::owned`] declares. A text is the argument's name.
    pub(super) fn owned(&mut self, ty: &TypeRef, name: &str) -> Option<TokenStream> {
        let api = self.api;
        Some(match api.resolved(ty) {
            TypeRef::String | TypeRef::Secret | TypeRef::File | TypeRef::Any => quote!(#name),
            TypeRef::Text(format) => {
                let text = text(*format);
                quote!(#text)
            }
            TypeRef::Number => quote!(1.5),
            TypeRef::Array(element) => {
                let element = self.element(element, name)?;
                quote!([#element])
            }
            TypeRef::Map(value) => {
                let value = self.element(value, name)?;
                quote!([("key", #value)])
            }
            TypeRef::Object => quote!([("key", "value")]),
            TypeRef::Boxed(inner) | TypeRef::Deep(inner) => self.owned(inner, name)?,
            other => self.exact(other, name)?,
        })
    }

    /// A value within an array or a map that [`arguments::owned`] declares.
    fn element(&mut self, ty: &TypeRef, name: &str) -> Option<TokenStream> {
        match self.api.resolved(ty) {
            TypeRef::Array(_) | TypeRef::Map(_) | TypeRef::Object | TypeRef::Nullable(_) => self.exact(ty, name),
            _ => self.owned(ty, name),
        }
    }

    /// A value for an argument that [`arguments::borrowed`] declares.
    pub(super) fn borrowed(&mut self, ty: &TypeRef, name: &str) -> Option<TokenStream> {
        let api = self.api;
        match api.resolved(ty) {
            TypeRef::Named(id) if arguments::is_integer(api, *id) => self.exact(ty, name),
            TypeRef::Boolean | TypeRef::Literal(_) | TypeRef::Integer(_) | TypeRef::Float | TypeRef::Null => {
                self.exact(ty, name)
            }
            TypeRef::String => Some(quote!(#name)),
            TypeRef::Array(element) => self.slice(element, name),
            TypeRef::Nullable(inner) => self.borrowed(inner, name).map(|inner| quote!(Some(#inner))),
            TypeRef::Boxed(inner) | TypeRef::Deep(inner) => self.borrowed(inner, name),
            other => self.exact(other, name).map(|value| quote!(&#value)),
        }
    }

    /// A list of one element, as a reference.
    pub(super) fn slice(&mut self, element: &TypeRef, name: &str) -> Option<TokenStream> {
        self.exact(element, name).map(|element| quote!(&[#element]))
    }

    /// A value of exactly this type.
    fn exact(&mut self, ty: &TypeRef, name: &str) -> Option<TokenStream> {
        Some(match ty {
            TypeRef::Named(id) => self.named(*id, name)?,
            TypeRef::String => quote!(#name.to_owned()),
            TypeRef::Boolean => quote!(true),
            TypeRef::Literal(value) => quote!(#value),
            TypeRef::Integer(_) => quote!(1),
            TypeRef::Float => quote!(1.5),
            TypeRef::Number => quote!(#NUMBER::from(1.5)),
            TypeRef::NumberLiteral(json) => constructors::number(json),
            TypeRef::Secret => quote!(#SECRET::from(#name)),
            TypeRef::Text(format) => {
                let (path, text) = (type_refs::text(*format), text(*format));
                quote!(#path::from(#text))
            }
            TypeRef::File => quote!(#FILE::from(#name)),
            TypeRef::Null => quote!(()),
            TypeRef::Any => quote!(serde_json::Value::from(#name)),
            TypeRef::Object => quote!(#JSON_OBJECT::new()),
            TypeRef::Array(element) => {
                let element = self.exact(element, name)?;
                quote!(vec![#element])
            }
            TypeRef::Map(value) => {
                let value = self.exact(value, name)?;
                quote!(std::collections::BTreeMap::from([("key".to_owned(), #value)]))
            }
            TypeRef::Nullable(inner) => {
                let inner = self.exact(inner, name)?;
                quote!(Some(#inner))
            }
            TypeRef::Boxed(inner) => {
                let inner = self.exact(inner, name)?;
                quote!(Box::new(#inner))
            }
            TypeRef::Deep(inner) => {
                let inner = self.exact(inner, name)?;
                quote!(#DEEP::new(#inner))
            }
        })
    }

    /// A value of a type with a definition.
    fn named(&mut self, id: TypeId, name: &str) -> Option<TokenStream> {
        if self.open.contains(&id) {
            return None;
        }
        self.left = self.left.checked_sub(1)?;
        self.open.push(id);
        let value = self.defined(id, name);
        self.open.pop();
        value
    }

    fn defined(&mut self, id: TypeId, name: &str) -> Option<TokenStream> {
        let api = self.api;
        let def = api.type_def(id);
        let path = type_refs::named(api, id);
        Some(match &def.kind {
            TypeKind::Struct(object) => self.object(def, object, &path)?,
            TypeKind::StringEnum(values) => match values.variants.first() {
                Some(variant) => variant_of(&path, &variant.rust_name),
                None => quote!(#path::from(#name)),
            },
            TypeKind::IntegerEnum(values) => match values.variants.first() {
                Some(variant) => variant_of(&path, &variant.rust_name),
                None => quote!(#path::from(1)),
            },
            TypeKind::Tuple(tuple) => self.tuple(tuple, &path, name)?,
            TypeKind::Union(union) => self.union(union, &path, name)?,
            TypeKind::Alias(target) => self.exact(target, name)?,
            TypeKind::Newtype(target) => {
                let value = self.exact(target, name)?;
                quote!(#path(#value))
            }
        })
    }

    fn object(&mut self, def: &TypeDef, object: &Struct, path: &TokenStream) -> Option<TokenStream> {
        if !def.is_made_by_callers() {
            return None;
        }
        if constructors::derives_default(def, object) {
            return Some(quote!(#path::new()));
        }
        let arguments = object.arguments().into_iter().map(|field| self.owned(&field.ty, text_of(&field.rust_name)));
        let arguments: Vec<TokenStream> = arguments.collect::<Option<_>>()?;
        Some(quote!(#path::new(#(#arguments),*)))
    }

    fn tuple(&mut self, tuple: &Tuple, path: &TokenStream, name: &str) -> Option<TokenStream> {
        let elements = tuple.elements.iter().take(tuple.required).map(|element| self.exact(element, name));
        let mut elements: Vec<TokenStream> = elements.collect::<Option<_>>()?;
        elements.resize(tuple.elements.len(), quote!(None));
        elements.extend(tuple.rest.as_ref().map(|_| quote!(vec![])));
        Some(quote!(#path(#(#elements),*)))
    }

    /// A value of the first arm that has one.
    fn union(&mut self, union: &Union, path: &TokenStream, name: &str) -> Option<TokenStream> {
        union.arms.iter().find_map(|arm| {
            let variant = variant_of(path, &arm.rust_name);
            if unions::is_unit(self.api, arm) {
                return Some(variant);
            }
            self.exact(&arm.ty, name).map(|value| quote!(#variant(#value)))
        })
    }
}

/// A text of a format.
fn text(format: TextFormat) -> &'static str {
    match format {
        TextFormat::DateTime => "2026-01-31T12:00:00Z",
        TextFormat::Date => "2026-01-31",
        TextFormat::Time => "12:00:00Z",
        TextFormat::Duration => "PT15M",
        TextFormat::Uuid => "5e4b1ae8-5f0c-4d0c-9d52-2f3c7c1a9f3e",
        TextFormat::Base64 => "aGVsbG8=",
    }
}

fn variant_of(path: &TokenStream, rust_name: &str) -> TokenStream {
    let variant: Ident = ident(rust_name);
    quote!(#path::#variant)
}

/// The text that an argument gets if it is a text: its own name.
pub(super) fn text_of(rust_name: &str) -> &str {
    rust_name.trim_start_matches("r#").trim_end_matches('_')
}
