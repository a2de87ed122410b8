//! Who is asking: the client's address, through the proxies we trust and no others.

use axum::extract::{ConnectInfo, FromRequestParts, Request};
use http::HeaderMap;
use http::request::Parts;
use serde::{Serialize, Serializer};
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;
use std::sync::Arc;

/// The address a request comes from, as far as it can be believed. `0.0.0.0` when nothing is
/// known, as in tests that have no socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientAddress(pub IpAddr);

impl ClientAddress {
    pub const UNKNOWN: Self = Self(IpAddr::V4(Ipv4Addr::UNSPECIFIED));

    /// What limits count by: a household gets a whole IPv6 /64.
    pub fn limit_key(self) -> IpAddr {
        limit_key(self.0)
    }
}

/// An address as limits see it: IPv4 whole, IPv6 by its /64.
pub fn limit_key(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V6(ip) => IpAddr::V6(Ipv6Addr::from_bits(ip.to_bits() & (!0 << 64))),
        v4 => v4,
    }
}

/// A network in CIDR form, or a single address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

impl Network {
    pub fn contains(&self, ip: IpAddr) -> bool {
        match (self.address, ip.to_canonical()) {
            (IpAddr::V4(network), IpAddr::V4(ip)) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(self.prefix)).unwrap_or(0);
                network.to_bits() & mask == ip.to_bits() & mask
            }
            (IpAddr::V6(network), IpAddr::V6(ip)) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(self.prefix)).unwrap_or(0);
                network.to_bits() & mask == ip.to_bits() & mask
            }
            _ => false,
        }
    }

    pub fn is_everything(&self) -> bool {
        self.prefix == 0
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (address, prefix) = match text.trim().split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text.trim(), None),
        };
        let wrong = || format!("`{text}` is neither an address nor a network like 10.0.0.0/8");
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            Some(prefix) => prefix.parse().ok().filter(|p| *p <= longest).ok_or_else(wrong)?,
            None => longest,
        };
        Ok(Self { address, prefix })
    }
}

impl std::fmt::Display for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}

impl Serialize for Network {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

/// The proxies whose word about the client's address counts.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(Arc<[Network]>);

impl TrustedProxies {
    pub fn new(networks: Vec<Network>) -> Self {
        Self(networks.into())
    }

    pub fn trusts(&self, ip: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(ip))
    }

    /// Walks `X-Forwarded-For` from the nearest hop outwards, as long as the teller is trusted.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        if !self.trusts(client) {
            return client;
        }
        let lines = headers.get_all("x-forwarded-for").iter().rev();
        let hops = lines.flat_map(|line| line.to_str().unwrap_or("").rsplit(','));
        for hop in hops {
            let Some(hop) = parse_hop(hop.trim()) else {
                break;
            };
            client = hop;
            if !self.trusts(client) {
                break;
            }
        }
        client
    }

    /// Notes the [`ClientAddress`] for all that follow.
    pub fn note_client(&self, request: &mut Request) {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
        let client = peer.map_or(ClientAddress::UNKNOWN, |ConnectInfo(peer)| {
            ClientAddress(self.client(peer.ip(), request.headers()))
        });
        request.extensions_mut().insert(client);
    }
}

/// Some proxies write a port behind the address.
fn parse_hop(text: &str) -> Option<IpAddr> {
    let ip: Option<IpAddr> = text.parse().ok();
    ip.or_else(|| text.parse::<SocketAddr>().ok().map(|at| at.ip())).map(|ip| ip.to_canonical())
}

impl<S: Sync> FromRequestParts<S> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().copied().unwrap_or(Self::UNKNOWN))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxies(list: &str) -> TrustedProxies {
        TrustedProxies::new(list.split(',').map(|n| n.parse().unwrap()).collect())
    }

    fn client(trusted: &str, peer: &str, lines: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        proxies(trusted).client(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        let ask = |peer, lines: &[&str]| client("10.0.0.0/8,fd00::/8", peer, lines);
        assert_eq!(ask("203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(ask("10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(ask("::ffff:10.0.0.1", &["198.51.100.1:4711"]), "198.51.100.1");
        assert_eq!(ask("10.0.0.1", &["198.51.100.1, 10.9.9.9"]), "198.51.100.1");
        // What the client wrote itself stands further left and is not reached.
        assert_eq!(ask("10.0.0.1", &["127.0.0.1, 198.51.100.1"]), "198.51.100.1");
        assert_eq!(ask("10.0.0.1", &["127.0.0.1", "198.51.100.1"]), "198.51.100.1");
        assert_eq!(ask("10.0.0.1", &["nonsense"]), "10.0.0.1");
        assert_eq!(ask("fd00::1", &[]), "fd00::1");
    }

    #[test]
    fn networks_are_read_and_compared() {
        let network = |text: &str| text.parse::<Network>();
        assert!(network("192.0.2.0/24").unwrap().contains("192.0.2.77".parse().unwrap()));
        assert!(!network("192.0.2.0/24").unwrap().contains("192.0.3.1".parse().unwrap()));
        assert!(network("0.0.0.0/0").unwrap().contains("8.8.8.8".parse().unwrap()));
        assert!(network("::/0").unwrap().is_everything());
        for wrong in ["192.0.2.0/33", "192.0.2/24", "", "::/129", "a/8"] {
            assert!(network(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_household_counts_as_one() {
        let key = |text: &str| limit_key(text.parse().unwrap()).to_string();
        assert_eq!(key("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(key("::ffff:192.0.2.1"), "192.0.2.1");
    }
}
