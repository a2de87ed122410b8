//! Which addresses a fetch may connect to, whatever name led there.
//!
//! Names are looked up here and the connection is made to the addresses that passed, so what a name
//! means cannot change between the check and the use.

use futures::future::BoxFuture;
use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

/// How far fetches reach.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// Addresses of the public internet.
    #[default]
    Public,
    /// This machine too, for development and tests.
    Loopback,
}

impl Reach {
    pub fn admits(self, ip: IpAddr) -> bool {
        let ip = ip.to_canonical();
        is_public(ip) || (self == Self::Loopback && ip.is_loopback())
    }

    /// Whether the host, where it is an address already, may be connected to; names are told by the
    /// [`Guard`] when they are looked up.
    pub fn admits_literal(self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default();
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        bare.parse().map_or(true, |ip| self.admits(ip))
    }
}

/// Whether an address belongs to the public internet, by IANA's special-purpose registries.
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !matches!(
        (a, b, c),
        (0 | 10 | 127, ..)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (192, 168, _)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
            | (224.., ..)
    )
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [a, b, c, d, e, f, g, h] = ip.segments();
    match (a, b) {
        // Leads to an IPv4 address by a translator.
        (0x64, 0xff9b) if [c, d, e, f] == [0; 4] => {
            let [g1, g2] = g.to_be_bytes();
            let [h1, h2] = h.to_be_bytes();
            is_public_v4(Ipv4Addr::new(g1, g2, h1, h2))
        }
        // Protocol assignments and tunnels, documentation, 6to4, documentation.
        (0x2001, 0..=0x1ff) | (0x2001, 0xdb8) | (0x2002, _) | (0x3fff, 0..=0xfff) => false,
        _ => a & 0xe000 == 0x2000,
    }
}

/// Looks names up.
pub trait Names: Send + Sync {
    fn look_up(&self, name: String) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>>;
}

/// As this machine does.
pub struct SystemNames;

impl Names for SystemNames {
    fn look_up(&self, name: String) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> {
        Box::pin(async move { Ok(tokio::net::lookup_host((name, 0)).await?.collect()) })
    }
}

/// Hands on only those addresses that may be connected to.
pub struct Guard {
    pub names: Arc<dyn Names>,
    pub reach: Reach,
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let (found, reach) = (self.names.look_up(name.as_str().to_owned()), self.reach);
        Box::pin(async move {
            let mut found = found.await?;
            found.retain(|address| reach.admits(address.ip()));
            if found.is_empty() {
                let refused = io::Error::from(io::ErrorKind::PermissionDenied);
                return Err(refused.into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_the_public_internet() {
        for inside in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.9.9.9",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.168.1.1",
            "198.18.0.1",
            "203.0.113.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "ff02::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
        ] {
            assert!(!Reach::Public.admits(inside.parse().unwrap()), "{inside}");
        }
        for outside in [
            "1.1.1.1",
            "172.32.0.1",
            "100.128.0.1",
            "2606:4700::1111",
            "::ffff:1.1.1.1",
            "64:ff9b::808:808",
        ] {
            assert!(Reach::Public.admits(outside.parse().unwrap()), "{outside}");
        }
    }

    #[test]
    fn loopback_is_this_machine_and_no_further() {
        for (address, admitted) in [
            ("127.0.0.1", true),
            ("::1", true),
            ("::ffff:127.0.0.1", true),
            ("10.0.0.1", false),
            ("169.254.169.254", false),
            ("fe80::1", false),
        ] {
            assert_eq!(Reach::Loopback.admits(address.parse().unwrap()), admitted, "{address}");
        }
    }

    #[test]
    fn an_address_in_place_of_a_name_is_judged_too() {
        let literal = |url: &str| Reach::Public.admits_literal(&Url::parse(url).unwrap());
        for inside in [
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://[::1]/",
            "http://[::ffff:7f00:1]/",
        ] {
            assert!(!literal(inside), "{inside}");
        }
        assert!(literal("http://1.1.1.1/") && literal("http://cdn.example/"));
    }
}
