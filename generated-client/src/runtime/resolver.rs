//! Finds the addresses of hosts. `localhost` and the names below it are always this machine (RFC 6761, 6.3): plain http is allowed to
//! them, and a name server could lead to another machine.

use std::{
    future::ready,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::net::lookup_host;

use super::compact::CollectList;

/// Whether a host is named `localhost`, or below it. It is in lower case, as in a parsed URL.
pub(crate) fn is_localhost(host: &str) -> bool {
    host.strip_suffix("localhost").is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// The resolver of our HTTP clients. The system finds all other hosts.
pub(crate) struct Resolver;

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        if is_localhost(name.as_str()) {
            // The port is the one of the URL.
            let addresses = [SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), SocketAddr::from((Ipv6Addr::LOCALHOST, 0))];
            return Box::pin(ready(Ok(Box::new(addresses.into_iter()) as Addrs)));
        }
        Box::pin(async move {
            let found = lookup_host((name.as_str(), 0)).await?;
            Ok(Box::new(found.collect_list().into_iter()) as Addrs)
        })
    }
}
