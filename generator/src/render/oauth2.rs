//! Constructors of the flows of OAuth 2.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    docs, ident,
    runtime_paths::{OAUTH2, SECRET_STRING},
};
use crate::model::{Grant, OAuthFlow, SecurityScheme};

/// A constructor for each flow of each scheme.
pub(super) fn constructors(schemes: &[SecurityScheme]) -> Option<TokenStream> {
    let flows = schemes.iter().flat_map(|scheme| scheme.flows.iter().map(move |flow| (scheme, flow)));
    let constructors: Vec<TokenStream> = flows.map(|(scheme, flow)| constructor(scheme, flow)).collect();
    (!constructors.is_empty()).then(|| quote!(impl #OAUTH2 { #(#constructors)* }))
}

fn constructor(scheme: &SecurityScheme, flow: &OAuthFlow) -> TokenStream {
    let OAuthFlow { rust_name, grant, token_url, scopes: _ } = flow;
    let (docs, deprecated) = (docs::of_flow(scheme, flow), docs::deprecated(&scheme.docs));
    let (name, scheme) = (ident(rust_name), &scheme.wire_name);
    let (of_grant, secret) = match grant {
        Grant::ClientCredentials => ("client_credentials", "client_secret"),
        Grant::RefreshToken => ("refresh_token", "refresh_token"),
    };
    let (of_grant, secret) = (ident(of_grant), ident(secret));
    quote! {
        #docs
        #deprecated
        pub fn #name(client_id: impl Into<String>, #secret: impl Into<#SECRET_STRING>) -> Self {
            Self::#of_grant(#token_url, client_id, #secret).of_scheme(#scheme)
        }
    }
}
