//! An application tests itself with the server of the crate: every kind of request arrives typed, and every kind of response is read.

use std::time::{Duration, Instant};

use toy_shop::{
    Client, Error,
    fake::{Fake, FakeBody, FakeResponse},
    fake_::{Go, PutNote},
    runtime::{File, Method},
    streams::{Export, Import, Watch},
    toys::{
        CreateToy, DeleteToy, GetPhoto, GetToy, GetToyAsCsv, HeadToy, ListToys, MyToys, OrderToy, OrderToySuccess, UpdateToy,
        UploadPhoto,
    },
    types::{Color, Filter, Kind, NewToy, Note, Size, Toy, ToyForm, ToyPage, UploadPhotoRequest},
};

fn start() -> (Fake, Client) {
    let fake = Fake::start_blocking().expect("a free port");
    let client = fake.client_builder().max_retries(0).build().expect("a client");
    (fake, client)
}

/// The status and the message of an error.
#[track_caller]
fn refusal<T>(result: toy_shop::Result<T>) -> (u16, String) {
    match result.err().expect("an error") {
        Error::Api(error) => (error.status().as_u16(), error.message().unwrap_or_default().to_owned()),
        other => panic!("{other}"),
    }
}

#[test]
fn without_handlers_every_operation_has_a_default_response() {
    let (fake, client) = start();
    let toy = client.toys().get(1).send_blocking().expect("the example of the response");
    assert_eq!((toy.id, toy.name.as_str(), toy.color), (7, "Bear", Some(Color::Brown)));
    assert_eq!((toy.made.as_str(), toy.price), ("2026-01-31", Some(12.5.into())));
    assert!(matches!(toy.kind, Some(Kind::Hard(hard)) if hard.weight == 3));
    assert_eq!(client.toys().get(1).as_csv().send_blocking().expect("text"), "text");
    assert_eq!(client.toys().list().send_blocking().expect("a page").data[0].name, "name");
    assert_eq!(client.toys().my_toys().send_blocking().expect("a list").len(), 1);
    assert_eq!(client.toys().create(&NewToy::new("Bear")).send_with_response_blocking().expect("a toy").status(), 201);
    client.toys().head(1).send_blocking().expect("no content");
    client.toys().delete(1).send_blocking().expect("no content");
    client.toys().update(1).send_blocking().expect("a toy");
    client.toys().upload_photo(1, UploadPhotoRequest::new("bytes")).send_blocking().expect("no content");
    client.toys().get_photo(1).send_blocking().expect("bytes");
    assert!(matches!(client.toys().order(1).send_blocking(), Ok(OrderToySuccess::Ok(order)) if order.toy.name == "name"));
    assert_eq!(client.fake_().put_note(&Note::new("a")).send_blocking().expect("text"), "text");
    assert_eq!(client.fake_().go().send_blocking().expect("a URL"), "/");
    let mut events = client.streams().watch().send_blocking().expect("a stream");
    assert_eq!(events.next_blocking().expect("an event").expect("a toy").name, "name");
    assert!(events.next_blocking().is_none());
    let mut lines = client.streams().export().send_blocking().expect("a stream");
    assert_eq!(lines.next_blocking().expect("a line").expect("a toy").name, "name");
    client.streams().import(&[NewToy::new("a")]).send_blocking().expect("a number");
    assert_eq!(fake.arrived().len(), 16);
    assert_eq!(fake.requests::<CreateToy>().len(), 1);
}

#[test]
fn a_handler_makes_the_value_from_the_typed_request() {
    let (fake, client) = start();
    fake.on::<CreateToy>(|request| Toy::new(1, request.body.name, "2026-02-03").color(Color::Red));
    fake.on::<GetToy>(|request| {
        let mut toy = request.example();
        toy.id = request.parameters.id;
        toy
    });
    let toy = client.toys().create(&NewToy::new("Robot")).send_blocking().expect("a toy");
    assert_eq!((toy.name.as_str(), toy.color), ("Robot", Some(Color::Red)));
    assert_eq!(client.toys().get(99).send_blocking().expect("a toy").id, 99);
    assert_eq!(fake.requests::<GetToy>()[0].parameters.id, 99);
    assert_eq!(fake.requests::<CreateToy>()[0].body.name, "Robot");
}

#[test]
fn parameters_are_typed_in_each_location() {
    let (fake, client) = start();
    let list = client.toys().list().limit(5).colors([Color::Red]).sizes([1, 2]).cursor("a b&c").x_tenant("t 1").visit("v");
    list.filter(Filter::new().min(3).names(["x", "y z"])).send_blocking().expect("a page");
    client.toys().list().send_blocking().expect("a page");
    let requests = fake.requests::<ListToys>();
    let parameters = &requests[0].parameters;
    assert_eq!((parameters.limit, parameters.colors.as_deref()), (Some(5), Some(&[Color::Red][..])));
    assert_eq!((parameters.sizes.as_deref(), parameters.cursor.as_deref()), (Some(&[1, 2][..]), Some("a b&c")));
    assert_eq!((parameters.x_tenant.as_deref(), parameters.visit.as_deref()), (Some("t 1"), Some("v")));
    let filter = parameters.filter.as_ref().expect("a filter");
    assert_eq!((filter.min, filter.names.as_deref()), (Some(3), Some(&["x".to_owned(), "y z".to_owned()][..])));
    let parameters = &requests[1].parameters;
    assert!(parameters.limit.is_none() && parameters.colors.is_none() && parameters.filter.is_none());
}

