//! The same without an installed provider, if the application does not make its own HTTP client.

use rustls::{ClientConfig, RootCertStore, crypto::CryptoProvider};

#[test]
fn a_client_and_a_tls_configuration_are_made_without_an_installed_provider() {
    managed_agents::Client::builder().api_key("key").build().expect("a client");
    assert!(CryptoProvider::get_default().is_none());
    let _tls = ClientConfig::builder().with_root_certificates(RootCertStore::empty()).with_no_client_auth();
}
