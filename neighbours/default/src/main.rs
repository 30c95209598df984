//! An application that makes an HTTP client and a TLS configuration of its own, with no word about a crypto provider.

use rustls::{ClientConfig, RootCertStore};

fn main() {
    let _http = reqwest::Client::new();
    let _tls = ClientConfig::builder().with_root_certificates(RootCertStore::empty()).with_no_client_auth();
    println!("fine");
}
