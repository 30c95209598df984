//! An application that makes a TLS configuration of its own with ring, and installs it first, as the feature asks.

use rustls::{ClientConfig, RootCertStore, crypto::ring};

fn main() {
    ring::default_provider().install_default().expect("no provider is installed yet");
    let _tls = ClientConfig::builder().with_root_certificates(RootCertStore::empty()).with_no_client_auth();
    let _client = managed_agents::Client::builder().api_key("key").build().expect("a client");
    let _http = managed_agents::runtime::reqwest::Client::new();
    println!("fine");
}
