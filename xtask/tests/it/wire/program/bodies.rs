//! Request bodies: each media type.

use obstacles::{
    runtime::File,
    types::{Book, BookMultipart, Colour, Form, Parts, PostFileOrTextRequest},
};

use crate::{check, refusal};

#[test]
fn json_under_the_media_type_that_is_documented() {
    check(
        |client| client.bodies().put_json(&Colour::new(1, 2).clear_b()).send_blocking(),
        "PUT /bodies/json HTTP/1.1\ncontent-length: 22\ncontent-type: application/vnd.colour+json\n\n\
         {\"R\":1,\"G\":2,\"B\":null}",
    );
}

#[test]
fn an_optional_body_is_sent_if_it_is_set() {
    check(|client| client.bodies().patch_json().send_blocking(), "PATCH /bodies/json HTTP/1.1\ncontent-length: 0");
    check(
        |client| client.bodies().patch_json().body(&[]).send_blocking(),
        "PATCH /bodies/json HTTP/1.1\ncontent-length: 2\ncontent-type: application/json\n\n[]",
    );
}

#[test]
fn forms() {
    let colour = Colour::new(1, 2);
    let form = Form::new().text("a b&c").list([1, 2]).joined(["x", "y"]).deep(colour.clone()).nested(colour);
    check(
        |client| client.bodies().post_form(&form).send_blocking(),
        "POST /bodies/form HTTP/1.1\ncontent-length: 104\ncontent-type: application/x-www-form-urlencoded\n\n\
         text=a+b%26c&list=1&list=2&joined=x,y&deep%5BR%5D=1&deep%5BG%5D=2&nested=%7B%22R%22%3A1%2C%22G%22%3A2%7D",
    );
}

#[test]
fn parts_and_files() {
    let photo = File::from("PNG").name("me.png");
    let parts = Parts::new("A title").colour(Colour::new(1, 2)).photo(photo).files(["1", "2"]);
    check(
        |client| client.bodies().post_parts(&parts).send_blocking(),
        "POST /bodies/parts HTTP/1.1\ncontent-length: 608\n\
         content-type: multipart/form-data; boundary=part-of-form-data-0\n\n\
         --part-of-form-data-0\ncontent-disposition: form-data; name=\"title\"\n\nA title\n\
         --part-of-form-data-0\ncontent-disposition: form-data; name=\"photo\"; filename=\"me.png\"\n\
         content-type: image/png\n\nPNG\n\
         --part-of-form-data-0\ncontent-disposition: form-data; name=\"files\"; filename=\"files\"\n\
         content-type: application/octet-stream\n\n1\n\
         --part-of-form-data-0\ncontent-disposition: form-data; name=\"files\"; filename=\"files\"\n\
         content-type: application/octet-stream\n\n2\n\
         --part-of-form-data-0\ncontent-disposition: form-data; name=\"colour\"\ncontent-type: application/json\n\n\
         {\"R\":1,\"G\":2}\n\
         --part-of-form-data-0--",
    );
}

#[test]
fn a_body_of_json_or_of_parts_has_files_in_its_parts() {
    let book = Book::new("T").cover("text");
    check(
        |client| client.bodies().post_shared(&book).send_blocking(),
        "POST /bodies/shared HTTP/1.1\ncontent-length: 28\ncontent-type: application/json\n\n\
         {\"title\":\"T\",\"cover\":\"text\"}",
    );
    let book = BookMultipart::new("T").cover(File::from("PNG").name("c.png"));
    check(
        |client| client.bodies().post_shared_with_multipart(&book).send_blocking(),
        "POST /bodies/shared HTTP/1.1\ncontent-length: 233\n\
         content-type: multipart/form-data; boundary=part-of-form-data-0\n\n\
         --part-of-form-data-0\ncontent-disposition: form-data; name=\"title\"\n\nT\n\
         --part-of-form-data-0\ncontent-disposition: form-data; name=\"cover\"; filename=\"c.png\"\n\
         content-type: application/octet-stream\n\nPNG\n\
         --part-of-form-data-0--",
    );
}

