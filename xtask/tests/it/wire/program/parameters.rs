//! Parameters: each style in each location, by the table of the standard.

use obstacles::types::{AskDeepest, Colour, Row, RunFileExtension};

use crate::{check, refusal};

fn colour() -> Colour {
    Colour::new(100, 200)
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[test]
fn paths_in_each_style() {
    let list = words(&["a/b", "c,d", "ü"]);
    check(
        |client| client.paths().simple("x y", &list, &colour(), &colour()).send_blocking(),
        "GET /simple/x%20y/a%2Fb,c%2Cd,%C3%BC/R,100,G,200/R=100,G=200 HTTP/1.1",
    );
    check(
        |client| client.paths().label("x y", &list, &colour(), &colour()).send_blocking(),
        "GET /label/.x%20y/.a%2Fb.c%2Cd.%C3%BC/.R,100,G,200/.R=100.G=200 HTTP/1.1",
    );
    check(
        |client| client.paths().matrix("", &list, &colour(), &colour()).send_blocking(),
        "GET /matrix/;text/;list=a%2Fb;list=c%2Cd;list=%C3%BC/;object=R,100,G,200/;R=100;G=200 HTTP/1.1",
    );
}

#[test]
fn several_parameters_in_one_segment_and_json_in_another() {
    check(
        |client| client.paths().run_file("a.b", &RunFileExtension::Csv, -1, &colour()).send_blocking(),
        "POST /files/a.b.csv:run/-1/%7B%22R%22%3A100%2C%22G%22%3A200%7D HTTP/1.1\ncontent-length: 0",
    );
}

#[test]
fn values_that_would_leave_their_segment_of_the_path_are_not_sent() {
    let said = refusal(|client| client.paths().simple("..", &words(&["a"]), &colour(), &colour()).send_blocking());
    assert!(said.contains("`text`"), "{said}");
    let said = refusal(|client| client.paths().simple("a", &[], &colour(), &colour()).send_blocking());
    assert!(said.contains("`list`"), "{said}");
}

#[test]
fn queries_in_each_style() {
    check(|client| client.queries().ask().send_blocking(), "GET /queries HTTP/1.1");
    check(
        |client| {
            let ask = client.queries().ask().form_(["a b", "c&d"]).joined(["a", "b,c"]).spaces(["a", "b"]);
            ask.pipes(["a", "b"]).deep(colour()).open(colour()).closed(colour()).send_blocking()
        },
        "GET /queries?form=a%20b&form=c%26d&joined=a,b%2Cc&spaces=a%20b&pipes=a%7Cb&deep%5BR%5D=100&deep%5BG%5D=200\
         &R=100&G=200&closed=R,100,G,200 HTTP/1.1",
    );
    check(
        |client| client.queries().ask().where_(colour()).raw("{}").reserved("a/b?c=d&e#f").send_blocking(),
        "GET /queries?where=%7B%22R%22%3A100%2C%22G%22%3A200%7D&raw=%7B%7D&reserved=a/b?c=d%26e%23f HTTP/1.1",
    );
    check(
        |client| client.queries().ask().strange_name("").flag(false).exact(0.1).send_blocking(),
        "GET /queries?strange%20name%5B%5D=&flag=false&exact=0.1 HTTP/1.1",
    );
}

#[test]
fn lists_of_objects_have_indices() {
    let rows = [Row::new("a").values(["1", "2"]), Row::new("b")];
    check(
        |client| client.queries().ask().rows(rows.clone()).send_blocking(),
        "GET /queries?rows%5B0%5D%5Bfield%5D=a&rows%5B0%5D%5Bvalues%5D%5B%5D=1&rows%5B0%5D%5Bvalues%5D%5B%5D=2\
         &rows%5B1%5D%5Bfield%5D=b HTTP/1.1",
    );
    check(
        |client| client.queries().ask().deepest(AskDeepest::new().rows([Row::new("a")]).words(["x", "y"])).send_blocking(),
        "GET /queries?deepest%5Brows%5D%5B0%5D%5Bfield%5D=a&deepest%5Bwords%5D%5B%5D=x&deepest%5Bwords%5D%5B%5D=y HTTP/1.1",
    );
}

#[test]
fn a_value_is_several_segments_if_the_document_or_the_caller_says_so() {
    let name = "projects/p 1/jobs/7";
    check(
        |client| client.paths().one_segment(name).send_blocking(),
        "GET /v1/projects%2Fp%201%2Fjobs%2F7:run HTTP/1.1",
    );
    check(
        |client| client.paths().one_segment(name).path_slashes().send_blocking(),
        "GET /v1/projects/p%201/jobs/7:run HTTP/1.1",
    );
    check(
        |client| client.paths().segments("a:b/c?d#e").send_blocking(),
        "GET /v2/a:b/c%3Fd%23e:run HTTP/1.1",
    );
    for name in ["a/../b", "a//b", "/a", "a/./b", "%2E%2e/a"] {
        let said = refusal(|client| client.paths().segments(name).send_blocking());
        assert!(said.contains("another route"), "{name}: {said}");
        let said = refusal(|client| client.paths().one_segment(&name.replace("%2E%2e", "..")).path_slashes().send_blocking());
        assert!(said.contains("another route"), "{name}: {said}");
    }
}

#[test]
fn a_parameter_that_is_set_again_is_sent_once_and_an_empty_list_not_at_all() {
    check(
        |client| client.queries().ask().form_(["a"]).raw("x").form_(["b"]).joined([""; 0]).send_blocking(),
        "GET /queries?raw=x&form=b HTTP/1.1",
    );
    check(
        |client| client.queries().require(0, &words(&["a", "b"])).send_blocking(),
        "POST /queries?count=0&words=a&words=b HTTP/1.1\ncontent-length: 0",
    );
}

#[test]
fn headers_and_cookies() {
    check(
        |client| client.headers().headers(&words(&["a", "b"])).send_blocking(),
        "GET /headers HTTP/1.1\nx-list: a,b\nx-version: 2024-01-01",
    );
    check(
        |client| {
            let call = client.headers().headers(&words(&["a"])).x_colour(colour()).x_exploded(colour());
            let call = call.x_json(colour()).x_version("2").session("a+b=%c");
            call.marks([1, 2]).send_blocking()
        },
        "GET /headers HTTP/1.1\ncookie: session=a+b=%c; marks=1,2\nx-colour: R,100,G,200\nx-exploded: R=100,G=200\n\
         x-json: {\"R\":100,\"G\":200}\nx-list: a\nx-version: 2",
    );
}
