//! The URL that operations' paths are appended to.

use std::{borrow::Cow, fmt, sync::Arc};

use reqwest::Url;

use super::{Error, Result, resolver::is_localhost};

/// A base URL: http or https, a host, perhaps a path; no user, query or fragment; no slash at the end.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct BaseUrl {
    url: Url,
    /// The host, and the port if that is not the usual one.
    host: Arc<str>,
    /// Whether the URL had a slash at its end. Relative URLs are then resolved below it.
    is_folder: bool,
}

/// The hosts to which credentials may be sent without encryption.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum PlainHttp {
    /// Only to this machine.
    #[default]
    LoopbackOnly,
    /// To every host.
    Allowed,
}

impl BaseUrl {
    /// Checks `text`. Messages never contain it, since it may have a password.
    pub(crate) fn parse(text: &str, plain_http: PlainHttp) -> Result<Self> {
        let url = Url::parse(text.trim()).map_err(|error| match error {
            url_error if text.trim().starts_with('/') => Error::build(format!(
                "the base URL is only a path ({url_error}): set `ClientBuilder::base_url` to the whole URL, with the host"
            )),
            url_error => Error::build(format!("the base URL is not a URL: {url_error}")),
        })?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Error::build(
                "the base URL contains a user or password: set `ClientBuilder::basic_auth` instead",
            ));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(Error::build("the base URL has a query or fragment: paths cannot be appended to it"));
        }
        match url.scheme() {
            _ if takes_credentials(&url, plain_http) => {}
            "http" => {
                return Err(Error::build(
                    "the base URL is not encrypted (http) and not of this machine: \
                     use https, or `ClientBuilder::allow_http`",
                ));
            }
            _ => return Err(Error::build("the base URL is neither http nor https")),
        }
        let mut url = url;
        let is_folder = url.path().ends_with('/');
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
        let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
        let host = format!("{}{port}", url.host_str().unwrap_or_default()).into();
        Ok(Self { url, host, is_folder })
    }

    /// The host, and the port if that is not the usual one.
    pub(crate) fn host(&self) -> &Arc<str> {
        &self.host
    }

    /// Whether it names this machine.
    pub(crate) fn is_loopback(&self) -> bool {
        is_loopback(&self.url)
    }

    /// The URL of `path`, which begins with a slash.
    pub(crate) fn join(&self, path: &str) -> Result<Url> {
        let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
        // It has no slash at its end, unless it is nothing else.
        let prefix = self.url.path();
        let prefix = prefix.strip_suffix('/').unwrap_or(prefix);
        let path = if prefix.is_empty() { Cow::Borrowed(path) } else { Cow::Owned(format!("{prefix}{path}")) };
        // Parsing all of it again for each call would take three times as long.
        let mut url = self.url.clone();
        url.set_path(&path);
        url.set_query(query);
        // The parser resolves dot segments. The path was checked and is encoded, so nothing may have changed.
        if url.path() != path {
            return Err(Error::build("the path would leave its route"));
        }
        Ok(url)
    }

    /// The URL of a reference in the API's document, which is relative to this one (RFC 3986, 5.2).
    pub(crate) fn resolve(&self, reference: &str) -> std::result::Result<Url, impl fmt::Display + use<>> {
        let mut base = self.url.clone();
        if self.is_folder && !base.path().ends_with('/') {
            base.set_path(&format!("{}/", base.path()));
        }
        base.join(reference.trim())
    }
}

/// Whether credentials may be sent to `url`.
pub(crate) fn takes_credentials(url: &Url, plain_http: PlainHttp) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && (plain_http == PlainHttp::Allowed || is_loopback(url)))
}

/// Whether a URL names this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    let Some(host) = url.host_str() else { return false };
    let address = host.trim_start_matches('[').trim_end_matches(']');
    is_localhost(host) || address.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.url.as_str().trim_end_matches('/'), formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<BaseUrl> {
        BaseUrl::parse(text, PlainHttp::LoopbackOnly)
    }

    #[test]
    fn a_prefix_and_a_trailing_slash_are_kept_out_of_the_way() {
        for base in ["https://a.example/proxy", "https://a.example/proxy/"] {
            let url = parse(base).and_then(|base| base.join("/v1/agents")).expect("a URL");
            assert_eq!(url.as_str(), "https://a.example/proxy/v1/agents");
        }
        let url = parse("https://a.example").and_then(|base| base.join("/v1?x=1")).expect("a URL");
        assert_eq!(url.as_str(), "https://a.example/v1?x=1");
    }

    #[test]
    fn references_are_relative_to_the_base_url() {
        for (base, reference, url) in [
            ("https://a.example/v1", "/oauth/token", "https://a.example/oauth/token"),
            ("https://a.example", "oauth/token", "https://a.example/oauth/token"),
            ("https://a.example/v1/", "token", "https://a.example/v1/token"),
            ("https://a.example/v1", "token", "https://a.example/token"),
            ("https://a.example/v1", "//b.example/token", "https://b.example/token"),
            ("https://a.example/v1", " https://b.example/token?x=1", "https://b.example/token?x=1"),
        ] {
            let resolved = parse(base).expect("a URL").resolve(reference);
            assert_eq!(resolved.map(String::from).ok().as_deref(), Some(url), "{base} {reference}");
        }
    }

    #[test]
    fn a_path_that_the_parser_would_resolve_is_refused() {
        for base in ["https://a.example", "https://a.example/proxy/"] {
            let base = parse(base).expect("a URL");
            for path in ["/..", "/.", "/a/..", "/a/../b", "/a/.", "/%2e%2E/a", "/a/./b?x=1", "/a\\..\\b"] {
                assert!(base.join(path).is_err(), "{path}");
            }
            for path in ["/a/...", "/a//b/", "/", "/%20%2F!$&'()*+,;=:@~", "/a?../b"] {
                assert!(base.join(path).is_ok(), "{path}");
            }
        }
    }

    #[test]
    fn http_is_refused_but_for_this_machine() {
        for loopback in ["http://127.0.0.1:1", "http://[::1]:1/x", "http://localhost", "http://api.localhost:80"] {
            assert!(parse(loopback).is_ok(), "{loopback}");
        }
        for remote in ["http://a.example", "http://10.0.0.1", "http://localhost.example", "http://127.0.0.1.example"] {
            assert!(parse(remote).is_err(), "{remote}");
            assert!(BaseUrl::parse(remote, PlainHttp::Allowed).is_ok(), "{remote}");
        }
    }

    #[test]
    fn user_info_is_refused_and_not_repeated() {
        for base in ["https://user:hunter2@a.example", "https://hunter2@a.example", "https://:hunter2@a.example"] {
            let error = parse(base).expect_err("user info");
            assert!(!format!("{error}{error:?}").contains("hunter2"));
        }
    }

    #[test]
    fn of_a_path_alone_it_is_said_what_to_set() {
        let error = parse("/api/v3").expect_err("no host");
        assert!(error.to_string().contains("ClientBuilder::base_url"), "{error}");
    }

    #[test]
    fn what_cannot_be_appended_to_is_refused() {
        for base in ["", "a.example", "ftp://a.example", "https://a.example?x=1", "https://a.example#x", "https://"] {
            assert!(parse(base).is_err(), "{base}");
        }
    }
}
