//! Verbs of operation ids.

/// Verbs that read one thing or a list.
const READING: &[&str] = &["all", "fetch", "find", "get", "index", "list", "load", "read", "retrieve", "show", "view"];

/// Verbs that belong to the resource itself: its collection and its items.
const OF_THE_RESOURCE: &[&str] = &[
    "add", "create", "delete", "destroy", "edit", "fetch", "get", "head", "insert", "modify", "new", "patch", "post",
    "put", "read", "remove", "replace", "retrieve", "set", "show", "store", "update", "upsert", "view",
];

/// Verbs that imply many things, and change nothing.
const OF_MANY: &[&str] =
    &["count", "download", "export", "filter", "find", "list", "query", "search", "stream", "subscribe", "watch"];

/// Other verbs that an id may have after the resource.
const OTHER: &[&str] = &[
    "accept",
    "activate",
    "apply",
    "approve",
    "archive",
    "assign",
    "attach",
    "bulk",
    "cancel",
    "check",
    "clear",
    "clone",
    "close",
    "complete",
    "confirm",
    "copy",
    "deactivate",
    "detach",
    "disable",
    "enable",
    "execute",
    "generate",
    "import",
    "invite",
    "is",
    "join",
    "leave",
    "lock",
    "login",
    "logout",
    "merge",
    "move",
    "pause",
    "process",
    "publish",
    "refresh",
    "register",
    "reject",
    "rename",
    "reset",
    "restart",
    "restore",
    "resume",
    "revoke",
    "rotate",
    "run",
    "send",
    "start",
    "stop",
    "submit",
    "sync",
    "test",
    "transfer",
    "trigger",
    "unarchive",
    "unlock",
    "unpause",
    "upload",
    "validate",
    "verify",
];

/// Verbs of actions that are nouns in other ids, or rare.
const OF_ACTIONS: &[&str] = &[
    "calculate",
    "change",
    "commit",
    "convert",
    "duplicate",
    "fail",
    "mark",
    "notify",
    "preview",
    "render",
    "reorder",
    "resend",
    "schedule",
    "share",
    "unassign",
];

/// Whether it reads.
pub(super) fn reads(verb: &str) -> bool {
    READING.contains(&verb)
}

/// Whether it belongs to the resource's collection and items.
pub(super) fn is_of_the_resource(verb: &str) -> bool {
    OF_THE_RESOURCE.contains(&verb)
}

/// Whether it creates something.
pub(super) fn creates(verb: &str) -> bool {
    matches!(verb, "add" | "create" | "insert" | "new" | "upsert")
}

/// Whether it changes something that exists.
pub(super) fn changes(verb: &str) -> bool {
    let of_resource = OF_THE_RESOURCE.contains(&verb) && !reads(verb) && !creates(verb);
    of_resource && !matches!(verb, "head" | "post") || matches!(verb, "clear" | "purge" | "reset")
}

/// The words of an action without the verb that drf-spectacular appends: `set password create` of a `POST`. `target` is the end
/// of the path. `create or update` is one action.
pub(super) fn action<'w>(words: &'w [String], method: &str, target: &[String]) -> &'w [String] {
    let own = match method {
        "GET" => "retrieve",
        "POST" => "create",
        "PUT" => "update",
        "DELETE" => "destroy",
        _ => return words,
    };
    match words {
        [.., or, _] if or == "or" => words,
        [action @ .., last] if last == own && (is_action(action) || is_action_of_path(action, target)) => action,
        _ => words,
    }
}

fn is_action(words: &[String]) -> bool {
    let Some((first, rest)) = words.split_first() else { return false };
    let is_action = is_verb(first) && !reads(first) && first != "bulk";
    is_action && (!rest.is_empty() || !is_of_the_resource(first))
}

/// Whether the path ends with the words, and they are an action: `POST /things/delete`, `POST /things/{id}/mark_as_paid`.
fn is_action_of_path(words: &[String], target: &[String]) -> bool {
    let is_action = match words {
        [first] => changes(first) || OF_ACTIONS.contains(&first.as_str()),
        [first, rest @ ..] if matches!(first.as_str(), "batch" | "bulk") => rest.iter().any(|word| is_verb(word)),
        [first, ..] => OF_ACTIONS.contains(&first.as_str()),
        [] => false,
    };
    is_action && words == target
}

/// Whether it implies many things, and changes nothing.
pub(super) fn is_of_many(verb: &str) -> bool {
    OF_MANY.contains(&verb)
}

/// Whether an id may have this word after the resource: `users_get`.
pub(super) fn is_verb(word: &str) -> bool {
    READING.contains(&word) || OF_THE_RESOURCE.contains(&word) || OF_MANY.contains(&word) || OTHER.contains(&word)
}

/// The number of last words that are a verb, if an id has the verb after the noun: `circuits_providers_bulk_update`.
pub(super) fn trailing(words: &[String], method: &str) -> Option<usize> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (front, verb) = match words.as_slice() {
        [front @ .., "partial", "update"] if method == "PATCH" => (front, 2),
        [front @ .., last] if is_verb_of(last, method) => (front, 1),
        _ => return None,
    };
    let (nouns, verb) = match front {
        [nouns @ .., "bulk"] => (nouns, verb + 1),
        nouns => (nouns, verb),
    };
    let is_noun = |word: Option<&&str>| word.is_some_and(|word| !is_verb(word));
    (is_noun(nouns.first()) && is_noun(nouns.last())).then_some(verb)
}

fn is_verb_of(word: &str, method: &str) -> bool {
    match method {
        "GET" => matches!(word, "get" | "list" | "read" | "retrieve"),
        "POST" => matches!(word, "create" | "post"),
        "PUT" => matches!(word, "put" | "replace" | "update"),
        "PATCH" => matches!(word, "patch" | "update"),
        "DELETE" => matches!(word, "delete" | "destroy"),
        _ => false,
    }
}
