//! An application that makes its own TLS configuration with ring, and installs ring first, as the feature requires.

use rustls::{ClientConfig, RootCertStore, crypto::ring};

fn main() {
    ring::default_provider().install_default().expect("no provider is installed yet");
    let _tls = ClientConfig::builder().with_root_certificates(RootCertStore::empty()).with_no_client_auth();
    let _client = managed_agents::Client::builder().api_key("key").build().expect("a client");
    let _http = managed_agents::runtime::reqwest::Client::new();
    println!("fine");
}
