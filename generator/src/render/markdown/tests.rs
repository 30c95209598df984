use super::*;

fn text(description: &str) -> String {
    lines(description).join("\n")
}

fn unchanged(description: &str) {
    assert_eq!(text(description), description);
}

#[test]
fn ordinary_descriptions_stay_as_written() {
    unchanged("The `name` of *it*.\n\n- a\n  b\n    - c\n\n| a | b |\n|---|---|\n| 1 | 2<br>3 |");
    unchanged("See [the docs](https://example.com/a_b) or <https://example.com>.\n\n```text\n{}\n```");
    unchanged("  two spaces\nx < y && y > z");
}

#[test]
fn trailing_space_and_blank_lines_around_go() {
    assert_eq!(text("\n\n a  \n\nb\t\r\n\n"), " a\n\nb");
    assert_eq!(lines(" \n\t"), Vec::<String>::new());
}

#[test]
fn blocks_of_code_are_not_tests() {
    assert_eq!(text("a\n```json\n{}\n```"), "a\n```text\n{}\n```");
    assert_eq!(text("~~~\nfn main() {}\n~~~"), "~~~text\nfn main() {}\n~~~");
    assert_eq!(text("a\n\n    one\n\n      two\n    three\n\nb"), "a\n\n```text\none\n\n  two\nthree\n```\n\nb");
    assert_eq!(text("\tcode"), "```text\ncode\n```");
    assert_eq!(text("- a\n\n      one\n      two\n- b"), "- a\n\n  ```text\n  one\n  two\n  ```\n- b");
    assert_eq!(text(">     one\n>     two"), "> ```text\n> one\n> two\n> ```");
    assert_eq!(text("-     one\n      two"), "- ```text\n  one\n  two\n  ```");
}

#[test]
fn a_block_of_code_ends_with_the_description() {
    assert_eq!(text("```\ncode"), "```text\ncode\n```");
    assert_eq!(text("````\n```"), "````text\n```\n````");
}

#[test]
fn html_is_shown_and_not_obeyed() {
    assert_eq!(text("a <b>c</b> <T>"), "a \\<b>c\\</b> \\<T>");
    assert_eq!(text("<div>\n[x]\n</div>"), "\\<div>\n\\[x]\n\\</div>");
    assert_eq!(text("<!-- a -->"), "\\<!-- a -->");
}

#[test]
fn only_links_to_the_web_are_links() {
    assert_eq!(text("[Optional] [a](b) [a][b] ![a](b)"), "\\[Optional] \\[a](b) \\[a]\\[b] !\\[a](b)");
    assert_eq!(text("[a]\n\n[a]: b\n[c]: https://c.example"), "\\[a]\n\n\\[a]: b\n\\[c]: <https://c.example>");
    assert_eq!(text("<javascript:alert(1)>"), "\\<javascript:alert(1)>");
    assert_eq!(text("a[^1]\n\n[^1]: b"), "a\\[^1]\n\n\\[^1]: b");
    assert_eq!(text("a[^1] [^b]"), "a\\[^1] \\[^b]");
}

#[test]
fn addresses_become_links() {
    assert_eq!(text("See https://a.example/x_y_z?q=*1*&b."), "See <https://a.example/x_y_z?q=*1*&b>.");
    assert_eq!(text("(http://a.example/), https://b.example"), "(<http://a.example/>), <https://b.example>");
    unchanged("`https://a.example` and https:// alone");
}

#[test]
fn backticks_outside_of_code_are_escaped() {
    assert_eq!(text("\\` a ` b"), "\\` a \\` b");
}

#[test]
fn characters_that_reorder_or_hide_text_are_replaced() {
    assert_eq!(text("a\u{202E}b\u{0}c\u{2028}d"), "a\u{FFFD}b\u{FFFD}c d");
}

#[test]
fn long_descriptions_are_cut_and_say_so() {
    let lines = lines(&"ä".repeat(LONGEST));
    assert_eq!(lines[0], "ä".repeat(LONGEST / 2));
    assert_eq!(lines[2], "… (cut; 16384 more bytes in the API's description)");
}

#[test]
fn names_as_code_survive_backticks_and_spaces() {
    assert_eq!(code("name"), "`name`");
    assert_eq!(code(""), "`\"\"`");
    assert_eq!(code("a`b"), "``a`b``");
    assert_eq!(code("``"), "``` `` ```");
    assert_eq!(code(" a "), "`  a  `");
    assert_eq!(code("a\nb"), "`a b`");
    assert_eq!(code(&"a".repeat(300)).len(), "``…".len() + 200);
}
