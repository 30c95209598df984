//! Calls of a generated client, and their requests.

mod answers;
mod bodies;
mod formats;
mod inheritance;
mod keys;
mod pages;
mod parameters;
mod server;
mod servers;

use obstacles::{
    Client,
    runtime::{ClientBuilder, Result},
};

use server::Server;

/// A success without a body.
const NO_CONTENT: &str = "HTTP/1.1 204 No Content\r\n\r\n";

/// Makes a call and compares the request: its first line, the headers that not every request has, and the body.
#[track_caller]
fn check<T>(call: impl FnOnce(&Client) -> Result<T>, expected: &str) {
    check_with(|builder| builder, call, expected);
}

/// As [`check`], with the settings of the client.
#[track_caller]
fn check_with<T>(
    set_up: impl FnOnce(ClientBuilder) -> ClientBuilder,
    call: impl FnOnce(&Client) -> Result<T>,
    expected: &str,
) {
    let server = Server::start(NO_CONTENT);
    let client = set_up(Client::builder().base_url(server.url())).build().expect("a client");
    call(&client).expect("a success");
    assert_eq!(server.heard(), expected);
}

/// The error of a call that is not sent.
#[track_caller]
fn refusal<T>(call: impl FnOnce(&Client) -> Result<T>) -> String {
    let client = Client::builder().base_url("http://127.0.0.1:1").build().expect("a client");
    call(&client).err().expect("a mistake").to_string()
}
