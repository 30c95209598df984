//! One small service, described by five frameworks: items with an enum, a nullable property, an error, an upload, and events. The
//! operations and types are the same, except for the differences that are listed here.

use std::collections::BTreeSet;

use generator::model::dump;

use crate::support;

/// The operations and types of the service: a line for each type, member, operation, and part of one.
const SERVICE: &str = r#"
struct Error
Error.code: String
Error.message: String
struct Item
Item.id: i64
Item.name: String
Item.note: String or null
Item.status: Status
struct ItemEvent
ItemEvent.id: i64
ItemEvent.status: Status
struct NewItem
NewItem.name: String
NewItem.note?: String or null (clear_note)
NewItem.status?: Status
string enum Status
Status.Open "open"
Status.Done "done"
Status.Unknown …
struct UploadPhotoRequest
UploadPhotoRequest.file: File
list: ListItems GET /items
list query status?: Status
list query limit?: i64 = "20"
list → json [Item] "application/json"
create: CreateItem POST /items
create body: json NewItem "application/json"
create → json Item "application/json"
events: ItemEvents GET /items/events
events → events of json ItemEvent "text/event-stream"
get: GetItem GET /items/{item_id}
get path item_id: i64
get → json Item "application/json"
get error 404: Error
update: UpdateItem PUT /items/{item_id}
update path item_id: i64
update body: json NewItem "application/json"
update → json Item "application/json"
update error 404: Error
delete: DeleteItem DELETE /items/{item_id}
delete path item_id: i64
delete → nothing
delete error 404: Error
upload_photo: UploadPhoto POST /items/{item_id}/photo
upload_photo path item_id: i64
upload_photo body: multipart UploadPhotoRequest "multipart/form-data"
upload_photo "file": file
upload_photo → nothing
"#;

/// The events, which some frameworks cannot describe.
const EVENTS: &[&str] = &[
    "struct ItemEvent",
    "ItemEvent.id: i64",
    "ItemEvent.status: Status",
    "events: ItemEvents GET /items/events",
    "events → events of json ItemEvent \"text/event-stream\"",
];

/// A document and its differences.
struct Framework {
    document: (&'static str, &'static str),
    /// Names in the document, with the names in the service.
    names: &'static [(&'static str, &'static str)],
    /// Lines of the service that the document lacks.
    lacks: &'static [&'static str],
    /// Lines that only the document has.
    adds: &'static [&'static str],
}

#[test]
fn fastapi() {
    check(&Framework {
        document: ("fastapi.yaml", include_str!("frameworks/fastapi.yaml")),
        names: &[],
        // An upload states its media type, and all input is validated.
        lacks: &["upload_photo \"file\": file"],
        adds: &[
            "upload_photo \"file\": file \"application/octet-stream\"",
            "struct HttpValidationError",
            "HttpValidationError.detail?: [ValidationError]",
            "struct ValidationError",
            "ValidationError.loc: [ValidationErrorLocItem]",
            "ValidationError.msg: String",
            "ValidationError.type_ \"type\": String",
            "ValidationError.input?: any",
            "ValidationError.ctx?: object",
            "union ValidationErrorLocItem",
            "ValidationErrorLocItem.String(String)",
            "ValidationErrorLocItem.Integer(i64)",
            "ValidationErrorLocItem.integer → Integer",
            "ValidationErrorLocItem.string → String",
            "list error 422: HttpValidationError",
            "create error 422: HttpValidationError",
            "get error 422: HttpValidationError",
            "update error 422: HttpValidationError",
            "delete error 422: HttpValidationError",
            "upload_photo error 422: HttpValidationError",
        ],
    });
}

#[test]
fn aspnet_core() {
    check(&Framework {
        document: ("aspnet.yaml", include_str!("frameworks/aspnet.yaml")),
        names: &[],
        lacks: &[],
        // Files have their own schema.
        adds: &["alias IFormFile = String"],
    });
}

#[test]
fn fastify() {
    check(&Framework {
        document: ("fastify.yaml", include_str!("frameworks/fastify.yaml")),
        names: &[],
        lacks: EVENTS,
        adds: &[],
    });
}

