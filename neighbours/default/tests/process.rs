//! Effects of `managed-agents` on the process. No other test may run in it, since rustls chooses its provider once for each process.

use rustls::crypto::CryptoProvider;

#[test]
fn a_client_chooses_no_crypto_provider_for_the_process() {
    let client = managed_agents::Client::builder().api_key("key").build();
    client.expect("a client");
    assert!(CryptoProvider::get_default().is_none());
}
