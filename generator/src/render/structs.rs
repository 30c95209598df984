//! Objects with declared properties: the struct, and how it is written and read.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{
    constructors, docs,
    docs::Docs,
    ident,
    runtime_paths::{FIELD, MEMBERS, OBJECT, OBJECT_DESERIALIZE, OBJECT_WRITER},
    type_refs::{codec, field_codec, field_type, rust_type},
};
use crate::model::{AdditionalProperties, Api, Field, Presence, Struct, TypeDef};

/// The struct with all of its impls.
pub(super) fn items(api: &Api, def: &TypeDef, object: &Struct) -> TokenStream {
    let name = ident(&def.rust_name);
    let definition = definition(api, def, object);
    let constructors = constructors::items(api, def, object);
    let serialize = serialize(&name, object);
    let deserialize = deserialize(&name);
    let read = read(api, &name, object);
    quote!(#definition #constructors #serialize #deserialize #read)
}

fn definition(api: &Api, def: &TypeDef, object: &Struct) -> TokenStream {
    let docs = docs::of_type(def);
    let deprecated = docs::deprecated(&def.docs);
    let default = constructors::derives_default(def, object).then(|| quote!(Default,));
    let name = ident(&def.rust_name);
    let fields = object.fields.iter().map(|field| {
        let docs = docs::of_field(field);
        let deprecated = docs::deprecated(&field.docs);
        let name = ident(&field.rust_name);
        let ty = field_type(api, &field.ty, field.presence);
        quote!(#docs #deprecated pub #name: #ty,)
    });
    let AdditionalProperties { rust_name, value, declared } = &object.additional_properties;
    let additional_docs = Docs::new().sentence(if *declared {
        "All other properties."
    } else {
        "Properties that this version of the crate does not know, kept as received and sent back."
    });
    let additional_name = ident(rust_name);
    let value = rust_type(api, value);
    quote! {
        #docs
        #[derive(Clone, Debug, #default PartialEq)]
        #deprecated
        #[non_exhaustive]
        pub struct #name {
            #(#fields)*
            #additional_docs
            pub #additional_name: runtime::AdditionalProperties<#value>,
        }
    }
}

fn serialize(name: &Ident, object: &Struct) -> TokenStream {
    let members = object.fields.iter().map(|field| {
        let Field { wire_name, rust_name, presence, .. } = field;
        let field = ident(rust_name);
        match presence {
            Presence::Required | Presence::RequiredNullable => quote!(members.required(#wire_name, &self.#field)?;),
            Presence::Optional => quote!(members.optional(#wire_name, &self.#field)?;),
            Presence::ThreeState => quote!(members.three_state(#wire_name, &self.#field)?;),
        }
    });
    let mutable = (!object.fields.is_empty()).then(|| quote!(mut));
    let additional_properties = ident(&object.additional_properties.rust_name);
    quote! {
        impl serde::Serialize for #name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let #mutable members = #OBJECT_WRITER::new(serializer)?;
                #(#members)*
                members.end(&self.#additional_properties)
            }
        }
    }
}

fn deserialize(name: &Ident) -> TokenStream {
    quote! {
        impl<'de> serde::Deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #OBJECT_DESERIALIZE(deserializer)
            }
        }
    }
}

fn read(api: &Api, name: &Ident, object: &Struct) -> TokenStream {
    let members = local("members", object);
    let member = local("member", object);
    let starts = object.fields.iter().map(|field| {
        let name = ident(&field.rust_name);
        let start = match field.presence {
            Presence::Required | Presence::RequiredNullable | Presence::Optional => quote!(None),
            Presence::ThreeState => quote!(#FIELD::Absent),
        };
        quote!(let mut #name = #start;)
    });
    let arms = object.fields.iter().map(|field| {
        let Field { wire_name, rust_name, ty, presence, .. } = field;
        let name = ident(rust_name);
        let codec = field_codec(api, ty, *presence);
        let value = quote!(#members.value::<_, #codec>(#wire_name)?);
        match presence {
            Presence::Required => quote!(#wire_name => #name = Some(#value),),
            Presence::RequiredNullable | Presence::Optional | Presence::ThreeState => {
                quote!(#wire_name => #name = #value,)
            }
        }
    });
    let ends = object.fields.iter().map(|field| {
        let Field { wire_name, rust_name, presence, .. } = field;
        let name = ident(rust_name);
        match presence {
            Presence::Required => quote!(#name: #members.required(#wire_name, #name)?,),
            Presence::RequiredNullable | Presence::Optional | Presence::ThreeState => quote!(#name,),
        }
    });
    let additional_properties = ident(&object.additional_properties.rust_name);
    let additional_codec = codec(api, &object.additional_properties.value);
    let additional = quote!(#members.additional::<_, #additional_codec>(#member, &mut #additional_properties)?);
    let step = if object.fields.is_empty() {
        quote!(#additional;)
    } else {
        quote! {
            match #member.as_ref() {
                #(#arms)*
                _ => #additional,
            }
        }
    };
    quote! {
        impl<'de> #OBJECT<'de> for #name {
            fn read<A: serde::de::MapAccess<'de>>(mut #members: #MEMBERS<A>) -> Result<Self, A::Error> {
                #(#starts)*
                let mut #additional_properties = runtime::AdditionalProperties::new();
                while let Some(#member) = #members.next()? {
                    #step
                }
                Ok(Self { #(#ends)* #additional_properties })
            }
        }
    }
}

/// A local variable beside those that are called like the fields: `name`, with underscores where a field has taken it.
fn local(name: &str, object: &Struct) -> Ident {
    let is_taken = |name: &str| {
        object.additional_properties.rust_name == name || object.fields.iter().any(|field| field.rust_name == name)
    };
    let mut name = name.to_owned();
    while is_taken(&name) {
        name.push('_');
    }
    ident(&name)
}
