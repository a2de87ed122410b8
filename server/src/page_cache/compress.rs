//! Content codings: which one a client takes, and making it.

use bytes::Bytes;
use http::HeaderMap;
use http::header::ACCEPT_ENCODING;
use std::io::Write;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    Identity,
    Gzip,
    Brotli,
}

impl Coding {
    /// The best one the client takes: brotli, then gzip.
    pub(crate) fn accepted(headers: &HeaderMap) -> Self {
        let (mut brotli, mut gzip) = (None, None);
        let mut other = false;
        for line in headers.get_all(ACCEPT_ENCODING) {
            for part in line.to_str().unwrap_or_default().split(',') {
                let (name, weight) = part.split_once(';').unwrap_or((part, ""));
                let taken = !is_zero(weight);
                match name.trim() {
                    "br" => brotli = Some(taken),
                    "gzip" | "x-gzip" => gzip = Some(taken),
                    "*" => other = taken,
                    _ => {}
                }
            }
        }
        if brotli.unwrap_or(other) {
            Self::Brotli
        } else if gzip.unwrap_or(other) {
            Self::Gzip
        } else {
            Self::Identity
        }
    }

    pub(crate) fn name(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some("gzip"),
            Self::Brotli => Some("br"),
        }
    }

    pub(crate) fn encode(self, plain: &Bytes, effort: Effort) -> Bytes {
        match self {
            Self::Identity => plain.clone(),
            Self::Gzip => gzip(plain, effort),
            Self::Brotli => brotli(plain, effort),
        }
    }
}

/// How long a compression may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effort {
    /// A page somebody waits for: a few hundred microseconds for an ordinary one.
    Page,
    /// A file that stays the same until the next release.
    File,
}

/// `q=0`, `q=0.0` and the like.
fn is_zero(weight: &str) -> bool {
    let value = weight.trim().strip_prefix("q=").or_else(|| weight.trim().strip_prefix("Q="));
    value.is_some_and(|value| value.trim().parse::<f32>().is_ok_and(|value| value <= 0.0))
}

fn gzip(plain: &[u8], effort: Effort) -> Bytes {
    let level = match effort {
        Effort::Page => 5,
        Effort::File => 9,
    };
    let mut encoder = flate2::write::GzEncoder::new(
        Vec::with_capacity(plain.len() / 4),
        flate2::Compression::new(level),
    );
    let written = encoder.write_all(plain).and_then(|()| encoder.finish());
    written.expect("writing to memory does not fail").into()
}

fn brotli(plain: &[u8], effort: Effort) -> Bytes {
    let (quality, lgwin) = match effort {
        Effort::Page => (5, 18),
        Effort::File => (9, 22),
    };
    let parameters = brotli::enc::BrotliEncoderParams {
        quality,
        lgwin,
        size_hint: plain.len(),
        ..Default::default()
    };
    let mut packed = Vec::with_capacity(plain.len() / 4);
    brotli::BrotliCompress(&mut &plain[..], &mut packed, &parameters)
        .expect("writing to memory does not fail");
    packed.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    fn accepted(text: &str) -> Coding {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_ENCODING, text.parse().unwrap());
        Coding::accepted(&headers)
    }

    #[test]
    fn the_client_decides() {
        use Coding::{Brotli, Gzip, Identity};
        assert_eq!(accepted("gzip, deflate, br, zstd"), Brotli);
        assert_eq!(accepted("gzip;q=1.0, br;q=0"), Gzip);
        assert_eq!(accepted("gzip; q=0.000,br; q=0.0"), Identity);
        assert_eq!(accepted("deflate"), Identity);
        assert_eq!(accepted("*"), Brotli);
        assert_eq!(accepted("br;q=0, *"), Gzip);
        assert_eq!(accepted("identity;q=1, *;q=0"), Identity);
        assert_eq!(Coding::accepted(&HeaderMap::new()), Identity);
    }

    #[test]
    fn what_is_packed_can_be_unpacked() {
        let plain = Bytes::from("a page with words, words and more words ".repeat(100));
        for effort in [Effort::Page, Effort::File] {
            let mut read = String::new();
            let packed = Coding::Gzip.encode(&plain, effort);
            flate2::read::GzDecoder::new(&packed[..]).read_to_string(&mut read).unwrap();
            assert_eq!(read.as_bytes(), plain);
            let mut read = Vec::new();
            let packed = Coding::Brotli.encode(&plain, effort);
            brotli::BrotliDecompress(&mut &packed[..], &mut read).unwrap();
            assert_eq!(read, plain);
            assert!(packed.len() < plain.len() / 10);
        }
    }
}