#[test]
fn utoipa() {
    let mut lacks = EVENTS.to_vec();
    // An `Option` is never required and always nullable, and defaults of parameters are not described.
    lacks.extend(["Item.note: String or null", "NewItem.status?: Status", "list query limit?: i64 = \"20\""]);
    check(&Framework {
        document: ("utoipa.yaml", include_str!("frameworks/utoipa.yaml")),
        names: &[],
        lacks: &lacks.leak()[..],
        adds: &["Item.note?: String", "NewItem.status?: Status or null (clear_status)", "list query limit?: i64"],
    });
}

#[test]
fn goa() {
    check(&Framework {
        document: ("goa.yaml", include_str!("frameworks/goa.yaml")),
        // Ids begin with the service, enums are written in place, and bodies are named after their role.
        names: &[
            ("ItemsList", "ListItems"),
            ("ItemsCreate", "CreateItem"),
            ("ItemsEvents", "ItemEvents"),
            ("ItemsGet", "GetItem"),
            ("ItemsUpdate", "UpdateItem"),
            ("ItemsDelete", "DeleteItem"),
            ("ItemsUploadPhoto", "UploadPhoto"),
            ("ItemStatus", "Status"),
            ("UploadPhotoRequestBody", "UploadPhotoRequest"),
        ],
        // Nothing is nullable: a property can be absent.
        lacks: &["Item.note: String or null", "NewItem.note?: String or null (clear_note)"],
        adds: &["Item.note?: String", "NewItem.note?: String"],
    });
}

#[track_caller]
fn check(Framework { document: (name, text), names, lacks, adds }: &Framework) {
    let run = support::run(name, text);
    let codes: Vec<&str> =
        run.diagnostics.iter().map(|found| found.code).filter(|code| *code != "server-url").collect();
    assert!(codes.is_empty(), "{codes:?}");
    let mut model = dump(&run.api.expect("a document without errors"));
    for (of_document, of_service) in *names {
        let renamed = replaced(&model, of_document, of_service);
        assert_ne!(renamed, model, "no type is called {of_document}");
        model = renamed;
    }
    let (found, service) =
        (lines(&model), SERVICE.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect());
    let only = |one: &BTreeSet<String>, other| one.difference(other).cloned().collect::<BTreeSet<String>>();
    let listed = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<BTreeSet<String>>();
    assert_eq!((only(&service, &found), only(&found, &service)), (listed(lacks), listed(adds)));
}

/// A text with another name instead of a word.
fn replaced(text: &str, word: &str, by: &str) -> String {
    let mut all = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(word) {
        let (before, after) = rest.split_at(at);
        let behind = &after[word.len()..];
        let is_word = !before.ends_with(char::is_alphanumeric) && !behind.starts_with(char::is_alphanumeric);
        all.extend([before, if is_word { by } else { word }]);
        rest = behind;
    }
    all + rest
}

/// The lines of a model, without docs, positions, IDs of operations, and modules.
fn lines(model: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let (mut kind, mut section) = ("", String::new());
    for line in model.lines().filter(|line| !line.is_empty()) {
        let line = line.split(" — ").next().unwrap_or_default();
        let line = line.split(" #/").next().unwrap_or_default();
        let text = line.trim_start();
        match (line.len() - text.len(), kind) {
            (0, _) => {
                kind = text.split(' ').next().unwrap_or_default();
                let text = text.split(" (").next().unwrap_or_default();
                let words: Vec<&str> = text.split(' ').map(|word| word.rsplit("::").next().unwrap_or(word)).collect();
                section = words.iter().find(|word| word.starts_with(char::is_uppercase)).unwrap_or(&"").to_string();
                if !matches!(kind, "api" | "resource") {
                    found.insert(words.join(" "));
                }
            }
            (_, "api") => {}
            (2, "resource") => {
                let words: Vec<&str> = text.split(' ').filter(|word| !word.starts_with('"')).collect();
                text.split(':').next().unwrap_or_default().clone_into(&mut section);
                found.insert(words.join(" "));
            }
            (_, "resource") if text.starts_with("errors are") => {}
            (_, "resource") => drop(found.insert(format!("{section} {text}"))),
            _ if text.starts_with("..") => {}
            _ => drop(found.insert(format!("{section}.{text}"))),
        }
    }
    found
}
