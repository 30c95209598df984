//! Makes Rust code from `API.txt` that compiles only if each line is true.

/// A program that uses each item of the surface of the crate `name` as its line describes.
pub(crate) fn uses(surface: &str, name: &str) -> String {
    let lines = surface.lines().enumerate().map(|(index, line)| {
        let used = usage(index, line).unwrap_or_else(|| panic!("{name}: `{line}` cannot be read"));
        format!("// {line}\n{used}\n")
    });
    let lines: String = lines.collect();
    // The path of every item begins with a module of the crate.
    format!("#![allow(warnings, clippy::all)]\nuse {name}::*;\n{SAME}\n{lines}\nfn main() {{}}\n")
}

const SAME: &str = "
const fn same(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    let mut index = 0;
    while index < left.len() && index < right.len() && left[index] == right[index] {
        index += 1;
    }
    index == left.len() && index == right.len()
}
";

fn usage(index: usize, line: &str) -> Option<String> {
    let line = line.trim_start_matches("#[deprecated] ").trim_start_matches("#[non_exhaustive] ");
    let (keyword, rest) = line.strip_prefix("pub ").unwrap_or(line).split_once(' ').unwrap_or((line, ""));
    match keyword {
        "mod" => Some(format!("use {rest} as _;")),
        "struct" | "enum" => traits(rest),
        "impl" => conversion(index, rest),
        "const" => constant(index, rest),
        "type" => {
            let (alias, ty) = rest.split_once(" = ")?;
            Some(format!("fn use_{index}(value: {alias}) -> {ty} {{ value }}"))
        }
        _ if keyword.starts_with("fn") => method(index, line.strip_prefix("pub fn")?),
        _ => field_or_variant(index, line.strip_prefix("pub ")?),
    }
}

/// `types::Agent: Clone + Debug`
fn traits(declared: &str) -> Option<String> {
    let (ty, traits) = declared.split_once(": ")?;
    let full = |name: &str| match name {
        "Debug" => "std::fmt::Debug".to_owned(),
        "Hash" => "std::hash::Hash".to_owned(),
        "serde::Deserialize" => "serde::de::DeserializeOwned".to_owned(),
        name => name.to_owned(),
    };
    let ty = ty.replace("<'a>", "<'static>");
    let traits: Vec<String> = traits.split(" + ").map(full).collect();
    Some(format!("const _: fn() = || {{ fn has<T: {}>() {{}} has::<{ty}>(); }};", traits.join(" + ")))
}

/// `From<&str> for types::Effort`
fn conversion(index: usize, rest: &str) -> Option<String> {
    let (implemented, ty) = rest.split_once(" for ")?;
    let argument = implemented.strip_prefix("From<")?.strip_suffix('>')?;
    Some(format!("fn use_{index}(value: {argument}) -> {ty} {{ <{ty}>::from(value) }}"))
}

/// `<agents::ListAgents as runtime::Operation>::PATH: &'static str = "/v1/agents"`
fn constant(index: usize, rest: &str) -> Option<String> {
    let (path, rest) = rest.split_once(": ")?;
    let (ty, value) = rest.split_once(" = ")?;
    Some(match ty {
        "&'static str" => format!("const _: () = assert!(same({path}, {value}));"),
        "Option<&'static str>" => format!(
            "const _: () = match ({path}, {value}) {{ (Some(is), Some(said)) => assert!(same(is, said)), _ => panic!() }};"
        ),
        // The compiler cannot compare values of other types. It only checks the type.
        _ => format!("fn use_{index}() -> [{ty}; 2] {{ [{path}, {value}] }}"),
    })
}

/// `<O: runtime::Operation> runtime::Request<O>::header(self, value: impl Into<String>) -> Self`
fn method(index: usize, rest: &str) -> Option<String> {
    let (generics, rest) = if rest.starts_with('<') { rest.split_at(closing(rest)?) } else { ("", rest) };
    let (path, rest) = rest.split_at(rest.find('(')?);
    let (owner, name) = path.trim().rsplit_once("::")?;
    let (arguments, output) = rest.split_at(closing(rest)?);
    let arguments = arguments.strip_prefix('(')?.strip_suffix(')')?;
    let (mut declared, mut passed) = (Vec::new(), Vec::new());
    for (position, argument) in separated(arguments).into_iter().enumerate() {
        let ty = match argument {
            "self" => owner.to_owned(),
            "&self" => format!("&{owner}"),
            _ => argument.split_once(": ")?.1.to_owned(),
        };
        declared.push(format!("argument_{position}: {ty}"));
        passed.push(format!("argument_{position}"));
    }
    let (declared, passed, output) = (declared.join(", "), passed.join(", "), output.replace("Self", owner));
    Some(format!("fn use_{index}{generics}({declared}){output} {{ <{owner}>::{name}({passed}) }}"))
}

/// `types::Agent::id: String`, `types::Effort::High` or `types::Effort::Unknown(runtime::UnknownValue)`
fn field_or_variant(index: usize, rest: &str) -> Option<String> {
    if let Some((path, ty)) = rest.split_once(": ") {
        let (owner, field) = path.rsplit_once("::")?;
        return Some(format!("fn use_{index}(value: &{owner}) -> &{ty} {{ &value.{field} }}"));
    }
    let (path, held) = rest.split_at(rest.find('(').unwrap_or(rest.len()));
    let (owner, _) = path.rsplit_once("::")?;
    Some(if held.is_empty() {
        format!("fn use_{index}() -> {owner} {{ {path} }}")
    } else {
        // A comma makes a tuple of the value.
        let tuple = held.replacen('(', "Option<(", 1);
        let tuple = format!("{},)>", tuple.strip_suffix(')')?);
        format!(
            "fn use_{index}(value: {owner}) -> {tuple} {{ match value {{ {path}(it) => Some((it,)), _ => None }} }}"
        )
    })
}

/// The index after the bracket that closes the first one. The arrow `->` is not a bracket.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0;
    let mut previous = ' ';
    for (index, character) in text.char_indices() {
        match character {
            '<' | '(' | '[' => depth += 1,
            '>' if previous == '-' => {}
            '>' | ')' | ']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(index + character.len_utf8());
        }
        previous = character;
    }
    None
}

/// The parts between commas outside of brackets.
fn separated(arguments: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = arguments;
    while !rest.is_empty() {
        let mut end = rest.len();
        let mut from = 0;
        while let Some(at) = rest[from..].find(['<', '(', '[', ',']).map(|at| from + at) {
            if rest[at..].starts_with(',') {
                end = at;
                break;
            }
            from = at + closing(&rest[at..]).unwrap_or(rest.len() - at);
        }
        let (part, tail) = rest.split_at(end);
        parts.push(part.trim());
        rest = tail.trim_start_matches(',').trim_start();
    }
    parts
}
