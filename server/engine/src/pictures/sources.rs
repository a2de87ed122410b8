//! The hosts pictures may be fetched from. Nobody but the operator names them.

use reqwest::Url;
use serde::{Serialize, Serializer};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// `cdn.example`, `*.cdn.example` for every name below it, either with a port of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureHost {
    name: String,
    /// The names below it, instead of itself.
    below: bool,
    /// Without one, the scheme's own.
    port: Option<u16>,
}

impl FromStr for PictureHost {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const EXPECTED: &str = "expected a host name, as cdn.example or *.cdn.example:8443";
        let (below, rest) = match text.trim().strip_prefix("*.") {
            Some(rest) => (true, rest),
            None => (false, text.trim()),
        };
        // The same reading that addresses get, so that both write a name alike.
        let url = Url::parse(&format!("wss://{rest}")).map_err(|_| EXPECTED)?;
        if rest.contains('*') {
            return Err(EXPECTED);
        }
        let is_bare = matches!(url.path(), "" | "/")
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        let name = url.host_str().filter(|_| is_bare && !rest.ends_with('/')).ok_or(EXPECTED)?;
        let written = rest.rsplit_once(':').filter(|(_, port)| !port.ends_with(']'));
        let port = written.map(|(_, port)| port.parse().map_err(|_| EXPECTED)).transpose()?;
        Ok(Self { name: name.to_owned(), below, port })
    }
}

impl fmt::Display for PictureHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.below { "*." } else { "" })?;
        f.write_str(&self.name)?;
        self.port.map_or(Ok(()), |port| write!(f, ":{port}"))
    }
}

impl Serialize for PictureHost {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl PictureHost {
    fn admits(&self, url: &Url, host: &str) -> bool {
        let named = if self.below {
            host.strip_suffix(&self.name).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'))
        } else {
            host == self.name
        };
        let port = match self.port {
            None => url.port().is_none(),
            some => url.port_or_known_default() == some,
        };
        named && port
    }
}

/// All of them.
#[derive(Clone, Debug, Default)]
pub struct Sources(Arc<[PictureHost]>);

impl Sources {
    pub fn new(hosts: Vec<PictureHost>) -> Self {
        Self(hosts.into())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The address, if pictures may be fetched there.
    pub fn admitted(&self, address: &str) -> Option<Url> {
        // Addresses of our own, by far the most, need no reading.
        if self.is_empty() || address.starts_with('/') {
            return None;
        }
        Url::parse(address).ok().filter(|url| self.admits(url))
    }

    pub fn admits(&self, url: &Url) -> bool {
        let Some(host) = url.host_str().filter(|_| matches!(url.scheme(), "http" | "https")) else {
            return false;
        };
        let anonymous = url.username().is_empty() && url.password().is_none();
        anonymous && self.0.iter().any(|known| known.admits(url, host))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(hosts: &[&str]) -> Sources {
        Sources::new(hosts.iter().map(|host| host.parse().unwrap()).collect())
    }

    #[test]
    fn only_named_hosts_are_admitted() {
        let sources =
            sources(&["CDN.example", "*.shop.example", "files.example:8443", "safe.example:443"]);
        for admitted in [
            "https://cdn.example/a.jpg",
            "http://cdn.example:80/a.jpg",
            "https://CDN.EXAMPLE/a.jpg",
            "https://img.shop.example/a.jpg",
            "https://a.b.shop.example/a.jpg",
            "https://files.example:8443/a.jpg",
            "https://safe.example/a.jpg",
        ] {
            assert!(sources.admitted(admitted).is_some(), "{admitted}");
        }
        for refused in [
            "https://other.example/a.jpg",
            "https://cdn.example.other.example/a.jpg",
            "https://cdn.example@other.example/a.jpg",
            "https://me@cdn.example/a.jpg",
            "https://cdn.example:8443/a.jpg",
            "https://files.example/a.jpg",
            "http://safe.example/a.jpg",
            "https://shop.example/a.jpg",
            "https://.shop.example/a.jpg",
            "https://badshop.example/a.jpg",
            "ftp://cdn.example/a.jpg",
            "file:///etc/passwd",
            "/demo/a.svg",
            "//cdn.example/a.jpg",
            "cdn.example",
        ] {
            assert!(sources.admitted(refused).is_none(), "{refused}");
        }
    }

    #[test]
    fn a_host_is_written_as_it_is_read() {
        for text in ["cdn.example", "*.cdn.example:8443", "127.0.0.1:80", "[::1]:9000", "[::1]"] {
            assert_eq!(text.parse::<PictureHost>().unwrap().to_string(), text);
        }
        for wrong in ["", "*", "*.", "a b", "https://cdn.example", "cdn.example/x", "a@b", "a:x"] {
            assert!(wrong.parse::<PictureHost>().is_err(), "{wrong}");
        }
    }
}
