//! Parameters, servers and credentials.

use standard::{
    Client,
    runtime::Credential,
    types::{Color, CoordinatesDetails, GreetingsCookie, Rgb, WholeFormAny, WholeJsonJson},
};

use crate::{NO_CONTENT, check, server::Server};

fn rgb() -> Rgb {
    Rgb::new(100, 200, 150)
}

/// The values of the table: a text, a list and an object.
fn colors() -> [Color; 3] {
    let list = ["blue", "black", "brown"].map(str::to_owned).to_vec();
    [Color::String("blue".to_owned()), Color::Colors(list), Color::Rgb(rgb())]
}

/// Checks the three columns of a row of the table.
macro_rules! row {
    ($method:ident(), $before:literal, $expected:expr) => {
        for (color, expected) in colors().into_iter().zip($expected) {
            check(
                |client| client.styles().$method().color(color).send_blocking(),
                &format!("GET {}{expected}", $before),
            );
        }
    };
    ($method:ident, $before:literal, $expected:expr) => {
        for (color, expected) in colors().into_iter().zip($expected) {
            let expected = format!("GET {}{expected} HTTP/1.1", $before);
            check(|client| client.styles().$method(&color).send_blocking(), &expected);
        }
    };
}

#[test]
fn values_are_written_in_each_style() {
    row!(matrix, "/matrix/", [";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"]);
    row!(
        matrix_exploded,
        "/matrix-exploded/",
        [";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"]
    );
    row!(label, "/label/", [".blue", ".blue,black,brown", ".R,100,G,200,B,150"]);
    row!(label_exploded, "/label-exploded/", [".blue", ".blue.black.brown", ".R=100.G=200.B=150"]);
    row!(simple, "/simple/", ["blue", "blue,black,brown", "R,100,G,200,B,150"]);
    row!(simple_exploded, "/simple-exploded/", ["blue", "blue,black,brown", "R=100,G=200,B=150"]);
    let http = |query: &str| format!("{query} HTTP/1.1");
    let form = ["color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"];
    row!(form(), "/form?", form.map(http));
    row!(
        form_exploded(),
        "/form-exploded?",
        ["color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"].map(http)
    );
    let cookie = |cookie: &str| format!(" HTTP/1.1\ncookie: {cookie}");
    row!(cookie(), "/cookie", form.map(cookie));
    row!(
        cookie_exploded(),
        "/cookie-exploded",
        ["color=blue", "color=blue; color=black; color=brown", "R=100; G=200; B=150"].map(cookie)
    );
    let list = ["blue", "black", "brown"];
    check(
        |client| client.styles().space().color(list).send_blocking(),
        "GET /space?color=blue%20black%20brown HTTP/1.1",
    );
    check(|client| client.styles().pipe().color(list).send_blocking(), "GET /pipe?color=blue%7Cblack%7Cbrown HTTP/1.1");
    let expected = "GET /space-of-object?color=R%20100%20G%20200%20B%20150 HTTP/1.1";
    check(|client| client.styles().space_of_object().color(rgb()).send_blocking(), expected);
    let expected = "GET /pipe-of-object?color=R%7C100%7CG%7C200%7CB%7C150 HTTP/1.1";
    check(|client| client.styles().pipe_of_object().color(rgb()).send_blocking(), expected);
    let expected = "GET /deep?color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150 HTTP/1.1";
    check(|client| client.styles().deep().color(rgb()).send_blocking(), expected);
}

#[test]
fn parameters_are_sent_as_their_examples() {
    let tokens = "GET /tokens HTTP/1.1\nx-token: 12345678,90099";
    check(|client| client.parameters().tokens(&[12_345_678, 90_099]).send_blocking(), tokens);
    for (name, expected) in [
        ("edijkstra", "edijkstra"),
        ("diṅnāga", "di%E1%B9%85n%C4%81ga"),
        ("الخوارزميّ", "%D8%A7%D9%84%D8%AE%D9%88%D8%A7%D8%B1%D8%B2%D9%85%D9%8A%D9%91"),
    ] {
        let expected = format!("GET /users/{expected} HTTP/1.1");
        check(|client| client.parameters().username(name).send_blocking(), &expected);
    }
    let things = ["one thing", "another thing"];
    let expected = "GET /things?thing=one%20thing&thing=another%20thing HTTP/1.1";
    check(|client| client.parameters().things().thing(things).send_blocking(), expected);
    let pages = [("page", 4), ("pageSize", 50)];
    let expected = "GET /free-form?page=4&pageSize=50 HTTP/1.1";
    check(|client| client.parameters().free_form().free_form(pages).send_blocking(), expected);
    let place = CoordinatesDetails::new(10, 60);
    let expected = "GET /coordinates?coordinates=%7B%22lat%22%3A10%2C%22long%22%3A60%7D HTTP/1.1";
    check(|client| client.parameters().coordinates().coordinates(place).send_blocking(), expected);
    // The standard writes `+` for the spaces here, and allows `%20`.
    let form = WholeFormAny::new().foo("a + b").bar(true);
    let expected = "GET /whole-form?foo=a%20%2B%20b&bar=true HTTP/1.1";
    check(|client| client.parameters().whole_form().any(form).send_blocking(), expected);
    let json = WholeJsonJson::new().numbers([1, 2]).clear_flag();
    let expected = "GET /whole-json?%7B%22numbers%22%3A%5B1%2C2%5D%2C%22flag%22%3Anull%7D HTTP/1.1";
    check(|client| client.parameters().whole_json().json_(json).send_blocking(), expected);
    let expected = "GET /whole-path?%24.a.b%5B1%3A1%5D HTTP/1.1";
    check(|client| client.parameters().whole_path().selector("$.a.b[1:1]").send_blocking(), expected);
    check(|client| client.parameters().flag(true).send_blocking(), "GET /flag?flag=true HTTP/1.1");
    check(|client| client.parameters().flag(false).send_blocking(), "GET /flag?flag=false HTTP/1.1");
}

