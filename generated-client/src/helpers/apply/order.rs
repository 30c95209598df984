//! The order in which resources are created: each resource comes after those that it mentions.

use std::collections::{BTreeMap, BTreeSet};

use super::{kind::Key, position::Problem, resource::Resource};

/// Sorts the resources. Finds names that occur twice, mentions of resources that do not exist, and circles.
pub(super) fn sorted(resources: Vec<Resource>, problems: &mut Vec<Problem>) -> Vec<Resource> {
    let mut by_key: BTreeMap<Key, Resource> = BTreeMap::new();
    for resource in resources {
        if let Some(first) = by_key.get(&resource.key) {
            let message = format!("`{}` is also in {}:{}", resource.key, first.at.file.display(), first.at.line);
            problems.push(Problem { message, ..resource.at });
            continue;
        }
        by_key.insert(resource.key.clone(), resource);
    }
    let mentions = by_key.values().flat_map(|resource| &resource.mentions);
    problems.extend(mentions.filter(|(key, _)| !by_key.contains_key(key)).map(|(_, problem)| problem.clone()));

    let mut search = Search { by_key: &by_key, done: BTreeSet::new(), order: Vec::new(), path: Vec::new(), problems };
    for key in by_key.keys() {
        search.visit(key);
    }
    let order = search.order;
    order.into_iter().filter_map(|key| by_key.remove(&key)).collect()
}

struct Search<'s> {
    by_key: &'s BTreeMap<Key, Resource>,
    done: BTreeSet<Key>,
    order: Vec<Key>,
    /// The resources that mention the one that is visited.
    path: Vec<Key>,
    problems: &'s mut Vec<Problem>,
}

impl Search<'_> {
    fn visit(&mut self, key: &Key) {
        let Some(resource) = self.by_key.get(key) else { return };
        if self.done.contains(key) {
            return;
        }
        if let Some(start) = self.path.iter().position(|visited| visited == key) {
            let circle: Vec<String> = self.path[start..].iter().chain([key]).map(ToString::to_string).collect();
            let message = format!("resources mention each other in a circle: {}", circle.join(" -> "));
            self.problems.push(Problem { message, ..resource.at.clone() });
            return;
        }
        self.path.push(key.clone());
        for (mentioned, _) in &resource.mentions {
            self.visit(mentioned);
        }
        self.path.pop();
        if self.done.insert(key.clone()) {
            self.order.push(key.clone());
        }
    }
}
