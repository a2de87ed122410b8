//! Who a visitor is: an id of their own in a signed cookie, from their first change on.
//!
//! Pages that are the same for everyone never see it. Beside it stands a cookie without a secret,
//! by which the program of such a page knows that there is something to ask for.

use engine::accounts::random_hex;
use engine::trade::Shopper;
use http::header::{COOKIE, SET_COOKIE};
use http::{HeaderMap, HeaderValue};
use std::sync::OnceLock;
use tower_sessions::cookie::time::Duration;
use tower_sessions::cookie::{Cookie, CookieJar, Key, SameSite};

/// What pages look for; it says nothing but that there is somebody.
const HINT: &str = "etalage-visitor";
const LIFETIME: Duration = Duration::days(365);
/// 128 random bits.
const ID_BYTES: usize = 16;

/// Reads and writes the cookies of visitors.
#[derive(Clone)]
pub struct VisitorCookies {
    key: Key,
    is_secure: bool,
}

impl std::fmt::Debug for VisitorCookies {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("VisitorCookies")
    }
}

impl VisitorCookies {
    /// `key` is for this purpose alone. `is_secure`: the site is served over TLS.
    pub fn new(key: &[u8; 64], is_secure: bool) -> Self {
        Self { key: Key::from(key), is_secure }
    }

    fn name(&self) -> &'static str {
        if self.is_secure { "__Host-etalage-own" } else { "etalage-own" }
    }

    /// The visitor a request says it is from. One that was not signed here is nobody.
    fn read(&self, headers: &HeaderMap) -> Option<String> {
        let lines = headers.get_all(COOKIE).into_iter().filter_map(|line| line.to_str().ok());
        let mut cookies = lines.flat_map(Cookie::split_parse).filter_map(Result::ok);
        let cookie = cookies.find(|cookie| cookie.name() == self.name())?.into_owned();
        let id = CookieJar::new().signed(&self.key).verify(cookie)?.value().to_owned();
        is_id(&id).then_some(id)
    }

    fn lines(&self, id: &str) -> [Option<HeaderValue>; 2] {
        let cookie = |name: &'static str, value: String| {
            Cookie::build((name, value))
                .path("/")
                .same_site(SameSite::Lax)
                .secure(self.is_secure)
                .max_age(LIFETIME)
        };
        let mut jar = CookieJar::new();
        jar.signed_mut(&self.key).add(cookie(self.name(), id.to_owned()).http_only(true));
        jar.add(cookie(HINT, "1".to_owned()));
        [self.name(), HINT].map(|name| HeaderValue::try_from(jar.get(name)?.to_string()).ok())
    }
}

fn is_id(text: &str) -> bool {
    text.len() == 2 * ID_BYTES && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whose request it is. Their first change makes somebody known who was not.
#[derive(Debug)]
pub struct Whose {
    cookies: VisitorCookies,
    known: Option<String>,
    /// Who changed something of their own with this request.
    active: OnceLock<String>,
}

impl Whose {
    pub fn of_request(cookies: VisitorCookies, headers: &HeaderMap) -> Self {
        Self { known: cookies.read(headers), cookies, active: OnceLock::new() }
    }

    /// Has the browser remember who changed something, for another year.
    pub fn remember(&self, headers: &mut HeaderMap) {
        for line in self.active.get().into_iter().flat_map(|id| self.cookies.lines(id)).flatten() {
            headers.append(SET_COOKIE, line);
        }
    }
}

impl Shopper for Whose {
    fn known(&self) -> Option<String> {
        self.active.get().or(self.known.as_ref()).cloned()
    }

    fn become_known(&self) -> String {
        let id = || self.known.clone().unwrap_or_else(|| random_hex(ID_BYTES));
        self.active.get_or_init(id).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cookies(key: u8) -> VisitorCookies {
        VisitorCookies::new(&[key; 64], false)
    }

    fn whose(cookies: VisitorCookies, cookie: Option<&str>) -> Whose {
        let mut headers = HeaderMap::new();
        if let Some(cookie) = cookie {
            headers.append(COOKIE, HeaderValue::from_static("a=b; theme=dark"));
            headers.append(COOKIE, HeaderValue::try_from(cookie).unwrap());
        }
        Whose::of_request(cookies, &headers)
    }

    /// Name and value of the cookies an answer sets.
    fn set(whose: &Whose) -> Vec<String> {
        let mut headers = HeaderMap::new();
        whose.remember(&mut headers);
        let lines = headers.get_all(SET_COOKIE).into_iter().map(|line| line.to_str().unwrap());
        lines.map(|line| line.split("; ").next().unwrap().to_owned()).collect()
    }

    #[test]
    fn the_first_change_makes_somebody_known() {
        let nobody = whose(cookies(1), None);
        assert_eq!((nobody.known(), set(&nobody)), (None, vec![]));
        let id = nobody.become_known();
        assert!(is_id(&id) && nobody.become_known() == id && nobody.known() == Some(id.clone()));
        let [own, hint] = &set(&nobody)[..] else { panic!("two cookies") };
        assert_eq!(hint, "etalage-visitor=1");
        let again = whose(cookies(1), Some(own));
        assert_eq!((again.known(), set(&again)), (Some(id.clone()), vec![]));
        assert_eq!((again.become_known(), set(&again).len()), (id, 2), "a change renews it");
    }

    #[test]
    fn what_was_not_signed_here_is_nobody() {
        let made = whose(cookies(1), None);
        let id = made.become_known();
        let own = set(&made).remove(0);
        for forged in [
            format!("etalage-own={id}"),
            own.replace(&id, &random_hex(ID_BYTES)),
            own.replace("etalage-own", "__Host-etalage-own"),
            "etalage-own=".to_owned(),
        ] {
            assert_eq!(whose(cookies(1), Some(&forged)).known(), None, "{forged}");
        }
        assert_eq!(whose(cookies(2), Some(&own)).known(), None, "another key");
        assert_eq!(whose(cookies(1), Some(&own)).known(), Some(id));
    }

    #[test]
    fn over_tls_the_cookie_is_bound_to_this_host() {
        let secure = VisitorCookies::new(&[1; 64], true);
        let [own, hint] = secure.lines("00").map(|line| line.unwrap().to_str().unwrap().to_owned());
        for part in ["__Host-etalage-own=", "; HttpOnly", "; SameSite=Lax", "; Secure", "; Path=/"]
        {
            assert!(own.contains(part), "{own}");
        }
        assert!(hint.contains("; Secure") && !hint.contains("HttpOnly"), "{hint}");
        assert!(own.contains("Max-Age=31536000") && !own.contains("Domain"), "{own}");
    }
}
