//! Names of operations and of the resources they belong to. `docs/names.md` has the rules, for users.
//!
//! A name depends only on the operation itself: its id, method, path and resource. So a new operation does not rename
//! another one, unless both have the same name.

mod id;
mod made;
mod path;
mod phrase;
mod verbs;

pub use id::{letters, operation_id, operation_id_below, without_route};
pub use path::{resource_of_path, shared_prefix};

use super::{singular, value_name, words};

use path::Segment;
use phrase::is_plural;

/// The source of a method's name.
#[derive(Clone, Copy, Debug)]
pub struct Route<'a> {
    /// `operationId` without the suffix of `FastAPI`, if there is one.
    pub id: Option<&'a str>,
    /// `GET`
    pub method: &'a str,
    /// The path template.
    pub path: &'a str,
    /// How many leading segments all paths share.
    pub shared: usize,
    /// The tag, or its substitute.
    pub resource: &'a str,
    /// Whether the response is a list or an object with a list; `None` if the document does not describe it.
    pub lists: Option<bool>,
    /// Whether the response is a list.
    pub is_list: bool,
    /// Whether a `POST` creates an item: a response has the status 201 (Created), or items are below the path.
    pub creates: bool,
}

/// The names that a method may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodNames {
    /// The name that it gets, unless another one has it.
    pub wanted: String,
    /// The verb and all nouns.
    pub long: String,
    /// Whether the path leads to the resource's collection or to its items.
    pub is_own: bool,
    /// The words of the fixed segments: the collection and its parents.
    pub collection: Vec<String>,
}

impl MethodNames {
    /// Whether one path is the other one with more parents, such as `/things` and `/teams/{id}/things`.
    pub fn has_parents_of(&self, other: &Self) -> bool {
        let has_all = |long: &[String], short: &[String]| {
            let mut rest = long.iter();
            short.iter().all(|word| rest.any(|other| other == word))
        };
        has_all(&self.collection, &other.collection) || has_all(&other.collection, &self.collection)
    }
}

/// The names of an operation's method: the verb, and the nouns that are not in the name of the resource.
///
/// A verb without nouns is for listing and creating, and for operations on one item: `agents().delete(id)`. The name of an
/// operation on many items, or on something else, has a noun: `agents().delete_agents()`.
pub fn method_names(route: &Route<'_>) -> MethodNames {
    let place = PathContext::of(route);
    let id = route.id.map(|id| id::without_suffix(id, route.method)).filter(|id| says_more(id, route, &place));
    let phrase = match id.map(|id| Phrase::of_id(id, route.method, &place)) {
        Some(phrase) => phrase,
        None => made::phrase(route, &place),
    };
    let wanted = phrase.wanted(route, &place);
    let long = phrase.long(&wanted, route, &place);
    MethodNames {
        wanted: value_name(&wanted.join("_")),
        long: value_name(&long.join("_")),
        is_own: place.is_own,
        collection: place.fixed,
    }
}

/// Whether an id has more information than method and path. It has none if it is made of these, or if it is only the
/// listed resource.
fn says_more(id: &str, route: &Route<'_>, place: &PathContext) -> bool {
    let all = words(id);
    let has_verb = all.first().is_some_and(|word| verbs::is_verb(word));
    let is_collection = place.is_own && place.parameter.is_none() && place.is_many();
    let is_listed = route.method == "GET" && route.lists == Some(true) && is_collection;
    let is_noun = is_listed && !has_verb && place.is_resource(&all);
    !(is_noun || id::is_route(id, route.method, route.path))
}

/// The position of an operation relative to its resource.
struct PathContext {
    /// The words of the resource, and the same words without a version at the end.
    resources: Vec<Vec<String>>,
    /// The fixed segments right before a parameter, except the last of all fixed segments.
    parents: Vec<Vec<String>>,
    /// The last fixed segment.
    target: Vec<String>,
    /// All fixed segments.
    fixed: Vec<String>,
    /// The parameter at the end.
    parameter: Option<Vec<String>>,
    /// Whether the last fixed segment is right after a parameter.
    is_below_item: bool,
    /// Whether the fixed segments end with the resource.
    is_own: bool,
}

