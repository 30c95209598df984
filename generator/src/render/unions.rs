//! `oneOf` and `anyOf`: an enum of the arms, and how the arm of a value is found.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens as _, quote};

use super::{
    docs,
    docs::Docs,
    ident,
    runtime_paths::{ATTEMPTS, BUFFERED, DECODE, UNION, UNION_DESERIALIZE},
    type_refs::{canonical, codec, rust_type},
    union_accessors,
};
use crate::model::{Api, Arm, ArmId, Choice, JsonKind, Tags, TypeDef, TypeRef, Union};

/// The enum with all of its impls.
pub(super) fn items(api: &Api, def: &TypeDef, union: &Union) -> TokenStream {
    let name = ident(&def.rust_name);
    let definition = definition(api, def, union);
    let accessors = union_accessors::items(api, union, &name);
    let conversions = conversions(api, def, union);
    let serialize = serialize(api, &name, union);
    let deserialize = deserialize(api, &name, union);
    quote!(#definition #accessors #conversions #serialize #deserialize)
}

fn definition(api: &Api, def: &TypeDef, union: &Union) -> TokenStream {
    let docs = docs::of_type(def);
    let deprecated = docs::deprecated(&def.docs);
    let name = ident(&def.rust_name);
    let arms = union.arms.iter().map(|arm| {
        let docs = docs::of_arm(api, arm);
        let deprecated = docs::deprecated(&arm.docs);
        let name = ident(&arm.rust_name);
        let ty = (!is_unit(api, arm)).then(|| rust_type(api, &arm.ty)).map(|ty| quote!((#ty)));
        quote!(#docs #deprecated #name #ty,)
    });
    let unknown = union.unknown_name.as_deref().map(|unknown| {
        let docs = Docs::new().sentence("An object that this version of the crate does not know, kept as received.");
        let unknown = ident(unknown);
        quote!(#docs #unknown(serde_json::Value),)
    });
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        #deprecated
        #[non_exhaustive]
        pub enum #name {
            #(#arms)*
            #unknown
        }
    }
}

/// Whether the arm is `null`: there is nothing to hold.
pub(super) fn is_unit(api: &Api, arm: &Arm) -> bool {
    *api.resolved(&arm.ty) == TypeRef::Null
}

/// `From` for every arm whose type no other arm has.
fn conversions(api: &Api, def: &TypeDef, union: &Union) -> TokenStream {
    let types: Vec<TypeRef> = union.arms.iter().map(|arm| canonical(api, &arm.ty)).collect();
    let arms = union.arms.iter().zip(&types).filter(|(_, ty)| {
        let is_self = matches!(ty, TypeRef::Named(id) if api.type_def(*id).rust_name == def.rust_name);
        let is_unique = types.iter().filter(|other| other == ty).count() == 1;
        is_unique && !is_self && **ty != TypeRef::Null
    });
    let name = ident(&def.rust_name);
    let impls = arms.map(|(arm, canonical)| {
        let variant = ident(&arm.rust_name);
        let (ty, value) = match &arm.ty {
            TypeRef::Boxed(inner) => (rust_type(api, inner), quote!(Box::new(value))),
            ty => (rust_type(api, ty), quote!(value)),
        };
        let from_value = from(&name, &ty, &quote!(Self::#variant(#value)));
        let from_simple = match canonical {
            TypeRef::String => Some(from(&name, &quote!(&str), &quote!(Self::#variant(value.to_owned())))),
            TypeRef::Number => Some(from(&name, &quote!(f64), &quote!(Self::#variant(value.into())))),
            _ => None,
        };
        quote!(#from_value #from_simple)
    });
    quote!(#(#impls)*)
}

fn from(name: &Ident, ty: &TokenStream, value: &TokenStream) -> TokenStream {
    quote! {
        impl From<#ty> for #name {
            fn from(value: #ty) -> Self {
                #value
            }
        }
    }
}

fn serialize(api: &Api, name: &Ident, union: &Union) -> TokenStream {
    let arms = union.arms.iter().map(|arm| {
        let variant = ident(&arm.rust_name);
        if is_unit(api, arm) {
            quote!(Self::#variant => serializer.serialize_unit(),)
        } else {
            quote!(Self::#variant(value) => serde::Serialize::serialize(value, serializer),)
        }
    });
    let unknown = union.unknown_name.as_deref().map(|unknown| {
        let unknown = ident(unknown);
        quote!(Self::#unknown(value) => serde::Serialize::serialize(value, serializer),)
    });
    quote! {
        impl serde::Serialize for #name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    #(#arms)*
                    #unknown
                }
            }
        }
    }
}

fn deserialize(api: &Api, name: &Ident, union: &Union) -> TokenStream {
    let expected = expected(union);
    let methods = union.by_kind.iter().map(|(kind, choice)| {
        let method = method(*kind);
        let body = choose(api, union, *kind, choice);
        quote! {
            fn #method<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #body
            }
        }
    });
    quote! {
        impl<'de> serde::Deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #UNION_DESERIALIZE(deserializer)
            }
        }

        impl<'de> #UNION<'de> for #name {
            const EXPECTED: &'static str = #expected;
            #(#methods)*
        }
    }
}

/// The method of the runtime's trait that reads one kind of value.
fn method(kind: JsonKind) -> Ident {
    ident(match kind {
        JsonKind::Null => "null",
        JsonKind::Boolean => "boolean",
        JsonKind::Integer => "integer",
        JsonKind::Number => "number",
        JsonKind::String => "string",
        JsonKind::Array => "array",
        JsonKind::Object => "object",
    })
}

fn choose(api: &Api, union: &Union, kind: JsonKind, choice: &Choice) -> TokenStream {
    let read = quote!(#BUFFERED::read(deserializer)?);
    match choice {
        Choice::Arm(arm) => {
            let arm = &union.arms[arm.0];
            let codec = codec(api, &arm.ty);
            let wrap = wrap(api, arm);
            quote!(<#codec as #DECODE<'de, _>>::decode(deserializer).map(#wrap))
        }
        Choice::Tag { wire_name, arms, otherwise } => {
            let (read_tag, tags) = tags(arms);
            let cases = by_arm(&tags).into_iter().map(|(tags, arm)| {
                let decode = decode(api, union, arm);
                quote!(Some(#(#tags)|*) => #decode,)
            });
            let otherwise = other_tag(api, union, wire_name, &shown(arms), *otherwise);
            quote! {
                let value = #read;
                match value.#read_tag(#wire_name) {
                    #(#cases)*
                    _ => #otherwise,
                }
            }
        }
        Choice::Keys(sets) => {
            let decide = by_keys(api, union, sets);
            quote!(let value = #read; #decide)
        }
        Choice::FirstElement { by_kind, empty } => first_element(api, union, by_kind, *empty),
        Choice::Try(arms) => {
            let attempts = arms.iter().map(|id| {
                let arm = &union.arms[id.0];
                let codec = codec(api, &arm.ty);
                let name = &arm.rust_name;
                let wrap = wrap(api, arm);
                quote!(.attempt::<_, #codec>(#name, #wrap))
            });
            let expected = kind_name(kind);
            quote!(#ATTEMPTS::read(deserializer)? #(#attempts)* .or_no_arm(#expected))
        }
    }
}

/// The method that reads a tag, and the patterns of its values.
fn tags(arms: &Tags) -> (Ident, Vec<(TokenStream, ArmId)>) {
    match arms {
        Tags::Strings(arms) => (ident("tag"), arms.iter().map(|(tag, arm)| (quote!(#tag), *arm)).collect()),
        Tags::Integers(arms) => {
            let pattern = |tag: &i64| Literal::i64_unsuffixed(*tag).to_token_stream();
            (ident("integer_tag"), arms.iter().map(|(tag, arm)| (pattern(tag), *arm)).collect())
        }
        Tags::Booleans(arms) => (ident("boolean_tag"), arms.iter().map(|(tag, arm)| (quote!(#tag), *arm)).collect()),
    }
}

/// The values of a tag in a message.
fn shown(arms: &Tags) -> Vec<String> {
    match arms {
        Tags::Strings(arms) => arms.iter().map(|(tag, _)| docs::code(tag)).collect(),
        Tags::Integers(_) | Tags::Booleans(_) => arms.as_json().iter().map(|(tag, _)| docs::code(tag)).collect(),
    }
}

/// What becomes of an object whose tag is none of `tags`.
fn other_tag(api: &Api, union: &Union, wire_name: &str, tags: &[String], otherwise: Option<ArmId>) -> TokenStream {
    if let Some(arm) = otherwise {
        decode(api, union, arm)
    } else if let Some(unknown) = &union.unknown_name {
        let unknown = ident(unknown);
        quote!(Ok(Self::#unknown(value.into_value())))
    } else {
        let expected = format!("an object whose {} is {}", docs::code(wire_name), alternatives(tags));
        quote!(Err(value.no_arm(#expected)))
    }
}

/// The arm whose elements are of the first one's kind.
fn first_element(api: &Api, union: &Union, by_kind: &[(JsonKind, ArmId)], empty: ArmId) -> TokenStream {
    let has = |kind: JsonKind| by_kind.iter().any(|(other, _)| *other == kind);
    let cases = by_kind.iter().map(|(kind, arm)| {
        let decode = decode(api, union, *arm);
        let mut names = vec![method(*kind).to_string()];
        // As in the runtime's trait, a number goes to the other numeric arm where it has none of its own.
        match kind {
            JsonKind::Integer if !has(JsonKind::Number) => names.push(method(JsonKind::Number).to_string()),
            JsonKind::Number if !has(JsonKind::Integer) => names.push(method(JsonKind::Integer).to_string()),
            _ => {}
        }
        quote!(Some(#(#names)|*) => #decode,)
    });
    let empty = decode(api, union, empty);
    let names: Vec<String> = by_kind.iter().map(|(kind, _)| kind_name(*kind).to_owned()).collect();
    let expected = format!("an array whose first element is {}", alternatives(&names));
    quote! {
        let value = #BUFFERED::read(deserializer)?;
        match value.first_element() {
            None => #empty,
            #(#cases)*
            Some(_) => Err(value.no_arm(#expected)),
        }
    }
}

/// What makes the union of an arm's value.
fn wrap(api: &Api, arm: &Arm) -> TokenStream {
    let variant = ident(&arm.rust_name);
    if is_unit(api, arm) { quote!(|()| Self::#variant) } else { quote!(Self::#variant) }
}

/// Reads the buffered value as an arm.
fn decode(api: &Api, union: &Union, id: ArmId) -> TokenStream {
    let arm = &union.arms[id.0];
    let codec = codec(api, &arm.ty);
    let wrap = wrap(api, arm);
    quote!(value.decode::<_, #codec>().map(#wrap))
}

/// The tags of each arm, in the order of first tags.
pub(super) fn by_arm<T>(arms: &[(T, ArmId)]) -> Vec<(Vec<&T>, ArmId)> {
    let mut groups: Vec<(Vec<&T>, ArmId)> = Vec::new();
    for (tag, arm) in arms {
        match groups.iter_mut().find(|(_, other)| other == arm) {
            Some((tags, _)) => tags.push(tag),
            None => groups.push((vec![tag], *arm)),
        }
    }
    groups
}

/// The first arm whose keys are all there.
fn by_keys(api: &Api, union: &Union, sets: &[(Vec<String>, ArmId)]) -> TokenStream {
    let mut cases = Vec::new();
    for of_arm in sets.chunk_by(|(_, left), (_, right)| left == right) {
        let Some((_, arm)) = of_arm.first() else { continue };
        let decode = decode(api, union, *arm);
        if of_arm.iter().any(|(keys, _)| keys.is_empty()) {
            // It takes any object, so no later one has a turn.
            return if cases.is_empty() { decode } else { quote!(#(#cases else)* { #decode }) };
        }
        let has = of_arm.iter().map(|(keys, _)| quote!(value.has(&[#(#keys),*])));
        cases.push(quote!(if #(#has)||* { #decode }));
    }
    let sets: Vec<String> =
        sets.iter().map(|(keys, _)| keys.iter().map(|key| docs::code(key)).collect::<Vec<_>>().join(" and ")).collect();
    let expected = format!("an object with {}", sets.join(", or with "));
    quote!(#(#cases else)* { Err(value.no_arm(#expected)) })
}

/// What the union takes, in words: `a string or an object`.
fn expected(union: &Union) -> String {
    let kinds: Vec<String> = union
        .by_kind
        .keys()
        .filter(|kind| **kind != JsonKind::Integer || !union.by_kind.contains_key(&JsonKind::Number))
        .map(|kind| kind_name(*kind).to_owned())
        .collect();
    alternatives(&kinds)
}

fn kind_name(kind: JsonKind) -> &'static str {
    match kind {
        JsonKind::Null => "null",
        JsonKind::Boolean => "a boolean",
        JsonKind::Integer => "an integer",
        JsonKind::Number => "a number",
        JsonKind::String => "a string",
        JsonKind::Array => "an array",
        JsonKind::Object => "an object",
    }
}

/// `a, b or c`.
fn alternatives(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} or {last}", most.join(", ")),
    }
}
