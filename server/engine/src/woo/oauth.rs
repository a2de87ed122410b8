//! One-legged OAuth 1.0a: how a shop without TLS is asked.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use contract::Timestamp;
use hmac::{Hmac, Mac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Url;
use sha2::Sha256;

/// All but RFC 3986's unreserved characters.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn escape(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}

/// RFC 5849, section 3.4.1.
fn base_string(method: &str, url: &Url) -> String {
    let mut pairs: Vec<(String, String)> =
        url.query_pairs().map(|(name, value)| (escape(&name), escape(&value))).collect();
    pairs.sort();
    let pairs: Vec<String> =
        pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    let mut bare = url.clone();
    bare.set_query(None);
    bare.set_fragment(None);
    format!("{method}&{}&{}", escape(bare.as_str()), escape(&pairs.join("&")))
}

/// Adds to the address what shows that it is asked by whoever knows the secret. A nonce is good for
/// one request.
pub fn sign(method: &str, url: &mut Url, key: &str, secret: &str, at: Timestamp, nonce: &str) {
    url.query_pairs_mut()
        .append_pair("oauth_consumer_key", key)
        .append_pair("oauth_nonce", nonce)
        .append_pair("oauth_signature_method", "HMAC-SHA256")
        .append_pair("oauth_timestamp", &at.0.div_euclid(1000).to_string());
    // There is no token, so nothing follows.
    let signing = format!("{}&", escape(secret));
    let mac = Hmac::<Sha256>::new_from_slice(signing.as_bytes()).expect("any key will do");
    let signature = mac.chain_update(base_string(method, url)).finalize().into_bytes();
    url.query_pairs_mut().append_pair("oauth_signature", &STANDARD.encode(signature));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 5849, section 3.4.1.1, with the body's and the header's parameters in the query.
    #[test]
    fn the_base_string_is_the_rfcs_own() {
        let url = "http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b&c2&a3=2+q\
            &oauth_consumer_key=9djdj82h48djs9d2&oauth_token=kkk9d7dh3k39sjv7\
            &oauth_signature_method=HMAC-SHA1&oauth_timestamp=137131201&oauth_nonce=7d8f3e4a";
        let wanted = "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q\
            %26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9dj\
            dj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1\
            %26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7";
        assert_eq!(base_string("POST", &Url::parse(url).unwrap()), wanted);
    }
}
