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
use crate::{
    lines::{FieldLine, LaidOut, StructLines},
    model::{AdditionalProperties, Api, Constant, Field, Presence, Struct, TypeDef, TypeRef, UndeclaredRule},
};

/// The struct with all of its impls.
pub(super) fn items(api: &Api, def: &TypeDef, object: &Struct, laid_out: &mut LaidOut) -> TokenStream {
    let definition = laid_out.structure(definition(api, def, object));
    let constructors = constructors::items(api, def, object, laid_out);
    let table = table(def, object);
    quote!(#definition #constructors #table)
}

fn definition(api: &Api, def: &TypeDef, object: &Struct) -> StructLines {
    let default = constructors::derives_default(def, object).then(|| quote!(Default,));
    let mut fields: Vec<FieldLine> =
        object.fields.iter().filter(|field| field.fixed().is_none()).map(|field| self::field(api, field)).collect();
    let additional_docs = DocText::new().sentence(if object.additional_properties.rule == UndeclaredRule::Typed {
        "All other properties."
    } else {
        "Properties that this version of the crate does not know, kept as received and sent back."
    });
    fields.push(FieldLine {
        docs: additional_docs.text(),
        is_deprecated: false,
        name: ident(&object.additional_properties.rust_name),
        ty: additional_type(api, &object.additional_properties),
        is_public: true,
    });
    StructLines {
        docs: docs::of_struct(def, object).text(),
        derived: quote!(Clone, #default PartialEq),
        is_deprecated: def.docs.deprecated,
        is_non_exhaustive: true,
        name: ident(&def.rust_name),
        fields,
    }
}

fn field(api: &Api, field: &Field) -> FieldLine {
    FieldLine {
        docs: docs::of_field(field).text(),
        is_deprecated: field.docs.deprecated,
        name: ident(&field.rust_name),
        ty: field_type(api, &field.ty, field.presence),
        is_public: true,
    }
}

/// The type that keeps undeclared properties: as text, unless the document gives them a type.
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
        let Field { wire_name, rust_name, presence, is_lenient, is_in_text, .. } = field;
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
        let form = is_in_text.then(|| quote!(.in_text()));
        quote!(#field: #rule #wire_name #form,)
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