#[test]
fn a_part_that_may_be_a_file_or_text_is_what_the_caller_has() {
    let picture = PostFileOrTextRequest::new(File::from("PNG").name("me.png")).more(["1", "2"]);
    check(
        |client| client.bodies().post_file_or_text(&picture).send_blocking(),
        "POST /bodies/file-or-text HTTP/1.1\ncontent-length: 422\n\
         content-type: multipart/form-data; boundary=part-of-form-data-0\n\n\
         --part-of-form-data-0\ncontent-disposition: form-data; name=\"picture\"; filename=\"me.png\"\n\
         content-type: application/octet-stream\n\nPNG\n\
         --part-of-form-data-0\ncontent-disposition: form-data; name=\"more\"; filename=\"more\"\n\
         content-type: application/octet-stream\n\n1\n\
         --part-of-form-data-0\ncontent-disposition: form-data; name=\"more\"; filename=\"more\"\n\
         content-type: application/octet-stream\n\n2\n\
         --part-of-form-data-0--",
    );
    let picture = PostFileOrTextRequest::new(File::text("AgAC"));
    check(
        |client| client.bodies().post_file_or_text(&picture).send_blocking(),
        "POST /bodies/file-or-text HTTP/1.1\ncontent-length: 104\n\
         content-type: multipart/form-data; boundary=part-of-form-data-0\n\n\
         --part-of-form-data-0\ncontent-disposition: form-data; name=\"picture\"\n\nAgAC\n\
         --part-of-form-data-0--",
    );
}

#[test]
fn text_and_bytes() {
    check(
        |client| client.bodies().post_text("a,b\nü").send_blocking(),
        "POST /bodies/text HTTP/1.1\ncontent-length: 6\ncontent-type: text/csv\n\na,b\nü",
    );
    check(
        |client| client.bodies().post_bytes("image/png", "PNG").send_blocking(),
        "POST /bodies/bytes HTTP/1.1\ncontent-length: 3\ncontent-type: image/png\n\nPNG",
    );
    check(
        |client| client.bodies().put_ranges().text_body("text/markdown", "# a").send_blocking(),
        "PUT /bodies/ranges HTTP/1.1\ncontent-length: 3\ncontent-type: text/markdown\n\n# a",
    );
    check(
        |client| client.bodies().put_ranges().image_body("image/gif", "GIF").send_blocking(),
        "PUT /bodies/ranges HTTP/1.1\ncontent-length: 3\ncontent-type: image/gif\n\nGIF",
    );
    let said = refusal(|client| client.bodies().post_bytes("image/\n", "PNG").send_blocking());
    assert!(said.contains("is not a media type"), "{said}");
}

#[test]
fn each_media_type_of_a_body() {
    let colour = Colour::new(1, 2);
    check(
        |client| client.bodies().post_any(&colour).send_blocking(),
        "POST /bodies/any HTTP/1.1\ncontent-length: 13\ncontent-type: application/json\n\n{\"R\":1,\"G\":2}",
    );
    check(
        |client| client.bodies().post_any_with_form(&colour).send_blocking(),
        "POST /bodies/any HTTP/1.1\ncontent-length: 7\ncontent-type: application/x-www-form-urlencoded\n\nR=1&G=2",
    );
    check(
        |client| client.bodies().post_any_with_multipart(&Parts::new("A")).send_blocking(),
        "POST /bodies/any HTTP/1.1\ncontent-length: 99\n\
         content-type: multipart/form-data; boundary=part-of-form-data-0\n\n\
         --part-of-form-data-0\ncontent-disposition: form-data; name=\"title\"\n\nA\n--part-of-form-data-0--",
    );
    check(
        |client| client.bodies().post_any_with_json_lines(&[colour.clone(), Colour::new(3, 4)]).send_blocking(),
        "POST /bodies/any HTTP/1.1\ncontent-length: 28\ncontent-type: application/x-ndjson\n\n\
         {\"R\":1,\"G\":2}\n{\"R\":3,\"G\":4}",
    );
    check(
        |client| client.bodies().post_any_with_bytes("B").send_blocking(),
        "POST /bodies/any HTTP/1.1\ncontent-length: 1\ncontent-type: application/octet-stream\n\nB",
    );
    check(
        |client| client.bodies().put_any().csv_body("a,b").send_blocking(),
        "PUT /bodies/any HTTP/1.1\ncontent-length: 3\ncontent-type: text/csv\n\na,b",
    );
}
