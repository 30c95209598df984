use super::{Location, absolute, locate, locate_from, place_in_file, referred_to};
use crate::{load::Source, pointer::Pointer};

#[test]
fn references_are_resolved_from_the_file_that_has_them() {
    let file = |path: &str| Location::File(path.to_owned());
    assert_eq!(locate("api.yaml", "./schemas/Pet.yaml#/a"), file("schemas/Pet.yaml"));
    assert_eq!(locate("schemas/Pet.yaml", "../a%20b.yaml"), file("a b.yaml"));
    assert_eq!(locate("schemas/Pet.yaml", "Owner.yaml"), file("schemas/Owner.yaml"));
    assert_eq!(locate("schemas/Pet.yaml", "#/a"), Location::Here);
}

#[test]
fn nothing_above_the_folder_and_nothing_in_the_network_is_a_file() {
    for outside in ["../a.yaml", "b/../../a.yaml", "%2e%2e/a.yaml", "/etc/passwd", "..\\a.yaml"] {
        assert_eq!(locate("api.yaml", outside), Location::Outside, "{outside}");
    }
    for url in ["https://example.com/a.yaml", "file:///etc/passwd", "//host/a.yaml", "C:/a.yaml"] {
        assert_eq!(locate("api.yaml", url), Location::Url, "{url}");
    }
}

#[test]
fn a_url_leads_to_the_file_that_is_as_far_as_the_urls_are() {
    let from = |reference: &str| locate_from(Some("https://Example.com/api/v2/main.yaml"), "v2/api.yaml", reference);
    let file = |path: &str| Location::File(path.to_owned());
    assert_eq!(from("https://example.com/api/v2/shared.yaml#/a"), file("v2/shared.yaml"));
    assert_eq!(from("https://example.com/api/v2/more/a:b%20c.yaml?x"), file("v2/more/a:b c.yaml"));
    assert_eq!(from("https://example.com/api/common.yaml"), file("common.yaml"));
    assert_eq!(from("https://example.com/api/v2/"), file("v2"));
    assert_eq!(from("https://example.com/common.yaml"), Location::Outside);
    assert_eq!(from("common.yaml"), file("v2/common.yaml"));
    for url in ["http://example.com/api/a.yaml", "https://other.example/api/v2/a.yaml", "https://example.com", "urn:a"]
    {
        assert_eq!(from(url), Location::Url, "{url}");
    }
}

#[test]
fn the_files_of_references_and_mappings_are_found() {
    let text = "a: {$ref: 'b.yaml#/c'}\nd: {$ref: '#/e'}\ndiscriminator: {mapping: {f: ./g.json}}\n";
    let source = Source { name: "api.yaml".to_owned(), bytes: text.as_bytes().to_vec() };
    assert_eq!(referred_to("x/api.yaml", &source).into_iter().collect::<Vec<_>>(), ["x/b.yaml", "x/g.json"]);
}

#[test]
fn a_place_in_a_file_is_seen_from_there() {
    let place = Pointer::from_text("#/x-oas-files/a~1b.yaml/c/d");
    assert_eq!(place_in_file(&place), Some(("a/b.yaml".to_owned(), Pointer::from_text("#/c/d"))));
    assert_eq!(place_in_file(&Pointer::from_text("#/c/d")), None);
}

#[test]
fn references_are_absolute_under_the_url_around_them() {
    let base = Some("https://example.com/api/shared/foo");
    for (reference, expected) in [
        ("../schemas/foo", "https://example.com/api/schemas/foo"),
        ("/x", "https://example.com/x"),
        ("./bar", "https://example.com/api/shared/bar"),
        ("urn:a:b", "urn:a:b"),
    ] {
        assert_eq!(absolute(base, reference).as_deref(), Some(expected), "{reference}");
    }
    assert_eq!(absolute(Some("/api/shared/foo"), "../schemas/foo").as_deref(), Some("/api/schemas/foo"));
    assert_eq!(absolute(None, "foo"), None);
}
