//! `oneOf` and `anyOf`: an enum of the arms, and how the arm of a value is found.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::{
    docs,
    docs::DocText,
    ident,
    runtime_paths::{CHOICE, KIND, RAW_JSON, UNION},
    type_refs::{canonical, rust_type},
    union_accessors,
};
use crate::model::{Api, Arm, ArmId, Base, Choice, JsonKind, Tags, TypeDef, TypeRef, Union};

/// The enum with all of its impls.
pub(super) fn items(api: &Api, def: &TypeDef, union: &Union) -> TokenStream {
    let name = ident(&def.rust_name);
    let definition = definition(api, def, union);
    let accessors = union_accessors::items(api, union, &name);
    let table = table(api, def, union);
    quote!(#definition #accessors #table)
}

fn definition(api: &Api, def: &TypeDef, union: &Union) -> TokenStream {
    let docs = docs::of_type(def);
    let deprecated = docs::deprecated(&def.docs);
    let name = ident(&def.rust_name);
    let arms = union.arms.iter().map(|arm| {
        let docs = docs::of_arm(api, arm);
        let deprecated = docs::deprecated_arm(api, arm);
        let name = ident(&arm.rust_name);
        let ty = (!is_unit(api, arm)).then(|| rust_type(api, &arm.ty)).map(|ty| quote!((#ty)));
        quote!(#docs #deprecated #name #ty,)
    });
    let unknown = union.unknown_name.as_deref().map(|unknown| {
        let docs = DocText::new().sentence("An object that this version of the crate does not know, kept as received.");
        let unknown = ident(unknown);
        quote!(#docs #unknown(#RAW_JSON),)
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

/// How it is read and written: a line for each arm, and the rule for each kind of JSON value.
fn table(api: &Api, def: &TypeDef, union: &Union) -> TokenStream {
    let name = ident(&def.rust_name);
    let types: Vec<TypeRef> = union.arms.iter().map(|arm| canonical(api, &arm.ty)).collect();
    let arms = union.arms.iter().zip(&types).map(|(arm, ty)| {
        let is_self = matches!(ty, TypeRef::Named(id) if api.type_def(*id).rust_name == def.rust_name);
        let is_unique = types.iter().filter(|other| *other == ty).count() == 1;
        let variant = ident(&arm.rust_name);
        let held = held(api, arm, is_unique && !is_self);
        quote!(#variant #held,)
    });
    let unknown = union.unknown_name.as_deref().map(|unknown| {
        let unknown = ident(unknown);
        quote!(..#unknown)
    });
    let empty = empty(api, union);
    let expected = expected(union);
    let choices = union.by_kind.iter().map(|(kind, choice)| {
        let kind = kind_variant(*kind);
        let choice = self::choice(union, choice);
        quote!(#kind => #choice,)
    });
    quote! {
        #UNION! {
            #name { #(#arms)* #unknown }
            empty #empty;
            #expected { #(#choices)* }
        }
    }
}

/// The content of an arm, with a `From` if no other arm is of the same type.
fn held(api: &Api, arm: &Arm, is_convertible: bool) -> Option<TokenStream> {
    if is_unit(api, arm) {
        return None;
    }
    if !is_convertible {
        return Some(quote!((_)));
    }
    Some(match &arm.ty {
        TypeRef::Boxed(inner) => {
            let ty = rust_type(api, inner);
            quote!((boxed #ty))
        }
        TypeRef::Deep(inner) => {
            let ty = rust_type(api, inner);
            quote!((deep #ty))
        }
        ty => {
            let printed = rust_type(api, ty);
            match canonical(api, ty) {
                // Equal to it, except for the type.
                TypeRef::Number if *api.resolved(ty) == TypeRef::Float => quote!((from #printed)),
                TypeRef::String => quote!((text #printed)),
                TypeRef::Number => quote!((float #printed)),
                _ => quote!((from #printed)),
            }
        }
    })
}

/// The variant that reading begins with.
fn empty(api: &Api, union: &Union) -> TokenStream {
    let arm = match union.base {
        Base::Unknown => {
            let unknown = union.unknown_name.as_deref().map(ident);
            return quote!(#unknown(_));
        }
        Base::Arm(ArmId(arm)) => &union.arms[arm],
    };
    let variant = ident(&arm.rust_name);
    let held = (!is_unit(api, arm)).then(|| quote!((_)));
    quote!(#variant #held)
}

/// The rule for the values of one kind.
fn choice(union: &Union, choice: &Choice) -> TokenStream {
    let variant = |ArmId(arm): ArmId| ident(&union.arms[arm].rust_name);
    match choice {
        Choice::Arm(arm) => {
            let arm = variant(*arm);
            quote!(Arm(#arm))
        }
        Choice::Tag { wire_name, arms, otherwise, absent, incomplete: Some(base) } => {
            let (wire_name, arms, absent) = (wire_name.clone(), arms.clone(), absent.clone());
            let by_tag = Choice::Tag { wire_name, arms, otherwise: *otherwise, absent, incomplete: None };
            let (by_tag, base) = (self::choice(union, &by_tag), variant(*base));
            quote!(OrBase(&#CHOICE::#by_tag, #base))
        }
        Choice::Tag { wire_name, arms, otherwise, absent: Some(absent), incomplete } => {
            let (wire_name, arms) = (wire_name.clone(), arms.clone());
            let by_tag = Choice::Tag { wire_name, arms, otherwise: *otherwise, absent: None, incomplete: *incomplete };
            let (by_tag, absent) = (self::choice(union, &by_tag), self::choice(union, absent));
            quote!(OptionalTag(&#CHOICE::#by_tag, &#CHOICE::#absent))
        }
        Choice::Tag { wire_name, arms, otherwise, absent: None, incomplete: None } => {
            let (kind, tags) = tags(union, arms);
            match otherwise {
                Some(arm) => {
                    let (kind, arm) = (ident(&format!("{kind}Or")), variant(*arm));
                    quote!(#kind(#wire_name, &[#tags], #arm))
                }
                None => {
                    let kind = ident(kind);
                    quote!(#kind(#wire_name, &[#tags]))
                }
            }
        }
        Choice::Keys(sets) => {
            let sets = sets.iter().map(|(keys, arm)| {
                let arm = variant(*arm);
                quote!((&[#(#keys),*], #arm))
            });
            quote!(Keys(&[#(#sets),*]))
        }
        Choice::FirstElement { by_kind, empty } => {
            let arms = by_kind.iter().map(|(kind, arm)| {
                let (kind, arm) = (kind_variant(*kind), variant(*arm));
                quote!((#KIND::#kind, #arm))
            });
            let empty = variant(*empty);
            quote!(FirstElement(&[#(#arms),*], #empty))
        }
        Choice::Try(arms) => {
            let arms = named(union, arms);
            quote!(Try(#arms))
        }
        Choice::Best(best, others) => {
            let (best, others) = (named(union, best), named(union, others));
            quote!(Best(#best, #others))
        }
    }
}

/// Arms, with their names for messages.
fn named(union: &Union, arms: &[ArmId]) -> TokenStream {
    let arms = arms.iter().map(|ArmId(arm)| {
        let name = &union.arms[*arm].rust_name;
        let arm = ident(name);
        quote!((#name, #arm))
    });
    quote!(&[#(#arms),*])
}

/// The runtime's name of a choice by tags of this kind, and the values with their arms, sorted.
fn tags(union: &Union, arms: &Tags) -> (&'static str, TokenStream) {
    let variant = |ArmId(arm): ArmId| ident(&union.arms[arm].rust_name);
    match arms {
        Tags::Strings(arms) => {
            let mut arms: Vec<_> = arms.iter().collect();
            arms.sort_by(|(left, _), (right, _)| left.cmp(right));
            let arms = arms.into_iter().map(|(tag, arm)| {
                let arm = variant(*arm);
                quote!((#tag, #arm))
            });
            ("Tag", quote!(#(#arms),*))
        }
        Tags::Integers(arms) => {
            let arms = arms.iter().map(|(tag, arm)| {
                let (tag, arm) = (Literal::i64_unsuffixed(*tag), variant(*arm));
                quote!((#tag, #arm))
            });
            ("IntegerTag", quote!(#(#arms),*))
        }
        Tags::Booleans(arms) => {
            let arms = arms.iter().map(|(tag, arm)| {
                let arm = variant(*arm);
                quote!((#tag, #arm))
            });
            ("BooleanTag", quote!(#(#arms),*))
        }
    }
}

/// The runtime's name of a kind.
fn kind_variant(kind: JsonKind) -> Ident {
    ident(match kind {
        JsonKind::Null => "Null",
        JsonKind::Boolean => "Boolean",
        JsonKind::Integer => "Integer",
        JsonKind::Number => "Number",
        JsonKind::String => "String",
        JsonKind::Array => "Array",
        JsonKind::Object => "Object",
    })
}

/// The values that the union accepts, in words: `a string or an object`.
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
