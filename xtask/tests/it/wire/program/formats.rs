//! Text with formats: in the path, in queries, headers and bodies, and in responses.

use obstacles::{
    Client,
    runtime::{Base64, Date, IsoDuration, Uuid},
    types::Visit,
};

use crate::server::Server;

const ID: &str = "019d4a5c-5d1e-7c3a-9b1f-2f6a8c0d4e5b";

/// Sends a visit. Returns the request and the response.
fn put(visit: &Visit, reply: &'static str) -> (Visit, String) {
    let server = Server::start(reply);
    let client = Client::builder().base_url(server.url()).max_retries(0).build().expect("a client");
    let id: Uuid = ID.parse().expect("a UUID");
    let put = client.visits().put(&id, visit).days(["2026-04-01", "2026-04-02"]).x_length("PT1H");
    (put.send_blocking().expect("a success"), server.heard())
}

#[test]
fn text_of_a_format_is_sent_at_each_place() {
    let day: Date = "2026-04-01".parse().expect("a date");
    let visit = Visit::new(ID, day, vec![0xfb, 0xff]).length(IsoDuration::from("P1W")).at("12:30:00Z");
    let reply = "HTTP/1.1 200 OK\r\ncontent-length: 31\r\n\r\n{\"id\":\"1\",\"day\":\"2\",\"photo\":\"\"}";
    let (_, heard) = put(&visit, reply);
    assert_eq!(
        heard,
        "PUT /visits/019d4a5c-5d1e-7c3a-9b1f-2f6a8c0d4e5b?days=2026-04-01&days=2026-04-02 HTTP/1.1\n\
         accept: application/json\ncontent-length: 111\ncontent-type: application/json\nx-length: PT1H\n\n\
         {\"id\":\"019d4a5c-5d1e-7c3a-9b1f-2f6a8c0d4e5b\",\"day\":\"2026-04-01\",\"at\":\"12:30:00Z\",\"length\":\"P1W\",\"photo\":\"+/8=\"}"
    );
}

#[test]
fn text_that_is_not_of_its_format_is_kept() {
    const SENT: &str = "{\"id\":\"pet_1\",\"day\":\"tomorrow\",\"at\":\"noon\",\"length\":\"3.5s\",\"photo\":\"b'?'\"}";
    let reply = "HTTP/1.1 200 OK\r\ncontent-length: 74\r\n\r\n\
                 {\"id\":\"pet_1\",\"day\":\"tomorrow\",\"at\":\"noon\",\"length\":\"3.5s\",\"photo\":\"b'?'\"}";
    let (visit, _) = put(&Visit::new(ID, "2026-04-01", Base64::from("")), reply);
    assert_eq!(serde_json::to_string(&visit).expect("JSON"), SENT);
    assert!(visit.id.to_bytes().is_err() && visit.day.date().is_err() && visit.photo.to_bytes().is_err());
}
