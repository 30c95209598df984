//! Bodies of requests and responses.

use serde_json::json;
use standard::responses::{GetLinks, GetText};
use standard::{
    Client,
    runtime::{Credential, DateTime, File, Result, Uuid, WebhookReceiver},
    types::{
        Address, Events, EventsAddInt64, EventsAddString, Foo, GetNestedResponse, Pet2, ReadEventsResponse, SendBasicFormRequest,
        SendEncodedFormRequest, SendExtraRequest, SendFilesRequest, SendIconRequest, SendJsonFormRequest,
        SendNestedRequest, SendNestedRequestElement1, SomePayload, UpdatePetWithFormRequest, User,
    },
};

use crate::{NO_CONTENT, answered, check, ok, server::Server};

const UUID: &str = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";

fn uuid() -> Uuid {
    UUID.parse().expect("a UUID")
}

#[test]
fn pets_are_decoded_by_their_media_types_and_statuses() {
    let pets = ok!("application/json", r#"[{"name":"Puma"}]"#);
    let (listed, heard) = answered(pets, |client| client.pets().list().send_blocking());
    assert_eq!((listed[0].name.as_str(), heard.as_str()), ("Puma", "GET /pets HTTP/1.1\naccept: application/json"));
    let ids = ["a".to_owned(), "b".to_owned()];
    let (found, heard) = answered(pets, |client| client.pets().get(&ids).send_blocking());
    assert_eq!((found.len(), heard.lines().next()), (1, Some("GET /pets/a,b HTTP/1.1")));
    let (_, heard) = answered(pets, |client| client.pets().copy(&ids).send_blocking());
    assert_eq!(heard.lines().next(), Some("COPY /pets/a,b HTTP/1.1"));
    let pet = Pet2::new("Puma").tag("cat");
    let (added, heard) =
        answered(ok!("application/json", r#"{"id":1}"#), |client| client.pets().add(&pet).send_blocking());
    assert!(added.id == 1 && heard.ends_with("\n\n{\"name\":\"Puma\",\"tag\":\"cat\"}"), "{heard}");
}

#[test]
fn an_operation_sends_a_form() {
    let form = UpdatePetWithFormRequest::new("sold").name("a b");
    let server = Server::start(ok!("application/json", "{}"));
    let token = Credential::Token("t".to_owned().into());
    let client = Client::builder().base_url(server.url()).credential("petstore_auth", token).build().expect("a client");
    client.store().update_pet_with_form("1").body(&form).send_blocking().expect("a success");
    let expected = "POST /store/1 HTTP/1.1\naccept: application/json\nauthorization: Bearer t\ncontent-length: 20\n\
        content-type: application/x-www-form-urlencoded\n\nname=a+b&status=sold";
    assert_eq!(server.heard(), expected);
}

#[test]
fn a_body_has_several_media_types() {
    let user = User::new("A");
    check(
        |client| client.users().add().body(&user).send_blocking(),
        "POST /users HTTP/1.1\ncontent-length: 12\ncontent-type: application/json\n\n{\"name\":\"A\"}",
    );
    check(
        |client| client.users().add().text_body("A").send_blocking(),
        "POST /users HTTP/1.1\ncontent-length: 1\ncontent-type: text/plain\n\nA",
    );
}

const ENTRIES: [&str; 3] = [
    ok!(
        "application/json-seq",
        "\x1e{\n  \"level\": 1,\n  \"message\": \"Hi!\"\n}\n\x1e{\n  \"level\": 1,\n  \"message\": \"Bye!\"\n}\n"
    ),
    ok!("application/jsonl", "{\"level\": 1, \"message\": \"Hi!\"}\n{\"level\": 1, \"message\": \"Bye!\"}\n"),
    ok!("application/x-ndjson", "{\"level\": 1, \"message\": \"Hi!\"}\n{\"level\": 1, \"message\": \"Bye!\"}\n"),
];

#[test]
fn logs_are_read_from_all_sequential_media_types() {
    for reply in ENTRIES {
        let (mut stream, _) = answered(reply, |client| client.logs().stream().send_blocking());
        let (mut excerpt, _) = answered(reply, |client| client.logs().excerpt().send_blocking());
        for expected in [Some("Hi!"), Some("Bye!"), None] {
            let entry = stream.next_blocking().map(|entry| entry.expect("an entry"));
            assert_eq!(entry.and_then(|entry| entry.message).as_deref(), expected);
            let entry = excerpt.next_blocking().map(|entry| entry.expect("an entry"));
            assert_eq!(entry.and_then(|entry| entry.message).as_deref(), expected);
        }
    }
}

#[test]
fn events_are_sent() {
    let events = [
        Events::AddString(EventsAddString::new("This data is formatted\nacross two lines").retry(5)),
        Events::AddInt64(EventsAddInt64::new(1234)),
    ];
    check(
        |client| client.logs().add_events(&events).send_blocking(),
        "POST /events HTTP/1.1\ncontent-length: 107\ncontent-type: text/event-stream\n\n\
         event: addString\nretry: 5\ndata: This data is formatted\ndata: across two lines\n\nevent: addInt64\ndata: 1234",
    );
    let stream = ok!("text/event-stream", "event: addJson\ndata: {\"foo\": 42}\n\n");
    let (mut events, _) = answered(stream, |client| client.logs().read_events().send_blocking());
    let event = events.next_blocking().expect("an event").expect("as documented");
    assert!(matches!(event, ReadEventsResponse::AddJson(event) if event.data.foo == 42));
}

#[test]
fn files_are_bytes() {
    let sent = |media_type: &str, method: &str, path: &str| {
        format!("{method} {path} HTTP/1.1\ncontent-length: 1\ncontent-type: {media_type}\n\n1")
    };
    check(|client| client.files().send_image().body("1").send_blocking(), &sent("image/jpeg", "POST", "/files/image"));
    let (json, _) = answered(ok!("application/json", "{\"a\":[1]}"), |client| {
        client.files().send_bytes().body("1").send_blocking()
    });
    assert_eq!(json, json!({"a": [1]}));
    let (image, _) = answered(ok!("image/png", "\0\r\n"), |client| client.files().get_image().send_blocking());
    assert_eq!(&image[..], b"\0\r\n");
}

/// The body of a request to a path under `/forms`.
#[track_caller]
fn form<T>(call: impl FnOnce(&Client) -> Result<T>) -> String {
    let heard = answered(NO_CONTENT, call).1;
    heard.split_once("\n\n").map_or_else(String::new, |(_, body)| body.replace("part-of-form-data-0", "B"))
}

#[test]
fn forms_are_url_encoded() {
    let address = [("streetAddress", "123 Example Dr."), ("city", "Somewhere"), ("state", "CA"), ("zip", "99999+1234")];
    let body = SendJsonFormRequest::new().id(uuid()).address(address);
    let sent = form(|client| client.forms().send_json_form().body(&body).send_blocking());
    // The members of the object are in the order of their names.
    let expected = "id=f81d4fae-7dec-11d0-a765-00a0c91e6bf6&address=%7B%22city%22%3A%22Somewhere%22%2C%22state%22%3A%22CA\
        %22%2C%22streetAddress%22%3A%22123+Example+Dr.%22%2C%22zip%22%3A%2299999%2B1234%22%7D";
    assert_eq!(sent, expected);
    let body = SendIconRequest::new().name("example").icon("iVBOR_xh==");
    let sent = form(|client| client.forms().send_icon().body(&body).send_blocking());
    assert_eq!(sent, "name=example&icon=iVBOR_xh%3D%3D");
    let when: DateTime = "1985-04-12T23:20:50.52Z".parse().expect("a time");
    let body = SendExtraRequest::new().code("1234").count(42).when(when);
    let sent = form(|client| client.forms().send_extra().body(&body).send_blocking());
    assert_eq!(sent, "code=1234&count=42&when=1985-04-12T23%3A20%3A50.52Z");
}

#[test]
fn forms_have_parts() {
    let part = |name: &str, media_type: &str, value: &str| {
        format!("--B\ncontent-disposition: form-data; name=\"{name}\"{media_type}\n\n{value}\n")
    };
    let file =
        |name: &str, media_type: &str| part(name, &format!("; filename=\"{name}\"\ncontent-type: {media_type}"), "F");
    let address = || Address::new().city("X");
    let body = SendBasicFormRequest::new().id(uuid()).profile_image("F").addresses([address()]);
    let sent = form(|client| client.forms().send_basic_form().body(&body).send_blocking());
    let json = part("addresses", "\ncontent-type: application/json", "{\"city\":\"X\"}");
    let octets = "application/octet-stream";
    assert_eq!(sent, [part("id", "", UUID), file("profileImage", octets), json, "--B--".to_owned()].concat());
    let image = File::from("F").content_type("image/jpeg");
    let body = SendEncodedFormRequest::new().id(uuid()).profile_image(image).addresses([File::from("<a/>")]);
    let sent = form(|client| {
        let request = client.forms().send_encoded_form().body(&body);
        request.part_header("profileImage", "X-Rate-Limit-Limit", "5").send_blocking()
    });
    let image = file("profileImage", "image/jpeg\nx-rate-limit-limit: 5");
    let address = part("addresses", "; filename=\"addresses\"\ncontent-type: application/xml; charset=utf-8", "<a/>");
    assert_eq!(sent, [part("id", "", UUID), address, image, "--B--".to_owned()].concat());
    let body = SendFilesRequest::new().file([File::from("F"), File::from("F").content_type("text/css")]);
    let sent = form(|client| client.forms().send_files().body(&body).send_blocking());
    assert_eq!(sent, [file("file", octets), file("file", "text/css"), "--B--".to_owned()].concat());
}

#[test]
fn a_part_has_parts() {
    let nested = SendNestedRequestElement1(File::from("<a/>"), "t".to_owned(), File::from("P"), Vec::new());
    let body = SendNestedRequest(vec![json!(1)], nested, Vec::new());
    let heard = answered(NO_CONTENT, |client| client.forms().send_nested(&body).send_blocking()).1;
    let (_, sent) = heard.split_once("\n\n").expect("a body");
    let expected = "--part-of-form-data-1\ncontent-type: application/json\n\n[1]\n\
        --part-of-form-data-1\ncontent-type: multipart/mixed; boundary=part-of-form-data-0\n\n\
        --part-of-form-data-0\ncontent-type: application/xml\n\n<a/>\n\
        --part-of-form-data-0\ncontent-type: text/plain\n\nt\n\
        --part-of-form-data-0\ncontent-type: image/png\n\nP\n--part-of-form-data-0--\n\n--part-of-form-data-1--";
    assert_eq!(sent, expected);
    let reply = ok!(
        "multipart/mixed; boundary=A",
        "--A\r\nContent-Type: application/json\r\nContent-ID: <1>\r\n\r\n[1]\r\n\
         --A\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n\
         --B\r\nContent-Type: application/xml\r\n\r\n<a/>\r\n--B\r\n\r\nt\r\n\
         --B\r\nContent-Type: image/png\r\n\r\nP\r\n--B--\r\n--A--\r\n"
    );
    let (list, _) = answered(reply, |client| client.forms().get_nested().send_blocking());
    let GetNestedResponse(array, nested, _) = &list.value;
    assert_eq!((&array[..], list.headers[0]["content-id"].as_bytes()), (&[json!(1)][..], &b"<1>"[..]));
    assert_eq!((nested.0.media_type(), nested.1.as_str()), (Some("application/xml"), "t"));
    assert_eq!(nested.2.bytes().map(|bytes| &bytes[..]), Some(&b"P"[..]));
}

#[test]
fn responses_have_bodies_and_headers() {
    let (list, _) =
        answered(ok!("application/json", "[{\"name\":\"a\"}]"), |client| client.responses().get_list().send_blocking());
    assert_eq!(list[0].name, "a");
    let text = "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 5\r\nx-rate-limit-limit: 7\r\n\r\nwhoa!";
    let (text, _) = answered(text, |client| client.responses().get_text().send_with_response_blocking());
    assert_eq!(
        (text.header(GetText::X_RATE_LIMIT_LIMIT).expect("an integer"), text.value().as_str()),
        (Some(7), "whoa!")
    );
    let links = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\netag: \"xyzzy\"\r\n\
        link: </a>; rel=\"next\"\r\nset-cookie: lang=en-US; Expires=Wed, 09 Jun 2021 10:18:14 GMT\r\n\
        set-cookie: foo=bar\r\nset-cookie: urlSafeData=Hello%2C%20world%21\r\n\r\n[]";
    let (links, _) = answered(links, |client| client.responses().list_links().send_with_response_blocking());
    assert_eq!(links.header(GetLinks::E_TAG).expect("text").as_deref(), Some("\"xyzzy\""));
    assert_eq!(links.header(GetLinks::LINK).expect("text").as_deref(), Some("</a>; rel=\"next\""));
    let cookies: Vec<_> = links.headers().get_all("set-cookie").iter().collect();
    assert_eq!(cookies[0], "lang=en-US; Expires=Wed, 09 Jun 2021 10:18:14 GMT");
    assert_eq!((cookies.len(), cookies[2].as_bytes()), (3, &b"urlSafeData=Hello%2C%20world%21"[..]));
    let (set, _) = answered(
        ok!("application/linkset+json", r#"{"linkset":[{"first":[{"href":"/1"}],"prev":[],"next":[],"last":[]}]}"#),
        |client| client.responses().get_linkset().send_blocking(),
    );
    assert_eq!(set.linkset[0].additional_properties["first"][0].href, "/1");
    let book = ok!("application/json", r#"{"author":"A. Writer","title":"An Older Book","rating":4.5}"#);
    let (book, _) = answered(book, |client| client.responses().get_book().send_blocking());
    assert_eq!(
        (book.title.as_str(), book.rating.map(|rating| rating.to_string()).as_deref()),
        ("An Older Book", Some("4.5"))
    );
}

#[test]
fn callbacks_are_received() {
    let payload = WebhookReceiver::<SomePayload>::parse_unverified(br#"{"status":"done"}"#).expect("a payload");
    assert_eq!(payload.status, "done");
}

#[test]
fn references_lead_to_other_documents() {
    let foo = Foo::new().bar("x");
    let sent = "GET /foo HTTP/1.1\ncontent-length: 11\ncontent-type: application/json\n\n{\"bar\":\"x\"}";
    check(|client| client.foo().get().body(&foo).send_blocking(), sent);
    // Both documents name a scheme. The first one counts: a token, not a name with a password.
    let server = Server::start(NO_CONTENT);
    let token = Credential::Token("t".to_owned().into());
    let client = Client::builder().base_url(server.url()).credential("MySecurity", token).build();
    client.expect("a client").foo().get_bar().send_blocking().expect("a success");
    assert_eq!(server.heard(), "GET /bar HTTP/1.1\nauthorization: Bearer t");
}
