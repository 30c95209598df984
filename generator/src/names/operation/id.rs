//! Operation ids that frameworks and this generator make.

use super::super::words;

/// The id without the path and the method, which `FastAPI` appends to the name of the function:
/// `read_flow_flows__id__get` of `GET /flows/{id}` → `read_flow`. The application may be mounted below fixed segments. Encore writes
/// the method before the name: `GET:site.List`.
pub fn without_route<'i>(id: &'i str, method: &str, path: &str) -> &'i str {
    let function = id.split_once(':').filter(|(before, _)| before.eq_ignore_ascii_case(method)).map(|(_, name)| name);
    if let Some(function) = function.filter(|name| name.contains('.') && !name.contains('/')) {
        return function;
    }
    let method = method.to_ascii_lowercase();
    let stem = mounted(path).find_map(|path| {
        let path: String = path.chars().map(|character| if is_word(character) { character } else { '_' }).collect();
        id.strip_suffix(&format!("{path}_{method}"))
    });
    // API Platform begins all ids with `api_`.
    stem.filter(|stem| stem.contains(char::is_alphanumeric) && *stem != "api").unwrap_or(id)
}

/// The id without the suffix that springfox and springdoc append to the name of the function: `listUsingGET_1`,
/// `list_1`.
pub(super) fn without_suffix<'i>(id: &'i str, method: &str) -> &'i str {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_function = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let numbered = id.rsplit_once('_').filter(|(stem, number)| is_number(number) && is_function(stem));
    let stem = numbered.map_or(id, |(stem, _)| stem);
    stem.strip_suffix(&format!("Using{method}")).filter(|stem| !stem.is_empty()).unwrap_or(stem)
}

/// Whether an id consists only of the method and a path of several segments (`getApiV1Users` of `GET /api/v1/users`), or has the form of API
/// Platform.
pub(super) fn is_route(id: &str, method: &str, path: &str) -> bool {
    let (route, whole) = (letters(&format!("{method}{path}")), letters(id));
    let without_by = || words(id).into_iter().filter(|word| word != "by").collect::<String>();
    let is_long = path.trim_matches('/').contains('/');
    is_long && (whole == route || without_by() == route) || is_of_api_platform(id, method, path)
}

/// Whether an id has the form of API Platform: `api_users_get_collection` of `GET /users`, and `api_users_id_get` of
/// `GET /users/{id}`. The application may be mounted below fixed segments.
fn is_of_api_platform(id: &str, method: &str, path: &str) -> bool {
    let Some(route) = id.trim_start_matches('_').strip_prefix("api_").map(letters) else { return false };
    let route = route.strip_suffix("collection").unwrap_or(&route);
    let Some(route) = route.strip_suffix(&method.to_ascii_lowercase()) else { return false };
    mounted(&path.replace("{._format}", "")).any(|path| letters(path) == route)
}

/// The letters and digits of a text, in lower case.
pub fn letters(text: &str) -> String {
    text.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The path, and the path without its leading fixed segments.
fn mounted(path: &str) -> impl Iterator<Item = &str> {
    let starts = path.match_indices('/').map(|(index, _)| index);
    let fixed = starts.take_while(|start| !path[..*start].contains('{'));
    fixed.map(|start| &path[start..]).filter(|rest| rest.len() > 1 || path.len() == 1)
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// An operation id for an operation that has none: `GET /pets/{id}` → `get_pets_by_id`.
pub fn operation_id(method: &str, path: &str) -> String {
    operation_id_below(method, path, 0)
}

/// The same, without the leading segments that all paths share.
pub fn operation_id_below(method: &str, path: &str, shared: usize) -> String {
    let mut parts = vec![method.to_ascii_lowercase()];
    for segment in path.split('/').filter(|segment| !segment.is_empty()).skip(shared) {
        match segment.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) => parts.push(format!("by_{}", words(name).join("_"))),
            None => parts.extend(words(segment)),
        }
    }
    parts.join("_")
}