impl PathContext {
    fn of(route: &Route<'_>) -> Self {
        let segments = path::segments(route.path, route.shared);
        let resources = path::names_of_resource(&words(route.resource));
        let last = segments.iter().rposition(|segment| segment.fixed().is_some());
        let parents = segments.windows(2).enumerate().filter_map(|(index, pair)| match pair {
            [Segment::Fixed(words), Segment::Parameter(_)] if Some(index) != last => Some(words.clone()),
            _ => None,
        });
        let before_last = last.and_then(|last| segments.get(last.checked_sub(1)?));
        let is_below_item = matches!(before_last, Some(Segment::Parameter(_)));
        let fixed: Vec<String> = segments.iter().filter_map(Segment::fixed).flatten().cloned().collect();
        let parameter = match segments.last() {
            Some(Segment::Parameter(words)) => Some(words.clone()),
            _ => None,
        };
        Self {
            parents: parents.collect(),
            target: last.and_then(|last| segments.get(last)?.fixed()).unwrap_or_default().to_vec(),
            is_own: resources.iter().any(|resource| phrase::ends_with(&fixed, resource)),
            is_below_item,
            resources,
            fixed,
            parameter,
        }
    }

    /// The fixed segments from the parent of the resource on: `clients roles` of `/realms/{realm}/clients/{id}/roles`.
    fn below_parent(&self) -> &[String] {
        let parent = self.parents.iter().rfind(|parent| !self.is_resource(parent));
        let is_parent = |words: &[String]| parent.is_some_and(|parent| words.starts_with(parent));
        let below = (0..self.fixed.len()).filter_map(|start| self.fixed.get(start..)).find(|words| is_parent(words));
        below.unwrap_or(&self.fixed)
    }

    /// Whether words mean the resource.
    fn is_resource(&self, words: &[String]) -> bool {
        self.resources.iter().any(|resource| phrase::same(words, resource))
    }

    /// Whether a word is the beginning of the resource's name: `repo` for `repository`.
    fn is_short_for_resource(&self, word: &str) -> bool {
        let is_longer = |name: &String| name.len() > word.len() && name.starts_with(word);
        word.len() >= 3 && self.resources.iter().any(|words| matches!(words.as_slice(), [name] if is_longer(name)))
    }

    /// Whether the path has a verb that changes all items: `POST /things/delete`, but not `/things/delete_images`.
    fn changes_all(&self, verb: &[String]) -> bool {
        let says_what = |word: &String| !matches!(word.as_str(), "all" | "many" | "multiple");
        let changes = verb.first().is_some_and(|word| verbs::changes(word)) && !verb.iter().skip(1).any(says_what);
        changes && !self.is_below_item && self.parameter.is_none() && phrase::same(verb, &self.target)
    }

    /// Whether it is many things: a collection, or several of its items. Flask-AppBuilder writes `/log/` for logs.
    fn is_many(&self) -> bool {
        let is_many = |words: &Vec<String>| words.last().is_some_and(|word| is_plural(word));
        match &self.parameter {
            Some(parameter) => is_many(parameter),
            None => is_many(&self.target) || (self.is_own && self.resources.iter().any(is_many)),
        }
    }
}

/// The number of things that an operation acts on, according to the nouns of its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Count {
    One,
    Many,
    /// The nouns do not show it, but the path does.
    Unsaid,
}

/// The words of an id.
struct Phrase {
    verb: Vec<String>,
    /// The nouns.
    object: Vec<String>,
    /// The nouns without those of the resource.
    rest: Vec<String>,
    count: Count,
    /// Whether the id names the resource, and then the verb: `sshKeys_create`.
    is_of_group: bool,
}

impl Phrase {
    fn of_id(id: &str, method: &str, place: &PathContext) -> Self {
        let all = words(id);
        let behind = behind_resource(id, &all, place);
        let is_of_group = behind.is_some();
        let words = match behind {
            Some(behind) => verbs::action(&behind, method, &place.target).to_vec(),
            None => all,
        };
        let trailing = verbs::trailing(&words, method);
        let (verb, object) = match trailing {
            Some(count) => {
                let (object, verb) = words.split_at(words.len() - count);
                (verb, object)
            }
            None => words.split_at(1.min(words.len())),
        };
        let articles = object.iter().take_while(|word| matches!(word.as_str(), "a" | "an" | "the")).count();
        let mut object = object.get(articles..).unwrap_or_default().to_vec();
        if trailing.is_some() && (place.parameter.is_some() || method == "POST") {
            singularize_last(&mut object);
        }
        let (rest, said) = match trailing {
            Some(_) if is_of_group && place.is_resource(&object) => (&[][..], None),
            Some(_) if is_of_group => (object.as_slice(), None),
            // After the resource, the parents of the path have another meaning: `repoTestHook`.
            _ => reduced(if is_of_group { &[] } else { verb }, &object, place),
        };
        let count = match said {
            _ if is_of_group || trailing.is_some() => Count::Unsaid,
            Some(noun) if is_plural(noun) => Count::Many,
            Some(_) => Count::One,
            None => Count::Unsaid,
        };
        Self { verb: verb.to_vec(), rest: rest.to_vec(), object, count, is_of_group }
    }

