//! Security: the positions of credentials, and the choice between several.

use crate::{check, check_with, refusal};

use obstacles::runtime::Credential;

#[test]
fn each_scheme_puts_its_credential_in_its_place() {
    check(|client| client.keys().open().send_blocking(), "GET /keys/open HTTP/1.1");
    check_with(
        |builder| builder.credential("inQuery", Credential::Key("a&b".into())),
        |client| client.keys().query().send_blocking(),
        "GET /keys/query?key=a%26b HTTP/1.1",
    );
    check_with(
        |builder| builder.credential("inCookie", Credential::Key("a+b/c=%".into())),
        |client| client.keys().cookie().send_blocking(),
        "GET /keys/cookie HTTP/1.1\ncookie: key=a+b/c=%",
    );
    check_with(
        |builder| builder.basic_auth("user", "password"),
        |client| client.keys().basic().send_blocking(),
        "GET /keys/basic HTTP/1.1\nauthorization: Basic dXNlcjpwYXNzd29yZA==",
    );
}

#[test]
fn all_of_a_combination_are_sent_and_one_of_alternatives() {
    check_with(
        |builder| builder.api_key("secret").basic_auth("user", "password"),
        |client| client.keys().both().send_blocking(),
        "GET /keys/both HTTP/1.1\nauthorization: Basic dXNlcjpwYXNzd29yZA==\nx-key: secret",
    );
    check_with(
        |builder| builder.api_key("secret").bearer_token("token"),
        |client| client.keys().either().send_blocking(),
        "GET /keys/either HTTP/1.1\nauthorization: Bearer token",
    );
    check_with(
        |builder| builder.api_key("secret"),
        |client| client.keys().either().send_blocking(),
        "GET /keys/either HTTP/1.1\nx-key: secret",
    );
    check(|client| client.keys().either().send_blocking(), "GET /keys/either HTTP/1.1");
}

#[test]
fn each_scheme_has_a_credential_of_its_own() {
    check_with(
        |builder| builder.api_key("secret").credential("partnerKey", Credential::Key("partner".into())),
        |client| client.keys().partner().send_blocking(),
        "GET /keys/partner HTTP/1.1\nx-key: secret\nx-partner: partner",
    );
    let said = refusal(|client| client.keys().partner().send_blocking());
    assert!(said.contains("OBSTACLES_API_KEY") && said.contains("OBSTACLES_PARTNER_KEY"), "{said}");
}

#[test]
fn a_credential_that_is_missing_is_named() {
    let said = refusal(|client| client.keys().both().send_blocking());
    assert!(said.contains("ClientBuilder::api_key") && said.contains("ClientBuilder::basic_auth"), "{said}");
}
