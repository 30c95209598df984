//! What `managed-agents` does to the process. Nothing else may run in this one: what rustls chooses is chosen for all.

use rustls::crypto::CryptoProvider;

#[test]
fn a_client_chooses_no_crypto_provider_for_the_process() {
    let client = managed_agents::Client::builder().api_key("key").build();
    client.expect("a client");
    assert!(CryptoProvider::get_default().is_none());
}