#[test]
fn bodies_are_typed_by_their_media_types() {
    let (fake, client) = start();
    let form = ToyForm::new().name("a&b").count(3).tags(["x"]);
    client.toys().update(1).body(&form).send_blocking().expect("a toy");
    client.toys().update(1).send_blocking().expect("a toy");
    let updates = fake.requests::<UpdateToy>();
    assert_eq!((updates[0].body.as_ref(), updates[1].body.as_ref()), (Some(&form), None));

    let file = File::new(vec![0xFF, 0, b'\r', b'\n']).name("bear.png").content_type("image/png");
    let photo = UploadPhotoRequest::new(file.clone()).title("Bear").tags(["x"]).size(Size::new(1.5));
    client.toys().upload_photo(1, &photo).send_blocking().expect("no content");
    let upload = &fake.requests::<UploadPhoto>()[0];
    assert_eq!((&upload.body, upload.parameters.id), (&photo, 1));

    client.fake_().put_note(&Note::new("a")).send_blocking().expect("text");
    client.fake_().put_note_with_text("plain").send_blocking().expect("text");
    let notes = fake.requests::<PutNote>();
    assert!(matches!(&notes[0].body, FakeBody::Usual(note) if note.text == "a"));
    assert!(matches!(&notes[1].body, FakeBody::Other { media_type, content } if media_type == "text/plain" && content == "plain"));

    client.streams().import(&[NewToy::new("a"), NewToy::new("b")]).send_blocking().expect("a number");
    assert_eq!(fake.requests::<Import>()[0].body[1].name, "b");
}

