//! The headers of a request, in the type of any web framework.

use std::{borrow::Cow, collections::BTreeMap};

use reqwest::header::HeaderMap;

use crate::runtime::compact::CollectList;

/// The headers of a received request: a `HeaderMap`, pairs of names and values, or a closure that finds a header by its
/// name.
pub trait WebhookHeaders {
    /// The values of all headers called `name`, which is in lower case. Names of headers have no case.
    fn values(&self, name: &str) -> Vec<Cow<'_, [u8]>>;
}

impl WebhookHeaders for HeaderMap {
    fn values(&self, name: &str) -> Vec<Cow<'_, [u8]>> {
        self.get_all(name).into_iter().map(|value| Cow::Borrowed(value.as_bytes())).collect_list()
    }
}

impl<N: AsRef<str>, V: AsRef<[u8]>> WebhookHeaders for [(N, V)] {
    fn values(&self, name: &str) -> Vec<Cow<'_, [u8]>> {
        of_pairs(self.iter().map(|(name, value)| (name, value)), name)
    }
}

impl<N: AsRef<str>, V: AsRef<[u8]>, const LENGTH: usize> WebhookHeaders for [(N, V); LENGTH] {
    fn values(&self, name: &str) -> Vec<Cow<'_, [u8]>> {
        self.as_slice().values(name)
    }
}

impl<N: AsRef<str>, V: AsRef<[u8]>> WebhookHeaders for Vec<(N, V)> {
    fn values(&self, name: &str) -> Vec<Cow<'_, [u8]>> {
        self.as_slice().values(name)
    }
}

impl<N: AsRef<str>, V: AsRef<[u8]>> WebhookHeaders for BTreeMap<N, V> {
    fn values(&self, name: &str) -> Vec<Cow<'_, [u8]>> {
        of_pairs(self.iter(), name)
    }
}

/// A closure finds one value of a header. It gets the name in lower case.
impl<V: AsRef<[u8]>, F: Fn(&str) -> Option<V>> WebhookHeaders for F {
    fn values(&self, name: &str) -> Vec<Cow<'_, [u8]>> {
        self(name).map(|value| Cow::Owned(value.as_ref().to_owned())).into_iter().collect_list()
    }
}

fn of_pairs<'h, N: AsRef<str> + 'h, V: AsRef<[u8]> + 'h>(
    pairs: impl Iterator<Item = (&'h N, &'h V)>,
    name: &str,
) -> Vec<Cow<'h, [u8]>> {
    let of_name = pairs.filter(|(other, _)| other.as_ref().eq_ignore_ascii_case(name));
    of_name.map(|(_, value)| Cow::Borrowed(value.as_ref())).collect_list()
}

/// Headers that may be a slice, as a type with a size.
pub(super) struct Borrowed<'h, H: ?Sized>(pub(super) &'h H);

impl<H: WebhookHeaders + ?Sized> WebhookHeaders for Borrowed<'_, H> {
    fn values(&self, name: &str) -> Vec<Cow<'_, [u8]>> {
        self.0.values(name)
    }
}
