//! The examples of the text of OpenAPI 3.2.0, by its sections. `api.yaml` has a document for each.
//!
//! - "Examples of API Base URL Determination", "Server Object Example": `servers_have_variables`
//! - "Components Object Example", "Paths Object Example", "Path Item Object Example", "Responses Object Example":
//!   `pets_are_decoded_by_their_media_types_and_statuses`
//! - "Operation Object Example": `an_operation_sends_a_form`
//! - "Style Examples": `values_are_written_in_each_style`
//! - "Parameter Object Examples": `parameters_are_sent_as_their_examples`, `cookies_are_sent_as_their_examples`
//! - "Boolean Query Parameter Examples": `parameters_are_sent_as_their_examples`
//! - "Request Body Examples": `a_body_has_several_media_types`
//! - "Sequential JSON": `logs_are_read_from_all_sequential_media_types`
//! - "Server-Sent Event Streams", "Special Considerations for Server-Sent Events": `events_are_sent`, and `program_3_2`
//! - "Considerations for File Uploads", "Binary Examples": `files_are_bytes`
//! - "Example: URL Encoded Form with JSON Values", "… with Binary Values", "Non-JSON Data": `forms_are_url_encoded`
//! - "Example: Basic Multipart Form", "… with Encoding Objects", "… with Multiple Files": `forms_have_parts`
//! - "Example: Nested `multipart/mixed`": `a_part_has_parts`; the other examples of multipart bodies are in `program_3_2`
//! - "Response Object Examples", "Header Object Example", "Modeling Link Headers", "Representing the `Set-Cookie` Header",
//!   "JSON Examples": `responses_have_bodies_and_headers`
//! - "Callback Object Examples": `callbacks_are_received`
//! - "Link Object, Examples", "`operationRef` Examples", "Tag Object Example": the document gives no finding for them
//! - "Reference Object Example", "Relative Schema Document Example", "Relative Documents with Embedded Schema Example":
//!   `pets_are_decoded_by_their_media_types_and_statuses`
//! - "Schema Object Examples", "Generic Data Structure Model", "Working with Binary Data": `models_are_typed`
//! - "Models with Polymorphism Support" (all three), "Discriminator Object, Examples", "Optional Discriminating Property":
//!   `variants_are_found_as_the_standard_says`
//! - "Security Scheme Object Examples", "Security Requirement Object Examples": `credentials_are_sent`
//! - "RFC6570-Equivalent Expansion", "Expansion with Non-RFC6570-Supported Options", "Undefined Values …", "Illegal Variable Names
//!   as Parameter Names": `queries_are_expanded`
//! - "Base URI Within Content", "Base URI From the Retrieval URI", "Implicit Connection Resolution Examples":
//!   `references_lead_to_other_documents`. "Resolving Relative `$self` and `$id`" is in `files_beside.rs` of the generator.

mod media;
mod models;
mod parameters;
#[path = "../wire/server.rs"]
#[allow(dead_code, reason = "the tests of another client need all of it")]
mod server;

use server::Server;
use standard::{Client, runtime::Result};

/// The result of a call for a response, and the request.
#[track_caller]
fn answered<T>(reply: &'static str, call: impl FnOnce(&Client) -> Result<T>) -> (T, String) {
    let server = Server::start(reply);
    let client = Client::builder().base_url(server.url()).build().expect("a client");
    let value = call(&client).expect("a success");
    (value, server.heard())
}

const NO_CONTENT: &str = "HTTP/1.1 204 No Content\r\n\r\n";

/// Checks the request of a call.
#[track_caller]
fn check<T>(call: impl FnOnce(&Client) -> Result<T>, expected: &str) {
    assert_eq!(answered(NO_CONTENT, call).1, expected);
}

/// A response of a media type, which is read up to the end of the connection.
macro_rules! ok {
    ($media_type:literal, $body:expr) => {
        concat!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: ", $media_type, "\r\n\r\n", $body)
    };
}
use ok;
