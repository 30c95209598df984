//! URLs of next pages, as servers send them.

use reqwest::Url;

use crate::runtime::{draft::Draft, path, send::base_url};

/// The URL of `reference` in the response to a request. It must have the same origin, since credentials are sent to no
/// other.
pub(super) fn follow(draft: &Draft, reference: &str) -> Result<Url, &'static str> {
    let own = own_url(draft).ok_or("the URL of the next page has no base")?;
    let mut url = own.join(reference).map_err(|_| "the URL of the next page is not a URL")?;
    if url.origin() != own.origin() || !url.username().is_empty() || url.password().is_some() {
        return Err("the URL of the next page is of another origin, to which no credentials are sent");
    }
    url.set_fragment(None);
    Ok(url)
}

/// The URL of a request, without the query that its parameters make.
fn own_url(draft: &Draft) -> Option<Url> {
    if let Some(url) = &draft.call.next_page {
        return Some(url.clone());
    }
    let path = path::expand(draft.endpoint.path, &draft.call.path).ok()?;
    base_url(draft.client.inner(), draft.endpoint).ok()?.join(&path).ok()
}
