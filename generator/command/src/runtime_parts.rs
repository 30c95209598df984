//! The parts of the runtime that a crate gets only if its code needs them, since unused code makes each check of the
//! crate slower.
//!
//! A part consists of whole files. No other file of the runtime uses its items: other files only declare and export it, and these
//! lines are removed with it. `managed-agents` has all parts.

use std::collections::BTreeSet;

use crate::files::Files;

/// Some files of the runtime, and the names by which generated code uses them. `modules` has the paths of the files
/// below the runtime, without extension. A name is the path of an item below `runtime`, or a
/// function with a dot before it.
struct Part {
    modules: &'static [&'static str],
    names: &'static [&'static str],
    /// The Cargo feature that only this part needs.
    feature: Option<&'static str>,
}

/// All parts. Many documents do not need them, and each takes at least 1 % of the check time of a small crate.
const PARTS: &[Part] = &[
    Part { modules: &["page"], names: &["paged"], feature: None },
    Part {
        modules: &["sse", "stream", "fake/streams"],
        names: &[
            "Events",
            "JsonEvents",
            "NamedEvents",
            "event_names",
            "JsonLines",
            "EventStream",
            "JsonLineStream",
            "sse",
            "JsonParts",
            "TextParts",
            "BinaryParts",
            "PartStream",
            "ListedParts",
            "EventData",
        ],
        feature: None,
    },
    Part { modules: &["stream/sent_events"], names: &["EventData"], feature: None },
    Part { modules: &["body_items"], names: &["BodyItems"], feature: None },
    Part {
        modules: &["stream/parts", "part", "fake/parts"],
        names: &["JsonParts", "TextParts", "BinaryParts", "PartStream", "ListedParts", "Part"],
        feature: None,
    },
    // A payload that is decoded by the name of its webhook is an arm of a union.
    Part {
        modules: &["json/union", "json/union_table", "json/union_trial"],
        names: &["union", "json::id_of", "json::kind_of", "webhook_event"],
        feature: None,
    },
    // Only the helpers of `managed-agents` use it, for YAML files that users write.
    Part { modules: &["json/strict"], names: &["json::misfits_of_strict"], feature: None },
    Part { modules: &["json/tuple"], names: &["tuple"], feature: None },
    Part { modules: &["string_enum"], names: &["string_enum", "UnknownValue"], feature: None },
    Part { modules: &["integer_enum"], names: &["integer_enum", "UnknownInteger"], feature: None },
    // Responses of text can be large too.
    Part { modules: &["download"], names: &["Binary", "Text"], feature: None },
    Part { modules: &["upload"], names: &["Body", "BodyItems", "File", "Encoding"], feature: None },
    // The server for tests writes multipart responses.
    Part {
        modules: &["multipart"],
        names: &[".multipart", ".multipart_as", ".parts", ".nested_parts", "fake"],
        feature: None,
    },
    // Access tokens are requested by a form.
    Part { modules: &["form"], names: &[".form", ".form_as", "OAuth2"], feature: None },
    // Forms and parts have encodings. The server for tests reads all kinds of bodies.
    Part {
        modules: &["encoding"],
        names: &[
            ".form",
            ".form_as",
            "OAuth2",
            ".multipart",
            ".multipart_as",
            ".parts",
            ".nested_parts",
            "JsonParts",
            "TextParts",
            "BinaryParts",
            "PartStream",
            "ListedParts",
            "Part",
            "fake",
        ],
        feature: None,
    },
    // Pages read properties of this type too.
    Part { modules: &["field"], names: &["Field", "paged"], feature: None },
    Part { modules: &["deep"], names: &["Deep"], feature: None },
    Part { modules: &["additional_properties"], names: &["AdditionalProperties"], feature: None },
    Part { modules: &["base64_text"], names: &["Base64"], feature: None },
    Part { modules: &["date"], names: &["Date"], feature: None },
    Part { modules: &["time"], names: &["Time"], feature: None },
    Part { modules: &["iso_duration"], names: &["IsoDuration"], feature: None },
    Part { modules: &["uuid"], names: &["Uuid"], feature: None },
    Part { modules: &["oauth2"], names: &["OAuth2"], feature: None },
    Part { modules: &["fake"], names: &["fake"], feature: Some("fake") },
    Part { modules: &["webhook"], names: &["webhook_event"], feature: Some("webhooks") },
];