    /// The words of the name.
    fn wanted(&self, route: &Route<'_>, place: &PathContext) -> Vec<String> {
        let verb = self.verb.first().map(String::as_str).unwrap_or_default();
        let may_list = verbs::reads(verb) && self.verb.len() == 1 && matches!(route.method, "GET" | "POST");
        let is_all = matches!(self.rest.as_slice(), [all] if all == "all");
        if self.rest.is_empty() || (is_all && may_list && place.is_own && place.parameter.is_none()) {
            let lists = may_list
                && place.parameter.is_none()
                && self.lists(route, place, is_all || matches!(verb, "all" | "index"));
            return match self.is_short(verb, route, place) {
                _ if lists => vec!["list".to_owned()],
                true => self.verb.clone(),
                false => self.with_nouns(place),
            };
        }
        let is_many = head(&self.rest).is_some_and(is_plural);
        let lists = may_list && is_many && place.parameter.is_none() && route.lists == Some(true) && verb != "find";
        let verb = if lists { vec!["list".to_owned()] } else { self.verb.clone() };
        [verb, self.rest.clone()].concat()
    }

    /// Whether an operation without its own noun is a list.
    fn lists(&self, route: &Route<'_>, place: &PathContext, says_all: bool) -> bool {
        let is_many = match self.count {
            Count::One => false,
            Count::Many => true,
            Count::Unsaid => place.is_own && place.is_many(),
        };
        // A collection whose response is not described is a list.
        let lists = route.lists.unwrap_or(route.method == "GET" && place.is_own && is_many);
        (lists && is_many) || (says_all && route.lists != Some(false))
    }

    /// Whether the verb alone is a sufficient name.
    fn is_short(&self, verb: &str, route: &Route<'_>, place: &PathContext) -> bool {
        let is_item = place.parameter.is_some();
        let changes = matches!(route.method, "DELETE" | "PUT" | "PATCH") && !verbs::creates(verb);
        match self.count {
            _ if verb == "list" => true,
            _ if place.changes_all(&self.verb) => false,
            _ if changes && place.is_own && place.is_many() => false,
            Count::Many if verbs::is_of_many(verb) => true,
            Count::Many => place.is_own && (route.method == "POST" || (is_item && !place.is_many())),
            Count::One | Count::Unsaid => {
                let is_of_the_resource = self.verb.len() == 1 && verbs::is_of_the_resource(verb);
                let is_new = self.count == Count::One && route.method == "POST" && verbs::creates(verb);
                is_item || place.is_own || self.is_of_group || is_new || !is_of_the_resource
            }
        }
    }

    /// The verb and all nouns. If the id has no nouns, the nouns of the path.
    fn with_nouns(&self, place: &PathContext) -> Vec<String> {
        let is_unsaid = self.object.is_empty() || self.count == Count::Unsaid;
        let nouns = match place.resources.last() {
            Some(resource) if is_unsaid && phrase::same(&self.verb, &place.target) => resource,
            _ if is_unsaid => &place.target,
            _ => &self.object,
        };
        [self.verb.clone(), nouns.clone()].concat()
    }

    /// All words of the operation. If they are the same as in the wanted name, its own verb in place of `list`, or the end of the
    /// path, distinguishes it.
    fn long(&self, wanted: &[String], route: &Route<'_>, place: &PathContext) -> Vec<String> {
        let nouns = match place.resources.last() {
            _ if !self.object.is_empty() => &self.object,
            // `GET /images/{name}/get` gets an image.
            Some(resource) if phrase::same(&self.verb, &place.target) => resource,
            _ => &place.target,
        };
        let lists = wanted.first().is_some_and(|word| word == "list");
        let verb = if lists { vec!["list".to_owned()] } else { self.verb.clone() };
        let own = [self.verb.clone(), nouns.clone()].concat();
        let last = match route.id {
            Some(_) => [own.clone(), place.target.clone()].concat(),
            None => [vec![route.method.to_ascii_lowercase()], place.below_parent().to_vec()].concat(),
        };
        [[verb, nouns.clone()].concat(), own].into_iter().find(|words| words != wanted).unwrap_or(last)
    }
}

