//! Turns `openapiv3` into the model.

use openapiv3::OpenAPI;

use crate::{Options, diagnostic::Diagnostics, model::Api};

/// Lowers a document.
pub fn lower(_openapi: &OpenAPI, options: &Options, _diagnostics: &mut Diagnostics) -> Api {
    let settings =
        crate::model::Settings { environment_prefix: options.environment_prefix.clone(), ..Default::default() };
    Api {
        title: String::new(),
        version: String::new(),
        docs: Default::default(),
        settings,
        types: vec![],
        resources: vec![],
    }
}
