//! Flows of OAuth 2 by which a client gets tokens without a browser.

use openapiv3::{AuthorizationCodeOAuth2Flow, ClientCredentialsOAuth2Flow, OAuth2Flows, PasswordOAuth2Flow};

use crate::{
    model::{Grant, OAuthFlow},
    names::{self, Scope},
};

/// The flows that need no person: client credentials, and the refresh tokens that a flow with a person has issued.
pub(super) fn flows(flows: &OAuth2Flows) -> Vec<OAuthFlow> {
    let OAuth2Flows { implicit: _, password, client_credentials, authorization_code, extensions: _ } = flows;
    let credentials = client_credentials.as_ref().map(|flow| {
        let ClientCredentialsOAuth2Flow { refresh_url: _, token_url, scopes, extensions: _ } = flow;
        flow_of(Grant::ClientCredentials, None, token_url, scopes)
    });
    let of_code = authorization_code.as_ref().map(|flow| {
        let AuthorizationCodeOAuth2Flow { authorization_url: _, refresh_url, token_url, scopes, extensions: _ } = flow;
        flow_of(Grant::RefreshToken, refresh_url.as_ref(), token_url, scopes)
    });
    let of_password = password.as_ref().map(|flow| {
        let PasswordOAuth2Flow { refresh_url, token_url, scopes, extensions: _ } = flow;
        flow_of(Grant::RefreshToken, refresh_url.as_ref(), token_url, scopes)
    });
    // A URL that is missing has been reported.
    [credentials, of_code.or(of_password)].into_iter().flatten().filter(|flow| !flow.token_url.is_empty()).collect()
}

fn flow_of<'a>(
    grant: Grant,
    refresh_url: Option<&String>,
    token_url: &String,
    scopes: impl IntoIterator<Item = (&'a String, &'a String)>,
) -> OAuthFlow {
    let scopes = scopes.into_iter().map(|(name, description)| (name.clone(), description.clone()));
    OAuthFlow {
        rust_name: String::new(),
        grant,
        token_url: refresh_url.unwrap_or(token_url).clone(),
        scopes: scopes.collect(),
    }
}

/// Names the constructors of the flows of a scheme.
pub(super) fn name(flows: &mut [OAuthFlow], scheme: &str, constructors: &mut Scope) {
    for flow in flows {
        let grant = match flow.grant {
            Grant::ClientCredentials => "client_credentials",
            Grant::RefreshToken => "refresh_token",
        };
        flow.rust_name = constructors.claim(&names::value_name(&format!("{scheme}_{grant}")));
    }
}