/// The words after the resource, if an id begins with it: `UsersController_findAll`, `users.list`, `usersList`.
fn behind_resource(id: &str, all: &[String], place: &PathContext) -> Option<Vec<String>> {
    let separators: &[char] = if id.contains(char::is_uppercase) { &['.', '/', '_'] } else { &['.', '/'] };
    if let Some((group, rest)) = id.split_once(separators) {
        let mut group = words(group);
        if !place.is_resource(&group) && group.last().is_some_and(|word| word == "controller") {
            group.pop();
        }
        let rest = words(rest);
        if place.is_resource(&group) && !rest.is_empty() {
            return Some(rest);
        }
    }
    if let [short, rest @ ..] = all
        && place.is_short_for_resource(short)
        && rest.first().is_some_and(|word| verbs::is_verb(word))
    {
        return Some(rest.to_vec());
    }
    let count = place.resources.iter().find_map(|resource| phrase::leading(all, resource))?;
    let behind = all.get(count..)?;
    let first = behind.first()?;
    let begins_with_noun = !all.first().is_some_and(|word| verbs::is_verb(word));
    (begins_with_noun || verbs::is_verb(first)).then(|| behind.to_vec())
}

/// The nouns without the nouns of the resource: without its name at the beginning, or none if all are the resource and
/// its parents. Also returns the noun of the resource. Words after a noun that stays also stay, since they describe it.
fn reduced<'o>(verb: &[String], object: &'o [String], place: &PathContext) -> (&'o [String], Option<&'o str>) {
    let Some(start) = start_of_rest(verb, object, place) else { return (object, None) };
    let said = object.get(start - 1).map(String::as_str);
    let rest = object.get(start..).unwrap_or_default();
    let is_by_parameter = match (rest.split_first(), &place.parameter) {
        (Some((by, name)), Some(parameter)) => {
            let is_id = |name: &[String]| name.last().is_some_and(|last| last == "id");
            by == "by" && place.is_own && is_id(name) && (name.len() == 1 || name == parameter)
        }
        _ => false,
    };
    if is_by_parameter || place.is_resource(rest) {
        return (&[], said);
    }
    // `audiobooks user` is not a user: only a singular noun describes the noun after it.
    let is_kind = said.is_some_and(|noun| !is_plural(noun)) || rest.first().is_none_or(|word| is_preposition(word));
    if is_kind { (rest, said) } else { (object, None) }
}

fn start_of_rest(verb: &[String], object: &[String], place: &PathContext) -> Option<usize> {
    let leading = place.resources.iter().find_map(|resource| phrase::leading(object, resource));
    if leading.is_some() {
        return leading;
    }
    // The path has the verb: `streamSession` of `/sessions/{id}/stream`.
    let is_action = place.parameter.is_none() && phrase::same(verb, &place.target);
    let mut start = usize::from(object.first().is_some_and(|word| word == "all"));
    while let Some(rest) = object.get(start..).filter(|rest| !rest.is_empty()) {
        if place.is_own && place.is_resource(rest) {
            return Some(object.len());
        }
        start += place.parents.iter().find_map(|parent| phrase::leading(rest, parent))?;
    }
    is_action.then_some(start).filter(|start| *start > 0)
}

/// The noun that a phrase is about: the word before the first preposition.
fn head(words: &[String]) -> Option<&str> {
    let end = words.iter().position(|word| is_preposition(word));
    words.get(..end.unwrap_or(words.len()))?.last().map(String::as_str)
}

fn is_preposition(word: &str) -> bool {
    matches!(word, "at" | "by" | "for" | "from" | "in" | "of" | "on" | "to" | "until" | "with" | "without")
}

fn singularize_last(words: &mut [String]) {
    if let Some(last) = words.last_mut() {
        *last = singular(last);
    }
}

#[cfg(test)]
mod tests;
