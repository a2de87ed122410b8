//! Secrets of others, such as a shop's keys, as they lie in the database: of no use to whoever reads
//! it without the key from the environment.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use rand::RngCore;
use std::fmt;

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;
/// Another way to seal would have another one.
const MARK: &str = "x1.";

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Nothing can be sealed until the operator corrects it.
    #[error("the key is 32 bytes, written as 64 hexadecimal digits or in base64")]
    Key,
    /// The operator gives the key back that it was sealed with, or it is entered anew.
    #[error("it was sealed with another key, or for something else, or was changed since")]
    Wrong,
    /// It was never sealed here, or by a newer version.
    #[error("it is not a sealed secret")]
    Unreadable,
}

/// Seals and opens with one key.
#[derive(Clone)]
pub struct Seal(XChaCha20Poly1305);

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal")
    }
}

fn hex(text: &str) -> Option<Vec<u8>> {
    if text.len() != 2 * KEY_BYTES || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

impl Seal {
    /// From what `ETALAGE_SECRET_KEY` holds.
    ///
    /// # Errors
    /// [`SealError::Key`]
    pub fn from_text(text: &str) -> Result<Self, SealError> {
        let text = text.trim();
        let bytes = hex(text).or_else(|| STANDARD.decode(text).ok()).ok_or(SealError::Key)?;
        XChaCha20Poly1305::new_from_slice(&bytes).map(Self).map_err(|_| SealError::Key)
    }

    /// Whoever opens it must say the same `purpose`: what was sealed for one shop is no use for
    /// another.
    pub fn seal(&self, purpose: &str, secret: &[u8]) -> String {
        let mut bytes = vec![0; NONCE_BYTES];
        rand::rng().fill_bytes(&mut bytes);
        let nonce: [u8; NONCE_BYTES] = bytes.as_slice().try_into().expect("it is as long");
        let payload = Payload { msg: secret, aad: purpose.as_bytes() };
        let sealed = self.0.encrypt(&XNonce::from(nonce), payload);
        bytes.extend(sealed.expect("secrets are short"));
        format!("{MARK}{}", STANDARD.encode(bytes))
    }

    /// # Errors
    /// [`SealError::Wrong`], [`SealError::Unreadable`]
    pub fn open(&self, purpose: &str, sealed: &str) -> Result<Vec<u8>, SealError> {
        let encoded = sealed.strip_prefix(MARK).ok_or(SealError::Unreadable)?;
        let bytes = STANDARD.decode(encoded).map_err(|_| SealError::Unreadable)?;
        let (nonce, sealed) =
            bytes.split_first_chunk::<NONCE_BYTES>().ok_or(SealError::Unreadable)?;
        let payload = Payload { msg: sealed, aad: purpose.as_bytes() };
        self.0.decrypt(&XNonce::from(*nonce), payload).map_err(|_| SealError::Wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seal(byte: u8) -> Seal {
        Seal::from_text(&STANDARD.encode([byte; KEY_BYTES])).unwrap()
    }

    #[test]
    fn what_was_sealed_opens_with_the_same_key_for_the_same_purpose() {
        let sealed = seal(1).seal("shop 7", b"cs_secret");
        assert_eq!(seal(1).open("shop 7", &sealed).unwrap(), b"cs_secret");
        assert_ne!(sealed, seal(1).seal("shop 7", b"cs_secret"), "never the same twice");
        assert_eq!(seal(2).open("shop 7", &sealed), Err(SealError::Wrong));
        assert_eq!(seal(1).open("shop 8", &sealed), Err(SealError::Wrong));
        let mut bytes = STANDARD.decode(&sealed[MARK.len()..]).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        let changed = format!("{MARK}{}", STANDARD.encode(bytes));
        assert_eq!(seal(1).open("shop 7", &changed), Err(SealError::Wrong));
        for strange in ["", "cs_secret", "x1.", "x1.AAAA", "x2.AAAA"] {
            assert_eq!(seal(1).open("shop 7", strange), Err(SealError::Unreadable), "{strange}");
        }
    }

    #[test]
    fn keys_are_hexadecimal_or_base64_and_long_enough() {
        let hexadecimal = "0a".repeat(KEY_BYTES);
        let sealed = seal(10).seal("", b"x");
        assert_eq!(
            Seal::from_text(&format!(" {hexadecimal}\n")).unwrap().open("", &sealed).unwrap(),
            b"x"
        );
        for wrong in ["", "secret", &"0a".repeat(31), &STANDARD.encode([1; 31])] {
            assert_eq!(Seal::from_text(wrong).unwrap_err(), SealError::Key, "{wrong}");
        }
    }
}