#[test]
fn a_request_that_is_not_documented_is_refused_with_the_reason() {
    let (fake, client) = start();
    let send = |method, path: &str, body: &str| {
        refusal(client.request(method, path).body("application/json", body.to_owned()).send_json_blocking())
    };
    let (status, message) = send(Method::POST, "/toys", r#"{"name":7}"#);
    assert_eq!((status, message.as_str()), (422, "body: $.name: expected a string, found an integer"));
    assert_eq!(send(Method::POST, "/toys", "").1, "body: there is no body");
    let (status, message) = send(Method::GET, "/toys/x", "");
    assert_eq!((status, message.as_str()), (400, "path parameter `id`: expected an integer, found a string"));
    let (status, message) = send(Method::GET, "/toys?limit=many", "");
    assert_eq!((status, message.as_str()), (400, "query parameter `limit`: expected an integer, found a string"));
    let (status, message) = send(Method::GET, "/toy", "");
    assert!(status == 404 && message.starts_with("the document has no GET /toy; its routes are "), "{message}");
    assert!(message.contains("GET /toys, POST /toys, GET /toys/{id}"), "{message}");
    let (status, message) = send(Method::PUT, "/toys", "");
    assert_eq!((status, message.as_str()), (404, "the document has no PUT /toys; this path has GET, POST"));
    assert_eq!(fake.arrived().iter().filter(|request| request.operation().is_none()).count(), 2);
    assert!(fake.requests::<CreateToy>().is_empty());
}

#[test]
fn a_handler_can_make_any_response() {
    let (fake, client) = start();
    fake.respond::<GetToy>(|request| match request.parameters.id {
        1 => FakeResponse::status(404),
        2 => FakeResponse::status(409).json(&serde_json::json!({ "title": "Busy." })).header("retry-after", "1"),
        3 => FakeResponse::lost(),
        4 => FakeResponse::example().delay(Duration::from_millis(30)),
        5 => FakeResponse::example().cut_after(120),
        6 => FakeResponse::status(200).content("application/json", "{"),
        _ => panic!("nobody asks for it"),
    });
    assert_eq!(refusal(client.toys().get(1).send_blocking()), (404, "It is gone.".to_owned()));
    assert_eq!(refusal(client.toys().get(2).send_blocking()), (409, "Busy.".to_owned()));
    assert!(matches!(client.toys().get(3).send_blocking(), Err(Error::Transport(_))));
    let begin = Instant::now();
    client.toys().get(4).send_blocking().expect("a toy");
    assert!(begin.elapsed() >= Duration::from_millis(30));
    assert!(matches!(client.toys().get(5).send_blocking(), Err(Error::Transport(_))));
    assert!(matches!(client.toys().get(6).send_blocking(), Err(Error::Decode(_))));
    assert_eq!(refusal(client.toys().get(7).send_blocking()), (500, "the handler of `getToy` panicked".to_owned()));
    assert_eq!(client.toys().get(7).as_csv().send_blocking().expect("another operation"), "text");
}

#[test]
fn handlers_for_one_request_go_before_the_others() {
    let (fake, client) = start();
    fake.respond_once::<DeleteToy>(|_| FakeResponse::status(503));
    fake.respond_once::<DeleteToy>(|_| FakeResponse::status(404));
    fake.respond::<DeleteToy>(|_| FakeResponse::status(204));
    let statuses: Vec<u16> = (0..3)
        .map(|_| client.toys().delete(1).send_with_response_blocking())
        .map(|sent| sent.map_or_else(|error| error.status().map_or(0, |it| it.as_u16()), |it| it.status().as_u16()))
        .collect();
    assert_eq!(statuses, [503, 404, 204]);
}

#[test]
fn streams_have_the_items_of_a_list_or_of_a_stream() {
    let (fake, client) = start();
    let toy = |name: &str| Toy::new(1, name, "2026-02-03");
    fake.on::<Watch>(move |_| vec![toy("a"), toy("b")]);
    let mut events = client.streams().watch().send_blocking().expect("a stream");
    let names = std::iter::from_fn(|| events.next_blocking()).map(|event| event.expect("a toy").name);
    assert_eq!(names.collect::<Vec<_>>(), ["a", "b"]);
    fake.respond::<Export>(move |_| {
        FakeResponse::stream(Numbers(0..3)).delay_items(Duration::from_millis(1)).cut_after(100_000)
    });
    let mut lines = client.streams().export().send_blocking().expect("a stream");
    let ids = std::iter::from_fn(|| lines.next_blocking()).map(|line| line.expect("a toy").id);
    assert_eq!(ids.collect::<Vec<_>>(), [0, 1, 2]);
    fake.respond::<Watch>(move |_| FakeResponse::stream(Numbers(0..3)).cut_after(10));
    let mut events = client.streams().watch().send_blocking().expect("a stream");
    assert!(events.next_blocking().is_some_and(|event| event.is_err()));
}

/// A stream of toys.
struct Numbers(std::ops::Range<i64>);

impl toy_shop::runtime::futures_core::Stream for Numbers {
    type Item = Toy;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Toy>> {
        std::task::Poll::Ready(self.0.next().map(|id| Toy::new(id, "number", "2026-02-03")))
    }
}

#[test]
fn pages_are_read_to_their_end() {
    let (fake, client) = start();
    fake.on::<ListToys>(|request| {
        let is_first = request.parameters.cursor.is_none();
        let page = ToyPage::new([Toy::new(if is_first { 1 } else { 2 }, "a", "2026-02-03")]);
        if is_first { page.next_cursor("next") } else { page }
    });
    let mut items = client.toys().list().items_blocking();
    let ids: Vec<i64> = std::iter::from_fn(|| items.next()).map(|toy| toy.expect("a toy").id).collect();
    assert_eq!(ids, [1, 2]);
}

#[test]
fn credentials_and_headers_can_be_looked_at() {
    let (fake, _) = start();
    let client = fake.client_builder().api_key("k-secret").build().expect("a client");
    client.toys().my_toys().header("x-extra", "1").send_blocking().expect("a list");
    client.toys().head(1).send_blocking().expect("no content");
    let request = &fake.requests::<MyToys>()[0];
    assert_eq!((request.header("x-key"), request.header("x-extra")), (Some("k-secret"), Some("1")));
    assert_eq!((request.path(), fake.requests::<HeadToy>().len()), ("/toys/mine", 1));
    let shown = format!("{request:?}");
    assert!(shown.contains("myToys") && !shown.contains("secret"), "{shown}");
}

#[test]
fn other_values_of_operations_are_written_too() {
    let (fake, client) = start();
    fake.on::<GetPhoto>(|_| vec![0xFF, 0].into());
    fake.on::<GetToyAsCsv>(|request| format!("id\n{}\n", request.parameters.id));
    fake.on::<Go>(|_| "https://example.com/".to_owned());
    fake.respond::<OrderToy>(|_| FakeResponse::status(202).json(&serde_json::json!({ "ticket": "t" })));
    let photo = client.toys().get_photo(1).send_with_response_blocking().expect("a photo");
    assert_eq!(photo.headers()["content-type"], "image/png");
    assert_eq!(&photo.value()[..], [0xFF, 0]);
    assert_eq!(client.toys().get(3).as_csv().send_blocking().expect("text"), "id\n3\n");
    assert_eq!(client.fake_().go().send_blocking().expect("a URL"), "https://example.com/");
    assert!(matches!(client.toys().order(1).send_blocking(), Ok(OrderToySuccess::Accepted(accepted)) if accepted.ticket == "t"));
    fake.respond::<OrderToy>(|_| FakeResponse::status(202));
    assert!(matches!(client.toys().order(1).send_blocking(), Ok(OrderToySuccess::Accepted(accepted)) if accepted.ticket == "ticket"));
}
