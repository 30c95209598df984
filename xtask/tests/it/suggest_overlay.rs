//! `suggest-overlay`: mismatches of a server become an overlay that corrects the document.

use std::fs;

use crate::support::{folder_with, xtask};

const DOCUMENT: &str = "\
openapi: VERSION
info: {title: T, version: '1'}
paths:
  /users:
    get:
      operationId: listUsers
      responses:
        '200': {description: ok, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/User'}}}}}
  /users/me:
    get:
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}}
  /report:
    get:
      operationId: getReport
      responses: {'200': {description: ok, content: {application/json: {schema: {type: object}}}}}
components:
  schemas:
    Base: {type: object, required: [id, name], properties: {id: {type: integer}, name: {type: string}}}
    User:
      allOf: [{$ref: '#/components/schemas/Base'}]
      properties:
        avatar: {type: string}
        role: {$ref: '#/components/schemas/Role'}
        'a b': {type: object, additionalProperties: {type: integer}}
    Role: {type: object}
";

const RECORDS: &str = r#"
{"operation":"listUsers","status":200,"path":"$[0].avatar","expected":"a string","found":"null"}
{"operation":"listUsers","status":200,"path":"$[7].avatar","expected":"a string","found":"null"}
{"operation":"listUsers","status":200,"path":"$[0].id","expected":"an integer","found":"a string"}
{"operation":"listUsers","status":200,"path":"$[2].id","expected":"an integer","found":"null"}
{"operation":"listUsers","status":200,"path":"$[3].id","expected":"an integer","found":"a boolean"}
{"operation":"listUsers","status":200,"path":"$[1]","expected":"property `name`","found":"nothing"}
{"operation":"listUsers","status":200,"path":"$[1].role","expected":"an object","found":"a string"}
{"operation":"listUsers","status":200,"path":"$[1]['a b'].x","expected":"an integer","found":"null"}
{"operation":"listUsers","status":200,"path":"$[1].unknown","expected":"an object with one of the documented tags","found":"another value"}
{"operation":"get_users_me","status":200,"path":"$","expected":"JSON","found":"no body"}
{"operation":"getReport","status":200,"path":"$","expected":"JSON","found":"text/csv"}
{"operation":"listUsers","status":200,"path":"$","expected":"JSON","found":"text/html"}
{"operation":"gone","status":200,"path":"$","expected":"an object","found":"null"}
"#;

fn suggested(version: &str) -> String {
    let folder = folder_with("api.yaml", DOCUMENT.replace("VERSION", version).as_bytes());
    fs::write(folder.path().join("records.jsonl"), RECORDS).expect("records");
    let ended = xtask(folder.path(), &["suggest-overlay", "records.jsonl", "--spec", "api.yaml"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{ended:?}");
    fs::write(folder.path().join("overlay.yaml"), &ended.stdout).expect("an overlay");
    let model = xtask(folder.path(), &["model", "--spec", "api.yaml", "--overlay", "overlay.yaml"]);
    assert_eq!(model.code, Some(0), "{model:?}");
    format!("{}\n{}", ended.stdout, model.stdout)
}

#[test]
fn mismatches_become_an_overlay_that_the_generator_takes() {
    insta::assert_snapshot!(suggested("3.1.0"));
}

#[test]
fn an_older_document_is_corrected_in_its_own_words() {
    let suggested = suggested("3.0.3");
    assert!(suggested.contains("nullable: true") && !suggested.contains("'null'"), "{suggested}");
}

#[test]
fn a_line_that_is_not_a_record_is_named() {
    let folder = folder_with("api.yaml", DOCUMENT.replace("VERSION", "3.1.0").as_bytes());
    let ended = |records: &[u8]| {
        fs::write(folder.path().join("records.jsonl"), records).expect("records");
        xtask(folder.path(), &["suggest-overlay", "records.jsonl", "--spec", "api.yaml"])
    };
    let said = |records: &[u8]| {
        let ended = ended(records);
        assert_eq!(ended.code, Some(2), "{ended:?}");
        ended.stderr
    };
    let at = "error: records.jsonl:2: this is not a record of a mismatch";
    assert_eq!(
        said(b"\n{\"operation\":\"a\",\"status\":200}\n"),
        format!("{at}: `path` is missing, or has a wrong type\n")
    );
    assert_eq!(said(b"\r\n {oops}\r\n"), format!("{at}: it is not JSON at column 3\n"));
    assert_eq!(said(b"\n\xff"), format!("{at}: it is not JSON at column 1\n"));
    let none = ended(b"\n");
    assert_eq!((none.code, none.stdout.as_str()), (Some(0), "# There are no records, so there are no corrections.\n"));
}
