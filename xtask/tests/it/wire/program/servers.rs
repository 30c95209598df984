//! The servers of requests: variables of the server, and servers of paths.

use obstacles::{
    Client,
    runtime::{ClientBuilder, Result},
};

use crate::{NO_CONTENT, server::Server};

/// The request to a server of the document. The variables determine its address. Names below `localhost` are this machine.
fn heard<T>(set_up: impl FnOnce(ClientBuilder) -> ClientBuilder, call: impl FnOnce(&Client) -> Result<T>) -> String {
    let server = Server::start(NO_CONTENT);
    let to_server = server.address();
    let client = set_up(Client::builder().port(server.port()))
        .configure_http_client(move |http| {
            http.resolve("api.localhost", to_server).resolve("test.localhost", to_server)
        })
        .build()
        .expect("a client");
    call(&client).expect("a success");
    server.heard()
}

#[test]
fn variables_have_defaults_and_setters() {
    let call = |client: &Client| client.servers().client().send_blocking();
    assert_eq!(heard(|builder| builder, call), "GET /v2/servers/client HTTP/1.1");
    assert_eq!(heard(|builder| builder.base("v3"), call), "GET /v3/servers/client HTTP/1.1");
}

#[test]
fn a_path_has_a_server_of_its_own_with_the_variables_of_the_client() {
    let call = |client: &Client| client.servers().own().send_blocking();
    assert_eq!(heard(|builder| builder.host("test"), call), "GET /own/servers/own HTTP/1.1");
}

#[test]
fn a_base_url_of_the_caller_goes_before_all_servers() {
    let server = Server::start(NO_CONTENT);
    let client = Client::builder().base_url(format!("{}/mine", server.url())).build().expect("a client");
    client.servers().own().send_blocking().expect("a success");
    assert_eq!(server.heard(), "GET /mine/servers/own HTTP/1.1");
}

#[test]
fn a_value_that_the_document_does_not_know_is_refused() {
    let said = Client::builder().host("elsewhere").build().expect_err("no such host").to_string();
    assert!(said.contains("`host`") && said.contains("api, test"), "{said}");
}
