//! A base with a discriminator that other schemas extend by `allOf`: requests, and the decoding of responses.

use obstacles::{
    Client,
    runtime::{Error, Result},
    types::{Animal, AnimalBase, Cat, Lion},
};

use crate::server::Server;

/// Sends an animal. Returns the body of the request, and the animal that the server returns as `json`.
fn create(animal: &Animal, json: &str) -> (String, Result<Animal>) {
    let reply = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{json}", json.len());
    let server = Server::start(reply.leak());
    let client = Client::builder().base_url(server.url()).max_retries(0).build().expect("a client");
    let read = client.animals().create(animal).send_blocking();
    let heard = server.heard();
    let (_, body) = heard.split_once("\n\n").expect("a body");
    (body.to_owned(), read)
}

/// Decodes an animal, and checks that encoding gives the same JSON.
fn read(json: &str) -> Animal {
    let animal = create(&AnimalBase::new("any").into(), json).1.expect("an animal");
    assert_eq!(create(&animal, json).0, json);
    animal
}

#[test]
fn a_child_is_sent_with_its_tag_from_the_mapping() {
    for (animal, expected) in [
        (Animal::from(Cat::new().name("Tom").lives(9)), r#"{"kind":"cat","lives":9,"name":"Tom"}"#),
        (Animal::from(Lion::new(true)), r#"{"kind":"big-cat","roar":true}"#),
        (Animal::from(AnimalBase::new("Animal").name("Cow")), r#"{"kind":"Animal","name":"Cow"}"#),
        (Animal::from(AnimalBase::new("horse")), r#"{"kind":"horse"}"#),
    ] {
        let tree = |json: &str| serde_json::from_str::<serde_json::Value>(json).expect("JSON");
        assert_eq!(tree(&create(&animal, "{\"kind\":\"cat\"}").0), tree(expected));
    }
}

#[test]
fn a_value_is_read_as_the_child_of_its_tag() {
    let cat = read(r#"{"kind":"cat","name":"Tom","lives":9,"more":[1]}"#);
    assert!(matches!(&cat, Animal::Cat(cat) if cat.lives == Some(9)));
    let lion = read(r#"{"kind":"big-cat","lives":null,"roar":false}"#);
    assert!(matches!(&lion, Animal::Lion(lion) if !lion.roar));
}

#[test]
fn a_value_of_no_child_is_read_as_the_base_or_kept() {
    let base = read(r#"{"kind":"Animal","name":"Cow"}"#);
    assert!(matches!(&base, Animal::Base(base) if base.name.as_deref() == Some("Cow")));
    let incomplete = read(r#"{"kind":"big-cat","name":"Leo"}"#);
    assert!(matches!(&incomplete, Animal::Base(base) if base.kind == "big-cat"));
    let unknown = read(r#"{"kind":"parrot","name":"Polly","talks":true}"#);
    assert!(matches!(&unknown, Animal::Unknown(_)));
}

#[test]
fn a_tag_of_another_kind_or_a_wrong_member_is_an_error_with_its_path() {
    for (json, expected) in [
        (r#"{"kind":7}"#, "$.kind: expected a string, found an integer"),
        (r#"{"kind":"cat","lives":"nine"}"#, "$.lives: expected an integer, found a string"),
        (r#"{"kind":"big-cat","roar":"loud"}"#, "$.roar: expected a boolean, found a string"),
    ] {
        match create(&Cat::new().into(), json).1 {
            Err(Error::Decode(error)) => assert!(error.to_string().contains(expected), "{error}"),
            other => panic!("{other:?}"),
        }
    }
}
