//! Values of types, as expressions for examples. Objects have only their required properties. Examples of the document are used
//! if they fit.
//!
//! Some types have no value: an object that contains itself, or a type that only responses have.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{
    arguments, constructors,
    hints::{Hint, fits},
    ident,
    runtime_paths::{DEEP, FILE, JSON_OBJECT, NUMBER, SECRET},
    type_refs, unions,
};
use crate::model::{Access, Api, Field, Presence, Struct, Tuple, TypeDef, TypeId, TypeKind, TypeRef, Union};

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

    /// The hint, or the example of the type.
    fn hint(&self, ty: &TypeRef, hint: Hint<'a>) -> Hint<'a> {
        match ty.unboxed() {
            TypeRef::Named(id) => hint.or_example(self.api.type_def(*id).docs.example.as_deref()),
            _ => hint,
        }
    }

    /// A value for an argument that [`arguments::owned`] declares.
    pub(super) fn owned(&mut self, ty: &TypeRef, hint: Hint<'a>) -> Option<TokenStream> {
        let (api, hint) = (self.api, self.hint(ty, hint));
        Some(match api.resolved(ty) {
            TypeRef::String | TypeRef::Secret | TypeRef::File | TypeRef::Text(_) => {
                let text = hint.text_of(ty, api);
                quote!(#text)
            }
            TypeRef::Any => hint.scalar(),
            TypeRef::Number => hint.number(),
            TypeRef::Array(element) => {
                let elements: Vec<_> =
                    hint.elements().into_iter().map(|hint| self.element(element, hint)).collect::<Option<_>>()?;
                quote!([#(#elements),*])
            }
            TypeRef::Map(value) => {
                let (key, hint) = hint.entry();
                let value = self.element(value, hint)?;
                quote!([(#key, #value)])
            }
            TypeRef::Object => {
                let (key, hint) = hint.entry();
                let value = hint.scalar();
                quote!([(#key, #value)])
            }
            TypeRef::Boxed(inner) | TypeRef::Deep(inner) => self.owned(inner, hint)?,
            other => self.exact(other, hint)?,
        })
    }

    /// A value within an array or a map that [`arguments::owned`] declares.
    fn element(&mut self, ty: &TypeRef, hint: Hint<'a>) -> Option<TokenStream> {
        match self.api.resolved(ty) {
            TypeRef::Array(_) | TypeRef::Map(_) | TypeRef::Object | TypeRef::Nullable(_) => self.exact(ty, hint),
            _ => self.owned(ty, hint),
        }
    }

    /// A value for an argument that [`arguments::borrowed`] declares.
    pub(super) fn borrowed(&mut self, ty: &TypeRef, hint: Hint<'a>) -> Option<TokenStream> {
        let (api, hint) = (self.api, self.hint(ty, hint));
        match api.resolved(ty) {
            TypeRef::Named(id) if arguments::is_integer(api, *id) => self.exact(ty, hint),
            TypeRef::Boolean | TypeRef::Literal(_) | TypeRef::Integer(_) | TypeRef::Float | TypeRef::Null => {
                self.exact(ty, hint)
            }
            TypeRef::String => {
                let text = hint.text();
                Some(quote!(#text))
            }
            TypeRef::Array(element) => self.slice(element, hint),
            TypeRef::Nullable(inner) => self.borrowed(inner, hint).map(|inner| quote!(Some(#inner))),
            TypeRef::Boxed(inner) | TypeRef::Deep(inner) => self.borrowed(inner, hint),
            other => self.exact(other, hint).map(|value| quote!(&#value)),
        }
    }

    /// A list, as a reference.
    pub(super) fn slice(&mut self, element: &TypeRef, hint: Hint<'a>) -> Option<TokenStream> {
        let elements: Vec<_> =
            hint.elements().into_iter().map(|hint| self.exact(element, hint)).collect::<Option<_>>()?;
        Some(quote!(&[#(#elements),*]))
    }

    /// A value of exactly this type.
    fn exact(&mut self, ty: &TypeRef, hint: Hint<'a>) -> Option<TokenStream> {
        let hint = self.hint(ty, hint);
        Some(match ty {
            TypeRef::Named(id) => self.named(*id, hint)?,
            TypeRef::String | TypeRef::Secret | TypeRef::Text(_) | TypeRef::File => {
                let text = hint.text_of(ty, self.api);
                match ty {
                    TypeRef::Secret => quote!(#SECRET::from(#text)),
                    TypeRef::File => quote!(#FILE::from(#text)),
                    TypeRef::Text(format) => {
                        let path = type_refs::text(*format);
                        quote!(#path::from(#text))
                    }
                    _ => quote!(#text.to_owned()),
                }
            }
            TypeRef::Boolean => hint.boolean(),
            TypeRef::Literal(value) => quote!(#value),
            TypeRef::Integer(width) => hint.integer(*width),
            TypeRef::Float => hint.number(),
            TypeRef::Number => {
                let number = hint.number();
                quote!(#NUMBER::from(#number))
            }
            TypeRef::NumberLiteral(json) => constructors::number(json),
            TypeRef::Null => quote!(()),
            TypeRef::Any => {
                let value = hint.scalar();
                quote!(serde_json::Value::from(#value))
            }
            TypeRef::Object => quote!(#JSON_OBJECT::new()),
            TypeRef::Array(element) => {
                let elements: Vec<_> =
                    hint.elements().into_iter().map(|hint| self.exact(element, hint)).collect::<Option<_>>()?;
                quote!(vec![#(#elements),*])
            }
            TypeRef::Map(value) => {
                let (key, hint) = hint.entry();
                let value = self.exact(value, hint)?;
                quote!(std::collections::BTreeMap::from([(#key.to_owned(), #value)]))
            }
            TypeRef::Nullable(inner) => {
                let inner = self.exact(inner, hint)?;
                quote!(Some(#inner))
            }
            TypeRef::Boxed(inner) => {
                let inner = self.exact(inner, hint)?;
                quote!(Box::new(#inner))
            }
            TypeRef::Deep(inner) => {
                let inner = self.exact(inner, hint)?;
                quote!(#DEEP::new(#inner))
            }
        })
    }

    /// A value of a type with a definition.
    fn named(&mut self, id: TypeId, hint: Hint<'a>) -> Option<TokenStream> {
        if self.open.contains(&id) {
            return None;
        }
        self.left = self.left.checked_sub(1)?;
        self.open.push(id);
        let value = self.defined(id, hint);
        self.open.pop();
        value
    }

    fn defined(&mut self, id: TypeId, hint: Hint<'a>) -> Option<TokenStream> {
        let api = self.api;
        let def = api.type_def(id);
        let path = type_refs::named(api, id);
        Some(match &def.kind {
            TypeKind::Struct(object) => self.object(def, object, &path, hint)?,
            TypeKind::StringEnum(values) => match hint.variant(values) {
                Some(variant) => variant_of(&path, &variant.rust_name),
                None => {
                    let text = hint.text();
                    quote!(#path::from(#text))
                }
            },
            TypeKind::IntegerEnum(values) => match hint.integer_variant(values) {
                Some(variant) => variant_of(&path, &variant.rust_name),
                None => quote!(#path::from(1)),
            },
            TypeKind::Tuple(tuple) => self.tuple(tuple, &path, hint)?,
            TypeKind::Union(union) => self.union(union, &path, hint)?,
            TypeKind::Alias(target) => self.exact(target, hint)?,
            TypeKind::Newtype(target) => {
                let value = self.exact(target, hint)?;
                quote!(#path(#value))
            }
        })
    }

    fn object(&mut self, def: &TypeDef, object: &'a Struct, path: &TokenStream, hint: Hint<'a>) -> Option<TokenStream> {
        if !def.is_made_by_callers() {
            return None;
        }
        if constructors::derives_default(def, object) {
            return Some(quote!(#path::new()));
        }
        let arguments = object.arguments().into_iter().map(|field| self.owned(&field.ty, hint.of_field(field)));
        let arguments: Vec<TokenStream> = arguments.collect::<Option<_>>()?;
        Some(quote!(#path::new(#(#arguments),*)))
    }

    /// The call of the first setter of an object with a short value that the document shows.
    pub(super) fn setter(&mut self, ty: &TypeRef, hint: Hint<'a>) -> Option<TokenStream> {
        let (api, hint) = (self.api, self.hint(ty, hint));
        let shown = |field: &Field| hint.of_field(field).example().is_some_and(|example| fits(api, &field.ty, example));
        self.setter_of(struct_of(api, ty)?, hint, shown)
    }

    /// The call of a setter of an object that would have no members without it.
    pub(super) fn member(&mut self, ty: &TypeRef, hint: Hint<'a>) -> Option<TokenStream> {
        let (api, hint) = (self.api, self.hint(ty, hint));
        let object = struct_of(api, ty)?;
        let may_be_absent = |field: &Field| matches!(field.presence, Presence::Optional | Presence::ThreeState);
        let is_empty = object.fields.iter().all(|field| may_be_absent(field) && !field.is_argument());
        if is_empty { self.setter_of(object, hint, |_| true) } else { None }
    }

    /// The call of the first setter with a short value for which `is_wanted` is true.
    fn setter_of(
        &mut self,
        object: &'a Struct,
        hint: Hint<'a>,
        is_wanted: impl Fn(&Field) -> bool,
    ) -> Option<TokenStream> {
        let api = self.api;
        let mut fields = object.fields.iter().filter(|field| is_chosen(field) && is_small(api, &field.ty));
        let field = fields.find(|field| is_wanted(field))?;
        let value = self.owned(&field.ty, hint.of_field(field))?;
        let name = ident(&field.rust_name);
        Some(quote!(.#name(#value)))
    }

    fn tuple(&mut self, tuple: &'a Tuple, path: &TokenStream, hint: Hint<'a>) -> Option<TokenStream> {
        let required = tuple.elements.iter().take(tuple.required).enumerate();
        let elements = required.map(|(index, element)| self.exact(element, hint.at(index)));
        let mut elements: Vec<TokenStream> = elements.collect::<Option<_>>()?;
        elements.resize(tuple.elements.len(), quote!(None));
        elements.extend(tuple.rest.as_ref().map(|_| quote!(vec![])));
        Some(quote!(#path(#(#elements),*)))
    }

    /// A value of the first arm that the example fits, or else of the first arm that has one.
    fn union(&mut self, union: &'a Union, path: &TokenStream, hint: Hint<'a>) -> Option<TokenStream> {
        let api = self.api;
        let fitting = hint.example().and_then(|example| union.arms.iter().find(|arm| fits(api, &arm.ty, example)));
        fitting.into_iter().chain(&union.arms).find_map(|arm| {
            let variant = variant_of(path, &arm.rust_name);
            if unions::is_unit(api, arm) {
                return Some(variant);
            }
            let hint = hint.or_example(arm.docs.example.as_deref());
            self.exact(&arm.ty, hint).map(|value| quote!(#variant(#value)))
        })
    }
}

/// The struct that a type is.
fn struct_of<'a>(api: &'a Api, ty: &TypeRef) -> Option<&'a Struct> {
    let TypeRef::Named(id) = api.resolved(ty) else { return None };
    match &api.type_def(*id).kind {
        TypeKind::Struct(object) => Some(object),
        _ => None,
    }
}

/// Whether a setter sets the field, and callers may choose its value.
fn is_chosen(field: &Field) -> bool {
    matches!(field.presence, Presence::Optional | Presence::ThreeState)
        && !field.is_argument()
        && field.constant.is_none()
        && field.access != Access::ReadOnly
        && !field.docs.deprecated
}

/// Whether values are short.
pub(super) fn is_small(api: &Api, ty: &TypeRef) -> bool {
    match api.resolved(ty) {
        TypeRef::String | TypeRef::Text(_) | TypeRef::Boolean | TypeRef::Integer(_) => true,
        TypeRef::Named(id) => matches!(api.type_def(*id).kind, TypeKind::StringEnum(_) | TypeKind::IntegerEnum(_)),
        _ => false,
    }
}

fn variant_of(path: &TokenStream, rust_name: &str) -> TokenStream {
    let variant: Ident = ident(rust_name);
    quote!(#path::#variant)
}
