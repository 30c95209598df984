//! Operations and path items: bodies and the fields of forms are removed from the parameters.

use serde_json::{Map, Value};

use super::{
    conversion::Conversion,
    location::{BodyParameter, ParameterIn, location},
    media::Media,
};
use crate::diagnostic::catalog::swagger as catalog;

impl Conversion<'_> {
    /// A path item: its operations share its parameters.
    pub(super) fn path_item(&mut self, item: &mut Map<String, Value>) {
        self.shared = self.take_bodies(item);
    }

    pub(super) fn operation(&mut self, operation: &mut Map<String, Value>) {
        let own: Media = self.media_of(operation);
        self.media = self.global.clone().overridden_by(own);
        self.own_schemes(operation);
        let mut listed = self.take_bodies(operation);
        let shared = self.shared.iter().filter(|shared| !listed.iter().any(|own| own.overrides(shared)));
        let shared: Vec<BodyParameter> = shared.cloned().collect();
        listed.extend(shared);
        let (bodies, fields): (Vec<BodyParameter>, Vec<BodyParameter>) =
            listed.into_iter().partition(|listed| listed.location == ParameterIn::Body);
        let is_there = operation.contains_key("requestBody");
        let others = bodies.iter().skip(usize::from(!is_there));
        let others = others.chain(fields.first().filter(|_| is_there || !bodies.is_empty()));
        for other in others {
            self.report(catalog::two_bodies(&other.holder));
        }
        let body = match (is_there, bodies.first(), fields.is_empty()) {
            (true, ..) | (false, None, true) => None,
            (false, Some(body), _) => Some(self.body(body)),
            (false, None, false) => Some(self.form(&fields)),
        };
        operation.extend(body.map(|body| ("requestBody".to_owned(), body)));
        self.copy_shared_responses(operation);
    }

    /// An operation that does not support the scheme of the document has its own servers.
    fn own_schemes(&mut self, operation: &mut Map<String, Value>) {
        if !operation.contains_key("schemes") {
            return;
        }
        let origin = self.before().child("schemes");
        let schemes = self.schemes(operation);
        let is_usable = |url: &String| schemes.iter().any(|scheme| url.starts_with(&format!("{scheme}://")));
        let Some((_, rest)) =
            self.servers.first().filter(|first| !is_usable(first)).and_then(|it| it.split_once("://"))
        else {
            return;
        };
        let urls: Vec<String> = schemes.iter().map(|scheme| format!("{scheme}://{rest}")).collect();
        let holder = self.path.pointer();
        if let Some(servers) = self.write_servers(&urls, &holder, &origin) {
            operation.entry("servers").or_insert(servers);
        }
    }

    /// Removes bodies and fields of forms from the parameters of an object, and returns them.
    fn take_bodies(&mut self, object: &mut Map<String, Value>) -> Vec<BodyParameter> {
        let mut taken = Vec::new();
        if !object.contains_key("parameters") {
            return taken;
        }
        let own = self.before().child("parameters");
        let Some((place, list)) = self.list(&own) else { return taken };
        let mut kept = Vec::new();
        for (index, entry) in list.iter().enumerate() {
            let holder = place.child(index);
            let found = self.written.object(&holder, entry);
            let found = found.and_then(|(place, parameter)| Some((location(parameter)?, place, parameter)));
            match found {
                Some((location @ (ParameterIn::Body | ParameterIn::Form), place, parameter)) => {
                    let (entry, parameter) = (entry.clone(), parameter.clone());
                    taken.push(BodyParameter { entry, holder, parameter, place, location });
                }
                Some(_) | None => kept.push((holder, entry)),
            }
        }
        if taken.is_empty() {
            return taken;
        }
        let new = self.path.pointer().child("parameters");
        for (index, (holder, _)) in kept.iter().enumerate() {
            if place == own {
                self.places.moved(holder, &new.child(index));
            } else {
                self.places.made_of(holder, &new.child(index));
            }
        }
        object.insert("parameters".to_owned(), kept.into_iter().map(|(_, entry)| entry.clone()).collect());
        taken
    }
}
