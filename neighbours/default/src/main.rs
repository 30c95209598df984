//! An application that makes its own HTTP client and TLS configuration, and does not choose a crypto provider.

use rustls::{ClientConfig, RootCertStore};

fn main() {
    let _http = reqwest::Client::new();
    let _tls = ClientConfig::builder().with_root_certificates(RootCertStore::empty()).with_no_client_auth();
    println!("fine");
}
