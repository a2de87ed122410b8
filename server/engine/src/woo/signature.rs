//! Whether a delivery was written by the shop.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// Whether `signature`, as WooCommerce writes it (base64 of HMAC-SHA256 over the raw body), was made
/// with one of the secrets. Takes as long for a wrong one as for a right one. Several are valid while
/// a secret is changed for another.
pub fn is_signed(secrets: &[impl AsRef<str>], body: &[u8], signature: &str) -> bool {
    let Ok(signature) = STANDARD.decode(signature.trim()) else {
        return false;
    };
    let made_with = |secret: &str| {
        // WordPress keeps the secret as HTML and signs with what that says.
        let secret = html_escape::decode_html_entities(secret);
        let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes());
        mac.is_ok_and(|mac| mac.chain_update(body).verify_slice(&signature).is_ok())
    };
    let usable = secrets.iter().map(AsRef::as_ref).filter(|secret| !secret.is_empty());
    usable.map(made_with).fold(false, |any, one| any | one)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sign(secret: &str, body: &[u8]) -> String {
        let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        STANDARD.encode(mac.chain_update(body).finalize().into_bytes())
    }

    #[test]
    fn either_secret_signs_and_no_other() {
        let secrets = ["old one", "new one"];
        for secret in secrets {
            assert!(is_signed(&secrets, b"{}", &sign(secret, b"{}")));
        }
        assert!(!is_signed(&secrets, b"{}", &sign("another", b"{}")));
        assert!(!is_signed(&secrets, b"{ }", &sign("old one", b"{}")));
        assert!(!is_signed(&secrets, b"{}", "not base64!"));
        assert!(!is_signed(&[""], b"{}", &sign("", b"{}")), "no secret is no key");
    }

    #[test]
    fn a_secret_kept_as_html_signs_as_it_reads() {
        assert!(is_signed(&["fish &amp; chips"], b"x", &sign("fish & chips", b"x")));
    }
}