/// The root of the runtime.
const ROOT: &str = "mod.rs";

/// Without some parts, other items of the runtime are unused.
const ALLOWED: &str = "\
#![allow(dead_code, unused_imports, reason = \"parts that this API does not need are left out\")]
#![allow(rustdoc::broken_intra_doc_links, reason = \"parts that this API does not need are left out\")]
";

/// Removes the parts from `runtime` that `generated` does not name.
pub fn take_out(runtime: Files, generated: &Files) -> Files {
    let modules: Vec<&str> = unused(generated).flat_map(|part| part.modules).copied().collect();
    without(runtime, &modules)
}

/// The Cargo features of the parts that `generated` does not name.
pub fn unused_features(generated: &Files) -> Vec<&'static str> {
    unused(generated).filter_map(|part| part.feature).collect()
}

fn unused(generated: &Files) -> impl Iterator<Item = &'static Part> {
    let used: BTreeSet<&str> = generated.values().flat_map(|text| names(text).chain(functions(text))).collect();
    PARTS.iter().filter(move |part| part.names.iter().all(|name| !used.contains(name)))
}

fn without(runtime: Files, modules: &[&str]) -> Files {
    if modules.is_empty() {
        return runtime;
    }
    let is_out = |path: &str| {
        let module = path.trim_end_matches(".rs");
        modules.iter().any(|out| module.strip_prefix(out).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
    };
    let stays = runtime.into_iter().filter(|(path, _)| !is_out(path));
    let mut files: Files = stays
        .map(|(path, text)| (without_mentions(&path, &text, modules), path))
        .map(|(text, path)| (path, text))
        .collect();
    if let Some(root) = files.get_mut(ROOT) {
        let head =
            root.lines().take_while(|line| line.is_empty() || line.starts_with("//")).map(|line| line.len() + 1).sum();
        root.insert_str(head, &format!("{ALLOWED}\n"));
    }
    files
}

/// A file of the runtime without the declarations and exports of these modules.
fn without_mentions(path: &str, text: &str, modules: &[&str]) -> String {
    let Some(folder) = path.strip_suffix(ROOT) else { return text.to_owned() };
    let below: Vec<String> = modules
        .iter()
        .filter_map(|module| module.strip_prefix(folder))
        .map(|module| module.replace('/', "::"))
        .collect();
    let mut kept = String::new();
    // An item consists of the attributes above it and its lines.
    let mut item = String::new();
    for line in text.lines() {
        item.push_str(line);
        item.push('\n');
        let is_attribute = line.starts_with("#[");
        let is_begun = (line.starts_with("pub") || line.starts_with("use ")) && !line.ends_with([';', '{', '}']);
        if is_attribute || is_begun {
            continue;
        }
        if !below.iter().any(|module| is_mention(line, module)) {
            kept.push_str(&item);
        }
        item.clear();
    }
    kept
}

/// Whether a line declares the module, or imports or exports it or something from it.
fn is_mention(line: &str, module: &str) -> bool {
    let item = line.trim_start_matches("pub(crate) ").trim_start_matches("pub(super) ").trim_start_matches("pub ");
    if let Some(declared) = item.strip_prefix("mod ") {
        return declared.strip_suffix(';') == Some(module);
    }
    let Some(used) = item.strip_prefix("use ") else { return false };
    let used = used.trim_start_matches("self::");
    used.strip_prefix(module).is_some_and(|rest| rest.starts_with("::") || rest.starts_with(';'))
}

/// The paths after each `runtime::` of a text: the next name, and the next two names as one path.
fn names(text: &str) -> impl Iterator<Item = &str> {
    let paths = text.split("runtime::").skip(1);
    paths.flat_map(|path| {
        let first = name_length(path);
        let second = path[first..].strip_prefix("::").map(|rest| first + "::".len() + name_length(rest));
        [Some(first), second].into_iter().flatten().map(|end| &path[..end])
    })
}

/// The functions that a text calls, each with the dot before it.
fn functions(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('.').filter_map(|(dot, _)| {
        let end = dot + 1 + name_length(&text[dot + 1..]);
        text[end..].starts_with('(').then(|| &text[dot..end])
    })
}

/// The length of the name that a text begins with.
fn name_length(text: &str) -> usize {
    text.find(|next: char| !next.is_alphanumeric() && next != '_').unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::{Files, PARTS, is_mention, names, take_out, without_mentions};
    use crate::template::Template;

    fn runtime() -> Files {
        Template::embedded().runtime
    }

    #[test]
    fn every_part_has_files() {
        let runtime = runtime();
        for module in PARTS.iter().flat_map(|part| part.modules) {
            let (file, folder) = (format!("{module}.rs"), format!("{module}/mod.rs"));
            assert!(runtime.contains_key(&file) || runtime.contains_key(&folder), "{module}");
        }
    }

    #[test]
    fn a_crate_has_the_parts_that_its_code_names() {
        let generated = |text: &str| Files::from([("a.rs".to_owned(), text.to_owned())]);
        let nothing = take_out(runtime(), &generated("runtime::Json<types::Page>"));
        assert!(!nothing.contains_key("page/mod.rs") && !nothing.contains_key("sse/decoder.rs"));
        assert!(!nothing["mod.rs"].contains("page") && nothing["mod.rs"].contains("mod client;"));
        let pages = take_out(runtime(), &generated("runtime::paged! { ListPets: \"page\" => next, data: types::Pet }"));
        assert!(pages.contains_key("page/mod.rs") && !pages.contains_key("sse/decoder.rs"));
        assert!(pages["mod.rs"].contains("pub use page::{Items, Paged, Pages};"));
    }

    #[test]
    fn a_crate_that_names_all_parts_has_the_whole_runtime() {
        let all: String =
            PARTS.iter().flat_map(|part| part.names).map(|name| format!("runtime::{name}\nit{name}()\n")).collect();
        assert_eq!(take_out(runtime(), &Files::from([("a.rs".to_owned(), all)])), runtime());
    }

    #[test]
    fn attributes_go_with_their_item() {
        let text =
            "mod a;\n#[allow(unused_imports, reason = \"\")]\npub(crate) use b::b;\n#[doc(hidden)]\npub use c::C;\n";
        assert_eq!(without_mentions("mod.rs", text, &["b"]), "mod a;\n#[doc(hidden)]\npub use c::C;\n");
        assert_eq!(without_mentions("json/mod.rs", text, &["b"]), text);
    }

    #[test]
    fn a_crate_has_the_parts_whose_functions_its_code_calls() {
        let generated = |text: &str| Files::from([("a.rs".to_owned(), text.to_owned())]);
        let json = take_out(runtime(), &generated("runtime::Request::new(client).json(&multipart)"));
        for file in ["multipart/mod.rs", "form.rs", "encoding.rs"] {
            assert!(!json.contains_key(file), "{file}");
        }
        assert!(!json["mod.rs"].contains("PartKey") && !json["mod.rs"].contains("Encoding"));
        let multipart = take_out(runtime(), &generated("runtime::Request::new(client)\n    .multipart(&body)"));
        assert!(multipart.contains_key("multipart/request.rs") && multipart.contains_key("encoding.rs"));
        assert!(!multipart.contains_key("form.rs"));
        // The server for tests writes multipart responses, even if no request is multipart.
        let fake = take_out(runtime(), &generated("runtime::fake::Route"));
        assert!(fake.contains_key("multipart/mod.rs") && fake.contains_key("encoding.rs"));
    }

    #[test]
    fn only_whole_names_count() {
        let found: Vec<&str> = names("runtime::json::id_of(runtime::EventStreams<runtime::sse").collect();
        assert_eq!(found, ["json", "json::id_of", "EventStreams", "sse"]);
        assert!(is_mention("pub use page::{Items, Paged, Pages};", "page") && !is_mention("use pages::A;", "page"));
    }
}