#[test]
fn cookies_are_sent_as_their_examples() {
    let cookie = GreetingsCookie::new().greeting("Hello%2C world!").code(42);
    let expected = "GET /greetings HTTP/1.1\ncookie: greeting=Hello%2C world!; code=42";
    check(|client| client.parameters().greetings().cookie(cookie).send_blocking(), expected);
    let expected = "GET /greeting HTTP/1.1\ncookie: greeting=Hello%2C%20world%21";
    check(|client| client.parameters().greeting().greeting("Hello, world!").send_blocking(), expected);
}

#[test]
fn queries_are_expanded() {
    let formulas = [("a", "x+y"), ("b", "x/y"), ("c", "x^y")];
    let words = ["math", "is", "fun"];
    let expected = "GET /formulas?a=x%2By&b=x%2Fy&c=x%5Ey&words=math,is,fun HTTP/1.1";
    check(|client| client.parameters().formulas().formulas(formulas).words(words).send_blocking(), expected);
    let encoded = [("a", "x%2By"), ("b", "x/y"), ("c", "x^y")];
    let expected = "GET /formulas-reserved?a=x%2By&b=x/y&c=x%5Ey&words=math%20is%20fun HTTP/1.1";
    check(|client| client.parameters().formulas_reserved().formulas(encoded).words(words).send_blocking(), expected);
    let none: [(&str, &str); 0] = [];
    let words = ["hello", "world"];
    let expected = "GET /formulas?words=hello,world HTTP/1.1";
    check(|client| client.parameters().formulas().formulas(none).words(words).send_blocking(), expected);
    let expected = "GET /heart?%E2%9D%A4%EF%B8%8F=love%21 HTTP/1.1";
    check(|client| client.parameters().heart().u2764_ufe0f("love!").send_blocking(), expected);
}

#[test]
fn servers_have_variables() {
    let server = Server::start(NO_CONTENT);
    let client = Client::builder().port(server.port()).base_path("v1").build().expect("a client");
    client.parameters().flag(true).send_blocking().expect("a success");
    assert_eq!(server.heard(), "GET /v1/flag?flag=true HTTP/1.1");
    let said = Client::builder().base_path("v3").build().expect_err("not a value of the variable").to_string();
    assert!(said.contains("v1") && said.contains("v2"), "{said}");
}

#[test]
fn credentials_are_sent() {
    let server = Server::start(NO_CONTENT);
    let basic = Credential::Basic { user: "a".to_owned(), password: "b".to_owned().into() };
    let key = || Credential::Key("k".to_owned().into());
    let token = || Credential::Token("t".to_owned().into());
    let client = |server: &Server| Client::builder().base_url(server.url());
    let ready = client(&server).credential("basic", basic).build().expect("a client");
    ready.security().use_basic().send_blocking().expect("a success");
    assert_eq!(server.heard(), "GET /security/basic HTTP/1.1\nauthorization: Basic YTpi");
    for (path, by_url) in [("key", false), ("by-url", true)] {
        let server = Server::start(NO_CONTENT);
        let security = client(&server).credential("api_key", key()).build().expect("a client").security();
        let sent = if by_url { security.use_url().send_blocking() } else { security.use_key().send_blocking() };
        sent.expect("a success");
        assert_eq!(server.heard(), format!("GET /security/{path} HTTP/1.1\napi-key: k"));
    }
    let server = Server::start(NO_CONTENT);
    let ready = client(&server).credential("jwt", token()).build().expect("a client");
    ready.security().use_jwt().send_blocking().expect("a success");
    assert_eq!(server.heard(), "GET /security/jwt HTTP/1.1\nauthorization: Bearer t");
    check(|client| client.security().use_optional().send_blocking(), "GET /security/optional HTTP/1.1");
    let server = Server::start(NO_CONTENT);
    let ready = client(&server).credential("petstore_auth", token()).build().expect("a client");
    ready.security().use_optional().send_blocking().expect("a success");
    assert_eq!(server.heard(), "GET /security/optional HTTP/1.1\nauthorization: Bearer t");
}
