//! Objects with declared properties: the struct, and how it is written and read.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{
    constructors, docs,
    docs::DocText,
    ident,
    runtime_paths::{ADDITIONAL_PROPERTIES, OBJECT, UNKNOWN_PROPERTIES},
    type_refs::{field_type, rust_type},
};
use crate::model::{AdditionalProperties, Api, Constant, Field, Presence, Struct, TypeDef, TypeRef};

/// The struct with all of its impls.
pub(super) fn items(api: &Api, def: &TypeDef, object: &Struct) -> TokenStream {
    let definition = definition(api, def, object);
    let constructors = constructors::items(api, def, object);
    let table = table(def, object);
    quote!(#definition #constructors #table)
}

fn definition(api: &Api, def: &TypeDef, object: &Struct) -> TokenStream {
    let docs = docs::of_struct(def, object);
    let deprecated = docs::deprecated(&def.docs);
    let default = constructors::derives_default(def, object).then(|| quote!(Default,));
    let name = ident(&def.rust_name);
    let fields = object.fields.iter().filter(|field| field.fixed().is_none()).map(|field| {
        let docs = docs::of_field(field);
        let deprecated = docs::deprecated(&field.docs);
        let name = ident(&field.rust_name);
        let ty = field_type(api, &field.ty, field.presence);
        quote!(#docs #deprecated pub #name: #ty,)
    });
    let additional_docs = DocText::new().sentence(if object.additional_properties.declared {
        "All other properties."
    } else {
        "Properties that this version of the crate does not know, kept as received and sent back."
    });
    let additional_name = ident(&object.additional_properties.rust_name);
    let additional_type = additional_type(api, &object.additional_properties);
    quote! {
        #docs
        #[derive(Clone, #default PartialEq)]
        #deprecated
        #[non_exhaustive]
        pub struct #name {
            #(#fields)*
            #additional_docs
            pub #additional_name: #additional_type,
        }
    }
}

/// The type that keeps undeclared properties: as text, unless the document says more of them.
pub(super) fn additional_type(api: &Api, properties: &AdditionalProperties) -> TokenStream {
    match api.resolved(&properties.value) {
        TypeRef::Any => quote!(#UNKNOWN_PROPERTIES),
        value => {
            let value = rust_type(api, value);
            quote!(#ADDITIONAL_PROPERTIES<#value>)
        }
    }
}

/// How it is read and written: a line for each property.
fn table(def: &TypeDef, object: &Struct) -> TokenStream {
    let name = ident(&def.rust_name);
    let members = object.fields.iter().map(|field| {
        let Field { wire_name, rust_name, presence, is_lenient, .. } = field;
        if let Some(constant) = field.fixed() {
            let constant = self::constant(constant);
            let constant = if *is_lenient { quote!(lenient(#constant)) } else { constant };
            return quote!(#wire_name = #constant,);
        }
        let field = ident(rust_name);
        let rule = match presence {
            Presence::RequiredNullable => Some(quote!(nullable)),
            Presence::Required if *is_lenient => Some(quote!(lenient)),
            Presence::Required | Presence::Optional | Presence::ThreeState => None,
        };
        quote!(#field: #rule #wire_name,)
    });
    let rest = ident(&object.additional_properties.rust_name);
    quote!(#OBJECT! { #name { #(#members)* ..#rest } })
}

/// The runtime's name of a constant.
fn constant(constant: &Constant) -> TokenStream {
    match constant {
        Constant::Text(text) => quote!(Text(#text)),
        Constant::Integer(integer) => {
            let integer = Literal::i64_unsuffixed(*integer);
            quote!(Integer(#integer))
        }
        Constant::Number(number) => quote!(Number(#number)),
        Constant::Boolean(boolean) => quote!(Boolean(#boolean)),
        Constant::Null => quote!(Null),
    }
}
