//! The base URL, its variables, and the servers that the document names.

use super::{
    comparison::{About, Comparison},
    report::DocumentVersion,
    rules::client as rules,
};
use crate::{
    diagnostic::catalog::quoted,
    model::{Docs, NamedServer, ServerVariable, Settings},
    server_url,
};

/// Compares the servers.
pub(super) fn compare(cx: &mut Comparison<'_>, settings: [&Settings; 2], about: &About) {
    let [old, new] = settings;
    let variables = Variables { old: &old.server_variables, new: &new.server_variables };
    base_url(cx, settings, about, variables.differing());
    for (before, now) in variables.narrowed() {
        let about = about.part(&now.wire_name, DocumentVersion::New, &about.pointer);
        cx.add(rules::BASE_URL_VALUES_NARROWED, &about, other_values(before, now), Vec::new());
    }
    if named(&old.named_servers) != named(&new.named_servers) {
        let about = about.part("named servers", DocumentVersion::New, &about.pointer);
        cx.add(
            rules::CLIENT_DOCS,
            &about,
            "the list of servers in the docs of the builder differs".to_owned(),
            Vec::new(),
        );
    }
}

/// Compares the base URL. A URL that is not absolute is not a default: users set the base URL.
fn base_url(cx: &mut Comparison<'_>, settings: [&Settings; 2], about: &About, variables: Option<String>) {
    let urls = settings.map(|Settings { base_url, server_variables, .. }| {
        let default = |name: &str| {
            let variable = server_variables.iter().find(|variable| variable.wire_name == name);
            variable.map(|variable| variable.default.as_str())
        };
        server_url::is_usable(&server_url::with_defaults(base_url, default)).then_some(base_url)
    });
    let (rule, message) = match urls {
        [Some(old), Some(new)] if old != new => {
            (rules::BASE_URL_CHANGED, format!("requests went to {} and go to {} now", quoted(old), quoted(new)))
        }
        [Some(old), None] => (
            rules::BASE_URL_REMOVED,
            format!("requests went to {}, and the document declares no absolute URL now", quoted(old)),
        ),
        [None, Some(new)] => {
            (rules::BASE_URL_ADDED, format!("requests go to {} now, unless the base URL is set", quoted(new)))
        }
        [Some(_), Some(_)] | [None, None] => {
            if let Some(variables) = variables {
                // The surface shows new and removed setters.
                let about = about.part("variables", DocumentVersion::New, &about.pointer);
                cx.add(rules::BASE_URL_CHANGED, &about, variables, Vec::new());
            }
            return;
        }
    };
    let message = [message].into_iter().chain(variables).collect::<Vec<_>>().join("; ");
    cx.add(rule, about, message, Vec::new());
}

/// The variables of the base URL of both versions.
struct Variables<'a> {
    old: &'a [ServerVariable],
    new: &'a [ServerVariable],
}

impl<'a> Variables<'a> {
    /// The variables that both versions have.
    fn both(&self) -> impl Iterator<Item = (&'a ServerVariable, &'a ServerVariable)> {
        let old = self.old;
        self.new.iter().filter_map(|now| Some((old.iter().find(|before| before.wire_name == now.wire_name)?, now)))
    }

    /// Those that cannot have some of their old values.
    fn narrowed(&self) -> impl Iterator<Item = (&'a ServerVariable, &'a ServerVariable)> {
        self.both().filter(|(before, now)| is_narrower(before, now))
    }

    /// All other differences, if any.
    fn differing(&self) -> Option<String> {
        let shown = |variable: &ServerVariable| format!("the variable {}", quoted(&variable.wire_name));
        let has = |variables: &[ServerVariable], name: &str| variables.iter().any(|other| other.wire_name == name);
        let gone = self.old.iter().filter(|before| !has(self.new, &before.wire_name));
        let gone = gone.map(|before| format!("{} is gone", shown(before)));
        let added = self.new.iter().filter(|now| !has(self.old, &now.wire_name));
        let added = added.map(|now| format!("{} is new, with the default {}", shown(now), quoted(&now.default)));
        let others = self.both().filter_map(|(before, now)| {
            let has_other_default = before.default != now.default;
            let default = has_other_default.then(|| {
                let (default, other) = (quoted(&before.default), quoted(&now.default));
                format!("{} was {default} and is {other} now", shown(now))
            });
            let is_wider = before.values != now.values && !is_narrower(before, now);
            let values = is_wider.then(|| other_values(before, now));
            let parts: Vec<String> = default.into_iter().chain(values).collect();
            (!parts.is_empty()).then(|| parts.join("; "))
        });
        let differing: Vec<String> = gone.chain(added).chain(others).collect();
        (!differing.is_empty()).then(|| differing.join("; "))
    }
}

/// Whether `build` accepts fewer values of a variable. It always accepts the default.
fn is_narrower(old: &ServerVariable, new: &ServerVariable) -> bool {
    let accepts = |value: &String| new.default == *value || new.values.contains(value);
    !new.values.is_empty() && (old.values.is_empty() || !old.values.iter().chain([&old.default]).all(accepts))
}

fn other_values(old: &ServerVariable, new: &ServerVariable) -> String {
    let listed = |values: &[String]| match values {
        [] => "any value".to_owned(),
        _ => values.iter().map(|value| quoted(value)).collect::<Vec<_>>().join(" or "),
    };
    let name = quoted(&new.wire_name);
    format!("the variable {name} could be {} and can be {} now", listed(&old.values), listed(&new.values))
}

/// The names, URLs and descriptions of servers.
fn named(servers: &[NamedServer]) -> Vec<[Option<&str>; 4]> {
    let mut parts = Vec::new();
    for NamedServer { name, url, docs } in servers {
        let Docs { summary, description, deprecated: _, example: _ } = docs;
        parts.push([Some(name.as_str()), Some(url.as_str()), summary.as_deref(), description.as_deref()]);
    }
    parts
}
